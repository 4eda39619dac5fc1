//! Destinations: how much each account takes.

use bezant_kernel::PostingCode;

use super::{Flow, Part, Planner};
use crate::error::FlowError;
use crate::span::Spanned;
use crate::syntax::{Item, Leaf, Node, Share};

impl Planner<'_> {
    /// Puts exactly `amount` into the tree.
    pub(super) fn divide(
        &mut self,
        flow: &Flow,
        node: &Spanned<Node>,
        amount: i128,
        code: Option<PostingCode>,
        given: &mut Vec<Part>,
    ) -> Result<(), FlowError> {
        match &node.value {
            Node::Leaf(leaf) => self.give_to_account(flow, leaf, amount, code, given),
            Node::Kept => {
                if amount > 0 {
                    given.push(Part {
                        account: None,
                        amount,
                        code: None,
                        span: node.span,
                    });
                }
                Ok(())
            }
            Node::Block(items) => {
                let shares: Vec<_> = items.iter().map(|item| &item.value.share).collect();
                let amounts = if shares
                    .iter()
                    .any(|share| matches!(share.value, Share::Portion(_)))
                {
                    self.portions(&shares, amount)?
                } else {
                    self.in_order(flow, &shares, amount)?
                };
                for (item, amount) in items.iter().zip(amounts) {
                    let code = self.item_code(item)?;
                    self.divide(flow, &item.value.node, amount, code, given)?;
                }
                Ok(())
            }
        }
    }

    fn item_code(&self, item: &Spanned<Item>) -> Result<Option<PostingCode>, FlowError> {
        let code = item.value.code.as_ref();
        code.map(|code| self.code(self.scope.number(&code.value), code.span))
            .transpose()
    }

    fn in_order(
        &self,
        flow: &Flow,
        shares: &[&Spanned<Share>],
        amount: i128,
    ) -> Result<Vec<i128>, FlowError> {
        let mut rest = amount;
        let mut amounts = Vec::with_capacity(shares.len());
        for share in shares {
            let part = match &share.value {
                Share::UpTo(bound) => self.scope.minor(bound, flow.currency)?.min(rest),
                Share::Remaining => rest,
                Share::Any | Share::Portion(_) | Share::Rounding => {
                    unreachable!("a checked list of destinations has bounds and `remaining`")
                }
            };
            rest -= part;
            amounts.push(part);
        }
        assert!(rest == 0, "the last of a checked list takes what remains");
        Ok(amounts)
    }

    fn give_to_account(
        &mut self,
        flow: &Flow,
        leaf: &Leaf,
        amount: i128,
        code: Option<PostingCode>,
        given: &mut Vec<Part>,
    ) -> Result<(), FlowError> {
        let account = self.scope.account(&leaf.account)?;
        let falls = flow.direction.destination_falls(account.account_type());
        if let Some(capacity) = self.capacity(flow, leaf, &account, falls)? {
            self.expect_funds(flow, amount, capacity.min(amount), leaf.account.span)?;
        }
        if amount > 0 {
            if falls || !flow.is_hold {
                self.shift(flow, &account, falls, amount);
            }
            given.push(Part {
                account: Some(account),
                amount,
                code,
                span: leaf.account.span,
            });
        }
        Ok(())
    }
}

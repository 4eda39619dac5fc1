//! Sources: how much each account gives.

use super::{Flow, Part, Planner};
use crate::diagnostic::{DiagnosticCode, Mistake};
use crate::error::FlowError;
use crate::span::Spanned;
use crate::syntax::{Item, Leaf, Node, Share};

impl Planner<'_> {
    /// Takes at most `limit` from the tree, all it has without one, and returns how much that is.
    pub(super) fn take(
        &mut self,
        flow: &Flow,
        node: &Spanned<Node>,
        limit: Option<i128>,
        taken: &mut Vec<Part>,
    ) -> Result<i128, FlowError> {
        match &node.value {
            Node::Kept => unreachable!("the grammar has `kept` in destinations only"),
            Node::Leaf(leaf) => self.take_from_account(flow, leaf, limit, taken),
            Node::Block(items)
                if items
                    .iter()
                    .any(|item| matches!(item.value.share.value, Share::Portion(_))) =>
            {
                let limit = limit.expect("a checked program takes portions of a known amount only");
                self.take_portions(flow, items, limit, taken)?;
                Ok(limit)
            }
            Node::Block(items) => self.take_in_order(flow, items, limit, taken),
        }
    }

    fn take_from_account(
        &mut self,
        flow: &Flow,
        leaf: &Leaf,
        limit: Option<i128>,
        taken: &mut Vec<Part>,
    ) -> Result<i128, FlowError> {
        let account = self.scope.account(&leaf.account)?;
        let falls = flow.direction.source_falls(account.account_type());
        let capacity = self.capacity(flow, leaf, &account, falls)?;
        let amount = match (limit, capacity) {
            (Some(limit), Some(capacity)) => limit.min(capacity),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => {
                let message = format!("{account} has no bound here, so all of it is no amount");
                let mistake = Mistake::new(DiagnosticCode::Unbounded, leaf.account.span, message)
                    .hint("name an amount, or bound this source by `up to`");
                return Err(self.scope.mistake(mistake));
            }
        };
        if amount > 0 {
            if falls || !flow.is_hold {
                self.shift(flow, &account, falls, amount);
            }
            taken.push(Part {
                account: Some(account),
                amount,
                code: None,
                span: leaf.account.span,
            });
        }
        Ok(amount)
    }

    fn take_in_order(
        &mut self,
        flow: &Flow,
        items: &[Spanned<Item>],
        limit: Option<i128>,
        taken: &mut Vec<Part>,
    ) -> Result<i128, FlowError> {
        let mut total = 0i128;
        for item in items {
            let rest = limit.map(|limit| limit - total);
            let bound = match &item.value.share.value {
                Share::UpTo(amount) => {
                    let bound = self.scope.minor(amount, flow.currency)?;
                    Some(rest.map_or(bound, |rest| rest.min(bound)))
                }
                Share::Any => rest,
                Share::Portion(_) | Share::Remaining | Share::Rounding => {
                    unreachable!("a checked list of sources has no portions")
                }
            };
            let got = self.take(flow, &item.value.node, bound, taken)?;
            total = total.checked_add(got).ok_or_else(|| {
                let message = "the sources together have more than fits";
                self.scope
                    .refused(DiagnosticCode::AmountOutOfRange, item.span, message)
            })?;
        }
        Ok(total)
    }

    fn take_portions(
        &mut self,
        flow: &Flow,
        items: &[Spanned<Item>],
        total: i128,
        taken: &mut Vec<Part>,
    ) -> Result<(), FlowError> {
        let shares: Vec<_> = items.iter().map(|item| &item.value.share).collect();
        for (item, amount) in items.iter().zip(self.portions(&shares, total)?) {
            let got = self.take(flow, &item.value.node, Some(amount), taken)?;
            self.expect_funds(flow, amount, got, item.value.node.span)?;
        }
        Ok(())
    }
}

//! The shapes of sources and destinations: a block is a list in order or a split, and someone takes the rest.

use bezant_kernel::{AccountType, Currency};

use super::{Checker, ambiguous_direction, portions_mistake};
use crate::diagnostic::DiagnosticCode;
use crate::ratio::{self, Sum};
use crate::span::{Span, Spanned};
use crate::syntax::{AccountName, Direction, Given, Item, Leaf, Node, Overdraft, Share, Statement};
use crate::value::ValueType;

impl<'p> Checker<'p> {
    /// `is_unbounded`: the source is asked for all it has.
    pub(super) fn source(&mut self, node: &'p Spanned<Node>, currency: Option<Currency>, is_unbounded: bool) {
        match &node.value {
            Node::Kept => {}
            Node::Leaf(leaf) => self.leaf(leaf, currency),
            Node::Block(items) if is_split(items) => {
                if is_unbounded {
                    let hint = "name an amount in place of `all`, or bound the block by `up to`";
                    self.report(
                        DiagnosticCode::Misplaced,
                        node.span,
                        "`all` has no total to take portions of",
                        hint,
                    );
                }
                self.split(items, currency);
                for item in items {
                    self.source(&item.value.node, currency, false);
                }
            }
            Node::Block(items) => {
                for (at, item) in items.iter().enumerate() {
                    let mut is_bounded = false;
                    match &item.value.share.value {
                        Share::UpTo(amount) => {
                            self.amount(amount, currency);
                            is_bounded = true;
                        }
                        Share::Any | Share::Portion(_) => {}
                        Share::Remaining | Share::Rounding => {
                            let hint = "in a list of sources name the account alone; it gives what the others could not";
                            self.report(
                                DiagnosticCode::Misplaced,
                                item.value.share.span,
                                "this belongs to portions",
                                hint,
                            );
                        }
                    }
                    if !is_bounded && has_unbounded_overdraft(&item.value.node.value) && at + 1 < items.len()
                    {
                        let hint = "put the source without a bound last, or bound it by `up to`";
                        self.report(
                            DiagnosticCode::Unreachable,
                            items[at + 1].span,
                            "this source is never reached",
                            hint,
                        );
                    }
                    self.source(&item.value.node, currency, is_unbounded && !is_bounded);
                }
            }
        }
    }

    pub(super) fn destination(
        &mut self,
        node: &'p Spanned<Node>,
        currency: Option<Currency>,
        direction: Direction,
    ) {
        match &node.value {
            Node::Kept => {}
            Node::Leaf(leaf) => {
                self.leaf(leaf, currency);
                if let (Some(overdraft), Direction::FromTo) = (&leaf.overdraft, direction) {
                    let hint = "an overdraft belongs to an account that falls";
                    self.report(
                        DiagnosticCode::Misplaced,
                        overdraft.span,
                        "a destination of `to` only rises",
                        hint,
                    );
                }
            }
            Node::Block(items) => {
                if is_split(items) {
                    self.split(items, currency);
                } else {
                    self.list_of_destinations(items, currency);
                }
                for item in items {
                    if let Some(code) = &item.value.code {
                        self.code(code);
                    }
                    self.destination(&item.value.node, currency, direction);
                }
            }
        }
    }

    fn list_of_destinations(&mut self, items: &'p [Spanned<Item>], currency: Option<Currency>) {
        for (at, item) in items.iter().enumerate() {
            let share = &item.value.share;
            let is_last = at + 1 == items.len();
            match &share.value {
                Share::UpTo(amount) => {
                    self.amount(amount, currency);
                    if is_last {
                        let hint = "end the list with `remaining to …` or `remaining kept`";
                        self.report(
                            DiagnosticCode::NoRemaining,
                            item.span,
                            "nothing takes what is left after this",
                            hint,
                        );
                    }
                }
                Share::Remaining if is_last => {}
                Share::Remaining => {
                    let span = items[at + 1].span;
                    let hint = "`remaining` stands last";
                    self.report(
                        DiagnosticCode::Unreachable,
                        span,
                        "nothing is left for this destination",
                        hint,
                    );
                }
                Share::Rounding | Share::Any | Share::Portion(_) => {
                    let hint = "`rounding` takes the minor units that portions leave over";
                    self.report(
                        DiagnosticCode::Misplaced,
                        share.span,
                        "there are no portions to round here",
                        hint,
                    );
                }
            }
        }
    }

    /// A block with portions: portions, and at its end perhaps who takes what they leave.
    fn split(&mut self, items: &'p [Spanned<Item>], currency: Option<Currency>) {
        let mut portions = Vec::new();
        let mut all_known = true;
        let mut has_remaining = false;
        let Some(last) = items.last().map(|item| item.value.share.span) else {
            return;
        };
        for (at, item) in items.iter().enumerate() {
            let share = &item.value.share;
            match &share.value {
                Share::Portion(portion) => self.portion(portion, share.span, &mut portions, &mut all_known),
                Share::Remaining | Share::Rounding if at + 1 == items.len() => {
                    has_remaining = share.value == Share::Remaining;
                }
                Share::Remaining | Share::Rounding => {
                    let hint = "`remaining` or `rounding` stands last, and only one of them";
                    self.report(
                        DiagnosticCode::Misplaced,
                        share.span,
                        "this must be the last of its block",
                        hint,
                    );
                    has_remaining = true;
                }
                Share::Any | Share::UpTo(_) => {
                    if let Share::UpTo(amount) = &share.value {
                        self.amount(amount, currency);
                    }
                    let hint = "put the list in order into a block of its own, as one part of the split";
                    let message = "this block mixes portions with a list in order";
                    self.report(DiagnosticCode::MixedBlock, share.span, message, hint);
                    return;
                }
            }
        }
        let sum = ratio::sum(&portions);
        // With portions that are not known yet, only too much is certain.
        if all_known || sum == Sum::Above {
            self.mistakes.extend(portions_mistake(sum, has_remaining, last));
        }
    }

    fn portion(
        &mut self,
        portion: &Given<crate::syntax::RatioLiteral>,
        span: Span,
        portions: &mut Vec<ratio::Ratio>,
        all_known: &mut bool,
    ) {
        match portion {
            Given::Variable(name) => {
                *all_known = false;
                self.variable(name, span, &[ValueType::Ratio]);
            }
            Given::Literal(literal) => portions.push(literal.ratio()),
        }
    }

    fn leaf(&mut self, leaf: &'p Leaf, currency: Option<Currency>) {
        match &leaf.account.value {
            AccountName::Path(_) => {}
            AccountName::Variable(name) => self.variable(name, leaf.account.span, &[ValueType::Account]),
            AccountName::Pattern(_, parts) => {
                for part in parts {
                    if let Given::Variable(name) = part {
                        self.variable(name, leaf.account.span, &[ValueType::Text, ValueType::Number]);
                    }
                }
            }
        }
        if let Some(Overdraft::UpTo(amount)) = leaf.overdraft.as_ref().map(|overdraft| &overdraft.value) {
            self.amount(amount, currency);
        }
    }

    /// Reports each destination that can't be told which way to move from some source.
    pub(super) fn direction(&mut self, statement: &'p Statement) {
        let (mut sources, mut destinations) = (Vec::new(), Vec::new());
        accounts(&statement.source.value, &mut sources);
        accounts(&statement.destination.value, &mut destinations);
        for (to, to_type, span) in &destinations {
            let clash = sources
                .iter()
                .find(|(_, from_type, _)| statement.direction.source_side(*from_type, *to_type).is_none());
            if let Some((from, from_type, _)) = clash {
                self.mistakes
                    .push(ambiguous_direction(from, *from_type, to, *span));
            }
        }
    }
}

fn is_split(items: &[Spanned<Item>]) -> bool {
    items
        .iter()
        .any(|item| matches!(item.value.share.value, Share::Portion(_)))
}

fn has_unbounded_overdraft(node: &Node) -> bool {
    match node {
        Node::Leaf(leaf) => leaf
            .overdraft
            .as_ref()
            .is_some_and(|overdraft| overdraft.value == Overdraft::Unbounded),
        Node::Kept | Node::Block(_) => false,
    }
}

/// The accounts of a tree whose types are known from the text.
fn accounts(node: &Node, found: &mut Vec<(String, AccountType, Span)>) {
    match node {
        Node::Kept => {}
        Node::Block(items) => items
            .iter()
            .for_each(|item| accounts(&item.value.node.value, found)),
        Node::Leaf(leaf) => {
            let (account, span) = (&leaf.account.value, leaf.account.span);
            match account {
                AccountName::Variable(_) => {}
                AccountName::Path(path) => {
                    found.push((crate::format::account(account), path.account_type(), span))
                }
                AccountName::Pattern(account_type, _) => {
                    found.push((crate::format::account(account), *account_type, span))
                }
            }
        }
    }
}

//! The rules by which lines and transfers are said to belong together.

use std::collections::BTreeSet;

use bezant_kernel::{AccountId, Currency};

/// A reconciliation has at most so many rules: each is a pass over all that is open.
pub const MAXIMUM_RULES: usize = 50;

/// At most so many lines or transfers are one match.
pub const MAXIMUM_GROUP: u16 = 1_000;

const NAME_CHARACTERS: usize = 60;
const MAXIMUM_DAYS: u16 = 366;

/// By how much the amounts of two sides may differ. Both sides always have the same sign.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Tolerance {
    /// Not at all.
    Exact,
    /// By so many minor units.
    Absolute(u64),
    /// By so many ten-thousandths of the single side's amount (the line's, if both are single).
    BasisPoints(u32),
}

/// What the references of two sides must have in common. They are compared by letters and digits only, whatever
/// their case. What identifies a transfer is its id, its reference as decimal number or in hexadecimal, and its
/// external reference.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceCondition {
    /// Nothing.
    Any,
    /// One of the line's references is one of the transfer's.
    Equal,
    /// The line's references, text or counterparty hold one of the transfer's as a whole word or number, of at
    /// least 4 characters.
    Contains,
}

/// How many stand on each side. Groups are looked for in two ways: everything that shares the reference (without a reference
/// condition: everything of one day), and sums of a few that are near in time. The second is a bounded search
/// and may miss what lies far away.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A line is a transfer.
    OneToOne,
    /// A line is the sum of several transfers.
    OneToMany {
        /// At most so many.
        maximum: u16,
    },
    /// Several lines are one transfer.
    ManyToOne {
        /// At most so many.
        maximum: u16,
    },
}

/// What becomes of what a rule finds.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It is matched at once.
    Automatic,
    /// Someone has to accept it.
    Proposed,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, unique within the reconciliation.
    pub name: String,
    /// Rules of a lower number come first; among equals the one that is listed first.
    pub priority: u16,
    /// How many on each side.
    pub shape: Shape,
    /// By how much the amounts may differ.
    pub tolerance: Tolerance,
    /// By how many days a line's value date and a transfer's effective day may differ.
    pub maximum_days: u16,
    /// What references must have in common.
    pub reference: ReferenceCondition,
    /// Only for this currency.
    pub currency: Option<Currency>,
    /// What becomes of what it finds.
    pub acceptance: Acceptance,
    /// Where a difference within the tolerance should be booked.
    pub difference_account: Option<AccountId>,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRule {
    /// No name, or one that is too long.
    #[error("a rule has a name of 1 to 60 characters")]
    Name,
    /// Another rule's name.
    #[error("two rules have the same name")]
    NameTwice,
    /// The window is too wide.
    #[error("a rule looks at most 366 days around a line")]
    Days,
    /// A group of one, or a too large one.
    #[error("a group has 2 to 1,000 members")]
    Group,
    /// More than the whole amount.
    #[error("a tolerance is at most 10,000 basis points")]
    Tolerance,
    /// Too many rules.
    #[error("a reconciliation has at most 50 rules")]
    TooMany,
}

impl Rule {
    /// What most accounts need: a line whose reference is the transfer's is matched at once if the amount is the same, and
    /// the same amount within three days is proposed.
    pub fn usual() -> Vec<Rule> {
        let rule = |priority, name: &str, maximum_days, reference, acceptance| Rule {
            name: name.to_owned(),
            priority,
            shape: Shape::OneToOne,
            tolerance: Tolerance::Exact,
            maximum_days,
            reference,
            currency: None,
            acceptance,
            difference_account: None,
        };
        let (automatic, proposed) = (Acceptance::Automatic, Acceptance::Proposed);
        vec![
            rule(1, "same reference", 7, ReferenceCondition::Equal, automatic),
            rule(
                2,
                "reference in the text",
                7,
                ReferenceCondition::Contains,
                automatic,
            ),
            rule(3, "same amount", 3, ReferenceCondition::Any, proposed),
        ]
    }

    /// By how much amounts may differ from `amount`, in minor units.
    pub(crate) fn allowed_difference(&self, amount: i128) -> u128 {
        match self.tolerance {
            Tolerance::Exact => 0,
            Tolerance::Absolute(minor) => u128::from(minor),
            Tolerance::BasisPoints(points) => {
                // Not multiplied first: the largest amounts would overflow.
                let amount = amount.unsigned_abs();
                let points = u128::from(points);
                amount / 10_000 * points + amount % 10_000 * points / 10_000
            }
        }
    }

    fn check(&self) -> Result<(), InvalidRule> {
        let characters = self.name.chars().count();
        if self.name.trim() != self.name || !(1..=NAME_CHARACTERS).contains(&characters) {
            return Err(InvalidRule::Name);
        }
        if self.maximum_days > MAXIMUM_DAYS {
            return Err(InvalidRule::Days);
        }
        match self.shape {
            Shape::OneToMany { maximum } | Shape::ManyToOne { maximum }
                if !(2..=MAXIMUM_GROUP).contains(&maximum) =>
            {
                return Err(InvalidRule::Group);
            }
            Shape::OneToOne | Shape::OneToMany { .. } | Shape::ManyToOne { .. } => {}
        }
        match self.tolerance {
            Tolerance::BasisPoints(points) if points > 10_000 => Err(InvalidRule::Tolerance),
            Tolerance::Exact | Tolerance::Absolute(_) | Tolerance::BasisPoints(_) => Ok(()),
        }
    }
}

/// Checks rules each by itself and together; the place of the first wrong one comes back with the reason.
pub(crate) fn check_rules(rules: &[Rule]) -> Result<(), (usize, InvalidRule)> {
    if rules.len() > MAXIMUM_RULES {
        return Err((MAXIMUM_RULES, InvalidRule::TooMany));
    }
    let mut names = BTreeSet::new();
    for (at, rule) in rules.iter().enumerate() {
        rule.check().map_err(|reason| (at, reason))?;
        if !names.insert(&rule.name) {
            return Err((at, InvalidRule::NameTwice));
        }
    }
    Ok(())
}

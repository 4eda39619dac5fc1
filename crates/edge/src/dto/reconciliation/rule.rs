//! The rules of a reconciliation.

use bezant_kernel::AccountId;
use bezant_reconciliation::{Acceptance, ReferenceCondition, Rule, Shape, Tolerance};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Code, Problem};
use crate::request::{AccountName, optional_from_text};

/// How many a group has at most where the rule does not say.
const USUAL_GROUP: u16 = 100;

/// A rule by which lines and transfers are said to belong together.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRule {
    /// Its name, of 1 to 60 characters, unique within the reconciliation.
    #[schema(example = "card payouts")]
    name: String,
    /// Rules of a lower number come first.
    #[serde(default)]
    priority: u16,
    #[serde(default)]
    shape: ShapeWord,
    /// How many lines or transfers a group has at most, from 2 to 1,000; 100 if left out.
    maximum_group: Option<u16>,
    /// By how many minor units the amounts may differ.
    tolerance: Option<u64>,
    /// By how many ten-thousandths of the single side's amount they may differ. Not beside `tolerance`.
    tolerance_basis_points: Option<u32>,
    /// By how many days a line's value date and a transfer's effective day (in UTC) may differ.
    #[serde(default)]
    maximum_days: u16,
    #[serde(default)]
    reference: ReferenceWord,
    #[serde(default)]
    acceptance: AcceptanceWord,
    /// The ledger account where a difference within the tolerance should be booked, by id or path. It is only suggested.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>)]
    pub(crate) difference_account: Option<AccountName>,
}

/// A rule as it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationRule)]
pub(crate) struct RuleDto {
    name: String,
    priority: u16,
    shape: ShapeWord,
    maximum_group: Option<u16>,
    tolerance: Option<u64>,
    tolerance_basis_points: Option<u32>,
    maximum_days: u16,
    reference: ReferenceWord,
    acceptance: AcceptanceWord,
    #[schema(value_type = Option<String>)]
    difference_account: Option<AccountId>,
}

/// How many stand on each side.
#[derive(Copy, Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShapeWord {
    /// A line is a transfer.
    #[default]
    OneToOne,
    /// A line is the sum of several transfers.
    OneToMany,
    /// Several lines are one transfer.
    ManyToOne,
}

/// What the references of both sides must have in common, by letters and digits.
#[derive(Copy, Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReferenceWord {
    /// Nothing.
    #[default]
    Any,
    /// One of the line's references is the transfer's id, reference or external reference.
    Equal,
    /// The line's references, text or counterparty hold one of those as a whole word, of at least 4 characters.
    Contains,
}

/// What becomes of what a rule finds.
#[derive(Copy, Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AcceptanceWord {
    /// It is matched at once.
    Automatic,
    /// Someone has to accept it.
    #[default]
    Proposed,
}

impl NewRule {
    /// The rule for the machine; `position` is its place in the list.
    pub(crate) fn into_rule(
        self,
        position: usize,
        difference_account: Option<AccountId>,
    ) -> Result<Rule, Problem> {
        let wrong = |field: &str, message: &str| {
            Problem::mistake(format!("rules[{position}].{field}"), Code::FieldInvalid, message)
        };
        let maximum = self.maximum_group.unwrap_or(USUAL_GROUP);
        let shape = match self.shape {
            ShapeWord::OneToOne if self.maximum_group.is_some() => {
                return Err(wrong("maximum_group", "a rule of one to one has no groups"));
            }
            ShapeWord::OneToOne => Shape::OneToOne,
            ShapeWord::OneToMany => Shape::OneToMany { maximum },
            ShapeWord::ManyToOne => Shape::ManyToOne { maximum },
        };
        let tolerance = match (self.tolerance, self.tolerance_basis_points) {
            (Some(_), Some(_)) => {
                let message = "a tolerance is given in minor units or in basis points, not in both";
                return Err(wrong("tolerance_basis_points", message));
            }
            (None | Some(0), None) | (None, Some(0)) => Tolerance::Exact,
            (Some(minor), None) => Tolerance::Absolute(minor),
            (None, Some(points)) => Tolerance::BasisPoints(points),
        };
        Ok(Rule {
            name: self.name,
            priority: self.priority,
            shape,
            tolerance,
            maximum_days: self.maximum_days,
            reference: match self.reference {
                ReferenceWord::Any => ReferenceCondition::Any,
                ReferenceWord::Equal => ReferenceCondition::Equal,
                ReferenceWord::Contains => ReferenceCondition::Contains,
            },
            currency: None,
            acceptance: match self.acceptance {
                AcceptanceWord::Automatic => Acceptance::Automatic,
                AcceptanceWord::Proposed => Acceptance::Proposed,
            },
            difference_account,
        })
    }
}

impl From<&Rule> for RuleDto {
    fn from(rule: &Rule) -> Self {
        let (shape, maximum_group) = match rule.shape {
            Shape::OneToOne => (ShapeWord::OneToOne, None),
            Shape::OneToMany { maximum } => (ShapeWord::OneToMany, Some(maximum)),
            Shape::ManyToOne { maximum } => (ShapeWord::ManyToOne, Some(maximum)),
        };
        let (tolerance, tolerance_basis_points) = match rule.tolerance {
            Tolerance::Exact => (None, None),
            Tolerance::Absolute(minor) => (Some(minor), None),
            Tolerance::BasisPoints(points) => (None, Some(points)),
        };
        RuleDto {
            name: rule.name.clone(),
            priority: rule.priority,
            shape,
            maximum_group,
            tolerance,
            tolerance_basis_points,
            maximum_days: rule.maximum_days,
            reference: match rule.reference {
                ReferenceCondition::Any => ReferenceWord::Any,
                ReferenceCondition::Equal => ReferenceWord::Equal,
                ReferenceCondition::Contains => ReferenceWord::Contains,
            },
            acceptance: match rule.acceptance {
                Acceptance::Automatic => AcceptanceWord::Automatic,
                Acceptance::Proposed => AcceptanceWord::Proposed,
            },
            difference_account: rule.difference_account,
        }
    }
}

//! Matches of lines and transfers.

use bezant_kernel::{AccountId, Currency, TransferId};
use bezant_reconciliation::{ItemId, Match, MatchId, MatchRecord, MatchStatus, ReconciliationId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use bezant_reconciliation::Date;

use crate::request::optional_from_text;

/// A search for matches by the rules.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    /// Only lines with a value date from this day on.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) from: Option<Date>,
    /// Only lines with a value date up to this day.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, format = Date)]
    pub(crate) to: Option<Date>,
    /// Only show what is found.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// Lines and transfers that belong together, as someone says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMatch {
    /// From 1 to 1,000 open items.
    #[schema(value_type = Vec<String>)]
    pub(crate) items: Vec<ItemId>,
    /// From 1 to 1,000 transfers of the ledger account.
    #[schema(value_type = Vec<String>)]
    pub(crate) transfers: Vec<TransferId>,
}

/// What a search found.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationRun)]
pub(crate) struct RunDto {
    /// Always `reconciliation_run`.
    pub(crate) object: &'static str,
    /// Whether nothing was recorded since only that was asked.
    pub(crate) dry_run: bool,
    /// The matches, in the order in which they were found.
    pub(crate) data: Vec<MatchDto>,
    /// Whether more was found than one request records: ask again.
    pub(crate) has_more: bool,
    /// Whether each rule was followed to its end. If not, a rule is so wide for so many lines and transfers that its search was
    /// stopped; a narrower rule, or a shorter period, finds more.
    pub(crate) is_complete: bool,
}

/// Lines and transfers that belong together, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationMatch)]
pub(crate) struct MatchDto {
    #[schema(value_type = String, example = "mat_01h455vb4pex5vsknk084sn02q")]
    id: MatchId,
    /// Always `match`.
    object: &'static str,
    #[schema(value_type = String)]
    reconciliation: ReconciliationId,
    status: MatchStatusWord,
    /// The rule that found it; none for one made by hand.
    rule: Option<String>,
    #[schema(value_type = Vec<String>)]
    items: Vec<ItemId>,
    #[schema(value_type = Vec<String>)]
    transfers: Vec<TransferId>,
    /// The sum of the lines less the sum of the transfers, in minor units.
    #[schema(value_type = i64)]
    difference: i128,
    #[schema(value_type = String)]
    currency: Currency,
    /// How many days lie at most between both sides.
    days: u32,
    /// The reference that both sides have, in letters and digits.
    reference: Option<String>,
    /// Where the rule says that the difference should be booked.
    #[schema(value_type = Option<String>)]
    difference_account: Option<AccountId>,
    /// One sentence on why.
    explanation: String,
}

/// Where a match stands.
#[derive(Copy, Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MatchStatusWord {
    /// It is only shown.
    Found,
    /// Someone has to accept it.
    Proposed,
    /// It holds.
    Accepted,
    /// Someone said that it is wrong.
    Rejected,
    /// It held until one of its items was opened again.
    Dissolved,
}

impl MatchDto {
    /// A match that is only shown.
    pub(crate) fn found(reconciliation: ReconciliationId, found: &Match) -> Self {
        MatchDto {
            id: found.id(),
            object: "match",
            reconciliation,
            status: MatchStatusWord::Found,
            rule: found.rule.clone(),
            items: found.items.clone(),
            transfers: found.transfers.clone(),
            difference: found.difference.minor(),
            currency: found.difference.currency(),
            days: found.days,
            reference: Some(found.reference.clone()).filter(|text| !text.is_empty()),
            difference_account: found.difference_account,
            explanation: found.explanation(),
        }
    }
}

impl From<&MatchRecord> for MatchDto {
    fn from(record: &MatchRecord) -> Self {
        MatchDto {
            status: match record.status {
                MatchStatus::Proposed => MatchStatusWord::Proposed,
                MatchStatus::Accepted => MatchStatusWord::Accepted,
                MatchStatus::Rejected => MatchStatusWord::Rejected,
                MatchStatus::Dissolved => MatchStatusWord::Dissolved,
            },
            ..MatchDto::found(record.reconciliation, &record.matched)
        }
    }
}

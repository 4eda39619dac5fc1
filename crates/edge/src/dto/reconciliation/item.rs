//! Items: lines of statements on their way to a match or a resolution.

use bezant_kernel::{Currency, Timestamp, TransferId};
use bezant_reconciliation::{
    Date, HistoryEntry, Item, ItemId, MatchId, ReconciliationId, StatementId, Status,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Day;
use crate::problem::Problem;
use crate::request::cursor_pair_from;

/// Which items that are not closed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ItemParams {
    /// Those that stand there only.
    #[param(inline)]
    pub(crate) status: Option<OpenStatusWord>,
    /// Where to go on: the `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}

/// Where an item stands that is not closed.
#[derive(Copy, Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OpenStatusWord {
    /// Nobody knows yet what it belongs to.
    Open,
    /// A match waits for being accepted.
    Proposed,
    /// Someone looks into it.
    UnderInvestigation,
}

impl From<OpenStatusWord> for Status {
    fn from(word: OpenStatusWord) -> Self {
        match word {
            OpenStatusWord::Open => Status::Open,
            OpenStatusWord::Proposed => Status::Proposed,
            OpenStatusWord::UnderInvestigation => Status::UnderInvestigation,
        }
    }
}

impl ItemParams {
    /// The item behind which to begin.
    pub(crate) fn after(&self) -> Result<Option<(Date, ItemId)>, Problem> {
        cursor_pair_from(self.cursor.as_deref())
    }
}

/// The cursor behind an item.
pub(crate) fn cursor((day, id): (Date, ItemId)) -> String {
    format!("{day}.{id}")
}

/// Something to be written down.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Noted {
    /// Why, of at most 1,000 characters.
    #[serde(default)]
    pub(crate) note: String,
}

/// Who shall look into an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignItem {
    /// A name of 1 to 128 characters; null gives the item back.
    #[schema(example = "ann@example.com")]
    pub(crate) assignee: Option<String>,
    /// Why, of at most 1,000 characters.
    #[serde(default)]
    pub(crate) note: String,
}

/// How an item is ended by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resolve {
    pub(crate) resolution: ResolutionWord,
    /// The transfers of the ledger account that the line belongs to; with `matched_by_hand` only.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub(crate) transfers: Vec<TransferId>,
    /// Why, of at most 1,000 characters.
    #[serde(default)]
    pub(crate) note: String,
}

/// How an item is ended by hand.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ResolutionWord {
    /// It belongs to these transfers.
    MatchedByHand,
    /// It is given up; the ledger is adjusted elsewhere.
    WrittenOff,
    /// It is not of this account's business.
    Ignored,
    /// The bank is wrong and will correct it.
    ToBeCorrectedAtBank,
}

/// A line of a statement within a reconciliation.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationItem)]
pub(crate) struct ItemDto {
    #[schema(value_type = String, example = "itm_01h455vb4pex5vsknk084sn02q")]
    id: ItemId,
    /// Always `item`.
    object: &'static str,
    #[schema(value_type = String)]
    reconciliation: ReconciliationId,
    /// The statement that brought it first.
    #[schema(value_type = String)]
    statement: StatementId,
    /// `open`, `proposed`, `under_investigation`, `matched` or `resolved`.
    status: &'static str,
    #[schema(value_type = String, format = Date)]
    booked_on: Day,
    #[schema(value_type = String, format = Date)]
    value_on: Day,
    /// By how much the balance rose, or fell below zero, in minor units.
    #[schema(value_type = i64)]
    amount: i128,
    #[schema(value_type = String)]
    currency: Currency,
    references: Vec<String>,
    counterparty: String,
    text: String,
    /// Whether it takes back an earlier line.
    is_reversal: bool,
    /// Who looks into it.
    assignee: Option<String>,
    /// The match that it is part of.
    #[serde(rename = "match")]
    #[schema(value_type = Option<String>)]
    match_id: Option<MatchId>,
    /// `matched_by_hand`, `written_off`, `ignored` or `to_be_corrected_at_bank`, once someone ended it.
    resolution: Option<&'static str>,
    /// What was done to it, the latest last.
    history: Vec<HistoryDto>,
    /// How many older entries of the history are only in the log.
    history_dropped: u32,
}

/// What was done, when, by whom and why.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconciliationItemHistory)]
pub(crate) struct HistoryDto {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The API key.
    by: String,
    /// `import`, `propose`, `match`, `accept`, `reject`, `assign`, `release`, `note`, `resolve` or `reopen`.
    step: &'static str,
    note: String,
}

impl From<&HistoryEntry> for HistoryDto {
    fn from(entry: &HistoryEntry) -> Self {
        HistoryDto {
            at: entry.at,
            by: entry.by.as_str().to_owned(),
            step: entry.step.as_str(),
            note: entry.note.clone(),
        }
    }
}

impl From<&Item> for ItemDto {
    fn from(item: &Item) -> Self {
        let line = &item.line.content;
        ItemDto {
            id: item.id,
            object: "item",
            reconciliation: item.reconciliation,
            statement: item.statement,
            status: item.status.as_str(),
            booked_on: Day(line.booked_on),
            value_on: Day(line.value_on),
            amount: line.amount.minor(),
            currency: line.amount.currency(),
            references: line.references.clone(),
            counterparty: line.counterparty.clone(),
            text: line.text.clone(),
            is_reversal: line.is_reversal,
            assignee: item.assignee.as_ref().map(|one| one.as_str().to_owned()),
            match_id: item.match_id,
            resolution: item.resolution.as_ref().map(|one| one.as_str()),
            history: item.history.iter().map(HistoryDto::from).collect(),
            history_dropped: item.history_dropped,
        }
    }
}

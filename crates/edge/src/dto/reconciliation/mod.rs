//! Reconciliations as the API takes and shows them: what is compared with what, and by which rules.

mod item;
mod matching;
mod rule;
mod statement;

pub(crate) use item::{AssignItem, ItemDto, ItemParams, Noted, ResolutionWord, Resolve, cursor};
pub(crate) use matching::{MatchDto, NewMatch, Run, RunDto};
pub(crate) use rule::NewRule;
pub(crate) use statement::{FileFormat, ImportDto, ImportParams, Outcome, StatementRowDto};

use bezant_kernel::{AccountId, Currency, Money, Timestamp};
use bezant_reconciliation::{Date, Reconciliation, ReconciliationId};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use self::rule::RuleDto;
use crate::request::{AccountName, from_text, objects};

/// A ledger account that is reconciled with an account outside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReconciliation {
    /// An id of your choice; a fresh one if left out. The id of a reconciliation that there is changes it.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<ReconciliationId>,
    /// Its name for people, of 1 to 100 characters.
    #[schema(example = "House bank")]
    pub(crate) name: String,
    /// The ledger account, by id or path. Its debits stand for money in on the statements, its credits for money out.
    #[serde(deserialize_with = "from_text")]
    #[schema(value_type = String, example = "assets:bank")]
    pub(crate) account: AccountName,
    /// The account's currency, where it is named by path.
    #[schema(value_type = Option<String>, example = "EUR")]
    pub(crate) currency: Option<Currency>,
    /// The account outside as its statements name it, such as an IBAN. Compared by letters and digits only.
    #[schema(example = "DE89370400440532013000")]
    pub(crate) outside_account: String,
    /// By what lines and transfers are said to belong together, at most 50. Left out: as they are, and for a new one three that
    /// most accounts need.
    #[serde(default, deserialize_with = "some_objects")]
    pub(crate) rules: Option<Vec<NewRule>>,
}

fn some_objects<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<NewRule>>, D::Error> {
    objects(deserializer).map(Some)
}

/// A reconciliation as it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Reconciliation)]
pub(crate) struct ReconciliationDto {
    #[schema(value_type = String, example = "rcn_01h455vb4pex5vsknk084sn02q")]
    id: ReconciliationId,
    /// Always `reconciliation`.
    object: &'static str,
    name: String,
    /// The ledger account.
    #[schema(value_type = String)]
    account: AccountId,
    outside_account: String,
    #[schema(value_type = String)]
    currency: Currency,
    rules: Vec<RuleDto>,
    /// How many items are not closed.
    open_items: usize,
    /// How many statements, or parts of long ones, were imported.
    statements: u64,
    /// The latest booking day of a line.
    #[schema(value_type = Option<String>, format = Date)]
    latest_booked_on: Option<Day>,
    /// The last day of the latest statement that says a closing balance.
    #[schema(value_type = Option<String>, format = Date)]
    closing_on: Option<Day>,
    /// That balance, in minor units.
    #[schema(value_type = Option<i64>)]
    closing_balance: Option<i128>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl ReconciliationDto {
    /// A reconciliation with so many items that are not closed.
    pub(crate) fn of(one: &Reconciliation, open_items: usize) -> Self {
        let definition = &one.definition;
        ReconciliationDto {
            id: one.id,
            object: "reconciliation",
            name: definition.name.clone(),
            account: definition.account,
            outside_account: definition.outside_account.clone(),
            currency: definition.currency,
            rules: definition.rules.iter().map(RuleDto::from).collect(),
            open_items,
            statements: one.statements,
            latest_booked_on: one.latest_booked.map(Day),
            closing_on: one.latest_closing.map(|(day, _)| Day(day)),
            closing_balance: one.latest_closing.map(|(_, balance)| balance.minor()),
            created_at: one.created_at,
            updated_at: one.updated_at,
        }
    }
}

/// A calendar day, written as `2026-11-21`.
#[derive(Copy, Clone)]
pub(crate) struct Day(pub(crate) Date);

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

fn minor(money: Option<Money>) -> Option<i128> {
    money.map(Money::minor)
}

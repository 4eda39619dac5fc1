//! A row of an imported journal, and what can be wrong with one.

use std::fmt;
use std::str::FromStr;

use bezant_kernel::{AccountId, AccountPath, Currency, Money, PostingCode, Timestamp, TransferId};
use bezant_ledger::ExternalReference;
use csv::StringRecord;

use super::{InvalidHeader, amount};

/// An account as a row names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountName {
    /// By its id.
    Id(AccountId),
    /// By its path; the row's currency says which account of the path.
    Path(AccountPath),
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AccountName::Id(id) => id.fmt(f),
            AccountName::Path(path) => path.fmt(f),
        }
    }
}

/// A row, checked for itself: whether there are such accounts is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Its line in the file, from one.
    pub line: u64,
    /// The transfer's id, where the row brings one.
    pub id: Option<TransferId>,
    /// The account that is debited.
    pub debit: AccountName,
    /// The account that is credited.
    pub credit: AccountName,
    /// How much; positive.
    pub amount: Money,
    /// When it counts; at its commit where `None`.
    pub effective: Option<Timestamp>,
    /// Why money moved.
    pub code: PostingCode,
    /// What it is found by; zero for nothing.
    pub reference: u128,
    /// The name it has elsewhere.
    pub external_reference: Option<ExternalReference>,
}

/// Why a row can't be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {problem}", column_text(.column))]
pub struct RowError {
    /// Its line in the file, from one.
    pub line: u64,
    /// The column at fault.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub problem: RowProblem,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// Not CSV, or not UTF-8.
    #[error("{0}")]
    Unreadable(String),
    /// All behind the quote would be one field.
    #[error("a quote opens here and is not closed at the end of its field")]
    Quote,
    /// Neither an id nor a path.
    #[error("neither an account's id (acc_…) nor its path (assets:bank:eur)")]
    Account,
    /// Not a positive decimal number that fits the currency.
    #[error("not a positive decimal number with the currency's digits, such as 12.50")]
    Amount,
    /// Not a currency code.
    #[error("not a currency code of ISO 4217, such as EUR")]
    Currency,
    /// Not a time or date.
    #[error("neither a date (2024-01-31) nor an RFC 3339 time after the beginning of 1970")]
    Time,
    /// Not a code.
    #[error("not a number from 0 to 65535")]
    Code,
    /// Not a number.
    #[error("not a whole number below 2^128")]
    Reference,
    /// Too long.
    #[error("longer than 128 bytes")]
    ExternalReference,
    /// Not an id.
    #[error("neither a transfer's id (trf_…) nor a whole number from 1 to 2^128 - 1")]
    Id,
    /// A hold or what ends one, or a reversal.
    #[error("only rows of the kind 'transfer' can be imported")]
    Kind,
}

fn column_text(column: &Option<&'static str>) -> String {
    column.map_or_else(String::new, |column| format!(", column '{column}'"))
}

const DEBIT: &str = "debit";
const CREDIT: &str = "credit";
const AMOUNT: &str = "amount";
const CURRENCY: &str = "currency";
const EFFECTIVE: &str = "effective_at";
const CODE: &str = "code";
const REFERENCE: &str = "reference";
const EXTERNAL: &str = "external_reference";
const ID: &str = "id";
const KIND: &str = "kind";

/// Which column stands where.
pub(super) struct Fields {
    debit: usize,
    credit: usize,
    amount: usize,
    currency: usize,
    effective: Option<usize>,
    code: Option<usize>,
    reference: Option<usize>,
    external: Option<usize>,
    id: Option<usize>,
    kind: Option<usize>,
}

impl Fields {
    pub(super) fn of_header(header: &StringRecord) -> Result<Fields, InvalidHeader> {
        let optional = |name: &'static str| {
            let mut places = header
                .iter()
                .enumerate()
                .filter(|(_, column)| column.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name))
                .map(|(place, _)| place);
            let first = places.next();
            match places.next() {
                Some(_) => Err(InvalidHeader::Twice(name)),
                None => Ok(first),
            }
        };
        let needed = |name| optional(name)?.ok_or(InvalidHeader::Missing(name));
        Ok(Fields {
            debit: needed(DEBIT)?,
            credit: needed(CREDIT)?,
            amount: needed(AMOUNT)?,
            currency: needed(CURRENCY)?,
            effective: optional(EFFECTIVE)?,
            code: optional(CODE)?,
            reference: optional(REFERENCE)?,
            external: optional(EXTERNAL)?,
            id: optional(ID)?,
            kind: optional(KIND)?,
        })
    }

    pub(super) fn row(&self, line: u64, record: &StringRecord) -> Result<JournalRow, RowError> {
        let wrong = |column, problem| RowError {
            line,
            column: Some(column),
            problem,
        };
        let text = |place: usize| record.get(place).unwrap_or("");
        let stated = |place: Option<usize>| place.map(text).filter(|text| !text.is_empty());
        if stated(self.kind).is_some_and(|kind| kind != "transfer") {
            return Err(wrong(KIND, RowProblem::Kind));
        }
        let account = |place, column| account(text(place)).ok_or_else(|| wrong(column, RowProblem::Account));
        let (debit, credit) = (account(self.debit, DEBIT)?, account(self.credit, CREDIT)?);
        let currency =
            Currency::from_code(text(self.currency)).ok_or_else(|| wrong(CURRENCY, RowProblem::Currency))?;
        let amount =
            amount::parse(text(self.amount), currency).ok_or_else(|| wrong(AMOUNT, RowProblem::Amount))?;
        let effective =
            stated(self.effective).map(|text| time(text).ok_or_else(|| wrong(EFFECTIVE, RowProblem::Time)));
        let external = stated(self.external).map(|text| {
            ExternalReference::from_str(text).map_err(|_| wrong(EXTERNAL, RowProblem::ExternalReference))
        });
        let id = stated(self.id).map(|text| id(text).ok_or_else(|| wrong(ID, RowProblem::Id)));
        Ok(JournalRow {
            line,
            id: id.transpose()?,
            debit,
            credit,
            amount,
            effective: effective.transpose()?,
            code: PostingCode(number(stated(self.code)).ok_or_else(|| wrong(CODE, RowProblem::Code))?),
            reference: number(stated(self.reference))
                .ok_or_else(|| wrong(REFERENCE, RowProblem::Reference))?,
            external_reference: external.transpose()?,
        })
    }
}

/// Zero where nothing is stated.
fn number<N: FromStr + Default>(stated: Option<&str>) -> Option<N> {
    match stated {
        None => Some(N::default()),
        Some(text) => text.parse().ok(),
    }
}

fn account(text: &str) -> Option<AccountName> {
    let path = || text.parse().map(AccountName::Path);
    text.parse().map(AccountName::Id).or_else(|_| path()).ok()
}

fn id(text: &str) -> Option<TransferId> {
    let number = || text.parse().ok().filter(|&number| number != 0);
    text.parse().ok().or_else(|| number().map(TransferId::from_u128))
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse()
        .or_else(|_| format!("{text}T00:00:00Z").parse())
        .ok()
        // Zero stands for the time of the commit in a packed transfer.
        .filter(|time: &Timestamp| time.as_microseconds() != 0)
}

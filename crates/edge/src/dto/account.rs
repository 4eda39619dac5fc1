//! Ledger accounts as the API shows and takes them.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, AccountPath, AccountType, Currency, Tenant, Timestamp};
use bezant_ledger::{Account, AccountChange, Guard, Metadata, Place, TemporaryLimit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Code, Mistake, Problem};
use crate::request::{Amount, optional_from_text, pairs};

/// A ledger account. Amounts are minor units of its currency.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountDto<'a> {
    #[schema(value_type = String, example = "acc_01h455vb4pex5vsknk084sn02q")]
    id: AccountId,
    /// Always `account`.
    object: &'static str,
    /// Its place in the chart of accounts; the first part is its type.
    #[schema(example = "liabilities:merchant_payable")]
    path: &'a str,
    #[schema(value_type = String)]
    currency: Currency,
    /// Whether debits raise it.
    debit_normal: bool,
    guard: GuardWord,
    allows_overdraft: bool,
    /// How far beyond its guard it may go, holds counted.
    #[schema(value_type = u64)]
    credit_limit: u128,
    /// What may be used beyond the credit limit for some time.
    temporary_limit: Option<TemporaryLimitDto>,
    /// A number of your own.
    code: u16,
    /// A number of your own, in hexadecimal.
    user_data: Option<String>,
    /// Nothing moves but what releases holds.
    frozen: bool,
    /// It takes no further transfers.
    closed: bool,
    /// The posted balance on its normal side.
    #[schema(value_type = i64)]
    balance: i128,
    /// The balance less what open holds will take.
    #[schema(value_type = i64)]
    available: i128,
    /// Everything ever debited for good.
    #[schema(value_type = u64)]
    debits_posted: u128,
    #[schema(value_type = u64)]
    debits_pending: u128,
    /// Everything ever credited for good.
    #[schema(value_type = u64)]
    credits_posted: u128,
    #[schema(value_type = u64)]
    credits_pending: u128,
    /// How many transfers touch it.
    transfers: u64,
    metadata: BTreeMap<&'a str, &'a str>,
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
}

/// Which balance an account must keep. Holds count as moved.
#[derive(Copy, Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GuardWord {
    /// It may be overdrawn.
    None,
    /// Its balance on its normal side does not go below zero.
    NoOverdraft,
    /// Debits do not exceed credits.
    DebitsWithinCredits,
    /// Credits do not exceed debits.
    CreditsWithinDebits,
}

impl From<Guard> for GuardWord {
    fn from(guard: Guard) -> Self {
        match guard {
            Guard::None => GuardWord::None,
            Guard::NormalSide => GuardWord::NoOverdraft,
            Guard::DebitsWithinCredits => GuardWord::DebitsWithinCredits,
            Guard::CreditsWithinDebits => GuardWord::CreditsWithinDebits,
        }
    }
}

impl From<GuardWord> for Guard {
    fn from(word: GuardWord) -> Self {
        match word {
            GuardWord::None => Guard::None,
            GuardWord::NoOverdraft => Guard::NormalSide,
            GuardWord::DebitsWithinCredits => Guard::DebitsWithinCredits,
            GuardWord::CreditsWithinDebits => Guard::CreditsWithinDebits,
        }
    }
}

/// A further limit for some time.
#[derive(Copy, Clone, Debug, Serialize, ToSchema)]
#[schema(as = TemporaryLimit)]
pub(crate) struct TemporaryLimitDto {
    #[schema(value_type = u64)]
    amount: u128,
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

impl<'a> From<&'a Account> for AccountDto<'a> {
    fn from(account: &'a Account) -> Self {
        AccountDto {
            id: account.id,
            object: "account",
            path: account.path().as_str(),
            currency: account.currency(),
            debit_normal: account.account_type().is_debit_normal(),
            guard: account.terms.guard.into(),
            allows_overdraft: account.allows_overdraft(),
            credit_limit: account.terms.credit_limit,
            temporary_limit: account.temporary_limit.map(|limit| TemporaryLimitDto {
                amount: limit.extra,
                until: limit.until,
            }),
            code: account.terms.code,
            user_data: (account.terms.user_data != 0).then(|| format!("{:032x}", account.terms.user_data)),
            frozen: account.frozen,
            closed: account.closed,
            balance: account.balance(),
            available: account.available(),
            debits_posted: account.debits.posted,
            debits_pending: account.debits.pending,
            credits_posted: account.credits.posted,
            credits_pending: account.credits.pending,
            transfers: account.touches,
            metadata: account.terms.metadata.iter().collect(),
            opened_at: account.opened_at,
        }
    }
}

/// An account that was opened. How it stands is asked for with its id.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenedAccount<'a> {
    #[schema(value_type = String)]
    pub(crate) id: AccountId,
    /// Always `account`.
    pub(crate) object: &'static str,
    pub(crate) path: &'a str,
    #[schema(value_type = String)]
    pub(crate) currency: Currency,
    /// Whether debits raise it.
    pub(crate) debit_normal: bool,
    pub(crate) allows_overdraft: bool,
}

/// A new account: at a path, or of a type under an id of your choice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenAccount {
    /// An id of your choice; it follows from path and currency if left out.
    #[schema(value_type = Option<String>)]
    id: Option<AccountId>,
    /// `assets`, `liabilities`, `equity`, `revenue` or `expenses`, then 1 to 7 parts of your own, joined by `:`.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, example = "liabilities:customers:4711")]
    path: Option<AccountPath>,
    /// The type of an account without a path of its own.
    #[serde(rename = "type")]
    account_type: Option<TypeWord>,
    #[schema(value_type = String, example = "EUR")]
    pub(crate) currency: Currency,
    /// Whether its balance may go below zero; no if left out.
    #[serde(default)]
    allows_overdraft: bool,
    /// `no_overdraft` if left out.
    guard: Option<GuardWord>,
    /// How far beyond its guard it may go, holds counted; zero if left out.
    #[schema(value_type = Option<u64>)]
    credit_limit: Option<Amount>,
    /// A number of your own.
    #[serde(default)]
    code: u16,
    /// A number of your own: up to 32 hexadecimal digits.
    user_data: Option<String>,
    /// Words of your own: up to 32 keys.
    #[serde(default, deserialize_with = "pairs")]
    #[schema(value_type = Object)]
    metadata: Vec<(String, String)>,
}

/// The type of an account.
#[derive(Copy, Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TypeWord {
    /// What is owned.
    Asset,
    /// What is owed.
    Liability,
    /// The owners' share.
    Equity,
    /// What is earned.
    Revenue,
    /// What is spent.
    Expense,
}

impl OpenAccount {
    /// The command for it, and the path and id that the account will have.
    pub(crate) fn into_command(
        self,
        tenant: Tenant,
    ) -> Result<(bezant_ledger::OpenAccount, AccountPath, AccountId), Problem> {
        let mut mistakes = Vec::new();
        let place = match (self.path, self.account_type, self.id) {
            (Some(path), None, _) => Some(Place::At(path)),
            (None, Some(word), Some(_)) => Some(Place::Below(match word {
                TypeWord::Asset => AccountType::Asset,
                TypeWord::Liability => AccountType::Liability,
                TypeWord::Equity => AccountType::Equity,
                TypeWord::Revenue => AccountType::Revenue,
                TypeWord::Expense => AccountType::Expense,
            })),
            (None, Some(_), None) => {
                wrong(
                    &mut mistakes,
                    "id",
                    Code::FieldMissing,
                    "an account without a path needs it",
                );
                None
            }
            (None, None, _) => {
                wrong(
                    &mut mistakes,
                    "path",
                    Code::FieldMissing,
                    "an account has a path, or an id and a type",
                );
                None
            }
            (Some(_), Some(_), _) => {
                wrong(
                    &mut mistakes,
                    "type",
                    Code::FieldInvalid,
                    "the path says it already",
                );
                None
            }
        };
        let guard = match (self.guard, self.allows_overdraft) {
            (None, true) => Guard::None,
            (None, false) => Guard::NormalSide,
            (Some(word), false) => word.into(),
            (Some(_), true) => {
                wrong(
                    &mut mistakes,
                    "allows_overdraft",
                    Code::FieldInvalid,
                    "the guard says it already",
                );
                Guard::None
            }
        };
        let credit_limit = unsigned(&mut mistakes, "credit_limit", self.credit_limit).unwrap_or(0);
        let user_data = number(&mut mistakes, "user_data", self.user_data.as_deref()).unwrap_or(0);
        let metadata = words(&mut mistakes, &self.metadata);
        match place {
            Some(place) if mistakes.is_empty() => {
                let (path, id) = match (&place, self.id) {
                    (Place::At(path), id) => {
                        let derived = || bezant_ledger::account_id(tenant.id(), path, self.currency);
                        (path.clone(), id.unwrap_or_else(derived))
                    }
                    (Place::Below(account_type), id) => {
                        let id = id.expect("it was looked for above");
                        (AccountPath::of_id(*account_type, id), id)
                    }
                };
                let open = bezant_ledger::OpenAccount {
                    id: self.id,
                    place,
                    currency: self.currency,
                    guard,
                    credit_limit,
                    code: self.code,
                    user_data,
                    metadata,
                };
                Ok((open, path, id))
            }
            _ => Err(Problem::mistakes(mistakes)),
        }
    }
}

/// What shall be different about an account; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeAccount {
    /// How far beyond its guard it may go. It may be lowered below what is used: then the account only recovers.
    #[schema(value_type = Option<u64>)]
    credit_limit: Option<Amount>,
    /// What may be used beyond that for some time; an amount of zero takes it away.
    temporary_limit: Option<NewTemporaryLimit>,
    /// Whether nothing moves but what releases holds.
    frozen: Option<bool>,
    /// Whether it takes no further transfers.
    closed: Option<bool>,
    /// A number of your own.
    code: Option<u16>,
    /// A number of your own: up to 32 hexadecimal digits.
    user_data: Option<String>,
    /// Keys to set; an empty value removes its key.
    #[serde(default, deserialize_with = "pairs")]
    #[schema(value_type = Object)]
    metadata: Vec<(String, String)>,
}

/// A further limit for some time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTemporaryLimit {
    /// What is added to the credit limit, in minor units.
    #[schema(value_type = u64)]
    amount: Amount,
    /// From when on it no longer counts.
    #[serde(deserialize_with = "crate::request::from_text")]
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

impl ChangeAccount {
    /// The change for the ledger.
    pub(crate) fn into_change(self) -> Result<AccountChange, Problem> {
        let mut mistakes = Vec::new();
        let temporary = self.temporary_limit.map(|limit| {
            let extra = unsigned(&mut mistakes, "temporary_limit.amount", Some(limit.amount));
            TemporaryLimit {
                extra: extra.unwrap_or(0),
                until: limit.until,
            }
        });
        let change = AccountChange {
            credit_limit: unsigned(&mut mistakes, "credit_limit", self.credit_limit),
            temporary_limit: temporary,
            frozen: self.frozen,
            closed: self.closed,
            code: self.code,
            user_data: number(&mut mistakes, "user_data", self.user_data.as_deref()),
            metadata: (!self.metadata.is_empty()).then(|| words(&mut mistakes, &self.metadata)),
        };
        if mistakes.is_empty() {
            Ok(change)
        } else {
            Err(Problem::mistakes(mistakes))
        }
    }
}

fn wrong(mistakes: &mut Vec<Mistake>, path: &str, code: Code, message: impl Into<String>) {
    mistakes.push(Mistake::new(path, code.as_str(), message));
}

fn unsigned(mistakes: &mut Vec<Mistake>, path: &str, amount: Option<Amount>) -> Option<u128> {
    let minor = u128::try_from(amount?.0).ok();
    if minor.is_none() {
        wrong(mistakes, path, Code::FieldInvalid, "it must not be negative");
    }
    minor
}

fn number(mistakes: &mut Vec<Mistake>, path: &str, text: Option<&str>) -> Option<u128> {
    let text = text?;
    let is_hexadecimal = (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
    let number = is_hexadecimal
        .then(|| u128::from_str_radix(text, 16).ok())
        .flatten();
    if number.is_none() {
        wrong(
            mistakes,
            path,
            Code::FieldInvalid,
            "it must be up to 32 hexadecimal digits",
        );
    }
    number
}

fn words(mistakes: &mut Vec<Mistake>, pairs: &[(String, String)]) -> Metadata {
    let mut metadata = Metadata::new();
    for (key, value) in pairs {
        if metadata.get(key).is_some() {
            wrong(mistakes, "metadata", Code::FieldInvalid, super::twice(key));
        }
        if let Err(error) = metadata.insert(key, value) {
            wrong(mistakes, "metadata", Code::FieldInvalid, error.to_string());
        }
    }
    metadata
}

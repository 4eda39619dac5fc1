//! Transfers as callers ask for them.

use bezant_kernel::{AccountId, AccountPath, Currency, Money, PostingCode, Tenant, TransferId};
use bezant_ledger::{CallerTransfer, RequestKind, account_id};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::transfer::reference_from;
use crate::problem::{Code, Mistake, Problem};
use crate::request::{Amount, objects};

/// A new transfer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTransfer {
    /// An id of your choice: a UUID of version 7 in the form of the other ids; a fresh one if left out.
    #[schema(value_type = Option<String>)]
    id: Option<TransferId>,
    /// `transfer` if left out.
    #[serde(default)]
    kind: NewTransferKind,
    /// The account to debit, by id or path. For `transfer` and `hold`.
    #[schema(example = "assets:bank:main")]
    debit: Option<String>,
    /// The account to credit, by id or path. For `transfer` and `hold`.
    #[schema(example = "liabilities:customers:4711")]
    credit: Option<String>,
    /// In minor units. For `post` all of the hold if left out.
    #[schema(value_type = Option<i64>, minimum = 1)]
    amount: Option<Amount>,
    /// The currency of both accounts. For `transfer` and `hold`.
    #[schema(value_type = Option<String>, example = "EUR")]
    currency: Option<Currency>,
    /// The hold to end. For `post` and `void`.
    #[schema(value_type = Option<String>)]
    hold: Option<TransferId>,
    /// What to find it by: a payment's id, or up to 32 hexadecimal digits.
    reference: Option<String>,
    /// Why money moves, a number of your own.
    #[serde(default)]
    code: u16,
}

/// What a transfer shall do.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NewTransferKind {
    /// Move money at once.
    #[default]
    Transfer,
    /// Reserve money.
    Hold,
    /// Move a hold's money, or part of it, and release the rest.
    Post,
    /// Release a hold.
    Void,
}

/// Transfers that are made all or none, each seeing those before it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewChain {
    /// From 1 to 256.
    #[serde(deserialize_with = "objects")]
    pub(crate) transfers: Vec<NewTransfer>,
}

/// One transfer, or a chain of them.
#[derive(ToSchema)]
#[schema(as = NewTransfers)]
#[expect(
    dead_code,
    reason = "it describes the two forms of a body in the OpenAPI document"
)]
pub(crate) enum NewTransfers {
    #[schema(title = "one transfer")]
    One(NewTransfer),
    #[schema(title = "a chain")]
    Chain(NewChain),
}

/// Which transfers.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TransferParams {
    /// Those that touch this account.
    #[param(value_type = Option<String>)]
    pub(crate) account: Option<AccountId>,
    /// Those with this reference: a payment's id, or hexadecimal digits.
    pub(crate) reference: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}

impl NewTransfer {
    /// The command for it. `prefix` stands before the fields' paths in problems.
    pub(crate) fn into_command(
        self,
        tenant: Tenant,
        prefix: &str,
        fresh: impl FnOnce() -> TransferId,
    ) -> Result<CallerTransfer, Problem> {
        let mut reading = Reading {
            prefix,
            kind: self.kind,
            mistakes: Vec::new(),
        };
        let reference = match self.reference.as_deref() {
            None => Some(0),
            Some(text) => reference_from(text),
        };
        if reference.is_none() {
            let message = "it must be a payment's id or up to 32 hexadecimal digits, not all zero";
            reading.wrong("reference", Code::FieldInvalid, message.to_owned());
        }
        let moves = match self.kind {
            NewTransferKind::Transfer | NewTransferKind::Hold => {
                reading.refuse("hold", self.hold.is_some());
                let currency = reading.need("currency", self.currency);
                let debit = reading.need("debit", self.debit);
                let debit = reading.account("debit", tenant, debit, currency);
                let credit = reading.need("credit", self.credit);
                let credit = reading.account("credit", tenant, credit, currency);
                let amount = reading.need("amount", self.amount);
                match (debit, credit, amount, currency) {
                    (Some(debit), Some(credit), Some(amount), Some(currency)) => {
                        let amount = Money::new(amount.0, currency);
                        Some(if self.kind == NewTransferKind::Hold {
                            RequestKind::Hold {
                                debit,
                                credit,
                                amount,
                            }
                        } else {
                            RequestKind::Transfer {
                                debit,
                                credit,
                                amount,
                            }
                        })
                    }
                    _ => None,
                }
            }
            NewTransferKind::Post | NewTransferKind::Void => {
                reading.refuse("debit", self.debit.is_some());
                reading.refuse("credit", self.credit.is_some());
                reading.refuse("currency", self.currency.is_some());
                let hold = reading.need("hold", self.hold);
                if self.kind == NewTransferKind::Void {
                    reading.refuse("amount", self.amount.is_some());
                    hold.map(|hold| RequestKind::Void { hold })
                } else {
                    let amount = reading.unsigned("amount", self.amount);
                    hold.map(|hold| RequestKind::Post { hold, amount })
                }
            }
        };
        match (moves, reference) {
            (Some(kind), Some(reference)) if reading.mistakes.is_empty() => Ok(CallerTransfer {
                id: self.id.unwrap_or_else(fresh),
                kind,
                reference,
                code: PostingCode(self.code),
            }),
            _ => Err(Problem::mistakes(reading.mistakes)),
        }
    }
}

/// Collects what is wrong, so that a caller hears all of it at once.
struct Reading<'a> {
    prefix: &'a str,
    kind: NewTransferKind,
    mistakes: Vec<Mistake>,
}

impl Reading<'_> {
    fn wrong(&mut self, field: &str, code: Code, message: String) {
        self.mistakes.push(Mistake {
            path: [self.prefix, field].concat(),
            code: code.as_str(),
            message,
        });
    }

    fn word(&self) -> &'static str {
        match self.kind {
            NewTransferKind::Transfer => "transfer",
            NewTransferKind::Hold => "hold",
            NewTransferKind::Post => "post",
            NewTransferKind::Void => "void",
        }
    }

    fn need<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let message = format!("a {} needs it", self.word());
            self.wrong(field, Code::FieldMissing, message);
        }
        value
    }

    fn refuse(&mut self, field: &str, is_there: bool) {
        if is_there {
            let message = format!("a {} does not take it", self.word());
            self.wrong(field, Code::FieldInvalid, message);
        }
    }

    fn unsigned(&mut self, field: &str, amount: Option<Amount>) -> Option<u128> {
        let amount = amount?;
        let minor = u128::try_from(amount.0).ok();
        if minor.is_none() {
            self.wrong(field, Code::FieldInvalid, "it must be positive".to_owned());
        }
        minor
    }

    /// An account by id, or by path in the transfer's currency.
    fn account(
        &mut self,
        field: &str,
        tenant: Tenant,
        text: Option<String>,
        currency: Option<Currency>,
    ) -> Option<AccountId> {
        let text = text?;
        let account = match text.parse::<AccountId>() {
            Ok(id) => Some(id),
            Err(_) => match text.parse::<AccountPath>() {
                // Without a currency there is a mistake already.
                Ok(path) => return currency.map(|currency| account_id(tenant.id(), &path, currency)),
                Err(_) => None,
            },
        };
        if account.is_none() {
            let message = "it must be an account's id ('acc_…') or path ('assets:…')".to_owned();
            self.wrong(field, Code::FieldInvalid, message);
        }
        account
    }
}

//! Transfers as callers ask for them.

use bezant_kernel::{AccountId, Currency, Money, PostingCode, Timestamp, TransferId};
use bezant_ledger::{CallerTransfer, ExternalReference, Flags, Metadata, RequestKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::transfer::reference_from;
use super::twice;
use crate::problem::{Code, Mistake, Problem};
use crate::request::{AccountName, Amount, Names, objects, optional_from_text, pairs};

/// A new transfer.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTransfer {
    /// An id of your choice in the form of the other ids; a fresh one if left out. The same id with the same content again is
    /// refused as existing, for ever.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<TransferId>,
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
    /// The transfer or post whose money goes back. For `reversal`.
    #[schema(value_type = Option<String>)]
    original: Option<TransferId>,
    /// After so many seconds it ends by itself. For `hold`.
    timeout_seconds: Option<u32>,
    /// `debit` or `credit`: `amount` is a cap, and no more moves than that account has left.
    balancing: Option<SideWord>,
    /// `debit` or `credit`: closes that account. By a hold, until the hold is voided.
    closing: Option<SideWord>,
    /// Ends all holds of the chain that `hold` belongs to, all or none. For `post` and `void`.
    #[serde(default)]
    whole_chain: bool,
    /// As of when it counts in the books, not in the future; the time of the commit if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, format = DateTime)]
    effective_at: Option<Timestamp>,
    /// Your own name for it, up to 128 bytes.
    external_reference: Option<String>,
    /// Words of your own: up to 32 keys.
    #[serde(default, deserialize_with = "pairs")]
    #[schema(value_type = Object)]
    metadata: Vec<(String, String)>,
    /// What to find it by: a payment's id, or up to 32 hexadecimal digits.
    reference: Option<String>,
    /// Why money moves, a number of your own.
    #[serde(default)]
    code: u16,
    /// Makes it together with the next one, all of such a chain or none. In batches only.
    #[serde(default)]
    linked: bool,
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
    /// Move the money of a transfer or post back.
    Reversal,
}

/// A side of a transfer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SideWord {
    /// The account that is debited.
    Debit,
    /// The account that is credited.
    Credit,
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
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = NewTransfers)]
#[expect(
    dead_code,
    clippy::large_enum_variant,
    reason = "it describes the two forms of a body in the OpenAPI document"
)]
pub(crate) enum NewTransfers {
    #[schema(title = "one transfer")]
    One(NewTransfer),
    #[schema(title = "a chain")]
    Chain(NewChain),
}

impl NewTransfer {
    /// The command for it. `prefix` stands before the fields' paths in problems.
    pub(crate) fn into_command(
        self,
        names: &mut Names,
        prefix: &str,
        fresh: impl FnOnce() -> TransferId,
    ) -> Result<CallerTransfer, Problem> {
        if self.linked {
            let message = "only items of a batch take it: the transfers of a chain are always made together";
            let path = [prefix, "linked"].concat();
            return Err(Problem::mistake(path, Code::FieldInvalid, message));
        }
        self.read(names, prefix, fresh)
    }

    /// The item of a batch for it, and whether it is linked to the next.
    pub(crate) fn into_batch_item(
        self,
        names: &mut Names,
        prefix: &str,
        fresh: impl FnOnce() -> TransferId,
    ) -> Result<(CallerTransfer, bool), Problem> {
        let is_linked = self.linked;
        Ok((self.read(names, prefix, fresh)?, is_linked))
    }

    fn read(
        self,
        names: &mut Names,
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
                reading.refuse("original", self.original.is_some());
                reading.refuse("whole_chain", self.whole_chain);
                let is_hold = self.kind == NewTransferKind::Hold;
                reading.refuse("timeout_seconds", !is_hold && self.timeout_seconds.is_some());
                let currency = reading.need("currency", self.currency);
                let debit = reading.need("debit", self.debit);
                let debit = reading.account("debit", names, debit, currency);
                let credit = reading.need("credit", self.credit);
                let credit = reading.account("credit", names, credit, currency);
                let amount = match (self.amount, self.balancing) {
                    (None, Some(_)) => Some(Amount(0)),
                    (amount, _) => reading.need("amount", amount),
                };
                match (debit, credit, amount, currency) {
                    (Some(debit), Some(credit), Some(amount), Some(currency)) => {
                        let amount = Money::new(amount.0, currency);
                        Some(if is_hold {
                            RequestKind::Hold {
                                debit,
                                credit,
                                amount,
                                timeout_seconds: self.timeout_seconds.unwrap_or(0),
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
            NewTransferKind::Reversal => {
                for (field, is_there) in [
                    ("debit", self.debit.is_some()),
                    ("credit", self.credit.is_some()),
                    ("currency", self.currency.is_some()),
                    ("amount", self.amount.is_some()),
                    ("hold", self.hold.is_some()),
                    ("timeout_seconds", self.timeout_seconds.is_some()),
                    ("balancing", self.balancing.is_some()),
                    ("closing", self.closing.is_some()),
                    ("whole_chain", self.whole_chain),
                ] {
                    reading.refuse(field, is_there);
                }
                let original = reading.need("original", self.original);
                original.map(|original| RequestKind::Reversal { original })
            }
            NewTransferKind::Post | NewTransferKind::Void => {
                for (field, is_there) in [
                    ("debit", self.debit.is_some()),
                    ("credit", self.credit.is_some()),
                    ("currency", self.currency.is_some()),
                    ("original", self.original.is_some()),
                    ("timeout_seconds", self.timeout_seconds.is_some()),
                    ("balancing", self.balancing.is_some()),
                    ("closing", self.closing.is_some()),
                ] {
                    reading.refuse(field, is_there);
                }
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
        let metadata = reading.metadata(&self.metadata);
        let external_reference = match self.external_reference.as_deref().map(str::parse) {
            None => None,
            Some(Ok(text)) => Some(text),
            Some(Err::<ExternalReference, _>(error)) => {
                reading.wrong("external_reference", Code::FieldInvalid, error.to_string());
                None
            }
        };
        let mut flags = Flags::NONE;
        for (side, if_debit, if_credit) in [
            (self.balancing, Flags::BALANCING_DEBIT, Flags::BALANCING_CREDIT),
            (self.closing, Flags::CLOSING_DEBIT, Flags::CLOSING_CREDIT),
        ] {
            flags = match side {
                None => flags,
                Some(SideWord::Debit) => flags.with(if_debit),
                Some(SideWord::Credit) => flags.with(if_credit),
            };
        }
        if self.whole_chain {
            flags = flags.with(Flags::WHOLE_CHAIN);
        }
        match (moves, reference) {
            (Some(kind), Some(reference)) if reading.mistakes.is_empty() => Ok(CallerTransfer {
                id: self.id.unwrap_or_else(fresh),
                kind,
                flags,
                effective: self.effective_at,
                reference,
                code: PostingCode(self.code),
                metadata,
                external_reference,
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
        let path = [self.prefix, field].concat();
        self.mistakes.push(Mistake::new(path, code.as_str(), message));
    }

    fn word(&self) -> &'static str {
        match self.kind {
            NewTransferKind::Transfer => "transfer",
            NewTransferKind::Hold => "hold",
            NewTransferKind::Post => "post",
            NewTransferKind::Void => "void",
            NewTransferKind::Reversal => "reversal",
        }
    }

    fn metadata(&mut self, pairs: &[(String, String)]) -> Metadata {
        let mut metadata = Metadata::new();
        for (key, value) in pairs {
            if metadata.get(key).is_some() {
                self.wrong("metadata", Code::FieldInvalid, twice(key));
            }
            if let Err(error) = metadata.insert(key, value) {
                self.wrong("metadata", Code::FieldInvalid, error.to_string());
            }
        }
        metadata
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
        names: &mut Names,
        text: Option<String>,
        currency: Option<Currency>,
    ) -> Option<AccountId> {
        match text?.parse::<AccountName>() {
            // Without a currency there is a mistake already.
            Ok(name) => currency.map(|currency| names.id(name, currency)),
            Err(error) => {
                self.wrong(field, Code::FieldInvalid, error.to_string());
                None
            }
        }
    }
}

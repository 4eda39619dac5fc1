//! What this machine refuses.

use bezant_kernel::{Currency, ErrorKind, TransferId};

use crate::{InvalidRule, ItemId, MatchId, MatchStatus, ReconciliationId, Status, Step};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The tenant has no such reconciliation.
    #[error("there is no reconciliation {0}")]
    ReconciliationUnknown(ReconciliationId),
    /// Name or outside account do not fit.
    #[error("a reconciliation has a name of 1 to 100 characters and an outside account of 1 to 64")]
    DefinitionInvalid,
    /// One of the rules is none.
    #[error("rule {position}: {reason}")]
    RuleInvalid {
        /// Its place in the list, from 0.
        position: usize,
        /// What is wrong with it.
        reason: InvalidRule,
    },
    /// Accounts or currency can't change any more.
    #[error("accounts and currency of a reconciliation stay as they are once a statement is imported")]
    AccountFixed,
    /// More than [`crate::MAXIMUM_RECONCILIATIONS`].
    #[error("the tenant has 1,000 reconciliations, which is the limit")]
    TooManyReconciliations,
    /// The statement is of another account.
    #[error("the statement is of the account '{statement}', not of '{expected}'")]
    AccountMismatch {
        /// The statement's.
        statement: String,
        /// The reconciliation's.
        expected: String,
    },
    /// The statement is in another currency.
    #[error("the statement is in {statement}, the reconciliation in {expected}")]
    CurrencyMismatch {
        /// The statement's.
        statement: Currency,
        /// The reconciliation's.
        expected: Currency,
    },
    /// More than [`crate::MAXIMUM_LINES_PER_IMPORT`].
    #[error("a command takes in at most 200 lines: split the statement into parts")]
    StatementTooLong,
    /// This very statement was taken in before.
    #[error("this statement is imported already")]
    StatementImported,
    /// Too much waits for an end.
    #[error("the reconciliation has 500,000 open items, which is the limit: close some first")]
    TooManyOpenItems,
    /// The tenant has no such item.
    #[error("there is no item {0}")]
    ItemUnknown(ItemId),
    /// The item stands where this can't be done.
    #[error("item {item} is {}: the step '{}' can't be taken", status.as_str(), step.as_str())]
    ItemStatus {
        /// The item.
        item: ItemId,
        /// Where it stands.
        status: Status,
        /// What was to be done.
        step: Step,
    },
    /// The tenant has no such match.
    #[error("there is no match {0}")]
    MatchUnknown(MatchId),
    /// The match no longer waits for a word.
    #[error("match {id} is {} and not proposed", status.as_str())]
    MatchNotProposed {
        /// The match.
        id: MatchId,
        /// Where it stands.
        status: MatchStatus,
    },
    /// A match that contradicts itself or its rule.
    #[error("match {position}: {reason}")]
    MatchInvalid {
        /// Its place in the list, from 0.
        position: usize,
        /// What is wrong with it.
        reason: InvalidMatch,
    },
    /// A rule proposes what someone rejected.
    #[error("match {0} was rejected before: only someone can propose it again")]
    MatchRefused(MatchId),
    /// The transfer belongs to another match.
    #[error("transfer {transfer} is part of match {taken_by} already")]
    TransferTaken {
        /// The transfer.
        transfer: TransferId,
        /// The match that has it.
        taken_by: MatchId,
    },
    /// A note that says nothing.
    #[error("the note is empty")]
    NoteMissing,
    /// A note of more than [`crate::NOTE_CHARACTERS`].
    #[error("a note is at most 1,000 characters")]
    NoteTooLong,
}

/// What is wrong with a match.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMatch {
    /// There is none at all.
    #[error("there is no match in the command")]
    None,
    /// A side is empty.
    #[error("it needs at least one line and one transfer")]
    Empty,
    /// Too much at once.
    #[error("a command names at most 4,000 lines and transfers, a match 1,000 on each side")]
    TooLarge,
    /// A line or transfer is named twice in the command.
    #[error("a line or transfer is named twice")]
    Twice,
    /// The zero id.
    #[error("zero is no transfer's id")]
    ZeroTransfer,
    /// An item of another reconciliation.
    #[error("an item is of another reconciliation")]
    OtherReconciliation,
    /// The difference is in another currency.
    #[error("the difference is in another currency")]
    Currency,
    /// There is no rule of this name.
    #[error("the reconciliation has no rule of this name")]
    RuleUnknown,
    /// The rule would not match this.
    #[error("it is outside of what its rule allows")]
    OutsideRule,
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "reconciliation_unknown",
        "reconciliation_invalid",
        "reconciliation_rule_invalid",
        "reconciliation_account_fixed",
        "too_many_reconciliations",
        "statement_account_mismatch",
        "statement_currency_mismatch",
        "statement_too_long",
        "statement_imported_already",
        "too_many_open_items",
        "reconciliation_item_unknown",
        "reconciliation_item_status",
        "reconciliation_match_unknown",
        "reconciliation_match_not_proposed",
        "reconciliation_match_invalid",
        "reconciliation_match_refused",
        "reconciliation_transfer_taken",
        "reconciliation_note_missing",
        "reconciliation_note_too_long",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::DefinitionInvalid
            | Rejection::RuleInvalid { .. }
            | Rejection::AccountMismatch { .. }
            | Rejection::CurrencyMismatch { .. }
            | Rejection::StatementTooLong
            | Rejection::MatchInvalid { .. }
            | Rejection::NoteMissing
            | Rejection::NoteTooLong => ErrorKind::Invalid,
            Rejection::ReconciliationUnknown(_) | Rejection::ItemUnknown(_) | Rejection::MatchUnknown(_) => {
                ErrorKind::NotFound
            }
            Rejection::AccountFixed
            | Rejection::StatementImported
            | Rejection::ItemStatus { .. }
            | Rejection::MatchNotProposed { .. }
            | Rejection::MatchRefused(_)
            | Rejection::TransferTaken { .. } => ErrorKind::Conflict,
            Rejection::TooManyReconciliations | Rejection::TooManyOpenItems => ErrorKind::Limit,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::ReconciliationUnknown(_) => "reconciliation_unknown",
            Rejection::DefinitionInvalid => "reconciliation_invalid",
            Rejection::RuleInvalid { .. } => "reconciliation_rule_invalid",
            Rejection::AccountFixed => "reconciliation_account_fixed",
            Rejection::TooManyReconciliations => "too_many_reconciliations",
            Rejection::AccountMismatch { .. } => "statement_account_mismatch",
            Rejection::CurrencyMismatch { .. } => "statement_currency_mismatch",
            Rejection::StatementTooLong => "statement_too_long",
            Rejection::StatementImported => "statement_imported_already",
            Rejection::TooManyOpenItems => "too_many_open_items",
            Rejection::ItemUnknown(_) => "reconciliation_item_unknown",
            Rejection::ItemStatus { .. } => "reconciliation_item_status",
            Rejection::MatchUnknown(_) => "reconciliation_match_unknown",
            Rejection::MatchNotProposed { .. } => "reconciliation_match_not_proposed",
            Rejection::MatchInvalid { .. } => "reconciliation_match_invalid",
            Rejection::MatchRefused(_) => "reconciliation_match_refused",
            Rejection::TransferTaken { .. } => "reconciliation_transfer_taken",
            Rejection::NoteMissing => "reconciliation_note_missing",
            Rejection::NoteTooLong => "reconciliation_note_too_long",
        }
    }
}

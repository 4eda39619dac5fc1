//! Why the ledger refuses a command. The codes are part of the API and never change; each has a page in docs/errors.

use bezant_kernel::{AccountId, Currency, ErrorKind, TransferId};

/// A refusal. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The path is open in this currency already.
    #[error("the account {account} is open already{}", if *.same { "" } else { ", with another overdraft setting" })]
    AccountExists {
        /// The open account.
        account: AccountId,
        /// Whether it has the settings that were asked for.
        same: bool,
    },
    /// No such account of this tenant.
    #[error("there is no account {account}")]
    AccountNotFound {
        /// The account that was named.
        account: AccountId,
    },
    /// The amount is zero or negative.
    #[error("the amount must be positive")]
    AmountMustBePositive,
    /// Debit and credit name one account.
    #[error("a transfer moves money between two accounts, and {account} stands on both sides")]
    SameAccount {
        /// The account on both sides.
        account: AccountId,
    },
    /// The amount, an account or a hold is of another currency.
    #[error("the amount is in {amount}, the other side of the transfer in {other}")]
    CurrencyMismatch {
        /// The amount's currency.
        amount: Currency,
        /// The account's or the hold's currency.
        other: Currency,
    },
    /// The account may not be overdrawn.
    #[error("the account {account} does not have that much available and may not be overdrawn")]
    Overdraft {
        /// The account that would go below zero.
        account: AccountId,
    },
    /// A sum would not fit.
    #[error("the books in this currency would grow beyond the largest sum the ledger keeps")]
    BalanceOverflow,
    /// The very same transfer was made before.
    #[error("the transfer {id} exists already, with the same content")]
    TransferExists {
        /// The id of both.
        id: TransferId,
    },
    /// Another transfer was made under this id before.
    #[error("the transfer {id} exists already, with another {field}")]
    TransferExistsWithDifferent {
        /// The id of both.
        id: TransferId,
        /// The first field in which they differ.
        field: DifferentField,
    },
    /// The id can't be used by this tenant; nothing is said about why.
    #[error("the transfer id {id} can't be used, choose another")]
    TransferIdTaken {
        /// The id.
        id: TransferId,
    },
    /// Ids of this form are made by Bezant only.
    #[error("the transfer id {id} is of the form that only Bezant makes, choose a UUID of version 7")]
    ReservedId {
        /// The id.
        id: TransferId,
    },
    /// No such hold of this tenant.
    #[error("there is no hold {hold}")]
    HoldNotFound {
        /// The hold that was named.
        hold: TransferId,
    },
    /// The hold was posted before.
    #[error("the hold {hold} was posted already")]
    HoldAlreadyPosted {
        /// The hold.
        hold: TransferId,
    },
    /// The hold was voided before.
    #[error("the hold {hold} was voided already")]
    HoldAlreadyVoided {
        /// The hold.
        hold: TransferId,
    },
    /// The hold belongs to a payment, which ends it itself.
    #[error("the hold {hold} belongs to a payment: capture or cancel the payment instead")]
    HoldReserved {
        /// The hold.
        hold: TransferId,
    },
    /// More is posted than is held.
    #[error("the hold {hold} is for {held} minor units, less than the amount to post")]
    PostExceedsHold {
        /// The hold.
        hold: TransferId,
        /// How much it holds, in minor units.
        held: u128,
    },
    /// A chain without transfers.
    #[error("a chain has at least one transfer")]
    ChainEmpty,
    /// A chain with too many transfers.
    #[error("a chain has at most {limit} transfers")]
    ChainTooLong {
        /// How many it may have.
        limit: usize,
    },
}

/// The field in which two transfers of one id differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DifferentField {
    /// Transfer, hold, post or void.
    Kind,
    /// The debit account.
    Debit,
    /// The credit account.
    Credit,
    /// The hold that is ended.
    Hold,
    /// The amount.
    Amount,
    /// The currency.
    Currency,
    /// The reference.
    Reference,
    /// The posting code.
    Code,
}

/// Why a chain of transfers was refused, and at which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("transfer {index} of the chain: {rejection}")]
pub struct ChainRejection {
    /// Counted from zero.
    pub index: usize,
    /// Why.
    pub rejection: Rejection,
}

impl Rejection {
    /// Every code, sorted.
    pub const CODES: &'static [&'static str] = &[
        "account_currency_mismatch",
        "account_exists",
        "account_not_found",
        "balance_overflow",
        "hold_already_posted",
        "hold_already_voided",
        "hold_not_found",
        "hold_reserved",
        "overdraft",
        "post_exceeds_hold",
        "transfer_amount_not_positive",
        "transfer_chain_empty",
        "transfer_chain_too_long",
        "transfer_exists",
        "transfer_exists_with_different_content",
        "transfer_id_reserved",
        "transfer_id_taken",
        "transfer_same_account",
    ];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.row().0
    }

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        self.row().1
    }

    const fn row(&self) -> (&'static str, ErrorKind) {
        match self {
            Rejection::AccountExists { .. } => ("account_exists", ErrorKind::Conflict),
            Rejection::AccountNotFound { .. } => ("account_not_found", ErrorKind::NotFound),
            Rejection::AmountMustBePositive => ("transfer_amount_not_positive", ErrorKind::Invalid),
            Rejection::SameAccount { .. } => ("transfer_same_account", ErrorKind::Invalid),
            Rejection::CurrencyMismatch { .. } => ("account_currency_mismatch", ErrorKind::Invalid),
            Rejection::Overdraft { .. } => ("overdraft", ErrorKind::Limit),
            Rejection::BalanceOverflow => ("balance_overflow", ErrorKind::Limit),
            Rejection::TransferExists { .. } => ("transfer_exists", ErrorKind::Conflict),
            Rejection::TransferExistsWithDifferent { .. } => {
                ("transfer_exists_with_different_content", ErrorKind::Conflict)
            }
            Rejection::TransferIdTaken { .. } => ("transfer_id_taken", ErrorKind::Conflict),
            Rejection::ReservedId { .. } => ("transfer_id_reserved", ErrorKind::Invalid),
            Rejection::HoldNotFound { .. } => ("hold_not_found", ErrorKind::NotFound),
            Rejection::HoldAlreadyPosted { .. } => ("hold_already_posted", ErrorKind::Conflict),
            Rejection::HoldAlreadyVoided { .. } => ("hold_already_voided", ErrorKind::Conflict),
            Rejection::HoldReserved { .. } => ("hold_reserved", ErrorKind::Denied),
            Rejection::PostExceedsHold { .. } => ("post_exceeds_hold", ErrorKind::Invalid),
            Rejection::ChainEmpty => ("transfer_chain_empty", ErrorKind::Invalid),
            Rejection::ChainTooLong { .. } => ("transfer_chain_too_long", ErrorKind::Invalid),
        }
    }
}

impl std::fmt::Display for DifferentField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DifferentField::Kind => "kind",
            DifferentField::Debit => "debit account",
            DifferentField::Credit => "credit account",
            DifferentField::Hold => "hold",
            DifferentField::Amount => "amount",
            DifferentField::Currency => "currency",
            DifferentField::Reference => "reference",
            DifferentField::Code => "code",
        })
    }
}

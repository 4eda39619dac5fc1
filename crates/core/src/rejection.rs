//! Why a command was refused: the refusing machine's own word.

use bezant_kernel::ErrorKind;

use crate::Reply;

/// A refusal. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// By the payment machine.
    #[error(transparent)]
    Payment(#[from] bezant_payments::Rejection),
    /// By the ledger, for postings or an account.
    #[error(transparent)]
    Ledger(#[from] bezant_ledger::Rejection),
    /// By the ledger, for one transfer of a chain.
    #[error(transparent)]
    Chain(#[from] bezant_ledger::ChainRejection),
    /// By identity.
    #[error(transparent)]
    Identity(#[from] bezant_identity::Rejection),
    /// By webhooks.
    #[error(transparent)]
    Webhooks(#[from] bezant_webhooks::Rejection),
    /// By routing.
    #[error(transparent)]
    Routing(#[from] bezant_routing::Rejection),
    /// A transfer names the account through which payments pass, or an account that payments open themselves is to be
    /// opened: what a gateway did must never be refused by the books.
    #[error("payments open and keep this account themselves")]
    ReservedAccount,
    /// All is already as the command wants it.
    #[error("nothing changes")]
    Unchanged(Box<Reply>),
}

impl Rejection {
    /// The codes of this crate itself.
    pub const CODES: &'static [&'static str] = &["account_reserved", "unchanged"];

    /// What the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Rejection::Payment(rejection) => rejection.kind(),
            Rejection::Ledger(rejection) => rejection.kind(),
            Rejection::Chain(chain) => chain.rejection.kind(),
            Rejection::Identity(rejection) => rejection.kind(),
            Rejection::Webhooks(rejection) => rejection.kind(),
            Rejection::Routing(rejection) => rejection.kind(),
            Rejection::ReservedAccount => ErrorKind::Denied,
            Rejection::Unchanged(_) => ErrorKind::Conflict,
        }
    }

    /// The stable code, with a page in `docs/errors/`.
    pub fn code(&self) -> &'static str {
        match self {
            Rejection::Payment(rejection) => rejection.code(),
            Rejection::Ledger(rejection) => rejection.code(),
            Rejection::Chain(chain) => chain.rejection.code(),
            Rejection::Identity(rejection) => rejection.code(),
            Rejection::Webhooks(rejection) => rejection.code(),
            Rejection::Routing(rejection) => rejection.code(),
            Rejection::ReservedAccount => "account_reserved",
            Rejection::Unchanged(_) => "unchanged",
        }
    }
}

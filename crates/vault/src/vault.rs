//! The seam: what a vault does, wherever it runs.
//!
//! ```text
//!   number ─▶ tokenize ─▶ card id ─▶ … records, logs, merchants …  ─▶ detokenize(purpose) ─▶ number, after the record of it is durable
//! ```
//!
//! Contract, which [`crate::conformance`] checks of each implementation:
//! * The same number of the same tenant has the same id until it is deleted; another tenant's has another id and fingerprint.
//! * No number leaves before a record of who took it and why is durable; what is refused is on the record too.
//! * What `delete` and `erase_customer` answered for can't be read any more, by nobody and from no copy of the log. Both may be
//!   called again.
//! * A security code comes out once, with the first authorization, and is never written anywhere.
//! * While keys are rotated every card can be read at any time.

use std::time::Duration;

use async_trait::async_trait;
use bezant_kernel::{CardId, CardScheme, ErrorKind, Tenant};
use bezant_log::Position;

use crate::access::{Access, Caller, Purpose};
use crate::machine::{CardView, Outcome, RotationView};
use crate::number::{CustomerReference, Expiry, InvalidCard, NewCard, PlainCard};

/// What may be shown of a card (PCI DSS 4.0, 3.4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The network, where the first digits say it.
    pub scheme: Option<CardScheme>,
    /// The first six or eight digits.
    pub bin: String,
    /// The last four.
    pub last4: String,
    /// Until when it is good.
    pub expiry: Expiry,
}

/// What stands for a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Its id.
    Card(CardId),
    /// Digits that look like its number.
    FormatPreserving(String),
}

/// A card that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokenized {
    /// As it is now.
    pub card: CardView,
    /// Whether it is new.
    pub outcome: Outcome,
    /// The token that looks like a number, where it was asked for and the number is long enough.
    pub format_preserving: Option<String>,
}

/// How a vault is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Cards that can be read.
    pub cards: u64,
    /// Cards that were deleted.
    pub deleted: u64,
    /// Cards whose sealed form is in memory.
    pub in_memory: u64,
    /// Keys that are to be shredded and are not yet.
    pub keys_to_shred: u64,
    /// Security codes that wait for their authorization.
    pub security_codes: u64,
    /// The newest rotation.
    pub rotation: Option<RotationView>,
    /// The last record of the vault's log.
    pub position: Position,
}

/// Which cards to list.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Only this customer's.
    pub customer: Option<CustomerReference>,
    /// Those behind this one.
    pub after: Option<CardId>,
    /// So many at most.
    pub limit: usize,
}

/// More are not listed at once.
pub const MOST_LISTED: usize = 100;

/// Why a vault did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It is no card.
    #[error(transparent)]
    Invalid(#[from] InvalidCard),
    /// The tenant has no such card.
    #[error("no such card")]
    NotFound,
    /// The card was deleted; its number is gone.
    #[error("the card was deleted")]
    Deleted,
    /// The caller may not have numbers for this. The record says that it asked.
    #[error("the caller may not see card numbers for this purpose")]
    Denied,
    /// The customer has as many cards as one may have.
    #[error("the customer has as many cards as a customer may have")]
    CustomerFull,
    /// Keys are being rotated already.
    #[error("a rotation is under way")]
    Rotating,
    /// Too much is waiting.
    #[error("too much is waiting")]
    Busy {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The vault's disk is full. Numbers can't leave either, since there is no room for the record of it.
    #[error("the vault's storage is full")]
    StorageFull,
    /// What is stored does not open: keys of another vault, or changed bytes.
    #[error("the card's sealed form does not open")]
    Damaged,
    /// The vault or its keys can't be reached.
    #[error("the vault can't be reached: {0}")]
    Unavailable(String),
}

impl VaultError {
    /// What the caller can do.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            VaultError::Invalid(_) => ErrorKind::Invalid,
            VaultError::NotFound => ErrorKind::NotFound,
            VaultError::Deleted | VaultError::Rotating => ErrorKind::Conflict,
            VaultError::Denied => ErrorKind::Denied,
            VaultError::CustomerFull => ErrorKind::Limit,
            VaultError::Busy { .. } | VaultError::StorageFull | VaultError::Unavailable(_) => {
                ErrorKind::Unavailable
            }
            VaultError::Damaged => ErrorKind::Internal,
        }
    }
}

/// A vault.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Takes a card in, or finds it. `format_preserving` asks for a token that looks like a number as well.
    async fn tokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        card: NewCard,
        format_preserving: bool,
    ) -> Result<Tokenized, VaultError>;

    /// Hands a number out, after the record of it is durable.
    async fn detokenize(
        &self,
        tenant: Tenant,
        caller: &Caller,
        token: &Token,
        purpose: Purpose,
    ) -> Result<PlainCard, VaultError>;

    /// What may be shown of a card.
    async fn describe(&self, tenant: Tenant, card: CardId) -> Result<CardView, VaultError>;

    /// Cards in the order in which they came, at most [`MOST_LISTED`].
    async fn cards(&self, tenant: Tenant, listing: &Listing) -> Result<Vec<CardView>, VaultError>;

    /// What happened to a card, newest first, from before this position in the vault's log.
    async fn accesses(
        &self,
        tenant: Tenant,
        card: CardId,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Vec<Access>, VaultError>;

    /// Deletes a card: its key is shredded when this answers.
    async fn delete(&self, tenant: Tenant, caller: &Caller, card: CardId) -> Result<CardView, VaultError>;

    /// Deletes all cards of a customer. Says how many there were.
    async fn erase_customer(
        &self,
        tenant: Tenant,
        caller: &Caller,
        customer: &CustomerReference,
    ) -> Result<u32, VaultError>;

    /// Begins to seal every card under a new key, of all tenants. It goes on in the background, and after a restart.
    async fn rotate(&self, caller: &Caller) -> Result<RotationView, VaultError>;

    /// How the vault is.
    async fn status(&self) -> Result<Status, VaultError>;
}

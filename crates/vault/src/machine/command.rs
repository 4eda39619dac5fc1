//! What the machine is asked, and what it says.

use bezant_kernel::{Actor, CardId, Tenant};
use bezant_log::Position;

use super::{CardView, KeyId, Outcome, RotationView};
use crate::Facts;
use crate::access::{Purpose, Purposes};

/// A card as the adapter has sealed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SealedCard {
    /// Keyed hash of the number, under the tenant's secret.
    pub(crate) fingerprint: u128,
    /// Keyed hash of all that is sealed and of the expiry: tells whether anything is new.
    pub(crate) content: u128,
    /// Keyed hash of the customer's reference.
    pub(crate) customer: Option<u128>,
    /// What it is sealed under.
    pub(crate) key: KeyId,
    pub(crate) sealed: Vec<u8>,
    pub(crate) facts: Facts,
}

/// A card that was opened and sealed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resealing {
    pub(crate) card: CardId,
    /// What it was sealed under when it was opened: it may have changed since.
    pub(crate) from: KeyId,
    pub(crate) to: KeyId,
    pub(crate) sealed: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(crate) enum Command {
    Tokenize {
        card: Box<SealedCard>,
        by: Actor,
    },
    Access {
        card: CardId,
        purpose: Purpose,
        allowed: Purposes,
        by: Actor,
    },
    Delete {
        card: CardId,
        by: Actor,
    },
    EraseCustomer {
        customer: u128,
        by: Actor,
    },
    /// These keys are gone from the file of keys.
    Shredded(Vec<KeyId>),
    Rotate {
        by: Actor,
    },
    /// The rotation has got through this card of the tenant; `cards` needed it.
    Reseal {
        cards: Vec<Resealing>,
        through: CardId,
    },
    /// The rotation has got through all cards.
    FinishRotation,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// The tenant has no such card.
    NotFound,
    /// The card was deleted.
    Deleted,
    /// The card is in the vault as it came.
    Unchanged(Box<CardView>),
    /// The customer has as many cards as one may have.
    CustomerFull,
    /// The customer has no cards.
    NoCards,
    /// A rotation is under way.
    Rotating(RotationView),
    /// Nothing is left to do.
    NothingToDo,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The card, and what came of it.
    Card(Box<CardView>, Outcome),
    /// What the caller's number is sealed in; the record says that it was handed out.
    Opened {
        view: Box<CardView>,
        key: KeyId,
        sealed: Vec<u8>,
    },
    /// The record says that it was asked for in vain.
    Refused,
    /// So many cards were deleted, and these keys have to go.
    Erased { cards: u32, keys: Vec<KeyId> },
    /// It is noted.
    Done,
}

#[derive(Clone, Debug)]
pub(crate) enum Query {
    Card(CardId),
    /// The card with this fingerprint.
    ByFingerprint(u128),
    Cards {
        customer: Option<u128>,
        after: Option<CardId>,
        limit: usize,
    },
    /// What a card is sealed in now: for readers whom a rotation overtook.
    Sealed(CardId),
    /// The next cards of the rotation, all of one tenant.
    ToReseal {
        limit: usize,
    },
    ToShred {
        limit: usize,
    },
    Status,
}

#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Card(Option<Box<CardView>>),
    Cards(Vec<CardView>),
    Sealed(Option<(KeyId, Vec<u8>)>),
    ToReseal(Option<Chunk>),
    ToShred(Vec<KeyId>),
    Status(Box<Counted>),
}

/// Some cards of a rotation.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    pub(crate) tenant: Tenant,
    /// The last card that was looked at.
    pub(crate) through: CardId,
    /// Those that are still sealed as before the rotation.
    pub(crate) cards: Vec<(CardId, KeyId, Vec<u8>)>,
}

/// What the machine counts.
#[derive(Copy, Clone, Debug, Default)]
pub(crate) struct Counted {
    pub(crate) cards: u64,
    pub(crate) in_memory: u64,
    pub(crate) deleted: u64,
    pub(crate) to_shred: u64,
    pub(crate) rotation: Option<RotationView>,
    pub(crate) position: Position,
}

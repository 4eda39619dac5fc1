//! What happened, as the vault's log has it.

use bezant_kernel::{Actor, CardId, Tenant};
use bezant_log::Position;

use super::{KeyId, SealedCard};
use crate::access::{Access, AccessKind, Purpose};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Something about a card. `previous` is where the card's event before this one lies; zero for the first.
    Card {
        card: CardId,
        previous: Position,
        kind: Kind,
    },
    /// These keys are gone from the file of keys.
    Shredded(Vec<KeyId>),
    RotationStarted {
        by: Actor,
    },
    /// The rotation has got through this card.
    RotationAdvanced {
        tenant: Tenant,
        through: CardId,
    },
    RotationFinished,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Added { sealed: Box<SealedCard>, by: Actor },
    Updated { sealed: Box<SealedCard>, by: Actor },
    Opened { purpose: Purpose, by: Actor },
    Refused { purpose: Purpose, by: Actor },
    Resealed { key: KeyId, sealed: Vec<u8> },
    Deleted { by: Actor },
}

impl Event {
    /// The event's line in the record of this card, and where the line before it lies.
    pub(crate) fn line(&self, of: CardId, entry: &bezant_engine::Entry<Event>) -> Option<(Access, Position)> {
        let Event::Card { card, previous, kind } = self else {
            return None;
        };
        if *card != of {
            return None;
        }
        let (kind, by, purpose) = match kind {
            Kind::Added { by, .. } => (AccessKind::Added, Some(by), None),
            Kind::Updated { by, .. } => (AccessKind::Updated, Some(by), None),
            Kind::Opened { purpose, by } => (AccessKind::Opened, Some(by), Some(*purpose)),
            Kind::Refused { purpose, by } => (AccessKind::Refused, Some(by), Some(*purpose)),
            Kind::Resealed { .. } => (AccessKind::Resealed, None, None),
            Kind::Deleted { by } => (AccessKind::Deleted, Some(by), None),
        };
        let line = Access {
            position: entry.position,
            at: entry.committed_at,
            kind,
            by: by.cloned(),
            purpose,
            correlation: entry.correlation.clone(),
        };
        Some((line, *previous))
    }
}

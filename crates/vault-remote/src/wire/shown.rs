//! What may be shown of cards, of their record, and of a vault.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Actor, CardScheme, Timestamp};
use bezant_log::Position;
use bezant_vault::{
    Access, AccessKind, CardView, Expiry, Facts, Outcome, Purpose, RotationView, Status, Tokenized,
};
use prost::Message;

use super::CorrelationWire;

#[derive(Clone, PartialEq, Message)]
pub(crate) struct FactsWire {
    /// 0 where it is not known.
    #[prost(uint32, tag = "1")]
    scheme: u32,
    #[prost(string, tag = "2")]
    bin: String,
    #[prost(string, tag = "3")]
    last4: String,
    #[prost(uint32, tag = "4")]
    month: u32,
    #[prost(uint32, tag = "5")]
    year: u32,
}

/// A card as it may be shown.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct CardWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    fingerprint: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    facts: Option<FactsWire>,
    #[prost(uint32, tag = "4")]
    version: u32,
    #[prost(uint64, tag = "5")]
    opened: u64,
    #[prost(uint64, tag = "6")]
    created_at_us: u64,
    #[prost(uint64, tag = "7")]
    updated_at_us: u64,
    #[prost(uint64, optional, tag = "8")]
    deleted_at_us: Option<u64>,
    #[prost(uint64, tag = "9")]
    latest: u64,
}

impl From<&CardView> for CardWire {
    fn from(card: &CardView) -> Self {
        let facts = card.facts.as_ref().map(|facts| FactsWire {
            scheme: facts.scheme.map_or(0, CardScheme::number),
            bin: facts.bin.clone(),
            last4: facts.last4.clone(),
            month: u32::from(facts.expiry.month()),
            year: u32::from(facts.expiry.year()),
        });
        CardWire {
            id: id_bytes(card.id),
            fingerprint: card.fingerprint.to_be_bytes().to_vec(),
            facts,
            version: card.version,
            opened: card.opened,
            created_at_us: card.created_at.as_microseconds(),
            updated_at_us: card.updated_at.as_microseconds(),
            deleted_at_us: card.deleted_at.map(Timestamp::as_microseconds),
            latest: card.latest.0,
        }
    }
}

impl TryFrom<&CardWire> for CardView {
    type Error = Corrupt;

    fn try_from(wire: &CardWire) -> Result<CardView, Corrupt> {
        let fingerprint: [u8; 16] = wire
            .fingerprint
            .as_slice()
            .try_into()
            .map_err(|_| Corrupt("a fingerprint is 16 bytes"))?;
        let facts = wire.facts.as_ref().map(|facts| {
            Ok::<_, Corrupt>(Facts {
                // One that only a newer vault knows is one that is not known here.
                scheme: CardScheme::from_number(facts.scheme),
                bin: facts.bin.clone(),
                last4: facts.last4.clone(),
                expiry: Expiry::new(facts.month, facts.year).map_err(|_| Corrupt("no such month"))?,
            })
        });
        Ok(CardView {
            id: id_from(&wire.id)?,
            fingerprint: u128::from_be_bytes(fingerprint),
            facts: facts.transpose()?,
            version: wire.version,
            opened: wire.opened,
            created_at: Timestamp::from_microseconds(wire.created_at_us),
            updated_at: Timestamp::from_microseconds(wire.updated_at_us),
            deleted_at: wire.deleted_at_us.map(Timestamp::from_microseconds),
            latest: Position(wire.latest),
        })
    }
}

const ADDED: u32 = 1;
const UPDATED: u32 = 2;
const UNCHANGED: u32 = 3;

/// A card that was handed in.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct TokenizedWire {
    #[prost(message, optional, tag = "1")]
    card: Option<CardWire>,
    #[prost(uint32, tag = "2")]
    outcome: u32,
    #[prost(string, optional, tag = "3")]
    format_preserving: Option<String>,
}

impl From<Tokenized> for TokenizedWire {
    fn from(tokenized: Tokenized) -> Self {
        TokenizedWire {
            card: Some(CardWire::from(&tokenized.card)),
            outcome: match tokenized.outcome {
                Outcome::Added => ADDED,
                Outcome::Updated => UPDATED,
                Outcome::Unchanged => UNCHANGED,
            },
            format_preserving: tokenized.format_preserving,
        }
    }
}

impl TryFrom<TokenizedWire> for Tokenized {
    type Error = Corrupt;

    fn try_from(wire: TokenizedWire) -> Result<Tokenized, Corrupt> {
        Ok(Tokenized {
            card: wire.card.as_ref().ok_or(Corrupt("no card"))?.try_into()?,
            outcome: match wire.outcome {
                ADDED => Outcome::Added,
                UPDATED => Outcome::Updated,
                UNCHANGED => Outcome::Unchanged,
                _ => return Err(Corrupt("no such outcome")),
            },
            format_preserving: wire.format_preserving,
        })
    }
}

/// One line of a card's record.
#[derive(Clone, PartialEq, Message)]
#[prost(skip_debug)]
pub(crate) struct AccessWire {
    #[prost(uint64, tag = "1")]
    position: u64,
    #[prost(uint64, tag = "2")]
    at_us: u64,
    #[prost(uint32, tag = "3")]
    kind: u32,
    #[prost(string, optional, tag = "4")]
    by: Option<String>,
    #[prost(uint32, optional, tag = "5")]
    purpose: Option<u32>,
    #[prost(message, optional, tag = "6")]
    correlation: Option<CorrelationWire>,
}

impl From<&Access> for AccessWire {
    fn from(line: &Access) -> Self {
        AccessWire {
            position: line.position.0,
            at_us: line.at.as_microseconds(),
            kind: line.kind.number(),
            by: line.by.as_ref().map(|by| by.as_str().to_owned()),
            purpose: line.purpose.map(Purpose::number),
            correlation: Some(CorrelationWire::from(&line.correlation)),
        }
    }
}

impl TryFrom<&AccessWire> for Access {
    type Error = Corrupt;

    fn try_from(wire: &AccessWire) -> Result<Access, Corrupt> {
        let purpose = wire
            .purpose
            .map(|number| Purpose::from_number(number).ok_or(Corrupt("no such purpose")));
        let correlation = wire.correlation.as_ref();
        Ok(Access {
            position: Position(wire.position),
            at: Timestamp::from_microseconds(wire.at_us),
            kind: AccessKind::from_number(wire.kind).ok_or(Corrupt("no such kind of access"))?,
            by: wire.by.as_deref().map(Actor::stored),
            purpose: purpose.transpose()?,
            correlation: correlation
                .ok_or(Corrupt("a line without correlation"))?
                .try_into()?,
        })
    }
}

/// How far a rotation is.
#[derive(Clone, Copy, PartialEq, Message)]
pub(crate) struct RotationWire {
    #[prost(uint64, tag = "1")]
    started_at_us: u64,
    #[prost(uint64, optional, tag = "2")]
    finished_at_us: Option<u64>,
    #[prost(uint64, tag = "3")]
    total: u64,
    #[prost(uint64, tag = "4")]
    resealed: u64,
}

impl From<RotationView> for RotationWire {
    fn from(rotation: RotationView) -> Self {
        RotationWire {
            started_at_us: rotation.started_at.as_microseconds(),
            finished_at_us: rotation.finished_at.map(Timestamp::as_microseconds),
            total: rotation.total,
            resealed: rotation.resealed,
        }
    }
}

impl From<RotationWire> for RotationView {
    fn from(wire: RotationWire) -> Self {
        RotationView {
            started_at: Timestamp::from_microseconds(wire.started_at_us),
            finished_at: wire.finished_at_us.map(Timestamp::from_microseconds),
            total: wire.total,
            resealed: wire.resealed,
        }
    }
}

/// How a vault is.
#[derive(Clone, Copy, PartialEq, Message)]
pub(crate) struct StatusWire {
    #[prost(uint64, tag = "1")]
    cards: u64,
    #[prost(uint64, tag = "2")]
    deleted: u64,
    #[prost(uint64, tag = "3")]
    in_memory: u64,
    #[prost(uint64, tag = "4")]
    keys_to_shred: u64,
    #[prost(uint64, tag = "5")]
    security_codes: u64,
    #[prost(message, optional, tag = "6")]
    rotation: Option<RotationWire>,
    #[prost(uint64, tag = "7")]
    position: u64,
}

impl From<Status> for StatusWire {
    fn from(status: Status) -> Self {
        StatusWire {
            cards: status.cards,
            deleted: status.deleted,
            in_memory: status.in_memory,
            keys_to_shred: status.keys_to_shred,
            security_codes: status.security_codes,
            rotation: status.rotation.map(RotationWire::from),
            position: status.position.0,
        }
    }
}

impl From<StatusWire> for Status {
    fn from(wire: StatusWire) -> Self {
        Status {
            cards: wire.cards,
            deleted: wire.deleted,
            in_memory: wire.in_memory,
            keys_to_shred: wire.keys_to_shred,
            security_codes: wire.security_codes,
            rotation: wire.rotation.map(RotationView::from),
            position: Position(wire.position),
        }
    }
}

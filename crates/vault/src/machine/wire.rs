//! The stored forms: events, cards in the cold tier, snapshots, replies. Additive protobuf; new tags only.

use std::sync::Arc;

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Actor, CardScheme, Tenant, Timestamp};
use bezant_log::Position;
use bytes::Bytes;
use prost::Message;

use super::state::{Card, Rotation};
use super::{CardView, Cards, Event, KeyId, Kind, Outcome, Reply, RotationView, SealedCard};
use crate::access::Purpose;
use crate::{Expiry, Facts};

#[derive(Clone, PartialEq, Message)]
struct FactsWire {
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

#[derive(Clone, PartialEq, Message)]
struct SealedWire {
    #[prost(bytes = "vec", tag = "1")]
    fingerprint: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    content: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    customer: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    sealed: Vec<u8>,
    #[prost(message, optional, tag = "6")]
    facts: Option<FactsWire>,
}

#[derive(Clone, PartialEq, Message)]
struct EventWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(bytes = "vec", tag = "2")]
    card: Vec<u8>,
    #[prost(uint64, tag = "3")]
    previous: u64,
    #[prost(message, optional, tag = "4")]
    sealed: Option<SealedWire>,
    #[prost(string, tag = "5")]
    by: String,
    #[prost(uint32, tag = "6")]
    purpose: u32,
    #[prost(bytes = "vec", repeated, tag = "7")]
    keys: Vec<Vec<u8>>,
    #[prost(bytes = "vec", tag = "8")]
    tenant: Vec<u8>,
}

const ADDED: u32 = 1;
const UPDATED: u32 = 2;
const OPENED: u32 = 3;
const REFUSED: u32 = 4;
const RESEALED: u32 = 5;
const DELETED: u32 = 6;
const SHREDDED: u32 = 7;
const ROTATION_STARTED: u32 = 8;
const ROTATION_ADVANCED: u32 = 9;
const ROTATION_FINISHED: u32 = 10;

pub(super) fn write_event(event: &Event, out: &mut Vec<u8>) {
    let mut wire = EventWire::default();
    match event {
        Event::Card { card, previous, kind } => {
            wire.card = id_bytes(*card);
            wire.previous = previous.0;
            let (number, by, purpose) = match kind {
                Kind::Added { sealed, by } => {
                    wire.sealed = Some(sealed_wire(sealed));
                    (ADDED, Some(by), None)
                }
                Kind::Updated { sealed, by } => {
                    wire.sealed = Some(sealed_wire(sealed));
                    (UPDATED, Some(by), None)
                }
                Kind::Opened { purpose, by } => (OPENED, Some(by), Some(purpose)),
                Kind::Refused { purpose, by } => (REFUSED, Some(by), Some(purpose)),
                Kind::Resealed { key, sealed } => {
                    wire.sealed = Some(SealedWire {
                        key: number_bytes(key.0),
                        sealed: sealed.clone(),
                        ..SealedWire::default()
                    });
                    (RESEALED, None, None)
                }
                Kind::Deleted { by } => (DELETED, Some(by), None),
            };
            wire.kind = number;
            wire.by = by.map(|by| by.as_str().to_owned()).unwrap_or_default();
            wire.purpose = purpose.map_or(0, |purpose| purpose.number());
        }
        Event::Shredded(keys) => {
            wire.kind = SHREDDED;
            wire.keys = keys.iter().map(|key| number_bytes(key.0)).collect();
        }
        Event::RotationStarted { by } => {
            wire.kind = ROTATION_STARTED;
            wire.by = by.as_str().to_owned();
        }
        Event::RotationAdvanced { tenant, through } => {
            wire.kind = ROTATION_ADVANCED;
            wire.tenant = id_bytes(tenant.id());
            wire.card = id_bytes(*through);
        }
        Event::RotationFinished => wire.kind = ROTATION_FINISHED,
    }
    wire.encode(out).expect("a vector grows to what a message needs");
}

pub(super) fn read_event(bytes: Bytes) -> Result<Event, Corrupt> {
    let EventWire {
        kind,
        card,
        previous,
        sealed,
        by,
        purpose,
        keys,
        tenant,
    } = EventWire::decode(bytes)?;
    let by = || Actor::stored(&by);
    let purpose = || Purpose::from_number(purpose).ok_or(Corrupt("no such purpose"));
    let sealed = || sealed.ok_or(Corrupt("a card's event without what was sealed"));
    let kind = match kind {
        ADDED => Kind::Added {
            sealed: Box::new(sealed_from(sealed()?)?),
            by: by(),
        },
        UPDATED => Kind::Updated {
            sealed: Box::new(sealed_from(sealed()?)?),
            by: by(),
        },
        OPENED => Kind::Opened {
            purpose: purpose()?,
            by: by(),
        },
        REFUSED => Kind::Refused {
            purpose: purpose()?,
            by: by(),
        },
        RESEALED => {
            let sealed = sealed()?;
            Kind::Resealed {
                key: KeyId(number(&sealed.key)?),
                sealed: sealed.sealed,
            }
        }
        DELETED => Kind::Deleted { by: by() },
        SHREDDED => {
            let keys = keys.iter().map(|key| number(key).map(KeyId));
            return Ok(Event::Shredded(keys.collect::<Result<_, _>>()?));
        }
        ROTATION_STARTED => return Ok(Event::RotationStarted { by: by() }),
        ROTATION_ADVANCED => {
            return Ok(Event::RotationAdvanced {
                tenant: Tenant::new(id_from(&tenant)?),
                through: id_from(&card)?,
            });
        }
        ROTATION_FINISHED => return Ok(Event::RotationFinished),
        _ => return Err(Corrupt("no such event of the vault")),
    };
    Ok(Event::Card {
        card: id_from(&card)?,
        previous: Position(previous),
        kind,
    })
}

fn sealed_wire(card: &SealedCard) -> SealedWire {
    SealedWire {
        fingerprint: number_bytes(card.fingerprint),
        content: number_bytes(card.content),
        customer: card.customer.map(number_bytes).unwrap_or_default(),
        key: number_bytes(card.key.0),
        sealed: card.sealed.clone(),
        facts: Some(facts_wire(&card.facts)),
    }
}

fn sealed_from(wire: SealedWire) -> Result<SealedCard, Corrupt> {
    Ok(SealedCard {
        fingerprint: number(&wire.fingerprint)?,
        content: number(&wire.content)?,
        customer: optional(&wire.customer)?,
        key: KeyId(number(&wire.key)?),
        sealed: wire.sealed,
        facts: facts_from(wire.facts.ok_or(Corrupt("a card without facts"))?)?,
    })
}

fn facts_wire(facts: &Facts) -> FactsWire {
    FactsWire {
        scheme: facts.scheme.map_or(0, CardScheme::number),
        bin: facts.bin.clone(),
        last4: facts.last4.clone(),
        month: u32::from(facts.expiry.month()),
        year: u32::from(facts.expiry.year()),
    }
}

fn facts_from(wire: FactsWire) -> Result<Facts, Corrupt> {
    let scheme = match wire.scheme {
        0 => None,
        number => Some(CardScheme::from_number(number).ok_or(Corrupt("no such scheme"))?),
    };
    Ok(Facts {
        scheme,
        bin: wire.bin,
        last4: wire.last4,
        expiry: Expiry::new(wire.month, wire.year).map_err(|_| Corrupt("no such month"))?,
    })
}

#[derive(Clone, PartialEq, Message)]
struct CardWire {
    #[prost(bytes = "vec", tag = "1")]
    id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    sealed: Option<SealedWire>,
    #[prost(uint32, tag = "3")]
    version: u32,
    #[prost(uint64, tag = "4")]
    opened: u64,
    #[prost(uint64, tag = "5")]
    created_at_us: u64,
    #[prost(uint64, tag = "6")]
    updated_at_us: u64,
    #[prost(uint64, tag = "7")]
    sealed_at_us: u64,
    #[prost(uint64, optional, tag = "8")]
    deleted_at_us: Option<u64>,
    #[prost(uint64, tag = "9")]
    last: u64,
}

fn card_wire(card: &Card) -> CardWire {
    CardWire {
        id: id_bytes(card.id),
        sealed: Some(SealedWire {
            fingerprint: number_bytes(card.fingerprint),
            content: number_bytes(card.content),
            customer: card.customer.map(number_bytes).unwrap_or_default(),
            key: number_bytes(card.key.0),
            sealed: card.sealed.clone(),
            facts: card.facts.as_ref().map(facts_wire),
        }),
        version: card.version,
        opened: card.opened,
        created_at_us: card.created_at.as_microseconds(),
        updated_at_us: card.updated_at.as_microseconds(),
        sealed_at_us: card.sealed_at.as_microseconds(),
        deleted_at_us: card.deleted_at.map(Timestamp::as_microseconds),
        last: card.last.0,
    }
}

fn card_from(wire: CardWire) -> Result<Card, Corrupt> {
    let sealed = wire.sealed.ok_or(Corrupt("a card without what was sealed"))?;
    Ok(Card {
        id: id_from(&wire.id)?,
        fingerprint: number(&sealed.fingerprint)?,
        content: number(&sealed.content)?,
        customer: optional(&sealed.customer)?,
        key: KeyId(number(&sealed.key)?),
        sealed: sealed.sealed,
        facts: sealed.facts.map(facts_from).transpose()?,
        version: wire.version,
        opened: wire.opened,
        created_at: Timestamp::from_microseconds(wire.created_at_us),
        updated_at: Timestamp::from_microseconds(wire.updated_at_us),
        sealed_at: Timestamp::from_microseconds(wire.sealed_at_us),
        deleted_at: wire.deleted_at_us.map(Timestamp::from_microseconds),
        last: Position(wire.last),
    })
}

pub(super) fn write_card(card: &Card, out: &mut Vec<u8>) {
    card_wire(card)
        .encode(out)
        .expect("a vector grows to what a message needs");
}

pub(super) fn read_card(bytes: &[u8]) -> Result<Card, Corrupt> {
    card_from(CardWire::decode(bytes)?)
}

#[derive(Clone, PartialEq, Message)]
struct PlaceWire {
    #[prost(bytes = "vec", tag = "1")]
    tenant: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    card: Vec<u8>,
    /// A position, or half of a hash, as the list says.
    #[prost(uint64, tag = "3")]
    last: u64,
    #[prost(bytes = "vec", tag = "4")]
    hash: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct RotationWire {
    #[prost(uint64, tag = "1")]
    started_at_us: u64,
    #[prost(uint64, optional, tag = "2")]
    finished_at_us: Option<u64>,
    #[prost(uint64, tag = "3")]
    total: u64,
    #[prost(uint64, tag = "4")]
    resealed: u64,
    #[prost(message, optional, tag = "5")]
    through: Option<PlaceWire>,
}

#[derive(Clone, PartialEq, Message)]
struct StateWire {
    #[prost(uint64, tag = "1")]
    position: u64,
    #[prost(uint64, tag = "2")]
    deleted: u64,
    #[prost(bytes = "vec", repeated, tag = "3")]
    retired: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "4")]
    rotation: Option<RotationWire>,
    #[prost(message, repeated, tag = "5")]
    index: Vec<PlaceWire>,
    #[prost(message, repeated, tag = "6")]
    fingerprints: Vec<PlaceWire>,
    #[prost(message, repeated, tag = "7")]
    customers: Vec<PlaceWire>,
    #[prost(message, repeated, tag = "8")]
    bodies: Vec<CardWire>,
}

fn place(tenant: Tenant, card: bezant_kernel::CardId, last: Position, hash: Option<u128>) -> PlaceWire {
    PlaceWire {
        tenant: id_bytes(tenant.id()),
        card: id_bytes(card),
        last: last.0,
        hash: hash.map(number_bytes).unwrap_or_default(),
    }
}

/// Lists are sorted: the same state is the same bytes.
pub(super) fn write_state(state: &Cards, out: &mut Vec<u8>) {
    let mut bodies: Vec<&Card> = state.bodies.iter().map(|(_, card)| &**card).collect();
    bodies.sort_unstable_by_key(|card| (card.last, card.id));
    let rotation = state.rotation.map(|Rotation { view, through }| RotationWire {
        started_at_us: view.started_at.as_microseconds(),
        finished_at_us: view.finished_at.map(Timestamp::as_microseconds),
        total: view.total,
        resealed: view.resealed,
        through: through.map(|(tenant, card)| place(tenant, card, Position::NONE, None)),
    });
    let wire = StateWire {
        position: state.position.0,
        deleted: state.deleted,
        retired: state.retired.iter().map(|key| number_bytes(key.0)).collect(),
        rotation,
        index: state
            .index
            .iter()
            .map(|(&(tenant, card), &last)| place(tenant, card, last, None))
            .collect(),
        fingerprints: state
            .by_fingerprint
            .iter()
            .map(|(&(tenant, hash), &card)| place(tenant, card, Position::NONE, Some(hash)))
            .collect(),
        customers: state
            .customers
            .iter()
            .map(|(&(tenant, hash, card), ())| place(tenant, card, Position::NONE, Some(hash)))
            .collect(),
        bodies: bodies.into_iter().map(card_wire).collect(),
    };
    wire.encode(out).expect("a vector grows to what a message needs");
}

pub(super) fn read_state(initial: &Cards, bytes: &[u8]) -> Result<Cards, Corrupt> {
    let wire = StateWire::decode(bytes)?;
    let mut state = initial.emptied();
    state.position = Position(wire.position);
    state.deleted = wire.deleted;
    for key in &wire.retired {
        state.retired.insert(KeyId(number(key)?));
    }
    let tenant = |place: &PlaceWire| id_from(&place.tenant).map(Tenant::new);
    if let Some(rotation) = wire.rotation {
        let through = match &rotation.through {
            Some(place) => Some((tenant(place)?, id_from(&place.card)?)),
            None => None,
        };
        state.rotation = Some(Rotation {
            view: RotationView {
                started_at: Timestamp::from_microseconds(rotation.started_at_us),
                finished_at: rotation.finished_at_us.map(Timestamp::from_microseconds),
                total: rotation.total,
                resealed: rotation.resealed,
            },
            through,
        });
    }
    for place in &wire.index {
        let at = (tenant(place)?, id_from(&place.card)?);
        state.index.insert(at, Position(place.last));
    }
    for place in &wire.fingerprints {
        let at = (tenant(place)?, number(&place.hash)?);
        state.by_fingerprint.insert(at, id_from(&place.card)?);
    }
    for place in &wire.customers {
        let at = (tenant(place)?, number(&place.hash)?, id_from(&place.card)?);
        state.customers.insert(at, ());
    }
    for body in wire.bodies {
        let card = card_from(body)?;
        state.order.push_back((card.last, card.id));
        state.bodies.insert(card.id, Arc::new(card));
    }
    Ok(state)
}

#[derive(Clone, PartialEq, Message)]
struct ReplyWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    #[prost(message, optional, tag = "2")]
    view: Option<CardWire>,
    #[prost(uint32, tag = "3")]
    number: u32,
    #[prost(bytes = "vec", repeated, tag = "4")]
    keys: Vec<Vec<u8>>,
}

/// No request of the vault carries an idempotency key, so that no reply is kept; the engine asks for the form all the same.
pub(super) fn write_reply(reply: &Reply, out: &mut Vec<u8>) {
    let mut wire = ReplyWire::default();
    match reply {
        Reply::Card(view, outcome) => {
            wire.kind = 1;
            wire.view = Some(view_wire(view, 0, &[]));
            wire.number = match outcome {
                Outcome::Added => 1,
                Outcome::Updated => 2,
                Outcome::Unchanged => 3,
            };
        }
        Reply::Opened { view, key, sealed } => {
            wire.kind = 2;
            wire.view = Some(view_wire(view, key.0, sealed));
        }
        Reply::Refused => wire.kind = 3,
        Reply::Erased { cards, keys } => {
            wire.kind = 4;
            wire.number = *cards;
            wire.keys = keys.iter().map(|key| number_bytes(key.0)).collect();
        }
        Reply::Done => wire.kind = 5,
    }
    wire.encode(out).expect("a vector grows to what a message needs");
}

pub(super) fn read_reply(bytes: &[u8]) -> Result<Reply, Corrupt> {
    let wire = ReplyWire::decode(bytes)?;
    let card = || card_from(wire.view.clone().ok_or(Corrupt("a reply without its card"))?);
    Ok(match wire.kind {
        1 => {
            let outcome = match wire.number {
                1 => Outcome::Added,
                2 => Outcome::Updated,
                3 => Outcome::Unchanged,
                _ => return Err(Corrupt("no such outcome")),
            };
            Reply::Card(Box::new(super::view::of(&card()?)), outcome)
        }
        2 => {
            let card = card()?;
            Reply::Opened {
                view: Box::new(super::view::of(&card)),
                key: card.key,
                sealed: card.sealed,
            }
        }
        3 => Reply::Refused,
        4 => {
            let keys = wire.keys.iter().map(|key| number(key).map(KeyId));
            Reply::Erased {
                cards: wire.number,
                keys: keys.collect::<Result<_, _>>()?,
            }
        }
        5 => Reply::Done,
        _ => return Err(Corrupt("no such reply of the vault")),
    })
}

fn view_wire(view: &CardView, key: u128, sealed: &[u8]) -> CardWire {
    CardWire {
        id: id_bytes(view.id),
        sealed: Some(SealedWire {
            fingerprint: number_bytes(view.fingerprint),
            content: number_bytes(0),
            customer: Vec::new(),
            key: number_bytes(key),
            sealed: sealed.to_vec(),
            facts: view.facts.as_ref().map(facts_wire),
        }),
        version: view.version,
        opened: view.opened,
        created_at_us: view.created_at.as_microseconds(),
        updated_at_us: view.updated_at.as_microseconds(),
        sealed_at_us: 0,
        deleted_at_us: view.deleted_at.map(Timestamp::as_microseconds),
        last: view.latest.0,
    }
}

fn number_bytes(number: u128) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

fn number(bytes: &[u8]) -> Result<u128, Corrupt> {
    let bytes: [u8; 16] = bytes.try_into().map_err(|_| Corrupt("a hash is 16 bytes"))?;
    Ok(u128::from_be_bytes(bytes))
}

fn optional(bytes: &[u8]) -> Result<Option<u128>, Corrupt> {
    if bytes.is_empty() {
        Ok(None)
    } else {
        number(bytes).map(Some)
    }
}

//! What the machine shows of itself.

use bezant_kernel::{CardId, Tenant, Timestamp};
use bezant_log::Position;

use super::command::{Chunk, Counted};
use super::state::Card;
use super::{Answer, Cards, Event, KeyId, Kind, Query, Reply};
use crate::Facts;

/// A card as everyone may see it who may see cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardView {
    /// The token that stands for the number.
    pub id: CardId,
    /// The same for the same number of the same tenant, and no other.
    pub fingerprint: u128,
    /// What may be shown; nothing after the card was deleted.
    pub facts: Option<Facts>,
    /// 1, and one more each time the card came again with something new.
    pub version: u32,
    /// How often the number was handed out.
    pub opened: u64,
    /// When it came.
    pub created_at: Timestamp,
    /// When it last came with something new.
    pub updated_at: Timestamp,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
    /// Where its newest event lies in the vault's log.
    pub latest: Position,
}

/// What became of a card that was handed in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The vault did not know it.
    Added,
    /// The vault knew it with another expiry, name or customer.
    Updated,
    /// The vault knew it so.
    Unchanged,
}

/// How far the newest rotation is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct RotationView {
    /// When it began. What was sealed later is not sealed again.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Cards at its beginning.
    pub total: u64,
    /// Cards that it sealed again.
    pub resealed: u64,
}

impl RotationView {
    /// Whether it is through all cards.
    pub const fn is_finished(&self) -> bool {
        self.finished_at.is_some()
    }
}

pub(super) fn of(card: &Card) -> CardView {
    CardView {
        id: card.id,
        fingerprint: card.fingerprint,
        facts: card.facts.clone(),
        version: card.version,
        opened: card.opened,
        created_at: card.created_at,
        updated_at: card.updated_at,
        deleted_at: card.deleted_at,
        latest: card.last,
    }
}

pub(super) fn rotation(state: &Cards) -> Option<RotationView> {
    state.rotation.as_ref().map(|rotation| rotation.view)
}

pub(super) fn reply(state: &Cards, tenant: Tenant, events: &[Event]) -> Reply {
    let Some(Event::Card { card, kind, .. }) = events.first() else {
        return Reply::Done;
    };
    let card = || {
        state
            .card(tenant, *card)
            .expect("what an event is about is known")
    };
    match kind {
        Kind::Added { .. } | Kind::Updated { .. } => Reply::Card(Box::new(of(card())), kind.into()),
        Kind::Opened { .. } => Reply::Opened {
            view: Box::new(of(card())),
            key: card().key,
            sealed: card().sealed.clone(),
        },
        Kind::Refused { .. } => Reply::Refused,
        Kind::Resealed { .. } => Reply::Done,
        Kind::Deleted { .. } => {
            let deleted = events.iter().filter_map(|event| match event {
                Event::Card { card, .. } => state.card(tenant, *card),
                _ => None,
            });
            let keys: Vec<KeyId> = deleted.map(|card| card.key).collect();
            Reply::Erased {
                cards: u32::try_from(keys.len()).expect("a customer's cards are bounded"),
                keys,
            }
        }
    }
}

pub(super) fn answer(state: &Cards, tenant: Tenant, query: Query) -> Answer {
    match query {
        Query::Card(card) => Answer::Card(state.card(tenant, card).map(|card| Box::new(of(card)))),
        Query::ByFingerprint(fingerprint) => {
            let card = state.by_fingerprint(tenant, fingerprint);
            Answer::Card(card.map(|card| Box::new(of(card))))
        }
        Query::Cards {
            customer,
            after,
            limit,
        } => {
            let cards = state.page(tenant, customer, after, limit);
            Answer::Cards(
                cards
                    .iter()
                    .filter_map(|card| state.body(*card).map(of))
                    .collect(),
            )
        }
        Query::Sealed(card) => {
            let card = state.card(tenant, card).filter(|card| card.deleted_at.is_none());
            Answer::Sealed(card.map(|card| (card.key, card.sealed.clone())))
        }
        Query::ToReseal { limit } => Answer::ToReseal(to_reseal(state, limit)),
        Query::ToShred { limit } => Answer::ToShred(state.retired.iter().copied().take(limit).collect()),
        Query::Status => Answer::Status(Box::new(Counted {
            cards: state.count() - state.deleted,
            in_memory: state.in_memory(),
            deleted: state.deleted,
            to_shred: state.retired.len() as u64,
            rotation: rotation(state),
            position: state.position,
        })),
    }
}

fn to_reseal(state: &Cards, limit: usize) -> Option<Chunk> {
    let (tenant, looked_at) = state.next_to_reseal(limit)?;
    let started_at = state.rotation.as_ref()?.view.started_at;
    let through = *looked_at.last()?;
    let due = |card: &&Card| card.deleted_at.is_none() && card.sealed_at <= started_at;
    let cards = looked_at
        .iter()
        .filter_map(|&card| state.body(card))
        .filter(due)
        .map(|card| (card.id, card.key, card.sealed.clone()))
        .collect();
    Some(Chunk {
        tenant,
        through,
        cards,
    })
}

//! Cards that nobody uses leave memory and come back when they are named.

use std::sync::Arc;

use bezant_engine::{ColdError, ColdKey, ColdRead, Touch};
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{CardId, Tenant};
use bezant_log::Position;

use super::{Cards, Command, Event, KeyId, Query, wire};

const SPACE: u8 = 1;

/// Cards that leave at once.
const EVICTED_AT_ONCE: usize = 1_024;

/// Where a card lies in the cold tier.
pub(crate) fn cold_key(card: CardId) -> ColdKey {
    ColdKey {
        space: SPACE,
        id: card.as_u128(),
    }
}

/// What the cold tier has of a card, as far as the log can vouch for it.
pub(crate) struct StoredForm {
    pub(crate) id: CardId,
    /// Where its newest event lies.
    pub(crate) last: Position,
    /// Nothing once it was deleted.
    pub(crate) sealed: Option<(KeyId, Vec<u8>)>,
}

/// Reads what the cold tier has of a card.
pub(crate) fn stored_form(bytes: &[u8]) -> Result<StoredForm, Corrupt> {
    let card = wire::read_card(bytes)?;
    Ok(StoredForm {
        id: card.id,
        last: card.last,
        sealed: card.deleted_at.is_none().then_some((card.key, card.sealed)),
    })
}

impl Cards {
    /// The tenant's cards that are about to be looked at, whose bodies have to be in memory.
    pub(super) fn named(&self, tenant: Tenant, touch: Touch<'_, Cards>) -> Vec<CardId> {
        let known = |card: &CardId| self.index.contains_key(&(tenant, *card));
        let by_fingerprint = |fingerprint| {
            let card = self.by_fingerprint.get(&(tenant, fingerprint));
            card.copied().into_iter().collect()
        };
        let one = |card: CardId| Some(card).filter(known).into_iter().collect();
        match touch {
            Touch::Command(command) => match command {
                Command::Tokenize { card, .. } => by_fingerprint(card.fingerprint),
                Command::Access { card, .. } | Command::Delete { card, .. } => one(*card),
                Command::EraseCustomer { customer, .. } => self.cards_of(tenant, *customer).collect(),
                Command::Reseal { cards, .. } => cards.iter().map(|one| one.card).filter(known).collect(),
                Command::Shredded(_) | Command::Rotate { .. } | Command::FinishRotation => Vec::new(),
            },
            Touch::Event(event) => match event {
                Event::Card { card, .. } => one(*card),
                Event::Shredded(_)
                | Event::RotationStarted { .. }
                | Event::RotationAdvanced { .. }
                | Event::RotationFinished => Vec::new(),
            },
            Touch::Query(query) => match query {
                Query::Card(card) | Query::Sealed(card) => one(*card),
                Query::ByFingerprint(fingerprint) => by_fingerprint(*fingerprint),
                Query::Cards {
                    customer,
                    after,
                    limit,
                } => self.page(tenant, *customer, *after, *limit),
                Query::ToReseal { limit } => self
                    .next_to_reseal(*limit)
                    .map(|(_, cards)| cards)
                    .unwrap_or_default(),
                Query::ToShred { .. } | Query::Status => Vec::new(),
            },
        }
    }

    /// Sees to it that a known card's body is in memory.
    pub(super) fn bring(&mut self, card: CardId, cold: &dyn ColdRead) -> Result<(), ColdError> {
        if self.bodies.contains_key(&card) {
            return Ok(());
        }
        let key = cold_key(card);
        let missing = || {
            ColdError(format!(
                "the card {card} is neither in memory nor in the cold tier"
            ))
        };
        let bytes = cold.get(key)?.ok_or_else(missing)?;
        let body = wire::read_card(&bytes).map_err(|damage| ColdError(damage.to_string()))?;
        self.order.push_back((body.last, card));
        self.bodies.insert(card, Arc::new(body));
        Ok(())
    }

    pub(super) fn evict(&mut self, committed: Position, sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>)) {
        let mut looked_at = 0;
        // What changed since is listed again further behind.
        let is_full = |cards: &Cards| cards.bodies.len() > cards.hot || cards.order.len() > 2 * cards.hot;
        while is_full(self) && looked_at < EVICTED_AT_ONCE {
            let Some(&(position, id)) = self.order.front() else {
                break;
            };
            if position > committed {
                break;
            }
            looked_at += 1;
            self.order.pop_front();
            let is_last = self.bodies.get(&id).is_some_and(|card| card.last == position);
            if is_last {
                let card = self.bodies.remove(&id).expect("it was just seen");
                let mut bytes = Vec::new();
                wire::write_card(&card, &mut bytes);
                sink(cold_key(id), position, bytes);
            }
        }
    }
}

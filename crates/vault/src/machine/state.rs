//! The state: of every card how to find it, of those in use everything.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use bezant_engine::Stamp;
use bezant_kernel::{CardId, Tenant, TenantId, Timestamp};
use bezant_log::Position;

use super::shared_map::SharedMap;
use super::view::RotationView;
use super::{Event, KeyId, Kind, SealedCard};
use crate::Facts;

/// More cards than a person has, so that erasing a customer is one record.
pub(crate) const MOST_CARDS_OF_CUSTOMER: usize = 1_000;

/// A card with all that is known of it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    pub(super) id: CardId,
    pub(super) fingerprint: u128,
    pub(super) content: u128,
    pub(super) customer: Option<u128>,
    /// Shredded, or about to be, if the card is deleted.
    pub(super) key: KeyId,
    pub(super) sealed: Vec<u8>,
    pub(super) facts: Option<Facts>,
    pub(super) version: u32,
    pub(super) opened: u64,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) sealed_at: Timestamp,
    pub(super) deleted_at: Option<Timestamp>,
    /// Where its newest event lies.
    pub(super) last: Position,
}

/// A rotation, and the card that it has got through.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rotation {
    pub(super) view: RotationView,
    pub(super) through: Option<(Tenant, CardId)>,
}

/// All cards.
pub(crate) struct Cards {
    /// How many cards stay in memory whole.
    pub(super) hot: usize,
    /// Every card, deleted ones too, with the place of its newest event.
    pub(super) index: SharedMap<(Tenant, CardId), Position>,
    pub(super) by_fingerprint: SharedMap<(Tenant, u128), CardId>,
    /// Every card that has a customer, behind the customer's hash.
    pub(super) customers: SharedMap<(Tenant, u128, CardId), ()>,
    pub(super) bodies: SharedMap<CardId, Arc<Card>>,
    /// Bodies by when they were last of use. A body that changed since stands again further behind.
    pub(super) order: VecDeque<(Position, CardId)>,
    /// Keys that have to go and are not yet known to be gone.
    pub(super) retired: BTreeSet<KeyId>,
    pub(super) rotation: Option<Rotation>,
    pub(super) deleted: u64,
    pub(super) position: Position,
}

impl Cards {
    /// No cards. `hot` cards stay in memory whole; of others only what it takes to find them.
    pub(crate) fn new(hot: usize) -> Cards {
        Cards {
            hot,
            index: SharedMap::new(),
            by_fingerprint: SharedMap::new(),
            customers: SharedMap::new(),
            bodies: SharedMap::new(),
            order: VecDeque::new(),
            retired: BTreeSet::new(),
            rotation: None,
            deleted: 0,
            position: Position::NONE,
        }
    }

    /// No cards, with the same settings.
    pub(super) fn emptied(&self) -> Cards {
        Cards::new(self.hot)
    }

    /// The state as it is, sharing what it can: all that callers wait for while a snapshot is made.
    pub(super) fn set_aside(&self) -> Cards {
        Cards {
            hot: self.hot,
            index: self.index.clone(),
            by_fingerprint: self.by_fingerprint.clone(),
            customers: self.customers.clone(),
            bodies: self.bodies.clone(),
            // It follows from the bodies.
            order: VecDeque::new(),
            retired: self.retired.clone(),
            rotation: self.rotation,
            deleted: self.deleted,
            position: self.position,
        }
    }

    /// A card whose body is in memory.
    pub(super) fn body(&self, card: CardId) -> Option<&Card> {
        self.bodies.get(&card).map(|card| &**card)
    }

    /// The tenant's card with this id.
    pub(super) fn card(&self, tenant: Tenant, card: CardId) -> Option<&Card> {
        self.index.get(&(tenant, card))?;
        Some(self.body(card).expect("a card that is named was brought in"))
    }

    pub(super) fn by_fingerprint(&self, tenant: Tenant, fingerprint: u128) -> Option<&Card> {
        self.card(tenant, *self.by_fingerprint.get(&(tenant, fingerprint))?)
    }

    /// The cards of a customer, in the order of their ids.
    pub(super) fn cards_of(&self, tenant: Tenant, customer: u128) -> impl Iterator<Item = CardId> {
        let first = (tenant, customer, CardId::from_u128(0));
        self.customers
            .from(first)
            .map(|(at, ())| *at)
            .take_while(move |(of, whose, _)| (*of, *whose) == (tenant, customer))
            .map(|(_, _, card)| card)
    }

    /// Some cards of a tenant, or of a customer of it, in the order of their ids.
    pub(super) fn page(
        &self,
        tenant: Tenant,
        customer: Option<u128>,
        after: Option<CardId>,
        limit: usize,
    ) -> Vec<CardId> {
        let after = after.unwrap_or(CardId::from_u128(0));
        match customer {
            Some(customer) => {
                let cards = self.cards_of(tenant, customer);
                cards.filter(|&card| card > after).take(limit).collect()
            }
            None => self
                .index
                .from((tenant, after))
                .take_while(|((of, _), _)| *of == tenant)
                .map(|((_, card), _)| *card)
                .filter(|&card| card > after)
                .take(limit)
                .collect(),
        }
    }

    pub(super) fn is_rotating(&self) -> bool {
        self.rotation.is_some_and(|rotation| !rotation.view.is_finished())
    }

    /// The next cards that a rotation has to look at, of one tenant.
    pub(super) fn next_to_reseal(&self, limit: usize) -> Option<(Tenant, Vec<CardId>)> {
        let rotation = self.rotation.filter(|rotation| !rotation.view.is_finished())?;
        let is_new = |at: &(Tenant, CardId)| rotation.through.is_none_or(|through| *at > through);
        let begin = (Tenant::new(TenantId::from_u128(0)), CardId::from_u128(0));
        let rest = self.index.from(rotation.through.unwrap_or(begin));
        let mut rest = rest.map(|(at, _)| *at).filter(is_new);
        let (tenant, first) = rest.next()?;
        let more = rest.take_while(|(of, _)| *of == tenant).map(|(_, card)| card);
        Some((
            tenant,
            std::iter::once(first).chain(more).take(limit.max(1)).collect(),
        ))
    }

    pub(super) fn count(&self) -> u64 {
        self.index.len() as u64
    }

    pub(super) fn in_memory(&self) -> u64 {
        self.bodies.len() as u64
    }

    pub(super) fn apply(&mut self, stamp: &Stamp, event: &Event) {
        self.position = stamp.position;
        match event {
            Event::Card { card, previous, kind } => self.apply_to_card(stamp, *card, *previous, kind),
            Event::Shredded(keys) => {
                for key in keys {
                    self.retired.remove(key);
                }
            }
            Event::RotationStarted { .. } => {
                self.rotation = Some(Rotation {
                    view: RotationView {
                        started_at: stamp.committed_at,
                        finished_at: None,
                        total: self.count() - self.deleted,
                        resealed: 0,
                    },
                    through: None,
                });
            }
            Event::RotationAdvanced { tenant, through } => {
                let rotation = self.rotation.as_mut().expect("what advances was started");
                rotation.through = Some((*tenant, *through));
            }
            Event::RotationFinished => {
                let rotation = self.rotation.as_mut().expect("what is finished was started");
                rotation.view.finished_at = Some(stamp.committed_at);
            }
        }
    }

    fn apply_to_card(&mut self, stamp: &Stamp, id: CardId, previous: Position, kind: &Kind) {
        let tenant = stamp.tenant;
        let known = self.index.insert((tenant, id), stamp.position);
        assert!(
            known.unwrap_or(Position::NONE) == previous,
            "the events of a card follow each other"
        );
        self.order.push_back((stamp.position, id));
        if let Kind::Added { sealed, .. } = kind {
            let card = added(stamp, id, sealed);
            let other = self.by_fingerprint.insert((tenant, card.fingerprint), id);
            assert!(other.is_none(), "a fingerprint leads to one card");
            self.of_customer(tenant, id, None, card.customer);
            self.bodies.insert(id, Arc::new(card));
            return;
        }
        let card = self
            .bodies
            .get_mut(&id)
            .map(Arc::make_mut)
            .expect("a card whose event is applied was brought in");
        assert!(
            card.deleted_at.is_none(),
            "nothing happens to a card that is gone"
        );
        card.last = stamp.position;
        match kind {
            Kind::Added { .. } => unreachable!("it was added above"),
            Kind::Updated { sealed, .. } => {
                self.retired.insert(card.key);
                let before = card.customer;
                *card = Card {
                    version: card.version + 1,
                    opened: card.opened,
                    created_at: card.created_at,
                    customer: sealed.customer.or(before),
                    ..added(stamp, id, sealed)
                };
                let after = card.customer;
                self.of_customer(tenant, id, before, after);
            }
            Kind::Opened { .. } => card.opened += 1,
            Kind::Refused { .. } => {}
            Kind::Resealed { key, sealed } => {
                self.retired.insert(card.key);
                card.key = *key;
                card.sealed.clone_from(sealed);
                card.sealed_at = stamp.committed_at;
                let rotation = self.rotation.as_mut().expect("only a rotation seals again");
                rotation.view.resealed += 1;
            }
            Kind::Deleted { .. } => {
                self.retired.insert(card.key);
                card.sealed = Vec::new();
                card.facts = None;
                card.deleted_at = Some(stamp.committed_at);
                card.content = 0;
                let fingerprint = std::mem::take(&mut card.fingerprint);
                let customer = card.customer.take();
                self.by_fingerprint.remove(&(tenant, fingerprint));
                self.of_customer(tenant, id, customer, None);
                self.deleted += 1;
            }
        }
    }

    fn of_customer(&mut self, tenant: Tenant, card: CardId, before: Option<u128>, after: Option<u128>) {
        if before == after {
            return;
        }
        if let Some(before) = before {
            let listed = self.customers.remove(&(tenant, before, card));
            listed.expect("a customer's card is listed");
        }
        if let Some(after) = after {
            self.customers.insert((tenant, after, card), ());
        }
    }
}

fn added(stamp: &Stamp, id: CardId, sealed: &SealedCard) -> Card {
    Card {
        id,
        fingerprint: sealed.fingerprint,
        content: sealed.content,
        customer: sealed.customer,
        key: sealed.key,
        sealed: sealed.sealed.clone(),
        facts: Some(sealed.facts.clone()),
        version: 1,
        opened: 0,
        created_at: stamp.committed_at,
        updated_at: stamp.committed_at,
        sealed_at: stamp.committed_at,
        deleted_at: None,
        last: stamp.position,
    }
}

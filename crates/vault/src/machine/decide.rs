//! From a command to events.

use bezant_kernel::{CardId, Context, Tenant};
use bezant_log::Position;

use super::state::{Card, MOST_CARDS_OF_CUSTOMER};
use super::view::{self, Outcome};
use super::{Cards, Command, Event, Kind, Rejection};

pub(super) fn decide(
    state: &Cards,
    tenant: Tenant,
    context: &Context<'_>,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    Ok(match command {
        Command::Tokenize { card: new, by } => {
            let known = state.by_fingerprint(tenant, new.fingerprint);
            let is_of_customer = |card: &Card| new.customer.is_none() || card.customer == new.customer;
            if let Some(card) = known
                && card.content == new.content
                && is_of_customer(card)
            {
                return Err(Rejection::Unchanged(Box::new(view::of(card))));
            }
            if let Some(customer) = new.customer
                && known.is_none_or(|card| card.customer != new.customer)
                && state.cards_of(tenant, customer).count() >= MOST_CARDS_OF_CUSTOMER
            {
                return Err(Rejection::CustomerFull);
            }
            match known {
                Some(card) => vec![about(card, Kind::Updated { sealed: new, by })],
                None => vec![Event::Card {
                    card: context.new_id(),
                    previous: Position::NONE,
                    kind: Kind::Added { sealed: new, by },
                }],
            }
        }
        Command::Access {
            card,
            purpose,
            allowed,
            by,
        } => {
            let card = live(state, tenant, card)?;
            vec![about(
                card,
                if allowed.contains(purpose) {
                    Kind::Opened { purpose, by }
                } else {
                    Kind::Refused { purpose, by }
                },
            )]
        }
        Command::Delete { card, by } => vec![about(live(state, tenant, card)?, Kind::Deleted { by })],
        Command::EraseCustomer { customer, by } => {
            let delete = |card: CardId| {
                let card = state.body(card).expect("a customer's cards were brought in");
                about(card, Kind::Deleted { by: by.clone() })
            };
            let events: Vec<Event> = state.cards_of(tenant, customer).map(delete).collect();
            if events.is_empty() {
                return Err(Rejection::NoCards);
            }
            events
        }
        Command::Shredded(keys) => {
            let listed: Vec<_> = keys
                .into_iter()
                .filter(|key| state.retired.contains(key))
                .collect();
            if listed.is_empty() {
                return Err(Rejection::NothingToDo);
            }
            vec![Event::Shredded(listed)]
        }
        Command::Rotate { by } => match view::rotation(state) {
            Some(rotation) if !rotation.is_finished() => return Err(Rejection::Rotating(rotation)),
            _ => vec![Event::RotationStarted { by }],
        },
        Command::Reseal { cards, through } => {
            if !state.is_rotating() {
                return Err(Rejection::NothingToDo);
            }
            let resealed = cards.into_iter().filter_map(|one| {
                // What was deleted or came again meanwhile has no need of it.
                let card = live(state, tenant, one.card).ok()?;
                let (key, sealed) = (one.to, one.sealed);
                (card.key == one.from).then(|| about(card, Kind::Resealed { key, sealed }))
            });
            let mut events: Vec<Event> = resealed.collect();
            events.push(Event::RotationAdvanced { tenant, through });
            events
        }
        Command::FinishRotation => {
            if !state.is_rotating() {
                return Err(Rejection::NothingToDo);
            }
            vec![Event::RotationFinished]
        }
    })
}

fn about(card: &Card, kind: Kind) -> Event {
    Event::Card {
        card: card.id,
        previous: card.last,
        kind,
    }
}

fn live(state: &Cards, tenant: Tenant, card: CardId) -> Result<&Card, Rejection> {
    match state.card(tenant, card) {
        None => Err(Rejection::NotFound),
        Some(card) if card.deleted_at.is_some() => Err(Rejection::Deleted),
        Some(card) => Ok(card),
    }
}

impl From<&Kind> for Outcome {
    fn from(kind: &Kind) -> Outcome {
        match kind {
            Kind::Added { .. } => Outcome::Added,
            Kind::Updated { .. } => Outcome::Updated,
            Kind::Opened { .. } | Kind::Refused { .. } | Kind::Resealed { .. } | Kind::Deleted { .. } => {
                Outcome::Unchanged
            }
        }
    }
}

//! Cards that can't be charged any more (PCI DSS 4.0, 3.2.1: account data is kept no longer than the business needs it).

use bezant_engine::Correlation;
use bezant_kernel::{Actor, Tenant};
use bezant_vault::{Caller, CardView, InvalidCard, Listing, MOST_LISTED, Purposes};

use super::{Outcome, before, is_held};
use crate::edge::Edge;
use crate::problem::Problem;

pub(super) async fn run(edge: &Edge, tenant: Tenant, days: u32, is_trial: bool) -> Result<Outcome, Problem> {
    let mut outcome = Outcome::new("expired_cards", Some(tenant), days);
    let vault = edge.vault()?;
    let until = before(edge.now(), days);
    let is_over = |card: &CardView| {
        let facts = card.facts.as_ref().filter(|_| card.deleted_at.is_none());
        facts.is_some_and(|facts| facts.expiry.check(until) == Err(InvalidCard::Expired))
    };
    let caller = Caller {
        name: Actor::new("node").expect("a short name"),
        purposes: Purposes::NONE,
        correlation: Correlation::new("retention").expect("a short text"),
    };
    let mut listing = Listing {
        limit: MOST_LISTED,
        ..Listing::default()
    };
    loop {
        let page = vault.cards(tenant, &listing).await?;
        let Some(last) = page.last() else {
            return Ok(outcome);
        };
        listing.after = Some(last.id);
        for card in page.iter().filter(|card| is_over(card)) {
            outcome.due += 1;
            if is_held(edge, tenant) {
                outcome.held += 1;
            } else if !is_trial {
                vault.delete(tenant, &caller, card.id).await?;
                outcome.note(card.id);
            }
        }
    }
}

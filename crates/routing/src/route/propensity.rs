//! How likely each gateway was to be chosen: what past payments are weighed by when other rules are tried on them.

use std::collections::BTreeMap;

use bezant_kernel::{GatewayName, PaymentId, Timestamp};

use super::route;
use crate::{Facts, State, Want};

/// More draws are not made: a thousandth is as fine as a weight is of use.
const MOST_DRAWS: u32 = 10_000;

/// The share of choices, in millionths, that each gateway would get of payments just like this one, from so many draws;
/// gateways that are never chosen are left out. Samples and splits follow from the payment's id, so other ids are other
/// draws. The side in an experiment is drawn as well where the customer is not known. For simulations, on a replayed
/// state: it decides as often as it draws.
pub fn propensities(
    state: &State,
    now: Timestamp,
    want: &Want<'_>,
    facts: &Facts<'_>,
    draws: u32,
) -> BTreeMap<GatewayName, u32> {
    let draws = draws.clamp(1, MOST_DRAWS);
    let mut counts: BTreeMap<GatewayName, u32> = BTreeMap::new();
    for draw in 0..draws {
        let payment = facts.payment.as_u128().to_be_bytes();
        let other = Facts {
            payment: PaymentId::derive(&[&payment, &draw.to_be_bytes()]),
            ..*facts
        };
        if let Some(gateway) = route(state, now, want, &other).gateway {
            *counts.entry(gateway).or_default() += 1;
        }
    }
    for count in counts.values_mut() {
        let share = u64::from(*count) * 1_000_000 / u64::from(draws);
        *count = u32::try_from(share).expect("at most a million");
    }
    counts
}

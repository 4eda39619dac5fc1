//! Declaring gateways: what the configuration says, kept as a fact.

use std::collections::BTreeMap;

use bezant_kernel::GatewayName;

use crate::state::Gateway;
use crate::{Event, GatewayProfile, Rejection, State};

/// More gateways than this are not declared: every choice looks at all of them.
pub const MAXIMUM_GATEWAYS: usize = 64;

/// Declaring what is already so gives no event.
pub(crate) fn decide(state: &State, mut profiles: Vec<GatewayProfile>) -> Result<Vec<Event>, Rejection> {
    if profiles.len() > MAXIMUM_GATEWAYS {
        return Err(Rejection::TooManyGateways(profiles.len()));
    }
    profiles.sort_by(|a, b| a.name.cmp(&b.name));
    for profile in &profiles {
        if profile.maximum_minor < profile.minimum_minor {
            return Err(Rejection::AmountLimitsCrossed(profile.name.clone()));
        }
        if profile.fee_basis_points > 10_000 {
            return Err(Rejection::FeeTooHigh(profile.name.clone()));
        }
    }
    if let Some(pair) = profiles.windows(2).find(|pair| pair[0].name == pair[1].name) {
        return Err(Rejection::GatewayDeclaredTwice(pair[0].name.clone()));
    }
    if state.profiles().eq(&profiles) {
        Ok(Vec::new())
    } else {
        Ok(vec![Event::GatewaysDeclared { profiles }])
    }
}

/// What was learned about gateways that stay is kept.
pub(crate) fn apply(state: &mut State, profiles: &[GatewayProfile]) {
    let mut known: BTreeMap<GatewayName, Gateway> = std::mem::take(&mut state.gateways);
    for profile in profiles {
        let gateway = match known.remove(&profile.name) {
            Some(gateway) => Gateway {
                profile: profile.clone(),
                ..gateway
            },
            None => Gateway::new(profile.clone()),
        };
        state.gateways.insert(profile.name.clone(), gateway);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, OutcomeClass, apply, decide, health, observe};
    use bezant_kernel::{Milliseconds, OperationKind, Tenant, TenantId, Timestamp};

    fn profile(name: &str) -> GatewayProfile {
        GatewayProfile::unrestricted(name.parse().unwrap())
    }

    fn declare(state: &mut State, profiles: Vec<GatewayProfile>) -> usize {
        let events = decide(state, Command::DeclareGateways { profiles }).unwrap();
        for event in &events {
            apply(
                state,
                Timestamp::default(),
                Tenant::new(TenantId::from_u128(1)),
                event,
            );
        }
        events.len()
    }

    #[test]
    fn only_differences_make_events_and_what_stays_keeps_its_record() {
        let mut state = State::default();
        assert_eq!(declare(&mut state, vec![]), 0);
        assert_eq!(declare(&mut state, vec![profile("b"), profile("a")]), 1);
        assert_eq!(declare(&mut state, vec![profile("a"), profile("b")]), 0);
        for name in ["a", "b"] {
            let (name, outcome) = (name.parse().unwrap(), OutcomeClass::Success);
            observe(
                &mut state,
                Timestamp::default(),
                &name,
                OperationKind::Authorize,
                outcome,
                Milliseconds(5),
            );
        }
        let dearer = GatewayProfile {
            fee_basis_points: 100,
            ..profile("a")
        };
        assert_eq!(declare(&mut state, vec![dearer, profile("c")]), 1);
        let totals: Vec<_> = health(&state, Timestamp::default())
            .into_iter()
            .map(|one| (one.gateway.to_string(), one.operations[0].total.success))
            .collect();
        assert_eq!(totals, [("a".to_owned(), 1), ("c".to_owned(), 0)]);
    }

    #[test]
    fn wrong_declarations_are_refused() {
        let crossed = GatewayProfile {
            minimum_minor: 2,
            maximum_minor: 1,
            ..profile("a")
        };
        let dear = GatewayProfile {
            fee_basis_points: 10_001,
            ..profile("a")
        };
        let many = (0..65).map(|number| profile(&format!("g{number}"))).collect();
        let cases = [vec![profile("a"), profile("a")], vec![crossed], vec![dear], many];
        let codes: Vec<_> = cases
            .into_iter()
            .map(|profiles| {
                decide(&State::default(), Command::DeclareGateways { profiles })
                    .unwrap_err()
                    .code()
            })
            .collect();
        assert_eq!(codes, Rejection::CODES[..4]);
    }
}

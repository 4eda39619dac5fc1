//! Declaring gateways: the one command of this machine, its event and what it refuses.

use std::collections::BTreeMap;

use bezant_kernel::{ErrorKind, GatewayName, Tenant, Timestamp};

use crate::state::Gateway;
use crate::{GatewayProfile, State};

/// More gateways than this are not declared: every choice looks at all of them.
pub const MAXIMUM_GATEWAYS: usize = 64;

/// What can be asked of routing.
#[derive(Clone, Debug)]
pub enum Command {
    /// These are the gateways, and no others. The node sends it at its start, from its configuration.
    DeclareGateways {
        /// All gateways, in any order.
        profiles: Vec<GatewayProfile>,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// These are the gateways from now on. What was learned about those that stay is kept.
    GatewaysDeclared {
        /// All gateways, by name.
        profiles: Vec<GatewayProfile>,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::GatewaysDeclared { .. } => "gateways.declared",
        }
    }
}

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Two profiles have one name.
    #[error("the gateway '{0}' is declared twice")]
    GatewayDeclaredTwice(GatewayName),
    /// The largest amount is below the smallest.
    #[error("the gateway '{0}' takes no amount: its maximum is below its minimum")]
    AmountLimitsCrossed(GatewayName),
    /// A fee above the amount.
    #[error("the gateway '{0}' has a fee above 10000 basis points")]
    FeeTooHigh(GatewayName),
    /// More than [`MAXIMUM_GATEWAYS`].
    #[error("{0} gateways are declared, at most 64 are allowed")]
    TooManyGateways(usize),
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "gateway_declared_twice",
        "gateway_amount_limits_crossed",
        "gateway_fee_too_high",
        "too_many_gateways",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::GatewayDeclaredTwice(_)
            | Rejection::AmountLimitsCrossed(_)
            | Rejection::FeeTooHigh(_)
            | Rejection::TooManyGateways(_) => ErrorKind::Invalid,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::GatewayDeclaredTwice(_) => "gateway_declared_twice",
            Rejection::AmountLimitsCrossed(_) => "gateway_amount_limits_crossed",
            Rejection::FeeTooHigh(_) => "gateway_fee_too_high",
            Rejection::TooManyGateways(_) => "too_many_gateways",
        }
    }
}

/// Decides a command; declaring what is already so gives no event.
pub fn decide(state: &State, command: Command) -> Result<Vec<Event>, Rejection> {
    let Command::DeclareGateways { mut profiles } = command;
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

/// Applies an event. Gateways belong to the node, so neither the time nor the tenant of the entry matters.
pub fn apply(state: &mut State, _at: Timestamp, _tenant: Tenant, event: &Event) {
    let Event::GatewaysDeclared { profiles } = event;
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
    use crate::{OutcomeClass, health, observe};
    use bezant_kernel::{Milliseconds, OperationKind, TenantId};

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
        assert_eq!(codes, Rejection::CODES);
    }
}

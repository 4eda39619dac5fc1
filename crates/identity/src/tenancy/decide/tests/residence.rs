//! Where data is, and what is not deleted.

use super::super::super::{HoldName, MAXIMUM_HOLDS, TenantSettings};
use super::*;

fn region(word: &str) -> Region {
    word.parse().unwrap()
}

fn declare(word: &str) -> Command {
    Command::DeclareRegion { region: region(word) }
}

fn create_in(number: u128, word: Option<&str>) -> Command {
    Command::CreateTenant {
        id: TenantId::from_u128(number),
        name: number.to_string(),
        settings: Box::new(TenantSettings {
            region: word.map(region),
            ..TenantSettings::default()
        }),
    }
}

fn move_to(word: &str) -> Command {
    Command::ChangeTenant {
        expected_version: None,
        change: Box::new(TenantChange {
            region: Some(region(word)),
            ..TenantChange::default()
        }),
    }
}

#[test]
fn a_log_takes_in_tenants_of_its_own_region_only() {
    let (mut state, node) = (State::default(), tenant(0));
    let unknown = run(&mut state, 0, node, create_in(1, Some("eu")));
    assert_eq!(unknown, Err(Rejection::RegionUndeclared));
    assert_eq!(run(&mut state, 0, node, create_in(1, None)), Ok(1));
    for (word, events) in [("us", 1), ("eu", 1), ("eu", 0)] {
        assert_eq!(run(&mut state, 1, node, declare(word)), Ok(events), "{word}");
    }
    let by_tenant = asked_by(&Authority::Anyone, &state, 1, tenant(1), declare("us"));
    assert_eq!(by_tenant, Err(Rejection::NotPermitted));

    assert_eq!(run(&mut state, 2, node, create_in(2, Some("eu"))), Ok(1));
    let elsewhere = Err(Rejection::RegionElsewhere(region("eu")));
    assert_eq!(run(&mut state, 2, node, create_in(3, Some("us"))), elsewhere);
    assert_eq!(run(&mut state, 2, tenant(1), move_to("us")), elsewhere);
    assert_eq!(run(&mut state, 2, tenant(1), move_to("eu")), Ok(1));
    let relied_on = Err(Rejection::RegionHasTenants(TenantId::from_u128(1)));
    assert_eq!(run(&mut state, 3, node, declare("us")), relied_on);
    assert_eq!(State::decode(&state.encode()), Ok(state.clone()));

    // A closed tenant was promised nothing that goes on.
    for closed in [tenant(1), tenant(2)] {
        let reason = "over".to_owned();
        assert_eq!(
            run(&mut state, 4, closed, Command::SuspendTenant { reason }),
            Ok(1)
        );
        assert_eq!(run(&mut state, 4, closed, Command::CloseTenant), Ok(1));
    }
    assert_eq!(run(&mut state, 5, node, declare("us")), Ok(1));
}

#[test]
fn a_hold_stands_until_it_is_released() {
    let (mut state, one) = (with_tenants(), tenant(1));
    let name = |text: &str| -> HoldName { text.parse().unwrap() };
    let place = |text: &str, reason: &str| Command::PlaceHold {
        name: name(text),
        reason: reason.to_owned(),
    };
    let release = |text: &str| Command::ReleaseHold { name: name(text) };
    assert!(!state.is_held(one));
    let nothing = run(&mut state, 0, one, place("case-7", ""));
    assert_eq!(nothing, Err(Rejection::TenantReasonInvalid));
    for events in [1, 0] {
        assert_eq!(run(&mut state, 1, one, place("case-7", "a dispute")), Ok(events));
    }
    let other = run(&mut state, 1, one, place("case-7", "another"));
    assert_eq!(other, Err(Rejection::HoldExists(name("case-7"))));
    assert_eq!(run(&mut state, 1, one, place("case-8", "a dispute")), Ok(1));
    assert!(state.is_held(one) && !state.is_held(tenant(2)));
    assert_eq!(State::decode(&state.encode()), Ok(state.clone()));

    let unknown = run(&mut state, 2, tenant(2), release("case-7"));
    assert_eq!(unknown, Err(Rejection::HoldUnknown(name("case-7"))));
    assert_eq!(run(&mut state, 2, one, release("case-7")), Ok(1));
    assert!(state.is_held(one), "one is left");
    assert_eq!(run(&mut state, 2, one, release("case-8")), Ok(1));
    assert!(!state.is_held(one));

    for number in 0..MAXIMUM_HOLDS {
        assert_eq!(run(&mut state, 3, one, place(&number.to_string(), "x")), Ok(1));
    }
    let full = run(&mut state, 3, one, place("more", "x"));
    assert_eq!(full, Err(Rejection::TooManyHolds));
    // A suspended or closed tenant is held as any other.
    let reason = "x".to_owned();
    assert_eq!(run(&mut state, 4, one, Command::SuspendTenant { reason }), Ok(1));
    assert!(state.is_held(one));
}

//! Refresh tokens, and properties over random commands.

use proptest::prelude::*;

use super::*;
use crate::credential;

#[test]
fn a_refresh_token_works_once_and_a_replaced_one_ends_the_grant() {
    let mut state = world();
    let (of, anyone) = (tenant(1), Authority::Anyone);
    for number in [50, 51] {
        run(&mut state, 1, of, &owner(), issue(number, "offline_access", 1)).unwrap();
        run(&mut state, 2, of, &anyone, redeem(number, number)).unwrap();
    }
    let mut foreign = refresh(50, 0, 100, 101);
    if let Command::Refresh { client: of, .. } = &mut foreign {
        *of = client(2);
    }
    let unknown = Err(Rejection::RefreshUnknown);
    assert_eq!(run(&mut state, 3, of, &anyone, foreign), unknown);
    assert_eq!(
        run(&mut state, 3, tenant(2), &anyone, refresh(50, 0, 100, 101)),
        unknown
    );
    assert_eq!(run(&mut state, 3, of, &anyone, refresh(50, 0, 99, 101)), unknown);
    run(&mut state, 3, of, &anyone, refresh(50, 0, 100, 101)).unwrap();
    assert_eq!(run(&mut state, 4, of, &anyone, refresh(50, 1, 100, 102)), unknown);
    assert_eq!(run(&mut state, 4, of, &anyone, refresh(50, 2, 101, 102)), unknown);
    run(&mut state, 900, of, &anyone, refresh(50, 1, 101, 102)).unwrap();
    let events = run(&mut state, 901, of, &anyone, refresh(50, 0, 100, 103)).unwrap();
    let reason = GrantEnd::TokenReused;
    assert_eq!(
        events,
        [Event::GrantRevoked {
            grant: gid(50),
            reason
        }]
    );
    assert_eq!(
        run(&mut state, 902, of, &anyone, refresh(50, 2, 102, 103)),
        Err(Rejection::GrantRevoked)
    );
    // A recovery of the account ends what was granted before, even offline.
    let reset = credential::Event {
        principal: person(1),
        change: credential::Change::SecondFactorsReset,
    };
    assert!(state.check_grant(of, gid(51), second(903)).is_ok());
    credential::apply(&mut state.credential, second(903), of, &anyone, &reset);
    assert_eq!(
        state.check_grant(of, gid(51), second(903)),
        Err(TokenRefused::Revoked)
    );
}

#[test]
fn a_client_s_own_token_ends_by_itself_and_is_forgotten_in_time() {
    let mut state = world();
    let (of, anyone) = (tenant(1), Authority::Anyone);
    let revoke = |number: u32, until| {
        let mut bytes = [7; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        Command::RevokeAccessToken {
            hash: TokenHash::from_bytes(bytes),
            client: client(1),
            expires_at: second(until),
        }
    };
    let hash = |command: &Command| match command {
        Command::RevokeAccessToken { hash, .. } => *hash,
        other => panic!("{other:?}"),
    };
    let first = revoke(0, 100);
    assert_eq!(run(&mut state, 1, of, &anyone, first.clone()).unwrap().len(), 1);
    assert!(state.oauth.is_revoked(of, &hash(&first)) && !state.oauth.is_revoked(tenant(2), &hash(&first)));
    assert_eq!(run(&mut state, 2, of, &anyone, first.clone()), Ok(vec![]));
    assert_eq!(run(&mut state, 2, of, &anyone, revoke(1, 2)), Ok(vec![]));
    let day = 24 * 3_600;
    assert_eq!(
        run(&mut state, 2, of, &anyone, revoke(1, day + 3)),
        Err(Rejection::LifetimeInvalid)
    );
    // Once its time is over it is refused for that, and need not be known.
    let events = run(&mut state, 100, of, &anyone, revoke(2, 200)).unwrap();
    assert!(matches!(&events[..], [Event::Pruned { hashes, .. }, _] if hashes.len() == 1));
    assert!(!state.oauth.is_revoked(of, &hash(&first)));

    // Nobody fills the memory with it: what there is no more room for ends with all the others.
    for number in 3..10_002 {
        let Command::RevokeAccessToken { hash, .. } = revoke(number, 200) else {
            continue;
        };
        state.oauth.insert_revoked(of, &hash, second(200));
    }
    assert_eq!(
        run(&mut state, 101, of, &anyone, revoke(20_000, 200)),
        Ok(vec![Event::ClientTokensRevoked { id: client(1) }])
    );
}

proptest! {
    #[test]
    fn no_code_is_redeemed_twice_and_after_reuse_no_token_of_the_family_works(
        steps in proptest::collection::vec((0u8..3, 50u8..54, 0u32..4, 100u8..104, 100u8..104, 0u64..30), 0..50)
    ) {
        let mut state = world();
        let (of, anyone, mut now) = (tenant(1), Authority::Anyone, 1);
        let (mut made, mut dead) = (Vec::new(), Vec::new());
        for (at, (what, number, generation, presented, next, later)) in steps.into_iter().enumerate() {
            now += later;
            let grant = made.get(at % made.len().max(1)).map_or(1, |(_, grant)| *grant);
            let (by, command) = match what {
                0 => (owner(), issue(number, "offline_access payments.read", now)),
                1 => (anyone.clone(), redeem(number, at as u8 + 10)),
                _ => (anyone.clone(), refresh(grant, generation, presented, next)),
            };
            for event in run(&mut state, now, of, &by, command).unwrap_or_default() {
                match event {
                    Event::CodeRedeemed { .. } => {
                        // The codes are remembered for the whole run: each makes one grant.
                        prop_assert!(made.iter().all(|(code, _)| *code != number));
                        made.push((number, at as u8 + 10));
                    }
                    Event::GrantRevoked { grant, .. } => dead.push(grant),
                    Event::Refreshed { grant, .. } => prop_assert!(!dead.contains(&grant)),
                    _ => {}
                }
            }
            for grant in &dead {
                prop_assert!(state.check_grant(of, *grant, second(now)).is_err());
            }
        }
    }
}

//! Decisions and checks; refresh tokens and properties over random commands are in `refresh`.

mod refresh;

use bezant_kernel::{
    ClientId, DeviceId, GrantId, Milliseconds, PrincipalId, SessionId, Tenant, TenantId, Timestamp,
};

use super::*;
use crate::session::{self, Method, Methods};
use crate::{Authority, LookupHash, Permission, Permissions, Sealed, TokenHash};

const BACK: &str = "https://shop.example/back";

fn second(count: u64) -> Timestamp {
    Timestamp::from_microseconds(count * 1_000_000)
}

fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

fn person(number: u128) -> PrincipalId {
    PrincipalId::from_u128(number)
}

fn token(number: u8) -> TokenHash {
    TokenHash::from_bytes([number; 32])
}

fn client(number: u128) -> ClientId {
    ClientId::from_u128(number)
}

fn gid(number: u8) -> GrantId {
    GrantId::from_u128(u128::from(number))
}

fn run(
    state: &mut crate::State,
    at: u64,
    of: Tenant,
    by: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let events = decide(state, second(at), of, by, command)?;
    for event in &events {
        assert_eq!(decode_event(&encode_event(event)).as_ref(), Ok(event));
        apply(&mut state.oauth, second(at), of, by, event);
    }
    assert_eq!(State::decode(&state.oauth.encode()).as_ref(), Ok(&state.oauth));
    Ok(events)
}

fn terms() -> ClientTerms {
    ClientTerms {
        name: "shop".to_owned(),
        redirect_uris: vec![BACK.to_owned()],
        post_logout_uris: Vec::new(),
        flows: Flows::of(&[Flow::AuthorizationCode, Flow::RefreshToken, Flow::DeviceCode]),
        scopes: scopes("openid offline_access payments.read"),
        principal: None,
        access_lifetime: Milliseconds(300_000),
        refresh_idle: Milliseconds(1_000_000),
        grant_lifetime: Milliseconds(5_000_000),
    }
}

fn scopes(text: &str) -> GrantScopes {
    GrantScopes::parse(text).unwrap()
}

/// Tenant 1 with persons 1 and 2, a session of each, and client 1; person 9 manages clients.
fn world() -> crate::State {
    let mut state = crate::State::default();
    let reader = Permissions::of(&[Permission::PaymentsRead]);
    for number in [1, 2] {
        state.access.set_for_test(tenant(1), person(number), Some(reader));
        let start = session::Command::Start(session::NewSession {
            id: SessionId::from_u128(number),
            principal: person(number),
            hash: token(number as u8),
            idle_timeout: Milliseconds(1_000_000),
            absolute_until: second(2_000),
            methods: Methods::of(&[Method::Password]),
            fingerprint: token(9),
            device: DeviceId::from_u128(number),
            address: LookupHash::from_bytes([1; 32]),
            agent: String::new(),
        });
        for event in session::decide(&state, second(0), tenant(1), &Authority::Anyone, start).unwrap() {
            session::apply(
                &mut state.session,
                second(0),
                tenant(1),
                &Authority::Anyone,
                &event,
            );
        }
    }
    let manager = Permissions::of(&[Permission::ClientsManage, Permission::PaymentsRead]);
    state.access.set_for_test(tenant(1), person(9), Some(manager));
    for id in [client(1), client(2)] {
        let create = Command::CreateClient {
            id,
            kind: ClientKind::Public,
            terms: terms(),
        };
        run(&mut state, 0, tenant(1), &Authority::principal(person(9)), create).unwrap();
    }
    state
}

fn issue(number: u8, text: &str, at: u64) -> Command {
    Command::IssueCode {
        hash: token(number),
        client: client(1),
        principal: person(1),
        session: SessionId::from_u128(1),
        redirect_uri: BACK.to_owned(),
        challenge: [7; 32],
        scopes: scopes(text),
        nonce: Some("n".to_owned()),
        expires_at: second(at + 60),
    }
}

fn redeem(number: u8, grant: u8) -> Command {
    Command::RedeemCode {
        hash: token(number),
        client: client(1),
        redirect_uri: BACK.to_owned(),
        challenge: [7; 32],
        grant: gid(grant),
        refresh: Some(token(100)),
    }
}

fn refresh(grant: u8, generation: u32, presented: u8, next: u8) -> Command {
    Command::Refresh {
        grant: gid(grant),
        client: client(1),
        generation,
        presented: token(presented),
        next: token(next),
    }
}

fn owner() -> Authority {
    Authority::principal(person(1))
}

#[test]
fn a_code_works_once_for_its_client_its_address_and_its_verifier() {
    let mut state = world();
    let (of, anyone) = (tenant(1), Authority::Anyone);
    let narrowed = Authority::Principal {
        id: person(1),
        limit: Permissions::NONE,
    };
    for by in [
        Authority::principal(person(2)),
        narrowed,
        Authority::Node,
        anyone.clone(),
    ] {
        assert_eq!(
            run(&mut state, 1, of, &by, issue(50, "openid", 1)),
            Err(Rejection::Denied),
            "{by:?}"
        );
    }
    assert_eq!(
        run(&mut state, 1, of, &owner(), issue(50, "openid", 2)),
        Err(Rejection::LifetimeInvalid)
    );
    assert_eq!(
        run(&mut state, 1, of, &owner(), issue(50, "ledger.read", 1)),
        Err(Rejection::ScopeNotAllowed)
    );
    let mut elsewhere = issue(50, "openid", 1);
    if let Command::IssueCode { redirect_uri, .. } = &mut elsewhere {
        *redirect_uri = "https://evil.example/back".to_owned();
    }
    assert_eq!(
        run(&mut state, 1, of, &owner(), elsewhere),
        Err(Rejection::RedirectUriUnknown)
    );
    run(&mut state, 1, of, &owner(), issue(50, "openid payments.read", 1)).unwrap();
    let wrong = |change: fn(&mut ClientId, &mut String, &mut [u8; 32])| {
        let mut command = redeem(50, 1);
        if let Command::RedeemCode {
            client,
            redirect_uri,
            challenge,
            ..
        } = &mut command
        {
            change(client, redirect_uri, challenge);
        }
        command
    };
    let other_client = wrong(|of, _, _| *of = client(2));
    assert_eq!(
        run(&mut state, 2, of, &anyone, other_client),
        Err(Rejection::CodeUnknown)
    );
    for command in [
        wrong(|_, uri, _| uri.push('/')),
        wrong(|_, _, challenge| challenge[0] = 0),
    ] {
        assert_eq!(
            run(&mut state, 2, of, &anyone, command),
            Err(Rejection::CodeMismatch)
        );
    }
    assert_eq!(
        run(&mut state, 2, tenant(2), &anyone, redeem(50, 1)),
        Err(Rejection::CodeUnknown)
    );
    assert_eq!(
        run(&mut state, 61, of, &anyone, redeem(50, 1)),
        Err(Rejection::CodeUnknown)
    );
    run(&mut state, 60, of, &anyone, redeem(50, 1)).unwrap();
    let grant = state.check_grant(of, gid(1), second(61)).unwrap();
    assert_eq!(state.scopes_of(grant), scopes("openid payments.read"));
    let events = run(&mut state, 62, of, &anyone, redeem(50, 2)).unwrap();
    let reason = GrantEnd::CodeReused;
    assert_eq!(
        events,
        [Event::GrantRevoked {
            grant: gid(1),
            reason
        }]
    );
    assert_eq!(
        state.check_grant(of, gid(1), second(63)),
        Err(TokenRefused::Revoked)
    );
    assert_eq!(
        run(&mut state, 63, of, &anyone, redeem(50, 2)),
        Err(Rejection::CodeUnknown)
    );
    assert_eq!(
        run(&mut state, 63, of, &anyone, refresh(1, 0, 100, 101)),
        Err(Rejection::GrantRevoked)
    );
}

#[test]
fn a_grant_ends_with_its_session_unless_it_is_offline_and_with_its_owner() {
    let mut state = world();
    let (of, anyone) = (tenant(1), Authority::Anyone);
    for (number, text) in [(50, "openid payments.read"), (51, "offline_access payments.read")] {
        run(&mut state, 1, of, &owner(), issue(number, text, 1)).unwrap();
        run(&mut state, 2, of, &anyone, redeem(number, number)).unwrap();
    }
    let live = |state: &crate::State, number, at| state.check_grant(of, gid(number), second(at)).is_ok();
    assert!(live(&state, 50, 999) && live(&state, 51, 1_001) && !live(&state, 50, 1_001));
    assert!(live(&state, 51, 5_001) && !live(&state, 51, 5_002));
    assert_eq!(
        state.check_grant(tenant(2), gid(51), second(3)),
        Err(TokenRefused::Unknown)
    );
    // What the owner may no more, the client may no more.
    state.access.set_for_test(of, person(1), Some(Permissions::NONE));
    let grant = state.oauth.grant(of, gid(51)).unwrap();
    assert_eq!(state.scopes_of(grant), scopes("offline_access"));
    assert_eq!(
        run(&mut state, 1_003, of, &anyone, refresh(51, 0, 100, 101)),
        Err(Rejection::GrantExpired)
    );
    state.access.set_for_test(of, person(1), None);
    assert!(!live(&state, 51, 3));
    assert_eq!(
        run(&mut state, 3, of, &anyone, refresh(51, 0, 100, 101)),
        Err(Rejection::GrantRevoked)
    );
    state.access.set_for_test(of, person(1), Some(Permissions::NONE));
    let all = Command::RevokeGrants {
        principal: person(1),
        client: None,
    };
    assert_eq!(
        run(&mut state, 4, of, &Authority::principal(person(2)), all.clone()),
        Err(Rejection::Denied)
    );
    run(&mut state, 4, of, &owner(), all).unwrap();
    assert!(!live(&state, 50, 5) && !live(&state, 51, 5));
}

#[test]
fn clients_give_nobody_what_they_do_not_have() {
    let mut state = world();
    let (of, manager) = (tenant(1), Authority::principal(person(9)));
    let create = |terms: ClientTerms| Command::CreateClient {
        id: client(5),
        kind: ClientKind::Confidential,
        terms,
    };
    let mut wide = terms();
    wide.scopes = scopes("ledger.write");
    assert_eq!(
        run(&mut state, 1, of, &manager, create(wide)),
        Err(Rejection::Denied)
    );
    let mut service = terms();
    service.flows = Flows::of(&[Flow::ClientCredentials]);
    service.principal = Some(person(8));
    state.access.set_for_test(of, person(8), Some(Permissions::all()));
    assert_eq!(
        run(&mut state, 1, of, &manager, create(service.clone())),
        Err(Rejection::Denied)
    );
    assert_eq!(
        run(&mut state, 1, of, &owner(), create(terms())),
        Err(Rejection::Denied)
    );
    type Spoil = fn(&mut ClientTerms);
    let rejected: [(Spoil, Rejection); 4] = [
        (|terms| terms.name.clear(), Rejection::ClientNameInvalid),
        (
            |terms| terms.redirect_uris[0] = "http://shop.example".to_owned(),
            Rejection::RedirectUriInvalid,
        ),
        (
            |terms| terms.flows = Flows::of(&[Flow::ClientCredentials]),
            Rejection::FlowsInvalid,
        ),
        (
            |terms| terms.access_lifetime = Milliseconds(0),
            Rejection::LifetimeInvalid,
        ),
    ];
    for (change, rejection) in rejected {
        let mut terms = terms();
        change(&mut terms);
        assert_eq!(
            run(&mut state, 1, of, &Authority::Node, create(terms)),
            Err(rejection)
        );
    }
    run(&mut state, 1, of, &Authority::Node, create(service)).unwrap();
    let secret = |number, until| Command::AddClientSecret {
        id: client(5),
        hash: token(number),
        former_until: second(until),
    };
    assert_eq!(
        run(&mut state, 1, of, &manager, secret(1, 1)),
        Err(Rejection::Denied)
    );
    run(&mut state, 1, of, &Authority::Node, secret(1, 1)).unwrap();
    run(&mut state, 2, of, &Authority::Node, secret(2, 10)).unwrap();
    let good = |state: &crate::State, number, at| {
        let client = state.oauth.client(of, client(5)).unwrap();
        client.has_secret(&token(number), second(at))
    };
    assert!(good(&state, 1, 9) && good(&state, 2, 9) && !good(&state, 1, 10) && good(&state, 2, 10));
    let acts = |state: &crate::State, at| {
        state
            .check_client_token(of, client(5), second(at))
            .map(|found| found.1)
    };
    assert_eq!(acts(&state, 1), Ok(person(8)));
    run(
        &mut state,
        3,
        of,
        &manager,
        Command::RevokeClientTokens { id: client(5) },
    )
    .unwrap();
    assert_eq!(
        (acts(&state, 2), acts(&state, 3)),
        (Err(TokenRefused::Revoked), Ok(person(8)))
    );
    state.access.set_for_test(of, person(8), None);
    assert_eq!(acts(&state, 3), Err(TokenRefused::Revoked));
    assert_eq!(
        state.check_client_token(tenant(2), client(5), second(3)).err(),
        Some(TokenRefused::Unknown)
    );
}

#[test]
fn a_device_is_let_in_once_by_who_is_signed_in() {
    let mut state = world();
    let (of, anyone) = (tenant(1), Authority::Anyone);
    let code = UserCode::parse("bcdf-ghjk").unwrap();
    assert_eq!(
        (code.to_string(), UserCode::parse("BCDFGHJA").is_err()),
        ("BCDF-GHJK".to_owned(), true)
    );
    let start = |number, until| Command::StartDevice {
        hash: token(number),
        user_code: code,
        client: client(1),
        scopes: scopes("payments.read"),
        expires_at: second(until),
    };
    let redeem = |number| Command::RedeemDevice {
        hash: token(number),
        client: client(1),
        grant: gid(7),
        refresh: None,
    };
    assert_eq!(
        run(&mut state, 1, of, &anyone, start(60, 602)),
        Err(Rejection::LifetimeInvalid)
    );
    run(&mut state, 1, of, &anyone, start(60, 601)).unwrap();
    assert_eq!(
        run(&mut state, 1, of, &anyone, start(61, 601)),
        Err(Rejection::TokenTaken)
    );
    assert_eq!(
        run(&mut state, 2, of, &anyone, redeem(60)),
        Err(Rejection::DevicePending)
    );
    let approve = |who| Command::ApproveDevice {
        user_code: code,
        principal: person(who),
        session: SessionId::from_u128(1),
    };
    assert_eq!(
        run(&mut state, 3, of, &owner(), approve(2)),
        Err(Rejection::Denied)
    );
    let other = Authority::principal(person(2));
    assert_eq!(
        run(&mut state, 3, of, &other, approve(2)),
        Err(Rejection::SessionRefused)
    );
    run(&mut state, 3, of, &owner(), approve(1)).unwrap();
    let deny = Command::DenyDevice { user_code: code };
    assert_eq!(
        run(&mut state, 4, of, &other, deny.clone()),
        Err(Rejection::DeviceUnknown)
    );
    assert_eq!(
        run(&mut state, 601, of, &anyone, redeem(60)),
        Err(Rejection::DeviceExpired)
    );
    run(&mut state, 4, of, &anyone, redeem(60)).unwrap();
    assert_eq!(
        run(&mut state, 5, of, &anyone, redeem(60)),
        Err(Rejection::DeviceUnknown)
    );
    assert!(state.check_grant(of, gid(7), second(5)).is_ok());
    assert_eq!(
        run(&mut state, 5, of, &anyone, refresh(7, 0, 100, 101)),
        Err(Rejection::RefreshUnknown)
    );
    run(&mut state, 6, of, &anyone, start(62, 600)).unwrap();
    run(&mut state, 7, of, &other, deny).unwrap();
    assert_eq!(
        run(&mut state, 8, of, &anyone, redeem(62)),
        Err(Rejection::DeviceDenied)
    );
}

#[test]
fn signing_keys_are_the_nodes_and_are_published_before_and_after_they_sign() {
    let mut state = world();
    let of = tenant(1);
    let add = |kid: &str, from| {
        Command::AddSigningKey(SigningKey {
            kid: kid.to_owned(),
            algorithm: SigningAlgorithm::Es256,
            public: b"{}".to_vec(),
            private: Sealed::from_bytes(vec![1]),
            created_at: second(0),
            active_from: second(from),
            retire_at: None,
        })
    };
    let retire = |kid: &str| Command::RetireSigningKey {
        kid: kid.to_owned(),
        retire_at: second(100),
    };
    state.access.set_for_test(of, person(8), Some(Permissions::all()));
    assert_eq!(
        run(&mut state, 1, of, &Authority::principal(person(8)), add("a", 1)),
        Err(Rejection::Denied)
    );
    run(&mut state, 1, of, &Authority::Node, add("a", 1)).unwrap();
    run(&mut state, 2, of, &Authority::Node, add("b", 50)).unwrap();
    let signs = |state: &crate::State, at| state.oauth.signing_key(second(at)).map(|key| key.kid.clone());
    let published = |state: &crate::State, at| state.oauth.published_keys(second(at)).count();
    assert_eq!(
        (signs(&state, 49).as_deref(), signs(&state, 50).as_deref()),
        (Some("a"), Some("b"))
    );
    assert_eq!(
        run(&mut state, 49, of, &Authority::Node, retire("a")),
        Err(Rejection::SigningKeyLast)
    );
    run(&mut state, 50, of, &Authority::Node, retire("a")).unwrap();
    assert_eq!((published(&state, 99), published(&state, 100)), (2, 1));
    assert_eq!(
        run(&mut state, 51, of, &Authority::Node, retire("a")),
        Err(Rejection::SigningKeyUnknown)
    );
    assert_eq!(
        run(&mut state, 51, of, &Authority::Node, add("b", 60)),
        Err(Rejection::SigningKeyExists)
    );
}

#[test]
fn approvals_are_remembered_until_grants_are_revoked() {
    let mut state = world();
    let of = tenant(1);
    let remember = |text| Command::RememberApproval {
        principal: person(1),
        client: client(1),
        scopes: scopes(text),
    };
    assert_eq!(
        run(&mut state, 1, of, &Authority::Node, remember("openid")),
        Err(Rejection::Denied)
    );
    run(&mut state, 1, of, &owner(), remember("openid")).unwrap();
    run(&mut state, 1, of, &owner(), remember("payments.read")).unwrap();
    let approved = |state: &crate::State, of| state.oauth.approved(of, person(1), client(1));
    assert_eq!(approved(&state, of), scopes("openid payments.read"));
    assert_eq!(approved(&state, tenant(2)), GrantScopes::NONE);
    let all = Command::RevokeGrants {
        principal: person(1),
        client: Some(client(1)),
    };
    run(&mut state, 2, of, &owner(), all).unwrap();
    assert_eq!(approved(&state, of), GrantScopes::NONE);
    assert!(GrantScopes::parse("openid nonsense").is_err());
}

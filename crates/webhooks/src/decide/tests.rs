//! Decisions one by one, and properties over random commands.

use super::*;
use crate::{SigningScheme, apply, decode_event, encode_event};
use bezant_kernel::TenantId;
use proptest::prelude::*;

const DAY: u64 = 24 * 60 * 60;

fn second(count: u64) -> Timestamp {
    Timestamp::from_microseconds(count * 1_000_000)
}

fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

fn endpoint(number: u128) -> WebhookEndpointId {
    WebhookEndpointId::from_u128(number)
}

fn secret(number: u8) -> SigningSecret {
    SigningSecret::new(SigningScheme::ALL[usize::from(number % 2)], &[number; 32]).unwrap()
}

fn create(number: u128, filters: &[&str]) -> Command {
    Command::CreateEndpoint {
        id: endpoint(number),
        url: "https://shop.example/hooks".to_owned(),
        filters: filters.iter().map(|&text| text.to_owned()).collect(),
        description: String::new(),
        secret: secret(0),
    }
}

fn update(number: u128) -> Command {
    Command::UpdateEndpoint {
        id: endpoint(number),
        url: None,
        filters: None,
        description: None,
        enabled: None,
    }
}

fn enable(number: u128, to: bool) -> Command {
    let Command::UpdateEndpoint {
        id,
        url,
        filters,
        description,
        ..
    } = update(number)
    else {
        unreachable!()
    };
    Command::UpdateEndpoint {
        id,
        url,
        filters,
        description,
        enabled: Some(to),
    }
}

fn disable(number: u128, reason: DisableReason) -> Command {
    Command::DisableEndpoint {
        id: endpoint(number),
        reason,
    }
}

fn rotate(number: u128, to: u8) -> Command {
    Command::RotateSecret {
        id: endpoint(number),
        secret: secret(to),
    }
}

fn run(state: &mut State, at: u64, by: u128, command: Command) -> Result<Vec<&'static str>, Rejection> {
    let events = decide(state, second(at), tenant(by), command)?;
    for event in &events {
        assert_eq!(decode_event(&encode_event(event)).as_ref(), Ok(event));
        apply(state, second(at), tenant(by), event);
    }
    Ok(events.iter().map(Event::name).collect())
}

fn wanting(state: &State, by: u128, name: &str) -> Vec<u128> {
    state
        .endpoints_for(tenant(by), name)
        .map(|one| one.id.as_u128())
        .collect()
}

#[test]
fn events_reach_the_enabled_endpoints_of_their_tenant_that_want_them() {
    let mut state = State::default();
    let payments = ["payment.*", "payment.*", "account.created"];
    assert_eq!(
        run(&mut state, 1, 1, create(1, &["*"])),
        Ok(vec!["webhook_endpoint.created"])
    );
    run(&mut state, 1, 1, create(2, &payments)).unwrap();
    run(&mut state, 1, 2, create(3, &["*"])).unwrap();
    assert_eq!(wanting(&state, 1, "payment.captured"), [1, 2]);
    assert_eq!(wanting(&state, 1, "refund.created"), [1]);
    assert_eq!(wanting(&state, 2, "refund.created"), [3]);
    let second_one = state.endpoint(tenant(1), endpoint(2)).unwrap();
    assert_eq!(second_one.filters.len(), 2, "a filter counts once");

    let gone = disable(1, DisableReason::Gone);
    assert_eq!(
        run(&mut state, 2, 1, gone.clone()),
        Ok(vec!["webhook_endpoint.disabled"])
    );
    assert_eq!(run(&mut state, 3, 1, gone), Ok(vec![]));
    assert_eq!(
        run(&mut state, 3, 1, enable(1, false)),
        Ok(vec![]),
        "the first reason stays"
    );
    assert_eq!(wanting(&state, 1, "payment.captured"), [2]);
    assert_eq!(
        run(&mut state, 4, 1, enable(1, true)),
        Ok(vec!["webhook_endpoint.updated"])
    );
    assert_eq!(wanting(&state, 1, "payment.captured"), [1, 2]);
    run(&mut state, 5, 1, enable(1, false)).unwrap();
    let disabled = state
        .endpoint(tenant(1), endpoint(1))
        .and_then(|one| one.disabled)
        .unwrap();
    assert_eq!(
        (disabled.reason, disabled.at),
        (DisableReason::Operator, second(5))
    );
    let delete = Command::DeleteEndpoint { id: endpoint(2) };
    assert_eq!(
        run(&mut state, 6, 1, delete),
        Ok(vec!["webhook_endpoint.deleted"])
    );
    assert_eq!(wanting(&state, 1, "payment.captured"), [0u128; 0]);
}

#[test]
fn an_update_changes_what_is_given_only() {
    let mut state = State::default();
    run(&mut state, 1, 1, create(1, &["b", "a"])).unwrap();
    assert_eq!(run(&mut state, 2, 1, update(1)), Ok(vec![]));
    let Command::UpdateEndpoint {
        id,
        filters,
        description,
        enabled,
        ..
    } = update(1)
    else {
        unreachable!()
    };
    let moved = Command::UpdateEndpoint {
        id,
        url: Some("https://new.example".to_owned()),
        filters,
        description,
        enabled,
    };
    assert_eq!(
        run(&mut state, 3, 1, moved.clone()),
        Ok(vec!["webhook_endpoint.updated"])
    );
    assert_eq!(run(&mut state, 4, 1, moved), Ok(vec![]));
    let now = state.endpoint(tenant(1), id).unwrap();
    assert_eq!((now.url.as_str(), now.filters.len()), ("https://new.example/", 2));
    assert_eq!((now.created_at, now.updated_at), (second(1), second(3)));
}

#[test]
fn after_a_rotation_both_secrets_sign_for_a_day() {
    let mut state = State::default();
    run(&mut state, 1, 1, create(1, &["*"])).unwrap();
    assert_eq!(
        run(&mut state, 10, 1, rotate(1, 1)),
        Ok(vec!["webhook_endpoint.secret_rotated"])
    );
    let signing = |state: &State, at| -> Vec<SigningSecret> {
        state
            .endpoint(tenant(1), endpoint(1))
            .unwrap()
            .signing_secrets(second(at))
            .cloned()
            .collect()
    };
    assert_eq!(signing(&state, 10 + DAY - 1), [secret(1), secret(0)]);
    assert_eq!(signing(&state, 10 + DAY), [secret(1)]);
    assert_eq!(run(&mut state, 11, 1, rotate(1, 0)), Err(Rejection::SecretReused));
    for number in 2..5 {
        run(&mut state, 12, 1, rotate(1, number)).unwrap();
    }
    assert_eq!(signing(&state, 12).len(), 5);
    assert_eq!(
        run(&mut state, 12, 1, rotate(1, 5)),
        Err(Rejection::TooManyRotations)
    );
    run(&mut state, 10 + DAY, 1, rotate(1, 5)).unwrap();
    run(&mut state, 12 + 3 * DAY, 1, rotate(1, 6)).unwrap();
    let kept = state.endpoint(tenant(1), endpoint(1)).unwrap().previous.len();
    assert_eq!(kept, 1, "ended secrets are forgotten");
}

#[test]
fn wrong_commands_are_refused_each_with_its_code() {
    let mut state = State::default();
    run(&mut state, 1, 1, create(1, &["*"])).unwrap();
    let Command::CreateEndpoint {
        id, filters, secret, ..
    } = create(9, &["*"])
    else {
        unreachable!()
    };
    let with = |url: &str, description: String| Command::CreateEndpoint {
        id,
        url: url.to_owned(),
        filters: filters.clone(),
        description,
        secret: secret.clone(),
    };
    let cases = [
        (
            1,
            with("http://shop.example", String::new()),
            "webhook_url_invalid",
        ),
        (1, create(9, &["a", "A"]), "webhook_filter_invalid"),
        (1, create(9, &[]), "webhook_filters_missing"),
        (1, create(9, &["a"; 51]), "too_many_webhook_filters"),
        (
            1,
            with("https://shop.example", "ü".repeat(257)),
            "webhook_description_too_long",
        ),
        (1, rotate(1, 0), "webhook_secret_reused"),
        (2, rotate(1, 1), "webhook_endpoint_unknown"),
        (2, update(1), "webhook_endpoint_unknown"),
        (2, disable(1, DisableReason::Operator), "webhook_endpoint_unknown"),
        (
            2,
            Command::DeleteEndpoint { id: endpoint(1) },
            "webhook_endpoint_unknown",
        ),
        (1, create(1, &["*"]), "webhook_endpoint_exists"),
    ];
    for (by, command, code) in cases {
        assert_eq!(
            decide(&state, second(2), tenant(by), command).unwrap_err().code(),
            code
        );
        assert!(Rejection::CODES.contains(&code));
    }
    for number in 2..=20 {
        run(&mut state, 2, 1, create(number, &["*"])).unwrap();
    }
    assert_eq!(
        run(&mut state, 2, 1, create(21, &["*"])),
        Err(Rejection::TooManyEndpoints)
    );
    assert!(run(&mut state, 2, 2, create(21, &["*"])).is_ok());
}

#[test]
fn no_debug_output_shows_a_secret() {
    let mut state = State::default();
    let secret = SigningSecret::new(SigningScheme::Hmac, &[0xa7; 24]).unwrap();
    let Command::CreateEndpoint {
        id,
        url,
        filters,
        description,
        ..
    } = create(1, &["*"])
    else {
        unreachable!()
    };
    let command = Command::CreateEndpoint {
        id,
        url,
        filters,
        description,
        secret,
    };
    let mut shown = format!("{command:?}");
    let events = decide(&state, second(1), tenant(1), command).unwrap();
    apply(&mut state, second(1), tenant(1), &events[0]);
    shown.push_str(&format!("{events:?} {state:?}"));
    assert!(
        !shown.contains("167") && !shown.contains("a7a7") && !shown.contains("p6en"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn snapshots_agree_and_commands_touch_only_their_tenant(
        steps in proptest::collection::vec((0..6usize, 1u128..3, 1u128..4, any::<u8>(), 0..DAY), 0..60),
    ) {
        let (mut state, mut at) = (State::default(), 0);
        for (kind, by, number, extra, wait) in steps {
            at += wait / 4;
            let command = match kind {
                0 => create(number, &[["*", "payment.*", "a.b"][usize::from(extra) % 3]]),
                1 => enable(number, extra % 2 == 0),
                2 => rotate(number, extra),
                3 => disable(number, DisableReason::ALL[usize::from(extra) % 3]),
                4 => Command::DeleteEndpoint { id: endpoint(number) },
                _ => update(number),
            };
            let other = tenant(3 - by);
            let before: Vec<_> = state.endpoints(other).cloned().collect();
            let _refused_or_not = run(&mut state, at, by, command);
            prop_assert!(state.endpoints(other).eq(&before));
            for one in state.endpoints(tenant(by)) {
                prop_assert!(one.signing_secrets(second(at)).count() <= 1 + MAXIMUM_PREVIOUS_SECRETS);
            }
        }
        prop_assert_eq!(State::decode(&state.encode()), Ok(state));
    }

    #[test]
    fn damaged_bytes_never_panic(bytes: Vec<u8>) {
        if let Ok(event) = decode_event(&bytes) {
            prop_assert_eq!(decode_event(&encode_event(&event)), Ok(event));
        }
        if let Ok(state) = State::decode(&bytes) {
            prop_assert_eq!(State::decode(&state.encode()), Ok(state));
        }
    }
}

//! Texts and consents, who may record them, and that history stays.

use std::sync::Arc;

use bezant_kernel::{ApiKeyId, ConsentId, PrincipalId, TenantId};
use proptest::prelude::*;

use super::*;
use crate::consent::{State, apply, decode_event, encode_event};
use crate::tenancy::{self, KeySecret, NewKey, Scopes};
use crate::{LookupHash, Permissions, TokenHash};

fn at(second: u64) -> Timestamp {
    Timestamp::from_microseconds(second * 1_000_000)
}

fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

fn recorder() -> Authority {
    Authority::Key(ApiKeyId::from_u128(1))
}

fn person(number: u128) -> Authority {
    Authority::principal(PrincipalId::from_u128(number))
}

/// Two tenants; the first has a key that manages consents.
fn world() -> crate::State {
    let mut state = crate::State::default();
    let secret = KeySecret::new(ApiKeyId::from_u128(1), [1; 32]);
    let key = NewKey {
        permissions: Permissions::of(&[Permission::ConsentsManage]),
        ..NewKey::new(secret.id(), "recorder", secret.hash(), Scopes::default())
    };
    let tenant_created = |number: u128| tenancy::Event::TenantCreated {
        id: TenantId::from_u128(number),
        name: number.to_string(),
        settings: Box::default(),
    };
    let events = [
        tenant_created(1),
        tenant_created(2),
        tenancy::Event::KeyCreated(Box::new(key)),
    ];
    for event in events {
        tenancy::apply(&mut state.tenancy, at(0), tenant(1), &Authority::Node, &event);
    }
    state
}

fn run(
    state: &mut crate::State,
    second: u64,
    of: Tenant,
    by: &Authority,
    command: Command,
) -> Result<usize, Rejection> {
    let events = decide(state, at(second), of, by, command)?;
    for event in &events {
        assert_eq!(decode_event(&encode_event(event)).as_ref(), Ok(event));
        apply(&mut state.consent, at(second), of, by, event);
    }
    Ok(events.len())
}

fn publish(purpose: &str, language: &str, text: &str) -> Command {
    Command::PublishText {
        purpose: purpose.parse().unwrap(),
        language: language.parse().unwrap(),
        text: Arc::from(text),
    }
}

fn mail(id: u128, subject: Subject, version: u32) -> NewConsent {
    NewConsent {
        id: ConsentId::from_u128(id),
        subject,
        purpose: "mail".parse().unwrap(),
        version,
        channel: "web".parse().unwrap(),
        evidence: Some(TokenHash::from_bytes([3; 32])),
    }
}

fn record(consent: NewConsent) -> Command {
    Command::Record(Box::new(consent))
}

fn withdraw(id: u128) -> Command {
    Command::Withdraw {
        id: ConsentId::from_u128(id),
    }
}

const ADA: Subject = Subject::Principal(PrincipalId::from_u128(7));
const CUSTOMER: Subject = Subject::Outside(LookupHash::from_bytes([9; 32]));

#[test]
fn who_agreed_to_what_when_stays_known() {
    let (mut state, one) = (world(), tenant(1));
    let texts = [
        ("en", "we write to you", 1),
        ("en", "we write to you", 0),
        ("de", "wir schreiben dir", 1),
        ("en", "we write to you", 0),
        ("en", "we write to you daily", 1),
    ];
    for (second, (language, text, events)) in (1..).zip(texts) {
        let command = publish("mail", language, text);
        assert_eq!(run(&mut state, second, one, &recorder(), command), Ok(events));
    }
    let purpose = "mail".parse().unwrap();
    let versions: Vec<_> = state
        .consent
        .texts_of(one, &purpose)
        .map(|text| text.version)
        .collect();
    assert_eq!(versions, [1, 2, 3]);
    let first = state.consent.text(one, &purpose, 1).unwrap();
    assert_eq!(first.digest, *blake3::hash(b"we write to you").as_bytes());
    assert_eq!(first.published_at, at(1));

    let ada = person(7);
    for events in [1, 0] {
        assert_eq!(
            run(&mut state, 10, one, &ada, record(mail(1, ADA, 1))),
            Ok(events)
        );
    }
    assert_eq!(
        run(&mut state, 11, one, &ada, record(mail(1, ADA, 2))),
        Err(Rejection::Exists(ConsentId::from_u128(1)))
    );
    assert_eq!(
        run(&mut state, 12, one, &recorder(), record(mail(2, ADA, 3))),
        Ok(1)
    );
    let given = |state: &crate::State| {
        state
            .consent
            .given(one, ADA, &purpose)
            .map(|consent| consent.given.version)
    };
    assert_eq!(given(&state), Some(3), "the newest counts");
    for events in [1, 0] {
        assert_eq!(run(&mut state, 20, one, &ada, withdraw(2)), Ok(events));
    }
    assert_eq!(given(&state), None, "an older one does not come back");
    assert_eq!(run(&mut state, 30, one, &ada, record(mail(3, ADA, 3))), Ok(1));
    assert_eq!(given(&state), Some(3));
    let history: Vec<_> = state
        .consent
        .of_subject(one, ADA)
        .map(|consent| (consent.number, consent.given_at, consent.withdrawn_at))
        .collect();
    assert_eq!(
        history,
        [(1, at(10), None), (2, at(12), Some(at(20))), (3, at(30), None)]
    );
    let recorded: Vec<_> = state
        .consent
        .consents(one)
        .map(|consent| consent.recorded_by.clone())
        .collect();
    assert_eq!(recorded, [ada.clone(), recorder(), ada]);
    assert_eq!(State::decode(&state.consent.encode()), Ok(state.consent));
}

#[test]
fn only_the_subject_and_who_manages_consents_record_them() {
    let (mut state, one) = (world(), tenant(1));
    assert_eq!(
        run(&mut state, 1, one, &recorder(), publish("mail", "en", "x")),
        Ok(1)
    );
    assert_eq!(
        run(&mut state, 1, one, &recorder(), record(mail(1, ADA, 1))),
        Ok(1)
    );
    assert_eq!(
        run(&mut state, 1, one, &Authority::Node, record(mail(2, CUSTOMER, 1))),
        Ok(1)
    );
    let other = person(8);
    let wrong = [
        (one, &other, publish("mail", "en", "y"), "consent_not_permitted"),
        (one, &other, record(mail(3, ADA, 1)), "consent_not_permitted"),
        (one, &other, record(mail(3, CUSTOMER, 1)), "consent_not_permitted"),
        (
            one,
            &Authority::Anyone,
            record(mail(3, ADA, 1)),
            "consent_not_permitted",
        ),
        (one, &other, withdraw(1), "consent_unknown"),
        (one, &other, withdraw(4), "consent_unknown"),
        (tenant(2), &recorder(), withdraw(1), "consent_unknown"),
        (
            tenant(2),
            &recorder(),
            record(mail(3, ADA, 1)),
            "consent_not_permitted",
        ),
        (
            tenant(2),
            &Authority::Node,
            record(mail(3, ADA, 1)),
            "consent_text_unknown",
        ),
        (one, &recorder(), record(mail(3, ADA, 2)), "consent_text_unknown"),
        (
            one,
            &recorder(),
            publish("mail", "en", " \n"),
            "consent_text_invalid",
        ),
        (
            one,
            &recorder(),
            publish("mail", "en", "a\u{7}"),
            "consent_text_invalid",
        ),
        (
            one,
            &recorder(),
            publish("mail", "en", &"x".repeat(65_537)),
            "consent_text_invalid",
        ),
    ];
    for (of, by, command, code) in wrong {
        let rejection = decide(&state, at(2), of, by, command).unwrap_err();
        assert_eq!(rejection.code(), code);
        assert!(Rejection::CODES.contains(&code));
    }
    let suspended = tenancy::Event::TenantSuspended {
        reason: "x".to_owned(),
    };
    tenancy::apply(&mut state.tenancy, at(3), one, &Authority::Node, &suspended);
    assert_eq!(
        run(&mut state, 4, one, &person(7), withdraw(1)),
        Err(Rejection::TenantShut)
    );
}

#[test]
fn texts_and_consents_are_bounded() {
    let (mut state, one) = (world(), tenant(1));
    for number in 0..MAXIMUM_TEXTS {
        let purpose = ["mail", "calls"][number % 2];
        assert_eq!(
            run(
                &mut state,
                1,
                one,
                &recorder(),
                publish(purpose, "en", &number.to_string())
            ),
            Ok(1)
        );
    }
    assert_eq!(
        run(&mut state, 1, one, &recorder(), publish("mail", "en", "more")),
        Err(Rejection::TooManyTexts)
    );
    for number in 0..MAXIMUM_CONSENTS_OF_SUBJECT as u128 {
        assert_eq!(
            run(&mut state, 1, one, &recorder(), record(mail(number + 1, ADA, 1))),
            Ok(1)
        );
    }
    assert_eq!(
        run(&mut state, 1, one, &person(7), record(mail(5_000, ADA, 1))),
        Err(Rejection::TooMany)
    );
    assert_eq!(
        run(&mut state, 1, one, &recorder(), record(mail(5_000, CUSTOMER, 1))),
        Ok(1)
    );
}

proptest! {
    #[test]
    fn history_only_grows_and_snapshots_agree(
        steps in proptest::collection::vec((0..4usize, 1u128..3, 0..4usize, 1u128..12, 1u32..4), 0..60),
    ) {
        let mut state = world();
        let callers = [Authority::Node, recorder(), person(7), person(8)];
        let mut seen: std::collections::BTreeMap<(Tenant, ConsentId), (NewConsent, Option<Timestamp>)> = Default::default();
        for (second, (kind, of, by, id, version)) in (1u64..).zip(steps) {
            let subject = [ADA, CUSTOMER][id as usize % 2];
            let command = match kind {
                0 => publish("mail", "en", &version.to_string()),
                1 | 2 => record(mail(id, subject, version)),
                _ => withdraw(id),
            };
            let _ = run(&mut state, second, tenant(of), &callers[by], command);
            for of in [tenant(1), tenant(2)] {
                for consent in state.consent.consents(of) {
                    let now = (consent.given.clone(), consent.withdrawn_at);
                    let before = seen.insert((of, consent.given.id), now.clone());
                    if let Some((given, withdrawn_at)) = before {
                        prop_assert_eq!(&given, &now.0);
                        prop_assert!(withdrawn_at.is_none() || withdrawn_at == now.1);
                    }
                    prop_assert!(state.consent.text(of, &now.0.purpose, now.0.version).is_some());
                }
            }
            let known = [tenant(1), tenant(2)].map(|of| state.consent.consents(of).count());
            prop_assert_eq!(known.iter().sum::<usize>(), seen.len());
        }
        prop_assert_eq!(State::decode(&state.consent.encode()), Ok(state.consent));
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

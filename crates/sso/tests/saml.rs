//! Sign-ins at an identity provider that others wrote, and what an attacker makes of its responses.
#![allow(clippy::unwrap_used)]

mod saml_idp;

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bezant_kernel::{Milliseconds, Timestamp};
use bezant_sso::{Flaw, OutsideIdentity, Refusal, SamlCallback, SamlProvider, SsoError, Started};
use serde_json::{Value, json};

use saml_idp::SamlIdp;

const ACS: &str = "https://pay.test/sign-in/outside/work/callback";
const METADATA: &str = "https://pay.test/sign-in/outside/work/metadata";

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    Timestamp::from_microseconds(u64::try_from(since.as_micros()).unwrap())
}

fn provider(idp: &SamlIdp, acs: &str, more: &str) -> SamlProvider {
    let text = format!(
        "tenant = 'ten_01h455vb4pex5vsknk084sn02q'\nentity_id = 'https://idp.test/metadata'\n\
         sso_url = 'https://idp.test/sso'\ncertificates = ['''{}''']\n\
         email_attribute = 'urn:oid:0.9.2342.19200300.100.1.3'\nemail_verified = true\n\
         name_attribute = 'urn:oid:2.16.840.1.113730.3.1.241'\n\
         groups_attribute = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.1'\n{more}",
        idp.certificate()
    );
    let config = toml::from_str(&text).unwrap();
    SamlProvider::new(
        "work".parse().unwrap(),
        config,
        acs.to_owned(),
        METADATA.to_owned(),
    )
    .unwrap()
}

fn pair() -> (SamlIdp, SamlProvider) {
    let mut idp = SamlIdp::new();
    let provider = provider(&idp, ACS, "");
    idp.start(provider.metadata_xml());
    (idp, provider)
}

fn bring(
    provider: &SamlProvider,
    started: &Started,
    relay_state: &str,
    xml: &str,
    at: Timestamp,
) -> Result<OutsideIdentity, SsoError> {
    let callback = SamlCallback {
        response: STANDARD.encode(xml),
        relay_state: Some(relay_state.to_owned()),
    };
    provider.finish(started.pending.clone(), callback, at)
}

fn relay_state(started: &Started) -> String {
    let url = url::Url::parse(&started.redirect_to).unwrap();
    url.query_pairs()
        .find(|(name, _)| name == "RelayState")
        .unwrap()
        .1
        .into_owned()
}

/// A sign-in with what `change` makes of the response.
fn sign_in(
    idp: &mut SamlIdp,
    provider: &SamlProvider,
    how: Value,
    change: impl Fn(&str) -> String,
) -> Result<OutsideIdentity, SsoError> {
    let started = provider.start(now()).unwrap();
    let xml = idp.respond(&started.redirect_to, how);
    bring(provider, &started, &relay_state(&started), &change(&xml), now())
}

fn flaw(answer: Result<OutsideIdentity, SsoError>) -> Flaw {
    match answer {
        Err(SsoError::Invalid(flaw)) => flaw,
        other => panic!("{other:?}"),
    }
}

fn part<'a>(xml: &'a str, from: &str, to: &str) -> &'a str {
    let start = xml.find(from).unwrap();
    &xml[start..start + xml[start..].find(to).unwrap() + to.len()]
}

#[test]
fn a_person_signs_in_with_what_is_signed() {
    let (mut idp, provider) = pair();
    for how in [
        json!({}),
        json!({ "sign_assertion": false, "sign_response": true }),
        json!({ "sign_assertion": true, "sign_response": true }),
    ] {
        let ada = sign_in(&mut idp, &provider, how.clone(), str::to_owned)
            .unwrap_or_else(|error| panic!("{how}: {error}"));
        assert_eq!(ada.subject.expose(), "ada-42");
        let email = ada.email.unwrap();
        assert!(email.verified && email.address.expose() == "ada@example.test");
        assert_eq!(ada.name.unwrap().expose(), "Ada Lovelace");
        assert_eq!(ada.groups, ["operators", "staff"]);
    }
    let unsigned = json!({ "sign_assertion": false });
    assert_eq!(
        flaw(sign_in(&mut idp, &provider, unsigned, str::to_owned)),
        Flaw::Signature
    );
    let weak = sign_in(&mut idp, &provider, json!({ "weak": true }), str::to_owned);
    assert!(matches!(flaw(weak), Flaw::Algorithm | Flaw::Signature));
    let transient = sign_in(&mut idp, &provider, json!({ "transient": true }), str::to_owned);
    assert_eq!(transient.err(), Some(SsoError::Refused(Refusal::NoSubject)));
}

#[test]
fn a_response_is_for_one_request_of_one_service_once() {
    let (mut idp, provider) = pair();
    let (mine, theirs) = (provider.start(now()).unwrap(), provider.start(now()).unwrap());
    let xml = idp.respond(&mine.redirect_to, json!({}));
    let answer = bring(&provider, &mine, &relay_state(&theirs), &xml, now());
    assert_eq!(flaw(answer), Flaw::State);
    let answer = bring(&provider, &theirs, &relay_state(&theirs), &xml, now());
    assert_eq!(flaw(answer), Flaw::Nonce, "the answer to another request");
    let mut times = [now().after(Milliseconds(9 * 60_000)), mine.pending.expires_at()].into_iter();
    let answer = bring(&provider, &mine, &relay_state(&mine), &xml, times.next().unwrap());
    assert_eq!(flaw(answer), Flaw::Time, "the assertion has ended");
    let answer = bring(&provider, &mine, &relay_state(&mine), &xml, times.next().unwrap());
    assert_eq!(answer.err(), Some(SsoError::Refused(Refusal::Expired)));

    // The same response, brought to another service of ours and to one of somebody else.
    let other_address = self::provider(&idp, "https://pay.test/other", "");
    assert_eq!(
        flaw(bring(&other_address, &mine, &relay_state(&mine), &xml, now())),
        Flaw::Recipient
    );
    let other_service = self::provider(&idp, ACS, "own_entity_id = 'https://shop.test/'");
    assert_eq!(
        flaw(bring(&other_service, &mine, &relay_state(&mine), &xml, now())),
        Flaw::Audience
    );
    let stranger = SamlIdp::new();
    let other_key = self::provider(&stranger, ACS, "");
    assert_eq!(
        flaw(bring(&other_key, &mine, &relay_state(&mine), &xml, now())),
        Flaw::Signature
    );

    assert!(bring(&provider, &mine, &relay_state(&mine), &xml, now()).is_ok());
    assert_eq!(
        flaw(bring(&provider, &mine, &relay_state(&mine), &xml, now())),
        Flaw::Replayed
    );
}

#[test]
fn what_is_not_signed_is_not_read() {
    let (mut idp, provider) = pair();
    let mut attack = |change: &dyn Fn(&str) -> String| flaw(sign_in(&mut idp, &provider, json!({}), change));

    let forged = |xml: &str| {
        let assertion = part(xml, "<ns1:Assertion", "</ns1:Assertion>");
        let signature = part(assertion, "<ns2:Signature", "</ns2:Signature>");
        (
            assertion.to_owned(),
            assertion
                .replace(signature, "")
                .replace("ada-42", "eve")
                .replacen("ID=\"", "ID=\"e", 1),
        )
    };
    assert_eq!(attack(&|xml| xml.replace("ada-42", "eve-42")), Flaw::Signature);
    assert_eq!(
        attack(&|xml| xml.replace(">operators<", ">admins<")),
        Flaw::Signature
    );
    let answer = attack(&|xml| {
        let (signed, unsigned) = forged(xml);
        xml.replace(&signed, &format!("{unsigned}{signed}"))
    });
    assert_eq!(answer, Flaw::Form, "an unsigned assertion before the signed one");
    let answer = attack(&|xml| {
        let (signed, unsigned) = forged(xml);
        xml.replace(
            &signed,
            &format!("<ns0:Extensions>{signed}</ns0:Extensions>{unsigned}"),
        )
    });
    assert_eq!(answer, Flaw::Form, "the signed one moved");
    let answer = attack(&|xml| {
        let (signed, _) = forged(xml);
        let twin = signed.replace("ada-42", "eve");
        xml.replace(&signed, &format!("{twin}{signed}"))
    });
    assert_eq!(answer, Flaw::Form, "two with one id");
    let answer = attack(&|xml| {
        let (signed, unsigned) = forged(xml);
        let signature = part(&signed, "<ns2:Signature", "</ns2:Signature>");
        xml.replace(
            &signed,
            &unsigned.replacen("</ns1:Issuer>", &format!("</ns1:Issuer>{signature}"), 1),
        )
    });
    assert_eq!(answer, Flaw::Form, "the signature of another");
    assert_eq!(
        attack(&|xml| xml.replace("ada-42", "ada<!---->-42")),
        Flaw::Form,
        "comments are outside of what is signed"
    );
    let answer = attack(&|xml| {
        let start = xml.find("<ns0:Response").unwrap();
        format!(
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>{}",
            xml[start..].replace("ada-42", "&e;")
        )
    });
    assert_eq!(answer, Flaw::Form, "no entities");
    let huge = format!("<x>{}</x>", " ".repeat(300_000));
    assert_eq!(attack(&|_| huge.clone()), Flaw::TooLarge);
    assert_eq!(attack(&|_| "no xml".to_owned()), Flaw::Malformed);
}

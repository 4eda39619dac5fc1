//! Whose an e-mail address is: what proves it, and what does not.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_credentials::seal::{Lookup, Purpose, Subject};
use bezant_identity::Action;
use bezant_identity::access::{self, PrincipalChanges, Request};
use serde_json::{Value, json};

use super::oauth_clients::Registered;
use super::sign_in_people::{Browser, Person, command, letter, token_in};
use super::world::{Call, World};

const ASK: &str = "/api/v1/me/email/verification";
const FINISH: &str = "/api/v1/email-verifications/finish";

async fn is_verified(world: &World, browser: &mut Browser) -> bool {
    let me = browser.get(world, "/api/v1/me").await;
    me.body["email_verified"].as_bool().unwrap()
}

/// What a client is told: in the ID token, and by userinfo.
async fn claims(world: &World, shop: &Registered, browser: &mut Browser) -> (Value, Value) {
    let tokens = shop.tokens(world, browser).await;
    let id_token = tokens["id_token"].as_str().unwrap();
    let claims = URL_SAFE_NO_PAD
        .decode(id_token.split('.').nth(1).unwrap())
        .unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let shown = world
        .send(Call {
            method: Method::GET,
            path: "/realms/acme/userinfo",
            headers: vec![("authorization", &bearer)],
            body: Vec::new(),
        })
        .await;
    assert_eq!(claims["email"], shown.body["email"]);
    (
        claims["email_verified"].clone(),
        shown.body["email_verified"].clone(),
    )
}

async fn moves_to(world: &World, ann: &Person, email: &str) {
    let sealer = &world.edge.identity().sealer;
    let profile = json!({ "email": email }).to_string();
    let changes = PrincipalChanges {
        email: Some(Some(sealer.lookup_hash(ann.tenant, Lookup::Email, email))),
        profile: Some(
            sealer
                .seal(Subject::Principal(ann.id), Purpose::Profile, profile.as_bytes())
                .unwrap(),
        ),
        ..PrincipalChanges::default()
    };
    let ask = access::Command::Ask {
        request: Request::ChangePrincipal { id: ann.id, changes },
        approval: world.edge.new_id(),
        seen_version: None,
    };
    command(world, ann.tenant, Action::Access(ask)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_proved_by_the_link_that_was_mailed_to_it() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    assert!(!is_verified(&world, &mut browser).await);
    assert_eq!(
        claims(&world, &shop, &mut browser).await,
        (json!(false), json!(false))
    );
    let account = browser.get(&world, "/account").await;
    assert!(account.body.as_str().unwrap().contains(ASK));

    let asked = browser.post(&world, ASK, json!({})).await;
    assert_eq!((asked.status.as_u16(), asked.text("status")), (202, "accepted"));
    let (to, subject, text) = letter(&world, 0).await;
    assert_eq!(
        (&*to, &*subject),
        ("ann@example.com", "Confirm your e-mail address")
    );
    let token = token_in(&text);
    // Who looks at the link has not taken it up; and it may be opened in any browser.
    let mut other = Browser::default();
    let page = other.get(&world, &format!("/verify-email?token={token}")).await;
    assert!(page.body.as_str().unwrap().contains(&token));
    assert!(!is_verified(&world, &mut browser).await);
    let done = other.form(&world, "/verify-email", &[("token", &token)]).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    assert!(is_verified(&world, &mut browser).await);
    assert_eq!(
        claims(&world, &shop, &mut browser).await,
        (json!(true), json!(true))
    );
    let again = other.post(&world, FINISH, json!({ "token": token })).await;
    assert_eq!(again.problem(), (403, "email_token_unknown"));
    assert_eq!(
        browser.post(&world, ASK, json!({})).await.text("status"),
        "verified"
    );

    // Another address is another question, and the letters to it come at their pace.
    moves_to(&world, &ann, "ann@elsewhere.example").await;
    assert!(!is_verified(&world, &mut browser).await);
    assert_eq!(
        claims(&world, &shop, &mut browser).await,
        (json!(false), json!(false))
    );
    assert_eq!(browser.post(&world, ASK, json!({})).await.status.as_u16(), 202);
    let (to, _, text) = letter(&world, 1).await;
    assert_eq!(to, "ann@elsewhere.example");
    assert_eq!(
        browser.post(&world, ASK, json!({})).await.problem(),
        (429, "sign_in_throttled")
    );
    moves_to(&world, &ann, "ann@third.example").await;
    let late = json!({ "token": token_in(&text) });
    assert_eq!(
        other.post(&world, FINISH, late).await.problem(),
        (403, "email_token_unknown")
    );
    assert!(!is_verified(&world, &mut browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sets_a_new_password_by_a_letter_has_its_address() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut browser = Browser::default();
    let recover = |email: &str| json!({ "tenant": "acme", "email": email });
    browser
        .post(&world, "/api/v1/sign-in/recovery", recover("ann@example.com"))
        .await;
    let first = token_in(&letter(&world, 0).await.2);
    moves_to(&world, &ann, "ann@elsewhere.example").await;
    let finish = |token: &str| json!({ "token": token, "password": "seven lamps in a quiet room" });
    let path = "/api/v1/sign-in/recovery/finish";
    assert_eq!(
        browser.post(&world, path, finish(&first)).await.problem(),
        (403, "recovery_token_unknown"),
        "whoever reads the mail of a former address gets no account by it"
    );
    browser
        .post(
            &world,
            "/api/v1/sign-in/recovery",
            recover("ann@elsewhere.example"),
        )
        .await;
    let second = token_in(&letter(&world, 1).await.2);
    assert_eq!(
        browser.post(&world, path, finish(&second)).await.text("status"),
        "password_set"
    );
    let body = json!({
        "tenant": "acme", "email": "ann@elsewhere.example", "password": "seven lamps in a quiet room",
    });
    browser.post(&world, "/api/v1/sign-in", body).await;
    assert!(is_verified(&world, &mut browser).await);
}

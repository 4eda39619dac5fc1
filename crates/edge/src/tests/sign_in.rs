//! Signing in and one's own account, as they should go.

use bezant_credentials::seal::{Lookup, Purpose, Subject};
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::Action;
use bezant_identity::access::{self, NewInvitation, Request, RoleName};
use bezant_identity::tenancy::{self, SignInSettings, TenantChange};
use bezant_kernel::{ApprovalId, InvitationId, Milliseconds};
use serde_json::json;

use super::sign_in_people::{Browser, PASSWORD, Person, command, letter, tenant, token_in};
use super::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_password_opens_a_session_that_can_be_seen_and_ended() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut browser = Browser::default();
    let signed_in = browser
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    assert_eq!(signed_in.body["session"]["methods"], json!(["password"]));
    let cookie = signed_in.header("set-cookie").unwrap();
    for part in ["bezant_session=bzs_", "; Path=/", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{part}");
    }
    assert_eq!(signed_in.header("cache-control"), Some("no-store"));

    let me = browser.get(&world, "/api/v1/me").await;
    assert_eq!(
        (me.text("id"), me.text("email"), me.text("tenant_name")),
        (&*ann.id.to_string(), "ann@example.com", "acme")
    );
    assert_eq!(me.body["roles"], json!(["viewer"]));
    assert_eq!(browser.get(&world, "/api/v1/payments").await.status.as_u16(), 200);
    assert_eq!(
        browser
            .get(&world, "/api/v1/webhook-endpoints")
            .await
            .status
            .as_u16(),
        200
    );

    // By the tenant's id, and with the address in another case, from elsewhere.
    let mut other = Browser::default();
    let by_id =
        json!({ "tenant": ann.tenant.id().to_string(), "email": " Ann@EXAMPLE.com", "password": PASSWORD });
    assert_eq!(
        other.post(&world, "/api/v1/sign-in", by_id).await.text("status"),
        "signed_in"
    );
    let (to, subject, text) = letter(&world, 0).await;
    assert_eq!(
        (&*to, &*subject),
        ("ann@example.com", "A new device has signed in")
    );
    assert!(text.contains("/account"));
    let sessions = browser.get(&world, "/api/v1/me/sessions").await;
    let all = sessions.body["data"].as_array().unwrap();
    let current: Vec<bool> = all.iter().map(|one| one["current"].as_bool().unwrap()).collect();
    assert_eq!(current, [false, true], "the newest first");
    let devices = browser.get(&world, "/api/v1/me/devices").await;
    assert_eq!(devices.body["data"].as_array().unwrap().len(), 2);

    let path = format!("/api/v1/me/sessions/{}", all[0]["id"].as_str().unwrap());
    assert_eq!(browser.delete(&world, &path).await.text("status"), "ended");
    assert_eq!(
        other.get(&world, "/api/v1/me").await.problem(),
        (401, "session_ended")
    );
    assert_eq!(
        browser
            .post(&world, "/api/v1/sign-out", json!({}))
            .await
            .text("status"),
        "signed_out"
    );
    assert_eq!(
        browser.get(&world, "/api/v1/me").await.problem(),
        (401, "credentials_missing")
    );
    // The device is known, so there is no letter about it.
    browser
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    assert_eq!(world.letters.sent.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_asked_for_once_there_is_one() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    let seed = browser.enrol(&world).await;
    let codes = browser.post(&world, "/api/v1/me/recovery-codes", json!({})).await;
    let codes: Vec<String> = serde_json::from_value(codes.body["codes"].clone()).unwrap();
    assert_eq!(codes.len(), 10);

    world.clock.go_ahead(60_000);
    let half = browser
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    assert_eq!(half.text("status"), "second_factor");
    assert_eq!(half.body["methods"], json!(["totp", "recovery_code"]));
    assert_eq!(half.headers.get("set-cookie"), None, "half is nothing");
    let code = seed.code(world.edge.now());
    let body = json!({ "continue": half.text("continue"), "code": code.as_str() });
    let whole = browser
        .post(&world, "/api/v1/sign-in/second-factor", body.clone())
        .await;
    assert_eq!(whole.body["session"]["methods"], json!(["password", "totp"]));
    let again = browser.post(&world, "/api/v1/sign-in/second-factor", body).await;
    assert_eq!(again.problem(), (401, "sign_in_expired"), "it is used up");

    // The same code in another sign-in is a replay; a recovery code works, once.
    for (proof, outcome) in [
        (json!({ "code": code.as_str() }), 401),
        (json!({ "recovery_code": codes[3] }), 200),
        (json!({ "recovery_code": codes[3] }), 401),
        (
            json!({ "recovery_code": codes[4].to_lowercase().replace('-', " ") }),
            200,
        ),
    ] {
        let half = browser
            .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
            .await;
        let mut body = proof.clone();
        body["continue"] = half.body["continue"].clone();
        let answer = browser.post(&world, "/api/v1/sign-in/second-factor", body).await;
        assert_eq!(answer.status.as_u16(), outcome, "{proof}: {answer:?}");
    }
    let me = browser.get(&world, "/api/v1/me").await;
    assert_eq!(me.body["recovery_codes_left"], 8);
    assert_eq!(
        browser.delete(&world, "/api/v1/me/totp").await.text("status"),
        "removed"
    );
    let signed_in = browser
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    assert_eq!(signed_in.text("status"), "signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_second_factor_is_required_a_password_is_good_for_setting_one_up() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let sign_in = SignInSettings {
        second_factor_required: true,
        ..SignInSettings::default()
    };
    let change = TenantChange {
        sign_in: Some(sign_in),
        ..TenantChange::default()
    };
    let action = tenancy::Command::ChangeTenant {
        change: Box::new(change),
        expected_version: None,
    };
    command(&world, ann.tenant, Action::Tenancy(action)).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    assert_eq!(
        browser.get(&world, "/api/v1/payments").await.problem(),
        (403, "second_factor_missing")
    );
    assert_eq!(
        browser.get(&world, "/api/v1/me").await.body["second_factor_missing"],
        true
    );
    browser.enrol(&world).await;
    assert_eq!(browser.get(&world, "/api/v1/payments").await.status.as_u16(), 200);
    let removed = browser.delete(&world, "/api/v1/me/totp").await;
    assert_eq!(removed.problem(), (409, "second_factor_required"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dangerous_takes_another_proof() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    world.clock.go_ahead(6 * 60_000);
    let enrol = browser.post(&world, "/api/v1/me/totp", json!({})).await;
    assert_eq!(enrol.problem(), (403, "step_up_required"));
    let wrong = browser
        .post(
            &world,
            "/api/v1/me/step-up",
            json!({ "password": "not it at all" }),
        )
        .await;
    assert_eq!(wrong.problem(), (403, "step_up_failed"));
    let two = json!({ "password": PASSWORD, "code": "123456" });
    assert_eq!(
        browser
            .post(&world, "/api/v1/me/step-up", two)
            .await
            .status
            .as_u16(),
        422
    );
    let right = browser
        .post(&world, "/api/v1/me/step-up", json!({ "password": PASSWORD }))
        .await;
    assert!(right.body["stepped_up_at"].is_string(), "{right:?}");
    let seed = browser.enrol(&world).await;
    world.clock.go_ahead(6 * 60_000);
    let code = seed.code(world.edge.now());
    let right = browser
        .post(&world, "/api/v1/me/step-up", json!({ "code": code.as_str() }))
        .await;
    assert_eq!(right.body["methods"], json!(["password", "totp"]));

    // The password, with the one so far; the others have to sign in again.
    let mut other = Browser::default();
    other.cookies.clone_from(&browser.cookies);
    let weak = json!({ "current": PASSWORD, "password": "password1234" });
    assert_eq!(
        browser.post(&world, "/api/v1/me/password", weak).await.problem(),
        (422, "password_refused")
    );
    let change = json!({ "current": "no", "password": "seven lamps in a quiet room" });
    assert_eq!(
        browser
            .post(&world, "/api/v1/me/password", change)
            .await
            .problem(),
        (403, "step_up_failed")
    );
    let change = json!({ "current": PASSWORD, "password": "seven lamps in a quiet room" });
    assert_eq!(
        browser
            .post(&world, "/api/v1/me/password", change)
            .await
            .text("status"),
        "changed"
    );
    assert_eq!(
        browser
            .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
            .await
            .problem(),
        (401, "sign_in_failed")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_anew_by_a_letter() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut before = Browser::signed_in(&world, &ann).await;
    let mut browser = Browser::default();
    let nobody = json!({ "tenant": "acme", "email": "nobody@example.com" });
    let unknown = browser.post(&world, "/api/v1/sign-in/recovery", nobody).await;
    let ours = json!({ "tenant": "acme", "email": "ann@example.com" });
    let known = browser
        .post(&world, "/api/v1/sign-in/recovery", ours.clone())
        .await;
    assert_eq!(
        (unknown.status, &unknown.body),
        (known.status, &known.body),
        "nobody learns who is there"
    );
    assert_eq!(known.status.as_u16(), 202);
    let (to, _, text) = letter(&world, 0).await;
    assert_eq!(to, "ann@example.com");
    let token = token_in(&text);
    let weak = json!({ "token": token, "password": "ann@example.com" });
    let weak = browser
        .post(&world, "/api/v1/sign-in/recovery/finish", weak)
        .await;
    assert_eq!(weak.problem(), (422, "password_refused"));
    let finish = json!({ "token": token, "password": "seven lamps in a quiet room" });
    let done = browser
        .post(&world, "/api/v1/sign-in/recovery/finish", finish.clone())
        .await;
    assert_eq!(done.text("status"), "password_set");
    let again = browser
        .post(&world, "/api/v1/sign-in/recovery/finish", finish)
        .await;
    assert_eq!(again.problem(), (403, "recovery_token_unknown"));
    assert_eq!(
        before.get(&world, "/api/v1/me").await.problem(),
        (401, "session_ended")
    );
    let sign_in = ann.sign_in("seven lamps in a quiet room");
    assert_eq!(
        browser
            .post(&world, "/api/v1/sign-in", sign_in)
            .await
            .text("status"),
        "signed_in"
    );

    // Whoever asks for more letters is answered the same, and they are not written.
    for _ in 0..4 {
        let more = browser
            .post(&world, "/api/v1/sign-in/recovery", ours.clone())
            .await;
        assert_eq!(more.status.as_u16(), 202);
    }
    let about = |letters: &[crate::Letter]| {
        letters
            .iter()
            .filter(|one| one.subject == "Set a new password")
            .count()
    };
    super::world::until(|| about(&world.letters.sent.lock().unwrap()) == 2).await;
    world.edge.settled().await;
    assert_eq!(about(&world.letters.sent.lock().unwrap()), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_becomes_a_user_once() {
    let world = World::new().await;
    let acme = tenant(&world, "acme").await;
    let (id, token) = (InvitationId::from_u128(7), Token::random(TokenKind::Invitation));
    let sealer = &world.edge.identity().sealer;
    let profile = json!({
        "email": "bea@example.com", "phone": "+44 20", "invitation_token": "secret", "scim": { "title": "Dr" },
    });
    let profile = profile.to_string();
    let new = NewInvitation {
        id,
        email: sealer.lookup_hash(acme, Lookup::Email, "bea@example.com"),
        profile: sealer
            .seal(Subject::Invitation(id), Purpose::Profile, profile.as_bytes())
            .unwrap(),
        roles: [RoleName::new("operator").unwrap()].into(),
        token: token.hash(),
        expires_at: world.edge.now().after(Milliseconds(3_600_000)),
    };
    let ask = access::Command::Ask {
        request: Request::Invite(new),
        approval: ApprovalId::from_u128(8),
        seen_version: None,
    };
    command(&world, acme, Action::Access(ask)).await;
    let mut browser = Browser::default();
    let page = browser
        .get(&world, &format!("/invitation?token={}", token.text().as_str()))
        .await;
    assert!(page.body.as_str().unwrap().contains(token.text().as_str()));
    let fields = |password| {
        [
            ("token", token.text().to_string()),
            ("name", "Bea".to_owned()),
            ("password", password),
        ]
    };
    let weak = fields("short".to_owned());
    let weak: Vec<(&str, &str)> = weak.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = browser.form(&world, "/invitation", &weak).await;
    assert_eq!(refused.status.as_u16(), 422);
    assert!(refused.body.as_str().unwrap().contains("at least 12 characters"));
    let good = fields(PASSWORD.to_owned());
    let good: Vec<(&str, &str)> = good.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let welcome = browser.form(&world, "/invitation", &good).await;
    assert!(
        welcome.body.as_str().unwrap().contains("/sign-in?tenant=acme"),
        "{welcome:?}"
    );
    let again = json!({ "token": token.text().as_str(), "password": PASSWORD });
    let again = browser.post(&world, "/api/v1/invitations/accept", again).await;
    assert_eq!(again.problem(), (404, "invitation_unknown"));
    let body = json!({ "tenant": "acme", "email": "bea@example.com", "password": PASSWORD });
    assert_eq!(
        browser.post(&world, "/api/v1/sign-in", body).await.text("status"),
        "signed_in"
    );
    let me = browser.get(&world, "/api/v1/me").await;
    assert_eq!(
        (me.text("name"), &me.body["roles"], &me.body["email_verified"]),
        ("Bea", &json!(["operator"]), &json!(true))
    );
    // All that was known of her stays, but for what was the invitation's.
    let id = me.text("id").parse().unwrap();
    let kept = crate::profile::of_principal(&world.edge, acme, id).await.unwrap();
    assert_eq!(
        serde_json::to_value(kept.unwrap()).unwrap(),
        json!({ "name": "Bea", "email": "bea@example.com", "phone": "+44 20", "scim": { "title": "Dr" } })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_sign_in_without_scripts() {
    let world = World::with_one_clock().await;
    Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut browser = Browser::default();
    let away = browser.get(&world, "/account").await;
    assert_eq!(
        (away.status.as_u16(), away.header("location")),
        (303, Some("/sign-in?return_to=/account"))
    );
    let page = browser
        .get(&world, "/sign-in?return_to=/realms/acme/authorize?x%3D%221")
        .await;
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .starts_with("default-src 'none'")
    );
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(page.header(name), Some(value));
    }
    let fields = |code| {
        [
            ("tenant", "acme"),
            ("email", "ann@example.com"),
            ("password", code),
        ]
    };
    let wrong = browser.form(&world, "/sign-in", &fields("wrong")).await;
    assert_eq!(wrong.status.as_u16(), 401);
    assert!(wrong.body.as_str().unwrap().contains("role=\"alert\""));
    let right = browser.form(&world, "/sign-in", &fields(PASSWORD)).await;
    assert_eq!(
        (right.status.as_u16(), right.header("location")),
        (303, Some("/account"))
    );
    let account = browser.get(&world, "/account").await;
    let text = account.body.as_str().unwrap();
    assert!(
        text.contains("Ann &lt;b&gt;Otter&lt;/b&gt; at acme") && text.contains("this one"),
        "{text}"
    );

    let seed = browser.enrol(&world).await;
    world.clock.go_ahead(60_000);
    let half = browser.form(&world, "/sign-in", &fields(PASSWORD)).await;
    let text = half.body.as_str().unwrap().to_owned();
    let token = text
        .split_once("name=\"continue\" value=\"")
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap();
    let code = seed.code(world.edge.now());
    let second = |code| {
        [
            ("continue", token),
            ("code", code),
            ("return_to", "/realms/acme/authorize?x=1"),
            ("methods", "totp"),
        ]
    };
    let wrong = browser
        .form(&world, "/sign-in/second-factor", &second("000000"))
        .await;
    assert!(wrong.status.as_u16() == 401 && wrong.body.as_str().unwrap().contains(token));
    let right = browser
        .form(&world, "/sign-in/second-factor", &second(&code))
        .await;
    assert_eq!(
        (right.status.as_u16(), right.header("refresh")),
        (200, Some("0; url=/realms/acme/authorize?x=1"))
    );
}

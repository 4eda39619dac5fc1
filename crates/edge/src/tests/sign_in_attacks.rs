//! Signing in, as it is attacked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::Method;
use bezant_identity::access::{ProviderKind, ProviderName, ProviderSettings, Request};
use bezant_identity::{Action, access};
use bezant_kernel::{TenantId, Timestamp};
use bezant_sso::Providers;
use serde_json::json;

use super::sign_in_people::{Browser, PASSWORD, Person, command};
use super::world::{PUBLIC_URL, World};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_from_an_answer_who_has_an_account() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let bea = Person::new(&world, "acme", "bea@example.com", "viewer").await;
    let cat = Person::new(&world, "other", "cat@example.com", "viewer").await;
    let suspend = access::Command::Suspend { id: bea.id };
    command(&world, bea.tenant, Action::Access(suspend)).await;
    let tries = [
        ann.sign_in("wrong"),
        bea.sign_in(PASSWORD),
        json!({ "tenant": "acme", "email": "nobody@example.com", "password": PASSWORD }),
        json!({ "tenant": "nowhere", "email": "ann@example.com", "password": PASSWORD }),
        json!({ "tenant": "acme", "email": cat.email, "password": PASSWORD }),
    ];
    let mut answers = Vec::new();
    for body in tries {
        let mut answer = Browser::default().post(&world, "/api/v1/sign-in", body).await;
        assert_eq!(answer.problem(), (401, "sign_in_failed"));
        assert_eq!(answer.headers.get("set-cookie"), None);
        answer.body["correlation_id"] = json!(null);
        answers.push(answer.body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_down_tells_nobody_who_has_a_password_here() {
    let acme = TenantId::v7(Timestamp::from_microseconds(1_700_000_000_000_000), 7);
    // Nothing listens there.
    let config = json!({
        "kind": "ldap", "tenant": acme.to_string(), "url": "ldap://127.0.0.1:1",
        "user_base": "ou=people,dc=example,dc=test", "groups_attribute": "memberOf",
    });
    let configs = [(
        "directory".parse().unwrap(),
        serde_json::from_value(config).unwrap(),
    )];
    let providers = Providers::new(configs.into(), &PUBLIC_URL.parse().unwrap()).unwrap();
    let world = World::with_identity(|identity| identity.providers = Arc::new(providers)).await;
    world.create_tenant(acme, "acme").await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let settings = ProviderSettings {
        name: ProviderName::new("directory").unwrap(),
        kind: ProviderKind::Ldap,
        mapping: BTreeMap::new(),
        default_roles: BTreeSet::new(),
        just_in_time: true,
        link_by_email: false,
    };
    let ask = access::Command::Ask {
        request: Request::SetProvider(settings),
        approval: world.edge.new_id(),
        seen_version: None,
    };
    command(&world, ann.tenant, Action::Access(ask)).await;
    let nobody = json!({ "tenant": "acme", "email": "nobody@example.com", "password": "wrong" });
    // As often as it is answered, and as slowed down.
    for expected in [401, 401, 401, 401, 401, 429] {
        let mut bodies = Vec::new();
        for body in [ann.sign_in("wrong"), nobody.clone()] {
            let mut answer = Browser::default().post(&world, "/api/v1/sign-in", body).await;
            assert_eq!(answer.status.as_u16(), expected, "{answer:?}");
            answer.body["correlation_id"] = json!(null);
            bodies.push(answer.body);
        }
        assert_eq!(bodies[0], bodies[1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_is_slowed_down_and_locks_nobody_out() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut at_home = Browser::signed_in(&world, &ann).await;
    let mut attacker = Browser::default();
    for _ in 0..5 {
        let answer = attacker
            .post(&world, "/api/v1/sign-in", ann.sign_in("a guess of many"))
            .await;
        assert_eq!(answer.problem(), (401, "sign_in_failed"));
    }
    let refused = attacker
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    assert_eq!(
        refused.problem(),
        (429, "sign_in_throttled"),
        "even the right one waits"
    );
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=2).contains(&wait));
    // As long for an account that is not there.
    let nobody = json!({ "tenant": "acme", "email": "nobody@example.com", "password": PASSWORD });
    for expected in [401, 401, 401, 401, 401, 429] {
        let answer = attacker.post(&world, "/api/v1/sign-in", nobody.clone()).await;
        assert_eq!(answer.status.as_u16(), expected);
    }
    let owner = at_home
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    assert_eq!(owner.text("status"), "signed_in", "her browser was here before");
    world.clock.go_ahead(wait * 1_000);
    let later = attacker
        .post(&world, "/api/v1/sign-in", ann.sign_in("yet another guess"))
        .await;
    assert_eq!(later.status.as_u16(), 401);
    let refused = attacker
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    let longer: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert_eq!((refused.status.as_u16(), longer > 2), (429, true), "{longer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn second_factors_are_not_guessed() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    Browser::signed_in(&world, &ann).await.enrol(&world).await;
    let mut attacker = Browser::default();
    let half = attacker
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    let body = json!({ "continue": half.text("continue"), "code": "000000" });
    let mut codes = Vec::new();
    for _ in 0..6 {
        let answer = attacker
            .post(&world, "/api/v1/sign-in/second-factor", body.clone())
            .await;
        codes.push(answer.body["code"].as_str().unwrap().to_owned());
    }
    assert_eq!(codes[4..], ["sign_in_failed", "sign_in_expired"]);
    // With another half the count goes on.
    let half = attacker
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    let body = json!({ "continue": half.text("continue"), "code": "000000" });
    let answer = attacker.post(&world, "/api/v1/sign-in/second-factor", body).await;
    assert_eq!(answer.problem(), (429, "sign_in_throttled"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_nobodys_choice_and_a_copied_one_ends() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let eve = Person::new(&world, "acme", "eve@example.com", "viewer").await;
    // Fixation: the cookie that an attacker has planted is not the one that comes out.
    let planted = Browser::signed_in(&world, &eve).await;
    let mut browser = planted.clone();
    browser
        .post(&world, "/api/v1/sign-in", ann.sign_in(PASSWORD))
        .await;
    assert_ne!(browser.session(), planted.session());
    let me = planted.clone().get(&world, "/api/v1/me").await;
    assert_eq!(me.text("id"), eve.id.to_string());

    // Rotation: a quarter of an hour on there is another token, and the old one is good for requests under way.
    let mut thief = browser.clone();
    assert_eq!(
        browser
            .get(&world, "/api/v1/me/session")
            .await
            .headers
            .get("set-cookie"),
        None
    );
    world.clock.go_ahead(16 * 60_000);
    browser.get(&world, "/api/v1/me/session").await;
    assert_ne!(browser.session(), thief.session());
    assert_eq!(thief.get(&world, "/api/v1/me").await.status.as_u16(), 200);
    world.clock.go_ahead(31_000);
    assert_eq!(browser.get(&world, "/api/v1/me").await.status.as_u16(), 200);
    assert_eq!(
        thief.get(&world, "/api/v1/me").await.problem(),
        (401, "session_ended")
    );
    world.edge.settled().await;
    assert_eq!(
        browser.get(&world, "/api/v1/me").await.problem(),
        (401, "session_ended"),
        "nobody can tell who is who"
    );

    let mut resting = Browser::signed_in(&world, &ann).await;
    world.clock.go_ahead(31 * 60_000);
    assert_eq!(
        resting.get(&world, "/api/v1/me").await.problem(),
        (401, "session_ended")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_a_session_worth_more_leaves_copies_of_it_behind() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    let mut tokens = vec![browser.session().to_owned()];
    let step_up = json!({ "password": PASSWORD });
    browser.post(&world, "/api/v1/me/step-up", step_up).await;
    tokens.push(browser.session().to_owned());
    let mut thief = browser.clone();
    browser.enrol(&world).await;
    tokens.push(browser.session().to_owned());
    let change = json!({ "current": PASSWORD, "password": "seven lamps in a quiet room" });
    let changed = browser.post(&world, "/api/v1/me/password", change).await;
    assert_eq!(changed.text("status"), "changed");
    tokens.push(browser.session().to_owned());
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 4, "each time another one");
    // A wrong proof changes nothing.
    let wrong = json!({ "password": "not it at all" });
    let wrong = browser.post(&world, "/api/v1/me/step-up", wrong).await;
    assert_eq!(wrong.header("set-cookie"), None);

    assert_eq!(browser.get(&world, "/api/v1/me").await.status.as_u16(), 200);
    assert_eq!(
        thief.get(&world, "/api/v1/me").await.problem(),
        (401, "session_ended")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_make_no_browser_sign_in_or_act() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    let body = ann.sign_in(PASSWORD).to_string().into_bytes();
    let form = b"tenant=acme&email=ann%40example.com&password=violet+otter+paints+a+harbour".to_vec();
    for site in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let json = [("content-type", "application/json"), site];
        for path in ["/api/v1/sign-in", "/api/v1/sign-out", "/api/v1/me/password"] {
            let answer = browser
                .send(&world, Method::POST, path, &json, body.clone())
                .await;
            assert_eq!(answer.problem(), (403, "cross_site"), "{path} {site:?}");
        }
        let posted = [("content-type", "application/x-www-form-urlencoded"), site];
        let answer = browser
            .send(&world, Method::POST, "/sign-in", &posted, form.clone())
            .await;
        assert_eq!(answer.problem(), (403, "cross_site"), "{site:?}");
    }
    // What says nothing of where it comes from is no browser, and has no business with a cookie.
    let silent = [("content-type", "application/json")];
    let answer = browser
        .send(&world, Method::POST, "/api/v1/sign-out", &silent, Vec::new())
        .await;
    assert_eq!(answer.problem(), (403, "cross_site"));
    let answer = Browser::default()
        .send(&world, Method::POST, "/api/v1/sign-in", &silent, body)
        .await;
    assert_eq!(answer.text("status"), "signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_led_elsewhere_and_text_stays_text() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    for evil in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
    ] {
        let mut browser = Browser::default();
        let fields = [
            ("tenant", "acme"),
            ("email", &*ann.email),
            ("password", PASSWORD),
            ("return_to", evil),
        ];
        let answer = browser.form(&world, "/sign-in", &fields).await;
        assert_eq!(
            (answer.header("location"), answer.header("refresh")),
            (Some("/account"), None),
            "{evil}"
        );
        let query = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect::<String>();
        let page = browser.get(&world, &format!("/sign-in?return_to={query}")).await;
        assert!(!page.body.as_str().unwrap().contains("evil"), "{evil}");
    }
    let script = "\"><script>alert(1)</script>";
    let mut browser = Browser::default();
    let fields = [
        ("tenant", script),
        ("email", script),
        ("password", "x"),
        ("return_to", "/\"><script>"),
    ];
    let answer = browser.form(&world, "/sign-in", &fields).await;
    let text = answer.body.as_str().unwrap();
    assert!(
        !text.contains("<script>") && text.contains("&lt;script&gt;"),
        "{text}"
    );
    let fields = [
        ("continue", script),
        ("code", "1"),
        ("methods", script),
        ("return_to", script),
    ];
    let answer = browser.form(&world, "/sign-in/second-factor", &fields).await;
    assert!(!answer.body.as_str().unwrap().contains("<script>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn others_sessions_are_not_there_but_for_who_manages_identity() {
    let world = World::new().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let eve = Person::new(&world, "acme", "eve@example.com", "operator").await;
    let boss = Person::new(&world, "acme", "boss@example.com", "admin").await;
    let stranger = Person::new(&world, "other", "stranger@example.com", "admin").await;
    let mut hers = Browser::signed_in(&world, &ann).await;
    let sessions = hers.get(&world, "/api/v1/me/sessions").await;
    let id = sessions.body["data"][0]["id"].as_str().unwrap().to_owned();
    let mut eves = Browser::signed_in(&world, &eve).await;
    let ended = eves.delete(&world, &format!("/api/v1/me/sessions/{id}")).await;
    assert_eq!(ended.problem(), (404, "session_not_found"));
    let all = format!("/api/v1/principals/{}/sessions", ann.id);
    assert_eq!(
        eves.get(&world, &all).await.problem(),
        (403, "permission_missing")
    );
    assert_eq!(
        eves.delete(&world, &all).await.problem(),
        (403, "permission_missing")
    );
    let mut strangers = Browser::signed_in(&world, &stranger).await;
    assert_eq!(strangers.get(&world, &all).await.status.as_u16(), 404);
    assert_eq!(strangers.delete(&world, &all).await.status.as_u16(), 404);
    let mut bosss = Browser::signed_in(&world, &boss).await;
    assert_eq!(bosss.get(&world, &all).await.body["data"][0]["id"], id);
    assert_eq!(bosss.delete(&world, &all).await.text("status"), "ended");
    assert_eq!(
        hers.get(&world, "/api/v1/me").await.problem(),
        (401, "session_ended")
    );
}

//! Clients get tokens and call the API with them, as it should go.

use axum::http::Method;
use bezant_identity::Action;
use bezant_identity::access::{
    self, Attributes, Holder, Label, NewPrincipal, PrincipalKind, Request, RoleName,
};
use bezant_identity::oauth::{ClientKind, Flow, Flows};
use bezant_kernel::{ApprovalId, PrincipalId};
use serde_json::{Value, json};

use super::oauth_clients::{BACK, Registered, SCOPES, error, hidden, parameter, terms};
use super::sign_in_people::{Browser, Person, command};
use super::world::{Call, PUBLIC_URL, World};

fn claims(token: &str) -> Value {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn open(world: &World, path: &str) -> Value {
    let call = Call {
        method: Method::GET,
        path,
        headers: Vec::new(),
        body: Vec::new(),
    };
    let answer = world.send(call).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    answer.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_signs_a_person_in_and_acts_for_them() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let mut browser = Browser::default();

    // Not signed in: to the page for that, and back with the same request.
    let away = browser.get(&world, &shop.authorize(&[])).await;
    let sign_in = format!("{PUBLIC_URL}{}", away.header("location").unwrap());
    assert!(sign_in.contains("/sign-in?"));
    assert_eq!(parameter(&sign_in, "tenant").as_deref(), Some("acme"));
    let back = parameter(&sign_in, "return_to").unwrap();
    assert!(back.starts_with("/realms/acme/authorize?"), "{back}");
    browser = Browser::signed_in(&world, &ann).await;

    // The person is asked: the name is text and not HTML, and the form leads to the client only.
    let page = browser.get(&world, &back).await;
    let html = page.body.as_str().unwrap();
    assert!(
        html.contains("Shop &lt;1&gt;") && !html.contains("Shop <1>"),
        "{html}"
    );
    assert!(
        html.contains("<code>payments.read<") && !html.contains("<code>payments.create<"),
        "a viewer can't give that: {html}"
    );
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("form-action 'self' https://shop.example;")
            && policy.contains("frame-ancestors 'none'")
    );
    let location = shop.allow(&world, &mut browser, &back).await;
    assert!(location.starts_with(&format!("{BACK}?code=")));
    assert_eq!(parameter(&location, "state").as_deref(), Some("s&=1 ü"));
    assert_eq!(
        parameter(&location, "iss"),
        Some(format!("{PUBLIC_URL}/realms/acme"))
    );

    let answer = shop.redeem(&world, &parameter(&location, "code").unwrap()).await;
    assert_eq!(
        (answer.header("cache-control"), answer.text("token_type")),
        (Some("no-store"), "Bearer")
    );
    assert_eq!(
        answer.text("scope"),
        "openid profile email offline_access payments.read"
    );
    let id = claims(answer.text("id_token"));
    let subject = ann.id.to_string();
    assert_eq!(
        (
            &id["aud"],
            &id["nonce"],
            &id["sub"],
            &id["amr"],
            &id["email"],
            &id["name"]
        ),
        (
            &json!(shop.id.to_string()),
            &json!("n-1"),
            &json!(subject),
            &json!(["pwd"]),
            &json!("ann@example.com"),
            &json!("Ann <b>Otter</b>")
        )
    );
    let access = claims(answer.text("access_token"));
    assert_eq!(
        (&access["aud"], &access["tenant"]),
        (&json!(PUBLIC_URL), &json!(ann.tenant.id().to_string()))
    );
    let token = answer.text("access_token");
    assert_eq!(world.get(token, "/api/v1/payments").await.status.as_u16(), 200);
    let create = world
        .post(
            token,
            "/api/v1/payments",
            super::world::order(100, "tok_approved"),
        )
        .await;
    assert_eq!(create.problem(), (403, "permission_missing"));
    assert_eq!(
        create.header("www-authenticate"),
        Some("Bearer realm=\"bezant\", error=\"insufficient_scope\"")
    );
    assert_eq!(
        world.get(token, "/api/v1/me").await.problem(),
        (403, "permission_missing"),
        "that is nobody's scope"
    );
    let info = world.get(token, "/realms/acme/userinfo").await;
    assert_eq!(
        (info.text("sub"), info.text("email"), &info.body["email_verified"]),
        (&*subject, "ann@example.com", &json!(false))
    );

    // The tokens live on by refreshing, also narrower, and the person is not asked again.
    let next = shop.refresh(&world, answer.text("refresh_token")).await;
    assert_eq!(next.status.as_u16(), 200, "{next:?}");
    assert_eq!(claims(next.text("id_token"))["nonce"], Value::Null);
    let narrower = [
        ("grant_type", "refresh_token"),
        ("refresh_token", next.text("refresh_token")),
        ("scope", "openid"),
    ];
    let narrower = shop.ask(&world, "token", &narrower).await;
    assert_eq!(narrower.text("scope"), "openid");
    assert_eq!(
        world
            .get(narrower.text("access_token"), "/api/v1/payments")
            .await
            .problem()
            .0,
        403
    );
    let again = browser.get(&world, &shop.authorize(&[])).await;
    assert!(again.header("location").unwrap().starts_with(BACK), "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_says_what_there_is_and_keys_come_before_they_sign() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let told = open(&world, "/realms/acme/.well-known/openid-configuration").await;
    assert_eq!(
        open(&world, "/.well-known/oauth-authorization-server/realms/acme").await,
        told
    );
    assert_eq!(told["issuer"], format!("{PUBLIC_URL}/realms/acme"));
    assert_eq!(told["id_token_signing_alg_values_supported"], json!(["ES256"]));
    assert_eq!(told["code_challenge_methods_supported"], json!(["S256"]));

    let kids = async || {
        let keys = open(&world, "/realms/acme/jwks").await;
        let keys = keys["keys"].as_array().unwrap().clone();
        assert!(keys.iter().all(|key| key.get("d").is_none()), "private");
        keys.iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let kid_of = |token: &str| {
        use base64::Engine;
        let header = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(token.split('.').next().unwrap())
            .unwrap();
        serde_json::from_slice::<Value>(&header).unwrap()["kid"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = kids().await;
    assert_eq!(first.len(), 2);
    let mut browser = Browser::signed_in(&world, &ann).await;
    let old = shop.tokens(&world, &mut browser).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let rotated = world.admin("/admin/v1/signing-keys/rotate", json!({})).await;
    let mut states: Vec<_> = rotated.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["status"].as_str().unwrap())
        .collect();
    states.sort_unstable();
    assert_eq!(states, ["next", "next", "signing", "signing"]);
    assert!(!rotated.body.to_string().contains("private"));
    let both = kids().await;
    assert_eq!(both.len(), 4, "the next ones are published");
    let still = shop.tokens(&world, &mut browser).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(kid_of(&still), kid_of(&old), "and do not sign yet");
    world.clock.go_ahead(9 * 60_000);
    let last = shop.tokens(&world, &mut browser).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(kid_of(&last), kid_of(&old));
    world.clock.go_ahead(2 * 60_000);
    let new = shop.tokens(&world, &mut browser).await["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!first.contains(&kid_of(&new)));
    assert_eq!(
        kids().await.len(),
        4,
        "the former ones are there as long as their tokens are"
    );
    for good in [&last, &new] {
        assert_eq!(world.get(good, "/api/v1/payments").await.status.as_u16(), 200);
    }
    assert_eq!(
        world.get(&old, "/api/v1/payments").await.problem(),
        (401, "access_token_invalid"),
        "it is over"
    );
    world.clock.go_ahead(26 * 3_600_000);
    assert_eq!(kids().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_acts_as_its_service_account() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let id: PrincipalId = world.edge.new_id();
    let robot = NewPrincipal {
        kind: PrincipalKind::ServiceAccount,
        name: Some(Label::new("robot").unwrap()),
        attributes: Attributes {
            pci: true,
            ..Attributes::default()
        },
        ..NewPrincipal::user(id)
    };
    command(
        &world,
        ann.tenant,
        Action::Access(access::Command::CreatePrincipal(robot)),
    )
    .await;
    let assign = access::Command::Ask {
        request: Request::AssignRole {
            to: Holder::Principal(id),
            role: RoleName::new("agent").unwrap(),
        },
        approval: ApprovalId::from_u128(rand::random()),
        seen_version: None,
    };
    command(&world, ann.tenant, Action::Access(assign)).await;
    let mut own = terms("payments.create payments.read_own payments.read");
    own.flows = Flows::of(&[Flow::ClientCredentials]);
    own.principal = Some(id);
    let robot = Registered::new(&world, ann.tenant, "acme", ClientKind::Confidential, own).await;
    let answer = robot
        .ask(&world, "token", &[("grant_type", "client_credentials")])
        .await;
    assert_eq!(
        answer.text("scope"),
        "payments.create payments.read_own",
        "as far as the account may"
    );
    assert_eq!(
        (&answer.body["refresh_token"], &answer.body["id_token"]),
        (&Value::Null, &Value::Null)
    );
    let token = answer.text("access_token");
    let order = super::world::order(100, "tok_approved").to_string();
    let paid = world
        .post_with(
            token,
            "/api/v1/payments",
            &[("prefer", "respond-async")],
            order.as_bytes(),
        )
        .await;
    assert!(paid.status.is_success(), "{paid:?}");
    let status = robot.ask(&world, "introspect", &[("token", token)]).await;
    assert_eq!(
        (&status.body["active"], status.text("sub")),
        (&json!(true), &*id.to_string())
    );
    // One token ends, and no other.
    let other = robot
        .ask(&world, "token", &[("grant_type", "client_credentials")])
        .await;
    let other = other.text("access_token");
    let revoked = robot.ask(&world, "revoke", &[("token", other)]).await;
    assert_eq!(revoked.status.as_u16(), 200);
    assert_eq!(
        world.get(other, "/api/v1/payments").await.problem(),
        (401, "access_token_invalid")
    );
    let status = robot.ask(&world, "introspect", &[("token", other)]).await;
    assert_eq!(status.body, json!({ "active": false }));
    assert_eq!(world.get(token, "/api/v1/payments").await.status.as_u16(), 200);
    let wider = [("grant_type", "client_credentials"), ("scope", "ledger.write")];
    assert_eq!(
        error(&robot.ask(&world, "token", &wider).await),
        (400, "invalid_scope")
    );
    command(
        &world,
        ann.tenant,
        Action::Access(access::Command::Suspend { id }),
    )
    .await;
    assert_eq!(
        world.get(token, "/api/v1/payments").await.problem(),
        (401, "access_token_invalid")
    );
    let refused = robot
        .ask(&world, "token", &[("grant_type", "client_credentials")])
        .await;
    assert_eq!(error(&refused), (400, "unauthorized_client"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_let_in_from_a_browser() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let terminal = Registered::new(&world, ann.tenant, "acme", ClientKind::Public, terms(SCOPES)).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    for (answer, outcome) in [("yes", None), ("no", Some("access_denied"))] {
        let started = terminal
            .ask(&world, "device", &[("scope", "openid payments.read")])
            .await;
        assert_eq!(started.body["interval"], 5);
        let poll = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", started.text("device_code")),
        ];
        assert_eq!(
            error(&terminal.ask(&world, "token", &poll).await),
            (400, "authorization_pending")
        );
        assert_eq!(
            error(&terminal.ask(&world, "token", &poll).await),
            (400, "slow_down")
        );
        let complete = started
            .text("verification_uri_complete")
            .strip_prefix(PUBLIC_URL)
            .unwrap();
        let away = Browser::default().get(&world, complete).await;
        assert!(away.header("location").unwrap().starts_with("/sign-in?"));
        let page = browser.get(&world, complete).await;
        let html = page.body.as_str().unwrap();
        let (code, csrf) = (hidden(html, "user_code"), hidden(html, "csrf"));
        assert_eq!(code, started.text("user_code"));
        let path = "/realms/acme/device/verify";
        let forged = browser
            .form(
                &world,
                path,
                &[("user_code", &code), ("csrf", &"0".repeat(64)), ("answer", "yes")],
            )
            .await;
        assert_eq!(forged.status.as_u16(), 400);
        let fields = [("user_code", &*code), ("csrf", &csrf), ("answer", answer)];
        assert_eq!(browser.form(&world, path, &fields).await.status.as_u16(), 200);
        let done = terminal.ask(&world, "token", &poll).await;
        match outcome {
            None => {
                let read = world.get(done.text("access_token"), "/api/v1/payments").await;
                assert_eq!(read.status.as_u16(), 200);
                assert_eq!(
                    error(&terminal.ask(&world, "token", &poll).await),
                    (400, "invalid_grant"),
                    "once"
                );
            }
            Some(outcome) => assert_eq!(error(&done), (400, outcome)),
        }
    }
    let late = terminal.ask(&world, "device", &[]).await;
    world.clock.go_ahead(600_000);
    let poll = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", late.text("device_code")),
    ];
    assert_eq!(
        error(&terminal.ask(&world, "token", &poll).await),
        (400, "expired_token")
    );
    // Nobody tries codes until one fits.
    for _ in 0..10 {
        assert_eq!(
            browser
                .get(&world, "/realms/acme/device/verify?user_code=BCDFGHJK")
                .await
                .status
                .as_u16(),
            400
        );
    }
    let page = browser
        .get(&world, "/realms/acme/device/verify?user_code=BCDFGHJK")
        .await;
    assert!(page.body.as_str().unwrap().contains("Too many codes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_and_what_depends_on_it() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    let code = parameter(
        &shop
            .allow(
                &world,
                &mut browser,
                &shop.authorize(&[("scope", "openid payments.read")]),
            )
            .await,
        "code",
    );
    let bound = shop.redeem(&world, &code.unwrap()).await;
    let (access, hint) = (bound.text("access_token"), bound.text("id_token"));
    assert_eq!(world.get(access, "/api/v1/payments").await.status.as_u16(), 200);

    // A link alone asks first.
    let asked = browser.get(&world, "/realms/acme/logout").await;
    assert_eq!(asked.status.as_u16(), 200);
    assert_eq!(world.get(access, "/api/v1/payments").await.status.as_u16(), 200);
    for (uri, status) in [
        ("https://shop.example/bye/", 400),
        ("https://evil.example/bye", 400),
        ("//evil.example", 400),
    ] {
        let fields =
            super::oauth_clients::query(&[("id_token_hint", hint), ("post_logout_redirect_uri", uri)]);
        let refused = browser
            .get(&world, &format!("/realms/acme/logout?{fields}"))
            .await;
        assert_eq!(
            (refused.status.as_u16(), refused.header("location")),
            (status, None),
            "{uri}"
        );
    }
    // A form that nobody was asked by is none, and another organisation's page leaves this one's session alone.
    let forged = [("request", ""), ("csrf", "00"), ("answer", "yes")];
    let forged = browser.form(&world, "/realms/acme/logout", &forged).await;
    assert_eq!(forged.status.as_u16(), 400);
    let stranger = Person::new(&world, "other", "eve@example.com", "viewer").await;
    let foreign = Registered::shop(&world, &stranger).await;
    let fields = super::oauth_clients::query(&[
        ("client_id", &foreign.id.to_string()),
        ("post_logout_redirect_uri", "https://shop.example/bye"),
    ]);
    for (path, status) in [
        ("/realms/other/logout".to_owned(), 200),
        (format!("/realms/other/logout?{fields}"), 303),
    ] {
        let left = browser.get(&world, &path).await;
        assert_eq!(
            (left.status.as_u16(), left.header("set-cookie")),
            (status, None),
            "{path}"
        );
    }
    assert_eq!(browser.get(&world, "/api/v1/me").await.status.as_u16(), 200);
    // The hint of another session of hers does not sign this one out unasked.
    let mut elsewhere = Browser::signed_in(&world, &ann).await;
    let fields = super::oauth_clients::query(&[("id_token_hint", hint)]);
    let asked = elsewhere
        .get(&world, &format!("/realms/acme/logout?{fields}"))
        .await;
    assert_eq!((asked.status.as_u16(), asked.header("set-cookie")), (200, None));
    assert_eq!(elsewhere.get(&world, "/api/v1/me").await.status.as_u16(), 200);
    // The hint is no credential: that its time is over does not matter.
    world.clock.go_ahead(20 * 60_000);
    let fields = super::oauth_clients::query(&[
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", "https://shop.example/bye"),
        ("state", "x y"),
    ]);
    let gone = browser
        .get(&world, &format!("/realms/acme/logout?{fields}"))
        .await;
    assert_eq!(
        gone.header("location"),
        Some("https://shop.example/bye?state=x+y"),
        "{gone:?}"
    );
    assert!(!browser.cookies.contains_key("bezant_session"));
    assert_eq!(
        error(&shop.refresh(&world, bound.text("refresh_token")).await),
        (400, "invalid_grant")
    );
    let away = browser.get(&world, &shop.authorize(&[("prompt", "none")])).await;
    assert_eq!(
        parameter(away.header("location").unwrap(), "error").as_deref(),
        Some("login_required")
    );
}

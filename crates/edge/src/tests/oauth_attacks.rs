//! Known attacks on OAuth and on signed tokens (RFC 9700, RFC 8725), each against the whole edge.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_credentials::jwt::{Algorithm, SigningKey, TokenType};
use bezant_identity::Action;
use bezant_identity::access;
use bezant_identity::oauth::ClientKind;
use bezant_identity::tenancy;
use serde_json::{Value, json};

use super::oauth_clients::{
    BACK, CHALLENGE, Registered, SCOPES, VERIFIER, error, hidden, parameter, query, terms,
};
use super::sign_in_people::{Browser, Person, command};
use super::world::{Call, World};

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

async fn is_refused(world: &World, token: &str, why: &str) {
    let answer = world.get(token, "/api/v1/payments").await;
    assert_eq!(answer.problem(), (401, "access_token_invalid"), "{why}");
    let challenge = answer.header("www-authenticate").unwrap();
    assert!(challenge.contains("error=\"invalid_token\""), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_tokens_are_refused() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let bob = Person::new(&world, "other", "bob@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    let tokens = shop.tokens(&world, &mut browser).await;
    let (access, id_token) = (
        tokens["access_token"].as_str().unwrap(),
        tokens["id_token"].as_str().unwrap(),
    );
    assert_eq!(world.get(access, "/api/v1/payments").await.status.as_u16(), 200);
    let parts: Vec<&str> = access.split('.').collect();
    let (header, claims) = (decoded(parts[0]), decoded(parts[1]));
    let with = |changes: Value| {
        let mut header = header.clone();
        for (name, value) in changes.as_object().unwrap() {
            header[name] = value.clone();
        }
        encoded(&header)
    };
    let (own, _) = SigningKey::generate(Algorithm::EdDsa).unwrap();
    let jwks = world.get("", "/realms/acme/jwks").await;
    let public = jwks.body["keys"].to_string();

    is_refused(
        &world,
        &format!("{}.{}.", with(json!({ "alg": "none" })), parts[1]),
        "alg none",
    )
    .await;
    is_refused(
        &world,
        &format!("{}.{}.{}", with(json!({ "alg": "nOnE" })), parts[1], parts[2]),
        "alg nOnE",
    )
    .await;
    // The public key as the secret of an HMAC.
    let message = format!("{}.{}", with(json!({ "alg": "HS256" })), parts[1]);
    let key = blake3::hash(public.as_bytes());
    let mac = URL_SAFE_NO_PAD.encode(blake3::keyed_hash(key.as_bytes(), message.as_bytes()).as_bytes());
    is_refused(&world, &format!("{message}.{mac}"), "HS256").await;
    is_refused(
        &world,
        &format!("{}.{}.{}", with(json!({ "alg": "ES256" })), parts[1], parts[2]),
        "another alg",
    )
    .await;
    is_refused(
        &world,
        &own.sign(TokenType::Access, &claims),
        "another node's key",
    )
    .await;
    // With that key brought along, or named by ours, or by a path.
    let signed = |changes: Value| {
        let token = own.sign(TokenType::Access, &claims);
        let rest = token.split_once('.').unwrap().1.to_owned();
        format!("{}.{rest}", with(changes))
    };
    let jwk = serde_json::to_value(own.jwk()).unwrap();
    for (why, changes) in [
        ("jwk header", json!({ "jwk": jwk, "kid": own.kid() })),
        ("jku header", json!({ "jku": "https://evil.example/jwks" })),
        ("our kid", json!({})),
        ("kid as a path", json!({ "kid": "../../../dev/null" })),
        ("kid as SQL", json!({ "kid": "' UNION SELECT 'x" })),
        ("critical", json!({ "crit": ["exp"] })),
    ] {
        is_refused(&world, &signed(changes), why).await;
    }
    let mut wider = claims.clone();
    wider["scope"] = "ledger.write".into();
    is_refused(
        &world,
        &format!("{}.{}.{}", parts[0], encoded(&wider), parts[2]),
        "changed claims",
    )
    .await;
    let mut elsewhere = claims.clone();
    elsewhere["tenant"] = bob.tenant.id().to_string().into();
    is_refused(
        &world,
        &format!("{}.{}.{}", parts[0], encoded(&elsewhere), parts[2]),
        "another tenant",
    )
    .await;
    is_refused(&world, id_token, "an ID token").await;
    is_refused(&world, &format!("{access}.{}", parts[2]), "four parts").await;
    is_refused(&world, &"a.".repeat(10_000), "long").await;

    // What is no token of the tenant is nothing at its other endpoints either.
    assert_eq!(
        world.get(access, "/realms/other/userinfo").await.status.as_u16(),
        401
    );
    let foreign = Registered::shop(&world, &bob).await;
    assert_eq!(
        foreign.ask(&world, "introspect", &[("token", access)]).await.body,
        json!({ "active": false })
    );
    assert_eq!(
        shop.ask(&world, "introspect", &[("token", access)]).await.body["active"],
        true
    );
    assert_eq!(
        shop.ask(&world, "introspect", &[("token", id_token)]).await.body,
        json!({ "active": false })
    );
    // Somebody else's client revokes nothing.
    assert_eq!(
        foreign
            .ask(&world, "revoke", &[("token", access)])
            .await
            .status
            .as_u16(),
        200
    );
    assert_eq!(world.get(access, "/api/v1/payments").await.status.as_u16(), 200);
    assert_eq!(
        shop.ask(&world, "revoke", &[("token", access)])
            .await
            .status
            .as_u16(),
        200
    );
    is_refused(&world, access, "revoked").await;

    // Who can't act can't by a token.
    let tokens = shop.tokens(&world, &mut browser).await;
    let access = tokens["access_token"].as_str().unwrap();
    command(
        &world,
        ann.tenant,
        Action::Access(access::Command::Suspend { id: ann.id }),
    )
    .await;
    is_refused(&world, access, "suspended").await;
    assert_eq!(
        error(
            &shop
                .refresh(&world, tokens["refresh_token"].as_str().unwrap())
                .await
        ),
        (400, "invalid_grant")
    );
    command(
        &world,
        ann.tenant,
        Action::Access(access::Command::Reactivate { id: ann.id }),
    )
    .await;
    world.clock.go_ahead(601_000);
    is_refused(&world, access, "expired").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_presented_twice_ends_all_that_was_made_from_it() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let thief = Registered::shop(&world, &ann).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    let code = shop.code(&world, &mut browser).await;
    assert_eq!(
        error(&thief.redeem(&world, &code).await),
        (400, "invalid_grant"),
        "another client's code"
    );
    for (verifier, uri) in [
        (&*"x".repeat(43), BACK),
        (CHALLENGE, BACK),
        ("short", BACK),
        (VERIFIER, "http://127.0.0.1/cb"),
        (VERIFIER, "https://shop.example/back/"),
    ] {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", uri),
            ("code_verifier", verifier),
        ];
        assert_eq!(
            error(&shop.ask(&world, "token", &fields).await),
            (400, "invalid_grant"),
            "{verifier} {uri}"
        );
    }
    let without = [
        ("grant_type", "authorization_code"),
        ("code", &*code),
        ("redirect_uri", BACK),
    ];
    assert_eq!(
        error(&shop.ask(&world, "token", &without).await),
        (400, "invalid_request")
    );
    let first = shop.redeem(&world, &code).await;
    let access = first.text("access_token");
    assert_eq!(world.get(access, "/api/v1/payments").await.status.as_u16(), 200);
    assert_eq!(error(&shop.redeem(&world, &code).await), (400, "invalid_grant"));
    is_refused(&world, access, "its code was replayed").await;
    assert_eq!(
        error(&shop.refresh(&world, first.text("refresh_token")).await),
        (400, "invalid_grant")
    );

    let tokens = shop.tokens(&world, &mut browser).await;
    let old = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(
        error(&thief.refresh(&world, old).await),
        (400, "invalid_grant"),
        "another client's token"
    );
    let wider = [
        ("grant_type", "refresh_token"),
        ("refresh_token", old),
        ("scope", "payments.create"),
    ];
    assert_eq!(
        error(&shop.ask(&world, "token", &wider).await),
        (400, "invalid_scope")
    );
    let new = shop.refresh(&world, old).await;
    assert_eq!(
        world
            .get(new.text("access_token"), "/api/v1/payments")
            .await
            .status
            .as_u16(),
        200
    );
    assert_eq!(error(&shop.refresh(&world, old).await), (400, "invalid_grant"));
    is_refused(&world, new.text("access_token"), "its family is dead").await;
    assert_eq!(
        error(&shop.refresh(&world, new.text("refresh_token")).await),
        (400, "invalid_grant")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_an_address_that_is_not_the_clients() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let bob = Person::new(&world, "other", "bob@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    for uri in [
        "https://shop.example/back/",
        "https://shop.example/back?x=1",
        "https://shop.example/back#x",
        "https://evil.shop.example/back",
        "https://shop.example.evil.example/back",
        "https://shop.example@evil.example/back",
        "https://shop.example:444/back",
        "http://shop.example/back",
        "https://SHOP.example/../back",
        "http://localhost/cb",
        "http://127.0.0.1:1@evil.example/cb",
        "//evil.example",
        "javascript:alert(1)",
        "",
    ] {
        let answer = browser
            .get(&world, &shop.authorize(&[("redirect_uri", uri)]))
            .await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (400, None),
            "{uri}"
        );
    }
    let loopback = shop.authorize(&[("redirect_uri", "http://127.0.0.1:51234/cb")]);
    assert_eq!(
        browser.get(&world, &loopback).await.status.as_u16(),
        200,
        "any port of one's own machine"
    );
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", shop.authorize(&[]));
    assert_eq!(browser.get(&world, &twice).await.status.as_u16(), 400);

    // What is wrong otherwise is told to the client, with who says so.
    for (other, word) in [
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge", "short"), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("response_type", "code id_token"), "unsupported_response_type"),
        (("response_mode", "fragment"), "invalid_request"),
        (("request", "eyJ"), "request_not_supported"),
        (("scope", "openid root"), "invalid_scope"),
        (("scope", "ledger.write"), "invalid_scope"),
        (("prompt", "none login"), "invalid_request"),
        (("prompt", "none"), "consent_required"),
        (("max_age", "soon"), "invalid_request"),
    ] {
        let answer = browser.get(&world, &shop.authorize(&[other])).await;
        let location = answer
            .header("location")
            .unwrap_or_else(|| panic!("{other:?}: {answer:?}"));
        assert!(location.starts_with(&format!("{BACK}?")), "{location}");
        assert_eq!(parameter(location, "error").as_deref(), Some(word), "{other:?}");
        assert_eq!(parameter(location, "state").as_deref(), Some("s&=1 ü"));
        assert!(parameter(location, "iss").unwrap().ends_with("/realms/acme"));
    }
    // A client of one organisation is nothing in another, and neither is its user.
    let elsewhere = shop.authorize(&[]).replace("/realms/acme/", "/realms/other/");
    assert_eq!(browser.get(&world, &elsewhere).await.status.as_u16(), 400);
    let mut bobs = Browser::signed_in(&world, &bob).await;
    let away = bobs.get(&world, &shop.authorize(&[])).await;
    assert!(away.header("location").unwrap().starts_with("/sign-in?"));
    // Signing in again is asked for once, and then done.
    for again in [("prompt", "login"), ("max_age", "0")] {
        let request = shop.authorize(&[again]);
        let away = browser.get(&world, &request).await;
        let back = parameter(
            &format!("http://x{}", away.header("location").unwrap()),
            "return_to",
        )
        .unwrap();
        world.clock.go_ahead(1_000);
        assert_eq!(browser.get(&world, &back).await.status.as_u16(), 303, "not yet");
        browser = Browser::signed_in(&world, &ann).await;
        assert_eq!(
            browser.get(&world, &back).await.status.as_u16(),
            200,
            "now they are asked"
        );
    }
    let shut = tenancy::Command::SuspendTenant {
        reason: "test".to_owned(),
    };
    command(&world, ann.tenant, Action::Tenancy(shut)).await;
    assert_eq!(
        browser.get(&world, &shop.authorize(&[])).await.status.as_u16(),
        400
    );
    assert_eq!(
        error(&shop.redeem(&world, "bzc_x").await),
        (400, "unauthorized_client")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_comes_from_the_page_that_was_shown_in_this_session() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let eve = Person::new(&world, "acme", "eve@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let mut browser = Browser::signed_in(&world, &ann).await;
    let mut eves = Browser::signed_in(&world, &eve).await;
    let asked = eves.get(&world, &shop.authorize(&[])).await;
    let html = asked.body.as_str().unwrap();
    let (request, csrf) = (hidden(html, "request"), hidden(html, "csrf"));
    let other = request.replace("nonce=n-1", "nonce=n-2");
    let path = shop.path("authorize");
    for (request, csrf) in [(&*request, &*csrf), (&request, &"0".repeat(64)), (&request, "x")] {
        let answer = browser
            .form(
                &world,
                &path,
                &[("request", request), ("csrf", csrf), ("answer", "yes")],
            )
            .await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, None));
    }
    let changed = eves
        .form(
            &world,
            &path,
            &[("request", &other), ("csrf", &csrf), ("answer", "yes")],
        )
        .await;
    assert_eq!(changed.status.as_u16(), 400, "it is for what was shown");
    let denied = eves
        .form(
            &world,
            &path,
            &[("request", &request), ("csrf", &csrf), ("answer", "no")],
        )
        .await;
    assert_eq!(
        parameter(denied.header("location").unwrap(), "error").as_deref(),
        Some("access_denied")
    );
    let sent = eves.form(&world, &path, &[("request", &request)]).await;
    assert_eq!(sent.status.as_u16(), 303, "without an answer it is asked again");
    assert!(sent.header("location").unwrap().starts_with(&path));

    // A program on one's own device is asked about each time: another could have taken its address.
    let public = Registered::new(&world, ann.tenant, "acme", ClientKind::Public, terms(SCOPES)).await;
    let request = public.authorize(&[("redirect_uri", "http://127.0.0.1:5000/cb")]);
    public.allow(&world, &mut browser, &request).await;
    assert_eq!(browser.get(&world, &request).await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_prove_who_they_are() {
    let world = World::with_one_clock().await;
    let ann = Person::new(&world, "acme", "ann@example.com", "viewer").await;
    let shop = Registered::shop(&world, &ann).await;
    let public = Registered::new(&world, ann.tenant, "acme", ClientKind::Public, terms(SCOPES)).await;
    let (id, public_id) = (shop.id.to_string(), public.id.to_string());
    let secret = shop.secret.clone().unwrap();
    let post = async |headers: Vec<(&str, &str)>, fields: &[(&str, &str)]| {
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        let call = Call {
            method: Method::POST,
            path: "/realms/acme/token",
            headers: all,
            body: query(fields).into_bytes(),
        };
        world.send(call).await
    };
    let grant = ("grant_type", "refresh_token");
    let token = ("refresh_token", "bzr_x");
    let proved = post(
        vec![],
        &[grant, token, ("client_id", &id), ("client_secret", &secret)],
    )
    .await;
    assert_eq!(
        error(&proved),
        (400, "invalid_grant"),
        "it is the token that is wrong"
    );
    let other = bezant_credentials::token::Token::random(bezant_credentials::token::TokenKind::ClientSecret);
    for fields in [
        vec![grant, token, ("client_id", &*id)],
        vec![grant, token, ("client_id", &id), ("client_secret", "wrong")],
        vec![grant, token, ("client_id", &id), ("client_secret", &other.text())],
        vec![
            grant,
            token,
            ("client_id", &public_id),
            ("client_secret", &secret),
        ],
        vec![grant, token, ("client_id", "cli_nobody")],
        vec![grant, token],
    ] {
        let refused = post(vec![], &fields).await;
        assert_eq!(error(&refused), (401, "invalid_client"));
        assert!(refused.header("www-authenticate").unwrap().starts_with("Basic"));
    }
    let basic = format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}"))
    );
    let both = post(
        vec![("authorization", &basic)],
        &[grant, token, ("client_secret", &secret)],
    )
    .await;
    assert_eq!(error(&both), (400, "invalid_request"));
    for (word, outcome) in [
        ("password", "unsupported_grant_type"),
        ("implicit", "unsupported_grant_type"),
        ("client_credentials", "unauthorized_client"),
    ] {
        let refused = post(vec![], &[("grant_type", word), ("client_id", &public_id)]).await;
        assert_eq!(error(&refused), (400, outcome), "{word}");
    }
    let twice = post(vec![], &[grant, grant, ("client_id", &public_id)]).await;
    assert_eq!(error(&twice), (400, "invalid_request"));
    let asks = public.ask(&world, "introspect", &[("token", "x")]).await;
    assert_eq!(error(&asks), (401, "invalid_client"), "it keeps no secret");
    // The organisation's own callers may ask, others may not.
    let reader = world.key("acme", &["read"]).await;
    let foreign = world.key("else", &["read"]).await;
    for key in [reader, foreign] {
        let bearer = format!("Bearer {key}");
        let call = Call {
            method: Method::POST,
            path: "/realms/acme/introspect",
            headers: vec![
                ("authorization", &bearer),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
            body: b"token=x".to_vec(),
        };
        assert_eq!(world.send(call).await.problem(), (403, "permission_missing"));
    }
}

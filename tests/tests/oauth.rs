//! Logging in with the real binary, by a client that others wrote and through a real browser.

use bezant_tests::browser::{Browser, PASSWORD, user};
use bezant_tests::node::{NodeUnderTest, string};
use bezant_tests::scripts::script;
use serde_json::json;

const SCOPES: &str = "openid profile email offline_access payments.read payments.create";

#[tokio::test]
async fn openid_client_logs_in_refreshes_lets_a_device_in_and_logs_out() {
    let mut node = NodeUnderTest::start("").await;
    node.run_ok(&["tenant", "create", "acme"]);
    user(&node, "acme", "ann@example.com", "Ann <b>Otter</b>", "viewer").await;
    user(&node, "acme", "boss@example.com", "Boss", "admin").await;
    // The issuer has the name of this machine, so browsers go by it too.
    let site = node.url().replace("127.0.0.1", "localhost");
    let mut boss = Browser::at(&site);
    let entered = boss.sign_in("acme", "boss@example.com", PASSWORD).await;
    assert_eq!(entered.expect(200)["status"], "signed_in");
    let client = json!({
        "name": "Shop <1>", "scope": SCOPES,
        "redirect_uris": ["http://127.0.0.1/cb"], "post_logout_redirect_uris": ["http://127.0.0.1/bye"],
        "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    });
    let client = boss
        .call("POST", "/api/v1/oauth-clients", &client)
        .await
        .expect(201);
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/oidc-client/server.mjs");
    let variables = [
        ("BEZANT_EXAMPLE", example),
        ("BEZANT_URL", &*site),
        ("BEZANT_PASSWORD", PASSWORD),
        ("BEZANT_CLIENT", string(&client, "id")),
        ("BEZANT_SECRET", string(&client, "secret")),
    ];
    let seen = script(&node, "openid_login.mjs", &variables).await;
    assert!(
        seen.contains("ran the example") && seen.contains("logged out"),
        "{seen}"
    );
    node.terminate().await;
}

#[tokio::test]
async fn software_gets_tokens_for_itself_as_far_as_it_may() {
    let mut node = NodeUnderTest::start("").await;
    node.run_ok(&["tenant", "create", "acme"]);
    let agent = [
        "agent", "create", "--tenant", "acme", "--name", "till", "--pci", "--json",
    ];
    let agent = bezant_tests::node::json(&node.run_ok(&agent));
    let client = [
        "oauth",
        "client",
        "create",
        "--json",
        "--tenant",
        "acme",
        "--name",
        "Till",
        "--grant-type",
        "client_credentials",
        "--scope",
        "payments.create payments.read",
        "--principal",
        string(&agent["agent"], "id"),
    ];
    let client = bezant_tests::node::json(&node.run_ok(&client));
    let mut till = Browser::at(&node.url());
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", string(&client, "id")),
        ("client_secret", string(&client, "secret")),
    ];
    let tokens = till.form("/realms/acme/token", &fields).await.expect(200);
    // An agent sees its own payments only: what it may not do is not in its token either.
    assert_eq!(tokens["scope"], "payments.create");
    let key = node.tenant_key("other");
    let api = node.api(&key).with_secret(string(&tokens, "access_token"));
    let refused = api.get("/api/v1/webhook-endpoints").await;
    assert_eq!(refused.status, 403, "{refused:?}");
    let payment = json!({
        "amount": 1099, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" },
    });
    let made = api.pay(&payment).await;
    assert!(string(&made, "id").starts_with("pay_"), "{made}");

    // Such a token ends with who it is for, at once.
    node.run_ok(&["user", "suspend", string(&agent["agent"], "id")]);
    let late = api.post("/api/v1/payments", &payment).await;
    assert!(matches!(late.status, 401 | 403), "{late:?}");
    let none = till.form("/realms/acme/token", &fields).await;
    assert!(matches!(none.status, 400 | 401), "{none:?}");
    node.terminate().await;
}

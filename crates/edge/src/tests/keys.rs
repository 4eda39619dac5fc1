//! Who may do what: keys, scopes, tenants.

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_core::Command;
use bezant_identity::{Action, Authority, tenancy};
use serde_json::json;

use super::world::{Call, World, order};

#[tokio::test(flavor = "multi_thread")]
async fn only_a_live_key_with_the_scope_gets_in() {
    let world = World::new().await;
    let full = world.full_key("shop").await;
    let read_only = world.key("shop", &["read"]).await;
    let other_secret = format!("{}{}", &full[..30], "0".repeat(64));
    let basic =
        |user: &str, password: &str| format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
    let get = async |authorization: Option<&str>| {
        let headers = authorization.map(|value| ("authorization", value));
        let call = Call {
            method: Method::GET,
            path: "/api/v1/gateways",
            headers: headers.into_iter().collect(),
            body: Vec::new(),
        };
        world.send(call).await
    };
    for good in [
        format!("Bearer {full}"),
        format!("bearer {full}"),
        basic(&full, ""),
        format!("Bearer {read_only}"),
    ] {
        assert_eq!(get(Some(&good)).await.status, 200, "{good}");
    }
    let cases = [
        (None, "credentials_missing"),
        (Some(full.clone()), "credentials_malformed"),
        (Some("Bearer".to_owned()), "credentials_malformed"),
        (Some(format!("Bearer {full}x")), "credentials_malformed"),
        (Some(basic(&full, "word")), "credentials_malformed"),
        (Some("Basic %%".to_owned()), "credentials_malformed"),
        (Some(format!("Digest {full}")), "credentials_malformed"),
        (Some(format!("Bearer {other_secret}")), "api_key_unknown"),
    ];
    for (authorization, code) in cases {
        let answer = get(authorization.as_deref()).await;
        assert_eq!(answer.problem(), (401, code), "{authorization:?}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"bezant\""));
    }
    let written = world
        .post(&read_only, "/api/v1/payments", order(1, "tok_approved"))
        .await;
    assert_eq!(written.problem(), (403, "permission_missing"));
    let write_only = world.key("shop", &["write"]).await;
    assert_eq!(
        world.get(&write_only, "/api/v1/payments").await.problem(),
        (403, "permission_missing")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_and_revoked_keys_are_refused() {
    let world = World::new().await;
    world.full_key("shop").await;
    let body = json!({ "tenant": "shop", "name": "short", "scopes": ["read"], "expires_in_days": 1 });
    let short = world.admin("/admin/v1/keys", body).await;
    let (secret, id) = (short.text("secret").to_owned(), short.text("id").to_owned());
    assert_eq!(world.get(&secret, "/api/v1/gateways").await.status, 200);

    let listed = world.admin_get("/admin/v1/keys?tenant=shop").await;
    let keys = listed.body["data"].as_array().unwrap();
    assert!(
        keys.iter().any(|key| key["id"] == id.as_str()) && !listed.body.to_string().contains(&secret[30..])
    );

    world.clock.go_ahead(24 * 60 * 60 * 1_000 + 1);
    assert_eq!(
        world.get(&secret, "/api/v1/gateways").await.problem(),
        (401, "api_key_expired")
    );
    for _ in 0..2 {
        let revoked = world
            .admin(&format!("/admin/v1/keys/{id}/revoke"), json!({}))
            .await;
        assert_eq!(revoked.status, 200, "revoking again changes nothing");
        assert!(revoked.body["revoked_at"].is_string());
    }
    let target = world.engine.committed();
    world.edge.directory().catch_up(target).await;
    assert_eq!(
        world.get(&secret, "/api/v1/gateways").await.problem(),
        (401, "api_key_revoked")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_suspended_and_closed_tenants_are_refused() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let other = world.full_key("other").await;
    let reason = "unpaid".to_owned();
    let suspend = tenancy::Command::SuspendTenant { reason };
    let steps = [
        (suspend.clone(), Some("tenant_suspended")),
        (tenancy::Command::ResumeTenant, None),
        (suspend, Some("tenant_suspended")),
        (tenancy::Command::CloseTenant, Some("tenant_closed")),
    ];
    for (command, code) in steps {
        let command = bezant_identity::Command {
            by: Authority::Node,
            action: Action::Tenancy(command),
        };
        world.submit("shop", Command::Identity(command)).await;
        let answer = world.get(&key, "/api/v1/gateways").await;
        match code {
            Some(code) => assert_eq!(answer.problem(), (403, code)),
            None => assert_eq!(answer.status, 200),
        }
        assert_eq!(world.get(&other, "/api/v1/gateways").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn registrations_are_checked() {
    let world = World::new().await;
    let made = world.admin("/admin/v1/tenants", json!({ "name": "shop" })).await;
    assert_eq!((made.status.as_u16(), made.text("name")), (201, "shop"));
    let by_id = json!({ "tenant": made.text("id"), "name": "k", "scopes": ["read"] });
    assert_eq!(
        world.admin("/admin/v1/keys", by_id).await.text("tenant"),
        made.text("id")
    );
    let tenants = world.admin_get("/admin/v1/tenants").await;
    assert_eq!(tenants.body["data"], json!([made.body]));
    let cases = [
        (
            "/admin/v1/tenants",
            json!({ "name": "shop" }),
            (409, "tenant_name_taken"),
            ("name", "tenant_name_taken"),
        ),
        (
            "/admin/v1/tenants",
            json!({ "name": " " }),
            (422, "name_invalid"),
            ("name", "name_invalid"),
        ),
        (
            "/admin/v1/tenants",
            json!({ "nam": "x" }),
            (422, "request_invalid"),
            ("nam", "field_unknown"),
        ),
        (
            "/admin/v1/keys",
            json!({ "tenant": "nobody", "name": "k", "scopes": ["read"] }),
            (422, "request_invalid"),
            ("tenant", "field_invalid"),
        ),
        (
            "/admin/v1/keys",
            json!({ "tenant": "shop", "name": "k", "scopes": ["read", "fly"] }),
            (422, "request_invalid"),
            ("scopes[1]", "field_invalid"),
        ),
        (
            "/admin/v1/keys",
            json!({ "tenant": "shop", "name": "k", "scopes": [] }),
            (422, "scopes_missing"),
            ("scopes", "scopes_missing"),
        ),
    ];
    for (path, body, problem, mistake) in cases {
        let answer = world.admin(path, body).await;
        assert_eq!((answer.problem(), answer.mistakes()), (problem, vec![mistake]));
    }
    let nobody = "/admin/v1/keys/key_01h455vb4pex5vsknk084sn02q/revoke";
    assert_eq!(
        world.admin(nobody, json!({})).await.problem(),
        (404, "key_unknown")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_sees_nothing_of_another() {
    let world = World::new().await;
    let (ours, theirs) = (world.full_key("ours").await, world.full_key("theirs").await);
    let payment = world
        .post(&ours, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    let id = payment.text("id");
    let refund = world
        .post(
            &ours,
            &format!("/api/v1/payments/{id}/refunds"),
            json!({ "amount": 1 }),
        )
        .await;
    let account = json!({ "path": "assets:bank", "currency": "EUR", "allows_overdraft": true });
    let account = world.post(&ours, "/api/v1/ledger/accounts", account).await;
    let till = json!({ "path": "assets:till", "currency": "EUR" });
    world.post(&ours, "/api/v1/ledger/accounts", till).await;
    let transfer = json!({ "debit": "assets:till", "credit": "assets:bank", "amount": 5, "currency": "EUR" });
    let transfer = world.post(&ours, "/api/v1/ledger/transfers", transfer).await;
    assert_eq!(transfer.status, 201, "{transfer:?}");
    let monitor = json!({
        "account": account.text("id"), "measure": "balance", "comparison": "less_than", "threshold": 1,
    });
    let monitor = world.post(&ours, "/api/v1/ledger/monitors", monitor).await;
    let later = json!({ "debit": "assets:till", "credit": "assets:bank", "amount": 5, "currency": "EUR" });
    let schedule = json!({ "at": "2199-01-01T00:00:00Z", "transfers": [later] });
    let schedule = world.post(&ours, "/api/v1/ledger/schedules", schedule).await;
    let endpoint = json!({ "url": "https://shop.example/", "events": ["*"] });
    let endpoint = world.post(&ours, "/api/v1/webhook-endpoints", endpoint).await;
    world.views_caught_up().await;

    let payment_path = format!("/api/v1/payments/{id}");
    let endpoint_path = format!("/api/v1/webhook-endpoints/{}", endpoint.text("id"));
    let reads = [
        (payment_path.clone(), "payment_not_found"),
        (format!("{payment_path}/events"), "payment_not_found"),
        (format!("{payment_path}/refunds"), "payment_not_found"),
        (
            format!("{payment_path}/refunds/{}", refund.text("id")),
            "payment_not_found",
        ),
        (
            format!("/api/v1/ledger/accounts/{}", account.text("id")),
            "account_not_found",
        ),
        (
            format!("/api/v1/ledger/monitors/{}", monitor.text("id")),
            "monitor_not_found",
        ),
        (
            format!("/api/v1/ledger/schedules/{}", schedule.text("id")),
            "schedule_not_found",
        ),
        (
            format!("/api/v1/ledger/accounts/{}/statement", account.text("id")),
            "account_not_found",
        ),
        (
            format!("/api/v1/ledger/accounts/{}/balance", account.text("id")),
            "account_not_found",
        ),
        (
            format!("/api/v1/ledger/transfers/{}", transfer.text("id")),
            "transfer_not_found",
        ),
        (endpoint_path.clone(), "webhook_endpoint_unknown"),
        (format!("{endpoint_path}/deliveries"), "webhook_endpoint_unknown"),
    ];
    for (path, code) in &reads {
        assert_eq!(world.get(&ours, path).await.status, 200, "{path}");
        assert_eq!(world.get(&theirs, path).await.problem(), (404, *code), "{path}");
    }
    let refund_path = format!("{payment_path}/refunds");
    for path in ["/confirm", "/capture", "/cancel", "/retry"].map(|action| format!("{payment_path}{action}"))
    {
        assert_eq!(
            world.post(&theirs, &path, json!({})).await.problem(),
            (404, "payment_not_found"),
            "{path}"
        );
    }
    assert_eq!(
        world
            .post(&theirs, &refund_path, json!({ "amount": 1 }))
            .await
            .status,
        404
    );
    assert_eq!(
        world
            .post(&theirs, &format!("{endpoint_path}/rotate-secret"), json!({}))
            .await
            .status,
        404
    );
    for list in [
        "payments",
        "ledger/accounts",
        "ledger/balances",
        "ledger/transfers",
        "webhook-endpoints",
    ] {
        let path = format!("/api/v1/{list}");
        assert_ne!(world.get(&ours, &path).await.body["data"], json!([]), "{list}");
        assert_eq!(world.get(&theirs, &path).await.body["data"], json!([]), "{list}");
    }
    let books = world.get(&theirs, "/api/v1/ledger/trial-balance").await;
    assert_eq!(
        (&books.body["totals"], &books.body["accounts"]),
        (&json!([]), &json!([]))
    );
}

//! Keys, OAuth clients and outside providers.

use serde_json::{Value, json};

use super::{tenant, user};
use crate::tests::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn keys_show_their_secret_once_and_rotate_with_an_overlap() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let body = json!({ "name": "till", "permissions": ["payments.read"], "certifications": [] });
    let made = ann.post(&world, "/api/v1/api-keys", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let (first, path) = (
        made.text("secret").to_owned(),
        format!("/api/v1/api-keys/{}", made.text("id")),
    );
    assert_eq!(world.get(&first, "/api/v1/payments").await.status, 200);
    assert_eq!(
        world.get(&first, "/api/v1/events").await.problem(),
        (403, "permission_missing")
    );
    let rotated = ann
        .post(
            &world,
            &format!("{path}/rotate"),
            json!({ "overlap_seconds": 60 }),
        )
        .await;
    let second = rotated.text("secret").to_owned();
    for secret in [&first, &second] {
        assert_eq!(world.get(secret, "/api/v1/payments").await.status, 200);
    }
    world.clock.go_ahead(61_000);
    assert_eq!(
        world.get(&first, "/api/v1/payments").await.problem().1,
        "api_key_unknown"
    );
    assert_eq!(world.get(&second, "/api/v1/payments").await.status, 200);
    let listed = ann.get(&world, "/api/v1/api-keys").await;
    assert!(!listed.body.to_string().contains("bzk_"));
    let revoked = ann.delete(&world, &path).await;
    assert!(revoked.body["revoked_at"].is_string(), "{revoked:?}");
    assert_eq!(
        world.get(&second, "/api/v1/payments").await.problem().1,
        "api_key_revoked"
    );

    let too_much = json!({ "name": "router", "scopes": ["operate"] });
    assert_eq!(
        ann.post(&world, "/api/v1/api-keys", too_much).await.problem(),
        (403, "key_exceeds_authority")
    );
    let key = world.key("shop", &["read", "write"]).await;
    let more = world
        .post(
            &key,
            "/api/v1/api-keys",
            json!({ "name": "x", "scopes": ["read"] }),
        )
        .await;
    assert_eq!(more.problem(), (403, "permission_missing"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_makes_nothing_again_and_shows_no_secret_again() {
    let world = World::idle(Default::default()).await;
    let key = world.admin("/admin/v1/keys", {
        tenant(&world, "shop").await;
        json!({ "tenant": "shop", "name": "chief", "scopes": ["read"], "permissions": ["keys.manage", "keys.read"] })
    });
    let key = key.await.text("secret").to_owned();
    let body = json!({ "name": "till", "scopes": ["read"] }).to_string();
    let once = || {
        world.post_with(
            &key,
            "/api/v1/api-keys",
            &[("idempotency-key", "1")],
            body.as_bytes(),
        )
    };
    let (first, second) = (once().await, once().await);
    assert_eq!(
        (first.status.as_u16(), second.status.as_u16()),
        (201, 201),
        "{second:?}"
    );
    assert_eq!(first.body["id"], second.body["id"]);
    assert!(first.body["secret"].is_string() && second.body.get("secret").is_none());
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_and_providers_are_managed() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let body = json!({ "name": "App", "redirect_uris": ["https://app.example/back"], "scope": "openid payments.read" });
    let made = ann.post(&world, "/api/v1/oauth-clients", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert!(made.text("secret").starts_with("bzo_"));
    let path = format!("/api/v1/oauth-clients/{}", made.text("id"));
    let read = ann.get(&world, &path).await;
    assert!(read.body.get("secret").is_none() && read.text("scope") == "openid payments.read");
    let changed = ann.patch(&world, &path, json!({ "name": "The app" })).await;
    assert_eq!(
        (changed.text("name"), changed.text("scope")),
        ("The app", "openid payments.read")
    );
    let rotated = ann
        .post(&world, &format!("{path}/rotate-secret"), Value::Null)
        .await;
    assert_ne!(rotated.text("secret"), made.text("secret"));
    let bad = json!({ "name": "Bad", "redirect_uris": ["http://app.example"], "scope": "openid" });
    assert_eq!(
        ann.post(&world, "/api/v1/oauth-clients", bad).await.problem(),
        (422, "oauth_redirect_uri_invalid")
    );
    assert_eq!(ann.delete(&world, &path).await.status, 200);
    assert_eq!(
        ann.get(&world, &path).await.problem(),
        (404, "oauth_client_unknown")
    );

    let provider = "/api/v1/identity-providers/corp";
    let body = json!({ "kind": "ldap", "mapping": { "staff": ["viewer"] }, "just_in_time": true });
    let set = ann.put(&world, provider, body).await;
    assert_eq!(
        (set.status.as_u16(), &set.body["configured"]),
        (200, &json!(false)),
        "{set:?}"
    );
    let bosses = json!({ "kind": "ldap", "mapping": { "bosses": ["admin"] } });
    assert_eq!(ann.put(&world, provider, bosses).await.status, 202);
    assert_eq!(
        ann.get(&world, provider).await.body["mapping"],
        json!({ "staff": ["viewer"] })
    );
    assert_eq!(ann.delete(&world, provider).await.status, 200);
}

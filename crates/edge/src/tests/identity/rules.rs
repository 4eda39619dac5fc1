//! Consent, and the access policy.

use serde_json::{Value, json};

use super::user;
use crate::tests::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_given_shown_and_taken_back() {
    let world = World::idle(Default::default()).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let eve = user(&world, "shop", "eve", &["viewer"]).await;
    let text = json!({ "purpose": "marketing_mail", "language": "en", "text": "We write to you." });
    let published = ann.post(&world, "/api/v1/consent-texts", text).await;
    assert_eq!(
        (published.status.as_u16(), &published.body["version"]),
        (201, &json!(1)),
        "{published:?}"
    );
    let own = eve
        .post(
            &world,
            "/api/v1/me/consents",
            json!({ "purpose": "marketing_mail", "version": 1 }),
        )
        .await;
    assert_eq!(
        (own.status.as_u16(), own.text("principal")),
        (201, &*eve.id),
        "{own:?}"
    );
    let body = json!({
        "reference": "customer 4711", "purpose": "marketing_mail", "version": 1, "channel": "phone", "evidence": "call 9",
    });
    let other = ann.post(&world, "/api/v1/consents", body).await;
    assert_eq!(other.status, 201, "{other:?}");
    let found = ann
        .get(&world, "/api/v1/consents?reference=customer%204711")
        .await;
    assert_eq!(found.body["data"], json!([other.body]));
    assert_eq!(
        ann.get(&world, "/api/v1/consents").await.body["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let withdrawn = eve
        .post(
            &world,
            &format!("/api/v1/me/consents/{}/withdraw", own.text("id")),
            Value::Null,
        )
        .await;
    assert_eq!(withdrawn.text("status"), "withdrawn");
    let foreign = format!("/api/v1/me/consents/{}/withdraw", other.text("id"));
    assert_eq!(eve.post(&world, &foreign, Value::Null).await.status, 404);
    assert_eq!(
        eve.get(&world, "/api/v1/consents").await.problem(),
        (403, "permission_missing")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_takes_effect_when_it_is_activated_and_one_that_does_not_compile_never() {
    let world = World::idle(Default::default()).await;
    let operator = world.key("shop", &["read", "operate"]).await;
    let reader = world.key("shop", &["read"]).await;
    let shown = world.get(&operator, "/api/v1/policy").await;
    assert_eq!(
        (shown.status.as_u16(), &shown.body["version"]),
        (200, &json!(0)),
        "{shown:?}"
    );
    let broken = json!({ "files": { "authz.rego": "package bezant.authz\n\ndecision := {" } });
    let refused = world.post(&operator, "/api/v1/policy/bundles", broken).await;
    assert_eq!(refused.problem(), (422, "policy_invalid"));
    assert!(refused.body["errors"][0]["line"].is_u64(), "{refused:?}");
    assert_eq!(refused.mistakes()[0].0, "files.authz.rego");

    // Nobody sees gateways; everything else that is permitted is.
    let text = "package bezant.authz\n\
        decision := {\"allow\": false, \"reasons\": [\"closed\"]} if input.request.route == \"/api/v1/gateways\"\n\
        decision := {\"allow\": true, \"reasons\": [\"open\"]} if input.request.route != \"/api/v1/gateways\"\n";
    let bundle = json!({ "files": { "authz.rego": text }, "note": "close gateways", "dry_run": true });
    let kept = world.post(&operator, "/api/v1/policy/bundles", bundle).await;
    assert_eq!(
        (kept.status.as_u16(), &kept.body["version"]),
        (201, &json!(1)),
        "{kept:?}"
    );
    assert_eq!(world.get(&reader, "/api/v1/gateways").await.status, 200);
    let denied = world
        .post(&reader, "/api/v1/policy/bundles/1/activate", json!({}))
        .await;
    assert_eq!(denied.problem(), (403, "permission_missing"));
    let active = world
        .post(&operator, "/api/v1/policy/bundles/1/activate", json!({}))
        .await;
    assert_eq!(
        (&active.body["version"], &active.body["applied_version"]),
        (&json!(1), &json!(1)),
        "{active:?}"
    );
    assert_eq!(
        world.get(&reader, "/api/v1/gateways").await.problem(),
        (403, "policy_denied")
    );
    let back = world.post(&operator, "/api/v1/policy/roll-back", json!({})).await;
    assert_eq!(back.body["version"], 0);
    assert_eq!(world.get(&reader, "/api/v1/gateways").await.status, 200);
    let missing = world
        .post(&operator, "/api/v1/policy/bundles/9/activate", json!({}))
        .await;
    assert_eq!(missing.problem(), (404, "policy_version_unknown"));
    assert_eq!(
        world.get(&operator, "/api/v1/policy/bundles").await.body["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_are_shown_to_their_tenant_and_explained() {
    let world = World::idle(Default::default()).await;
    let auditor = user(&world, "shop", "aud", &["auditor"]).await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let other = user(&world, "other", "bob", &["auditor"]).await;
    // A denial is always kept.
    assert_eq!(
        auditor
            .post(&world, "/api/v1/groups", json!({ "name": "x" }))
            .await
            .status,
        403
    );
    assert_eq!(
        ann.post(&world, "/api/v1/groups", json!({ "name": "x" }))
            .await
            .status,
        201
    );
    let path = format!("/api/v1/policy/decisions?principal={}&allow=true", ann.id);
    let mut rows = Value::Null;
    for _ in 0..200 {
        rows = auditor.get(&world, &path).await.body["data"].clone();
        if rows.as_array().is_some_and(|rows| !rows.is_empty()) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let row = &rows[0];
    assert_eq!(
        (&row["allow"], &row["input"]["request"]["route"]),
        (&json!(true), &json!("/api/v1/groups")),
        "{rows}"
    );
    assert_eq!(other.get(&world, &path).await.body["data"], json!([]));
    let key = world.key("shop", &["read", "operate"]).await;
    let explained = world
        .post(&key, "/api/v1/policy/decisions/explain", row["input"].clone())
        .await;
    assert_eq!(
        (explained.status.as_u16(), &explained.body["allow"]),
        (200, &json!(true)),
        "{explained:?}"
    );
}

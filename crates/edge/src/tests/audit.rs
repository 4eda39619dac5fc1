//! What requests leave in the audit trail, who reads it, and what happens when it can't be written.

use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use bezant_audit::{Addresses, Kind, Options, Record, Search, Trail, WhenUnavailable};
use bezant_log::Position;
use serde_json::{Value, json};

use super::world::{World, order};
use crate::audit::Auditing;

/// Planted in everything that a caller can say.
const NUMBER: &str = "4111111111111111";
const NAME: &str = "lovelace";

/// A trail in a folder.
pub(super) fn auditing(folder: &Path) -> Arc<Auditing> {
    let trail = Trail::open(Options {
        folder: folder.to_owned(),
        segment_bytes: 1 << 20,
        write_every: std::time::Duration::from_millis(1),
        when_unavailable: WhenUnavailable::Refuse,
        key: ed25519_dalek::SigningKey::from_bytes(&[3; 32]),
    })
    .unwrap();
    Arc::new(Auditing {
        search: Search::start(trail.clone()).unwrap(),
        trail,
        addresses: Addresses::Network,
        address_key: [5; 32],
        exports: Vec::new(),
    })
}

impl World {
    /// Everything in the trail, as JSON.
    fn audited(&self) -> Vec<Value> {
        let trail = &self.edge.audit().unwrap().trail;
        assert!(trail.flush(std::time::Duration::from_secs(30)));
        let read = trail.reader().read_after(Position::NONE, usize::MAX).unwrap();
        let all = read.iter();
        all.map(|record| Record::read(&record.payload).unwrap().json(record.position.0))
            .collect()
    }

    /// A key for who reads the trail and looks at people.
    async fn auditor(&self, tenant: &str) -> String {
        self.full_key(tenant).await;
        let permissions = ["audit.read", "identity.read", "payments.read", "payments.create"];
        let body = json!({ "tenant": tenant, "name": "auditor", "scopes": [], "permissions": permissions });
        let key = self.admin("/admin/v1/keys", body).await;
        key.text("secret").to_owned()
    }

    fn last_request(&self) -> Value {
        let found = self
            .audited()
            .into_iter()
            .rev()
            .find(|record| record["kind"] == "request");
        found.expect("requests were recorded")
    }
}

#[tokio::test]
async fn a_request_is_recorded_with_who_what_and_what_was_decided() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let made = world
        .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    assert!(made.status.is_success(), "{made:?}");
    let record = world.last_request();
    let request = &record["request"];
    assert_eq!(record["data_class"], "card");
    assert_eq!(record["outcome"], "done");
    assert_eq!(
        record["correlation_id"],
        made.header("x-request-id").unwrap_or_default()
    );
    assert_eq!(
        (&request["method"], &request["route"], &request["permission"]),
        (
            &json!("POST"),
            &json!("/api/v1/payments"),
            &json!("payments.create")
        )
    );
    assert_eq!(
        (&request["decision"], &request["credential_kind"]),
        (&json!("allowed"), &json!("api_key"))
    );
    assert_eq!(
        (&request["policy_version"], request["reasons"].is_array()),
        (&json!(0), true)
    );
    assert!(
        record["principal"].as_str().unwrap().starts_with("key_"),
        "{record}"
    );

    // What is read is counted, and named by its id alone.
    let path = format!("/api/v1/payments/{}", made.text("id"));
    world.get(&key, &path).await;
    let record = world.last_request();
    assert_eq!(record["request"]["rows"], 1);
    assert_eq!(record["request"]["resources"], json!({ "id": made.text("id") }));

    // So is who is not let in.
    for (key, principal) in [
        ("bzk_nobody", Value::Null),
        (&*world.key("shop", &["read"]).await, json!("key_")),
    ] {
        let refused = world.post(key, "/api/v1/payments", order(1, NUMBER)).await;
        assert!(matches!(refused.status.as_u16(), 401 | 403), "{refused:?}");
        let record = world.last_request();
        assert_eq!(
            (&record["outcome"], &record["request"]["decision"]),
            (&json!("denied"), &json!("denied"))
        );
        assert_eq!(record["principal"].is_null(), principal.is_null(), "{record}");
        assert_eq!(record["request"]["code"], refused.text("code"));
    }
}

#[tokio::test]
async fn nothing_that_a_caller_says_gets_into_the_trail_but_what_is_listed() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let body = json!({ "reference": NAME, "description": NUMBER, "secret": NAME, "amount": 1 });
    world.post(&key, "/api/v1/payments", body).await;
    world
        .get(
            &key,
            &format!("/api/v1/payments/{NUMBER}?email={NAME}@example.com"),
        )
        .await;
    let auditor = world.auditor("shop").await;
    world
        .get(&auditor, &format!("/api/v1/principals/{NAME}@example.com"))
        .await;
    world.get(&format!("bzk_{NAME}"), "/api/v1/payments").await;
    world
        .post(
            "",
            "/api/v1/sign-in",
            json!({ "tenant": NAME, "email": NAME, "password": NUMBER }),
        )
        .await;
    let records = world.audited();
    assert!(records.len() >= 5);
    let all = Value::Array(records).to_string();
    let secret = key.rsplit('_').next().unwrap();
    for planted in [NUMBER, NAME, secret] {
        assert!(!all.contains(planted), "{planted} in {all}");
    }
}

#[tokio::test]
async fn auditors_find_their_own_tenants_records_and_that_is_recorded_too() {
    let world = World::new().await;
    let key = world.auditor("shop").await;
    let other = world.auditor("other").await;
    world
        .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    let path = "/api/v1/audit?action=/api/v1/payments&limit=1";
    let found = loop {
        let answer = world.get(&key, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        if answer.body["data"][0].is_object() {
            break answer;
        }
        tokio::task::yield_now().await;
    };
    let position = found.body["data"][0]["position"].as_u64().unwrap();
    let one = world.get(&key, &format!("/api/v1/audit/{position}")).await;
    assert_eq!(one.body["record"], found.body["data"][0]);
    assert!(one.body["proof"]["frame_path"].is_array() && one.body["payload"].is_string());
    let checkpoint = world.get(&key, "/api/v1/audit/checkpoint").await;
    assert!(checkpoint.body["position"].as_u64().unwrap() >= position);
    let record = world.last_request();
    assert_eq!(
        (&record["data_class"], &record["request"]["route"]),
        (&json!("audit"), &json!("/api/v1/audit/checkpoint"))
    );

    assert_eq!(world.get(&other, path).await.body["data"], json!([]));
    let hidden = world.get(&other, &format!("/api/v1/audit/{position}")).await;
    assert_eq!(
        (hidden.status, hidden.text("code")),
        (StatusCode::NOT_FOUND, "audit_record_unknown")
    );
    for wrong in [
        "?kind=x",
        "?data_class=x",
        "?outcome=x",
        "?cursor=x",
        "?limit=0",
        "?zzz=1",
    ] {
        let refused = world.get(&key, &format!("/api/v1/audit{wrong}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let reader = world.key("shop", &["read"]).await;
    assert_eq!(
        world.get(&reader, "/api/v1/audit").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn what_must_not_go_unrecorded_is_refused_when_it_might() {
    let world = World::new().await;
    let key = world.auditor("shop").await;
    let trail = world.edge.audit().unwrap().trail.clone();
    trail.close(world.edge.now());
    assert!(!trail.is_available());
    let refused = world
        .post(&key, "/api/v1/payments", order(1, "tok_approved"))
        .await;
    assert_eq!(
        (refused.status, refused.text("code")),
        (StatusCode::SERVICE_UNAVAILABLE, "audit_unavailable")
    );
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(
        world.get(&key, "/api/v1/principals").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    // Other reads go on.
    assert_eq!(world.get(&key, "/api/v1/payments").await.status, StatusCode::OK);
    let kind = Kind::Alert(bezant_audit::Alert::default());
    let record = Record::new(world.edge.now(), None, "", bezant_audit::DataClass::Other, kind);
    assert!(!trail.note(&record));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_flood_of_guesses_from_one_place_the_first_that_has_to_wait_is_recorded() {
    let world = World::with_one_clock().await;
    let _key = world.full_key("shop").await;
    let guess = async |number: u32| {
        let body =
            json!({ "tenant": "shop", "email": format!("user{number}@example.com"), "password": "stolen" });
        world.post("", "/api/v1/sign-in", body).await
    };
    let refused = |world: &World| {
        let all = world.audited().into_iter();
        all.filter(|record| record["request"]["status"] == 429).count()
    };
    for number in 0..50 {
        assert_eq!(guess(number).await.problem(), (401, "sign_in_failed"));
    }
    for number in 0..20 {
        assert_eq!(guess(number).await.problem(), (429, "sign_in_throttled"));
    }
    assert_eq!(refused(&world), 1);
    // A guess is let through, and what comes after it is news again.
    world.clock.go_ahead(1_000);
    assert_eq!(guess(51).await.problem(), (401, "sign_in_failed"));
    for number in 0..20 {
        assert_eq!(guess(number).await.problem(), (429, "sign_in_throttled"));
    }
    assert_eq!(refused(&world), 2);
}

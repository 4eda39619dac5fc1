//! What is reported of a person, of consents and of processing; and that a person is erased, with what stays.

use bezant_core::Command;
use bezant_identity::tenancy::{self, DataClasses, TenantChange};
use bezant_identity::{Action, Authority};
use serde_json::{Value, json};

use super::identity::{User, user};
use super::world::World;

fn rows<'a>(report: &'a Value, name: &str) -> &'a Vec<Value> {
    let tables = report["tables"].as_array().unwrap_or_else(|| panic!("{report}"));
    let found = tables.iter().find(|table| table["name"] == name);
    found.unwrap()["rows"].as_array().unwrap()
}

fn row<'a>(report: &'a Value, table: &str, column: &str, value: &str) -> &'a Value {
    let found = rows(report, table).iter().find(|row| row[column] == value);
    found.unwrap_or_else(|| panic!("no {value} in {table}: {report}"))
}

impl World {
    /// The tenant's payments are about health from now on.
    pub(super) async fn declare_health(&self, tenant: &str) {
        let health = TenantChange {
            data_classes: Some(DataClasses { phi: true }),
            ..TenantChange::default()
        };
        let change = tenancy::Command::ChangeTenant {
            expected_version: None,
            change: Box::new(health),
        };
        let command = bezant_identity::Command {
            by: Authority::Node,
            action: Action::Tenancy(change),
        };
        self.submit(tenant, Command::Identity(command)).await;
    }
}

/// A world whose changes get into the trail.
async fn world() -> World {
    let world = World::idle(Default::default()).await;
    let (trail, engine) = (world.edge.audit().unwrap().trail.clone(), world.engine.clone());
    tokio::spawn(bezant_audit::follow_changes(
        trail,
        engine,
        std::future::pending(),
    ));
    world
}

/// The report, once it has a row with this value.
async fn once(world: &World, who: &User, path: &str, (table, column, value): (&str, &str, &str)) -> Value {
    let looking = async {
        loop {
            let report = who.get(world, path).await;
            assert_eq!(report.status, 200, "{report:?}");
            if rows(&report.body, table).iter().any(|row| row[column] == value) {
                return report.body;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(super::world::PATIENCE, looking)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_known_of_a_person_is_reported_and_erased() {
    let world = world().await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let eve = user(&world, "shop", "eve", &["viewer"]).await;
    eve.get(&world, "/api/v1/payments").await;
    let path = format!("/api/v1/compliance/persons/{}", eve.id);
    let report = once(&world, &ann, &path, ("records", "action", "role.assigned")).await;
    assert_eq!(
        row(&report, "profile", "field", "email")["value"],
        "eve@shop.example"
    );
    assert_eq!(row(&report, "access", "kind", "role")["name"], "viewer");
    assert_eq!(rows(&report, "sessions").len(), 1);
    let own = row(&report, "records", "action", "/api/v1/payments");
    assert_eq!(
        (&own["relation"], &own["outcome"]),
        (&json!("by"), &json!("done"))
    );
    let given = row(&report, "records", "action", "role.assigned");
    assert_eq!(
        (&given["relation"], &given["by"]),
        (&json!("about"), &json!("node"))
    );
    // What it stands on is there.
    let position = given["trail_positions"][0][0].as_u64().unwrap();
    let proved = ann.get(&world, &format!("/api/v1/audit/{position}")).await;
    assert_eq!(
        proved.body["record"]["change"]["events"][0]["event"],
        "role.assigned"
    );
    for secret in ["$argon2", "bezant_session"] {
        assert!(!report.to_string().contains(secret), "{secret}");
    }

    // Each part takes what reading it takes, and erasing takes more.
    assert_eq!(
        eve.get(&world, &path).await.problem(),
        (403, "permission_missing")
    );
    let partly = user(&world, "shop", "pam", &["viewer"]).await;
    let role =
        json!({ "tenant": "shop", "name": "reports", "description": "", "permissions": ["compliance.read"] });
    assert_eq!(world.admin("/admin/v1/roles", role).await.status, 201);
    let give = format!("/admin/v1/principals/{}/roles", partly.id);
    world.admin(&give, json!({ "role": "reports" })).await;
    assert_eq!(partly.get(&world, "/api/v1/compliance/changes").await.status, 200);
    let refused = partly.get(&world, &path).await;
    assert_eq!(refused.problem(), (403, "permission_missing"));
    assert!(refused.text("detail").contains("identity.read"), "{refused:?}");
    let erase = format!("{path}/erase");
    assert_eq!(
        partly.post(&world, &erase, Value::Null).await.problem(),
        (403, "permission_missing")
    );
    let other = user(&world, "other", "oz", &["admin"]).await;
    assert_eq!(other.get(&world, &path).await.status, 404);
    assert_eq!(other.post(&world, &erase, Value::Null).await.status, 404);

    let erased = ann.post(&world, &erase, Value::Null).await;
    assert_eq!(erased.status, 200, "{erased:?}");
    assert_eq!(row(&erased.body, "erased", "what", "sessions")["count"], 1);
    assert!(row(&erased.body, "stays", "what", "Records of what they did")["count"].as_u64() >= Some(1));
    let after = ann.get(&world, &path).await;
    assert!(!after.body.to_string().contains("eve@shop.example"), "{after:?}");
    assert_eq!(row(&after.body, "profile", "field", "status")["value"], "deleted");
    let again = ann.post(&world, &erase, json!({})).await;
    assert_eq!(again.status, 200, "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn consents_and_processing_are_reported() {
    let world = world().await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let text = json!({ "purpose": "marketing_mail", "language": "en", "text": "We write to you." });
    assert_eq!(ann.post(&world, "/api/v1/consent-texts", text).await.status, 201);
    let body = json!({ "purpose": "marketing_mail", "version": 1 });
    let given = ann.post(&world, "/api/v1/me/consents", body).await;
    let withdraw = format!("/api/v1/me/consents/{}/withdraw", given.text("id"));
    assert_eq!(ann.post(&world, &withdraw, Value::Null).await.status, 200);
    let path = "/api/v1/compliance/consents";
    let report = once(&world, &ann, path, ("consents", "action", "withdrawn")).await;
    let withdrawn = row(&report, "consents", "action", "withdrawn");
    assert_eq!(
        (&withdrawn["principal"], &withdrawn["version"]),
        (&json!(ann.id), &json!("1"))
    );
    assert_eq!(withdrawn["purpose"], "marketing_mail");
    assert_eq!(
        row(&report, "texts", "purpose", "marketing_mail")["language"],
        "en"
    );

    let endpoint = json!({ "url": "https://hooks.example/secret-path", "events": ["payment.*"] });
    let key = world.full_key("shop").await;
    assert_eq!(
        world
            .post(&key, "/api/v1/webhook-endpoints", endpoint)
            .await
            .status,
        201
    );
    let report = ann.get(&world, "/api/v1/compliance/processing").await.body;
    let hook = row(&report, "recipients", "kind", "webhook_endpoint");
    assert_eq!(
        (&hook["at"], &hook["receives"]),
        (&json!("hooks.example"), &json!("events: payment.*"))
    );
    assert!(!report.to_string().contains("secret-path"));
    assert_eq!(row(&report, "categories", "category", "people")["kept"], 1);
    assert_eq!(row(&report, "categories", "category", "consents")["kept"], 1);
    let categories = rows(&report, "categories");
    assert!(
        categories.iter().all(|row| row["category"] != "health"),
        "nobody has declared it"
    );
    assert_eq!(
        row(&report, "safeguards", "name", "second factor")["state"],
        "not required"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn health_data_is_not_read_where_that_can_not_be_recorded() {
    let world = world().await;
    let ann = user(&world, "shop", "ann", &["admin"]).await;
    let trail = world.edge.audit().unwrap().trail.clone();
    trail.close(world.edge.now());
    assert_eq!(ann.get(&world, "/api/v1/payments").await.status, 200);
    world.declare_health("shop").await;
    assert_eq!(
        ann.get(&world, "/api/v1/payments").await.problem(),
        (503, "audit_unavailable")
    );
    assert_eq!(ann.get(&world, "/api/v1/gateways").await.status, 200);
}

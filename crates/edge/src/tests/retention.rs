//! What its time is over for is deleted and that is on record; what is held stays.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use bezant_audit::{Kind, Record};
use bezant_keyring::{KeyFolder, Rotation};
use bezant_log::Position;
use bezant_vault::LocalVault;
use serde_json::{Value, json};

use super::ahead_clock::AheadClock;
use super::webhooks::change;
use super::world::{Answer, World};
use crate::Retention;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
const RULES: Retention = Retention {
    expired_cards_days: Some(30),
    left_people_days: Some(30),
    audit_days: None,
    audit_exports: Vec::new(),
};

/// A world that keeps cards, with its clock, and the folder of the cards.
async fn world(rules: Retention) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(AheadClock::default());
    let keys = KeyFolder::new(folder.path().join("keys"));
    let rotation = Rotation::new(Arc::new(keys.local_ring().unwrap()));
    let cards = rotation.open_file("cards", &keys.cards_path()).unwrap();
    let options = bezant_vault::Options::in_folder(folder.path().join("vault"));
    let vault = LocalVault::open(options, cards, clock.clone()).await.unwrap();
    let world = World::on(clock, |parts| {
        parts.vault = Some(Arc::new(vault));
        parts.retention = rules;
    });
    (world.await, folder)
}

/// A tenant with a card and a person who left: a key of it, and their ids.
async fn tenant(world: &World, name: &str) -> (String, String, String) {
    world.full_key(name).await;
    let permissions = [
        "cards.create",
        "cards.read",
        "cards.delete",
        "identity.read",
        "identity.manage",
        "tenant.read",
        "tenant.manage",
    ];
    let body = json!({ "tenant": name, "name": "all", "scopes": [], "permissions": permissions });
    let key = world
        .admin("/admin/v1/keys", body)
        .await
        .text("secret")
        .to_owned();
    let card = json!({ "number": "4242424242424242", "expiry_month": 12, "expiry_year": 2040 });
    let card = world.post(&key, "/api/v1/cards", card).await;
    assert_eq!(card.status, StatusCode::CREATED, "{card:?}");
    let email = format!("ada@{name}.example");
    let ada = json!({ "tenant": name, "kind": "user", "name": "Ada Lovelace", "email": email });
    let ada = world.admin("/admin/v1/principals", ada).await;
    assert_eq!(ada.status, StatusCode::CREATED, "{ada:?}");
    let ada = ada.text("id").to_owned();
    world
        .admin(&format!("/admin/v1/principals/{ada}/suspend"), json!({}))
        .await;
    (key, card.text("id").to_owned(), ada)
}

async fn put(world: &World, key: &str, path: &str, body: Value) -> Answer {
    change(world, key, Method::PUT, path, body).await
}

async fn delete(world: &World, key: &str, path: &str) -> Answer {
    change(world, key, Method::DELETE, path, json!({})).await
}

fn custodies(world: &World) -> Vec<Value> {
    let trail = &world.edge.audit().unwrap().trail;
    assert!(trail.flush(std::time::Duration::from_secs(30)));
    let read = trail.reader().read_after(Position::NONE, usize::MAX).unwrap();
    let records = read.iter().map(|stored| {
        let record = Record::read(&stored.payload).unwrap();
        let is_custody = matches!(record.kind, Some(Kind::Custody(_)));
        is_custody.then(|| record.json(stored.position.0))
    });
    records.flatten().collect()
}

async fn run(world: &World) -> Vec<Value> {
    let done = world.admin("/admin/v1/retention/run", json!({})).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    done.body["data"].as_array().unwrap().clone()
}

fn figures(outcomes: &[Value]) -> Vec<(&str, u64, u64, u64)> {
    let figure = |outcome: &Value, name: &str| outcome[name].as_u64().unwrap();
    let mut all: Vec<_> = outcomes
        .iter()
        .map(|one| {
            (
                one["rule"].as_str().unwrap(),
                figure(one, "due"),
                figure(one, "deleted"),
                figure(one, "held"),
            )
        })
        .collect();
    all.sort_unstable();
    all
}

#[tokio::test]
async fn what_is_due_goes_and_what_is_held_stays_until_it_is_released() {
    let (world, _folder) = world(RULES).await;
    let (shop, card, ada) = tenant(&world, "shop").await;
    let (held, kept, bob) = tenant(&world, "held").await;
    assert_eq!(figures(&run(&world).await), [], "nothing is as old");
    assert_eq!(custodies(&world), [] as [Value; 0]);

    let hold = json!({ "reason": "a dispute" });
    let placed = put(&world, &held, "/api/v1/tenant/legal-holds/case-7", hold.clone()).await;
    assert_eq!(placed.status, StatusCode::OK, "{placed:?}");
    world.clock.go_ahead(20 * 366 * DAY_MS);

    let status = world.admin_get("/admin/v1/retention").await;
    assert_eq!(
        figures(status.body["due"].as_array().unwrap()),
        [
            ("expired_cards", 1, 0, 0),
            ("expired_cards", 1, 0, 1),
            ("left_people", 1, 0, 0),
            ("left_people", 1, 0, 1)
        ]
    );
    assert_eq!(status.body["holds"][0]["holds"][0]["name"], "case-7");
    assert_eq!(custodies(&world), [] as [Value; 0], "looking does nothing");

    assert_eq!(
        figures(&run(&world).await),
        [
            ("expired_cards", 1, 0, 1),
            ("expired_cards", 1, 1, 0),
            ("left_people", 1, 0, 1),
            ("left_people", 1, 1, 0)
        ]
    );
    let gone = world.get(&shop, &format!("/api/v1/cards/{card}")).await;
    assert!(gone.body["deleted_at"].is_string(), "{gone:?}");
    let unknown = world.get(&shop, &format!("/api/v1/principals/{ada}")).await;
    assert!(!unknown.body.to_string().contains("Lovelace"), "{unknown:?}");
    let there = world.get(&held, &format!("/api/v1/cards/{kept}")).await;
    assert!(there.body["deleted_at"].is_null(), "{there:?}");
    let there = world.get(&held, &format!("/api/v1/principals/{bob}")).await;
    assert!(there.body.to_string().contains("Lovelace"), "{there:?}");

    let said = custodies(&world);
    let actions: Vec<_> = said
        .iter()
        .map(|one| {
            let custody = &one["custody"];
            (
                custody["rule"].as_str().unwrap(),
                custody["action"].as_str().unwrap(),
                &custody["count"],
            )
        })
        .collect();
    assert_eq!(actions.len(), 4, "{said:?}");
    for (rule, action) in [
        ("expired_cards", "deleted"),
        ("expired_cards", "held_back"),
        ("left_people", "deleted"),
        ("left_people", "held_back"),
    ] {
        assert!(
            actions.contains(&(rule, action, &json!(1))),
            "{rule} {action}: {actions:?}"
        );
    }
    let of_card = said.iter().find(|one| one["custody"]["ids"] == json!([card]));
    assert!(of_card.is_some(), "{said:?}");

    // What is held is not deleted because somebody asks, either.
    for (method, path) in [
        ("DELETE", format!("/api/v1/cards/{kept}")),
        ("POST", format!("/api/v1/principals/{bob}/erase")),
    ] {
        let refused = match method {
            "DELETE" => delete(&world, &held, &path).await,
            _ => world.post(&held, &path, json!({})).await,
        };
        assert_eq!(refused.problem(), (409, "legal_hold"), "{path}");
    }
    let erased = world
        .admin(&format!("/admin/v1/principals/{bob}/erase"), json!({}))
        .await;
    assert_eq!(erased.problem(), (409, "legal_hold"));

    let released = delete(&world, &held, "/api/v1/tenant/legal-holds/case-7").await;
    assert_eq!(released.status, StatusCode::OK, "{released:?}");
    assert_eq!(
        figures(&run(&world).await),
        [("expired_cards", 1, 1, 0), ("left_people", 1, 1, 0)]
    );
    assert_eq!(figures(&run(&world).await), [], "once is enough");
    world.clock.go_ahead(31 * DAY_MS);
    assert_eq!(figures(&run(&world).await), [], "for ever");
}

#[tokio::test]
async fn holds_are_placed_listed_and_released_by_who_manages_the_tenant() {
    let (world, _folder) = world(Retention::default()).await;
    let (key, ..) = tenant(&world, "shop").await;
    let path = "/api/v1/tenant/legal-holds/case-7";
    let reason = |text: &str| json!({ "reason": text });
    for _ in 0..2 {
        let placed = put(&world, &key, path, reason("a dispute")).await;
        assert_eq!((placed.status, placed.text("name")), (StatusCode::OK, "case-7"));
    }
    let other = put(&world, &key, path, reason("another")).await;
    assert_eq!(other.problem(), (409, "legal_hold_exists"));
    let bad = put(&world, &key, "/api/v1/tenant/legal-holds/Case", reason("x")).await;
    assert_eq!(bad.problem().0, 422, "{bad:?}");
    let listed = world.get(&key, "/api/v1/tenant/legal-holds").await;
    assert_eq!(listed.body["data"][0]["reason"], "a dispute");
    let reader = world.key("shop", &["read"]).await;
    assert_eq!(put(&world, &reader, path, reason("x")).await.problem().0, 403);
    assert_eq!(delete(&world, &key, path).await.status, StatusCode::OK);
    assert_eq!(
        delete(&world, &key, path).await.problem(),
        (404, "legal_hold_unknown")
    );
    // The same by who administers the machine.
    let hold = json!({ "name": "case-8", "reason": "a dispute" });
    let placed = world.admin("/admin/v1/tenants/shop/legal-holds", hold).await;
    assert_eq!(placed.status, StatusCode::OK, "{placed:?}");
    let listed = world.get(&key, "/api/v1/tenant/legal-holds").await;
    assert_eq!(listed.body["data"][0]["name"], "case-8");
    let name = json!({ "name": "case-8" });
    let released = world
        .admin("/admin/v1/tenants/shop/legal-holds/release", name)
        .await;
    assert_eq!(released.status, StatusCode::OK, "{released:?}");
}

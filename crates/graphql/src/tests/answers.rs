//! What is answered, and by how many look-ups.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::world::{PAYMENTS, World, answered, call, code, service};
use crate::{Bounds, GraphQl, Reading, Settings, Thing, schema_text};

#[tokio::test]
async fn a_page_with_all_that_belongs_to_it_takes_one_look_up_of_a_kind() {
    let world = Arc::new(World::default());
    let query = "{ payments(first: 40) { nodes {
        id createdBy { name effectiveRoles { name } } routing { leftOutByHooks } refunds { id } metadata { key }
        transfers(first: 2) { nodes { externalReference debit { account { path } } credit { account { path } } } }
    } } }";
    let bounds = Bounds {
        cost: 100_000,
        ..Bounds::default()
    };
    let service = GraphQl::new(Settings {
        bounds,
        ..Settings::default()
    });
    let (reply, _) = answered(&service.unwrap(), &world, call(query)).await;
    assert_eq!(reply.get("errors"), None);
    let nodes = reply["data"]["payments"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), PAYMENTS);
    assert_eq!(nodes[7]["refunds"][0]["id"], "ref_of_pay_7");
    assert_eq!(
        nodes[7]["transfers"]["nodes"][1]["debit"]["account"]["path"],
        "assets:a"
    );
    assert_eq!(nodes[7]["createdBy"]["effectiveRoles"][0]["name"], "viewer");

    let mut things: Vec<(String, usize)> = world
        .things
        .lock()
        .unwrap()
        .iter()
        .map(|(thing, ids)| (format!("{thing:?}"), ids.len()))
        .collect();
    things.sort();
    let wanted = [
        ("Account", 2),
        ("Payment", PAYMENTS),
        ("PaymentRouting", PAYMENTS),
        ("Principal", 3),
        ("Transfer", 2),
    ];
    assert_eq!(things, wanted.map(|(thing, ids)| (thing.to_owned(), ids)));
    let readings = world.readings.lock().unwrap();
    let sizes: Vec<(Reading, usize)> = readings
        .iter()
        .map(|batch| (batch[0].reading, batch.len()))
        .collect();
    assert_eq!(
        sizes,
        [
            (Reading::Payments, 1),
            (Reading::Transfers, PAYMENTS),
            (Reading::Roles, 1)
        ]
    );
}

#[tokio::test]
async fn what_the_caller_may_not_see_is_null_under_a_code_and_the_rest_is_answered() {
    let world = Arc::new(World {
        hides_principals: true,
        ..World::default()
    });
    let query = r#"{ payment(id: "pay_1") { amount { minor currency } createdBy { name } } other: payment(id: "pay_unknown") { id } }"#;
    let (reply, refused) = answered(&service(), &world, call(query)).await;
    assert!(!refused);
    let shown = json!({ "payment": { "amount": { "minor": 1001, "currency": "EUR" }, "createdBy": null }, "other": null });
    assert_eq!(reply["data"], shown);
    let mut errors: Vec<_> = reply["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["path"].clone(), error["extensions"].clone()))
        .collect();
    errors.sort_by_key(|(path, _)| path.to_string());
    assert_eq!(
        errors,
        [
            (
                json!(["other"]),
                json!({ "code": "payment_not_found", "status": 404 })
            ),
            (
                json!(["payment", "createdBy"]),
                json!({ "code": "permission_missing", "status": 403 })
            ),
        ]
    );
    // Both payments were one look-up, and the one that is shown is not read again.
    let things = world.things.lock().unwrap();
    assert_eq!(things.len(), 2, "{things:?}");
    assert_eq!(things[0].1, ["pay_1", "pay_unknown"]);
}

#[tokio::test]
async fn pages_are_relays_with_the_cursors_and_parameters_of_rest() {
    let world = Arc::new(World::default());
    let query = r#"query Late($first: Int, $after: String, $since: DateTime) {
        payments(filter: { status: "FAILED", createdAfter: $since }, first: $first, after: $after) {
            edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } position
        }
    }"#;
    let variables = json!({ "after": "here", "since": "2026-11-01T00:00:00Z" });
    let mut late = call(query);
    late.variables = variables.as_object().cloned();
    let (reply, _) = answered(&service(), &world, late).await;
    let page = &reply["data"]["payments"];
    let edges = page["edges"].as_array().unwrap();
    assert_eq!(
        (edges.len(), &edges[0]["cursor"]),
        (PAYMENTS, &json!(null)),
        "{reply}"
    );
    assert_eq!(
        edges[PAYMENTS - 1],
        json!({ "cursor": "further", "node": { "id": "pay_39" } })
    );
    let info = json!({ "hasNextPage": true, "hasPreviousPage": false, "endCursor": "further" });
    assert_eq!((&page["pageInfo"], &page["position"]), (&info, &json!(77)));
    let parameters = world.readings.lock().unwrap()[0][0].parameters.clone();
    let wanted = [
        ("status", "FAILED"),
        ("created_after", "2026-11-01T00:00:00Z"),
        ("cursor", "here"),
    ];
    assert_eq!(parameters, wanted.map(|(name, value)| (name, value.to_owned())));

    let (reply, _) = answered(
        &service(),
        &world,
        call("{ payments(first: 0) { nodes { id } } }"),
    )
    .await;
    assert_eq!(code(&reply), "request_invalid");
    let wrong =
        json!([{ "path": "first", "code": "parameter_invalid", "message": "it must be from 1 to 200" }]);
    assert_eq!(reply["errors"][0]["extensions"]["errors"], wrong);
}

#[tokio::test]
async fn numbers_keep_their_digits_and_the_same_is_read_once() {
    let world = Arc::new(World::default());
    let query = r#"{
        a: account(id: "acc_a") { balance { minor } available { minor } debitsPosted { minor } temporaryLimit { amount { currency } } }
        b: account(id: "acc_a") { transferCount guard }
    }"#;
    let (reply, _) = answered(&service(), &world, call(query)).await;
    let shown = json!({
        "a": {
            "balance": { "minor": 40 }, "available": { "minor": -1 }, "debitsPosted": { "minor": u64::MAX },
            "temporaryLimit": { "amount": { "currency": "EUR" } },
        },
        "b": { "transferCount": 2, "guard": "none" },
    });
    assert_eq!(reply["data"], shown, "{reply}");
    assert_eq!(
        *world.things.lock().unwrap(),
        [(Thing::Account, vec!["acc_a".to_owned()])]
    );
}

#[tokio::test]
async fn whoever_reads_too_long_is_told_so() {
    let world = Arc::new(World {
        is_silent: true,
        ..World::default()
    });
    let bounds = Bounds {
        answer_within: Duration::from_millis(20),
        ..Bounds::default()
    };
    let settings = Settings {
        bounds,
        ..Settings::default()
    };
    let query = r#"{ payment(id: "pay_1") { id } }"#;
    let (reply, refused) = answered(&GraphQl::new(settings).unwrap(), &world, call(query)).await;
    assert_eq!((code(&reply), refused), ("query_timeout", false));
}

/// `docs/schema.graphql` is for those who write queries. `BEZANT_WRITE_DOCS=1` writes it anew.
#[test]
fn the_schema_in_the_documents_is_that_of_the_source() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema.graphql");
    let made = schema_text();
    if std::env::var_os("BEZANT_WRITE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/schema.graphql is not what the source says: run this test with BEZANT_WRITE_DOCS=1"
    );
}

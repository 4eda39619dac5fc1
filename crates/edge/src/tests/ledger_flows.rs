//! The posting language over HTTP.

use serde_json::json;

use super::ledger::{Books, deposit};

const SHARE: &str = "var order: money\nsend $order from liabilities:ann to {\n  1/3 to liabilities:bob\n  remaining to revenue:fees\n}";

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_is_planned_and_made_against_the_balances_of_the_moment() {
    let books = Books::new().await;
    books.open("revenue:fees", "EUR", false).await;
    books.transfer(deposit(1_000)).await;
    let flow = |order: &str, dry_run: bool| {
        json!({
            "id": "trf_01h455vb4pex5vsknk084sn02q", "source": SHARE, "variables": { "order": order }, "dry_run": dry_run,
        })
    };
    let before = books.world.engine.committed();
    let planned = books.post("flows", flow("EUR 10.00", true)).await;
    assert_eq!(planned.status, 200, "{planned:?}");
    assert_eq!(planned.body["lines"], json!([2, 2]));
    assert_eq!(planned.body["transfers"][0]["debit"]["path"], "liabilities:ann");
    assert_eq!(books.world.engine.committed(), before, "a dry run writes nothing");

    let made = books.post("flows", flow("EUR 10.00", false)).await;
    assert_eq!(made.status, 201, "{made:?}");
    let amounts = |answer: &super::world::Answer| -> Vec<(String, i64)> {
        let rows = answer.body["transfers"].as_array().unwrap();
        let row = |row: &serde_json::Value| (row["id"].to_string(), row["amount"].as_i64().unwrap());
        rows.iter().map(row).collect()
    };
    assert_eq!(amounts(&made), amounts(&planned));
    assert_eq!(
        amounts(&made).iter().map(|row| row.1).collect::<Vec<_>>(),
        [333, 667]
    );
    assert_eq!(books.balances().await, [1_000, 0, 333, 667]);
    for dry_run in [true, false] {
        let again = books.post("flows", flow("EUR 1.00", dry_run)).await;
        assert_eq!(
            (again.problem(), again.mistakes()),
            ((409, "flow_exists"), vec![("id", "flow_exists")])
        );
    }
    let nothing = books
        .post(
            "flows",
            json!({ "source": "send all EUR from liabilities:ann to liabilities:bob" }),
        )
        .await;
    assert_eq!(
        (nothing.status.as_u16(), &nothing.body["transfers"]),
        (201, &json!([]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_of_a_flow_point_at_their_places() {
    let books = Books::new().await;
    let before = books.world.engine.committed();
    let wrong = books
        .post(
            "flows",
            json!({ "source": "send $order\n  from liabilities:ann to nowhere" }),
        )
        .await;
    assert_eq!(wrong.problem(), (422, "flow_invalid"), "{wrong:?}");
    let first = &wrong.body["errors"][0];
    assert_eq!(first["path"], "source");
    assert!(first["line"].as_u64().unwrap() >= 1 && first["column"].as_u64().unwrap() >= 1);

    let missing = books.post("flows", json!({ "source": SHARE })).await;
    assert_eq!(
        (missing.problem(), missing.mistakes()),
        ((422, "flow_invalid"), vec![("variables.order", "field_invalid")])
    );
    for (source, code) in [
        (
            "send EUR 1.00 from liabilities:ann to liabilities:bob",
            "insufficient_funds",
        ),
        (
            "send EUR 1.00 from liabilities:ann to liabilities:nobody",
            "insufficient_funds",
        ),
        (
            "send EUR 1.00 from liabilities:nobody to liabilities:bob",
            "unknown_account",
        ),
    ] {
        for dry_run in [true, false] {
            let refused = books
                .post("flows", json!({ "source": source, "dry_run": dry_run }))
                .await;
            assert_eq!(refused.problem(), (422, "flow_refused"), "{refused:?}");
            assert_eq!(refused.mistakes(), [("source", code)]);
            assert_eq!(refused.body["errors"][0]["line"], json!(1));
        }
    }
    assert_eq!(books.world.engine.committed(), before);
}

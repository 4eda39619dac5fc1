//! From the import of statements to the last open item.

use bezant_tests::node::{NodeUnderTest, number, string};
use serde_json::{Value, json};

use super::desk::{BASE, CAMT, CSV, CSV_QUERY, Desk, MT940, column, statuses};

/// What the event stream tells of reconciliations, up to the first event of this name.
async fn events(desk: &Desk, last: &str) -> String {
    let call = desk
        .api
        .call("GET", "/api/v1/events?after=0&types=reconciliation.*");
    let (mut stream, mut told) = (call.stream().await, String::new());
    while !told.contains(last) {
        let chunk = stream.chunk().await.unwrap().expect("the stream goes on");
        told.push_str(&String::from_utf8_lossy(&chunk));
    }
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_are_matched_and_the_rest_is_worked_off() {
    let mut node = NodeUnderTest::start("").await;
    let (desk, transfers) = Desk::new(&node).await;

    let planned = desk
        .import(&format!("{CSV_QUERY}&dry_run=true"), CSV)
        .await
        .expect(200);
    assert_eq!(column(&planned, "outcome"), ["planned"]);
    assert!(desk.open().await.is_empty(), "a dry run takes nothing in");
    let path = format!("{}/statements?{CSV_QUERY}", desk.path);
    let send = async || {
        let call = desk.api.call("POST", &path).header("idempotency-key", "november");
        call.file("text/csv", CSV).send().await
    };
    let first = send().await;
    assert_eq!(
        (
            number(&first.body, "new_items"),
            first.header("idempotent-replayed")
        ),
        (3, "")
    );
    let again = send().await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.expect(201), first.expect(201));
    let twice = desk.import(CSV_QUERY, CSV).await;
    assert_eq!((twice.status, twice.code()), (409, "statement_imported_already"));
    // A later file that repeats a day brings only what is new.
    let longer = format!("{CSV}05.11.2025;0,00;;Nothing;73,80\n");
    let longer = desk.import(CSV_QUERY, &longer).await.expect(201);
    assert_eq!(
        (number(&longer, "new_items"), number(&longer, "known_lines")),
        (1, 3)
    );
    let camt = desk.import("format=camt053", CAMT).await.expect(201);
    assert_eq!(
        (number(&camt, "new_items"), column(&camt, "gap")),
        (1, vec![&Value::Null])
    );
    let mt940 = desk.import("format=mt940", MT940).await.expect(201);
    assert_eq!(
        (number(&mt940, "new_items"), column(&mt940, "gap")),
        (2, vec![&json!(1_000)])
    );
    let statement = format!("statements/{}", string(&mt940["data"][0], "id"));
    assert_eq!(desk.get(&statement).await, mt940["data"][0]);

    let shown = desk.post("run", json!({ "dry_run": true })).await.expect(200);
    assert_eq!(column(&shown, "status"), ["found"; 4]);
    let found = desk.run().await;
    assert_eq!(
        (&found["has_more"], &found["is_complete"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        column(&found, "rule"),
        ["reference", "reference", "less a fee", "payouts"]
    );
    assert_eq!(
        column(&found, "status"),
        ["accepted", "accepted", "proposed", "accepted"]
    );
    assert_eq!(column(&found, "difference"), [0, 0, -50, 0]);
    // Of the same day first.
    assert_eq!(
        column(&found, "transfers")[..2],
        [&json!([transfers[1]]), &json!([transfers[0]])]
    );
    let fee = &found["data"][2];
    assert!(
        fee["difference_account"].is_string() && fee["reference"] == "INV1002",
        "{fee}"
    );
    assert_eq!(desk.run().await["data"], json!([]));
    let open = desk.open().await;
    let left: Vec<i64> = open.iter().map(|item| number(item, "amount")).collect();
    let sorted = |mut amounts: Vec<i64>| {
        amounts.sort_unstable();
        amounts
    };
    assert_eq!(sorted(left), [-300, -120, 0, 4_950]);

    let accepted = desk
        .post(
            &format!("matches/{}/accept", string(fee, "id")),
            json!({ "note": "their fee" }),
        )
        .await
        .expect(200);
    assert_eq!(accepted["status"], "accepted");
    let rejected = desk
        .post(&format!("matches/{}/reject", string(fee, "id")), json!({}))
        .await;
    assert_eq!(
        (rejected.status, rejected.code()),
        (409, "reconciliation_match_not_proposed")
    );

    // Someone looks into the account fee, and writes it off.
    let item = format!("items/{}", desk.item(-120).await);
    let act = async |action: &str, body: Value| desk.post(&format!("{item}/{action}"), body).await;
    act("assign", json!({ "assignee": "ann@example.com" }))
        .await
        .expect(200);
    act("notes", json!({ "note": "the bank has a new tariff" }))
        .await
        .expect(200);
    let empty = act("notes", json!({})).await;
    assert_eq!(
        (empty.code(), empty.paths()),
        ("reconciliation_note_missing", vec!["note"])
    );
    let wanted = desk.get("items?status=under_investigation").await;
    assert_eq!(column(&wanted, "assignee"), ["ann@example.com"]);
    let resolved = act("resolve", json!({ "resolution": "written_off", "note": "small" }))
        .await
        .expect(200);
    assert_eq!(statuses(&resolved), ["import", "assign", "note", "resolve"]);
    let closed = act("assign", json!({ "assignee": "bob" })).await;
    assert_eq!(
        (closed.status, closed.code()),
        (409, "reconciliation_item_status")
    );

    // By hand: proposed and rejected, then ended at once.
    let line = desk.item(-300).await;
    let pair = json!({ "items": [line], "transfers": [transfers[5]] });
    let made = desk.post("matches", pair.clone()).await.expect(201);
    assert_eq!(
        (&made["status"], &made["difference"]),
        (&json!("proposed"), &json!(0))
    );
    desk.post(&format!("matches/{}/reject", string(&made, "id")), json!({}))
        .await
        .expect(200);
    let by_hand = |transfer: &str| json!({ "resolution": "matched_by_hand", "transfers": [transfer] });
    let resolve = format!("items/{line}/resolve");
    for (transfer, status, code) in [
        (&transfers[0], 409, "reconciliation_transfer_taken"),
        (
            &"trf_01h455vb4pex5vsknk084sn02q".to_owned(),
            404,
            "transfer_not_found",
        ),
    ] {
        let refused = desk.post(&resolve, by_hand(transfer)).await;
        assert_eq!(
            (refused.status, refused.code(), refused.paths()),
            (status, code, vec!["transfers"])
        );
    }
    let hold = json!({
        "kind": "hold", "debit": "assets:bank", "credit": "equity:owner", "amount": 300, "currency": "EUR",
    });
    let hold = desk
        .api
        .post(&format!("{BASE}/transfers"), &hold)
        .await
        .expect(201);
    let refused = desk.post(&resolve, by_hand(string(&hold, "id"))).await;
    assert_eq!(
        (refused.status, refused.code()),
        (422, "transfer_not_reconcilable")
    );
    desk.post(&resolve, by_hand(&transfers[5])).await.expect(200);

    // A match that is taken back frees its transfers, and the rules find it again.
    let payout = format!("items/{}", found["data"][3]["items"][0].as_str().unwrap());
    let reopened = desk
        .post(&format!("{payout}/reopen"), json!({}))
        .await
        .expect(200);
    assert_eq!(reopened["status"], "open");
    assert_eq!(column(&desk.run().await, "rule"), ["payouts"]);

    node.kill_9();
    node.restart().await;
    let paid = desk.get(&payout).await;
    assert_eq!(statuses(&paid), ["import", "match", "reopen", "match"]);
    let known = desk.get("").await;
    assert_eq!(
        (number(&known, "open_items"), number(&known, "statements")),
        (1, 4)
    );
    assert_eq!(known["closing_balance"], 18_030);
    let twice = desk.import("format=camt053", CAMT).await;
    assert_eq!((twice.status, twice.code()), (409, "statement_imported_already"));
    assert_eq!(
        desk.run().await["data"],
        json!([]),
        "no transfer is matched twice"
    );

    let told = events(&desk, "reconciliation.items_reopened").await;
    for name in [
        "defined",
        "statement_imported",
        "matches_recorded",
        "match_accepted",
        "item_resolved",
    ] {
        assert!(
            told.contains(&format!("event: reconciliation.{name}\n")),
            "{name}: {told}"
        );
    }
    assert!(
        !told.contains("Rent"),
        "what a bank writes of people stays out of events: {told}"
    );

    let other = node.tenant("stranger");
    assert_eq!(
        other.list(&format!("{BASE}/reconciliations")).await,
        [] as [Value; 0]
    );
    for path in ["", "/items", &format!("/{payout}"), &format!("/{statement}")] {
        let refused = other.get(&format!("{}{path}", desk.path)).await;
        assert_eq!(refused.status, 404, "{path}: {refused:?}");
    }
    let foreign = Desk {
        api: other,
        path: desk.path.clone(),
    };
    assert_eq!(
        foreign.import("format=camt053", CAMT).await.code(),
        "reconciliation_unknown"
    );
    assert_eq!(
        foreign.post("run", json!({})).await.code(),
        "reconciliation_unknown"
    );
    let reopen = foreign.post(&format!("{payout}/reopen"), json!({})).await;
    assert_eq!(reopen.code(), "reconciliation_item_unknown");
}

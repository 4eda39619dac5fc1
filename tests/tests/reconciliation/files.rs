//! Files that are wrong, and files that are long.

use bezant_tests::node::{NodeUnderTest, number};
use serde_json::{Value, json};

use super::desk::{BASE, CAMT, CSV, CSV_QUERY, Desk, IBAN, MT940, column};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_files_and_rules_say_where_they_are_wrong() {
    let node = NodeUnderTest::start("").await;
    let (desk, _) = Desk::new(&node).await;
    let cases = [
        (
            CSV_QUERY,
            CSV.replace("-25,00", "25.00"),
            "statement_field_invalid",
            "Amount",
            3,
        ),
        (
            CSV_QUERY,
            CSV.replace("04.11.2025", "04/11/2025"),
            "statement_field_invalid",
            "Date",
            3,
        ),
        (
            CSV_QUERY,
            CSV.replace("Reference;", "Ref;"),
            "statement_column_missing",
            "Reference",
            1,
        ),
        (
            CSV_QUERY,
            String::new(),
            "statement_field_missing",
            "header line",
            0,
        ),
        (
            "format=camt053",
            CAMT.replace("49.50", "49.51"),
            "statement_balance_mismatch",
            "Stmt",
            0,
        ),
        (
            "format=camt053",
            CAMT.replace("</Ntry>", ""),
            "statement_structure_invalid",
            "",
            9,
        ),
        (
            "format=camt053",
            CAMT.replace("05320130", "05320131"),
            "statement_account_mismatch",
            "",
            0,
        ),
        (
            "format=mt940",
            MT940.replace("C50,00", "X50,00"),
            "statement_field_invalid",
            ":61:",
            5,
        ),
        (
            "format=mt940",
            MT940.replace("EUR", "USD"),
            "statement_currency_mismatch",
            "",
            0,
        ),
        (
            "format=mt940",
            CSV.to_owned(),
            "statement_structure_invalid",
            "",
            1,
        ),
    ];
    for (query, file, code, path, line) in cases {
        let refused = desk.import(query, &file).await;
        assert_eq!((refused.status, refused.code()), (422, code), "{refused:?}");
        let mistake = &refused.body["errors"][0];
        assert_eq!(mistake["path"].as_str().unwrap_or_default(), path, "{refused:?}");
        assert_eq!(mistake["line"].as_i64().unwrap_or_default(), line, "{refused:?}");
    }
    for (query, path) in [
        ("", "format"),
        ("format=csv&date_format=%25d", "date_format"),
        ("format=csv&debit=Out", "amount"),
        ("format=pdf", "query"),
    ] {
        let refused = desk.import(query, CSV).await;
        assert_eq!(
            (refused.status, refused.code(), refused.paths()),
            (422, "request_invalid", vec![path])
        );
    }
    // The node does not read such a body to its end; a caller that still writes may see only that.
    let large = " ".repeat(16 * 1024 * 1024 + 1);
    let path = format!("{}/statements?{CSV_QUERY}", desk.path);
    let large = desk
        .api
        .call("POST", &path)
        .file("text/csv", large)
        .try_send()
        .await;
    assert!(large.is_err() || large.is_ok_and(|answer| answer.code() == "body_too_large"));
    let known = desk.get("").await;
    assert_eq!(
        (number(&known, "statements"), number(&known, "open_items")),
        (0, 0)
    );

    let define = async |field: &str, value: Value| {
        let mut body = json!({
            "name": "x", "account": "assets:bank", "currency": "EUR", "outside_account": IBAN,
        });
        body[field] = value;
        desk.api.post(&format!("{BASE}/reconciliations"), &body).await
    };
    let twins = json!([{ "name": "a" }, { "name": "a" }]);
    let refused = define("rules", twins).await;
    assert_eq!(
        (refused.code(), refused.paths()),
        ("reconciliation_rule_invalid", vec!["rules[1].name"])
    );
    assert_eq!(
        define("account", json!("assets:nowhere")).await.code(),
        "account_not_found"
    );
    assert_eq!(define("name", json!("")).await.code(), "reconciliation_invalid");
    let usual = define("name", json!("y")).await.expect(201);
    assert_eq!(usual["rules"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_would_be_too_large_is_refused() {
    const LINES: usize = 20_001;
    let node = NodeUnderTest::start("").await;
    let (desk, transfers) = Desk::new(&node).await;
    let mut file = "date,amount,reference\n2025-11-02,100.00,INV-1001\n".to_owned();
    for nth in 1..LINES {
        file.push_str(&format!("2025-12-01,0.01,{nth}\n"));
    }
    desk.import("format=csv&references=reference", &file)
        .await
        .expect(201);
    let refused = desk.post("run", json!({})).await;
    assert_eq!(
        (refused.status, refused.code()),
        (422, "reconciliation_too_large")
    );
    let november = json!({ "from": "2025-11-01", "to": "2025-11-30" });
    let found = desk.post("run", november).await.expect(200);
    assert_eq!(column(&found, "transfers"), [&json!([transfers[0]])]);
    assert_eq!(number(&desk.get("").await, "open_items"), LINES as i64 - 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_statement_is_taken_in_in_parts_and_matched_to_the_last() {
    const LINES: usize = 450;
    let node = NodeUnderTest::start("").await;
    let (desk, _) = Desk::new(&node).await;
    let mut transfers = Vec::new();
    let mut file = "date,amount,reference\n".to_owned();
    for nth in 0..LINES {
        let id = 70_000_000 + nth;
        transfers.push(json!({
            "debit": "assets:bank", "credit": "equity:owner", "currency": "EUR", "amount": 100,
            "effective_at": "2025-12-01T00:00:00Z", "reference": format!("{id:x}"),
        }));
        file.push_str(&format!("2025-12-01,1.00,{id}\n"));
    }
    desk.api
        .post(&format!("{BASE}/batches"), &json!({ "transfers": transfers }))
        .await
        .expect(200);
    let query = "format=csv&references=reference";
    let planned = desk
        .import(&format!("{query}&dry_run=true"), &file)
        .await
        .expect(200);
    let taken = desk.import(query, &file).await.expect(201);
    for answer in [&planned, &taken] {
        assert_eq!(column(answer, "part"), [1, 2, 3]);
        assert_eq!(number(answer, "new_items"), LINES as i64);
    }
    let found = desk.run().await;
    assert_eq!(column(&found, "status"), ["accepted"; LINES]);
    assert_eq!(number(&desk.get("").await, "open_items"), 0);
}

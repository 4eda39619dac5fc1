//! What was: transfers with what became of them, balances at instants, statements, reports and exports over HTTP.

use serde_json::{Value, json};

use super::ledger::{Books, deposit};
use super::world::Answer;

fn rows(answer: &Answer) -> &Vec<Value> {
    answer.body["data"]
        .as_array()
        .unwrap_or_else(|| panic!("no rows in {answer:?}"))
}

fn amounts(answer: &Answer) -> Vec<i64> {
    rows(answer)
        .iter()
        .map(|row| row["amount"].as_i64().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_is_shown_with_what_became_of_it() {
    let books = Books::new().await;
    let mut first = deposit(1_000);
    first["metadata"] = json!({ "order": "17" });
    first["external_reference"] = json!("invoice 4711");
    let first = books.transfer(first).await;
    let hold = json!({
        "kind": "hold", "debit": "liabilities:ann", "credit": "liabilities:bob", "amount": 400, "currency": "EUR",
    });
    let hold = books.transfer(hold).await;
    let read = async |answer: &Answer| books.get(&format!("transfers/{}", answer.text("id"))).await;
    assert_eq!(read(&hold).await.body["outcome"], "open");
    let post = books
        .transfer(json!({ "kind": "post", "hold": hold.body["id"], "amount": 300 }))
        .await;
    let held = read(&hold).await;
    assert_eq!(
        (&held.body["outcome"], &held.body["ended_by"]),
        (&json!("posted"), &post.body["id"])
    );
    let reversal = books
        .transfer(json!({ "kind": "reversal", "original": post.body["id"] }))
        .await;
    assert_eq!(reversal.status, 201, "{reversal:?}");
    assert_eq!(read(&post).await.body["reversed_by"], reversal.body["id"]);
    assert_eq!(read(&reversal).await.body["original"], post.body["id"]);
    let shown = read(&first).await;
    assert_eq!(
        (&shown.body["external_reference"], &shown.body["metadata"]),
        (&json!("invoice 4711"), &json!({ "order": "17" }))
    );
    assert_eq!(
        (&shown.body["outcome"], &shown.body["reversed_by"]),
        (&json!(null), &json!(null))
    );
    let journal = books.get("journal").await;
    assert_eq!(amounts(&journal), [1_000, 400, 300, 300]);
    assert_eq!(rows(&journal)[0]["external_reference"], "invoice 4711");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_and_go_on_where_they_ended() {
    let books = Books::new().await;
    let ann = books.get("accounts?prefix=liabilities:ann").await;
    let ann = rows(&ann)[0]["id"].as_str().unwrap().to_owned();
    for amount in 1..=5 {
        let mut body = deposit(amount * 100);
        body["code"] = json!(amount % 2);
        body["reference"] = json!("ab");
        books.transfer(body).await;
    }
    let back =
        json!({ "debit": "liabilities:ann", "credit": "assets:bank", "amount": 50, "currency": "EUR" });
    books.transfer(back).await;
    let list = async |query: &str| books.get(&format!("transfers?{query}")).await;
    let of_ann = format!("account={ann}");
    assert_eq!(amounts(&list(&of_ann).await), [50, 500, 400, 300, 200, 100]);
    let cases: [(&str, &[i64]); 7] = [
        ("&side=debit", &[50]),
        ("&side=credit&code=1", &[500, 300, 100]),
        ("&min_amount=200&max_amount=400", &[400, 300, 200]),
        ("&kind=hold", &[]),
        ("&order=oldest&reference=ab", &[100, 200, 300, 400, 500]),
        ("&to=2001-01-01T00:00:00Z", &[]),
        ("&effective_from=2001-01-01T00:00:00Z&side=debit", &[50]),
    ];
    for (filter, expected) in cases {
        assert_eq!(
            amounts(&list(&format!("{of_ann}{filter}")).await),
            expected,
            "{filter}"
        );
    }
    for list_of in [format!("{of_ann}&"), "reference=ab&".to_owned(), String::new()] {
        let whole = amounts(&list(&format!("{list_of}limit=200")).await);
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = list(&format!("{list_of}limit=2{cursor}")).await;
            paged.extend(amounts(&page));
            match page.body["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(paged, whole, "{list_of}");
    }
    for (query, parameter) in [
        ("side=debit", "side"),
        ("reference=ab&from=2001-01-01T00:00:00Z", "from"),
    ] {
        let refused = list(query).await;
        assert_eq!(refused.mistakes(), [(parameter, "parameter_invalid")]);
    }
    assert_eq!(list("cursor=soon").await.problem(), (422, "cursor_invalid"));
    assert_eq!(amounts(&list(&format!("cursor={}", u64::MAX)).await), [0; 0]);
}

/// Point-in-time answers stay right with filters.
#[tokio::test(flavor = "multi_thread")]
async fn balances_and_reports_are_right_at_any_instant() {
    let books = Books::new().await;
    let sales = books.open("revenue:sales:web", "EUR", false).await;
    let sale = |amount: i64, effective: Option<&str>| {
        json!({
            "debit": "assets:bank", "credit": "revenue:sales:web", "amount": amount, "currency": "EUR",
            "effective_at": effective,
        })
    };
    let first = books.transfer(sale(1_000, Some("2020-03-01T00:00:00Z"))).await;
    let between = first.text("created_at").to_owned();
    books.transfer(sale(200, Some("2020-02-01T00:00:00Z"))).await;
    books.transfer(sale(30, None)).await;
    let balance = async |query: &str| {
        let answer = books.get(&format!("accounts/{sales}/balance{query}")).await;
        answer.body["balance"]
            .as_i64()
            .unwrap_or_else(|| panic!("{answer:?}"))
    };
    assert_eq!(balance("").await, 1_230);
    assert_eq!(balance(&format!("?at={between}")).await, 1_000);
    assert_eq!(balance("?effective_at=2020-02-15T00:00:00Z").await, 200);
    assert_eq!(balance("?effective_at=2020-03-01T00:00:00Z").await, 1_200);
    let both = format!("?at={between}&effective_at=2020-02-15T00:00:00Z");
    assert_eq!(balance(&both).await, 0, "as it was known then");

    let period = "from=2020-02-01T00:00:00Z&to=2020-03-01T00:00:00Z&by=effective";
    let statement = books.get(&format!("accounts/{sales}/statement?{period}")).await;
    assert_eq!(amounts(&statement), [200]);
    let whole = books
        .get(&format!("accounts/{sales}/statement?by=effective&limit=2"))
        .await;
    assert_eq!(amounts(&whole), [200, 1_000], "in the order in which they count");
    let next = whole.text("next_cursor");
    let rest = books
        .get(&format!("accounts/{sales}/statement?by=effective&cursor={next}"))
        .await;
    assert_eq!(
        (amounts(&rest), &rest.body["opening"]),
        (vec![30], &whole.body["closing"])
    );

    let income = books.get(&format!("income-statement?{period}")).await;
    let euros = &income.body["currencies"][0];
    assert_eq!(
        (&euros["net_income"], &euros["revenue"]["rows"][1]),
        (
            &json!(200),
            &json!({ "path": "revenue:sales", "depth": 1, "account": null, "amount": 200 })
        )
    );
    let sheet = books.get("balance-sheet?effective_at=2020-03-01T00:00:00Z").await;
    let euros = &sheet.body["currencies"][0];
    assert_eq!(
        (&euros["assets"]["total"], &euros["earnings"]),
        (&json!(1_200), &json!(1_200))
    );
    let then = books.get(&format!("trial-balance?at={between}")).await;
    assert_eq!(then.body["totals"][0]["debits"], 1_000);
    let now = books.get("trial-balance").await;
    assert_eq!(now.body["totals"][0]["credits"], 1_230);
    for path in [
        "balance-sheet?format=csv",
        "income-statement?format=parquet",
        "journal?by=effective",
    ] {
        assert_eq!(
            books.get(path).await.problem(),
            (422, "request_invalid"),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_exported_whole() {
    let books = Books::new().await;
    let batch: Vec<Value> = (1..=300).map(deposit).collect();
    books.post("batches", json!({ "transfers": batch })).await;
    let ann = books.get("accounts?prefix=liabilities:ann").await;
    let ann = rows(&ann)[0]["id"].as_str().unwrap().to_owned();
    for (path, lines) in [
        ("journal?format=csv".to_owned(), 301),
        ("transfers?format=csv".to_owned(), 301),
        (format!("transfers?account={ann}&min_amount=300&format=csv"), 2),
        (format!("accounts/{ann}/statement?format=csv"), 301),
        ("trial-balance?format=csv".to_owned(), 4),
    ] {
        let table = books.get(&path).await;
        assert_eq!(
            table.header("content-type"),
            Some("text/csv; charset=utf-8"),
            "{table:?}"
        );
        let text = table.body.as_str().unwrap();
        assert_eq!(text.lines().count(), lines, "{path}");
        assert!(text.contains("assets:bank"), "{path}: {text}");
    }
    let table = books.get("journal?format=parquet").await;
    assert_eq!(
        table.header("content-type"),
        Some("application/vnd.apache.parquet")
    );
    assert!(table.body.as_str().unwrap().starts_with("PAR1"));
    let unknown = books
        .get("accounts/acc_01h455vb4pex5vsknk084sn02q/statement?format=csv")
        .await;
    assert_eq!(unknown.problem(), (404, "account_not_found"));
}

//! Imports of journals over HTTP: what a dry run foretells is what happens.

use axum::http::Method;
use serde_json::{Value, json};

use super::ledger::Books;
use super::world::{Answer, Call};

const HEADER: &str = "debit,credit,amount,currency,effective_at,external_reference,id\n";

const ROWS: &str = "\
assets:bank,liabilities:ann,10.00,EUR,2024-01-31,,
liabilities:ann,liabilities:bob,6.00,EUR,,,
liabilities:ann,liabilities:bob,6.00,EUR,,,
assets:bank,liabilities:ann,2.00,EUR,,invoice 1,
liabilities:ann,liabilities:bob,6.00,EUR,,invoice 2,
liabilities:lent,liabilities:bob,5.00,EUR,,,
liabilities:lent,liabilities:bob,0.01,EUR,,,
assets:bank,liabilities:frozen,1.00,EUR,,,
assets:bank,liabilities:closed,1.00,EUR,,,
assets:bank,liabilities:nobody,1.00,EUR,,,
assets:bank,liabilities:ann,1.00,USD,,,
assets:bank,assets:bank,1.00,EUR,,,
assets:bank,liabilities:ann,1.00,EUR,,,4711
assets:bank,liabilities:ann,2.00,EUR,,,4711
assets:bank,liabilities:ann,1.00,EUR,,,4711
";

/// Line, status, code and field.
type Row = (u64, String, Option<String>, Option<String>);

fn rows(answer: &Answer) -> Vec<Row> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let lines = answer.body["lines"].as_array().unwrap().iter();
    lines
        .map(|line| {
            (
                line["line"].as_u64().unwrap(),
                text(&line["status"]).unwrap(),
                text(&line["code"]),
                text(&line["field"]),
            )
        })
        .collect()
}

fn row(line: u64, status: &str, code: &str, field: &str) -> Row {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (line, status.to_owned(), some(code), some(field))
}

async fn import_as(books: &Books, key: &str, dry_run: bool, kind: &str, file: &str) -> Answer {
    let bearer = format!("Bearer {key}");
    let path = format!("/api/v1/ledger/imports?dry_run={dry_run}");
    let call = Call {
        method: Method::POST,
        path: &path,
        headers: vec![("authorization", &bearer), ("content-type", kind)],
        body: file.as_bytes().to_vec(),
    };
    books.world.send(call).await
}

async fn import(books: &Books, dry_run: bool, file: &str) -> Answer {
    import_as(books, &books.key, dry_run, "text/csv; charset=utf-8", file).await
}

async fn world() -> Books {
    let books = Books::new().await;
    let lent = json!({ "path": "liabilities:lent", "currency": "EUR", "credit_limit": 500 });
    assert_eq!(books.post("accounts", lent).await.status, 201);
    for (path, field) in [("liabilities:frozen", "frozen"), ("liabilities:closed", "closed")] {
        let id = books.open(path, "EUR", false).await;
        let bearer = format!("Bearer {}", books.key);
        let changed = books
            .world
            .send(Call {
                method: Method::PATCH,
                path: &format!("/api/v1/ledger/accounts/{id}"),
                headers: vec![("authorization", &bearer)],
                body: json!({ field: true }).to_string().into_bytes(),
            })
            .await;
        assert_eq!(changed.status, 200, "{changed:?}");
    }
    books
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_of_each_line_what_will_become_of_it() {
    let books = world().await;
    let file = [HEADER, ROWS].concat();
    let foretold = [
        row(2, "made", "", ""),
        row(3, "made", "", ""),
        row(4, "refused", "overdraft", "debit"),
        row(5, "made", "", ""),
        row(6, "made", "", ""),
        row(7, "made", "", ""),
        row(8, "refused", "overdraft", "debit"),
        row(9, "refused", "account_frozen", "credit"),
        row(10, "refused", "account_closed", "credit"),
        row(11, "refused", "account_not_found", "credit"),
        row(12, "refused", "account_not_found", "debit"),
        row(13, "refused", "transfer_same_account", ""),
        row(14, "made", "", ""),
        row(15, "refused", "transfer_exists_with_different_content", "amount"),
        row(16, "exists", "", ""),
    ];
    let broken = [&file, "assets:bank,liabilities:ann,1.005,EUR,,,\n"].concat();
    for _ in 0..2 {
        let dry = import(&books, true, &broken).await;
        let found = rows(&dry);
        assert_eq!(found[..15], foretold);
        assert_eq!(found[15], row(17, "refused", "field_invalid", "amount"));
        let line = &dry.body["lines"][9];
        assert_eq!(
            line["message"],
            "there is no account at liabilities:nobody in EUR"
        );
        assert_eq!(
            (&dry.body["made"], &dry.body["existing"], &dry.body["refused"]),
            (&json!(6), &json!(1), &json!(9))
        );
        assert!(
            books.get("transfers").await.body["data"] == json!([]),
            "nothing changes"
        );
    }

    let refused = import(&books, false, &broken).await;
    assert_eq!(refused.problem(), (422, "request_invalid"));
    assert_eq!(refused.mistakes(), [("amount", "field_invalid")]);
    assert_eq!(refused.body["errors"][0]["line"], json!(17));
    assert!(
        books.get("transfers").await.body["data"] == json!([]),
        "none of it is made"
    );

    let made = import(&books, false, &file).await;
    // An item of a batch is refused with a code alone.
    let foretold = foretold.map(|mut line| {
        let speaks_of_limits = ["overdraft", "account_frozen", "account_closed"];
        if line
            .2
            .as_deref()
            .is_some_and(|code| speaks_of_limits.contains(&code))
        {
            line.3 = None;
        }
        line
    });
    assert_eq!(rows(&made), foretold);
    assert_eq!(made.body["dry_run"], json!(false));
    let transfers = books.get("transfers").await.body["data"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(transfers, 6);
    for dry_run in [true, false] {
        let again = import(&books, dry_run, &file).await;
        assert_eq!(
            (&again.body["made"], &again.body["existing"]),
            (&json!(0), &json!(7))
        );
        let ids = |answer: &Answer| answer.body["lines"][0]["id"].clone();
        assert_eq!(ids(&again), ids(&made));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_made_in_their_order_whatever_is_attached() {
    let books = Books::new().await;
    let mut file = HEADER.to_owned();
    for row in 0..600 {
        let words = if row % 3 == 0 { "" } else { "x" };
        file.push_str(&format!(
            "assets:bank,liabilities:ann,1.00,EUR,,{words},\nliabilities:ann,liabilities:bob,1.00,EUR,,y{row},\n"
        ));
    }
    let made = import(&books, false, &file).await;
    assert_eq!(
        (&made.body["made"], &made.body["refused"]),
        (&json!(1_200), &json!(0))
    );
    assert_eq!(books.balances().await, [60_000, 0, 60_000]);
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_are_bounded_and_each_tenant_s_own() {
    let books = world().await;
    let line = "assets:bank,liabilities:ann,1.00,EUR,,,\n";
    let stranger = books.world.full_key("stranger").await;
    let file = [HEADER, line].concat();
    for dry_run in [true, false] {
        let answer = import_as(&books, &stranger, dry_run, "text/csv", &file).await;
        assert_eq!(rows(&answer), [row(2, "refused", "account_not_found", "debit")]);
    }
    let reader = books.world.key("bank", &["read"]).await;
    let answer = import_as(&books, &reader, true, "text/csv", &file).await;
    assert_eq!(answer.problem(), (403, "permission_missing"));
    let answer = import_as(&books, &books.key, true, "application/json", &file).await;
    assert_eq!(answer.problem(), (415, "content_type_unsupported"));
    let many = [HEADER, &line.repeat(65_521)].concat();
    let large = [HEADER, &" ".repeat(16 << 20)].concat();
    for too_large in [many, large] {
        assert_eq!(
            import(&books, true, &too_large).await.problem(),
            (413, "body_too_large")
        );
    }
    let headless = import(&books, false, "debit,credit\n").await;
    assert_eq!(headless.mistakes(), [("header", "field_invalid")]);
    let empty = import(&books, false, HEADER).await;
    assert_eq!((empty.status.as_u16(), &empty.body["lines"]), (200, &json!([])));
    assert_eq!(books.get("transfers").await.body["data"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_means_the_account_there_whatever_its_id() {
    let books = Books::new().await;
    let own = "acc_01h455vb4pex5vsknk084sn02q";
    let open = json!({ "id": own, "path": "liabilities:own", "currency": "EUR" });
    assert_eq!(books.post("accounts", open).await.text("id"), own);
    let pay =
        || json!({ "debit": "assets:bank", "credit": "liabilities:own", "amount": 100, "currency": "EUR" });
    let balance = async || books.get(&format!("accounts/{own}")).await.body["balance"].clone();

    let mut known = pay();
    known["id"] = json!("trf_01h455vb4pex5vsknk084sn02q");
    let made = books.transfer(known.clone()).await;
    assert_eq!(
        (made.status.as_u16(), &made.body["credit"]["id"]),
        (201, &json!(own)),
        "{made:?}"
    );
    assert_eq!(books.transfer(known).await.problem(), (409, "transfer_exists"));
    let chain = books.transfer(json!({ "transfers": [pay(), pay()] })).await;
    assert_eq!(chain.status, 201, "{chain:?}");
    let batch = books
        .post("batches", json!({ "transfers": [pay(), pay()] }))
        .await;
    assert_eq!(batch.body["made"], json!(2), "{batch:?}");
    assert_eq!(balance().await, json!(500));

    let at = "2999-01-01T00:00:00Z";
    let schedule = books
        .post("schedules", json!({ "at": at, "transfers": [pay()] }))
        .await;
    assert_eq!(
        schedule.body["transfers"][0]["credit"],
        json!(own),
        "{schedule:?}"
    );
    let monitor = json!({
        "account": "liabilities:own", "currency": "EUR",
        "measure": "balance", "comparison": "less_than", "threshold": 100,
    });
    assert_eq!(books.post("monitors", monitor).await.text("account"), own);
    let file = [HEADER, "assets:bank,liabilities:own,1.00,EUR,,,\n"].concat();
    for dry_run in [true, false] {
        assert_eq!(
            rows(&import(&books, dry_run, &file).await),
            [row(2, "made", "", "")]
        );
    }
    assert_eq!(balance().await, json!(600));

    let mut nowhere = pay();
    nowhere["credit"] = json!("liabilities:nowhere");
    for answer in [
        books.transfer(nowhere.clone()).await,
        books
            .post("schedules", json!({ "at": at, "transfers": [nowhere] }))
            .await,
    ] {
        assert_eq!(answer.problem(), (404, "account_not_found"));
    }
}

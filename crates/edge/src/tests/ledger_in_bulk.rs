//! Batches, exchanges and whole branches of the chart of accounts over HTTP.

use serde_json::{Value, json};

use super::ledger::{Books, deposit};

fn results(answer: &super::world::Answer) -> Vec<(&str, Option<&str>)> {
    let rows = answer.body["results"].as_array().unwrap();
    rows.iter()
        .map(|row| (row["status"].as_str().unwrap(), row["code"].as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_makes_what_can_be_made_and_chains_all_or_none() {
    let books = Books::new().await;
    let to_bob = |amount: i64, linked: bool| {
        json!({
            "debit": "liabilities:ann", "credit": "liabilities:bob", "amount": amount, "currency": "EUR",
            "linked": linked,
        })
    };
    let mut named = deposit(1_000);
    named["id"] = json!("trf_01h455vb4pex5vsknk084sn02q");
    let batch = json!({ "transfers": [
        named, to_bob(2_000, false), to_bob(100, true), to_bob(5_000, false), to_bob(300, true), to_bob(400, false),
    ] });
    let body = batch.to_string();
    let send = async || {
        let headers = [("idempotency-key", "b-1")];
        let path = "/api/v1/ledger/batches";
        books
            .world
            .post_with(&books.key, path, &headers, body.as_bytes())
            .await
    };
    let made = send().await;
    assert_eq!(made.status, 200, "{made:?}");
    assert_eq!(
        results(&made),
        [
            ("made", None),
            ("refused", Some("overdraft")),
            ("refused", Some("transfer_linked_failed")),
            ("refused", Some("overdraft")),
            ("made", None),
            ("made", None),
        ]
    );
    assert_eq!(
        (&made.body["made"], &made.body["refused"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(made.body["results"][0]["id"], "trf_01h455vb4pex5vsknk084sn02q");
    assert_eq!(books.balances().await, [1_000, 300, 700]);
    let again = send().await;
    assert_eq!(
        (&again.body, again.header("idempotent-replayed")),
        (&made.body, Some("true"))
    );

    let repeated = books
        .post("batches", json!({ "transfers": [named, deposit(1)] }))
        .await;
    assert_eq!(
        results(&repeated),
        [("refused", Some("transfer_exists")), ("made", None)]
    );
    let mut other = named.clone();
    other["amount"] = json!(7);
    let differs = books.post("batches", json!({ "transfers": [other] })).await;
    let row = &differs.body["results"][0];
    assert_eq!(
        (&row["code"], &row["field"]),
        (&json!("transfer_exists_with_different_content"), &json!("amount"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn items_of_a_batch_keep_what_is_attached_to_them() {
    let books = Books::new().await;
    let named = |id: &str, amount: i64, order: &str| {
        let mut item = deposit(amount);
        item["id"] = json!(id);
        item["external_reference"] = json!(format!("INV-{order}"));
        item["metadata"] = json!({ "order": order });
        item
    };
    let (first, second) = ("trf_01h455vb4pex5vsknk084sn02q", "trf_01h455vb4pex5vsknk084sn02r");
    let batch = async |items: Value| books.post("batches", json!({ "transfers": items })).await;
    let made = batch(json!([named(first, 5, "1"), deposit(1), named(second, 6, "2")])).await;
    assert_eq!(results(&made), [("made", None); 3]);
    for (id, order) in [(first, "1"), (second, "2")] {
        let shown = books.get(&format!("transfers/{id}")).await;
        assert_eq!(shown.body["metadata"], json!({ "order": order }));
        assert_eq!(shown.body["external_reference"], json!(format!("INV-{order}")));
    }
    let bare = made.body["results"][1]["id"].as_str().unwrap();
    let bare = books.get(&format!("transfers/{bare}")).await;
    assert_eq!(
        (&bare.body["metadata"], &bare.body["external_reference"]),
        (&json!({}), &Value::Null)
    );

    // The same exists, as a single transfer too; other words are another content.
    let again = batch(json!([named(first, 5, "1"), named(second, 6, "3")])).await;
    let differs = "transfer_exists_with_different_content";
    let expected = [("refused", Some("transfer_exists")), ("refused", Some(differs))];
    assert_eq!(results(&again), expected);
    assert_eq!(again.body["results"][1]["field"], "metadata");
    assert_eq!(
        books.transfer(named(second, 6, "2")).await.problem(),
        (409, "transfer_exists")
    );

    let word = "w".repeat(500);
    let mut large = deposit(1);
    large["metadata"] = (0..32).map(|key| (key.to_string(), json!(word))).collect();
    let too_much = batch(json!(vec![large; 50])).await;
    assert_eq!(too_much.problem(), (422, "request_invalid"));
    assert_eq!(too_much.mistakes(), [("transfers", "field_invalid")]);
    assert_eq!(books.balances().await, [12, 12, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_batch_fits_even_with_an_idempotency_key() {
    let books = Books::new().await;
    let all: Vec<Value> = (0..8_190).map(|_| deposit(1)).collect();
    let body = json!({ "transfers": all }).to_string();
    let headers = [("idempotency-key", "large")];
    let path = "/api/v1/ledger/batches";
    let made = books
        .world
        .post_with(&books.key, path, &headers, body.as_bytes())
        .await;
    assert_eq!((made.status.as_u16(), &made.body["made"]), (200, &json!(8_190)));
    let mut one_more = all;
    one_more.push(deposit(1));
    let refused = books.post("batches", json!({ "transfers": one_more })).await;
    assert_eq!(refused.problem(), (422, "request_invalid"));
    assert_eq!(refused.mistakes(), [("transfers", "field_invalid")]);
    let too_large = vec![b' '; 4 * 1024 * 1024 + 1];
    let refused = books.world.post_with(&books.key, path, &[], &too_large).await;
    assert_eq!(refused.problem(), (413, "body_too_large"));
    assert_eq!(books.balances().await, [8_190, 8_190, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_batches_are_refused_whole() {
    let books = Books::new().await;
    let with = |field: &str, value: Value| {
        let mut body = deposit(10);
        body[field] = value;
        json!({ "transfers": [deposit(1), body] })
    };
    let cases = [
        (json!({ "transfers": [] }), "request_invalid", "transfers"),
        (
            with("metadata", json!({ "": "b" })),
            "request_invalid",
            "transfers[1].metadata",
        ),
        (
            with("external_reference", json!("x".repeat(129))),
            "request_invalid",
            "transfers[1].external_reference",
        ),
        (
            with("amount", json!(-1)),
            "transfer_amount_not_positive",
            "transfers[1].amount",
        ),
        (
            with("credit", json!("bank")),
            "request_invalid",
            "transfers[1].credit",
        ),
    ];
    for (body, code, path) in cases {
        let answer = books.post("batches", body).await;
        assert_eq!(answer.problem(), (422, code), "{answer:?}");
        assert_eq!(answer.mistakes()[0].0, path);
    }
    // A key that comes twice would lose a word without a sign.
    let twice = r#""currency":"EUR","metadata":{"a":"1","a":"2"}}"#;
    let transfer = format!(r#"{{"debit":"assets:bank","credit":"liabilities:ann","amount":1,{twice}"#);
    for (path, body, field) in [
        (
            "batches",
            format!(r#"{{"transfers":[{transfer}]}}"#),
            "transfers[0].metadata",
        ),
        ("transfers", transfer, "metadata"),
        (
            "accounts",
            format!(r#"{{"path":"assets:new",{twice}"#),
            "metadata",
        ),
    ] {
        let path = format!("/api/v1/ledger/{path}");
        let refused = books
            .world
            .post_with(&books.key, &path, &[], body.as_bytes())
            .await;
        assert_eq!(refused.mistakes(), [(field, "field_invalid")], "{refused:?}");
    }
    let mut linked = deposit(1);
    linked["linked"] = json!(true);
    assert_eq!(
        books.transfer(linked).await.mistakes(),
        [("linked", "field_invalid")]
    );
    assert_eq!(books.balances().await, [0, 0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_is_two_transfers_at_an_exact_rate() {
    let books = Books::new().await;
    for (path, currency) in [
        ("liabilities:ann", "USD"),
        ("equity:liquidity", "EUR"),
        ("equity:liquidity", "USD"),
        ("assets:bank", "USD"),
    ] {
        books.open(path, currency, path != "liabilities:ann").await;
    }
    books.transfer(deposit(10_000)).await;
    let sell = json!({
        "id": "trf_01h455vb4pex5vsknk084sn02q", "from": "liabilities:ann", "to": "liabilities:ann",
        "amount": 1_001, "currency": "EUR", "to_currency": "USD", "rate": "1.0837",
    });
    let made = books.post("exchanges", sell.clone()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let legs = made.body["data"].as_array().unwrap();
    let shown: Vec<_> = legs
        .iter()
        .map(|leg| (&leg["amount"], leg["currency"].as_str().unwrap()))
        .collect();
    // 1,001 × 1.0837 = 1,084.7837.
    assert_eq!(shown, [(&json!(1_001), "EUR"), (&json!(1_085), "USD")]);
    assert_eq!(
        books.post("exchanges", sell.clone()).await.problem(),
        (409, "transfer_exists")
    );

    // What is owned falls by a credit.
    let mut owned = sell.clone();
    owned["id"] = Value::Null;
    owned["from"] = json!("assets:bank");
    owned["to"] = json!("assets:bank");
    owned["rate"] = json!({ "numerator": 11, "denominator": 10 });
    let made = books.post("exchanges", owned.clone()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let bank = books.get("accounts?prefix=assets:bank").await;
    let balances: Vec<_> = bank.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["balance"])
        .collect();
    assert_eq!(
        balances,
        [&json!(1_101), &json!(8_999)],
        "dollars, then euros, by currency number"
    );

    for (field, value, mistake) in [
        ("rate", json!("1,08"), ("rate", "field_invalid")),
        (
            "rate",
            json!({ "numerator": 0, "denominator": 1 }),
            ("rate", "field_invalid"),
        ),
        ("to_currency", json!("EUR"), ("to_currency", "field_invalid")),
        ("amount", json!(0), ("amount", "field_invalid")),
        ("to", json!("assets:bank"), ("to", "field_invalid")),
        ("to", json!("liabilities:nobody"), ("to", "account_not_found")),
    ] {
        let mut body = sell.clone();
        body[field] = value;
        assert_eq!(books.post("exchanges", body).await.mistakes(), [mistake]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn branches_are_listed_and_summed_up() {
    let books = Books::new().await;
    books.open("liabilities:ann:savings", "EUR", false).await;
    books.open("liabilities:ann:savings", "USD", false).await;
    books.open("liabilities:anna", "EUR", false).await;
    books.transfer(deposit(500)).await;
    let mut saved = deposit(70);
    saved["credit"] = json!("liabilities:ann:savings");
    books.transfer(saved).await;
    let sums = books.get("balances?prefix=liabilities:ann").await;
    let rows: Vec<_> = sums.body["data"].as_array().unwrap().iter().collect();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["currency"].as_str().unwrap(),
                &row["balance"],
                &row["accounts"],
            )
        })
        .collect();
    assert_eq!(
        shown,
        [("USD", &json!(0), &json!(1)), ("EUR", &json!(570), &json!(2))]
    );
    let whole = books.get("balances?prefix=").await;
    let euros = whole.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["currency"] == "EUR")
        .unwrap();
    assert_eq!(
        (&euros["balance"], &euros["debits_posted"]),
        (&json!(null), &euros["credits_posted"])
    );

    let mut paths = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = books
            .get(&format!("accounts?prefix=liabilities&limit=2{cursor}"))
            .await;
        paths.extend(
            page.body["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["path"].as_str().unwrap().to_owned()),
        );
        match page.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(
        paths,
        [
            "liabilities:ann",
            "liabilities:ann:savings",
            "liabilities:ann:savings",
            "liabilities:anna",
            "liabilities:bob"
        ]
    );
    assert_eq!(
        books.get("accounts?prefix=liabilities&cursor=7").await.problem(),
        (422, "cursor_invalid")
    );
}

//! The ledger over HTTP: accounts, transfers, holds, chains, reports.

use serde_json::{Value, json};

use axum::http::Method;

use super::world::{Answer, Call, World, order};

pub(super) struct Books {
    pub(super) world: World,
    pub(super) key: String,
}

impl Books {
    pub(super) async fn new() -> Books {
        let world = World::new().await;
        let key = world.full_key("bank").await;
        let books = Books { world, key };
        books.open("assets:bank", "EUR", true).await;
        books.open("liabilities:ann", "EUR", false).await;
        books.open("liabilities:bob", "EUR", false).await;
        books
    }

    pub(super) async fn open(&self, path: &str, currency: &str, allows_overdraft: bool) -> String {
        let body = json!({ "path": path, "currency": currency, "allows_overdraft": allows_overdraft });
        let opened = self.post("accounts", body).await;
        assert_eq!(opened.status, 201, "{opened:?}");
        opened.text("id").to_owned()
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.world
            .post(&self.key, &format!("/api/v1/ledger/{path}"), body)
            .await
    }

    pub(super) async fn delete(&self, path: &str) -> Answer {
        let (bearer, path) = (format!("Bearer {}", self.key), format!("/api/v1/ledger/{path}"));
        self.world
            .send(Call {
                method: Method::DELETE,
                path: &path,
                headers: vec![("authorization", &bearer)],
                body: Vec::new(),
            })
            .await
    }

    pub(super) async fn transfer(&self, body: Value) -> Answer {
        self.world.post(&self.key, "/api/v1/ledger/transfers", body).await
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.world.get(&self.key, &format!("/api/v1/ledger/{path}")).await
    }

    pub(super) async fn balances(&self) -> Vec<i64> {
        let answer = self.get("balances").await;
        let rows = answer.body["data"].as_array().unwrap();
        rows.iter()
            .map(|row| row["available"].as_i64().unwrap())
            .collect()
    }
}

pub(super) fn deposit(amount: i64) -> Value {
    json!({ "debit": "assets:bank", "credit": "liabilities:ann", "amount": amount, "currency": "EUR" })
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_holds_and_chains_move_money() {
    let books = Books::new().await;
    let mut first = deposit(1_000);
    first["reference"] = json!("ff");
    first["code"] = json!(7);
    let made = books.transfer(first).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(
        (&made.body["kind"], &made.body["code"], &made.body["code_name"]),
        (&json!("transfer"), &json!(7), &json!(null))
    );
    assert_eq!(made.text("reference"), format!("{:032x}", 0xff));
    let read = books.get(&format!("transfers/{}", made.text("id"))).await;
    assert_eq!(read.body["debit"]["path"], "assets:bank");
    assert_eq!(read.body["amount"], 1_000);

    let hold = json!({
        "kind": "hold", "debit": "liabilities:ann", "credit": "liabilities:bob", "amount": 400, "currency": "EUR",
    });
    let held = books.transfer(hold.clone()).await;
    assert_eq!(books.balances().await, [1_000, 600, 0]);
    let posted = books
        .transfer(json!({ "kind": "post", "hold": held.body["id"], "amount": 300 }))
        .await;
    assert_eq!(
        (posted.status.as_u16(), &posted.body["hold"]),
        (201, &held.body["id"]),
        "{posted:?}"
    );
    assert_eq!(books.balances().await, [1_000, 700, 300]);
    let again = books
        .transfer(json!({ "kind": "void", "hold": held.body["id"] }))
        .await;
    assert_eq!(
        (again.problem(), again.mistakes()),
        (
            (409, "hold_already_posted"),
            vec![("hold", "hold_already_posted")]
        )
    );

    let back =
        json!({ "debit": "liabilities:bob", "credit": "liabilities:ann", "amount": 300, "currency": "EUR" });
    let chain = books
        .transfer(json!({ "transfers": [deposit(5), back.clone()] }))
        .await;
    assert_eq!(
        (
            chain.status.as_u16(),
            chain.body["data"].as_array().unwrap().len()
        ),
        (201, 2),
        "{chain:?}"
    );
    assert_eq!(books.balances().await, [1_005, 1_005, 0]);
    let broken = books.transfer(json!({ "transfers": [deposit(5), back] })).await;
    assert_eq!(
        (broken.problem(), broken.mistakes()),
        ((422, "overdraft"), vec![("transfers[1]", "overdraft")])
    );
    assert_eq!(books.balances().await, [1_005, 1_005, 0], "all or none");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_accounts_and_transfers_are_refused() {
    let books = Books::new().await;
    let before = books.world.engine.committed();
    let with = |field: &str, value: Value| {
        let mut body = deposit(10);
        body[field] = value;
        body
    };
    let unknown = "acc_01h455vb4pex5vsknk084sn02q";
    type Case<'a> = (Value, (u16, &'a str), Vec<(&'a str, &'a str)>);
    let cases: Vec<Case<'_>> = vec![
        (
            json!({}),
            (422, "request_invalid"),
            vec![
                ("currency", "field_missing"),
                ("debit", "field_missing"),
                ("credit", "field_missing"),
                ("amount", "field_missing"),
            ],
        ),
        (
            with("amount", json!(0)),
            (422, "transfer_amount_not_positive"),
            vec![("amount", "transfer_amount_not_positive")],
        ),
        (
            with("amount", json!(1.5)),
            (422, "request_invalid"),
            vec![("amount", "field_invalid")],
        ),
        (
            with("credit", json!("assets:bank")),
            (422, "transfer_same_account"),
            vec![("credit", "transfer_same_account")],
        ),
        (
            with("credit", json!("bank")),
            (422, "request_invalid"),
            vec![("credit", "field_invalid")],
        ),
        (with("credit", json!(unknown)), (404, "account_not_found"), vec![]),
        (with("currency", json!("USD")), (404, "account_not_found"), vec![]),
        (
            with("reference", json!("xyz")),
            (422, "request_invalid"),
            vec![("reference", "field_invalid")],
        ),
        (
            with("kind", json!("gift")),
            (422, "request_invalid"),
            vec![("kind", "field_invalid")],
        ),
        (
            with("hold", json!("trf_01h455vb4pex5vsknk084sn02q")),
            (422, "request_invalid"),
            vec![("hold", "field_invalid")],
        ),
        (
            json!({ "kind": "void", "hold": "trf_01h455vb4pex5vsknk084sn02q", "amount": 1 }),
            (422, "request_invalid"),
            vec![("amount", "field_invalid")],
        ),
        (
            json!({ "kind": "post", "hold": "trf_01h455vb4pex5vsknk084sn02q", "amount": -1 }),
            (422, "request_invalid"),
            vec![("amount", "field_invalid")],
        ),
        (
            json!({ "transfers": [] }),
            (422, "transfer_chain_empty"),
            vec![("transfers", "transfer_chain_empty")],
        ),
        (
            json!({ "transfers": [deposit(1), { "amount": "1" }] }),
            (422, "request_invalid"),
            vec![("transfers[1].amount", "field_invalid")],
        ),
        (
            json!({ "transfers": [deposit(1), { "kind": "void" }] }),
            (422, "request_invalid"),
            vec![("transfers[1].hold", "field_missing")],
        ),
    ];
    for (body, problem, mistakes) in cases {
        let answer = books.transfer(body.clone()).await;
        assert_eq!(answer.problem(), problem, "{body}: {answer:?}");
        assert_eq!(answer.mistakes(), mistakes, "{body}: {answer:?}");
    }
    // An id that stands for the path says nothing to who named the path.
    let nobody = with("credit", json!("liabilities:nobody"));
    let watched = json!({
        "account": "liabilities:nobody", "currency": "EUR", "measure": "balance", "comparison": "at_least", "threshold": 1,
    });
    let later = json!({ "at": "2999-01-01T00:00:00Z", "transfers": [nobody.clone()] });
    for (path, body) in [
        ("transfers", nobody.clone()),
        ("transfers", json!({ "transfers": [deposit(1), nobody] })),
        ("schedules", later),
        ("monitors", watched),
    ] {
        let answer = books.post(path, body).await;
        assert_eq!(
            answer.text("detail"),
            "there is no account at liabilities:nobody in EUR"
        );
    }
    let accounts = [
        (
            json!({ "path": "bank", "currency": "EUR" }),
            (422, "request_invalid"),
            vec![("path", "field_invalid")],
        ),
        (
            json!({ "path": "assets:bank", "currency": "EUR" }),
            (409, "account_exists"),
            vec![("path", "account_exists")],
        ),
        (
            json!({ "path": "liabilities:payments_clearing", "currency": "EUR" }),
            (403, "account_reserved"),
            vec![],
        ),
    ];
    for (body, problem, mistakes) in accounts {
        let answer = books
            .world
            .post(&books.key, "/api/v1/ledger/accounts", body)
            .await;
        assert_eq!((answer.problem(), answer.mistakes()), (problem, mistakes));
    }
    assert_eq!(books.world.engine.committed(), before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_show_what_payments_posted() {
    let books = Books::new().await;
    let paid = books
        .world
        .post(&books.key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    books.transfer(deposit(50)).await;
    let journal = books
        .get(&format!("transfers?reference={}", paid.text("id")))
        .await;
    let rows = journal.body["data"].as_array().unwrap();
    assert!(
        rows.iter().any(|row| row["code_name"] == "payment.capture"),
        "{journal:?}"
    );
    assert!(rows.iter().all(|row| row["reference"] == paid.body["id"]));
    let one = books
        .get(&format!("transfers/{}", rows[0]["id"].as_str().unwrap()))
        .await;
    let listed = rows[0].as_object().unwrap();
    assert!(listed.iter().all(|(field, value)| one.body[field] == *value));

    let accounts = books.get("accounts?limit=2").await;
    let rest = books
        .get(&format!("accounts?cursor={}", accounts.text("next_cursor")))
        .await;
    let rest = rest.body["data"].as_array().unwrap().clone();
    let payable = rest
        .iter()
        .find(|row| row["path"] == "liabilities:merchant_payable")
        .unwrap();
    assert_eq!(payable["balance"], 1_000);
    let statement = books
        .get(&format!("accounts/{}/statement", payable["id"].as_str().unwrap()))
        .await;
    assert_eq!(statement.body["data"][0]["balance_after"], 1_000);
    assert_eq!(
        (&statement.body["opening"], &statement.body["closing"]),
        (&json!(0), &json!(1_000))
    );

    let trial = books.get("trial-balance").await;
    let total = &trial.body["totals"][0];
    assert_eq!(
        (&total["currency"], &total["debits"]),
        (&json!("EUR"), &total["credits"])
    );
    assert!(trial.body["position"].as_u64().unwrap() > 0);
}

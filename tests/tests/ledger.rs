//! The ledger over HTTP: accounts, transfers with callers' ids, holds, statements, over restarts.
#![allow(clippy::unwrap_used)]

use bezant_tests::node::{NodeUnderTest, number, string};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

const TRANSFERS: &str = "/api/v1/ledger/transfers";

fn transfer(last: char, debit: &str, credit: &str, amount: i64) -> Value {
    json!({
        "id": format!("trf_01h455vb4pex5vsknk084sn02{last}"),
        "debit": debit, "credit": credit, "amount": amount, "currency": "EUR",
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transfers_are_made_once_and_balances_follow() {
    let mut node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    let mut accounts = Vec::new();
    for (path, overdraft) in [
        ("equity:owner", true),
        ("assets:cash", false),
        ("assets:bank", false),
    ] {
        let body = json!({ "path": path, "currency": "EUR", "allows_overdraft": overdraft });
        let opened = api.post("/api/v1/ledger/accounts", &body).await.expect(201);
        accounts.push(string(&opened, "id").to_owned());
    }
    let balance = async |account: usize| {
        let found = api
            .get(&format!("/api/v1/ledger/accounts/{}", accounts[account]))
            .await
            .expect(200);
        (number(&found, "balance"), number(&found, "available"))
    };

    let deposit = transfer('a', "assets:cash", "equity:owner", 100);
    api.post(TRANSFERS, &deposit).await.expect(201);
    let hold = json!({
        "kind": "hold", "id": "trf_01h455vb4pex5vsknk084sn02b", "debit": "assets:bank",
        "credit": "assets:cash", "amount": 60, "currency": "EUR",
    });
    api.post(TRANSFERS, &hold).await.expect(201);
    assert_eq!((balance(1).await, balance(2).await), ((100, 40), (0, 0)));

    // The ids are the callers' own guard against doing it twice, without idempotency keys and over a crash.
    for _ in 0..2 {
        let again = api.post(TRANSFERS, &deposit).await;
        assert_eq!((again.status, again.code()), (409, "transfer_exists"));
        let other = transfer('a', "assets:cash", "equity:owner", 101);
        let other = api.post(TRANSFERS, &other).await;
        assert_eq!(
            (other.status, other.code()),
            (409, "transfer_exists_with_different_content")
        );
        node.kill_9();
        node.restart().await;
    }
    let post = json!({ "kind": "post", "hold": "trf_01h455vb4pex5vsknk084sn02b", "amount": 50 });
    let posted = api.post(TRANSFERS, &post).await.expect(201);
    assert_eq!((balance(1).await, balance(2).await), ((50, 50), (50, 50)));
    let twice = api.post(TRANSFERS, &post).await;
    assert_eq!((twice.status, twice.code()), (409, "hold_already_posted"));

    let chain = json!({ "transfers": [
        transfer('c', "assets:bank", "assets:cash", 50),
        transfer('d', "assets:bank", "assets:cash", 1),
    ]});
    let refused = api.post(TRANSFERS, &chain).await;
    assert_eq!(
        (refused.status, refused.code(), refused.paths()),
        (422, "overdraft", vec!["transfers[1]"])
    );
    let unmade = api
        .get(&format!("{TRANSFERS}/trf_01h455vb4pex5vsknk084sn02c"))
        .await;
    assert_eq!((unmade.status, unmade.code()), (404, "transfer_not_found"));

    eventually("the statement is whole", async || {
        let path = format!("/api/v1/ledger/accounts/{}/statement?limit=1", accounts[1]);
        let lines = api.list(&path).await;
        let balances: Vec<i64> = lines.iter().map(|line| number(line, "balance_after")).collect();
        (balances == [100, 50] && lines[1]["transfer"]["id"] == posted["id"]).then_some(())
    })
    .await;
    let trial = api.get("/api/v1/ledger/trial-balance").await.expect(200);
    assert_eq!(
        trial["totals"],
        json!([{ "currency": "EUR", "debits": 150, "credits": 150 }])
    );
}

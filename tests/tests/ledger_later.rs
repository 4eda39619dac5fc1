//! What happens by itself: schedules that fire, monitors that cross, told by the stream of events.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, SystemTime};

use bezant_kernel::Timestamp;
use bezant_tests::api::Api;
use bezant_tests::node::{NodeUnderTest, number, string};
use bezant_tests::wait::{PATIENCE, eventually};
use serde_json::{Value, json};

fn after(duration: Duration) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let microseconds = u64::try_from((now + duration).as_micros()).unwrap();
    Timestamp::from_microseconds(microseconds).to_string()
}

/// A node's tenant with a bank account and a wallet: the wallet's id.
async fn shop(node: &NodeUnderTest) -> (Api, String) {
    let api = node.tenant("shop");
    let mut id = String::new();
    for (path, overdraft) in [("assets:bank", true), ("liabilities:ann", false)] {
        let body = json!({ "path": path, "currency": "EUR", "allows_overdraft": overdraft });
        let opened = api.post("/api/v1/ledger/accounts", &body).await.expect(201);
        id = string(&opened, "id").to_owned();
    }
    (api, id)
}

fn moving(debit: &str, credit: &str, amount: i64) -> Value {
    json!({ "debit": debit, "credit": credit, "amount": amount, "currency": "EUR" })
}

/// The first `count` events of these types, in their order.
async fn events(api: &Api, types: &str, count: usize) -> Vec<Value> {
    let path = format!("/api/v1/events?after=0&types={types}");
    let mut response = api.call("GET", &path).stream().await;
    let mut text = String::new();
    let reading = async {
        loop {
            let whole = text.rsplit_once("\n\n").map_or("", |(whole, _)| whole);
            let data = whole.lines().filter_map(|line| line.strip_prefix("data:"));
            let told: Vec<Value> = data.map(|data| serde_json::from_str(data).unwrap()).collect();
            if told.len() >= count {
                return told;
            }
            let piece = response.chunk().await.unwrap().expect("the stream goes on");
            text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    };
    tokio::time::timeout(PATIENCE, reading)
        .await
        .expect("the events come in time")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scheduled_transfers_are_made_at_their_time() {
    let node = NodeUnderTest::start("").await;
    let (api, wallet) = shop(&node).await;
    let schedule = async |wait: Duration, transfers: Value| {
        let body = json!({ "at": after(wait), "transfers": transfers });
        api.post("/api/v1/ledger/schedules", &body).await.expect(201)
    };
    let mut rent = moving("assets:bank", "liabilities:ann", 700);
    rent["external_reference"] = json!("rent");
    let plan = schedule(
        Duration::from_secs(2),
        json!([rent, moving("liabilities:ann", "assets:bank", 200)]),
    )
    .await;
    let account = async || {
        api.get(&format!("/api/v1/ledger/accounts/{wallet}"))
            .await
            .expect(200)
    };
    let transfer = format!("/api/v1/ledger/transfers/{}", string(&plan["transfers"][0], "id"));
    let early = api.get(&transfer).await;
    assert_eq!(
        (early.status, number(&account().await, "balance")),
        (404, 0),
        "before its time"
    );

    let made = eventually("the schedule fires", async || {
        let found = api.get(&transfer).await;
        (found.status == 200).then_some(found.body)
    })
    .await;
    let time = |value: &Value, field| string(value, field).parse::<Timestamp>().unwrap();
    assert!(time(&made, "created_at") >= time(&plan, "at"), "{made} {plan}");
    assert_eq!(
        (number(&made, "amount"), string(&made, "external_reference")),
        (700, "rent")
    );
    assert_eq!(
        number(&account().await, "balance"),
        500,
        "the whole chain is made at once"
    );
    let gone = api
        .get(&format!("/api/v1/ledger/schedules/{}", string(&plan, "id")))
        .await;
    assert_eq!((gone.status, gone.code()), (404, "schedule_not_found"));

    // What can't be made when its time has come is told.
    let poor = schedule(
        Duration::from_secs(1),
        json!([
            moving("liabilities:ann", "assets:bank", 400),
            moving("liabilities:ann", "assets:bank", 101)
        ]),
    )
    .await;
    let told = &events(&api, "ledger.schedule_failed", 1).await[0];
    assert_eq!(told["data"]["schedule"], poor["id"], "{told}");
    assert_eq!(told["data"]["reason"], "overdraft", "{told}");
    assert_eq!(number(&account().await, "balance"), 500);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_monitor_tells_when_its_condition_becomes_true_and_false() {
    let node = NodeUnderTest::start("").await;
    let (api, wallet) = shop(&node).await;
    let monitor = json!({
        "account": "liabilities:ann", "currency": "EUR",
        "measure": "available", "comparison": "at_least", "threshold": 100,
    });
    let monitor = api.post("/api/v1/ledger/monitors", &monitor).await.expect(201);
    assert_eq!(monitor["holds"], json!(false));
    for (debit, credit, amount) in [
        ("assets:bank", "liabilities:ann", 99),
        ("assets:bank", "liabilities:ann", 1),
        ("assets:bank", "liabilities:ann", 50),
        ("liabilities:ann", "assets:bank", 51),
    ] {
        let body = moving(debit, credit, amount);
        api.post("/api/v1/ledger/transfers", &body).await.expect(201);
    }
    let told = events(&api, "ledger.monitor_crossed", 2).await;
    let seen: Vec<_> = told
        .iter()
        .map(|event| (event["data"]["holds"].clone(), event["data"]["value"].clone()))
        .collect();
    assert_eq!(
        seen,
        [(json!(true), json!(100)), (json!(false), json!(99))],
        "{told:?}"
    );
    for event in &told {
        assert_eq!(
            (&event["data"]["monitor"], &event["data"]["account"]),
            (&monitor["id"], &json!(wallet))
        );
    }
    let path = format!("/api/v1/ledger/monitors/{}", string(&monitor, "id"));
    assert_eq!(api.get(&path).await.expect(200)["holds"], json!(false));
}

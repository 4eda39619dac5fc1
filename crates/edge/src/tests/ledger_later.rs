//! Schedules and monitors over HTTP.

use bezant_engine::{Clock, SystemClock};
use bezant_kernel::Milliseconds;
use serde_json::json;

use super::ledger::{Books, deposit};

fn after(milliseconds: u64) -> String {
    SystemClock.now().after(Milliseconds(milliseconds)).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_transfers_wait_for_their_time() {
    let books = Books::new().await;
    let mut named = deposit(20);
    named["external_reference"] = json!("rent");
    named["metadata"] = json!({ "month": "5" });
    let body = json!({ "at": after(3_600_000), "transfers": [deposit(10), named] }).to_string();
    let send = async || {
        let headers = [("idempotency-key", "s-1")];
        let path = "/api/v1/ledger/schedules";
        books
            .world
            .post_with(&books.key, path, &headers, body.as_bytes())
            .await
    };
    let made = send().await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(send().await.body, made.body, "a replay shows the same ids");
    let path = format!("schedules/{}", made.text("id"));
    assert_eq!(made.header("location"), Some(&*format!("/api/v1/ledger/{path}")));
    assert_eq!(books.get(&path).await.body, made.body);
    assert_eq!(made.body["transfers"][1]["metadata"], json!({ "month": "5" }));
    assert_eq!(books.balances().await, [0, 0, 0]);

    let second = books
        .post(
            "schedules",
            json!({ "at": after(7_200_000), "transfers": [deposit(1)] }),
        )
        .await;
    let first_page = books.get("schedules?limit=1").await;
    let rest = books
        .get(&format!("schedules?cursor={}", first_page.text("next_cursor")))
        .await;
    let mut listed = [first_page.body["data"][0].clone(), rest.body["data"][0].clone()];
    listed.sort_by_key(|row| row["at"].to_string());
    assert_eq!(listed, [made.body.clone(), second.body.clone()]);

    assert_eq!(books.delete(&path).await.body["deleted"], json!(true));
    assert_eq!(books.get(&path).await.problem(), (404, "schedule_not_found"));
    assert_eq!(books.delete(&path).await.problem(), (404, "schedule_not_found"));
    let past = books
        .post("schedules", json!({ "at": after(0), "transfers": [deposit(1)] }))
        .await;
    assert_eq!(
        (past.problem(), past.mistakes()),
        (
            (422, "schedule_time_passed"),
            vec![("at", "schedule_time_passed")]
        )
    );
    let void = json!({ "kind": "void", "hold": "trf_01h455vb4pex5vsknk084sn02q" });
    let wrong = books
        .post("schedules", json!({ "at": after(60_000), "transfers": [void] }))
        .await;
    assert_eq!(wrong.problem(), (422, "transfer_not_schedulable"));
}

#[tokio::test(flavor = "multi_thread")]
async fn monitors_say_whether_their_condition_holds() {
    let books = Books::new().await;
    let body = json!({
        "account": "liabilities:ann", "currency": "EUR",
        "measure": "available", "comparison": "less_than", "threshold": 100,
    });
    let set = books.post("monitors", body.clone()).await;
    assert_eq!(
        (set.status.as_u16(), &set.body["holds"]),
        (201, &json!(true)),
        "{set:?}"
    );
    let path = format!("monitors/{}", set.text("id"));
    books.transfer(deposit(100)).await;
    let read = books.get(&path).await;
    assert_eq!(read.body["holds"], json!(false));
    let mut changed = body.clone();
    changed["id"] = set.body["id"].clone();
    changed["threshold"] = json!(101);
    assert_eq!(
        books.post("monitors", changed.clone()).await.body["holds"],
        json!(true)
    );
    assert_eq!(
        books.post("monitors", changed).await.problem(),
        (409, "nothing_to_change")
    );
    let account = set.text("account");
    let listed = books.get(&format!("monitors?account={account}")).await;
    assert_eq!(listed.body["data"].as_array().unwrap().len(), 1);
    assert_eq!(listed.body["data"][0]["currency"], "EUR");
    assert_eq!(books.delete(&path).await.status, 200);
    assert_eq!(books.get(&path).await.problem(), (404, "monitor_not_found"));
    for (field, value, problem, mistakes) in [
        (
            "account",
            json!("liabilities:nobody"),
            (404, "account_not_found"),
            ("account", "account_not_found"),
        ),
        (
            "currency",
            json!(null),
            (422, "request_invalid"),
            ("currency", "field_missing"),
        ),
        (
            "measure",
            json!("mood"),
            (422, "request_invalid"),
            ("measure", "field_invalid"),
        ),
    ] {
        let mut wrong = body.clone();
        wrong[field] = value;
        let answer = books.post("monitors", wrong).await;
        assert_eq!((answer.problem(), answer.mistakes()), (problem, vec![mistakes]));
    }
}

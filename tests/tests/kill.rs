//! `kill -9` while payments run: what was answered is there, nobody was charged twice, the books are even.
//!
//! The gateways live in this process and survive: what they hold is the truth about charges.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bezant_tests::api::{Answer, Api};
use bezant_tests::chance::Chance;
use bezant_tests::node::{NodeUnderTest, is_settled, number, show, string};
use bezant_tests::stripe_fake::{Charge, Fault, SECRET_KEY, StripeFake};
use bezant_tests::wait::{eventually, pause};
use serde_json::{Value, json};
use tokio::sync::watch;

const SEED: u64 = 20_261_121;
const KILLS: u32 = 50;
const WORKERS: u64 = 8;
/// An answer that does not come by then, over all repetitions and restarts, is lost.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

struct World {
    api: Api,
    gateways: [StripeFake; 2],
    answered: watch::Sender<u64>,
    is_over: AtomicBool,
    promises: Mutex<Vec<Promise>>,
}

/// What an answer said.
enum Promise {
    Payment(Value),
    Refund(Value),
}

fn settings(gateways: &[StripeFake; 2]) -> String {
    let mut text = String::from(
        "[payments]\nretry_base_ms = 5\nretry_cap_ms = 50\ninquiry_base_ms = 10\ninquiry_cap_ms = 100\n",
    );
    for (number, fake) in gateways.iter().enumerate() {
        text.push_str(&format!(
            "[[gateways]]\nname = \"stripe_{number}\"\nconnector = \"stripe\"\ntimeout_ms = 1000\nfee_basis_points = 100\n\
             [gateways.stripe]\nbase_url = \"{}\"\nsecret_key = \"{SECRET_KEY}\"\nnot_found_after_ms = 0\n",
            fake.url()
        ));
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_answered_survives_and_nobody_is_charged_twice() {
    let gateways = [StripeFake::start().await, StripeFake::start().await];
    let mut node = NodeUnderTest::start(&settings(&gateways)).await;
    let api = node.tenant("shop");
    let world = Arc::new(World {
        api: api.clone(),
        gateways,
        answered: watch::Sender::new(0),
        is_over: AtomicBool::new(false),
        promises: Mutex::default(),
    });
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| tokio::spawn(work(Arc::clone(&world), worker)))
        .collect();

    let mut chance = Chance::new(SEED);
    let mut answered = world.answered.subscribe();
    for _ in 0..KILLS {
        let target = *answered.borrow() + 3 + chance.below(18);
        let more = answered.wait_for(|&count| count >= target);
        tokio::time::timeout(ANSWER_WITHIN, more).await.unwrap().unwrap();
        node.kill_9();
        node.restart().await;
    }
    world.is_over.store(true, Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }

    let promises = std::mem::take(&mut *world.promises.lock().unwrap());
    let payments = drained(&api, &promises).await;
    show(&format!(
        "{} answers, payments: {:?}",
        *answered.borrow(),
        statuses(&payments)
    ));
    let counts = statuses(&payments);
    let failed = counts.get("FAILED").copied().unwrap_or_default() as usize;
    assert!(
        failed < payments.len() / 4,
        "there was something to lose: {counts:?}"
    );
    for promise in &promises {
        kept(promise, &payments);
    }
    charges_agree(&world.gateways, &payments);
    books_agree(&api, &payments).await;

    node.terminate().await;
    assert!(node.run_ok(&["log", "verify"]).contains("the log is whole"));
}

/// A caller that pays, captures and refunds until it is over.
async fn work(world: Arc<World>, worker: u64) {
    let mut chance = Chance::new(SEED ^ (worker + 1));
    let mut step = 0;
    while !world.is_over.load(Relaxed) {
        step += 1;
        let key = |what: &str| format!("{what}-{worker}-{step}");
        disturb(&world, &mut chance);
        let is_manual = chance.one_in(3);
        let body = json!({
            "amount": 100 + chance.below(10_000),
            "currency": if chance.one_in(3) { "USD" } else { "EUR" },
            "capture_method": if is_manual { "manual" } else { "automatic" },
            "payment_method": { "type": "card", "token": token(&mut chance) },
            "reference": key("order"),
        });
        let payment = ask(&world, "/api/v1/payments", &body, &key("create")).await;
        assert!(matches!(payment.status, 201 | 202), "{payment:?}");
        let id = string(&payment.body, "id").to_owned();
        promise(&world, Promise::Payment(payment.body));
        if chance.one_in(4) {
            continue;
        }
        let payment = settled(&world.api, &id).await;
        disturb(&world, &mut chance);
        let path = |action: &str| format!("/api/v1/payments/{id}/{action}");
        let part = 1 + chance.below(number(&payment, "amount") as u64);
        let body = if chance.one_in(2) {
            json!({ "amount": part })
        } else {
            json!({})
        };
        match string(&payment, "status") {
            "AUTHORIZED" if chance.one_in(4) => {
                let cancelled = ask(&world, &path("cancel"), &json!({}), &key("cancel")).await;
                accept(&world, cancelled, Promise::Payment);
            }
            "AUTHORIZED" => {
                let captured = ask(&world, &path("capture"), &body, &key("capture")).await;
                accept(&world, captured, Promise::Payment);
            }
            "COMPLETED" if chance.one_in(2) => {
                let refunded = ask(&world, &path("refunds"), &body, &key("refund")).await;
                accept(&world, refunded, Promise::Refund);
            }
            _ => {}
        }
    }
}

fn token(chance: &mut Chance) -> &'static str {
    match chance.below(12) {
        0 => "pm_card_chargeDeclined",
        1 => "pm_card_refundFail",
        _ => "pm_card_visa",
    }
}

/// Now and then the next request at a gateway goes wrong.
fn disturb(world: &World, chance: &mut Chance) {
    let gateway = &world.gateways[chance.below(2) as usize];
    match chance.below(60) {
        0 => gateway.script(Fault::DropAfter),
        1 => gateway.script(Fault::ServerErrorAfter),
        2 => gateway.script(Fault::Delay(Duration::from_millis(300))),
        3 => gateway.script(Fault::DropBefore),
        4 => gateway.script(Fault::Garbage),
        5 => gateway.script_read(Fault::DropBefore),
        _ => {}
    }
}

/// Asks until an answer comes, always with the same key.
async fn ask(world: &World, path: &str, body: &Value, key: &str) -> Answer {
    let began = Instant::now();
    loop {
        let call = world
            .api
            .call("POST", path)
            .header("idempotency-key", key)
            .json(body);
        match call.try_send().await {
            Ok(answer) if answer.status == 503 || answer.code() == "idempotency_key_in_flight" => {}
            Ok(answer) => {
                world.answered.send_modify(|count| *count += 1);
                return answer;
            }
            Err(_) => {}
        }
        assert!(began.elapsed() < ANSWER_WITHIN, "{path} with {key} got no answer");
        pause().await;
    }
}

fn promise(world: &World, promise: Promise) {
    world.promises.lock().unwrap().push(promise);
}

/// A gateway that is still at work is a good reason to refuse; there is no other.
fn accept(world: &World, answer: Answer, said: fn(Value) -> Promise) {
    match answer.status {
        200..=202 => promise(world, said(answer.body)),
        409 => assert!(
            matches!(answer.code(), "operation_in_progress" | "payment_status_conflict"),
            "{answer:?}"
        ),
        _ => panic!("{answer:?}"),
    }
}

async fn settled(api: &Api, id: &str) -> Value {
    let path = format!("/api/v1/payments/{id}");
    let began = Instant::now();
    loop {
        match api.call("GET", &path).try_send().await {
            Ok(answer) if answer.status == 200 => {
                if is_settled(&answer.body) {
                    return answer.body;
                }
            }
            Ok(answer) => assert_eq!(answer.status, 503, "{answer:?}"),
            // The node is being restarted.
            Err(_) => {}
        }
        assert!(began.elapsed() < ANSWER_WITHIN, "{id} does not settle");
        pause().await;
    }
}

/// All payments, once nothing is under way; there is one for each that was answered, and no other.
async fn drained(api: &Api, promises: &[Promise]) -> BTreeMap<String, Value> {
    let promised: BTreeSet<&str> = promises
        .iter()
        .filter_map(|promise| match promise {
            Promise::Payment(payment) => Some(string(payment, "id")),
            Promise::Refund(_) => None,
        })
        .collect();
    let mut payments = BTreeMap::new();
    for id in &promised {
        payments.insert((*id).to_owned(), settled(api, id).await);
    }
    eventually("the list shows each payment as it is", async || {
        let rows = api.list("/api/v1/payments?limit=200").await;
        let listed: BTreeSet<&str> = rows.iter().map(|row| string(row, "id")).collect();
        let is_same = |row: &Value| payments[string(row, "id")]["version"] == row["version"];
        assert!(listed.is_subset(&promised), "a payment is there twice");
        (listed == promised && rows.iter().all(is_same)).then_some(())
    })
    .await;
    payments
}

fn statuses(payments: &BTreeMap<String, Value>) -> BTreeMap<&str, u32> {
    let mut counts = BTreeMap::new();
    for payment in payments.values() {
        *counts.entry(string(payment, "status")).or_default() += 1;
    }
    counts
}

/// Whether a payment that was answered with `from` may be `to` now.
fn follows(from: &str, to: &str) -> bool {
    let refunds = ["COMPLETED", "REFUND_INITIATED", "PARTIALLY_REFUNDED", "REFUNDED"];
    let is_refund = refunds.contains(&to);
    match from {
        "INITIATED" | "PROCESSING" => true,
        "AUTHORIZED" => is_refund || matches!(to, "AUTHORIZED" | "CANCELLED"),
        "CAPTURED" | "COMPLETED" | "REFUND_INITIATED" | "PARTIALLY_REFUNDED" => is_refund,
        _ => from == to,
    }
}

fn kept(promise: &Promise, payments: &BTreeMap<String, Value>) {
    match promise {
        Promise::Payment(said) => {
            let now = &payments[string(said, "id")];
            assert!(
                follows(string(said, "status"), string(now, "status")),
                "{said}\nis now\n{now}"
            );
            for grows in ["version", "amount_captured", "amount_refunded"] {
                assert!(number(now, grows) >= number(said, grows), "{said}\nis now\n{now}");
            }
            assert_eq!(said["amount"], now["amount"]);
        }
        Promise::Refund(said) => {
            let payment = &payments[string(said, "payment")];
            let refunds = payment["refunds"].as_array().unwrap();
            let now = refunds.iter().find(|refund| refund["id"] == said["id"]).unwrap();
            let status = string(said, "status");
            assert!(
                status == "REFUND_INITIATED" || status == string(now, "status"),
                "{said}\nis now\n{now}"
            );
        }
    }
}

fn charges_agree(gateways: &[StripeFake; 2], payments: &BTreeMap<String, Value>) {
    let mut charges: BTreeMap<String, Vec<Charge>> = BTreeMap::new();
    for charge in gateways.iter().flat_map(StripeFake::charges) {
        charges.entry(charge.payment.clone()).or_default().push(charge);
    }
    for (id, payment) in payments {
        let all = charges.remove(id).unwrap_or_default();
        let effective: Vec<&Charge> = all.iter().filter(|charge| charge.status != "canceled").collect();
        let wanted = match string(payment, "status") {
            "FAILED" | "CANCELLED" => 0,
            _ => 1,
        };
        assert_eq!(effective.len(), wanted, "{payment}\nwas charged as {all:?}");
        let captured: i64 = effective.iter().map(|charge| charge.captured).sum();
        let refunded: i64 = effective.iter().map(|charge| charge.refunded).sum();
        assert_eq!(
            (captured, refunded),
            (
                number(payment, "amount_captured"),
                number(payment, "amount_refunded")
            ),
            "{payment}\nwas charged as {all:?}"
        );
    }
    assert!(charges.is_empty(), "charged for nothing: {charges:?}");
}

async fn books_agree(api: &Api, payments: &BTreeMap<String, Value>) {
    let balance = api.get("/api/v1/ledger/trial-balance").await.expect(200);
    let totals = balance["totals"].as_array().unwrap();
    assert!(totals.len() >= 2, "{balance}");
    for total in totals {
        assert_eq!(total["debits"], total["credits"], "{total}");
    }
    let mut captured: BTreeMap<String, i64> = BTreeMap::new();
    for transfer in api.list("/api/v1/ledger/transfers?limit=200").await {
        if transfer["code_name"] == "payment.capture" {
            let sum = captured
                .entry(string(&transfer, "reference").to_owned())
                .or_default();
            *sum += number(&transfer, "amount");
        }
    }
    for (id, payment) in payments {
        let posted = captured.remove(id).unwrap_or_default();
        assert_eq!(posted, number(payment, "amount_captured"), "{payment}");
    }
    assert!(captured.is_empty(), "posted for nothing: {captured:?}");
}

//! A disk that runs full: writes are refused, reads go on, nothing answered is lost, and freed space heals it.
#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use bezant_tests::api::Api;
use bezant_tests::node::{NodeUnderTest, show, string};
use bezant_tests::postgres::PostgresServer;
use bezant_tests::small_disk::SmallDisk;
use bezant_tests::wait::eventually;
use serde_json::{Map, Value, json};

/// Segments, what is kept free, and a little more.
const DISK_MIB: u64 = 320;
/// What the node keeps free.
const RESERVED_BYTES: u64 = 64 << 20;
/// Above that, so that writes are refused soon.
const LEFT_FREE_BYTES: u64 = 80 << 20;
const LEFT_FREE_IN_DATABASE_BYTES: u64 = 16 << 20;
const SKIPPED: &str = "skipped: this process may not mount a small disk (run as root to have this tested)";
/// More payments than two segments hold.
const PAYMENTS_AT_MOST: usize = 12_000;
const WORKERS: usize = 16;

/// As large as a payment may be, so that the log fills soon.
fn large_payment() -> Value {
    let pairs: Map<String, Value> = (0..20)
        .map(|number| (format!("key{number}"), json!("v".repeat(500))))
        .collect();
    json!({
        "amount": 1099, "currency": "EUR", "metadata": pairs,
        "payment_method": { "type": "card", "token": "tok_approved" },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writes_only_and_until_there_is_space() {
    let Some(disk) = SmallDisk::mount(DISK_MIB) else {
        return show(SKIPPED);
    };
    let mut node = NodeUnderTest::with_data_in(&disk.path().join("data"), "");
    node.restart().await;
    let api = node.tenant("shop");
    let first = api.pay(&large_payment()).await;
    disk.fill_but(LEFT_FREE_BYTES);
    fill_and_free(&mut node, &api, &disk, &first).await;
}

/// The server's tables are on the small disk, and the node's folder is elsewhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_of_the_database_does_so_too() {
    let Some(disk) = SmallDisk::mount(DISK_MIB) else {
        return show(SKIPPED);
    };
    let server = PostgresServer::start();
    server.keep_tables_in(disk.path());
    let mut node = NodeUnderTest::start(&log_in(&server)).await;
    let api = node.tenant("shop");
    let first = api.pay(&large_payment()).await;
    // What the node keeps free is taken already.
    disk.fill_but(LEFT_FREE_IN_DATABASE_BYTES);
    fill_and_free(&mut node, &api, &disk, &first).await;
}

/// The log is elsewhere, and what is derived from it is on the small disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_of_the_data_folder_does_so_too() {
    let Some(disk) = SmallDisk::mount(DISK_MIB) else {
        return show(SKIPPED);
    };
    let server = PostgresServer::start();
    let mut node = NodeUnderTest::with_data_in(&disk.path().join("data"), &log_in(&server));
    node.restart().await;
    let api = node.tenant("shop");
    let first = api.pay(&large_payment()).await;
    disk.fill_but(RESERVED_BYTES + (2 << 20));
    fill_and_free(&mut node, &api, &disk, &first).await;
}

fn log_in(server: &PostgresServer) -> String {
    format!("[log]\nengine = \"postgres\"\nurl = {:?}\n", server.url())
}

/// Pays until the disk is full, reads, makes room and goes on.
async fn fill_and_free(node: &mut NodeUnderTest, api: &Api, disk: &SmallDisk, first: &Value) {
    let answered = until_full(api).await;
    show(&format!("{} payments until the disk was full", answered.len()));
    let refused = api.post("/api/v1/payments", &large_payment()).await;
    assert_eq!(
        (refused.status, refused.code()),
        (507, "storage_full"),
        "{refused:?}"
    );
    // What others write takes the rest: a node that stands by must stand that too.
    disk.fill();
    for id in answered
        .iter()
        .rev()
        .take(50)
        .chain([&string(first, "id").to_owned()])
    {
        api.payment(id).await;
    }
    api.get("/api/v1/ledger/balances").await.expect(200);
    api.keyless("GET", "/health").send().await.expect(200);

    disk.free();
    let after = eventually("writes go on", async || {
        let answer = api.post("/api/v1/payments", &large_payment()).await;
        match answer.status {
            507 => None,
            _ => Some(answer.expect(201)),
        }
    })
    .await;
    let all = answered.len() + 2;
    all_there(api, &answered, all).await;

    node.terminate().await;
    assert!(node.run_ok(&["log", "verify"]).contains("the log is whole"));
    node.restart().await;
    all_there(api, &answered, all).await;
    api.payment(string(&after, "id")).await;
}

/// Pays until a payment is refused for want of space: the ids of those that were answered.
async fn until_full(api: &Api) -> Vec<String> {
    let is_full = Arc::new(AtomicBool::new(false));
    let ids = Arc::new(Mutex::new(Vec::new()));
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (api, is_full, ids) = (api.clone(), Arc::clone(&is_full), Arc::clone(&ids));
            tokio::spawn(async move {
                let body = large_payment();
                while !is_full.load(Relaxed) {
                    let answer = api.post("/api/v1/payments", &body).await;
                    if answer.status == 507 {
                        is_full.store(true, Relaxed);
                        return;
                    }
                    assert!(matches!(answer.status, 201 | 202), "{answer:?}");
                    let mut ids = ids.lock().unwrap();
                    ids.push(string(&answer.body, "id").to_owned());
                    assert!(ids.len() < PAYMENTS_AT_MOST, "the disk never runs full");
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    Arc::into_inner(ids).unwrap().into_inner().unwrap()
}

/// Every payment is there and done, in the state and in the list.
async fn all_there(api: &Api, answered: &[String], count: usize) {
    for id in answered {
        eventually(&format!("{id} is done"), async || {
            (api.payment(id).await["status"] == "COMPLETED").then_some(())
        })
        .await;
    }
    eventually("the list has them all", async || {
        let answer = api.get("/api/v1/payments?limit=1").await;
        if answer.status != 200 {
            return None;
        }
        let rows = api.list("/api/v1/payments?limit=200").await;
        (rows.len() >= count).then_some(())
    })
    .await;
}

//! A disk that runs full: writes are refused, reads go on, nothing answered is lost, and freed space heals it.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use bezant_tests::api::Api;
use bezant_tests::node::{NodeUnderTest, show, string};
use bezant_tests::wait::eventually;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// Segments, what is kept free, and a little more.
const DISK_BYTES: &str = "size=320m";
/// Above the space that the node keeps free, so that writes are refused soon.
const LEFT_FREE_BYTES: u64 = 80 << 20;
/// More payments than two segments hold.
const PAYMENTS_AT_MOST: usize = 12_000;
const WORKERS: usize = 16;

/// A small disk of its own, in memory; it is gone when dropped.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// Nothing where this process may not mount.
    fn mount() -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", DISK_BYTES, "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| SmallDisk(folder))
    }

    /// Takes the space that there is but for `left` bytes.
    fn fill_but(&self, left: u64) {
        let space = rustix::fs::statvfs(self.path()).unwrap();
        let free = space.f_bavail * space.f_frsize;
        let mut file = File::create(self.filler()).unwrap();
        for _ in 0..free.saturating_sub(left) >> 20 {
            file.write_all(&vec![1; 1 << 20]).unwrap();
        }
    }

    /// Takes all the space that is left.
    fn fill(&self) {
        let mut file = File::options().append(true).open(self.filler()).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> std::path::PathBuf {
        self.0.path().join("filler")
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a test that failed may still hold a file.
        let unmounted = Command::new("umount").arg("-l").arg(self.path()).status();
        assert!(unmounted.is_ok(), "umount can be run where mount can");
    }
}

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
    let Some(disk) = SmallDisk::mount() else {
        show("skipped: this process may not mount a small disk (run as root to have this tested)");
        return;
    };
    let mut node = NodeUnderTest::with_data_in(&disk.path().join("data"), "");
    node.restart().await;
    let api = node.tenant("shop");
    let first = api.pay(&large_payment()).await;
    disk.fill_but(LEFT_FREE_BYTES);

    let answered = until_full(&api).await;
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
        .chain([&string(&first, "id").to_owned()])
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
    all_there(&api, &answered, all).await;

    node.terminate().await;
    assert!(node.run_ok(&["log", "verify"]).contains("the log is whole"));
    node.restart().await;
    all_there(&api, &answered, all).await;
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

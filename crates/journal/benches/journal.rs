//! What the journal costs as it grows: `cargo bench -p bezant-journal -- 1000000 10000000`.
//!
//! Random ids between 10,000 random accounts (`BEZANT_BENCH_ACCOUNTS`), in records of 8,190 transfers. The record
//! source makes transfers up again from their places, so that no log's speed is measured here; what reading a log
//! costs comes on top of the look-ups. Files go to `BEZANT_BENCH_DIR` or the system's temporary folder.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bezant_journal::{
    By, Journal, JournalError, Of, Options, Order, PackedTransfer, Place, Query, RecordSource, Stored,
};
use bezant_kernel::{Tenant, TenantId};
use bezant_log::Position;
use bytes::Bytes;

const BATCH: u16 = 8190;

/// splitmix64, so that a transfer can be made from its number.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

fn random_id(number: u64) -> u128 {
    u128::from(mix(number * 4)) << 64 | u128::from(mix(number * 4 + 1))
}

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(7))
}

struct Source {
    accounts: u64,
    reads: AtomicU64,
}

impl Source {
    fn make(&self, number: u64) -> PackedTransfer {
        let mut transfer = [0; 128];
        transfer[..16].copy_from_slice(&random_id(number).to_le_bytes());
        let debit = u128::from(mix(number * 4 + 2) % self.accounts + 1);
        let credit = u128::from(mix(number * 4 + 3) % self.accounts + 1);
        transfer[16..32].copy_from_slice(&debit.to_le_bytes());
        transfer[32..48].copy_from_slice(&credit.to_le_bytes());
        transfer
    }
}

impl RecordSource for Source {
    fn transfer(&self, place: Place) -> Result<Stored, JournalError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let number = (place.position().0 - 1) * u64::from(BATCH) + u64::from(place.nth());
        Ok(Stored {
            tenant: tenant(),
            transfer: self.make(number),
        })
    }
}

/// Processor time of this process's threads of a name, so that what else the machine does is left out.
fn processor_time(name: &str) -> Duration {
    let mut total = 0;
    for entry in std::fs::read_dir("/proc/self/task").unwrap().flatten() {
        let read = |file: &str| std::fs::read_to_string(entry.path().join(file)).unwrap_or_default();
        if read("comm").trim() == name {
            total += nanoseconds_of(&read("schedstat"));
        }
    }
    Duration::from_nanos(total)
}

/// Processor time of the calling thread. It moves with the scheduler's ticks: take it over many milliseconds.
fn own_time() -> Duration {
    Duration::from_nanos(nanoseconds_of(
        &std::fs::read_to_string("/proc/thread-self/schedstat").unwrap(),
    ))
}

fn nanoseconds_of(schedstat: &str) -> u64 {
    schedstat
        .split_whitespace()
        .next()
        .map_or(0, |first| first.parse().unwrap())
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn nanoseconds(total: Duration, count: u64) -> f64 {
    total.as_nanos() as f64 / count as f64
}

/// The median and the worst of some times.
fn shown(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    format!(
        "{:?} median, {:?} worst",
        times[times.len() / 2],
        times[times.len() - 1]
    )
}

#[derive(Default)]
struct Totals {
    adding: Duration,
    finding: Duration,
    worst_add: Duration,
}

/// Batches that are made before any of them is timed.
const BATCHES: u64 = 4;

/// Adds records up to `to` transfers the way a writer does: ask for the ids, add, commit.
fn grow(journal: &Journal, source: &Source, from: &mut u64, to: u64) -> Totals {
    let mut totals = Totals::default();
    while *from < to {
        let left = (to - *from).div_ceil(u64::from(BATCH));
        let mut batches = Vec::new();
        for _ in 0..BATCHES.min(left) {
            let mut bytes = Vec::with_capacity(usize::from(BATCH) * 128);
            let mut ids = Vec::with_capacity(usize::from(BATCH));
            let position = Position(*from / u64::from(BATCH) + 1);
            for number in *from..*from + u64::from(BATCH) {
                bytes.extend_from_slice(&source.make(number));
                ids.push(random_id(number));
            }
            batches.push((position, Bytes::from(bytes), ids));
            *from += u64::from(BATCH);
        }
        let start = own_time();
        for (position, _, ids) in &batches {
            journal
                .find(tenant(), By::Id, ids, *position, &mut |_, _, _| panic!("new ids"))
                .unwrap();
        }
        let found = own_time();
        totals.finding += found - start;
        for (position, records, _) in &batches {
            let start = Instant::now();
            journal.add(tenant(), *position, 0, records).unwrap();
            totals.worst_add = totals.worst_add.max(start.elapsed());
            journal.committed(*position);
        }
        totals.adding += own_time() - found;
    }
    totals
}

fn look_up(journal: &Journal, source: &Source, count: u64, head: Position) {
    let unknown = |round: u64| -> Vec<u128> {
        (0..u64::from(BATCH))
            .map(|nth| random_id((1 << 50) + round * u64::from(BATCH) + nth))
            .collect()
    };
    let rounds = 200;
    let before = source.reads.load(Ordering::Relaxed);
    let asked: Vec<Vec<u128>> = (0..rounds).map(unknown).collect();
    let start = own_time();
    for ids in &asked {
        journal
            .find(tenant(), By::Id, ids, head, &mut |_, _, _| panic!("unknown ids"))
            .unwrap();
    }
    let total = own_time() - start;
    assert_eq!(
        source.reads.load(Ordering::Relaxed),
        before,
        "no two hashes are equal"
    );
    let unknown_ns = nanoseconds(total, rounds * u64::from(BATCH));

    let known = |round: u64| -> Vec<u128> {
        (0..u64::from(BATCH))
            .map(|nth| random_id(mix((round << 20) + nth) % count))
            .collect()
    };
    let asked: Vec<Vec<u128>> = (0..20).map(known).collect();
    let start = own_time();
    for ids in &asked {
        let mut found = 0;
        journal
            .find(tenant(), By::Id, ids, head, &mut |_, _, _| found += 1)
            .unwrap();
        assert_eq!(found, BATCH);
    }
    let total = own_time() - start;
    println!(
        "  find: {unknown_ns:.1} ns per new id, {:.0} ns per known id (batches of {BATCH})",
        nanoseconds(total, 20 * u64::from(BATCH))
    );

    let single: Vec<Duration> = (0..2000)
        .map(|round| {
            let id = random_id(mix(round + 77) % count);
            let start = Instant::now();
            assert!(journal.transfer(tenant(), id, head).unwrap().is_some());
            start.elapsed()
        })
        .collect();
    println!("  transfer by id: {}", shown(single));
    for (name, positions) in [
        ("newest", Position(0)..=head),
        ("a middle", Position(0)..=Position(head.0 / 2)),
    ] {
        let pages: Vec<Duration> = (0..500)
            .map(|round| {
                let query = Query {
                    of: Of::Account(u128::from(mix(round) % source.accounts + 1)),
                    order: Order::NewestFirst,
                    positions: positions.clone(),
                    cursor: None,
                    limit: 100,
                    scan: 1000,
                };
                let start = Instant::now();
                let page = journal.places(tenant(), &query).unwrap();
                let took = start.elapsed();
                assert!(page.is_sorted_by(|a, b| a > b));
                took
            })
            .collect();
        println!("  an account's {name} page of 100: {}", shown(pages));
    }
}

fn main() {
    let mut steps: Vec<u64> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    if steps.is_empty() {
        steps = vec![1_000_000, 10_000_000];
    }
    let accounts = std::env::var("BEZANT_BENCH_ACCOUNTS").map_or(10_000, |text| text.parse().unwrap());
    let folder = match std::env::var("BEZANT_BENCH_DIR") {
        Ok(parent) => tempfile::tempdir_in(parent).unwrap(),
        Err(_) => tempfile::tempdir().unwrap(),
    };
    let source = Arc::new(Source {
        accounts,
        reads: AtomicU64::new(0),
    });
    let mut count = 0;
    let mut journal = Journal::open(folder.path(), Options::default(), source.clone()).unwrap();
    for to in steps {
        let from = count;
        let busy_before = processor_time("journal");
        let start = Instant::now();
        let totals = grow(&journal, &source, &mut count, to);
        let added = count - from;
        let growing = start.elapsed();
        let before_settling = journal.stats();
        journal.settle().unwrap();
        let settling = start.elapsed() - growing;
        let busy = processor_time("journal") - busy_before;
        let stats = journal.stats();
        println!(
            "{count} transfers: {:.1} ns per add (worst batch {:?}), {:.1} ns per new id asked for while growing",
            nanoseconds(totals.adding, added),
            totals.worst_add,
            nanoseconds(totals.finding, added)
        );
        println!(
            "  background: {:.0} ns of processor time per transfer; {:?} to grow, {:?} to settle, {} waited",
            nanoseconds(busy, added),
            growing,
            settling,
            before_settling.young_transfers
        );
        println!(
            "  {} runs of ids, {} of accounts, {:.1} bytes per indexed transfer, filters {} MiB, resident {} MiB, {} flushes, {} merges, {} waits of the writer",
            stats.id_runs,
            stats.account_runs,
            stats.disk_bytes as f64 / (count - stats.young_transfers) as f64,
            stats.filter_bytes >> 20,
            resident_mib(),
            stats.flushes,
            stats.merges,
            stats.writer_waits
        );
        let head = Position(count / u64::from(BATCH));
        look_up(&journal, &source, count, head);
        let start = Instant::now();
        journal.flush().unwrap();
        let flushing = start.elapsed();
        journal.settle().unwrap();
        drop(journal);
        let (start, processor) = (Instant::now(), own_time());
        journal = Journal::open(folder.path(), Options::default(), source.clone()).unwrap();
        println!(
            "  last flush {flushing:?}, open {:?} of which {:?} on the processor",
            start.elapsed(),
            own_time() - processor
        );
    }
}

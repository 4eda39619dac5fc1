//! How fast the writer is, on this machine: `cargo test -p bezant-views --release -- --ignored --nocapture`.

use std::time::Instant;

use super::{Opened, World, tenant};

const PAYMENTS: usize = 150_000;
/// Payments that are under way at a time.
const UNDER_WAY: usize = 300;

/// Payments as the load generator makes them, two entries each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn payments_are_written() {
    let mut world = World::new(60, &[tenant(1)]);
    world.load(PAYMENTS, UNDER_WAY);
    for portion in [512, 2_048, 8_192] {
        let opened = Opened::new().await;
        let (start, used) = (Instant::now(), processor_microseconds());
        for entries in world.entries.chunks(portion) {
            opened.views.apply(entries).await.unwrap();
        }
        let seconds = start.elapsed().as_secs_f64();
        let used = processor_microseconds() - used;
        let bytes = std::fs::metadata(opened.folder.path().join("views.sqlite"))
            .unwrap()
            .len();
        println!(
            "{portion:>6} entries at a time: {:>7.0} entries/s, {:>7.0} payments/s, {:.1} µs of a core an entry, \
            {} bytes a payment",
            world.entries.len() as f64 / seconds,
            PAYMENTS as f64 / seconds,
            used as f64 / world.entries.len() as f64,
            bytes / PAYMENTS as u64,
        );
        assert_eq!(opened.views.position(), world.entries.last().unwrap().position.0);
    }
}

/// What this process has used of all cores: beside other work it says more than the time that passed.
fn processor_microseconds() -> u64 {
    const MICROSECONDS_PER_TICK: u64 = 10_000;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The fields after the program's name, which may hold spaces; user and system time are the 14th and 15th of all.
    let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .map(|field| field.parse::<u64>().unwrap())
        .sum();
    ticks * MICROSECONDS_PER_TICK
}

//! How fast batches become durable, and where the time goes: `cargo bench -p bezant-log --bench append -- [megabytes]`.
//!
//! Each line is one size of batches and of segments, in a folder of its own below `BEZANT_BENCH_DIR` (or the system's folder for
//! temporary files). Disks drift and are shared: compare lines of one run, and run it twice.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use bezant_log::disk::{Disk, RealDisk};
use bezant_log::embedded::{EmbeddedLog, Options, ProofSource};
use bezant_log::{Batch, Log, Position};

const TRANSFER_BYTES: f64 = 128.0;

fn main() {
    let megabytes = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next();
    let total_bytes = megabytes.unwrap_or(512_usize) << 20;
    println!(
        "batch      segment   MB/s   transfers/s   p50 ms   p99 ms   worst ms   read_after MB/s   slice us   proof us"
    );
    for (batch_bytes, segment_bytes) in [
        (8_190 * 128, 64 << 20),
        (8_190 * 128, 256 << 20),
        (64 << 10, 64 << 20),
        (4 << 10, 64 << 20),
    ] {
        measure(batch_bytes, segment_bytes, total_bytes);
    }
    hashing();
    writing();
}

fn folder() -> tempfile::TempDir {
    let parent = std::env::var_os("BEZANT_BENCH_DIR").map_or_else(std::env::temp_dir, Into::into);
    tempfile::tempdir_in(parent).unwrap()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn at(sorted: &[Duration], share: f64) -> f64 {
    milliseconds(sorted[((sorted.len() - 1) as f64 * share) as usize])
}

fn measure(batch_bytes: usize, segment_bytes: u64, total_bytes: usize) {
    let folder = folder();
    let options = Options {
        segment_bytes,
        ..Options::default()
    };
    let disk = Arc::new(RealDisk::open(folder.path()).unwrap());
    let mut log = EmbeddedLog::open(disk.clone(), options).unwrap();
    let mut payload = vec![7_u8; batch_bytes];
    // What the small ones write is cut, so that each line takes about as long.
    let count = (total_bytes / batch_bytes).min(20_000);
    let mut batch = Batch::new();
    let mut times = Vec::with_capacity(count);
    let begun = Instant::now();
    for n in 0..count {
        payload[..8].copy_from_slice(&(n as u64).to_le_bytes());
        batch.clear();
        batch.push(&payload);
        let (head, epoch) = (log.head(), log.epoch());
        let begun = Instant::now();
        log.append(head, epoch, &batch).unwrap();
        // As the engine does after each batch.
        log.ensure_room(12 << 20).unwrap();
        times.push(begun.elapsed());
    }
    let took = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let bytes = (count * batch_bytes) as f64;

    let reader = log.reader();
    let (mut after, begun) = (Position::NONE, Instant::now());
    while let Some(last) = reader.read_after(after, 1 << 20).unwrap().last() {
        after = last.position;
    }
    let read = bytes / begun.elapsed().as_secs_f64();
    let slices = 5_000_u64;
    let begun = Instant::now();
    for n in 0..slices {
        let position = Position(1 + n * 7_919 % count as u64);
        let offset = (n as usize * 128 * 31) % (batch_bytes - 127);
        assert_eq!(reader.read_slice(position, offset, 128).unwrap().len(), 128);
    }
    let slice_us = begun.elapsed().as_secs_f64() * 1e6 / slices as f64;
    let mut source = ProofSource::open(disk).unwrap();
    let checkpoint = source.checkpoint(reader.head(), 0).unwrap().unwrap();
    let (proofs, begun) = (20_u64, Instant::now());
    for n in 0..proofs {
        source
            .inclusion(Position(1 + n * 7_919 % count as u64), &checkpoint)
            .unwrap();
    }
    let proof_us = begun.elapsed().as_secs_f64() * 1e6 / proofs as f64;
    println!(
        "{batch_bytes:>9}  {segment_bytes:>9}  {:>5.0}  {:>12.0}  {:>7.2}  {:>7.2}  {:>9.2}  {:>16.0}  {slice_us:>9.2}  {proof_us:>9.0}",
        bytes / 1e6 / took,
        bytes / TRANSFER_BYTES / took,
        at(&times, 0.5),
        at(&times, 0.99),
        at(&times, 1.0),
        read / 1e6,
    );
}

/// What sealing a megabyte costs.
fn hashing() {
    let bytes = vec![7_u8; 1 << 20];
    let rounds = 200_u32;
    let begun = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(blake3::hash(std::hint::black_box(&bytes)));
    }
    let blake3 = milliseconds(begun.elapsed() / rounds);
    let begun = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(crc32c::crc32c(std::hint::black_box(&bytes)));
    }
    let crc32c = milliseconds(begun.elapsed() / rounds);
    println!("sealing 1 MiB: BLAKE3 {blake3:.3} ms, CRC-32C {crc32c:.3} ms");
}

/// The bare disk: a megabyte a time, each synced.
fn writing() {
    for is_written_before in [false, true] {
        let folder = folder();
        let disk = RealDisk::open(folder.path()).unwrap();
        let file = disk.create("bare").unwrap();
        let (bytes, rounds) = (vec![7_u8; 1 << 20], 200_u32);
        file.reserve(u64::from(rounds) << 20).unwrap();
        let write = |n: u32| {
            let parts = [std::io::IoSlice::new(&bytes)];
            file.write_at(u64::from(n) << 20, &parts).unwrap();
        };
        if is_written_before {
            (0..rounds).for_each(write);
        }
        file.sync_data().unwrap();
        let begun = Instant::now();
        for n in 0..rounds {
            write(n);
            file.sync_data().unwrap();
        }
        let each = milliseconds(begun.elapsed() / rounds);
        let how = if is_written_before {
            "over what was written"
        } else {
            "into reserved space"
        };
        println!("bare write and sync of 1 MiB {how}: {each:.2} ms");
    }
}

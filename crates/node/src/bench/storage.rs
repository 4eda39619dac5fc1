//! The disk's own speed, and how fast a node is back after it was killed.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bezant_core::Core;
use bezant_log::SnapshotStore;
use bezant_log::disk::RealDisk;
use bezant_log::embedded::{self, FileSnapshots};

use super::child::{Folder, Server};
use super::load::{Load, Until, make, post};
use super::result::Percentiles;
use super::{BenchArguments, Measured};
use crate::Failure;
use crate::node::{log_dir, open};

const BLOCK_BYTES: usize = 4_096;
const FILE_BYTES: usize = 16 * 1024 * 1024;

/// Writes of 4 KiB into a file written before, each followed by fdatasync.
pub(crate) fn fdatasync(seconds: u64) -> Result<Measured, Failure> {
    let folder = Folder::new("fdatasync")?;
    let path = folder.path().join("file");
    let file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .read(true)
        .write(true)
        .open(path)?;
    file.write_all_at(&vec![0; FILE_BYTES], 0)?;
    file.sync_all()?;
    let block = [7u8; BLOCK_BYTES];
    let (began, span) = (Instant::now(), Duration::from_secs(seconds));
    let mut latencies = Vec::new();
    while began.elapsed() < span {
        let offset = (latencies.len() * BLOCK_BYTES) % FILE_BYTES;
        let start = Instant::now();
        file.write_all_at(&block, offset as u64)?;
        file.sync_data()?;
        latencies.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(Measured {
        bench: "fdatasync",
        value: latencies.len() as f64 / began.elapsed().as_secs_f64(),
        unit: "syncs/s",
        ceiling: None,
        latencies: Percentiles::of(latencies),
        how: "4 KiB overwritten and synced, one after the other".to_owned(),
    })
}

/// A node is filled over HTTP and killed; then the whole log is replayed without snapshot or cold tier, the worst case.
pub(crate) async fn restart(arguments: &BenchArguments) -> Result<Measured, Failure> {
    let mut server = Server::start("restart", &["serve"], "").await?;
    let key = server.key().await?;
    let load = Load {
        address: server.address,
        connections: arguments.connections,
        until: Until::Requests(arguments.payments),
        rate: None,
    };
    let body = r#"{"amount":1099,"currency":"EUR","payment_method":{"type":"card","token":"tok_approved"}}"#;
    let build =
        Rc::new(move |number, out: &mut Vec<u8>| post("/api/v1/payments", &key, Some(number), body, out));
    make(&load, build).await?;
    server.kill()?;

    let config = server.config()?;
    let mut events = 0u64;
    for frame in embedded::scan(Arc::new(RealDisk::open_existing(log_dir(&config))?))? {
        for record in frame?.records {
            events += bezant_engine::read_entry::<Core>(record)?.map_or(0, |entry| entry.events.len() as u64);
        }
    }
    FileSnapshots::open(Arc::new(RealDisk::open_existing(log_dir(&config))?))?.remove_all()?;
    let cold = config.data_dir.join("cold");
    if cold.exists() {
        std::fs::remove_dir_all(cold)?;
    }
    let began = Instant::now();
    let opened = tokio::task::spawn_blocking(move || open(&config)).await??;
    let elapsed = began.elapsed().as_secs_f64();
    let records = opened.engine.committed().0;
    opened.engine.shutdown().await;
    Ok(Measured {
        bench: "restart",
        value: events as f64 / elapsed,
        unit: "events/s",
        ceiling: None,
        latencies: None,
        how: format!(
            "{events} events in {records} records replayed in {elapsed:.2} s after kill -9, no snapshot"
        ),
    })
}

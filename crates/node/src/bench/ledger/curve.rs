//! The ledger as it grows: throughput, memory, look-ups and restart from the first million transfers on.

use std::path::Path;
use std::time::Instant;

use bezant_client::{AccountId, HistoryFilter, TransferId};

use super::grpc::{Rig, bytes_in, load};
use super::plot::{Point, draw};
use super::transfers::{BATCH, Transfers};
use crate::Failure;
use crate::bench::result::Percentiles;
use crate::output::{line, note};

/// Accounts of the growing ledger.
const ACCOUNTS: u64 = 1_000_000;

/// Points of the curve.
const STEPS: u64 = 50;

/// Look-ups that are timed at the end.
const LOOKUPS: usize = 1_000;

/// Makes `to` transfers over a million accounts, prints a line for each step and draws the curve into `plot`.
pub(crate) async fn curve(to: u64, plot: &Path) -> Result<(), Failure> {
    let mut rig = Rig::start("ledger-curve", ACCOUNTS).await?;
    let client = rig.client().await?;
    let mut source = Transfers::even(6, ACCOUNTS);
    let mut points = Vec::new();
    let step = (to / STEPS).max(1_000_000).min(to);
    let mut made = 0;
    while made < to {
        let began = Instant::now();
        let latencies = load(&client, &mut source, step).await?;
        let elapsed = began.elapsed().as_secs_f64();
        let count = (latencies.len() * BATCH) as u64;
        made += count;
        let worst_ms = f64::from(latencies.iter().copied().max().unwrap_or(0)) / 1_000.0;
        let percentiles = Percentiles::of(latencies).ok_or("a step has batches")?;
        let point = Point {
            transfers: made,
            per_second: count as f64 / elapsed,
            resident_bytes: rig.server.resident_bytes()?,
        };
        points.push(point);
        line(
            &serde_json::json!({
                "bench": "ledger_curve", "transfers": made, "value": point.per_second.round(), "unit": "transfers/s",
                "p50_ms": percentiles.p50_ms, "p99_ms": percentiles.p99_ms, "worst_ms": worst_ms,
                "resident_mb": (point.resident_bytes / 1e6).round(),
                "peak_resident_mb": (rig.server.peak_resident_bytes()? / 1e6).round(),
            })
            .to_string(),
        );
    }
    draw(
        plot,
        &format!("A ledger of {} million transfers", made / 1_000_000),
        &points,
    )?;
    note(&format!("the curve is drawn in {}", plot.display()));

    // The same draws again are the ids of old transfers.
    let mut old = Transfers::even(6, ACCOUNTS);
    let mut by_id = Vec::with_capacity(LOOKUPS);
    let mut pages = Vec::with_capacity(LOOKUPS);
    for _ in 0..LOOKUPS {
        for _ in 0..made / (2 * LOOKUPS as u64) {
            old.draw();
        }
        let (id, debit, ..) = old.draw();
        let began = Instant::now();
        let found = client.transfers(&[TransferId::from_u128(id)]).await?;
        by_id.push(u32::try_from(began.elapsed().as_micros())?);
        if found.first().is_none_or(Option::is_none) {
            return Err("an old transfer was not found".into());
        }
        let began = Instant::now();
        let filter = HistoryFilter {
            limit: Some(50),
            ..HistoryFilter::default()
        };
        let mut history = client.history(AccountId::from_u128(debit), &filter);
        while history.next().await?.is_some() {}
        pages.push(u32::try_from(began.elapsed().as_micros())?);
    }
    for (bench, latencies) in [("ledger_lookup_by_id", by_id), ("ledger_account_page", pages)] {
        let percentiles = Percentiles::of(latencies).ok_or("look-ups were timed")?;
        line(
            &serde_json::json!({
                "bench": bench, "transfers": made, "unit": "ms", "value": percentiles.p50_ms,
                "p50_ms": percentiles.p50_ms, "p99_ms": percentiles.p99_ms,
            })
            .to_string(),
        );
    }
    let data = rig.server.config()?.data_dir;
    let per_transfer = bytes_in(&data)? as f64 / made as f64;
    rig.server.kill()?;
    let config = rig.server.config()?;
    let began = Instant::now();
    let opened = tokio::task::spawn_blocking(move || crate::node::open(&config)).await??;
    let restart = began.elapsed().as_secs_f64();
    opened.engine.shutdown().await;
    line(
        &serde_json::json!({
            "bench": "ledger_restart", "transfers": made, "value": (restart * 100.0).round() / 100.0, "unit": "s",
            "disk_bytes_per_transfer": per_transfer.round(),
        })
        .to_string(),
    );
    let (first, last) = (&points[0], &points[points.len() - 1]);
    line(
        &serde_json::json!({
            "bench": "ledger_growth", "transfers": made, "unit": "ratio",
            "value": (last.per_second / first.per_second * 1_000.0).round() / 1_000.0,
        })
        .to_string(),
    );
    Ok(())
}

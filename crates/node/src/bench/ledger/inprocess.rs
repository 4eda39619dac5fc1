//! The engine without network: the node's own log, state and journal, and batches handed in by the same process.

use std::collections::VecDeque;
use std::time::Instant;

use bezant_core::{Command, Core, Reply};
use bezant_engine::{Correlation, Engine, Request, Wait};
use bezant_kernel::{AccountId, AccountType, Currency, Tenant, TenantId};
use bezant_ledger::{Guard, OpenAccount, Place, RequestBatch};
use bytes::Bytes;

use super::ACCOUNTS;
use super::transfers::{BATCH, Transfers};
use crate::Failure;
use crate::bench::Measured;
use crate::bench::child::Folder;
use crate::bench::result::Percentiles;
use crate::config::Config;
use crate::node::open;

/// Batches that wait while one is decided and one is written.
const IN_FLIGHT: usize = 4;

/// Accounts that are opened at once.
const OPENED_AT_ONCE: usize = 4_000;

/// Durable transfers a second, evenly over 10,000 accounts.
pub(crate) async fn inprocess(transfers: u64, ceiling: Option<f64>) -> Result<Measured, Failure> {
    let source = Transfers::even(2, ACCOUNTS);
    measure(
        "ledger_inprocess",
        "evenly over 10,000 accounts",
        source,
        transfers,
        ceiling,
    )
    .await
}

/// The same through one account; the ceiling is the even load.
pub(crate) async fn hot_account(transfers: u64, even: Option<f64>) -> Result<Measured, Failure> {
    let source = Transfers::hot(3, ACCOUNTS);
    measure(
        "ledger_hot_account",
        "all through one account, beside the even load",
        source,
        transfers,
        even,
    )
    .await
}

async fn measure(
    bench: &'static str,
    how: &str,
    mut source: Transfers,
    transfers: u64,
    ceiling: Option<f64>,
) -> Result<Measured, Failure> {
    let folder = Folder::new(bench)?;
    let config = Config {
        data_dir: folder.path().to_owned(),
        ..Config::default()
    };
    let opened = tokio::task::spawn_blocking(move || open(&config)).await??;
    let engine = opened.engine;
    open_accounts(&engine, ACCOUNTS).await?;
    let batches: Vec<Bytes> = (0..transfers.div_ceil(BATCH as u64))
        .map(|_| source.batch(BATCH))
        .collect();
    let count = batches.len() * BATCH;
    let mut latencies = Vec::with_capacity(batches.len());
    let mut in_flight = VecDeque::new();
    let began = Instant::now();
    for batch in batches {
        if in_flight.len() == IN_FLIGHT {
            let oldest: tokio::task::JoinHandle<Result<u32, String>> =
                in_flight.pop_front().expect("some are in flight");
            latencies.push(oldest.await??);
        }
        in_flight.push_back(tokio::spawn(submit(engine.clone(), batch)));
    }
    for rest in in_flight {
        latencies.push(rest.await??);
    }
    let elapsed = began.elapsed().as_secs_f64();
    engine.shutdown().await;
    Ok(Measured {
        bench,
        value: count as f64 / elapsed,
        unit: "transfers/s",
        ceiling,
        latencies: Percentiles::of(latencies),
        how: format!("{count} durable transfers in batches of {BATCH}, {how}"),
    })
}

/// Hands in a batch; microseconds until it is durable.
async fn submit(engine: Engine<Core>, batch: Bytes) -> Result<u32, String> {
    let begun = Instant::now();
    let batch = RequestBatch::try_from(batch).map_err(|error| error.to_string())?;
    let command = Command::Ledger(bezant_ledger::Command::Batch(batch));
    let done = engine.submit(request(command), Wait::Committed).await;
    match done.map_err(|error| error.to_string())?.reply {
        Reply::Transfers { refused: None, .. } => {
            Ok(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX))
        }
        other => Err(format!("a batch was not made whole: {other:?}")),
    }
}

/// Opens the accounts 1 to `count`, which may be overdrawn.
pub(crate) async fn open_accounts(engine: &Engine<Core>, count: u64) -> Result<(), Failure> {
    let ids: Vec<u64> = (1..=count).collect();
    for some in ids.chunks(OPENED_AT_ONCE) {
        let opening = some.iter().map(|&id| {
            let open = OpenAccount {
                id: Some(AccountId::from_u128(u128::from(id))),
                place: Place::Below(AccountType::Asset),
                currency: Currency::EUR,
                guard: Guard::None,
                credit_limit: 0,
                code: 0,
                user_data: 0,
                metadata: bezant_ledger::Metadata::new(),
            };
            let command = Command::Ledger(bezant_ledger::Command::OpenAccount(open));
            engine.submit(request(command), Wait::Committed)
        });
        for opened in futures::future::join_all(opening).await {
            opened.map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

pub(crate) fn request(command: Command) -> Request<Core> {
    Request {
        tenant: Tenant::new(TenantId::from_u128(1)),
        correlation: Correlation::new("bench").expect("a short word"),
        idempotency: None,
        command,
    }
}

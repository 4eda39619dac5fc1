//! The real node over gRPC, with the client crate on the same cores.

use std::path::Path;
use std::time::Instant;

use bezant_client::{
    AccountId, BalanceGuard, Client, Currency, NewAccount, Options, Transfer, TransferBatch, TransferId,
};

use super::ACCOUNTS;
use super::transfers::{BATCH, Transfers};
use crate::Failure;
use crate::bench::Measured;
use crate::bench::child::Server;
use crate::bench::result::Percentiles;

/// Batches that are sent ahead of their answers: one is decided while one is written. More would only wait.
const IN_FLIGHT: usize = 2;

/// Callers of the benchmark of single transfers.
const CALLERS: u64 = 32;

/// Accounts that one call opens.
const OPENED_AT_ONCE: usize = 1_000;

/// A node with the ledger's listener, and a client of it.
pub(crate) struct Rig {
    pub(crate) server: Server,
    pub(crate) address: String,
    pub(crate) key: String,
}

impl Rig {
    pub(crate) async fn start(name: &str, accounts: u64) -> Result<Rig, Failure> {
        let listen = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let config = format!("[grpc]\nlisten = \"{listen}\"\n");
        let server = Server::start(name, &["serve"], &config).await?;
        let key = server.key().await?;
        let rig = Rig {
            server,
            address: format!("http://{listen}"),
            key,
        };
        let client = rig.client().await?;
        let ids: Vec<u64> = (1..=accounts).collect();
        for some in ids.chunks(OPENED_AT_ONCE) {
            let new: Vec<NewAccount> = some
                .iter()
                .map(|&id| {
                    NewAccount::new("assets", Currency::EUR)
                        .id(AccountId::from_u128(u128::from(id)))
                        .guard(BalanceGuard::None)
                })
                .collect();
            for opened in client.open_accounts(&new).await? {
                if let bezant_client::Opened::Refused { code, .. } = opened {
                    return Err(format!("an account was not opened: {code}").into());
                }
            }
        }
        Ok(rig)
    }

    pub(crate) async fn client(&self) -> Result<Client, Failure> {
        let options = Options {
            batches_in_flight: IN_FLIGHT,
            ..Options::default()
        };
        Ok(Client::connect_with(&self.address, &self.key, options).await?)
    }
}

/// Makes `transfers` in batches over one stream; the latencies of the batches in microseconds.
pub(crate) async fn load(
    client: &Client,
    source: &mut Transfers,
    transfers: u64,
) -> Result<Vec<u32>, Failure> {
    let batches = transfers.div_ceil(BATCH as u64);
    let mut stream = client.stream();
    let mut sent = std::collections::VecDeque::new();
    let mut latencies = Vec::with_capacity(usize::try_from(batches)?);
    for _ in 0..batches {
        let mut batch = TransferBatch::with_capacity(BATCH);
        for _ in 0..BATCH {
            batch.push(&transfer(source))?;
        }
        sent.push_back(Instant::now());
        if let Some(outcome) = stream.send(batch).await? {
            note(&outcome, &mut sent, &mut latencies)?;
        }
    }
    for outcome in stream.finish().await? {
        note(&outcome, &mut sent, &mut latencies)?;
    }
    Ok(latencies)
}

fn note(
    outcome: &bezant_client::BatchOutcome,
    sent: &mut std::collections::VecDeque<Instant>,
    latencies: &mut Vec<u32>,
) -> Result<(), Failure> {
    if !outcome.is_complete() {
        return Err("a batch was not made whole".into());
    }
    let begun = sent.pop_front().expect("an answer is to a batch that was sent");
    latencies.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
    Ok(())
}

fn transfer(source: &mut Transfers) -> Transfer {
    let (id, debit, credit, amount) = source.draw();
    Transfer::new(
        TransferId::from_u128(id),
        AccountId::from_u128(debit),
        AccountId::from_u128(credit),
        u128::from(amount),
        Currency::EUR,
    )
    .code(1)
}

/// Transfers a second in batches of 8,189, each batch answered when it is durable.
pub(crate) async fn batches(transfers: u64, ceiling: Option<f64>) -> Result<Measured, Failure> {
    let rig = Rig::start("ledger-grpc", ACCOUNTS).await?;
    let client = rig.client().await?;
    let mut source = Transfers::even(4, ACCOUNTS);
    let data = rig.server.config()?.data_dir;
    let before = bytes_in(&data)?;
    let began = Instant::now();
    let latencies = load(&client, &mut source, transfers).await?;
    let elapsed = began.elapsed().as_secs_f64();
    let count = latencies.len() * BATCH;
    let worst_ms = f64::from(latencies.iter().copied().max().unwrap_or(0)) / 1_000.0;
    // What is written out ahead and not used yet is part of it.
    let per_transfer = (bytes_in(&data)? - before) as f64 / count as f64;
    Ok(Measured {
        bench: "ledger_grpc",
        value: count as f64 / elapsed,
        unit: "transfers/s",
        ceiling,
        latencies: Percentiles::of(latencies),
        how: format!(
            "{count} transfers in batches of {BATCH}, worst batch {worst_ms:.0} ms, {per_transfer:.0} bytes of disk each, \
             {:.0} MB resident",
            rig.server.resident_bytes()? / (1024.0 * 1024.0)
        ),
    })
}

/// Transfers a second from 32 callers that each wait for their own answer.
pub(crate) async fn singles(seconds: u64) -> Result<Measured, Failure> {
    let rig = Rig::start("ledger-grpc-single", ACCOUNTS).await?;
    let mut callers = Vec::new();
    let span = std::time::Duration::from_secs(seconds);
    let began = Instant::now();
    for caller in 0..CALLERS {
        let client = rig.client().await?;
        callers.push(async move {
            let mut source = Transfers::even(1_000 + caller, ACCOUNTS);
            let mut latencies = Vec::new();
            while began.elapsed() < span {
                let begun = Instant::now();
                let outcome = client.create_one(&transfer(&mut source)).await?;
                if matches!(outcome, bezant_client::TransferOutcome::Refused { .. }) {
                    return Err::<_, Failure>("a transfer was refused".into());
                }
                latencies.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
            Ok(latencies)
        });
    }
    let mut all = Vec::new();
    for latencies in futures::future::join_all(callers).await {
        all.extend(latencies?);
    }
    let elapsed = began.elapsed().as_secs_f64();
    Ok(Measured {
        bench: "ledger_grpc_single",
        value: all.len() as f64 / elapsed,
        unit: "transfers/s",
        ceiling: None,
        latencies: Percentiles::of(all),
        how: format!("{CALLERS} callers with a connection each, every answer waited for"),
    })
}

/// What the files in a folder take on disk.
pub(crate) fn bytes_in(folder: &Path) -> Result<u64, Failure> {
    use std::os::unix::fs::MetadataExt;
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let found = match entry.metadata() {
            Ok(found) => found,
            // It went while we looked.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        bytes += match found.is_dir() {
            true => bytes_in(&entry.path())?,
            false => found.blocks() * 512,
        };
    }
    Ok(bytes)
}

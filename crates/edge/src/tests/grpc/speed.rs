//! What the transport costs: client, HTTP/2 both ways and server, with books that do nothing.
//!
//! `cargo test --release -p bezant-edge grpc::speed -- --ignored --nocapture --test-threads 1`

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bezant_client::{AccountId, Currency, IdSource, Options, Transfer, TransferBatch};
use bezant_kernel::{Tenant, Timestamp, TransferId};
use bezant_proto::ledger::v1;
use bezant_proto::ledger::v1::ledger_client::LedgerClient;
use bytes::Bytes;
use tonic::transport::Channel;

use super::backend::Books;
use super::{Node, with_key};
use crate::problem::{Code, Problem};
use crate::{BalanceAsOf, BatchOutcome, LedgerBackend, LedgerCaller};

const TRANSFERS: usize = 10_000_000;
const BATCH: usize = 8_189;
const CALLERS: usize = 32;
const EACH: usize = 10_000;

/// Says that all is done.
struct NoBooks;

fn not_here<T>() -> Result<T, Problem> {
    Err(Problem::new(Code::RouteNotFound, "there are no books"))
}

#[async_trait]
impl LedgerBackend for NoBooks {
    async fn create_batch(
        &self,
        _: LedgerCaller,
        _: Bytes,
        _: Vec<v1::Attachment>,
    ) -> Result<BatchOutcome, Problem> {
        Ok(BatchOutcome {
            results: Bytes::new(),
            position: 1,
            committed_at: Timestamp::from_microseconds(1),
        })
    }

    async fn open_accounts(
        &self,
        _: LedgerCaller,
        _: Vec<v1::NewAccount>,
    ) -> Result<v1::OpenAccountsResponse, Problem> {
        not_here()
    }

    async fn accounts(&self, _: Tenant, _: Vec<AccountId>) -> Result<Vec<v1::Account>, Problem> {
        not_here()
    }

    async fn transfers(
        &self,
        _: Tenant,
        _: Vec<TransferId>,
        _: bool,
    ) -> Result<v1::GetTransfersResponse, Problem> {
        not_here()
    }

    async fn account_transfers(
        &self,
        _: Tenant,
        _: &v1::AccountTransfersRequest,
    ) -> Result<v1::TransferPage, Problem> {
        not_here()
    }

    async fn balance(&self, _: Tenant, _: AccountId, _: BalanceAsOf) -> Result<v1::BalanceResponse, Problem> {
        not_here()
    }
}

/// User and system time of this process.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// Prints what a number of transfers cost.
async fn measured(name: &str, transfers: usize, work: impl Future<Output = ()>) {
    let (began, used) = (Instant::now(), processor_time());
    work.await;
    let (wall, used) = (began.elapsed(), processor_time() - used);
    let per = |time: Duration| time.as_nanos() as usize / transfers;
    println!(
        "{name}: {} ns of processor and {} ns of wall per transfer, {} k transfers/s, {} MB/s",
        per(used),
        per(wall),
        transfers as u128 * 1_000_000 / wall.as_nanos(),
        transfers as u128 * 128_000 / wall.as_nanos(),
    );
    assert!(used > Duration::ZERO);
}

async fn node() -> Node {
    Node::with(Arc::new(Books::default()), Arc::new(NoBooks)).await
}

fn one(ids: &mut IdSource, nth: usize) -> Transfer {
    let account = |n: usize| AccountId::from_u128(n as u128 % 10_000 + 1);
    Transfer::new(ids.next(), account(nth), account(nth + 1), 1, Currency::EUR)
}

fn full(ids: &mut IdSource) -> TransferBatch {
    let mut batch = TransferBatch::with_capacity(BATCH);
    for nth in 0..BATCH {
        batch.push(&one(ids, nth)).unwrap();
    }
    batch
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement; run it in release"]
async fn batches_cost_little() {
    let node = node().await;
    let mut ids = IdSource::new();
    let batches = TRANSFERS / BATCH;
    measured("making batches", batches * BATCH, async {
        for _ in 0..batches {
            std::hint::black_box(full(&mut ids).pack());
        }
    })
    .await;
    for batches_in_flight in [1, 2, 4, 8] {
        let options = Options {
            batches_in_flight,
            ..Options::default()
        };
        let client = node.client_with(options).await;
        let mut stream = client.stream();
        let name = format!("one stream, {batches_in_flight} in flight");
        measured(&name, batches * BATCH, async {
            for _ in 0..batches {
                stream.send(full(&mut ids)).await.unwrap();
            }
            stream.finish().await.unwrap();
        })
        .await;
    }
    let client = node.client().await;
    measured("calls one after the other", batches * BATCH, async {
        for _ in 0..batches {
            client.create(full(&mut ids)).await.unwrap();
        }
    })
    .await;
    measured("two callers over two connections", batches * BATCH, async {
        let callers = [node.client().await, node.client().await].map(|client| {
            tokio::spawn(async move {
                let mut ids = IdSource::new();
                let mut stream = client.stream();
                for _ in 0..batches / 2 {
                    stream.send(full(&mut ids)).await.unwrap();
                }
                stream.finish().await.unwrap();
            })
        });
        for caller in callers {
            caller.await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement; run it in release"]
async fn single_transfers_cost_little() {
    let node = node().await;
    let shared = node.client().await;
    let mut own = Vec::new();
    for _ in 0..CALLERS {
        own.push(node.client().await);
    }
    let on_shared = vec![shared; CALLERS];
    for (name, clients) in [("one connection", on_shared), ("32 connections", own)] {
        measured(
            &format!("32 callers, create_one over {name}"),
            CALLERS * EACH,
            async {
                together(&clients, |client| async move {
                    let mut ids = IdSource::new();
                    for nth in 0..EACH {
                        client.create_one(&one(&mut ids, nth)).await.unwrap();
                    }
                })
                .await;
            },
        )
        .await;
        measured(
            &format!("32 callers, a stream each over {name}"),
            CALLERS * EACH,
            async {
                together(&clients, |client| async move {
                    let mut ids = IdSource::new();
                    let mut stream = client.stream();
                    for nth in 0..EACH {
                        let mut batch = TransferBatch::new();
                        batch.push(&one(&mut ids, nth)).unwrap();
                        stream.send(batch).await.unwrap();
                        stream.next().await.unwrap().unwrap();
                    }
                })
                .await;
            },
        )
        .await;
    }
    let mut raw = Vec::new();
    for _ in 0..CALLERS {
        raw.push(node.raw().await);
    }
    let on_shared = vec![raw[0].clone(); CALLERS];
    for (name, clients) in [("one connection", on_shared), ("32 connections", raw)] {
        let key = node.key.clone();
        let name = format!("32 callers, a call each time over {name}");
        measured(&name, CALLERS * EACH, async {
            together(&clients, |client| calls(client, key.clone())).await;
        })
        .await;
    }
}

/// What a caller without our client would do.
async fn calls(mut client: LedgerClient<Channel>, key: String) {
    let number = |value: u128| Some(v1::U128::from(value));
    for _ in 0..EACH {
        let message = v1::Transfer {
            id: number(rand::random()),
            debit_account: number(1),
            credit_account: number(2),
            amount: number(1),
            currency: 978,
            kind: 1,
            ..v1::Transfer::default()
        };
        client.create_transfer(with_key(&key, message)).await.unwrap();
    }
}

async fn together<C: Clone, F>(clients: &[C], work: impl Fn(C) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let tasks: Vec<_> = clients
        .iter()
        .map(|client| tokio::spawn(work(client.clone())))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

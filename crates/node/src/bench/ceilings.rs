//! What the machine can do at all: HTTP that only echoes, and HTTP that answers after a group commit of the body.

use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use bezant_log::disk::RealDisk;
use bezant_log::embedded::{EmbeddedLog, Options};
use bezant_log::{Batch, Log};
use tokio::sync::{mpsc, oneshot};

use super::child::Server;
use super::load::{Load, Until, make, post as write_post};
use super::{BenchArguments, Measured, watchers};
use crate::Failure;

/// Writers that may wait; more than the load generator has connections.
const QUEUE: usize = 8_192;

const BODY: &str = r#"{"amount":1099,"currency":"EUR","payment_method":{"type":"card","token":"tok_approved"},"reference":"order"}"#;

/// HTTP without any work behind it.
pub(crate) async fn http_echo(arguments: &BenchArguments) -> Result<Measured, Failure> {
    let how = "POST of JSON, sent back";
    ceiling(arguments, arguments.connections, "http_echo", "echo", how).await
}

/// HTTP with one append and fdatasync for all that came in meanwhile.
pub(crate) async fn http_group_commit(arguments: &BenchArguments) -> Result<Measured, Failure> {
    ceiling(
        arguments,
        arguments.connections,
        "http_group_commit",
        "commit",
        "the same, answered after a group commit",
    )
    .await
}

/// The same for a benchmark over fewer connections, where fewer answers share a commit.
pub(crate) async fn http_group_commit_64(arguments: &BenchArguments) -> Result<Measured, Failure> {
    ceiling(
        arguments,
        64,
        "http_group_commit_64",
        "commit",
        "the same, answered after a group commit",
    )
    .await
}

async fn ceiling(
    arguments: &BenchArguments,
    connections: usize,
    bench: &'static str,
    kind: &str,
    how: &str,
) -> Result<Measured, Failure> {
    let folder = std::env::temp_dir().join(format!("bezant-bench-{}-{kind}-log", std::process::id()));
    let folder_text = folder.display().to_string();
    let server = Server::start(kind, &["bench", "--serve", kind, "--folder", &folder_text], "").await?;
    let load = Load {
        address: server.address,
        connections,
        until: Until::Elapsed(Duration::from_secs(arguments.seconds)),
        rate: None,
    };
    let found = make(&load, Rc::new(|_, out| write_post("/", "", None, BODY, out))).await;
    drop(server);
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    let found = found?;
    Ok(Measured {
        bench,
        value: found.per_second,
        unit: "requests/s",
        ceiling: None,
        latencies: found.latencies,
        how: format!("{how}, {connections} connections"),
    })
}

/// The server side, in a process of its own.
pub(crate) fn serve(kind: &str, folder: &Path) -> Result<ExitCode, Failure> {
    let address: SocketAddr = std::env::var("BEZANT_BENCH_LISTEN")?.parse()?;
    if kind == watchers::BARE {
        return watchers::serve_bare(address);
    }
    let router = match kind {
        "echo" => Router::new().route("/", post(|body: Bytes| async move { body })),
        "commit" => {
            let log = EmbeddedLog::open(Arc::new(RealDisk::open(folder)?), Options::default())?;
            let (sender, receiver) = mpsc::channel(QUEUE);
            std::thread::spawn(move || commit(log, receiver));
            Router::new()
                .route("/", post(answer_after_commit))
                .with_state(sender)
        }
        other => return Err(format!("no ceiling is called {other}").into()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        axum::serve(listener, router).await?;
        Ok(ExitCode::SUCCESS)
    })
}

type Write = (Bytes, oneshot::Sender<()>);

async fn answer_after_commit(State(sender): State<mpsc::Sender<Write>>, body: Bytes) -> Result<Bytes, ()> {
    let (committed, is_committed) = oneshot::channel();
    sender.send((body.clone(), committed)).await.map_err(drop)?;
    is_committed.await.map_err(drop)?;
    Ok(body)
}

fn commit(mut log: EmbeddedLog, mut receiver: mpsc::Receiver<Write>) {
    let (mut batch, mut writes) = (Batch::new(), Vec::new());
    while receiver.blocking_recv_many(&mut writes, QUEUE) > 0 {
        batch.clear();
        for (body, _) in &writes {
            batch.push(body);
        }
        let (head, epoch) = (log.head(), log.epoch());
        log.append(head, epoch, &batch)
            .expect("the ceiling's disk takes what the benchmark writes");
        for (_, committed) in writes.drain(..) {
            // Whoever has gone away needs no answer.
            let _ = committed.send(());
        }
    }
}

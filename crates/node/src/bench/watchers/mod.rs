//! Many watchers of one node: how long an event takes from its commit to each of them, and what they cost in memory.
//!
//! The ceiling is a server that knows nothing: it writes as many bytes to as many sockets, by turns at the same pace. The watchers
//! are tasks of this process, so that they share the machine's cores with what they measure.

mod bare;
mod watcher;

use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use super::child::Server;
use super::load::{post, read_answer};
use super::payments::CONFIG;
use super::result::Percentiles;
use super::{BenchArguments, Measured};
use crate::output::note;
use crate::{Failure, open_files};

pub(super) use bare::{BARE, serve_bare};
use watcher::{Kind, Watcher};

/// Watchers of one tenant: each event goes to so many.
const PER_TENANT: usize = 100;
/// Events of all tenants together.
const EVENTS_PER_SECOND: u32 = 100;
/// What 99 of 100 messages take less than.
const P99_MS: f64 = 50.0;
/// What a watcher holds of the node's memory, at most, with all that its connection takes.
const BYTES_PER_WATCHER: f64 = 32.0 * 1_024.0;
/// Files that a process has open beside its watchers.
const OTHER_FILES: u64 = 150;
/// Connections that are being made at once.
const OPENING: usize = 64;
/// How long the last message may take, and what came before anything is measured.
const SETTLE: Duration = Duration::from_secs(2);

/// What the watchers have received: microseconds from the commit.
type Latencies = Rc<RefCell<Vec<u32>>>;

/// Times `watchers` and weighs `watchers_memory`; and what was not reached.
pub(super) async fn watchers(arguments: &BenchArguments) -> Result<(Vec<Measured>, Vec<String>), Failure> {
    let count = as_many_as_files(arguments.watchers)?;
    let span = Duration::from_secs(arguments.seconds);
    let ceiling = LocalSet::new().run_until(bare(count, span)).await?;
    let (found, memory) = LocalSet::new().run_until(node(count, span)).await?;
    let how = format!(
        "commit to received, {count} WebSockets of {} tenants, {EVENTS_PER_SECOND} events/s to {PER_TENANT} watchers each; ceiling: bare \
         sockets",
        count / PER_TENANT
    );
    let latency = Measured {
        bench: "watchers",
        value: found.p99_ms,
        unit: "ms (p99)",
        ceiling: Some(ceiling.p99_ms),
        latencies: Some(found),
        how,
    };
    let weight = Measured {
        bench: "watchers_memory",
        value: memory,
        unit: "B/watcher",
        ceiling: None,
        latencies: None,
        how: format!("resident memory of the node with {count} watchers, less without"),
    };
    let missed = [
        (count < arguments.watchers).then(|| {
            format!(
                "{count} watchers of {}: see the limit of open files",
                arguments.watchers
            )
        }),
        (found.p99_ms >= P99_MS).then(|| format!("p99 {:.1} ms; {P99_MS} are stated", found.p99_ms)),
        (memory >= BYTES_PER_WATCHER)
            .then(|| format!("{memory:.0} B a watcher; {BYTES_PER_WATCHER} are stated")),
    ];
    Ok((vec![latency, weight], missed.into_iter().flatten().collect()))
}

/// A whole number of tenants' watchers, as far as processes may open files; children may as many as this one.
fn as_many_as_files(wanted: usize) -> Result<usize, Failure> {
    let files = open_files::take_all()?
        .unwrap_or(u64::MAX)
        .saturating_sub(OTHER_FILES);
    let possible = usize::try_from(files).unwrap_or(usize::MAX);
    if possible < wanted {
        note(&format!(
            "warning: {wanted} watchers need a limit of open files (ulimit -Hn) of {}",
            wanted as u64 + OTHER_FILES
        ));
    }
    match wanted.min(possible) / PER_TENANT {
        0 => Err(format!("there must be {PER_TENANT} watchers at least").into()),
        tenants => Ok(tenants * PER_TENANT),
    }
}

async fn bare(count: usize, span: Duration) -> Result<Percentiles, Failure> {
    let folder = std::env::temp_dir().join("unused");
    let folder = folder.display().to_string();
    let server = Server::start("bare", &["bench", "--serve", BARE, "--folder", &folder], "").await?;
    let latencies = Latencies::default();
    let watchers = vec![Kind::Bare; count];
    let tasks = open(server.address, watchers, &latencies).await?;
    measure(&latencies, tokio::time::sleep(span), tasks).await
}

/// Latencies, and memory of the node per watcher.
async fn node(count: usize, span: Duration) -> Result<(Percentiles, f64), Failure> {
    let server = Server::start("watchers", &["serve"], CONFIG).await?;
    let tenants: Vec<String> = (0..count / PER_TENANT)
        .map(|tenant| format!("t{tenant}"))
        .collect();
    let keys = server.keys(&tenants).await?;
    // What the first requests cost is not the watchers'.
    happen(server.address, &keys, Duration::from_secs(1), 0).await?;
    let before = server.resident_bytes()?;
    let latencies = Latencies::default();
    let watchers = keys
        .iter()
        .flat_map(|key| std::iter::repeat_n(Kind::Node(Rc::from(&**key)), PER_TENANT));
    let tasks = open(server.address, watchers.collect(), &latencies).await?;
    let happening = async {
        let happened = happen(server.address, &keys, span, 1).await;
        tokio::time::sleep(SETTLE).await;
        happened.map(|happened| (happened, server.resident_bytes()))
    };
    let mut after = None;
    let happening = async { after = Some(happening.await) };
    let received = measure(&latencies, happening, tasks).await?;
    let (happened, after) = after.ok_or("nothing happened")??;
    let (expected, got) = (happened * PER_TENANT, latencies.borrow().len());
    if expected != got {
        return Err(format!("{expected} messages were due, and {got} came").into());
    }
    Ok((received, (after? - before) / count as f64))
}

/// Lets all watch for as long as something goes on.
async fn measure(
    latencies: &Latencies,
    going_on: impl Future<Output = ()>,
    tasks: Vec<tokio::task::JoinHandle<Result<(), Failure>>>,
) -> Result<Percentiles, Failure> {
    // Those that were opened last have not read yet what came meanwhile.
    tokio::time::sleep(SETTLE).await;
    latencies.borrow_mut().clear();
    going_on.await;
    for task in tasks {
        if task.is_finished() {
            task.await??;
            return Err("a watcher ended".into());
        }
        task.abort();
    }
    let all = latencies.borrow().clone();
    Ok(Percentiles::of(all).ok_or("nothing was received")?)
}

/// Opens all, some at a time, and leaves them reading.
async fn open(
    address: SocketAddr,
    watchers: Vec<Kind>,
    latencies: &Latencies,
) -> Result<Vec<tokio::task::JoinHandle<Result<(), Failure>>>, Failure> {
    let mut tasks = Vec::with_capacity(watchers.len());
    for kinds in watchers.chunks(OPENING) {
        let opening = kinds.iter().map(|kind| Watcher::open(address, kind));
        for watcher in futures::future::try_join_all(opening).await? {
            tasks.push(tokio::task::spawn_local(watcher.read(Rc::clone(latencies))));
        }
    }
    Ok(tasks)
}

/// Lets each tenant in turn open an account, which is one event; how many there were.
async fn happen(address: SocketAddr, keys: &[String], span: Duration, round: u32) -> Result<usize, Failure> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut request, mut answer) = (Vec::new(), Vec::new());
    let began = Instant::now();
    let mut number: u32 = 0;
    for key in keys.iter().cycle() {
        let due = Duration::from_secs(1) * number / EVENTS_PER_SECOND;
        if due >= span {
            break;
        }
        tokio::time::sleep_until((began + due).into()).await;
        let path = format!("assets:bench:round{round}:account{number}");
        let body = json!({ "path": path, "currency": "EUR" }).to_string();
        request.clear();
        post("/api/v1/ledger/accounts", key, None, &body, &mut request);
        stream.write_all(&request).await?;
        let (status, _) = read_answer(&mut stream, &mut answer).await?;
        if status != 201 {
            return Err(format!("an account was answered {}", String::from_utf8_lossy(&answer)).into());
        }
        number += 1;
    }
    Ok(number as usize)
}

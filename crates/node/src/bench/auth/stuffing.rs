//! Whether those who pay feel it when somebody tries stolen passwords: payments alone and during such a flood, by turns on one node.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::Failure;
use crate::bench::child::Server;
use crate::bench::load::{Load, Until, make, post, read_answer};
use crate::bench::payments::{CONFIG, WARM_UP, pay};
use crate::bench::routing::thread_time;
use crate::bench::{BenchArguments, Measured};

/// What payments keep of their throughput, at least.
const KEPT: f64 = 0.9;
/// By turns, because machines drift.
const ROUNDS: u64 = 4;
/// Guesses a second, over so many connections, at the passwords of so many accounts.
const GUESSES: u32 = 1_000;
const CONNECTIONS: u32 = 200;
const ACCOUNTS: u64 = 10_000;

/// Payments a second during the flood, beside those without it; and what was not reached. Whoever guesses has machines of their own: what
/// the guesses' sender takes of this one is measured and taken off the ceiling.
pub(in crate::bench) async fn stuffing(
    arguments: &BenchArguments,
) -> Result<(Measured, Option<String>), Failure> {
    let server = Server::start("stuffing", &["serve"], CONFIG).await?;
    let key = server.key().await?;
    let load = |span| Load {
        address: server.address,
        connections: arguments.connections,
        until: Until::Elapsed(span),
        rate: None,
    };
    let span = Duration::from_secs(arguments.seconds);
    make(&load(WARM_UP), pay(&key, "automatic", 0)).await?;
    let (mut alone, mut flooded) = (0.0, 0.0);
    let mut guessed = Guessed::default();
    for round in 0..ROUNDS {
        let quiet = make(&load(span), pay(&key, "automatic", (2 * round + 1) << 32)).await?;
        server.until_followers_are_done().await?;
        let flood = Flood::start(server.address);
        let loud = make(&load(span), pay(&key, "automatic", (2 * round + 2) << 32)).await;
        guessed.add(flood.end()?);
        alone += quiet.per_second / ROUNDS as f64;
        flooded += loud?.per_second / ROUNDS as f64;
        server.until_followers_are_done().await?;
    }
    let checked = guessed
        .answers
        .iter()
        .map(|(status, count)| format!("{count} answered {status}"));
    let checked = checked.collect::<Vec<_>>().join(", ");
    if guessed.answers.is_empty() {
        return Err("no guess was answered".into());
    }
    let processors = std::thread::available_parallelism()?.get() as f64;
    let sender = guessed.worked.as_secs_f64() / (guessed.lasted.as_secs_f64() * processors);
    let ceiling = alone * (1.0 - sender);
    let ratio = flooded / ceiling;
    let missed =
        (ratio < KEPT).then(|| format!("payments kept {ratio:.2} of {KEPT} during guesses at passwords"));
    let measured = Measured {
        bench: "auth_stuffing",
        value: flooded,
        unit: "payments/s",
        ceiling: Some(ceiling),
        latencies: None,
        how: format!(
            "during {GUESSES} guesses/s at {ACCOUNTS} accounts over {CONNECTIONS} connections ({checked}); ceiling: without \
             them, by turns in {ROUNDS} rounds ({alone:.0}/s), less the {:.1} % of the processors that their sender takes",
            sender * 100.0
        ),
    };
    Ok((measured, missed))
}

type Answers = BTreeMap<u16, u64>;

/// What came of guesses, and what it took to send them.
#[derive(Default)]
struct Guessed {
    answers: Answers,
    worked: Duration,
    lasted: Duration,
}

impl Guessed {
    fn add(&mut self, other: Guessed) {
        for (status, count) in other.answers {
            *self.answers.entry(status).or_insert(0) += count;
        }
        self.worked += other.worked;
        self.lasted += other.lasted;
    }
}

/// Guesses, made by a thread of their own until it is told to end.
struct Flood {
    stop: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<Result<Guessed, Failure>>,
}

impl Flood {
    fn start(address: SocketAddr) -> Flood {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let began = Instant::now();
            let answers = LocalSet::new().block_on(&runtime, guess(address, stopped))?;
            Ok(Guessed {
                answers,
                worked: thread_time(),
                lasted: began.elapsed(),
            })
        });
        Flood { stop, thread }
    }

    fn end(self) -> Result<Guessed, Failure> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the thread of guesses failed")?
    }
}

async fn guess(address: SocketAddr, stop: Arc<AtomicBool>) -> Result<Answers, Failure> {
    let began = Instant::now();
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|lane| tokio::task::spawn_local(connection(address, lane, began, Arc::clone(&stop))))
        .collect();
    let mut answers = Answers::new();
    for task in tasks {
        for (status, count) in task.await?? {
            *answers.entry(status).or_insert(0) += count;
        }
    }
    Ok(answers)
}

/// Each connection makes its share of the guesses, later ones at once if it is late.
async fn connection(
    address: SocketAddr,
    lane: u32,
    began: Instant,
    stop: Arc<AtomicBool>,
) -> Result<Answers, Failure> {
    let pause = Duration::from_secs(1) * CONNECTIONS / GUESSES;
    let mut due = began + pause * lane / CONNECTIONS;
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut request, mut answer, mut answers) = (Vec::new(), Vec::new(), Answers::new());
    loop {
        tokio::time::sleep_until(due.into()).await;
        if stop.load(Ordering::Relaxed) {
            return Ok(answers);
        }
        due += pause;
        let (account, number) = (rand::random::<u64>() % ACCOUNTS, rand::random::<u32>());
        let body = format!(
            r#"{{"tenant":"bench","email":"user{account}@example.test","password":"stolen password {number}"}}"#
        );
        request.clear();
        post("/api/v1/sign-in", "", None, &body, &mut request);
        stream.write_all(&request).await?;
        let (status, _) = read_answer(&mut stream, &mut answer).await?;
        *answers.entry(status).or_insert(0) += 1;
    }
}

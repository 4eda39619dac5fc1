//! Thousands of connections that cost a node as much as they can for as little as they can, and those who pay meanwhile.
//!
//! The slow ones run in a thread of their own and come again whenever the node ends one of them, so that there are as many all the
//! time: half of them send a head that never ends, a quarter takes a large answer a few bytes at a time, a quarter is idle.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::LocalSet;
use tokio::time::timeout;

use crate::bench::child::Server;
use crate::bench::load::{Load, Until, make};
use crate::bench::payments::{CONFIG, WARM_UP, pay};
use crate::bench::result::median;
use crate::bench::{BenchArguments, Measured};
use crate::output::note;
use crate::{Failure, open_files};

/// By turns, because machines drift.
const ROUNDS: u64 = 3;
/// What honest callers keep of their throughput, at least.
const KEPT: f64 = 0.8;
/// What the node may hold for ten thousand of them.
const MEBIBYTES_PER_10_000: f64 = 200.0;
/// Of those wanted, so many are there at any moment: some are just coming again.
const HELD_PERCENT: usize = 90;
/// Files that a process has open beside them.
const OTHER_FILES: u64 = 512;
/// One address may have so many; each takes ports of its own.
const PER_ADDRESS: usize = 1_000;
/// Between two bytes.
const TRICKLE: Duration = Duration::from_secs(5);
/// How long all of them may take to come.
const OPEN_WITHIN: Duration = Duration::from_secs(60);

/// Payments a second beside slow connections, and the memory that these take; and what was not reached.
pub(in crate::bench) async fn slow_connections(
    arguments: &BenchArguments,
) -> Result<(Vec<Measured>, Vec<String>), Failure> {
    let files = open_files::take_all()?
        .unwrap_or(u64::MAX)
        .saturating_sub(OTHER_FILES);
    let count = arguments.slow.min(usize::try_from(files).unwrap_or(usize::MAX));
    if count < arguments.slow {
        let wanted = arguments.slow as u64 + OTHER_FILES;
        note(&format!(
            "warning: a limit of open files (ulimit -Hn) of {wanted} is needed"
        ));
    }
    let server = Server::start("slow", &["serve"], CONFIG).await?;
    let key = server.key().await?;
    let span = Duration::from_secs(arguments.seconds);
    let honest = async |span, round: u64| {
        let load = Load {
            address: server.address,
            connections: arguments.connections,
            until: Until::Elapsed(span),
            rate: None,
        };
        let found = make(&load, pay(&key, "automatic", round << 32)).await?;
        server.until_followers_are_done().await?;
        Ok::<f64, Failure>(found.per_second)
    };
    honest(WARM_UP, 0).await?;
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    let (mut memory, mut fewest): (f64, _) = (0.0, count);
    for round in 0..ROUNDS {
        alone.push(honest(span, 2 * round + 1).await?);
        let before = server.resident_bytes()?;
        let slow = Slow::start(server.address, count);
        slow.until_held(count * HELD_PERCENT / 100).await?;
        // What is freed stays with the process, so that only the first time shows all of it.
        memory = memory.max(server.resident_bytes()? - before);
        beside.push(honest(span, 2 * round + 2).await?);
        fewest = fewest.min(slow.end()?);
    }
    let (alone, beside) = (median(alone), median(beside));
    let (ratio, mebibytes) = (beside / alone, memory / (1024.0 * 1024.0));
    let bound = MEBIBYTES_PER_10_000 * count as f64 / 10_000.0;
    let throughput = Measured {
        bench: "edge_slow_connections",
        value: beside,
        unit: "payments/s",
        ceiling: Some(alone),
        latencies: None,
        how: format!(
            "beside {count} slow connections, {fewest} of them there at the worst moment; ceiling: without them, by turns in \
             {ROUNDS} rounds, medians"
        ),
    };
    let weight = Measured {
        bench: "edge_slow_connections_memory",
        value: mebibytes,
        unit: "MB",
        ceiling: None,
        latencies: None,
        how: format!("resident memory of the node with {count} slow connections, less without"),
    };
    let missed = [
        (ratio < KEPT)
            .then(|| format!("honest callers keep {ratio:.2} of their throughput; {KEPT} are stated")),
        (count == arguments.slow && mebibytes >= bound)
            .then(|| format!("slow connections take {mebibytes:.0} MB; {bound:.0} are stated")),
        (fewest < count * HELD_PERCENT / 100)
            .then(|| format!("only {fewest} of {count} slow connections were there at the worst moment")),
        (count < arguments.slow).then(|| format!("{count} slow connections of {}", arguments.slow)),
    ];
    Ok((vec![throughput, weight], missed.into_iter().flatten().collect()))
}

/// What a slow connection does.
#[derive(Copy, Clone)]
enum Way {
    /// Sends a head, and never its end.
    HalfHead,
    /// Asks for a lot and takes little.
    SlowReader,
    /// Has asked once.
    Idle,
}

impl Way {
    fn of(number: usize) -> Way {
        match number % 4 {
            0 | 1 => Way::HalfHead,
            2 => Way::SlowReader,
            _ => Way::Idle,
        }
    }
}

/// All of them, until they are told to end.
struct Slow {
    held: Arc<AtomicUsize>,
    /// The fewest that were there since all were there.
    fewest: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<(), Failure>>,
}

impl Slow {
    fn start(address: SocketAddr, count: usize) -> Slow {
        let (held, stop) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let (counted, stopped) = (Arc::clone(&held), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            LocalSet::new().block_on(&runtime, async {
                let tasks: Vec<_> = (0..count)
                    .map(|number| tokio::task::spawn_local(again(address, number, Arc::clone(&counted))))
                    .collect();
                while !stopped.load(Ordering::Relaxed) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                tasks.iter().for_each(tokio::task::JoinHandle::abort);
            });
            Ok(())
        });
        Slow {
            held,
            fewest: Arc::default(),
            stop,
            thread,
        }
    }

    async fn until_held(&self, enough: usize) -> Result<(), Failure> {
        let began = Instant::now();
        while self.held.load(Ordering::Relaxed) < enough {
            if self.thread.is_finished() || began.elapsed() > OPEN_WITHIN {
                let held = self.held.load(Ordering::Relaxed);
                return Err(format!("{held} slow connections were opened, and {enough} are needed").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (held, fewest, stop) = (
            Arc::clone(&self.held),
            Arc::clone(&self.fewest),
            Arc::clone(&self.stop),
        );
        fewest.store(usize::MAX, Ordering::Relaxed);
        std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                fewest.fetch_min(held.load(Ordering::Relaxed), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        Ok(())
    }

    /// The fewest that there were.
    fn end(self) -> Result<usize, Failure> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the slow connections failed")??;
        Ok(self.fewest.load(Ordering::Relaxed))
    }
}

/// One after the other, since the node ends them.
async fn again(address: SocketAddr, number: usize, held: Arc<AtomicUsize>) {
    // Not all in one moment: the node's queue of connections that it has not taken yet is short.
    tokio::time::sleep(Duration::from_micros(number as u64 * 800)).await;
    loop {
        // Where one can't be made, there may be room in a moment.
        if let Ok(stream) = open(address, number).await {
            held.fetch_add(1, Ordering::Relaxed);
            // It ends with an error or with an end; either way the next one comes.
            let _ = hold(stream, Way::of(number)).await;
            held.fetch_sub(1, Ordering::Relaxed);
        } else {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn open(address: SocketAddr, number: usize) -> Result<TcpStream, Failure> {
    let socket = TcpSocket::new_v4()?;
    if let Way::SlowReader = Way::of(number) {
        socket.set_recv_buffer_size(4_096)?;
    }
    let last = u8::try_from(number / PER_ADDRESS % 200)?;
    socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 1, 1 + last), 0)))?;
    Ok(socket.connect(address).await?)
}

/// Until the node ends it.
async fn hold(mut stream: TcpStream, way: Way) -> Result<(), Failure> {
    let mut taken = [0; 64];
    match way {
        Way::HalfHead => {
            stream
                .write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ")
                .await?;
            loop {
                match timeout(TRICKLE, stream.read(&mut taken)).await {
                    Ok(Ok(0) | Err(_)) => return Ok(()),
                    // The refusal of a head that took too long.
                    Ok(Ok(_)) => {}
                    Err(_) => stream.write_all(b"a").await?,
                }
            }
        }
        Way::SlowReader => {
            stream
                .write_all(b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n")
                .await?;
            loop {
                if stream.read(&mut taken).await? == 0 {
                    return Ok(());
                }
                tokio::time::sleep(TRICKLE).await;
            }
        }
        Way::Idle => {
            stream
                .write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
                .await?;
            while stream.read(&mut taken).await? > 0 {}
            Ok(())
        }
    }
}

//! The load generator: HTTP/1.1 over kept-alive connections, requests built by the caller, answers read only as far as needed.
//! Cheap on purpose: it runs on the same cores as the server.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use super::result::Percentiles;
use super::secured::Trusting;
use crate::Failure;

/// How a load is made.
pub(crate) struct Load {
    pub(crate) address: SocketAddr,
    pub(crate) connections: usize,
    pub(crate) until: Until,
    /// Requests per second over all connections; as many as go where `None`. A request that comes late because the ones
    /// before it were slow counts from when it should have been sent.
    pub(crate) rate: Option<f64>,
}

/// When a load ends.
#[derive(Copy, Clone)]
pub(crate) enum Until {
    Elapsed(Duration),
    Requests(u64),
}

/// Writes the n-th request whole.
pub(crate) type Build = Rc<dyn Fn(u64, &mut Vec<u8>)>;

/// What counts of a request: microseconds, from how long its answer took since it was due and from the answer's body.
pub(crate) type Measure = Rc<Measured>;
type Measured = dyn Fn(Duration, &[u8]) -> Result<u32, Failure>;

/// What a load found.
pub(crate) struct Found {
    pub(crate) per_second: f64,
    pub(crate) latencies: Option<Percentiles>,
}

struct Shared {
    next: Cell<u64>,
    limit: u64,
    began: Instant,
    deadline: Option<Instant>,
    pause: Option<Duration>,
    latencies: RefCell<Vec<u32>>,
}

/// Makes the load. `build` writes the n-th request whole; any answer but 2xx is a failure of the benchmark.
pub(crate) async fn make(load: &Load, build: Build) -> Result<Found, Failure> {
    let whole: Measure = Rc::new(|elapsed, _| Ok(u32::try_from(elapsed.as_micros()).unwrap_or(u32::MAX)));
    make_measuring(load, build, whole).await
}

/// The same over TLS.
pub(super) async fn make_secured(load: &Load, build: Build, trusting: &Trusting) -> Result<Found, Failure> {
    let whole: Measure = Rc::new(|elapsed, _| Ok(u32::try_from(elapsed.as_micros()).unwrap_or(u32::MAX)));
    make_over(load, build, whole, Some(trusting)).await
}

/// Makes the load and keeps what `measure` says of each request in place of its latency.
pub(crate) async fn make_measuring(load: &Load, build: Build, measure: Measure) -> Result<Found, Failure> {
    make_over(load, build, measure, None).await
}

async fn make_over(
    load: &Load,
    build: Build,
    measure: Measure,
    trusting: Option<&Trusting>,
) -> Result<Found, Failure> {
    let began = Instant::now();
    let (deadline, limit) = match load.until {
        Until::Elapsed(span) => (Some(began + span), u64::MAX),
        Until::Requests(limit) => (None, limit),
    };
    let shared = Rc::new(Shared {
        next: Cell::new(0),
        limit,
        began,
        deadline,
        pause: load.rate.map(|rate| Duration::from_secs_f64(1.0 / rate)),
        latencies: RefCell::new(Vec::with_capacity(1 << 20)),
    });
    let local = LocalSet::new();
    let tasks: Vec<_> = (0..load.connections)
        .map(|_| {
            let (shared, build, address) = (Rc::clone(&shared), Rc::clone(&build), load.address);
            let (measure, trusting) = (Rc::clone(&measure), trusting.cloned());
            local.spawn_local(async move {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                match trusting {
                    None => connection(stream, &shared, &*build, &*measure).await,
                    Some(trusting) => {
                        let stream = trusting.over(stream).await?;
                        connection(stream, &shared, &*build, &*measure).await
                    }
                }
            })
        })
        .collect();
    local
        .run_until(async {
            for task in tasks {
                task.await??;
            }
            Ok::<(), Failure>(())
        })
        .await?;
    let elapsed = began.elapsed().as_secs_f64();
    let latencies = shared.latencies.take();
    Ok(Found {
        per_second: latencies.len() as f64 / elapsed,
        latencies: Percentiles::of(latencies),
    })
}

async fn connection(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    shared: &Shared,
    build: &dyn Fn(u64, &mut Vec<u8>),
    measure: &Measured,
) -> Result<(), Failure> {
    let (mut request, mut answer) = (Vec::with_capacity(1_024), Vec::with_capacity(4_096));
    loop {
        let number = shared.next.get();
        if number >= shared.limit || shared.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Ok(());
        }
        shared.next.set(number + 1);
        let due = match shared.pause {
            None => Instant::now(),
            Some(pause) => {
                let due = shared.began + pause.mul_f64(number as f64);
                if shared.deadline.is_some_and(|deadline| due >= deadline) {
                    return Ok(());
                }
                tokio::time::sleep_until(due.into()).await;
                due
            }
        };
        request.clear();
        build(number, &mut request);
        stream.write_all(&request).await?;
        stream.flush().await?;
        let (status, body) = read_answer(&mut stream, &mut answer).await?;
        if !(200..300).contains(&status) {
            return Err(format!("the server answered {}", String::from_utf8_lossy(&answer)).into());
        }
        let microseconds = measure(due.elapsed(), &answer[body..])?;
        shared.latencies.borrow_mut().push(microseconds);
    }
}

/// Reads a whole answer; its status, and where its body begins.
pub(super) async fn read_answer(
    stream: &mut (impl AsyncRead + Unpin),
    answer: &mut Vec<u8>,
) -> Result<(u16, usize), Failure> {
    answer.clear();
    loop {
        if stream.read_buf(answer).await? == 0 {
            return Err("the server closed a connection under load".into());
        }
        let Some(head_end) = find(answer, b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&answer[..head_end])?;
        let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
        let status = status.ok_or("an answer without a status")?.parse()?;
        let length: usize = head
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse().ok())?
            })
            .ok_or("an answer without a length")?;
        let whole = head_end + 4 + length;
        while answer.len() < whole {
            if stream.read_buf(answer).await? == 0 {
                return Err("the server closed a connection in the middle of an answer".into());
            }
        }
        return Ok((status, head_end + 4));
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// Writes a POST of a JSON body.
pub(crate) fn post(path: &str, key: &str, idempotency_key: Option<u64>, body: &str, out: &mut Vec<u8>) {
    use std::io::Write;
    let _ = write!(
        out,
        "POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
    );
    if !key.is_empty() {
        let _ = write!(out, "authorization: Bearer {key}\r\n");
    }
    if let Some(number) = idempotency_key {
        let _ = write!(out, "idempotency-key: bench-{number}\r\n");
    }
    let _ = write!(out, "content-length: {}\r\n\r\n{body}", body.len());
}

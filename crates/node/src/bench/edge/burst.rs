//! Ten times as many callers as keep a node busy: how long those wait who are let in, how the others are refused, and whether
//! anything was done by half.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use crate::bench::child::Server;
use crate::bench::load::{Load, Until, make, post, read_answer};
use crate::bench::payments::{CONFIG, WARM_UP, pay};
use crate::bench::result::Percentiles;
use crate::bench::{BenchArguments, Measured};
use crate::{Failure, open_files};

/// So many times the connections that keep the node busy.
const TIMES: usize = 10;
/// What the slowest percent may take, in times of what it takes usually.
const SLOWER: f64 = 3.0;
/// Who is refused comes again after this, fifty times sooner than they are told to.
const IMPATIENCE: Duration = Duration::from_millis(20);
/// A page of a list.
const PAGE: usize = 100;
/// A refusal that takes longer was not at once.
const AT_ONCE_MS: f64 = 1_000.0;
/// As a node does where nothing else is said.
const SHEDDING: &str = "[degradation]\nshed_load = \"adaptive\"\n";

/// What came of a burst.
#[derive(Default)]
struct Outcome {
    /// Microseconds of those let in, and of those refused.
    admitted: Vec<u32>,
    refused: Vec<u32>,
    /// The references of payments that were answered with 2xx, and of those that were refused.
    made: BTreeSet<String>,
    turned_away: Vec<String>,
}

/// The 99th percentile of those who are let in, beside the usual one; and what was not reached. Anything done by half is a failure.
pub(in crate::bench) async fn burst(arguments: &BenchArguments) -> Result<(Measured, Vec<String>), Failure> {
    // Their limit of open files holds for this process and for the node.
    open_files::take_all()?;
    let server = Server::start("burst", &["serve"], &format!("{SHEDDING}{CONFIG}")).await?;
    let keys = server.keys(&["usual".to_owned(), "burst".to_owned()]).await?;
    let span = Duration::from_secs(arguments.seconds);
    let load = |span, connections, rate| Load {
        address: server.address,
        connections,
        until: Until::Elapsed(span),
        rate,
    };
    // As many as the node takes in any case, so that nobody is refused while its capacity is found out.
    let busy = arguments.connections.min(64);
    make(&load(WARM_UP, busy, None), pay(&keys[0], "automatic", 0)).await?;
    let full = make(&load(span, busy, None), pay(&keys[0], "automatic", 1 << 32)).await?;
    server.until_followers_are_done().await?;
    let half = full.per_second / 2.0;
    let usual = make(&load(span, busy, Some(half)), pay(&keys[0], "automatic", 2 << 32)).await?;
    let usual = usual.latencies.ok_or("no payment was made")?;

    let connections = busy * TIMES;
    let outcome = LocalSet::new()
        .run_until(all(server.address, connections, &keys[1], span))
        .await?;
    server.until_followers_are_done().await?;
    check(&server, &keys[1], &outcome).await?;

    let (asked, refusals) = (
        outcome.admitted.len() + outcome.refused.len(),
        outcome.refused.len(),
    );
    let offered = asked as f64 / span.as_secs_f64() / full.per_second;
    let admitted = Percentiles::of(outcome.admitted).ok_or("nobody was let in")?;
    let refused = Percentiles::of(outcome.refused);
    let refused_p99 = refused.map_or(0.0, |refused| refused.p99_ms);
    let ratio = admitted.p99_ms / usual.p99_ms;
    let missed = [
        (ratio >= SLOWER).then(|| {
            format!("who is let in takes {ratio:.1} times as long as usual; less than {SLOWER} are stated")
        }),
        (refused_p99 >= AT_ONCE_MS).then(|| format!("refusals took {refused_p99:.0} ms")),
    ];
    let measured = Measured {
        bench: "edge_burst",
        value: admitted.p99_ms,
        unit: "ms (p99)",
        ceiling: Some(usual.p99_ms),
        latencies: Some(admitted),
        how: format!(
            "{connections} connections where {busy} make {:.0} payments/s, who is refused comes again after {} ms: {asked} requests, \
             {offered:.1} times that rate, {refusals} refused (p99 {refused_p99:.1} ms), each payment made once or not at all; \
             ceiling: at half of that rate",
            full.per_second,
            IMPATIENCE.as_millis()
        ),
    };
    Ok((measured, missed.into_iter().flatten().collect()))
}

async fn all(address: SocketAddr, connections: usize, key: &str, span: Duration) -> Result<Outcome, Failure> {
    let outcome = Rc::new(RefCell::new(Outcome::default()));
    let key: Rc<str> = Rc::from(key);
    let until = Instant::now() + span;
    let tasks: Vec<_> = (0..connections)
        .map(|lane| {
            let (key, outcome) = (Rc::clone(&key), Rc::clone(&outcome));
            tokio::task::spawn_local(async move { pay_on(address, lane, &key, until, &outcome).await })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(outcome.take())
}

async fn pay_on(
    address: SocketAddr,
    lane: usize,
    key: &str,
    until: Instant,
    outcome: &RefCell<Outcome>,
) -> Result<(), Failure> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut request, mut answer) = (Vec::new(), Vec::new());
    let mut number: u64 = 0;
    while Instant::now() < until {
        let reference = format!("burst-{lane}-{number}");
        let body = format!(
            r#"{{"amount":1099,"currency":"EUR","capture_method":"automatic","payment_method":{{"type":"card","token":"tok_approved"}},"reference":"{reference}"}}"#
        );
        request.clear();
        let unique = (lane as u64) << 32 | number;
        post("/api/v1/payments", key, Some(unique), &body, &mut request);
        number += 1;
        let sent = Instant::now();
        stream.write_all(&request).await?;
        let (status, _) = read_answer(&mut stream, &mut answer).await?;
        let took = u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX);
        match status {
            200..300 => {
                let mut outcome = outcome.borrow_mut();
                outcome.admitted.push(took);
                outcome.made.insert(reference);
            }
            429 | 503 => {
                let text = String::from_utf8_lossy(&answer).to_ascii_lowercase();
                if !text.contains("\r\nretry-after: ") {
                    return Err(format!("a refusal does not say when to come again: {text}").into());
                }
                {
                    let mut outcome = outcome.borrow_mut();
                    outcome.refused.push(took);
                    outcome.turned_away.push(reference);
                }
                tokio::time::sleep(IMPATIENCE).await;
            }
            _ => return Err(format!("a payment was answered {}", String::from_utf8_lossy(&answer)).into()),
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Summary>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Summary {
    reference: String,
    status: String,
}

/// Every payment that was answered is there once and complete, and no other.
async fn check(server: &Server, key: &str, outcome: &Outcome) -> Result<(), Failure> {
    let mut there: HashMap<String, u32> = HashMap::new();
    let mut cursor = None::<String>;
    loop {
        let after = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        let text = server
            .get(&format!("/api/v1/payments?limit={PAGE}{after}"), key)
            .await?;
        let page: Page = serde_json::from_str(&text)?;
        for payment in page.data {
            if payment.status != "COMPLETED" {
                let Summary { reference, status } = payment;
                return Err(format!("{reference} was left {status}").into());
            }
            *there.entry(payment.reference).or_default() += 1;
        }
        match page.next_cursor {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    if let Some((reference, count)) = there.iter().find(|(_, count)| **count != 1) {
        return Err(format!("{reference} was made {count} times").into());
    }
    if let Some(lost) = outcome.made.iter().find(|made| !there.contains_key(*made)) {
        return Err(format!("{lost} was answered and is not there").into());
    }
    if let Some(half) = outcome
        .turned_away
        .iter()
        .find(|refused| there.contains_key(*refused))
    {
        return Err(format!("{half} was refused and is there").into());
    }
    if there.len() != outcome.made.len() {
        return Err(format!(
            "{} payments are there, and {} were answered",
            there.len(),
            outcome.made.len()
        )
        .into());
    }
    Ok(())
}

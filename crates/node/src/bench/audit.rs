//! Payments through a node that keeps an audit trail, and through one that keeps none, by turns in one run.

use std::time::Duration;

use crate::Failure;
use crate::bench::child::Server;
use crate::bench::load::{Load, Until, make};
use crate::bench::payments::{CONFIG, WARM_UP, pay};
use crate::bench::result::median;
use crate::bench::{BenchArguments, Measured};

/// By turns, because machines drift.
const ROUNDS: u64 = 5;
/// What payments lose of their throughput, at most, in hundredths.
const MOST_PERCENT: f64 = 10.0;
const OFF: &str = "[audit]\nenabled = false\n";

/// What the trail takes of payments a second, in hundredths; and what was not reached.
pub(super) async fn overhead(arguments: &BenchArguments) -> Result<(Measured, Option<String>), Failure> {
    let audited = Server::start("audit-on", &["serve"], CONFIG).await?;
    let plain = Server::start("audit-off", &["serve"], &format!("{OFF}{CONFIG}")).await?;
    let (audited_key, plain_key) = (audited.key().await?, plain.key().await?);
    let span = Duration::from_secs(arguments.seconds);
    // The search of the trail is far behind after a load and goes on by itself; what is not measured stands still.
    let run = async |server: &Server, other: &Server, key: &str, span, round: u64| {
        other.pause()?;
        let load = Load {
            address: server.address,
            connections: arguments.connections,
            until: Until::Elapsed(span),
            rate: None,
        };
        let found = make(&load, pay(key, "automatic", round << 32)).await?;
        other.go_on()?;
        Ok::<f64, Failure>(found.per_second)
    };
    run(&audited, &plain, &audited_key, WARM_UP, 0).await?;
    run(&plain, &audited, &plain_key, WARM_UP, 0).await?;
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        // Whoever comes second finds a warmer machine.
        if round % 2 == 0 {
            on.push(run(&audited, &plain, &audited_key, span, round).await?);
            off.push(run(&plain, &audited, &plain_key, span, round).await?);
        } else {
            off.push(run(&plain, &audited, &plain_key, span, round).await?);
            on.push(run(&audited, &plain, &audited_key, span, round).await?);
        }
        audited.until_followers_are_done().await?;
        plain.until_followers_are_done().await?;
    }
    let metrics = audited.get("/metrics", "").await?;
    let position = metrics
        .lines()
        .find_map(|line| line.strip_prefix("bezant_audit_position "));
    if position.is_none_or(|position| position.trim() == "0") {
        return Err("the load left nothing in the audit trail".into());
    }
    let (on, off) = (median(on), median(off));
    let percent = (1.0 - on / off) * 100.0;
    let missed = (percent >= MOST_PERCENT).then(|| {
        format!("the audit trail takes {percent:.1} % of payments; below {MOST_PERCENT} are stated")
    });
    let measured = Measured {
        bench: "audit_overhead",
        value: percent,
        unit: "%",
        ceiling: None,
        latencies: None,
        how: format!("{on:.0} payments/s with the trail, {off:.0} without, {ROUNDS} rounds by turns"),
    };
    Ok((measured, missed))
}

//! What Bezant adds to the time that gateways take, at a steady rate of payments.

use std::rc::Rc;
use std::time::Duration;

use crate::Failure;
use crate::bench::child::Server;
use crate::bench::load::{Build, Load, Measure, Until, make_measuring, post};
use crate::bench::{BenchArguments, Measured};
use crate::output::note;

/// Two sandboxes that take so long for each answer.
const GATEWAY_MILLISECONDS: u64 = 20;
const PAYMENTS_PER_SECOND: f64 = 1_000.0;
/// 95 of 100 payments take less beside their gateway, in milliseconds.
const OVERHEAD_BELOW_MS: f64 = 5.0;
const WARM_UP: Duration = Duration::from_secs(3);

/// Milliseconds that 95 of 100 payments take beside their gateway: from when the request was due until its answer was read, less
/// the gateway's own time as the node measured it and shows it with the attempt, in whole milliseconds cut off.
pub(crate) async fn overhead(arguments: &BenchArguments) -> Result<Measured, Failure> {
    let config: String = ["north", "south"].iter().map(|name| gateway(name)).collect();
    let server = Server::start("overhead", &["serve"], &config).await?;
    let key = server.key().await?;
    let rate = arguments.rate.unwrap_or(PAYMENTS_PER_SECOND);
    let load = |span| Load {
        address: server.address,
        connections: arguments.connections,
        until: Until::Elapsed(span),
        rate: Some(rate),
    };
    let build = |first: u64| -> Build {
        let key = key.clone();
        Rc::new(move |number, out| {
            let number = first + number;
            post("/api/v1/payments", &key, Some(number), &payment(number), out);
        })
    };
    let measure: Measure = Rc::new(|elapsed, body| {
        let inside = gateway_time(body)?;
        let overhead = elapsed.saturating_sub(inside).as_micros();
        Ok(u32::try_from(overhead).unwrap_or(u32::MAX))
    });
    make_measuring(&load(WARM_UP), build(0), Rc::clone(&measure)).await?;
    let span = Duration::from_secs(arguments.seconds);
    let found = make_measuring(&load(span), build(1 << 32), measure).await?;
    let latencies = found.latencies.ok_or("no payment was made")?;
    if latencies.p95_ms >= OVERHEAD_BELOW_MS {
        note(&format!(
            "warning: the overhead is {:.1} ms for 95 of 100 payments; {OVERHEAD_BELOW_MS} ms are stated for a machine that does nothing else",
            latencies.p95_ms
        ));
    }
    Ok(Measured {
        bench: "routing_overhead",
        value: latencies.p95_ms,
        unit: "ms",
        ceiling: None,
        latencies: Some(latencies),
        how: format!(
            "p95 over the gateway's own {GATEWAY_MILLISECONDS} ms at {rate:.0} payments/s ({:.0}/s made), open loop",
            found.per_second
        ),
    })
}

fn gateway(name: &str) -> String {
    format!(
        "[[gateways]]\nname = \"{name}\"\nconnector = \"sandbox\"\nmax_concurrent = 100000\nfee_basis_points = 120\n\
         [gateways.sandbox]\nlatency_ms = {GATEWAY_MILLISECONDS}\n"
    )
}

fn payment(number: u64) -> String {
    let amount = 1_000 + number % 9_000;
    format!(
        r#"{{"amount":{amount},"currency":"EUR","capture_method":"automatic","payment_method":{{"type":"card","token":"tok_approved"}},"reference":"order-{number}"}}"#
    )
}

/// The sum of the attempts' latencies.
fn gateway_time(body: &[u8]) -> Result<Duration, Failure> {
    #[derive(serde::Deserialize)]
    struct Payment {
        attempts: Vec<Attempt>,
    }
    #[derive(serde::Deserialize)]
    struct Attempt {
        latency_ms: u64,
    }
    let payment: Payment = serde_json::from_slice(body)?;
    let milliseconds = payment.attempts.iter().map(|attempt| attempt.latency_ms).sum();
    if milliseconds < GATEWAY_MILLISECONDS {
        return Err(format!(
            "a gateway that takes {GATEWAY_MILLISECONDS} ms is said to have taken {milliseconds}"
        )
        .into());
    }
    Ok(Duration::from_millis(milliseconds))
}

//! The real node under load: payments, ledger transfers, and the memory they cost.

use std::rc::Rc;
use std::time::Duration;

use bezant_kernel::{Timestamp, TransferId};
use serde_json::Value;

use super::child::Server;
use super::load::{Build, Load, Until, make, post};
use super::{BenchArguments, Measured};
use crate::Failure;

/// One sandbox in the node's own process, without latency and without a narrow bulkhead.
pub(super) const CONFIG: &str = "[[gateways]]\nname = \"sandbox\"\nconnector = \"sandbox\"\nmax_concurrent = 100000\nfee_basis_points = 120\nfee_fixed_minor = 10\n";

/// Seconds of load before anything is measured: pages, caches and the allocator settle.
pub(super) const WARM_UP: Duration = Duration::from_secs(2);

fn payment(number: u64, capture: &str) -> String {
    let amount = 1_000 + number % 9_000;
    format!(
        r#"{{"amount":{amount},"currency":"EUR","capture_method":"{capture}","payment_method":{{"type":"card","token":"tok_approved"}},"reference":"order-{number}"}}"#
    )
}

pub(super) fn pay(key: &str, capture: &'static str, first: u64) -> Build {
    let key = key.to_owned();
    Rc::new(move |number, out| {
        let number = first + number;
        post(
            "/api/v1/payments",
            &key,
            Some(number),
            &payment(number, capture),
            out,
        );
    })
}

/// Payments per second: create with automatic capture, answered when the payment is COMPLETED.
pub(crate) async fn payments_http(
    arguments: &BenchArguments,
    ceiling: Option<f64>,
) -> Result<Measured, Failure> {
    let server = Server::start("payments", &["serve"], CONFIG).await?;
    let key = server.key().await?;
    let build = |first| pay(&key, "automatic", first);
    saturate_then_halve(arguments, &server, "payments_http", "payments/s", ceiling, &build).await
}

/// Ledger transfers per second, one a request, over 64 connections.
pub(crate) async fn ledger_rest(
    arguments: &BenchArguments,
    ceiling: Option<f64>,
) -> Result<Measured, Failure> {
    let arguments = &BenchArguments {
        connections: 64,
        names: Vec::new(),
        serve: None,
        folder: None,
        scenario: None,
        plot: std::path::PathBuf::new(),
        ..*arguments
    };
    let server = Server::start("ledger", &["serve"], CONFIG).await?;
    let key = server.key().await?;
    let client = reqwest::Client::new();
    let mut accounts = Vec::new();
    for number in 0..64 {
        let body = serde_json::json!({
            "path": format!("assets:bench:account{number}"), "currency": "EUR", "allows_overdraft": true,
        });
        let answer = client
            .post(format!("http://{}/api/v1/ledger/accounts", server.address))
            .bearer_auth(&key)
            .json(&body)
            .send()
            .await?
            .error_for_status()?;
        let account: Value = answer.json().await?;
        accounts.push(
            account["id"]
                .as_str()
                .ok_or("an account without an id")?
                .to_owned(),
        );
    }
    let accounts = Rc::new(accounts);
    let run: u64 = rand::random();
    let build = |first: u64| -> Build {
        let (key, accounts) = (key.clone(), Rc::clone(&accounts));
        Rc::new(move |number, out| {
            let number = first + number;
            let at =
                |offset: u64| &accounts[((number.wrapping_mul(7) + offset) % accounts.len() as u64) as usize];
            let random = u128::from(run) << 64 | u128::from(number);
            let id = TransferId::v7(Timestamp::from_microseconds(number), random);
            let body = format!(
                r#"{{"id":"{id}","debit":"{}","credit":"{}","amount":{},"currency":"EUR"}}"#,
                at(0),
                at(1),
                1 + number % 1_000
            );
            post("/api/v1/ledger/transfers", &key, None, &body, out);
        })
    };
    saturate_then_halve(arguments, &server, "ledger_rest", "transfers/s", ceiling, &build).await
}

/// As much as goes for the value; half of that for the latencies, as a node in service would be loaded.
async fn saturate_then_halve(
    arguments: &BenchArguments,
    server: &Server,
    bench: &'static str,
    unit: &'static str,
    ceiling: Option<f64>,
    build: &dyn Fn(u64) -> Build,
) -> Result<Measured, Failure> {
    let load = |until, rate| Load {
        address: server.address,
        connections: arguments.connections,
        until: Until::Elapsed(until),
        rate,
    };
    let span = Duration::from_secs(arguments.seconds);
    make(&load(WARM_UP, None), build(0)).await?;
    let full = make(&load(span, None), build(1 << 32)).await?;
    // What the full load left to the followers is not part of half a load.
    server.until_followers_are_done().await?;
    let rate = arguments.rate.unwrap_or(full.per_second / 2.0);
    let half = make(&load(span, Some(rate)), build(2 << 32)).await?;
    Ok(Measured {
        bench,
        value: full.per_second,
        unit,
        ceiling,
        latencies: half.latencies,
        how: format!("{} connections; latencies at {rate:.0}/s", arguments.connections),
    })
}

/// Megabytes that 100,000 more payments cost a node that has seen many before.
pub(crate) async fn memory(arguments: &BenchArguments, bench: &'static str) -> Result<Measured, Failure> {
    let capture = if bench == "memory_open" {
        "manual"
    } else {
        "automatic"
    };
    let server = Server::start(bench, &["serve"], CONFIG).await?;
    let key = server.key().await?;
    let load = || Load {
        address: server.address,
        connections: arguments.connections,
        until: Until::Requests(arguments.payments),
        rate: None,
    };
    // The first load fills caches, rings and pools of fixed size; what the second adds is the payments' own.
    make(&load(), pay(&key, "automatic", 0)).await?;
    let before = server.resident_bytes()?;
    make(&load(), pay(&key, capture, 1 << 32)).await?;
    let after = server.resident_bytes()?;
    let per_100_000 = (after - before) / (1024.0 * 1024.0) * 100_000.0 / arguments.payments as f64;
    Ok(Measured {
        bench,
        value: per_100_000,
        unit: "MB/100k",
        ceiling: None,
        latencies: None,
        how: format!(
            "resident memory over {} payments, {:.0} MB before, {:.0} MB after",
            arguments.payments,
            before / (1024.0 * 1024.0),
            after / (1024.0 * 1024.0)
        ),
    })
}

//! Payments whose billing details are sealed, and payments that have the same texts in the clear, by turns in one run at one node.

use std::rc::Rc;
use std::time::Duration;

use crate::Failure;
use crate::bench::child::Server;
use crate::bench::load::{Build, Load, Until, make, post};
use crate::bench::payments::{CONFIG, WARM_UP};
use crate::bench::result::median;
use crate::bench::{BenchArguments, Measured};

/// By turns, because machines drift.
const ROUNDS: u64 = 5;
/// Customers, each with a key: most payments are of those who came before.
const CUSTOMERS: u64 = 10_000;
/// What payments lose of their throughput, at most, in hundredths.
const MOST_PERCENT: f64 = 10.0;

/// Where the details of a payment are.
#[derive(Copy, Clone)]
enum Kept {
    Sealed,
    Clear,
}

fn payment(number: u64, kept: Kept) -> String {
    let (amount, customer) = (1_000 + number % 9_000, number % CUSTOMERS);
    let details = format!(
        r#""name":"Customer {customer} of many","email":"customer-{customer}@example.com","city":"London","postal_code":"SW1Y 4JH""#
    );
    let field = match kept {
        Kept::Sealed => "billing_details",
        Kept::Clear => "metadata",
    };
    format!(
        r#"{{"amount":{amount},"currency":"EUR","payment_method":{{"type":"card","token":"tok_approved"}},"reference":"order-{number}","customer":"customer-{customer}","{field}":{{{details}}}}}"#
    )
}

fn pay(key: &str, kept: Kept, first: u64) -> Build {
    let key = key.to_owned();
    Rc::new(move |number, out| {
        let number = first + number;
        post(
            "/api/v1/payments",
            &key,
            Some(number),
            &payment(number, kept),
            out,
        );
    })
}

/// What sealing takes of payments a second, in hundredths; and what was not reached.
pub(super) async fn overhead(arguments: &BenchArguments) -> Result<(Measured, Option<String>), Failure> {
    let server = Server::start("sealing", &["serve"], CONFIG).await?;
    let key = server.key().await?;
    let span = Duration::from_secs(arguments.seconds);
    let run = async |kept, span, round: u64| {
        let load = Load {
            address: server.address,
            connections: arguments.connections,
            until: Until::Elapsed(span),
            rate: None,
        };
        let found = make(&load, pay(&key, kept, round << 32)).await?;
        server.until_followers_are_done().await?;
        Ok::<f64, Failure>(found.per_second)
    };
    // The keys of nearly all customers are made now.
    run(Kept::Sealed, WARM_UP, 0).await?;
    run(Kept::Clear, WARM_UP, 1).await?;
    let (mut sealed, mut clear) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        // Whoever comes second finds a warmer machine.
        if round % 2 == 0 {
            sealed.push(run(Kept::Sealed, span, 2 * round).await?);
            clear.push(run(Kept::Clear, span, 2 * round + 1).await?);
        } else {
            clear.push(run(Kept::Clear, span, 2 * round).await?);
            sealed.push(run(Kept::Sealed, span, 2 * round + 1).await?);
        }
    }
    let (sealed, clear) = (median(sealed), median(clear));
    let percent = (1.0 - sealed / clear) * 100.0;
    let missed = (percent >= MOST_PERCENT).then(|| {
        format!("sealing billing details takes {percent:.1} % of payments; below {MOST_PERCENT} are stated")
    });
    let measured = Measured {
        bench: "sealing_overhead",
        value: percent,
        unit: "%",
        ceiling: None,
        latencies: None,
        how: format!(
            "{sealed:.0} payments/s with sealed billing details, {clear:.0} with the same texts in the clear, {CUSTOMERS} customers, {ROUNDS} rounds by turns"
        ),
    };
    Ok((measured, missed))
}

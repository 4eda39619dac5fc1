//! Payments through a node with everything on, and through one with all of it off, by turns in one run.

use std::time::Duration;

use crate::Failure;
use crate::bench::auth;
use crate::bench::child::Server;
use crate::bench::load::{Load, Until, make, make_secured};
use crate::bench::payments::{CONFIG, WARM_UP, pay};
use crate::bench::result::median;
use crate::bench::secured::Secured;
use crate::bench::{BenchArguments, Measured};

/// By turns, because machines drift.
const ROUNDS: u64 = 5;
/// What payments keep of their throughput, at least.
const KEPT: f64 = 0.75;

/// Rules that hold for everybody and stop nobody, load shedding that measures and never sheds, and decisions that are kept.
const ON: &str = "[protection.attack_rules]\nmode = \"enforce\"\n\
    [[protection.rate_limits]]\nname = \"address\"\nper = \"address\"\nquota = 1000000\nwindow_seconds = 1\n\
    [[protection.rate_limits]]\nname = \"endpoint\"\nper = \"endpoint\"\nquota = 1000000\nwindow_seconds = 1\n\
    [[protection.rate_limits]]\nname = \"key\"\nper = \"key\"\nquota = 1000000\nwindow_seconds = 1\n\
    [[protection.rate_limits]]\nname = \"tenant\"\nper = \"tenant\"\nquota = 1000000\nwindow_seconds = 1\n\
    [degradation]\nleast_concurrent_requests = 4096\n";
const ON_OF_HTTP: &str = "access_log = \"FOLDER/access.log\"\n";
const OFF: &str = "[protection.attack_rules]\nmode = \"off\"\n[policy]\ndecision_log = false\n";

/// Payments a second with everything on, beside those with everything off; and what was not reached.
pub(in crate::bench) async fn full(
    arguments: &BenchArguments,
) -> Result<(Measured, Option<String>), Failure> {
    let secured = Secured::new()?;
    let trusting = secured.trusting()?;
    // Nobody can turn these two off, so what they take is measured by itself.
    let who_and_whether = auth::of_a_request().await?;
    let guarded = Server::start_secured("edge-on", &secured, &format!("{ON}{CONFIG}"), ON_OF_HTTP).await?;
    let open = Server::start("edge-off", &["serve"], &format!("{OFF}{CONFIG}")).await?;
    let (guarded_key, open_key) = (guarded.key().await?, open.key().await?);
    let load = |server: &Server, span| Load {
        address: server.address,
        connections: arguments.connections,
        until: Until::Elapsed(span),
        rate: None,
    };
    let span = Duration::from_secs(arguments.seconds);
    let with = async |span, round: u64| {
        let build = pay(&guarded_key, "automatic", round << 32);
        let found = make_secured(&load(&guarded, span), build, &trusting).await?;
        guarded.until_followers_are_done().await?;
        Ok::<f64, Failure>(found.per_second)
    };
    let without = async |span, round: u64| {
        let build = pay(&open_key, "automatic", round << 32);
        let found = make(&load(&open, span), build).await?;
        open.until_followers_are_done().await?;
        Ok::<f64, Failure>(found.per_second)
    };
    with(WARM_UP, 0).await?;
    without(WARM_UP, 0).await?;
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        // Whoever comes second finds a warmer machine.
        if round % 2 == 0 {
            on.push(with(span, round).await?);
            off.push(without(span, round).await?);
        } else {
            off.push(without(span, round).await?);
            on.push(with(span, round).await?);
        }
    }
    let log = std::fs::metadata(guarded.folder.path().join("access.log"))?;
    if log.len() == 0 {
        return Err("nothing was written to the access log".into());
    }
    let (on, off) = (median(on), median(off));
    let cores = std::thread::available_parallelism()?.get() as f64;
    let bare = 1.0 / (1.0 / off - who_and_whether.as_secs_f64() / cores);
    let ratio = on / bare;
    let missed = (ratio < KEPT).then(|| format!("the edge leaves {ratio:.2} of payments; {KEPT} are stated"));
    let measured = Measured {
        bench: "edge_full",
        value: on,
        unit: "payments/s",
        ceiling: Some(bare),
        latencies: None,
        how: format!(
            "median of {ROUNDS} rounds by turns, {} connections; TLS, authentication, policy, four rate limits, attack rules, load \
             shedding and access log, beside {off:.0}/s over plain HTTP with none of them but authentication and policy; these \
             two take {:.1} us of processor time, which the ceiling is without",
            arguments.connections,
            who_and_whether.as_secs_f64() * 1e6
        ),
    };
    Ok((measured, missed))
}

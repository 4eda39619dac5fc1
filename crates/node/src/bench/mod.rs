//! `bezant bench`: what this machine can do at all, and what Bezant makes of it, in one run.
//!
//! Every server runs as a process of its own, the load comes from this one, and both share the machine's cores. Each result
//! stands beside the ceiling that was measured minutes before, because machines drift and ratios do not. Nothing here is a
//! constant that looks like a measurement.

mod audit;
mod auth;
mod ceilings;
mod child;
mod edge;
mod ledger;
mod load;
mod payments;
mod result;
mod routing;
mod sealing;
mod secured;
mod storage;
mod vault;
mod watchers;

use std::process::ExitCode;

use clap::Args;

use crate::Failure;
use crate::output::note;
use result::{Measured, Report};

/// The names of all benchmarks, in the order in which they run: ceilings first. The last eight stand for
/// groups, or for one of them in other words.
const NAMES: [&str; 39] = [
    "fdatasync",
    "http_echo",
    "http_group_commit",
    "payments_http",
    "ledger_bare_loop",
    "ledger_inprocess",
    "ledger_hot_account",
    "ledger_grpc",
    "ledger_grpc_single",
    "ledger_rest",
    "restart",
    "memory_finished",
    "memory_open",
    "routing_approval_uplift",
    "routing_decision",
    "routing_overhead",
    "auth_key",
    "auth_jwt",
    "auth_jwt_again",
    "policy_decision",
    "policy_decision_cached",
    "auth_stuffing",
    "watchers",
    "watchers_memory",
    "edge_full",
    "edge_slow_connections",
    "edge_slow_connections_memory",
    "edge_burst",
    "vault_tokenize",
    "vault_detokenize",
    "audit_overhead",
    "sealing_overhead",
    "ledger",
    "routing",
    "auth",
    "audit",
    "sealing",
    "edge",
    "slow-connections",
    "burst",
    "vault",
];

#[derive(Args)]
pub(crate) struct BenchArguments {
    /// Only these [default: all]
    names: Vec<String>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Seconds of load per measurement
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Connections of the load generator
    #[arg(long, default_value_t = 128)]
    connections: usize,
    /// Requests per second at which latencies are taken [default: half of what was reached]
    #[arg(long)]
    rate: Option<f64>,
    /// Payments for restart and memory
    #[arg(long, default_value_t = 100_000)]
    payments: u64,
    /// Transfers for the benchmarks of the ledger
    #[arg(long, default_value_t = 10_000_000)]
    transfers: u64,
    /// Keys and users for the benchmarks of who may do what
    #[arg(long, default_value_t = 100_000)]
    principals: u64,
    /// Watchers of events, for the benchmark of them
    #[arg(long, default_value_t = 20_000)]
    watchers: usize,
    /// Slow connections, for the benchmark of them
    #[arg(long, default_value_t = 10_000)]
    slow: usize,
    /// With `ledger`: let one ledger grow to so many transfers and show the curve
    #[arg(long)]
    to: Option<u64>,
    /// With `routing`: another scenario than examples/routing/week.toml
    #[arg(long, value_name = "FILE")]
    scenario: Option<std::path::PathBuf>,
    /// Where the curve is drawn
    #[arg(long, default_value = "ledger-curve.svg")]
    plot: std::path::PathBuf,
    /// Be the server of a ceiling (used by the benchmark itself)
    #[arg(long, hide = true, value_name = "CEILING")]
    serve: Option<String>,
    /// Where that server keeps its data
    #[arg(long, hide = true)]
    folder: Option<std::path::PathBuf>,
}

pub(crate) fn run(arguments: &BenchArguments) -> Result<ExitCode, Failure> {
    if let Some(ceiling) = &arguments.serve {
        let folder = arguments
            .folder
            .as_deref()
            .ok_or("a ceiling's server needs a folder")?;
        return ceilings::serve(ceiling, folder);
    }
    if let Some(unknown) = arguments
        .names
        .iter()
        .find(|name| !NAMES.contains(&name.as_str()))
    {
        return Err(format!("no benchmark is called {unknown}; there are {}", NAMES.join(", ")).into());
    }
    let wanted = |name: &str| {
        let is_in_group = |group: &str| match group {
            "ledger" | "routing" | "edge" | "vault" | "audit" | "sealing" => name.starts_with(group),
            "slow-connections" => name.starts_with("edge_slow"),
            "burst" => name == "edge_burst",
            "auth" => name.starts_with("auth") || name.starts_with("policy"),
            _ => false,
        };
        let is_one_of = |one: &String| one == name || is_in_group(one);
        arguments.names.is_empty() || arguments.names.iter().any(is_one_of)
    };
    let mut report = Report::new(arguments.json);
    let mut missed = Vec::new();
    // One thread makes the load, so that the server has what is left, as with a generator on the same machine.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        if let Some(to) = arguments.to {
            return ledger::curve(to, &arguments.plot).await;
        }
        if wanted("fdatasync") {
            report.add(&storage::fdatasync(arguments.seconds)?);
        }
        if wanted("http_echo") {
            report.add(&ceilings::http_echo(arguments).await?);
        }
        let group_commit = if wanted("http_group_commit") || wanted("payments_http") {
            let measured = ceilings::http_group_commit(arguments).await?;
            report.add(&measured);
            Some(measured.value)
        } else {
            None
        };
        if wanted("payments_http") {
            report.add(&payments::payments_http(arguments, group_commit).await?);
        }
        if wanted("ledger_rest") {
            let ceiling = ceilings::http_group_commit_64(arguments).await?;
            report.add(&ceiling);
            report.add(&payments::ledger_rest(arguments, Some(ceiling.value)).await?);
        }
        let mut bare_loop = None;
        if wanted("ledger_bare_loop") || wanted("ledger_inprocess") || wanted("ledger_grpc") {
            let measured = ledger::bare_loop(arguments.transfers, ledger::ACCOUNTS)?;
            report.add(&measured);
            bare_loop = Some(measured.value);
        }
        let mut even = None;
        if wanted("ledger_inprocess") || wanted("ledger_hot_account") {
            let measured = ledger::inprocess(arguments.transfers, bare_loop).await?;
            report.add(&measured);
            even = Some(measured.value);
        }
        if wanted("ledger_hot_account") {
            report.add(&ledger::hot_account(arguments.transfers, even).await?);
        }
        if wanted("ledger_grpc") {
            report.add(&ledger::batches(arguments.transfers, bare_loop).await?);
        }
        if wanted("ledger_grpc_single") {
            report.add(&ledger::singles(arguments.seconds).await?);
        }
        if wanted("restart") {
            report.add(&storage::restart(arguments).await?);
        }
        if wanted("memory_finished") {
            report.add(&payments::memory(arguments, "memory_finished").await?);
        }
        if wanted("memory_open") {
            report.add(&payments::memory(arguments, "memory_open").await?);
        }
        if wanted("routing_approval_uplift") {
            let (measured, problems) = routing::uplift(arguments.scenario.as_deref(), arguments.json)?;
            report.add(&measured);
            missed.extend(problems);
        }
        if wanted("routing_decision") {
            let (measured, problems) = routing::decision()?;
            report.add(&measured);
            missed.extend(problems);
        }
        if wanted("routing_overhead") {
            report.add(&routing::overhead(arguments).await?);
        }
        let steps = [
            "auth_key",
            "auth_jwt",
            "auth_jwt_again",
            "policy_decision",
            "policy_decision_cached",
        ];
        if steps.iter().any(|name| wanted(name)) {
            let (all, problems) = auth::steps(arguments.principals).await?;
            for measured in all.iter().filter(|measured| wanted(measured.bench)) {
                report.add(measured);
            }
            missed.extend(problems);
        }
        if wanted("auth_stuffing") {
            let (measured, problem) = auth::stuffing(arguments).await?;
            report.add(&measured);
            missed.extend(problem);
        }
        if wanted("watchers") || wanted("watchers_memory") {
            let (all, problems) = watchers::watchers(arguments).await?;
            for measured in all.iter().filter(|measured| wanted(measured.bench)) {
                report.add(measured);
            }
            missed.extend(problems);
        }
        if wanted("edge_full") {
            let (measured, problem) = edge::full(arguments).await?;
            report.add(&measured);
            missed.extend(problem);
        }
        if wanted("edge_slow_connections") || wanted("edge_slow_connections_memory") {
            let (all, problems) = edge::slow_connections(arguments).await?;
            for measured in all.iter().filter(|measured| wanted(measured.bench)) {
                report.add(measured);
            }
            missed.extend(problems);
        }
        if wanted("edge_burst") {
            let (measured, problems) = edge::burst(arguments).await?;
            report.add(&measured);
            missed.extend(problems);
        }
        if wanted("vault_tokenize") || wanted("vault_detokenize") {
            let (all, problems) = vault::vault(arguments.seconds)?;
            for measured in all.iter().filter(|measured| wanted(measured.bench)) {
                report.add(measured);
            }
            missed.extend(problems);
        }
        if wanted("audit_overhead") {
            let (measured, problem) = audit::overhead(arguments).await?;
            report.add(&measured);
            missed.extend(problem);
        }
        if wanted("sealing_overhead") {
            let (measured, problem) = sealing::overhead(arguments).await?;
            report.add(&measured);
            missed.extend(problem);
        }
        Ok::<(), Failure>(())
    })?;
    report.finish();
    for problem in &missed {
        note(&format!("not reached: {problem}"));
    }
    Ok(if missed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

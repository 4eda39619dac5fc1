//! `bezant bench`: what this machine can do at all, and what Bezant makes of it, in one run.
//!
//! Every server runs as a process of its own, the load comes from this one, and both share the machine's cores. Each result
//! stands beside the ceiling that was measured minutes before, because machines drift and ratios do not. Nothing here is a
//! constant that looks like a measurement.

mod ceilings;
mod child;
mod load;
mod payments;
mod result;
mod storage;

use std::process::ExitCode;

use clap::Args;

use crate::Failure;
use result::{Measured, Report};

/// The names of all benchmarks, in the order in which they run: ceilings first.
const NAMES: [&str; 8] = [
    "fdatasync",
    "http_echo",
    "http_group_commit",
    "payments_http",
    "ledger_http",
    "restart",
    "memory_finished",
    "memory_open",
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
    let wanted = |name: &str| arguments.names.is_empty() || arguments.names.iter().any(|one| one == name);
    let mut report = Report::new(arguments.json);
    // One thread makes the load, so that the server has what is left, as with a generator on the same machine.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        if wanted("fdatasync") {
            report.add(&storage::fdatasync(arguments.seconds)?);
        }
        if wanted("http_echo") {
            report.add(&ceilings::http_echo(arguments).await?);
        }
        let group_commit = if wanted("http_group_commit") || wanted("payments_http") || wanted("ledger_http")
        {
            let measured = ceilings::http_group_commit(arguments).await?;
            report.add(&measured);
            Some(measured.value)
        } else {
            None
        };
        if wanted("payments_http") {
            report.add(&payments::payments_http(arguments, group_commit).await?);
        }
        if wanted("ledger_http") {
            report.add(&payments::ledger_http(arguments, group_commit).await?);
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
        Ok::<(), Failure>(())
    })?;
    report.finish();
    Ok(ExitCode::SUCCESS)
}

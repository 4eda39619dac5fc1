//! `bezant payments …`: why payments went where they went, and payments as a history to try rules on. Over the REST API, and so
//! from any machine that reaches a node.
//!
//! In come words of the command line, out come tables for people or JSON for programs. It must never show more of a payment than
//! the API does, or hold more than a few pages of a list.

pub(crate) mod decision;
mod explain;
mod export;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::ledger::Period;
use super::ledger::remote::{NodeArguments, carried_out};
use crate::Failure;
use crate::config::{Config, ConfigError};

/// What is asked about payments.
#[derive(Args)]
pub(crate) struct PaymentsArguments {
    #[command(flatten)]
    node: NodeArguments,
    #[command(subcommand)]
    command: PaymentsCommand,
}

#[derive(Subcommand)]
enum PaymentsCommand {
    /// Explain where a payment went and why, with every gateway's score
    Explain {
        /// The payment (pay_…)
        id: String,
    },
    /// Write payments that are over as a history for `bezant routing simulate`, one a line
    Export {
        #[command(flatten)]
        period: Period,
    },
}

pub(crate) fn run(
    arguments: PaymentsArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    carried_out(async {
        match arguments.command {
            PaymentsCommand::Explain { id } => explain::run(&remote, &id).await,
            PaymentsCommand::Export { period } => export::run(&remote, &period).await,
        }
    })
}

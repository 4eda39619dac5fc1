//! `bezant payments …`: payments made, looked at, captured, given back, and why they went where they went. Over the REST API, and
//! so from any machine that reaches a node.
//!
//! In come words of the command line, out come tables for people or JSON for programs. It must never show more of a payment than
//! the API does, hold more than a few pages of a list, or ask for a change without a key under which it is made once.

mod act;
mod create;
pub(crate) mod decision;
mod explain;
mod export;
mod listed;
pub(crate) mod shown;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use self::act::{Amount, Repeated};
use self::create::NewPayment;
use self::listed::Wanted;
use super::ledger::remote::{NodeArguments, Remote, carried_out};
use super::ledger::{Period, Query, reading::plain_id};
use crate::Failure;
use crate::config::{Config, ConfigError};

/// The node did as it was told, and the payment or refund came to nothing.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct MoneyDidNotMove(pub(crate) String);

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
    /// Take a payment
    #[command(
        after_help = "Example: bezant payments create 49.90 EUR --token tok_approved --reference order-1"
    )]
    Create(NewPayment),
    /// List payments, the newest first
    #[command(after_help = "Example: bezant payments list --status FAILED --since 2026-11-01T00:00:00Z")]
    List(Wanted),
    /// Show a payment with its attempts, refunds and disputes
    #[command(after_help = "Example: bezant payments get pay_01h455vb4pex5vsknk084sn02q")]
    Get {
        /// The payment (pay_…)
        id: String,
    },
    /// Ask a gateway for the money of a payment that was created with --no-confirm
    #[command(after_help = "Example: bezant payments confirm pay_01h455vb4pex5vsknk084sn02q")]
    Confirm {
        /// The payment (pay_…)
        id: String,
        #[command(flatten)]
        repeated: Repeated,
    },
    /// Take reserved money, all or a part; the rest is released
    #[command(after_help = "Example: bezant payments capture pay_01h455vb4pex5vsknk084sn02q 20.00")]
    Capture {
        /// The payment (pay_…)
        id: String,
        #[command(flatten)]
        amount: Amount,
        #[command(flatten)]
        repeated: Repeated,
    },
    /// Give a payment up before money is taken, and release what is reserved
    #[command(
        after_help = "Example: bezant payments cancel pay_01h455vb4pex5vsknk084sn02q --reason \"out of stock\""
    )]
    Cancel {
        /// The payment (pay_…)
        id: String,
        /// Why, for people
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        repeated: Repeated,
    },
    /// Give money back, all that is left or a part
    #[command(
        after_help = "Example: bezant payments refund pay_01h455vb4pex5vsknk084sn02q 9.90 --reason returned"
    )]
    Refund {
        /// The payment (pay_…)
        id: String,
        #[command(flatten)]
        amount: Amount,
        /// Why, for people
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        repeated: Repeated,
    },
    /// Start a failed payment again; nobody is charged twice
    #[command(after_help = "Example: bezant payments retry pay_01h455vb4pex5vsknk084sn02q")]
    Retry {
        /// The payment (pay_…)
        id: String,
        #[command(flatten)]
        repeated: Repeated,
    },
    /// Show what happened to a payment, in order
    #[command(after_help = "Example: bezant payments events pay_01h455vb4pex5vsknk084sn02q")]
    Events {
        /// The payment (pay_…)
        id: String,
    },
    /// Explain where a payment went and why, with every gateway's score
    #[command(after_help = "Example: bezant payments explain pay_01h455vb4pex5vsknk084sn02q")]
    Explain {
        /// The payment (pay_…)
        id: String,
    },
    /// Write payments that are over as a history for `bezant routing simulate`, one a line
    #[command(after_help = "Example: bezant payments export --from 2026-11-01T00:00:00Z > past.jsonl")]
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
    carried_out(carry_out(&remote, arguments.command))
}

async fn carry_out(remote: &Remote, command: PaymentsCommand) -> Result<(), Failure> {
    match command {
        PaymentsCommand::Create(new) => create::run(remote, &new).await,
        PaymentsCommand::List(wanted) => listed::run(remote, &wanted).await,
        PaymentsCommand::Get { id } => {
            let answer = remote.get(&path(&id, "")?, &Query::new()).await?;
            remote.print(&answer, shown::payment);
            Ok(())
        }
        PaymentsCommand::Confirm { id, repeated } => {
            act::plain(remote, &id, "confirm", None, &repeated).await
        }
        PaymentsCommand::Capture { id, amount, repeated } => {
            act::capture(remote, &id, &amount, &repeated).await
        }
        PaymentsCommand::Cancel { id, reason, repeated } => {
            act::plain(remote, &id, "cancel", reason.as_deref(), &repeated).await
        }
        PaymentsCommand::Refund {
            id,
            amount,
            reason,
            repeated,
        } => act::refund(remote, &id, &amount, reason.as_deref(), &repeated).await,
        PaymentsCommand::Retry { id, repeated } => act::plain(remote, &id, "retry", None, &repeated).await,
        PaymentsCommand::Events { id } => listed::events(remote, &id).await,
        PaymentsCommand::Explain { id } => explain::run(remote, &id).await,
        PaymentsCommand::Export { period } => export::run(remote, &period).await,
    }
}

/// Where a payment stands in the API, or something of it, such as `/capture`.
fn path(id: &str, of_it: &str) -> Result<String, Failure> {
    Ok(format!("payments/{}{of_it}", plain_id("pay_", id)?))
}

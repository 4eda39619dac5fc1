//! Balance monitors: setting, listing and removing them.

use bezant_kernel::Currency;
use clap::{Args, Subcommand, ValueEnum};
use reqwest::Method;
use serde_json::json;

use super::amount::minor_units;
use super::remote::{Body, Remote};
use super::{AccountName, Query, reading, view};
use crate::Failure;

/// What is done about monitors.
#[derive(Subcommand)]
pub(crate) enum MonitorCommand {
    /// Watch a balance; the event `ledger.monitor_crossed` tells when the condition becomes true or false
    Create(NewMonitor),
    /// List what is watched, and whether it holds
    List,
    /// Watch no longer
    Remove {
        /// The monitor's id (mon_…)
        id: String,
    },
}

/// A new monitor, or a new condition of one that there is.
#[derive(Args)]
pub(crate) struct NewMonitor {
    #[command(flatten)]
    account: AccountName,
    /// What is measured
    #[arg(long, value_enum, default_value = "available")]
    measure: Measure,
    /// How it is compared with the threshold
    #[arg(long, value_enum)]
    comparison: Comparison,
    /// In units of the account's currency, such as 100.00 or -5
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    threshold: String,
    /// An id of your choice; the id of a monitor that there is changes its condition
    #[arg(long)]
    id: Option<String>,
}

#[derive(Copy, Clone, ValueEnum)]
enum Measure {
    Balance,
    Available,
    DebitsPosted,
    CreditsPosted,
    PendingOutflow,
    PendingInflow,
}

#[derive(Copy, Clone, ValueEnum)]
enum Comparison {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

impl Measure {
    fn word(self) -> &'static str {
        match self {
            Measure::Balance => "balance",
            Measure::Available => "available",
            Measure::DebitsPosted => "debits_posted",
            Measure::CreditsPosted => "credits_posted",
            Measure::PendingOutflow => "pending_outflow",
            Measure::PendingInflow => "pending_inflow",
        }
    }
}

impl Comparison {
    fn word(self) -> &'static str {
        match self {
            Comparison::AtLeast => "at_least",
            Comparison::MoreThan => "more_than",
            Comparison::AtMost => "at_most",
            Comparison::LessThan => "less_than",
        }
    }
}

pub(super) async fn run(remote: &Remote, command: MonitorCommand) -> Result<(), Failure> {
    match command {
        MonitorCommand::Create(new) => create(remote, &new).await,
        MonitorCommand::List => reading::monitors(remote).await,
        MonitorCommand::Remove { id } => {
            let path = format!("monitors/{}", reading::plain_id("mon_", &id)?);
            let answer = remote
                .ask(Method::DELETE, &path, &Query::new(), Body::Nothing, None)
                .await?;
            remote.print(&answer, view::any);
            Ok(())
        }
    }
}

async fn create(remote: &Remote, new: &NewMonitor) -> Result<(), Failure> {
    let account = reading::found(remote, &new.account).await?;
    let code = account["currency"].as_str().unwrap_or_default();
    let currency = Currency::from_code(code).ok_or("the node names no currency of the account")?;
    let mut body = json!({
        "account": account["id"],
        "measure": new.measure.word(),
        "comparison": new.comparison.word(),
        "threshold": signed_minor_units(&new.threshold, currency)?,
    });
    if let Some(id) = &new.id {
        body["id"] = id.as_str().into();
    }
    let answer = remote.post("monitors", &body).await?;
    remote.print(&answer, view::any);
    Ok(())
}

fn signed_minor_units(text: &str, currency: Currency) -> Result<i128, Failure> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    Ok(sign * i128::from(minor_units(digits, currency)?))
}

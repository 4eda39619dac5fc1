//! `bezant events`: what happens to a tenant, as it happens.
//!
//! In comes a stream of events, out go lines for people or the API's own JSON. It goes on after the last event that was seen when
//! a connection breaks, so nothing is passed over and nothing told twice; it must never hold more than one event.

pub(crate) mod live;
pub(crate) mod shown;

use std::process::ExitCode;

use clap::Args;

use self::live::{Filter, Live};
use super::ledger::remote::{NodeArguments, carried_out};
use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::output::{line_while_read, note};

/// Which events, and how many.
#[derive(Args)]
#[command(after_help = "Examples:
  bezant events --types payment.*,refund.succeeded
  bezant events --after 77-0 --json | jq .type

Each line begins with the event's place, such as 77-0: --after goes on behind it.")]
pub(crate) struct EventsArguments {
    #[command(flatten)]
    node: NodeArguments,
    #[command(flatten)]
    filter: Filter,
    /// End after so many
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
}

pub(crate) fn run(
    arguments: EventsArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    carried_out(async {
        let mut live = Live::open(&remote, &arguments.filter, note).await?;
        let mut told = 0;
        while arguments.limit.is_none_or(|limit| told < limit) {
            let event = live.next().await?;
            let text = match remote.is_json() {
                true => event.json,
                false => shown::line(&event.place, &serde_json::from_str(&event.json)?),
            };
            // The reader has gone away, as `head` does.
            if line_while_read(&text).is_err() {
                return Ok(());
            }
            told += 1;
        }
        Ok(())
    })
}

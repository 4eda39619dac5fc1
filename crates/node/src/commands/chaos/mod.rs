//! `bezant chaos run experiment.toml`: breaks a running node on purpose, and finds out whether what it promises holds all the same.
//!
//! In comes a hypothesis, a load and faults in a file; out come a verdict and a report in Markdown and JSON. Payments go through the
//! public API, faults over the admin socket. It must never inject where the configuration does not allow it or where the state is
//! not steady, go on when a bound is missed by more than the margin, or leave a fault behind, however it ends.

mod conduct;
mod experiment;
mod injection;
mod load;
mod place;
mod record;
mod recovery;
mod report;
mod socket;
mod verdict;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};

use self::conduct::Story;
use self::experiment::Experiment;
use self::load::Api;
use self::socket::Socket;
use self::verdict::Verdict;
use super::ledger::remote::url_of;
use crate::Failure;
use crate::chaos::Refusal;
use crate::config::{Config, ConfigError};
use crate::output::{line, note};

#[derive(Subcommand)]
pub(crate) enum ChaosCommand {
    /// Run an experiment on the node of this machine; exit code 0 only if its hypothesis held
    Run(RunArguments),
}

#[derive(Args)]
pub(crate) struct RunArguments {
    /// The experiment, such as examples/chaos/gateway-outage.toml
    file: PathBuf,
    /// Where report.md and report.json go
    #[arg(long, value_name = "FOLDER")]
    report: Option<PathBuf>,
    /// The node's API [default: http:// and http.listen of the configuration]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The API key that payments are made with [default: one of a tenant of its own, for the time of the experiment]
    #[arg(long, env = "BEZANT_API_KEY", hide_env_values = true, value_name = "SECRET")]
    key: Option<String>,
    /// Print the report in JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(
    command: ChaosCommand,
    config: impl FnOnce() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let ChaosCommand::Run(arguments) = command;
    let experiment = read(&arguments.file)?;
    let config = config()?;
    if !config.chaos.allowed {
        return Err(Refusal::NotAllowed.into());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let story = runtime.block_on(conducted(&experiment, &config, &arguments))?;
    if let Some(folder) = &arguments.report {
        report::write(folder, &experiment, &story)?;
        note(&format!("the report is in {}", folder.display()));
    }
    if arguments.json {
        line(&format!("{:#}", report::json(&experiment, &story)));
    } else {
        line(&report::in_words(&story));
    }
    Ok(match story.verdict {
        Verdict::Held => ExitCode::SUCCESS,
        Verdict::Violated | Verdict::Stopped(_) | Verdict::NotSteady(_) | Verdict::Aborted(_) => {
            ExitCode::FAILURE
        }
    })
}

fn read(file: &Path) -> Result<Experiment, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Experiment::parse(&text).map_err(|mistake| format!("{}: {mistake}", file.display()).into())
}

async fn conducted(
    experiment: &Experiment,
    config: &Config,
    arguments: &RunArguments,
) -> Result<Story, Failure> {
    let url = match &arguments.url {
        Some(url) => url.clone(),
        None => url_of(config.http.listen)?,
    };
    let socket = Socket::of(config)?;
    // The node has the last word: it may have been started with another configuration.
    match socket.active().await? {
        0 => {}
        active => return Err(format!("{active} faults are in force already").into()),
    }
    let temporary = match &arguments.key {
        Some(_) => None,
        None => Some(socket.make_key().await?),
    };
    let given = arguments.key.as_ref();
    let secret = given.or(temporary.as_ref().map(|key| &key.secret));
    let api = Api::new(url, secret.expect("given or made").clone())?;
    let story = match api.ready().await {
        Ok(()) => conduct::conduct(experiment, &socket, Arc::new(api)).await,
        Err(error) => Err(error),
    };
    if let Some(key) = &temporary
        && let Err(error) = socket.revoke(key).await
    {
        note(&format!("the key of the experiment ends in a day: {error}"));
    }
    story
}

//! `bezant routing …`: how a node routes payments, over its REST API; and rules tried out on past payments, without a node.
//!
//! In come files, out come tables for people or JSON for programs, and a plot. It must never say more than the data holds (where
//! it is too thin, that stands beside the number), and hold no rule of routing: what is right is decided by the node.

mod plot;
mod rules;
mod settings;
mod shown;
mod simulate;
mod trial;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bezant_routing_lab::{Scenario, WEEK};
use clap::{Args, Subcommand, ValueEnum};

use self::rules::RulesCommand;
use self::settings::{ExperimentsCommand, SettingCommand};
use self::trial::TrialArguments;
use super::ledger::remote::{NodeArguments, Remote, carried_out};
use crate::Failure;
use crate::config::{Config, ConfigError};

#[derive(Subcommand)]
pub(crate) enum RoutingCommand {
    /// Show how payments are routed
    Show {
        #[command(flatten)]
        node: NodeArguments,
    },
    /// Check, propose, approve and activate rules
    Rules {
        #[command(flatten)]
        node: NodeArguments,
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Whether rules must be approved by another key than their author's
    FourEyes {
        #[command(flatten)]
        node: NodeArguments,
        #[arg(value_enum, value_name = "STATE")]
        required: Switch,
    },
    /// Set and show what gateways charge
    Fees {
        #[command(flatten)]
        node: NodeArguments,
        #[command(subcommand)]
        command: SettingCommand,
    },
    /// Set and show how gateways are compared
    Strategy {
        #[command(flatten)]
        node: NodeArguments,
        #[command(subcommand)]
        command: SettingCommand,
    },
    /// Set and show when gateways are left alone
    Resilience {
        #[command(flatten)]
        node: NodeArguments,
        #[command(subcommand)]
        command: SettingCommand,
    },
    /// Try rules or a strategy on a part of the customers
    Experiments {
        #[command(flatten)]
        node: NodeArguments,
        #[command(subcommand)]
        command: ExperimentsCommand,
    },
    /// Ask where a payment would go now, and why
    Try {
        #[command(flatten)]
        node: NodeArguments,
        #[command(flatten)]
        payment: Box<TrialArguments>,
    },
    /// Replay past payments through sets of rules, side by side
    Simulate(SimulateArguments),
    /// Write an invented week of payments, to try rules on
    Scenario {
        /// A scenario such as examples/routing/week.toml [default: that one]
        file: Option<PathBuf>,
        /// Another seed than the file's
        #[arg(long)]
        seed: Option<u64>,
        /// More or fewer payments in the same time
        #[arg(long)]
        payments: Option<u64>,
        /// Where the history goes, a payment a line
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Args)]
pub(crate) struct SimulateArguments {
    /// A set of rules; may be given several times
    #[arg(long, value_name = "FILE", required_unless_present = "strategy")]
    rules: Vec<PathBuf>,
    /// Past payments, one a line: see docs/routing-simulation.md
    #[arg(long, value_name = "FILE")]
    payments: PathBuf,
    /// How gateways are scored [default: sampled success, less fee and waiting]
    #[arg(long, value_name = "FILE")]
    strategy: Option<PathBuf>,
    /// What gateways charge, in place of what the payments say
    #[arg(long, value_name = "FILE")]
    fees: Option<PathBuf>,
    /// A configuration with the gateways [default: those that the payments name, without limits]
    #[arg(long, value_name = "FILE")]
    gateways: Option<PathBuf>,
    /// How often a decision is drawn that is left to chance
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    draws: u32,
    /// Where approval and cost are drawn, as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// On or off.
#[derive(Copy, Clone, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

/// The part of the API that says how payments are routed.
const ROOT: &str = "/api/v1/";

pub(crate) fn run(
    command: RoutingCommand,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = |node: NodeArguments| -> Result<Remote, Failure> { node.remote(ROOT, &config) };
    match command {
        RoutingCommand::Show { node } => carried_out(settings::show(&remote(node)?)),
        RoutingCommand::Rules { node, command } => carried_out(rules::run(&remote(node)?, command)),
        RoutingCommand::FourEyes { node, required } => {
            carried_out(settings::four_eyes(&remote(node)?, required == Switch::On))
        }
        RoutingCommand::Fees { node, command } => carried_out(settings::fees(&remote(node)?, command)),
        RoutingCommand::Strategy { node, command } => {
            carried_out(settings::strategy(&remote(node)?, command))
        }
        RoutingCommand::Resilience { node, command } => {
            carried_out(settings::resilience(&remote(node)?, command))
        }
        RoutingCommand::Experiments { node, command } => {
            carried_out(settings::experiments(&remote(node)?, command))
        }
        RoutingCommand::Try { node, payment } => carried_out(trial::run(&remote(node)?, &payment)),
        RoutingCommand::Simulate(arguments) => simulate::run(&arguments),
        RoutingCommand::Scenario {
            file,
            seed,
            payments,
            out,
        } => write_history(file.as_deref(), seed, payments, &out),
    }
}

/// A scenario from a file, or the one that Bezant brings.
pub(crate) fn scenario(file: Option<&Path>) -> Result<Scenario, Failure> {
    let Some(file) = file else {
        return Ok(Scenario::parse(WEEK)?);
    };
    let text = read(file)?;
    Scenario::parse(&text).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn write_history(
    file: Option<&Path>,
    seed: Option<u64>,
    payments: Option<u64>,
    out: &Path,
) -> Result<ExitCode, Failure> {
    use std::io::Write;
    let mut scenario = scenario(file)?;
    if let Some(seed) = seed {
        scenario = scenario.with_seed(seed);
    }
    if let Some(payments) = payments {
        scenario = scenario.with_payments(payments);
    }
    let created = std::fs::File::create(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let mut writer = std::io::BufWriter::new(created);
    for payment in scenario.history() {
        serde_json::to_writer(&mut writer, &payment)?;
        writer.write_all(b"\n")?;
    }
    writer.flush()?;
    crate::output::line(&format!(
        "{} payments of seed {} are in {}",
        scenario.payments_count(),
        scenario.seed(),
        out.display()
    ));
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

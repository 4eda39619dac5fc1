//! The `bezant` binary: configuration, wiring, command line, demonstration, benchmarks.
//!
//! Everything else is in the crates below; here they are put together, and here alone the process's surroundings are
//! touched: arguments, environment, terminal, signals, clock. It must never hold a rule about money.

mod access_log;
mod admin;
mod audit;
mod background;
mod bench;
mod chaos;
mod commands;
mod config;
mod console;
mod core_dumps;
mod cors;
mod degradation;
mod demo;
mod environment;
mod exit;
mod faces;
mod follower;
mod graphql;
mod http;
mod identity;
mod keyring;
mod listeners;
mod log_store;
mod mail;
mod memory;
mod node;
mod notices;
mod open_files;
mod output;
mod progress;
mod protection;
mod retention;
mod vault;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::commands::analytics::AnalyticsArguments;
use crate::commands::audit::AuditCommand;
use crate::commands::chaos::ChaosCommand;
use crate::commands::compliance::ComplianceCommand;
use crate::commands::degrade::DegradeCommand;
use crate::commands::docs::DocsCommand;
use crate::commands::events::EventsArguments;
use crate::commands::identity::agents::AgentCommand;
use crate::commands::identity::clients::OAuthCommand;
use crate::commands::identity::keys::KeyCommand;
use crate::commands::identity::roles::{ApprovalCommand, RoleCommand};
use crate::commands::identity::tenants::TenantCommand;
use crate::commands::identity::users::UserCommand;
use crate::commands::keyring::KeyringCommand;
use crate::commands::ledger::LedgerArguments;
use crate::commands::ledger::remote::NodeArguments;
use crate::commands::listen::ListenArguments;
use crate::commands::log::LogCommand;
use crate::commands::payments::PaymentsArguments;
use crate::commands::policy::PolicyCommand;
use crate::commands::retention::RetentionCommand;
use crate::commands::routing::RoutingCommand;
use crate::commands::top::TopArguments;
use crate::commands::trigger::TriggerArguments;
use crate::commands::vault::VaultCommand;
use crate::commands::webhooks::WebhooksArguments;
use crate::config::{Config, Overrides};

/// Measured: the system's own allocator took a sixth of the time of a payment, since events, answers and rows are made on one
/// thread and dropped on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One open platform that moves money, accounts for it, guards it and explains it.
#[derive(Parser)]
#[command(name = "bezant", version, arg_required_else_help = true)]
struct Arguments {
    /// The configuration file [default: bezant.toml, if there is one]
    #[arg(long, global = true, env = "BEZANT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where the node keeps its data
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the node
    Serve {
        /// The address of the API, such as 127.0.0.1:8640
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Look at the configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Manage tenants, on a running node or on its data
    Tenant {
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// Manage users: create, invite, suspend, let back in
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Manage agents: software that pays
    Agent {
        #[command(subcommand)]
        command: AgentCommand,
    },
    /// Manage roles
    Role {
        #[command(subcommand)]
        command: RoleCommand,
    },
    /// See what waits for a second person, and be that person
    Approval {
        #[command(subcommand)]
        command: ApprovalCommand,
    },
    /// Manage API keys, on a running node or on its data
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Manage OAuth clients, and the keys that tokens are signed with
    #[command(name = "oauth")]
    OAuth {
        #[command(subcommand)]
        command: OAuthCommand,
    },
    /// Look at the log, sign what it holds, and prove it
    Log {
        #[command(subcommand)]
        command: LogCommand,
    },
    /// Check the audit trail, hand it over, and search it
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Report to auditors, and gather evidence
    Compliance {
        #[command(subcommand)]
        command: ComplianceCommand,
    },
    /// Ask a node's ledger, and move money in it
    Ledger(LedgerArguments),
    /// Show how payments went: approval, cost, latency, what retries and failover added
    Analytics(AnalyticsArguments),
    /// Take payments, look at them, capture, refund, explain and export them
    Payments(PaymentsArguments),
    /// Follow what happens, as it happens
    Events(EventsArguments),
    /// Manage webhook endpoints, see what was sent, and send it again
    Webhooks(WebhooksArguments),
    /// Forward events to a program on this machine as signed webhooks
    Listen(ListenArguments),
    /// Make a sample event on the sandbox gateways
    Trigger(TriggerArguments),
    /// Watch a node in the terminal
    Top(TopArguments),
    /// List gateways and how they are doing
    #[command(after_help = "Example: bezant gateways --json")]
    Gateways(NodeArguments),
    /// Say how payments are routed, and try it out
    Routing {
        #[command(subcommand)]
        command: RoutingCommand,
    },
    /// Test, ask and explain access policies, without a node
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Break a running node on purpose, to see whether it bears it
    Chaos {
        #[command(subcommand)]
        command: ChaosCommand,
    },
    /// Keep the keys that everything sealed hangs on
    Keyring {
        #[command(subcommand)]
        command: KeyringCommand,
    },
    /// Say what a running node gives up
    Degrade {
        #[command(subcommand)]
        command: DegradeCommand,
    },
    /// Look after the card vault of a running node
    Vault {
        #[command(subcommand)]
        command: VaultCommand,
    },
    /// Delete what its time is over for, and keep what a legal hold is on
    Retention {
        #[command(subcommand)]
        command: RetentionCommand,
    },
    /// Manage the read models
    Views {
        #[command(subcommand)]
        command: ViewsCommand,
    },
    /// Hand the handbook over
    Docs {
        #[command(subcommand)]
        command: DocsCommand,
    },
    /// Show a few payments from end to end
    Demo {
        /// End by itself; exit code 0 only if every step did what it says
        #[arg(long)]
        once: bool,
    },
    /// Print what a shell needs to complete these commands
    #[command(after_help = "Examples:
  bezant completions bash > ~/.local/share/bash-completion/completions/bezant
  bezant completions zsh > \"${fpath[1]}/_bezant\"
  bezant completions fish > ~/.config/fish/completions/bezant.fish")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Measure this machine and this build
    Bench(bench::BenchArguments),
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Check the configuration and explain what is wrong with it
    Check,
}

#[derive(Subcommand)]
enum ViewsCommand {
    /// Rebuild the read models from the log
    Rebuild,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            output::note(&format!("error: {error}"));
            exit::code(&error)
        }
    }
}

/// What ends a command.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let listen = match &arguments.command {
        Command::Serve { listen } => *listen,
        _ => None,
    };
    let overrides = Overrides {
        data_dir: arguments.data_dir,
        listen,
    };
    let config = || Config::load(arguments.config.as_deref(), &overrides);
    bezant_gateways::install_crypto_provider();
    match arguments.command {
        Command::Serve { .. } => commands::serve::run(config()?),
        Command::Config {
            command: ConfigCommand::Check,
        } => commands::config_check::run(config()),
        Command::Tenant { command } => commands::identity::tenants::run(command, &config()?),
        Command::User { command } => commands::identity::users::run(command, &config()?),
        Command::Agent { command } => commands::identity::agents::run(command, &config()?),
        Command::Role { command } => commands::identity::roles::run(command, &config()?),
        Command::Approval { command } => commands::identity::roles::approvals(command, &config()?),
        Command::Key { command } => commands::identity::keys::run(command, &config()?),
        Command::OAuth { command } => commands::identity::clients::run(command, &config()?),
        Command::Log { command } => commands::log::run(command, config),
        Command::Audit { command } => commands::audit::run(command, config),
        Command::Compliance { command } => commands::compliance::run(command, config),
        Command::Ledger(arguments) => commands::ledger::run(arguments, config),
        Command::Payments(arguments) => commands::payments::run(arguments, config),
        Command::Events(arguments) => commands::events::run(arguments, config),
        Command::Webhooks(arguments) => commands::webhooks::run(arguments, config),
        Command::Listen(arguments) => commands::listen::run(arguments, config),
        Command::Trigger(arguments) => commands::trigger::run(arguments, config),
        Command::Top(arguments) => commands::top::run(arguments, config),
        Command::Completions { shell } => commands::completions::run(shell, Arguments::command()),
        Command::Gateways(arguments) => commands::gateways::run(arguments, config),
        Command::Routing { command } => commands::routing::run(command, config),
        Command::Policy { command } => commands::policy::run(command, config),
        Command::Chaos { command } => commands::chaos::run(command, config),
        Command::Views {
            command: ViewsCommand::Rebuild,
        } => commands::views::rebuild(config()?),
        Command::Analytics(arguments) => commands::analytics::run(arguments, config),
        Command::Keyring { command } => commands::keyring::run(&command, &config()?),
        Command::Degrade { command } => commands::degrade::run(&command, &config()?),
        Command::Retention { command } => commands::retention::run(&command, &config()?),
        Command::Vault { command } => commands::vault::run(&command, &config()?),
        Command::Docs { command } => commands::docs::run(&command),
        Command::Demo { once } => demo::run(once),
        Command::Bench(arguments) => bench::run(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::Arguments;

    /// The parser takes an argument that has a global one's name for that one, silently: its value would go elsewhere.
    #[test]
    fn no_argument_has_the_name_of_a_global_one() {
        fn check(command: &Command, above: &[&str]) {
            let mut global = above.to_vec();
            for argument in command.get_arguments() {
                let name = argument.get_id().as_str();
                assert!(!above.contains(&name), "{}: {name}", command.get_name());
                global.extend(argument.is_global_set().then_some(name));
            }
            for below in command.get_subcommands() {
                check(below, &global);
            }
        }
        check(&Arguments::command(), &[]);
    }
}

//! `bezant ledger …`: a node's ledger from the command line, over its REST API and so from any machine that reaches it.
//!
//! In come words of the command line, out come tables for people or, with `--json`, the API's own answers for programs. Problems
//! are shown as the node tells them, with the place in the text where there is one. It must hold no rule of the ledger: what is
//! right is decided by the node.

pub(crate) mod amount;
mod import;
mod moving;
mod place;
pub(crate) mod problem;
pub(crate) mod reading;
mod reconcile;
pub(crate) mod remote;
pub(crate) mod view;
mod watching;

use std::path::PathBuf;
use std::process::ExitCode;

use bezant_kernel::{Currency, Timestamp};
use clap::{Args, Subcommand, ValueEnum};

pub(crate) use self::moving::NewTransfer;
pub(crate) use self::reconcile::ReconcileCommand;
use self::remote::{NodeArguments, Remote, carried_out};
use self::watching::MonitorCommand;
use crate::Failure;
use crate::config::{Config, ConfigError};

/// Where to ask and how to answer.
#[derive(Args)]
pub(crate) struct LedgerArguments {
    #[command(flatten)]
    node: NodeArguments,
    #[command(subcommand)]
    command: LedgerCommand,
}

#[derive(Subcommand)]
enum LedgerCommand {
    /// List accounts with their balances
    #[command(after_help = "Example: bezant ledger accounts --prefix liabilities:customers")]
    Accounts {
        /// Those at and below this path
        #[arg(long, value_name = "PATH")]
        prefix: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 1_000)]
        limit: usize,
    },
    /// Show an account
    Account(AccountName),
    /// Open an account
    #[command(after_help = "Example: bezant ledger open assets:bank EUR --allows-overdraft")]
    Open {
        /// Its place in the chart of accounts, such as liabilities:customers:4711
        path: String,
        /// Its currency
        currency: Currency,
        /// An id of your choice
        #[arg(long)]
        id: Option<String>,
        /// Its balance may go below zero
        #[arg(long)]
        allows_overdraft: bool,
        /// How far below zero it may go, such as 100.00
        #[arg(long, value_name = "AMOUNT", conflicts_with = "allows_overdraft")]
        credit_limit: Option<String>,
    },
    /// Move money, or show a transfer
    #[command(
        args_conflicts_with_subcommands = true,
        subcommand_negates_reqs = true,
        after_help = "Example: bezant ledger transfer --debit assets:bank --credit equity:owner --amount 50.00 --currency EUR"
    )]
    Transfer {
        #[command(subcommand)]
        command: Option<TransferCommand>,
        #[command(flatten)]
        new: NewTransfer,
    },
    /// List transfers: of an account or reference the newest first, else the oldest first
    #[command(after_help = "Example: bezant ledger transfers --account assets:bank --limit 10")]
    Transfers {
        /// Those that touch this account: its id or path
        #[arg(long)]
        account: Option<String>,
        /// The account's currency, where its path has several
        #[arg(long)]
        currency: Option<Currency>,
        /// Those with this reference
        #[arg(long)]
        reference: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Show an account's statement
    #[command(
        after_help = "Example: bezant ledger statement assets:bank --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z"
    )]
    Statement {
        #[command(flatten)]
        account: AccountName,
        #[command(flatten)]
        period: Period,
        /// By when transfers count, not by when they were committed
        #[arg(long)]
        effective: bool,
        /// At most so many lines
        #[arg(long, default_value_t = 1_000)]
        limit: usize,
    },
    /// Show an account's balance now or at a past instant
    #[command(after_help = "Example: bezant ledger balance assets:bank --at 2026-11-01T00:00:00Z")]
    Balance {
        #[command(flatten)]
        account: AccountName,
        #[command(flatten)]
        instant: Instant,
    },
    /// Show the trial balance
    TrialBalance(Instant),
    /// Show the balance sheet
    BalanceSheet(Instant),
    /// Show revenue and expenses of a period
    IncomeStatement {
        #[command(flatten)]
        period: Period,
        /// By when transfers count, not by when they were committed
        #[arg(long)]
        effective: bool,
    },
    /// Write the general journal to a file
    #[command(after_help = "Example: bezant ledger journal --format csv --out journal.csv")]
    Journal {
        #[command(flatten)]
        period: Period,
        #[arg(long, value_enum, default_value = "csv")]
        format: Format,
        /// Where it goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Import a journal, row by row; what was imported before is left as it is
    #[command(after_help = "Example: bezant ledger import journal.csv --dry-run")]
    Import {
        /// A CSV file with the columns debit, credit, amount, currency and, if you like, effective_at, code, reference,
        /// external_reference, id, kind
        file: PathBuf,
        /// Only say of each row what would become of it
        #[arg(long)]
        dry_run: bool,
    },
    /// Carry out a flow of the posting language
    #[command(
        after_help = "Example: bezant ledger run payout.bz --var payee=liabilities:customers:anna --dry-run"
    )]
    Run {
        /// The flow's text, such as payout.bz
        file: PathBuf,
        /// The value of a variable; may be given several times
        #[arg(long = "var", value_name = "NAME=VALUE")]
        variables: Vec<String>,
        /// The flow's id: one with the same id is never carried out twice
        #[arg(long)]
        id: Option<String>,
        /// Only show what would move
        #[arg(long)]
        dry_run: bool,
    },
    /// Set, list and remove balance monitors
    Monitor {
        #[command(subcommand)]
        command: MonitorCommand,
    },
    /// Compare accounts with statements from outside
    Reconcile {
        #[command(subcommand)]
        command: ReconcileCommand,
    },
    /// List balance monitors
    Monitors,
    /// List transfers that wait for their time
    Schedules,
}

/// What is done about transfers that there are.
#[derive(Subcommand)]
enum TransferCommand {
    /// Show a transfer: what became of it, and what is attached to it
    Show {
        /// Its id (trf_…)
        id: String,
    },
}

/// An account by its id or path.
#[derive(Args)]
pub(crate) struct AccountName {
    /// Its id (acc_…) or path (assets:bank)
    account: String,
    /// Its currency, where the path has several
    #[arg(long)]
    currency: Option<Currency>,
}

/// From when to when. Times are written as in 2026-01-31T12:00:00Z.
#[derive(Args)]
pub(crate) struct Period {
    /// From this time on
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    to: Option<Timestamp>,
}

/// As of when. Times are written as in 2026-01-31T12:00:00Z.
#[derive(Args)]
pub(crate) struct Instant {
    /// What was committed by then
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// What counts in the books by then
    #[arg(long, value_name = "TIME")]
    effective_at: Option<Timestamp>,
}

#[derive(Copy, Clone, ValueEnum)]
enum Format {
    Csv,
    Parquet,
    Json,
}

pub(crate) fn run(
    arguments: LedgerArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/ledger/", config)?;
    carried_out(carry_out(&remote, arguments.command))
}

async fn carry_out(remote: &Remote, command: LedgerCommand) -> Result<(), Failure> {
    match command {
        LedgerCommand::Accounts { prefix, limit } => {
            reading::accounts(remote, prefix.as_deref(), limit).await
        }
        LedgerCommand::Account(account) => reading::account(remote, &account).await,
        LedgerCommand::Open {
            path,
            currency,
            id,
            allows_overdraft,
            credit_limit,
        } => {
            let new = moving::NewAccount {
                path,
                currency,
                id,
                allows_overdraft,
                credit_limit,
            };
            moving::open(remote, &new).await
        }
        LedgerCommand::Transfer { command: None, new } => moving::transfer(remote, &new).await,
        LedgerCommand::Transfer {
            command: Some(TransferCommand::Show { id }),
            ..
        } => reading::transfer(remote, &id).await,
        LedgerCommand::Transfers {
            account,
            currency,
            reference,
            limit,
        } => {
            let account = account.map(|account| AccountName { account, currency });
            reading::transfers(remote, account.as_ref(), reference.as_deref(), limit).await
        }
        LedgerCommand::Statement {
            account,
            period,
            effective,
            limit,
        } => reading::statement(remote, &account, &period.query_by(effective), limit).await,
        LedgerCommand::Balance { account, instant } => reading::balance(remote, &account, &instant).await,
        LedgerCommand::TrialBalance(instant) => {
            reading::report(remote, "trial-balance", instant.query()).await
        }
        LedgerCommand::BalanceSheet(instant) => {
            reading::report(remote, "balance-sheet", instant.query()).await
        }
        LedgerCommand::IncomeStatement { period, effective } => {
            reading::report(remote, "income-statement", period.query_by(effective)).await
        }
        LedgerCommand::Journal { period, format, out } => {
            reading::journal(remote, &period, format.word(), &out).await
        }
        LedgerCommand::Import { file, dry_run } => import::run(remote, &file, dry_run).await,
        LedgerCommand::Run {
            file,
            variables,
            id,
            dry_run,
        } => {
            let flow = moving::Flow {
                file: &file,
                variables: &variables,
                id: id.as_deref(),
                dry_run,
            };
            moving::run(remote, &flow).await
        }
        LedgerCommand::Monitor { command } => watching::run(remote, command).await,
        LedgerCommand::Reconcile { command } => reconcile::run(remote, command).await,
        LedgerCommand::Monitors => reading::monitors(remote).await,
        LedgerCommand::Schedules => reading::schedules(remote).await,
    }
}

/// Parameters of a request.
pub(crate) type Query = Vec<(&'static str, String)>;

pub(crate) fn query<const N: usize>(parameters: [(&'static str, Option<String>); N]) -> Query {
    let given = parameters.into_iter();
    given.filter_map(|(name, value)| Some((name, value?))).collect()
}

impl Period {
    fn query_by(&self, is_effective: bool) -> Query {
        let mut query = self.query();
        query.extend(is_effective.then(|| ("by", "effective".to_owned())));
        query
    }

    pub(crate) fn query(&self) -> Query {
        query([
            ("from", self.from.map(|time| time.to_string())),
            ("to", self.to.map(|time| time.to_string())),
        ])
    }
}

impl Instant {
    fn query(&self) -> Query {
        query([
            ("at", self.at.map(|time| time.to_string())),
            ("effective_at", self.effective_at.map(|time| time.to_string())),
        ])
    }
}

impl Format {
    fn word(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::Json => "json",
        }
    }
}

//! `bezant compliance …`: reports for auditors, the map of controls, and evidence gathered, signed and checked.
//!
//! Reports and evidence are of a running node, through the socket for this machine's own commands; the map and the check need none.

mod check;
mod evidence;

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use bezant_compliance::controls::{CONTROLS, markdown};
use bezant_kernel::Timestamp;
use bezant_log::proof::Hex;
use clap::{Subcommand, ValueEnum};

use crate::Failure;
use crate::admin::ask_running;
use crate::config::{Config, ConfigError};
use crate::output::{line, note};

/// What can be asked about compliance.
#[derive(Subcommand)]
pub(crate) enum ComplianceCommand {
    /// Show what stands for which requirement of PCI DSS 4.0
    Controls {
        /// As one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Make a report of a running node's audit trail
    Report(ReportArguments),
    /// Look at a running node and its configuration, and write what was found into a folder, signed
    Evidence {
        /// Where it goes: a folder that is empty or not there yet
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
    /// Check evidence that was handed over; needs no node
    Check {
        /// What `compliance evidence` wrote
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
        /// The key that must have signed it
        #[arg(long, value_name = "HEX")]
        public_key: Hex<32>,
    },
}

/// Which report.
#[derive(clap::Args)]
pub(crate) struct ReportArguments {
    /// Which one
    report: ReportWord,
    /// Of this tenant, by name or id [default: the whole node]
    #[arg(long)]
    tenant: Option<String>,
    /// Not before this time, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    to: Option<Timestamp>,
    /// Its form
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// Which table goes into the CSV, `figures` for the totals [default: the first]
    #[arg(long)]
    table: Option<String>,
    /// Where it goes [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Copy, Clone, ValueEnum)]
enum ReportWord {
    /// Who reached health data (HIPAA)
    HealthAccess,
    /// What was changed of how money moves, and who stands behind it (SOX)
    Changes,
    /// Who agreed to which text when, and who took it back (GDPR)
    Consents,
}

#[derive(Copy, Clone, ValueEnum)]
enum Format {
    Json,
    Csv,
    Pdf,
}

impl Format {
    const fn as_str(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Pdf => "pdf",
        }
    }
}

pub(crate) fn run(
    command: ComplianceCommand,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    match command {
        ComplianceCommand::Controls { json: true } => line(&serde_json::to_string_pretty(CONTROLS)?),
        ComplianceCommand::Controls { json: false } => line(markdown().trim_end()),
        ComplianceCommand::Report(arguments) => report(&arguments, &config()?)?,
        ComplianceCommand::Evidence { out } => evidence::gather(&config()?, &out)?,
        ComplianceCommand::Check { folder, public_key } => return check::check(&folder, public_key),
    }
    Ok(ExitCode::SUCCESS)
}

fn report(arguments: &ReportArguments, config: &Config) -> Result<(), Failure> {
    let name = match arguments.report {
        ReportWord::HealthAccess => "health-access",
        ReportWord::Changes => "changes",
        ReportWord::Consents => "consents",
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("format", arguments.format.as_str());
    for (name, value) in [
        ("tenant", arguments.tenant.clone()),
        ("from", arguments.from.map(|at| at.to_string())),
        ("to", arguments.to.map(|at| at.to_string())),
        ("table", arguments.table.clone()),
    ] {
        if let Some(value) = value {
            query.append_pair(name, &value);
        }
    }
    let path = format!("/admin/v1/compliance/{name}?{}", query.finish());
    let mut written = Vec::new();
    ask_running(config, async |admin| admin.copy(&path, &mut written).await)?;
    match &arguments.out {
        None => std::io::stdout().lock().write_all(&written)?,
        Some(out) => {
            let failed = |error| format!("can't write {}: {error}", out.display());
            let mut file = File::create(out).map_err(failed)?;
            file.write_all(&written).map_err(failed)?;
            file.sync_all().map_err(failed)?;
            note(&format!("{}: {} bytes", out.display(), written.len()));
        }
    }
    Ok(())
}

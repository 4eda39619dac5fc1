//! `bezant policy …`: access policies tested, asked, explained and tried on past decisions, without a node; and put in force on one.
//!
//! In come folders of Rego, questions in JSON and recorded decisions; out come lines for people or JSON for programs, and an exit
//! code. It must never decide otherwise than a node would: all of it is `bezant-policy`'s.

mod online;
mod shown;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use bezant_policy::{
    Bundle, DecisionRecord, Input, Policy, compare, explain, read_every_decision, run_tests,
};
use clap::{Args, Subcommand};

use self::online::OnlineCommand;
use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::output::{line, note};

/// A question is about a kilobyte.
const MAXIMUM_INPUT_BYTES: u64 = 64 * 1_024;

#[derive(Subcommand)]
pub(crate) enum PolicyCommand {
    /// Run the tests of a policy: its rules that begin with test_
    Test {
        /// A folder with .rego files [default: the policy that Bezant brings]
        folder: Option<PathBuf>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Check whether a policy can be used, and say where it can't
    Check {
        /// A folder with .rego files
        folder: PathBuf,
    },
    /// Decide a request; exit code 0 if it is allowed, 2 if it is denied
    Eval(QuestionArguments),
    /// Say in words why a request is allowed or denied, rule by rule
    Explain(QuestionArguments),
    /// Try a policy on recorded decisions: which would be others
    DryRun {
        /// A folder with .rego files
        #[arg(long, value_name = "FOLDER")]
        bundle: PathBuf,
        /// A node's folder of decisions, or one file of it
        #[arg(long, value_name = "PATH")]
        decisions: PathBuf,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the policy that Bezant brings
    Show {
        /// Write its files into this folder instead, to start one's own
        #[arg(long, value_name = "FOLDER")]
        into: Option<PathBuf>,
    },
    #[command(flatten)]
    Online(OnlineCommand),
}

#[derive(Args)]
pub(crate) struct QuestionArguments {
    /// The request in JSON, see docs/policy.md; a recorded decision will do; - for standard input
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// A folder with .rego files [default: the policy that Bezant brings]
    #[arg(long, value_name = "FOLDER")]
    bundle: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// What a script can tell apart from a command that failed.
const DENIED: u8 = 2;

pub(crate) fn run(
    command: PolicyCommand,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    match command {
        PolicyCommand::Online(command) => online::run(command, config),
        PolicyCommand::Test { folder, json } => {
            let report = run_tests(&bundle(folder.as_deref())?)?;
            if report.tests.is_empty() {
                return Err("there is no test: a rule whose name begins with test_".into());
            }
            if json {
                line(&serde_json::to_string(&report)?);
            } else {
                shown::suite(&report);
            }
            Ok(ExitCode::from(u8::from(report.failures() > 0)))
        }
        PolicyCommand::Check { folder } => {
            let policy = policy(Some(&folder))?;
            let files = policy.bundle().files().len();
            line(&format!(
                "the policy can be used: {files} files, digest {}",
                shown::digest(policy.bundle())
            ));
            Ok(ExitCode::SUCCESS)
        }
        PolicyCommand::Eval(arguments) => {
            let (policy, input) = question(&arguments)?;
            let verdict = policy.decide(&input);
            if arguments.json {
                line(&shown::verdict_json(&verdict).to_string());
            } else {
                shown::verdict(&verdict);
            }
            Ok(exit_code(verdict.allow))
        }
        PolicyCommand::Explain(arguments) => {
            let (policy, input) = question(&arguments)?;
            let explanation = explain(&policy, &input)?;
            if arguments.json {
                line(&shown::explanation_json(&explanation).to_string());
            } else {
                shown::explanation(&explanation);
            }
            Ok(exit_code(explanation.verdict.allow))
        }
        PolicyCommand::DryRun {
            bundle,
            decisions,
            json,
        } => dry_run(&bundle, &decisions, json),
        PolicyCommand::Show { into } => show(into.as_deref()),
    }
}

fn exit_code(allow: bool) -> ExitCode {
    if allow {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(DENIED)
    }
}

fn bundle(folder: Option<&Path>) -> Result<Bundle, Failure> {
    let read = |folder: &Path| {
        Bundle::from_folder(folder)
            .map_err(|error| -> Failure { format!("{}: {error}", folder.display()).into() })
    };
    folder.map_or_else(|| Ok(Bundle::built_in()), read)
}

fn policy(folder: Option<&Path>) -> Result<Policy, Failure> {
    Policy::compile(0, bundle(folder)?).map_err(|error| format!("the policy can't be used:\n{error}").into())
}

fn question(arguments: &QuestionArguments) -> Result<(Policy, Input), Failure> {
    let path = &arguments.input;
    let mut text = String::new();
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(path).map_err(|error| format!("{}: {error}", path.display()))?)
    };
    source.take(MAXIMUM_INPUT_BYTES).read_to_string(&mut text)?;
    // Whoever has a line of the log of decisions need not cut the question out of it.
    let input = match serde_json::from_str::<DecisionRecord>(&text) {
        Ok(record) => Arc::unwrap_or_clone(record.input),
        Err(_) => serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?,
    };
    Ok((policy(arguments.bundle.as_deref())?, input))
}

fn dry_run(bundle: &Path, decisions: &Path, json: bool) -> Result<ExitCode, Failure> {
    let policy = policy(Some(bundle))?;
    let mut comparison = bezant_policy::Comparison::default();
    let unreadable = read_every_decision(decisions, |record| comparison.merge(compare(&policy, [record])))?;
    if comparison.count() == 0 {
        return Err(format!("{} holds no decision", decisions.display()).into());
    }
    if unreadable > 0 {
        note(&format!("{unreadable} lines are no decisions and were left out"));
    }
    if json {
        line(&serde_json::to_string(&comparison)?);
    } else {
        shown::comparison(&comparison);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(into: Option<&Path>) -> Result<ExitCode, Failure> {
    for (path, text) in Bundle::built_in().files() {
        let Some(folder) = into else {
            line(&format!("# {path}\n\n{text}"));
            continue;
        };
        std::fs::create_dir_all(folder)?;
        let target = folder.join(path);
        let mut file =
            std::fs::File::create_new(&target).map_err(|error| format!("{}: {error}", target.display()))?;
        std::io::Write::write_all(&mut file, text.as_bytes())?;
        line(&target.display().to_string());
    }
    Ok(ExitCode::SUCCESS)
}

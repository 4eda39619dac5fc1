//! `bezant audit …`: the trail checked, handed over and searched.
//!
//! All but the search reads the trail's folder or a file, beside a running node or without one; what checks needs nothing but the public
//! key. What was changed is named with its place, and ends with exit code 1.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bezant_audit::export::{Bound, check, export};
use bezant_audit::verify::verify;
use bezant_audit::{AuditError, HandedRecord, hand_over, sign};
use bezant_engine::{Clock, SystemClock};
use bezant_kernel::Timestamp;
use bezant_log::proof::Hex;
use clap::Subcommand;
use ed25519_dalek::VerifyingKey;

use super::ledger::Query;
use super::ledger::remote::{NodeArguments, carried_out, rows_of};
use super::ledger::view::{Column, column, table};
use super::proof::key::signing_key;
use crate::Failure;
use crate::audit::audit_dir;
use crate::config::{Config, ConfigError};
use crate::output::{line, note};
use crate::progress::Progress;

/// What can be asked of an audit trail.
#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// Check the whole trail and its checkpoints, or an exported file
    Verify {
        /// A file that `audit export` wrote [default: the trail in the data folder]
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// The key that must have signed it [default: this node's]
        #[arg(long, value_name = "HEX")]
        public_key: Option<Hex<32>>,
    },
    /// Write a part of the trail into one file, with what proves it
    Export {
        /// From this position or time on, such as 2026-01-31T12:00:00Z [default: the beginning]
        #[arg(long, value_name = "POSITION|TIME")]
        from: Option<Bound>,
        /// Up to this position or time [default: the end]
        #[arg(long, value_name = "POSITION|TIME")]
        to: Option<Bound>,
        /// Where it goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Sign what the trail holds now
    Checkpoint {
        /// Where the checkpoint goes [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Write one record into a file, with what proves it
    Prove {
        /// Where it is in the trail
        #[arg(long)]
        position: u64,
        /// Where it goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Check a record that was handed over; needs no trail
    CheckProof {
        /// What `audit prove` wrote, or the API answered
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// The key that must have signed the checkpoint
        #[arg(long, value_name = "HEX")]
        public_key: Hex<32>,
    },
    /// Find records of a tenant, by asking a node
    Search(Box<SearchArguments>),
}

/// What is looked for.
#[derive(clap::Args)]
pub(crate) struct SearchArguments {
    /// By whom: a principal's or a key's id
    #[arg(long)]
    principal: Option<String>,
    /// A route, such as /api/v1/payments/{id}, or an event, such as role.changed
    #[arg(long)]
    action: Option<String>,
    /// The id of what it was done to
    #[arg(long)]
    resource: Option<String>,
    /// The correlation id
    #[arg(long)]
    correlation: Option<String>,
    /// done, denied, refused, failed or alert
    #[arg(long)]
    outcome: Option<String>,
    /// payment, ledger, card, personal, health, configuration, credential, audit or other
    #[arg(long)]
    data_class: Option<String>,
    /// request, change, alert or custody
    #[arg(long)]
    kind: Option<String>,
    /// Not before this time, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// Before this time
    #[arg(long, value_name = "TIME")]
    to: Option<Timestamp>,
    /// Words that are all in it
    text: Option<String>,
    /// How many
    #[arg(long, default_value_t = 50)]
    limit: u32,
    #[command(flatten)]
    node: NodeArguments,
}

const COLUMNS: &[Column] = &[
    column("position", &["/position"]),
    column("at", &["/at"]),
    column("kind", &["/kind"]),
    column("principal", &["/principal"]),
    column("method", &["/request/method"]),
    column(
        "what",
        &[
            "/request/route",
            "/change/events/0/event",
            "/alert/rule",
            "/custody/action",
        ],
    ),
    column("outcome", &["/outcome"]),
    column("status", &["/request/status"]),
    column("rows", &["/request/rows"]),
    column("correlation", &["/correlation_id"]),
];

pub(crate) fn run(
    command: AuditCommand,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let now = SystemClock.now();
    match command {
        AuditCommand::Verify {
            file: None,
            public_key,
        } => verify_trail(&config()?, public_key),
        AuditCommand::Verify {
            file: Some(file),
            public_key,
        } => {
            let key = key_or_own(&config, public_key)?;
            said(check(&file, &key), |exported| {
                format!(
                    "the export is whole: positions {} to {}, as they were signed",
                    exported.first, exported.last
                )
            })
        }
        AuditCommand::Export { from, to, out } => {
            let config = config()?;
            let key = signing_key(&config)?;
            match export(&audit_dir(&config), (from, to), &key, now, &out)? {
                Some(exported) => line(&format!(
                    "positions {} to {}: {}",
                    exported.first,
                    exported.last,
                    out.display()
                )),
                None => return Err("the audit trail has nothing of that".into()),
            }
            Ok(ExitCode::SUCCESS)
        }
        AuditCommand::Checkpoint { out } => {
            let config = config()?;
            let signed = sign(&audit_dir(&config), &signing_key(&config)?, now)?;
            let signed = signed.ok_or("there is nothing in the audit trail yet")?;
            let text = serde_json::to_string_pretty(&signed)? + "\n";
            match out {
                Some(file) => write(&file, &text)?,
                None => line(text.trim_end()),
            }
            Ok(ExitCode::SUCCESS)
        }
        AuditCommand::Prove { position, out } => {
            let config = config()?;
            let handed = hand_over(&audit_dir(&config), position, &signing_key(&config)?, now)?;
            let handed = handed.ok_or("the audit trail has no record at this position")?;
            write(&out, &(serde_json::to_string_pretty(&handed)? + "\n"))?;
            line(&format!("position {position}: {}", out.display()));
            Ok(ExitCode::SUCCESS)
        }
        AuditCommand::CheckProof { file, public_key } => {
            let handed: HandedRecord = serde_json::from_slice(&std::fs::read(&file)?)?;
            let key = VerifyingKey::from_bytes(&public_key.0)?;
            said(handed.check(&key), |position| {
                format!("proved: position {position}\n{:#}", handed.record)
            })
        }
        AuditCommand::Search(arguments) => search(*arguments, config),
    }
}

fn verify_trail(config: &Config, public_key: Option<Hex<32>>) -> Result<ExitCode, Failure> {
    let key = match public_key {
        Some(key) => VerifyingKey::from_bytes(&key.0)?,
        None => signing_key(config)?.verifying_key(),
    };
    let mut progress = Progress::new("checking the audit trail", "bytes");
    let found = verify(&audit_dir(config), &key, &mut |done, total| {
        progress.set(done, total)
    });
    progress.finish();
    said(found, |found| {
        let mut text = format!(
            "the audit trail is whole: {} records in {} segments, {} checkpoints, signed up to position {}",
            found.records, found.segments, found.checkpoints, found.signed_until
        );
        if let Some(torn) = &found.torn_tail {
            text.push_str(&format!(
                "\n{} ends with a write that was cut short at byte {}; the next start removes it",
                torn.segment, torn.offset
            ));
        }
        text
    })
}

/// Says what was found; what is not as it was is no failure of the command but its answer.
fn said<T>(found: Result<T, AuditError>, say: impl FnOnce(T) -> String) -> Result<ExitCode, Failure> {
    match found {
        Ok(found) => {
            line(&say(found));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            note(&format!("refused: {error}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

fn key_or_own(
    config: &impl Fn() -> Result<Config, ConfigError>,
    key: Option<Hex<32>>,
) -> Result<VerifyingKey, Failure> {
    match key {
        Some(key) => Ok(VerifyingKey::from_bytes(&key.0)?),
        None => Ok(signing_key(&config()?)?.verifying_key()),
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| format!("can't write {}: {error}", file.display()).into())
}

fn search(
    arguments: SearchArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    let given = [
        ("principal", arguments.principal),
        ("action", arguments.action),
        ("resource", arguments.resource),
        ("correlation_id", arguments.correlation),
        ("outcome", arguments.outcome),
        ("data_class", arguments.data_class),
        ("kind", arguments.kind),
        ("from", arguments.from.map(|time| time.to_string())),
        ("to", arguments.to.map(|time| time.to_string())),
        ("text", arguments.text),
        ("limit", Some(arguments.limit.to_string())),
    ];
    let query: Query = given
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    carried_out(async {
        let answer = remote.get("audit", &query).await?;
        remote.print(&answer, |page| {
            let mut text = table(rows_of(page), COLUMNS);
            if let Some(behind) = page["behind"].as_u64().filter(|behind| *behind > 0) {
                text.push_str(&format!("{behind} newer records are not looked through yet\n"));
            }
            text
        });
        Ok(())
    })
}

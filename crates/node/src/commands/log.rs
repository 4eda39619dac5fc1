//! `bezant log …`: the log read frame by frame, without a node and beside a running one, and what can be proved from it.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use bezant_core::Core;
use bezant_kernel::TransferId;
use bezant_log::disk::RealDisk;
use bezant_log::proof::Hex;
use bezant_log::{Position, embedded, postgres};
use clap::Subcommand;

use super::proof;
use crate::Failure;
use crate::config::{Config, ConfigError};
use crate::log_store::records_after;
use crate::node::log_dir;
use crate::output::{line, note};
use crate::progress::Progress;

/// What can be asked of a log.
#[derive(Subcommand)]
pub(crate) enum LogCommand {
    /// Check every frame of the log and the chain between them
    Verify,
    /// Print the log's records, a JSON object a line
    Dump {
        /// Begin after this position
        #[arg(long, default_value_t = 0)]
        after: u64,
        /// Print at most so many
        #[arg(long)]
        limit: Option<u64>,
    },
    /// Print the public key that this node's checkpoints are signed with
    PublicKey,
    /// Sign what the log holds now
    Checkpoint {
        /// Where the checkpoint goes [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Prove that the log of a checkpoint holds a transfer
    Prove {
        /// The transfer
        #[arg(long)]
        transfer: TransferId,
        /// Whose it is: the tenant's id
        #[arg(long)]
        tenant: bezant_kernel::TenantId,
        /// The checkpoint that the proof leads to
        #[arg(long, value_name = "FILE")]
        checkpoint: PathBuf,
        /// The key of the checkpoint [default: this node's]
        #[arg(long, value_name = "HEX")]
        public_key: Option<Hex<32>>,
        /// Where the proof goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Prove that the log of an older checkpoint is the beginning of the log of a newer one
    ProveConsistency {
        /// The older checkpoint
        old: PathBuf,
        /// The newer checkpoint
        new: PathBuf,
        /// The key of the checkpoints [default: this node's]
        #[arg(long, value_name = "HEX")]
        public_key: Option<Hex<32>>,
        /// Where the proof goes
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Check the proof of a transfer; needs no log
    CheckProof {
        /// What `log prove` wrote
        #[arg(long, value_name = "FILE")]
        proof: PathBuf,
        /// The checkpoint that it leads to
        #[arg(long, value_name = "FILE")]
        checkpoint: PathBuf,
        /// The key that must have signed the checkpoint
        #[arg(long, value_name = "HEX")]
        public_key: Hex<32>,
    },
    /// Check that nothing was changed or taken away between two checkpoints; needs no log with --proof
    CheckConsistency {
        /// The older checkpoint
        old: PathBuf,
        /// The newer checkpoint
        new: PathBuf,
        /// The key that must have signed both
        #[arg(long, value_name = "HEX")]
        public_key: Hex<32>,
        /// What `log prove-consistency` wrote [default: made from the log in the data folder]
        #[arg(long, value_name = "FILE")]
        proof: Option<PathBuf>,
    },
}

pub(crate) fn run(
    command: LogCommand,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    match command {
        LogCommand::Verify => verify(&config()?),
        LogCommand::Dump { after, limit } => dump(&config()?, after, limit),
        LogCommand::PublicKey => proof::public_key(&config()?),
        LogCommand::Checkpoint { out } => proof::checkpoint(&config()?, out.as_deref()),
        LogCommand::Prove {
            transfer,
            tenant,
            checkpoint,
            public_key,
            out,
        } => {
            let wanted = proof::Wanted { tenant, transfer };
            proof::prove(&config()?, wanted, &checkpoint, public_key, &out)
        }
        LogCommand::ProveConsistency {
            old,
            new,
            public_key,
            out,
        } => proof::prove_consistency(&config()?, [&old, &new], public_key, &out),
        LogCommand::CheckProof {
            proof,
            checkpoint,
            public_key,
        } => proof::check(&proof, &checkpoint, public_key),
        LogCommand::CheckConsistency {
            old,
            new,
            public_key,
            proof: Some(file),
        } => proof::check_consistency([&old, &new], public_key, &file),
        LogCommand::CheckConsistency {
            old,
            new,
            public_key,
            proof: None,
        } => proof::check_with_log(&config()?, [&old, &new], public_key),
    }
}

/// What [`verify`] tells of a log that is whole.
struct Whole {
    what: String,
    head_hash: String,
    torn_tail: Option<String>,
}

/// Checks every frame and the chain between them.
fn verify(config: &Config) -> Result<ExitCode, Failure> {
    let mut progress = Progress::new("verifying the log", "bytes");
    let mut show = |done, total| progress.set(done, total);
    let verified = match config.log.postgres() {
        Some(options) => postgres::verify(&options, &mut show).map(|verified| Whole {
            what: format!(
                "{} records in {} frames, head at position {}, epoch {}",
                verified.records, verified.frames, verified.head.0, verified.epoch.0
            ),
            head_hash: Hex(verified.head_hash).to_string(),
            torn_tail: None,
        }),
        None => {
            let disk = Arc::new(RealDisk::open_existing(log_dir(config))?);
            embedded::verify(disk, &mut show).map(|verified| Whole {
                what: format!(
                    "{} records in {} frames and {} segments, head at position {}, epoch {}",
                    verified.records, verified.frames, verified.segments, verified.head.0, verified.epoch.0
                ),
                head_hash: Hex(verified.head_hash).to_string(),
                torn_tail: verified
                    .torn_tail
                    .map(|torn| format!("{} at {}", torn.segment, torn.offset)),
            })
        }
    };
    progress.finish();
    match verified {
        Ok(whole) => {
            line(&format!("the log is whole: {}", whole.what));
            line(&format!("chain hash {}", whole.head_hash));
            if let Some(place) = whole.torn_tail {
                line(&format!(
                    "an append that a crash cut short lies in {place}; it answered nobody, and the next start cuts it off"
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error @ bezant_log::LogError::Damaged { .. }) => {
            note(&format!("the log is damaged: {error}"));
            Ok(ExitCode::FAILURE)
        }
        Err(error) => {
            note(&format!("the log can't be read: {error}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Prints records, a JSON object a line.
fn dump(config: &Config, after: u64, limit: Option<u64>) -> Result<ExitCode, Failure> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    for record in records_after(config, Position(after))?.take(limit) {
        let record = record?;
        let position = record.position;
        let text = match bezant_engine::read_entry::<Core>(record)? {
            Some(entry) => {
                let events: Vec<_> = entry
                    .events
                    .iter()
                    .map(|event| {
                        serde_json::json!({
                            "type": event.name(),
                            "data": bezant_views::event_json(event),
                        })
                    })
                    .collect();
                serde_json::json!({
                    "position": position.0,
                    "committed_at": entry.committed_at,
                    "tenant": entry.tenant.id(),
                    "correlation": entry.correlation.as_str(),
                    "trace": entry.correlation.trace().map(|trace| trace.to_parent()),
                    "events": events,
                })
            }
            None => serde_json::json!({ "position": position.0, "events": [] }),
        };
        if writeln!(out, "{text}").is_err() {
            // The reader has seen enough.
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

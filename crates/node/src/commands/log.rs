//! `bezant log verify` and `bezant log dump`: the log read frame by frame, without a node and beside a running one.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use bezant_core::Core;
use bezant_log::disk::RealDisk;
use bezant_log::embedded;

use crate::Failure;
use crate::config::Config;
use crate::node::log_dir;
use crate::output::{line, note};
use crate::progress::Progress;

/// Checks every frame and the chain between them.
pub(crate) fn verify(config: &Config) -> Result<ExitCode, Failure> {
    let disk = Arc::new(RealDisk::open_existing(log_dir(config))?);
    let mut progress = Progress::new("verifying the log", "bytes");
    let verified = embedded::verify(disk, &mut |done, total| progress.set(done, total));
    progress.finish();
    match verified {
        Ok(verified) => {
            line(&format!(
                "the log is whole: {} records in {} frames and {} segments, head at position {}, epoch {}",
                verified.records, verified.frames, verified.segments, verified.head.0, verified.epoch.0
            ));
            line(&format!("chain hash {}", hex(verified.head_hash.as_ref())));
            if let Some(torn) = verified.torn_tail {
                line(&format!(
                    "an append that a crash cut short lies in {} at {}; it answered nobody, and the next start cuts it off",
                    torn.segment, torn.offset
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            note(&format!("the log is damaged: {error}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Prints records, a JSON object a line.
pub(crate) fn dump(config: &Config, after: u64, limit: Option<u64>) -> Result<ExitCode, Failure> {
    let disk = Arc::new(RealDisk::open_existing(log_dir(config))?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut left = limit.unwrap_or(u64::MAX);
    'frames: for frame in embedded::scan(disk)? {
        for record in frame?.records {
            if record.position.0 <= after {
                continue;
            }
            if left == 0 {
                break 'frames;
            }
            left -= 1;
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
                        "events": events,
                    })
                }
                None => serde_json::json!({ "position": position.0, "events": [] }),
            };
            if writeln!(out, "{text}").is_err() {
                // The reader has seen enough.
                return Ok(ExitCode::SUCCESS);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

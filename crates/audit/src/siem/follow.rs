//! A follower of the trail for one target.

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bezant_log::Position;
use metrics::{counter, gauge};

use super::Sink;
use crate::cursor::{keep_cursor, read_cursor};
use crate::error::AuditError;
use crate::record::Record;
use crate::trail::Trail;

/// A portion, as stored; written out it is some times as much.
const PORTION_BYTES: usize = 128 * 1024;
/// Between two looks when there is nothing new.
const IDLE: Duration = Duration::from_millis(500);
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Hands the trail on until `shutdown`, from where a run of before had come to. A side that refuses or can't be reached is tried again
/// with growing pauses.
///
/// # Errors
/// If the trail can't be read or the cursor not be kept.
pub async fn follow(
    trail: Trail,
    name: String,
    sink: Arc<Sink>,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), AuditError> {
    let mut shutdown = pin!(shutdown);
    let file = cursor_file(trail.folder(), &name)?;
    let mut after = read_cursor(&file)?;
    let sent = counter!("bezant_audit_exported_total", "export" => name.clone());
    let failures = counter!("bezant_audit_export_failures_total", "export" => name.clone());
    let behind = gauge!("bezant_audit_export_behind", "export" => name.clone());
    let mut pause = FIRST_PAUSE;
    loop {
        let reader = trail.reader();
        after = after.max(reader.begins_after().0);
        behind.set(reader.head().0.saturating_sub(after) as f64);
        let reading = tokio::task::spawn_blocking(move || reader.read_after(Position(after), PORTION_BYTES));
        let stored = reading.await.map_err(|_| AuditError::Closed)??;
        let Some(last) = stored.last().map(|record| record.position.0) else {
            tokio::select! {
                biased;
                () = &mut shutdown => return Ok(()),
                () = tokio::time::sleep(IDLE) => continue,
            }
        };
        let records: Vec<(u64, Record)> = stored
            .iter()
            .map(|record| {
                let position = record.position.0;
                let read = Record::read(&record.payload).map_err(|_| AuditError::Record(position))?;
                Ok::<_, AuditError>((position, read))
            })
            .collect::<Result<_, _>>()?;
        let taken = tokio::select! {
            biased;
            () = &mut shutdown => return Ok(()),
            taken = sink.send(&records) => taken,
        };
        match taken {
            Ok(()) => {
                pause = FIRST_PAUSE;
                sent.increment(records.len() as u64);
                after = last;
                keep_cursor(&file, after)?;
            }
            Err(error) => {
                failures.increment(1);
                tracing::warn!(%error, export = name, retry_in_ms = pause.as_millis(), "the audit trail is not taken");
                tokio::select! {
                    biased;
                    () = &mut shutdown => return Ok(()),
                    () = tokio::time::sleep(pause) => {}
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

pub(crate) fn cursor_file(folder: &Path, name: &str) -> Result<PathBuf, AuditError> {
    let folder = folder.join("exports");
    std::fs::create_dir_all(&folder).map_err(|error| AuditError::file(&folder, error))?;
    Ok(folder.join(format!("{name}.cursor")))
}

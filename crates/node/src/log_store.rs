//! The log of a node, with the engine that its configuration names: opened for writing, or read beside a running node.
//!
//! What is derived from a log (cold tier, journal) lies in the data folder whatever the engine. So the folder remembers which
//! log it belongs to, and a node refuses to open it over another one.

use std::path::Path;
use std::sync::Arc;

use bezant_log::disk::RealDisk;
use bezant_log::embedded::{self, EmbeddedLog, FileSnapshots};
use bezant_log::postgres::{PostgresLog, PostgresOptions, PostgresReader, PostgresSnapshots};
use bezant_log::{Log, LogId, LogReader, Position, Record, ReservedSpace, SnapshotStore};

use crate::Failure;
use crate::config::Config;
use crate::node::log_dir;

/// Records read from a database at once.
const READ_BYTES: usize = 4 * 1024 * 1024;

/// A log open for writing, and the snapshots beside it.
pub(crate) struct OpenedLog {
    pub(crate) log: Box<dyn Log>,
    pub(crate) snapshots: Arc<dyn SnapshotStore>,
}

/// Opens the log for writing, making it if there is none.
pub(crate) fn open(config: &Config) -> Result<OpenedLog, Failure> {
    let (opened, id) = match config.log.postgres() {
        Some(options) => open_postgres(config, options)?,
        None => open_embedded(config)?,
    };
    std::fs::create_dir_all(&config.data_dir)?;
    let is_new = opened.log.head() == Position::NONE;
    belong(&config.data_dir, id, is_new, config.log.postgres().is_some())?;
    Ok(opened)
}

fn open_embedded(config: &Config) -> Result<(OpenedLog, LogId), Failure> {
    let disk = Arc::new(RealDisk::open(log_dir(config))?);
    let options = embedded::Options {
        segment_bytes: config.storage.segment_mib * 1024 * 1024,
        ..embedded::Options::default()
    };
    let snapshots = FileSnapshots::open_with(disk.clone(), &options)?;
    let log = EmbeddedLog::open(disk, options)?;
    let id = log.id();
    let log = ReservedSpace::new(log, log_dir(config), config.storage.reserve_mib * 1024 * 1024);
    let opened = OpenedLog {
        log: Box::new(log),
        snapshots: Arc::new(snapshots),
    };
    Ok((opened, id))
}

/// As much as is kept free on the disk of the data folder is taken ahead on the server's.
fn open_postgres(config: &Config, mut options: PostgresOptions) -> Result<(OpenedLog, LogId), Failure> {
    let reserve_bytes = config.storage.reserve_mib * 1024 * 1024;
    options.reserve_bytes = reserve_bytes;
    let log = PostgresLog::open(&options)?;
    let id = log.id();
    let opened = OpenedLog {
        log: Box::new(ReservedSpace::new(log, config.data_dir.clone(), reserve_bytes)),
        snapshots: Arc::new(PostgresSnapshots::open(&options)?),
    };
    Ok((opened, id))
}

/// Sees to it that the folder belongs to this log. A new log takes a folder over: what lies there is of a log that is gone.
/// Folders of before this was written down hold an embedded log.
fn belong(data_dir: &Path, id: LogId, is_new: bool, is_elsewhere: bool) -> Result<(), Failure> {
    let file = data_dir.join("log.id");
    let text = format!("{id}\n");
    let found = match std::fs::read_to_string(&file) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let has_derived = ["cold", "journal"]
        .iter()
        .any(|name| data_dir.join(name).exists());
    let is_foreign = match &found {
        Some(found) => *found != text,
        None => is_elsewhere && has_derived,
    };
    if is_foreign && !is_new {
        return Err(format!(
            "{} belongs to another log than {id}: give the node a data folder of its own",
            data_dir.display()
        )
        .into());
    }
    if found.as_deref() != Some(&text) {
        let draft = data_dir.join("log.id.new");
        std::fs::write(&draft, text)?;
        std::fs::rename(draft, file)?;
    }
    Ok(())
}

/// The records after a position, read without a node or beside a running one.
pub(crate) fn records_after(
    config: &Config,
    after: Position,
) -> Result<Box<dyn Iterator<Item = Result<Record, Failure>>>, Failure> {
    if let Some(options) = config.log.postgres() {
        let reader = PostgresReader::open(&options)?;
        let mut reached = after;
        let chunks = std::iter::from_fn(move || {
            let records = match reader.read_after(reached, READ_BYTES) {
                Ok(records) => records,
                Err(error) => return Some(vec![Err(error.into())]),
            };
            reached = records.last()?.position;
            Some(records.into_iter().map(Ok).collect::<Vec<_>>())
        });
        return Ok(Box::new(chunks.flatten()));
    }
    let disk = Arc::new(RealDisk::open_existing(log_dir(config))?);
    let frames = embedded::scan(disk)?;
    let records = frames.flat_map(|frame| match frame {
        Ok(frame) => frame.records.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error.into())],
    });
    Ok(Box::new(records.filter(
        move |record: &Result<Record, Failure>| {
            record.as_ref().map_or(true, |record| record.position > after)
        },
    )))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stays_with_its_log() {
        let (one, other) = (LogId([1; 16]), LogId([2; 16]));
        let folder = std::env::temp_dir().join(format!("bezant-log-store-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("cold")).unwrap();
        // Written before folders knew their log: an embedded one is its own, one elsewhere is not.
        assert!(belong(&folder, one, false, true).is_err());
        assert!(belong(&folder, one, false, false).is_ok());
        assert!(belong(&folder, one, false, true).is_ok());
        assert!(belong(&folder, other, false, false).is_err());
        assert!(belong(&folder, other, true, false).is_ok());
        assert!(belong(&folder, one, false, false).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}

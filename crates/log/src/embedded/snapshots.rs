//! Snapshots as files beside the segments.
//!
//! ```text
//!   0      8         16      24           56    64
//!   │magic │position │ bytes │ BLAKE3     │ 0   │ the snapshot
//! ```
//!
//! A snapshot is written under another name and renamed when it is durable. The hash covers position and content.

use std::io::{self, IoSlice};
use std::sync::{Arc, Mutex};

use super::Options;
use crate::disk::{Access, Disk};
use crate::{LogError, Position, SnapshotStore};

const MAGIC: &[u8; 8] = b"BZNTSNP1";
const HEADER_BYTES: usize = 64;
const UNFINISHED: &str = "unfinished.snapshot";
/// Bytes after which they are sent to the disk, so that no one sync takes long and holds up those of the log.
const PIECE_BYTES: usize = 4 * 1024 * 1024;

/// A [`SnapshotStore`] in a folder, which may be that of the log.
pub struct FileSnapshots {
    disk: Arc<dyn Disk>,
    keep: usize,
    /// One save at a time: they share the unfinished file.
    saving: Mutex<()>,
}

/// A file of a snapshot, as [`verify_snapshots`] found it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedSnapshot {
    /// Its name.
    pub file: String,
    /// The last record that is in it.
    pub position: Position,
    /// Why it can't be used: a start takes the one before.
    pub broken: Option<String>,
}

/// Looks at each snapshot in the folder, the newest first, without writing. A log may be saving one beside.
///
/// # Errors
/// `Failed` if the folder cannot be listed or a file can't be read.
pub fn verify_snapshots(disk: Arc<dyn Disk>) -> Result<Vec<VerifiedSnapshot>, LogError> {
    let snapshots = FileSnapshots::open(disk)?;
    let mut found = Vec::new();
    for (position, file) in snapshots.newest_first()? {
        let broken = match snapshots.load(position, &file) {
            Ok(_) => None,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Some(error.to_string()),
            // A newer one has taken its place since.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(LogError::failed(format!("reading {file}"), error)),
        };
        found.push(VerifiedSnapshot {
            file,
            position,
            broken,
        });
    }
    Ok(found)
}

impl FileSnapshots {
    /// The snapshots in the folder, keeping as many as [`Options`] say by default.
    ///
    /// # Errors
    /// `Failed` if the folder cannot be listed.
    pub fn open(disk: Arc<dyn Disk>) -> Result<Self, LogError> {
        Self::open_with(disk, &Options::default())
    }

    /// The snapshots in the folder.
    ///
    /// # Errors
    /// `Failed` if the folder cannot be listed.
    pub fn open_with(disk: Arc<dyn Disk>, options: &Options) -> Result<Self, LogError> {
        let snapshots = Self {
            disk,
            keep: options.keep_snapshots.max(1),
            saving: Mutex::new(()),
        };
        snapshots.newest_first()?;
        Ok(snapshots)
    }

    fn newest_first(&self) -> Result<Vec<(Position, String)>, LogError> {
        let names = self
            .disk
            .list()
            .map_err(|error| LogError::failed("listing snapshots", error))?;
        let position = |name: &str| name.strip_suffix(".snap")?.parse().ok().map(Position);
        let mut found: Vec<_> = names
            .into_iter()
            .filter_map(|name| position(&name).map(|position| (position, name)))
            .collect();
        found.sort_unstable_by(|left, right| right.cmp(left));
        Ok(found)
    }

    fn write(&self, at: Position, bytes: &[u8]) -> Result<(), LogError> {
        let full_or_failed = |error| LogError::full_or_failed("writing a snapshot", error);
        let header = header(at, bytes);
        let file = self.disk.create(UNFINISHED).map_err(full_or_failed)?;
        file.reserve((HEADER_BYTES + bytes.len()) as u64)
            .map_err(full_or_failed)?;
        file.write_at(0, &[IoSlice::new(&header)])
            .map_err(full_or_failed)?;
        let mut offset = HEADER_BYTES as u64;
        for piece in bytes.chunks(PIECE_BYTES) {
            file.write_at(offset, &[IoSlice::new(piece)])
                .and_then(|()| file.sync_data())
                .map_err(full_or_failed)?;
            offset += piece.len() as u64;
        }
        file.sync_data().map_err(full_or_failed)?;
        self.disk
            .rename(UNFINISHED, &format!("{:020}.snap", at.0))
            .map_err(full_or_failed)?;
        self.disk.sync_dir().map_err(full_or_failed)
    }

    /// The content, or why it cannot be used.
    fn load(&self, position: Position, name: &str) -> Result<Vec<u8>, io::Error> {
        let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let file = self.disk.open(name, Access::Read)?;
        let mut head = [0; HEADER_BYTES];
        if file.read_at(0, &mut head)? < HEADER_BYTES {
            return Err(broken("the header is cut off"));
        }
        let expected = u64::from_le_bytes(head[16..24].try_into().expect("eight bytes"));
        if file.len()?.checked_sub(HEADER_BYTES as u64) != Some(expected) {
            return Err(broken("it is not as long as it says"));
        }
        let mut bytes = vec![0; usize::try_from(expected).map_err(|_| broken("it is too large"))?];
        let read = file.read_at(HEADER_BYTES as u64, &mut bytes)?;
        if read < bytes.len() || header(position, &bytes) != head {
            return Err(broken("the hash does not fit"));
        }
        Ok(bytes)
    }
}

fn header(at: Position, bytes: &[u8]) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(MAGIC);
    header[8..16].copy_from_slice(&at.0.to_le_bytes());
    header[16..24].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
    let mut hasher = blake3::Hasher::new();
    hasher.update(&header[..24]).update(bytes);
    header[24..56].copy_from_slice(hasher.finalize().as_bytes());
    header
}

impl SnapshotStore for FileSnapshots {
    fn save(&self, at: Position, bytes: &[u8]) -> Result<(), LogError> {
        let _one_at_a_time = self
            .saving
            .lock()
            .expect("no code panics while it saves a snapshot");
        if let Err(error) = self.write(at, bytes) {
            // Gives the space back; what is left of it is overwritten by the next save.
            drop(self.disk.remove(UNFINISHED));
            return Err(error);
        }
        for (_, name) in self.newest_first()?.iter().skip(self.keep) {
            self.disk
                .remove(name)
                .map_err(|error| LogError::failed("removing an old snapshot", error))?;
        }
        Ok(())
    }

    fn latest(&self) -> Result<Option<(Position, Vec<u8>)>, LogError> {
        for (position, name) in self.newest_first()? {
            match self.load(position, &name) {
                Ok(bytes) => return Ok(Some((position, bytes))),
                Err(error) => {
                    tracing::warn!(name, %error, "a snapshot cannot be used, going back to the one before");
                }
            }
        }
        Ok(None)
    }

    fn remove_all(&self) -> Result<(), LogError> {
        let _one_at_a_time = self
            .saving
            .lock()
            .expect("no code panics while it saves a snapshot");
        let failed = |error| LogError::failed("removing snapshots", error);
        for (_, name) in self.newest_first()? {
            self.disk.remove(&name).map_err(failed)?;
        }
        self.disk.sync_dir().map_err(failed)
    }
}

//! The cold tier in an embedded LSM tree.
//!
//! Two tables: `newest` has for each entity its newest version under the bare key, so that the two reads that matter, "there is
//! nothing" and "here is the newest", are one point read behind a Bloom filter; `older` has the versions before it under the
//! key and the position, and is only looked at as of a past position.

use std::ops::Not;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bezant_log::Position;
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use super::{Cold, ColdError, ColdKey, Version};

/// Resident memory stays small: the operating system caches the files anyway.
const BLOCK_CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// Per table. Smaller ones are merged so often under load that callers feel it; larger ones would stay resident.
const MEMTABLE_BYTES: u64 = 24 * 1024 * 1024;

/// Room for the memtables several times over, so that the journal is never the reason to write one out early.
const JOURNAL_BYTES: u64 = 192 * 1024 * 1024;

/// The tree fails for good when it finds no room, so it is left alone before: two memtables and what merging them takes, and
/// what may still wait to be written.
const LEAST_FREE_BYTES: u64 = 80 * 1024 * 1024;

/// How long an answer about the free space is good for: within it far less is written than is kept free.
const ROOM_HOLDS: Duration = Duration::from_millis(50);

/// A cold tier in a folder.
pub struct FjallCold {
    folder: PathBuf,
    database: Database,
    newest: Keyspace,
    older: Keyspace,
    /// A write of a version reads the one before it.
    writing: Mutex<()>,
    /// When the system was last asked for the free space, and what that means.
    room: Mutex<Option<(Instant, bool)>>,
}

impl FjallCold {
    /// Opens the tier in this folder, or makes it.
    pub fn open(folder: &Path) -> Result<Self, ColdError> {
        // Nothing is promised before `sync`, so that a write needs no call into the operating system.
        let database = Database::builder(folder)
            .cache_size(BLOCK_CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .manual_journal_persist(true)
            .worker_threads(1)
            .open()
            .map_err(failed)?;
        let table = |name: &str| {
            let options = || {
                KeyspaceCreateOptions::default()
                    .max_memtable_size(MEMTABLE_BYTES)
                    .manual_journal_persist(true)
            };
            database.keyspace(name, options).map_err(failed)
        };
        let (newest, older) = (table("newest")?, table("older")?);
        Ok(FjallCold {
            folder: folder.to_owned(),
            database,
            newest,
            older,
            writing: Mutex::new(()),
            room: Mutex::new(None),
        })
    }
}

impl Cold for FjallCold {
    fn version(&self, key: ColdKey, as_of: Position) -> Result<Option<Version>, ColdError> {
        let Some(stored) = self.newest.get(bare(key)).map_err(failed)? else {
            return Ok(None);
        };
        let (position, value) = split(&stored)?;
        if position <= as_of {
            let value = value.to_vec();
            return Ok(Some(Version { position, value }));
        }
        let range = versioned(key, Position(0))..=versioned(key, as_of);
        let Some(found) = self.older.range(range).next_back() else {
            return Ok(None);
        };
        let (key, value) = found.into_inner().map_err(failed)?;
        let position = key
            .last_chunk::<8>()
            .ok_or_else(|| ColdError("a stored key is too short".to_owned()))?;
        Ok(Some(Version {
            position: Position(u64::from_be_bytes(*position)),
            value: value.to_vec(),
        }))
    }

    fn put(&self, key: ColdKey, position: Position, value: &[u8]) -> Result<(), ColdError> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stored = Vec::with_capacity(8 + value.len());
        stored.extend_from_slice(&position.0.to_be_bytes());
        stored.extend_from_slice(value);
        let Some(before) = self.newest.get(bare(key)).map_err(failed)? else {
            return self.newest.insert(bare(key), stored).map_err(failed);
        };
        let (position_before, value_before) = split(&before)?;
        match position.cmp(&position_before) {
            std::cmp::Ordering::Equal if value == value_before => Ok(()),
            std::cmp::Ordering::Equal => self.newest.insert(bare(key), stored).map_err(failed),
            std::cmp::Ordering::Less => self.older.insert(versioned(key, position), value).map_err(failed),
            std::cmp::Ordering::Greater => {
                let mut both = self.database.batch();
                both.insert(&self.older, versioned(key, position_before), value_before);
                both.insert(&self.newest, bare(key), stored);
                both.commit().map_err(failed)
            }
        }
    }

    fn has_room(&self) -> bool {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, has_room)) = *room
            && asked.elapsed() < ROOM_HOLDS
        {
            return has_room;
        }
        // Where the system does not say, there is room until a write says otherwise.
        let has_room = rustix::fs::statvfs(&self.folder)
            .is_ok_and(|space| space.f_bavail.saturating_mul(space.f_frsize) < LEAST_FREE_BYTES)
            .not();
        *room = Some((Instant::now(), has_room));
        has_room
    }

    fn sync(&self) -> Result<(), ColdError> {
        self.database.persist(PersistMode::SyncAll).map_err(failed)
    }
}

fn bare(key: ColdKey) -> [u8; 17] {
    let mut bytes = [0; 17];
    bytes[0] = key.space;
    bytes[1..].copy_from_slice(&key.id.to_be_bytes());
    bytes
}

fn versioned(key: ColdKey, position: Position) -> [u8; 25] {
    let mut bytes = [0; 25];
    bytes[..17].copy_from_slice(&bare(key));
    bytes[17..].copy_from_slice(&position.0.to_be_bytes());
    bytes
}

fn split(stored: &[u8]) -> Result<(Position, &[u8]), ColdError> {
    let (position, value) = stored
        .split_first_chunk::<8>()
        .ok_or_else(|| ColdError("a stored version is too short".to_owned()))?;
    Ok((Position(u64::from_be_bytes(*position)), value))
}

fn failed(error: fjall::Error) -> ColdError {
    ColdError(error.to_string())
}

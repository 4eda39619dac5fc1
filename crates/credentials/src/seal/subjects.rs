//! The data keys, each wrapped by the node key, in a small store of their own: apart from the log, which never forgets.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use zeroize::Zeroizing;

use super::key::Key;
use super::{SealError, Subject};

/// Few keys are read at once.
const CACHE_BYTES: u64 = 2 * 1024 * 1024;

/// The least that the store takes.
const JOURNAL_BYTES: u64 = 64 * 1024 * 1024;

/// What is wrapped under no subject, to tell a wrong node key when the store is opened and not when a person is read.
const PROBE: &[u8] = b"probe";

/// In place of the key of a subject that was erased, so that it does not get a new one.
const ERASED: &[u8] = b"erased";

pub(super) struct Subjects {
    database: Database,
    keys: Keyspace,
    wrapping: Key,
    /// Written while a key is made or erased: what can be read then is not on the disk yet, and nothing may be sealed under it.
    changing: RwLock<()>,
    /// A write did not reach the disk. Keys that can be read may be gone after a restart.
    broken: AtomicBool,
}

impl Subjects {
    /// `None` if what is stored was wrapped by another key.
    pub(super) fn open(folder: &Path, wrapping: Key) -> Result<Option<Subjects>, SealError> {
        if let Some(parent) = folder.parent() {
            std::fs::create_dir_all(parent).map_err(|error| SealError::Io(error.to_string()))?;
        }
        let database = Database::builder(folder)
            .cache_size(CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .worker_threads(1)
            .open()
            .map_err(failed)?;
        let keys = database
            .keyspace("keys", KeyspaceCreateOptions::default)
            .map_err(failed)?;
        match keys.get(PROBE).map_err(failed)? {
            Some(probe) if wrapping.open(PROBE, &probe).is_none() => return Ok(None),
            Some(_) => {}
            None => {
                keys.insert(PROBE, wrapping.seal(PROBE, PROBE)).map_err(failed)?;
                database.persist(PersistMode::SyncAll).map_err(failed)?;
            }
        }
        Ok(Some(Subjects {
            database,
            keys,
            wrapping,
            changing: RwLock::new(()),
            broken: AtomicBool::new(false),
        }))
    }

    /// The subject's key, if it has one.
    pub(super) fn find(&self, subject: Subject) -> Result<Option<Key>, SealError> {
        let name = subject.bytes();
        let Some(stored) = self.keys.get(name).map_err(failed)? else {
            return Ok(None);
        };
        if *stored == *ERASED {
            return Err(SealError::Erased);
        }
        let bytes = self.wrapping.open(&name, &stored).ok_or(SealError::Tampered)?;
        Ok(Some(Key::new(
            bytes.as_slice().try_into().map_err(|_| SealError::Tampered)?,
        )))
    }

    /// The subject's key, which is made and on the disk if it had none.
    pub(super) fn find_or_make(&self, subject: Subject) -> Result<Key, SealError> {
        let found = {
            let _settled = self.changing.read().unwrap_or_else(PoisonError::into_inner);
            self.find(subject)?
        };
        if let Some(key) = found.filter(|_| !self.broken.load(Ordering::Acquire)) {
            return Ok(key);
        }
        let _one_at_a_time = self.changing.write().unwrap_or_else(PoisonError::into_inner);
        self.works()?;
        if let Some(key) = self.find(subject)? {
            return Ok(key);
        }
        let name = subject.bytes();
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
        self.keep(subject, self.wrapping.seal(&name, &*bytes))?;
        Ok(Key::new(&bytes))
    }

    /// Overwrites the subject's key and has the store write its files anew, so that the old bytes are in none of them.
    pub(super) fn erase(&self, subject: Subject) -> Result<(), SealError> {
        let _one_at_a_time = self.changing.write().unwrap_or_else(PoisonError::into_inner);
        self.works()?;
        self.keep(subject, ERASED.to_vec())?;
        self.keys.rotate_memtable_and_wait().map_err(failed)?;
        self.keys.major_compact().map_err(failed)
    }

    #[cfg(test)]
    pub(super) fn wrapped(&self, subject: Subject) -> Option<Vec<u8>> {
        self.keys.get(subject.bytes()).ok()?.map(|stored| stored.to_vec())
    }

    fn keep(&self, subject: Subject, value: Vec<u8>) -> Result<(), SealError> {
        self.keys
            .insert(subject.bytes(), value)
            .and_then(|()| self.database.persist(PersistMode::SyncAll))
            .inspect_err(|_| self.broken.store(true, Ordering::Release))
            .map_err(failed)
    }

    fn works(&self) -> Result<(), SealError> {
        if self.broken.load(Ordering::Acquire) {
            return Err(SealError::Io(
                "a key did not reach the disk: restart the node".to_owned(),
            ));
        }
        Ok(())
    }
}

fn failed(error: fjall::Error) -> SealError {
    SealError::Io(error.to_string())
}

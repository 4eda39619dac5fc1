//! Data keys, each wrapped by the ring's current generation, in a file of their own: apart from the log, which never forgets, and not in
//! a store that keeps old versions in journals and merged tables. A record has one place, and erasing overwrites it there.
//!
//! ```text
//!   magic, generation │ probe │ name + wrapped key │ name + erased │ …
//! ```
//!
//! A key is on the disk before it is handed out; those who ask at the same time share one sync. Wrapping anew under another generation
//! writes a second file beside the first, takes into it what changes meanwhile, and renames it: whenever the node dies, one of them is
//! whole.

mod file;
mod rewrap;
mod verify;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};

use crate::{DataKey, Generation, Ring, RingError, Secret};

use file::{ERASED, Keys, Record};
pub use verify::{UnsoundKeys, VerifiedKey, VerifiedKeys, verify_keys};

/// What a data key is found by: a kind, which its store numbers for good, and an id.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName([u8; KeyName::BYTES]);

impl KeyName {
    pub(crate) const BYTES: usize = 17;

    /// The key of this kind for the one with this id.
    ///
    /// # Panics
    /// For the kinds 0 and 255, which are the file's own.
    pub fn new(kind: u8, id: u128) -> KeyName {
        assert!(kind != 0 && kind != u8::MAX, "this kind is the file's own");
        let mut bytes = [0; KeyName::BYTES];
        bytes[0] = kind;
        bytes[1..].copy_from_slice(&id.to_be_bytes());
        KeyName(bytes)
    }

    /// What kind of thing it is a key of.
    pub const fn kind(self) -> u8 {
        self.0[0]
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It was erased, and what was sealed under it with it.
    #[error("this key has been erased")]
    Erased,
    /// It is not what was stored.
    #[error("a stored key is damaged")]
    Tampered,
    /// The file can't be read or written now.
    #[error("the file of keys does not work: {0}")]
    Io(String),
    /// The file does not begin as one of keys does, or has lost its beginning.
    #[error("{0} is not a file of keys, or has lost its beginning")]
    Unsound(PathBuf),
    /// Its keys are wrapped by another ring, or by a generation that this one has forgotten.
    #[error("the keys in {0} were not wrapped by this ring")]
    OtherRing(PathBuf),
    /// The ring did not do its part.
    #[error(transparent)]
    Ring(#[from] RingError),
}

/// How far wrapping anew is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Progress {
    /// Keys that are wrapped under the new generation.
    pub done: u64,
    /// All there are.
    pub all: u64,
}

/// A file of data keys.
pub struct DataKeys {
    path: PathBuf,
    ring: Arc<Ring>,
    /// Readers take the file that is there and are not kept by those who write.
    keys: RwLock<Arc<Keys>>,
    /// Where the records are that are on the disk, by their number.
    numbers: RwLock<HashMap<KeyName, u32>>,
    writing: Mutex<Writing>,
    synced: Condvar,
    /// Taken to wrap anew.
    rewrapping: Mutex<()>,
}

/// What is on its way to the disk.
struct Writing {
    /// How many records there are with those that wait.
    count: u32,
    /// Waits for the next sync.
    waiting: Vec<Record>,
    /// Names that wait or are being synced.
    under_way: HashMap<KeyName, ()>,
    is_syncing: bool,
    /// A write did not reach the disk, so that nobody knows what is there before it is read again.
    is_broken: bool,
    /// While there is a second file: the records that were erased since it was begun.
    erased_meanwhile: Option<Vec<u32>>,
}

impl DataKeys {
    /// Opens the file, which is made if there is none.
    pub fn open(path: &Path, ring: Arc<Ring>) -> Result<DataKeys, KeyError> {
        let (keys, numbers) = Keys::open(path, &ring)?;
        let count = u32::try_from(numbers.len()).expect("a file has fewer than four billion keys");
        Ok(DataKeys {
            path: path.to_owned(),
            ring,
            keys: RwLock::new(Arc::new(keys)),
            numbers: RwLock::new(numbers),
            writing: Mutex::new(Writing {
                count,
                waiting: Vec::new(),
                under_way: HashMap::new(),
                is_syncing: false,
                is_broken: false,
                erased_meanwhile: None,
            }),
            synced: Condvar::new(),
            rewrapping: Mutex::new(()),
        })
    }

    /// The key, if there is one.
    pub fn find(&self, name: KeyName) -> Result<Option<DataKey>, KeyError> {
        Ok(self.secret_of(name)?.map(|secret| DataKey::new(&secret)))
    }

    /// The keys of these names, in their order. Those that are not there are made, and are on the disk with one sync for all.
    pub fn make_all(&self, names: &[KeyName]) -> Result<Vec<DataKey>, KeyError> {
        self.ensure(names)?;
        let made = names.iter().map(|name| {
            let key = self.find(*name)?;
            Ok(key.expect("a key that was ensured is there"))
        });
        made.collect()
    }

    /// The key, which is made and on the disk if there was none.
    pub fn find_or_make(&self, name: KeyName) -> Result<DataKey, KeyError> {
        if let Some(key) = self.find(name)? {
            return Ok(key);
        }
        let mut made = self.make_all(&[name])?;
        Ok(made.pop().expect("one was asked for"))
    }

    /// The bytes behind a name, for what is not AES: made if there are none, and the same from then on.
    pub fn secret(&self, name: KeyName) -> Result<Secret, KeyError> {
        self.ensure(&[name])?;
        let secret = self.secret_of(name)?;
        Ok(secret.expect("a key that was ensured is there"))
    }

    /// Overwrites the key where it is, for good: it is not made again. Waits for the disk.
    pub fn erase(&self, name: KeyName) -> Result<(), KeyError> {
        self.erase_all(&[name])
    }

    /// The same for several, with one sync.
    pub fn erase_all(&self, names: &[KeyName]) -> Result<(), KeyError> {
        // What has no key yet gets its place, so that it never gets one.
        self.ensure(names)?;
        let mut writing = self.quiet()?;
        let keys = self.keys();
        for name in names {
            let number = self.number(*name).expect("a key that was ensured has a place");
            if let Some(erased) = &mut writing.erased_meanwhile {
                erased.push(number);
            }
            self.written(&mut writing, keys.overwrite(number, &ERASED))?;
        }
        self.written(&mut writing, keys.sync())
    }

    /// Which generation the keys are wrapped under, and how many there are.
    pub fn status(&self) -> (Generation, u64) {
        let count = self.numbers.read().unwrap_or_else(PoisonError::into_inner).len();
        (self.keys().generation(), count as u64 - 1)
    }

    /// The record as it is on the disk.
    #[cfg(test)]
    pub(crate) fn wrapped(&self, name: KeyName) -> Option<Vec<u8>> {
        Some(self.keys().read(self.number(name)?).unwrap().to_vec())
    }

    fn secret_of(&self, name: KeyName) -> Result<Option<Secret>, KeyError> {
        let Some(number) = self.number(name) else {
            return Ok(None);
        };
        let keys = self.keys();
        let secret = match keys.unwrap(name, &keys.read(number).map_err(failed)?) {
            // It may have been half erased when it was read.
            Err(KeyError::Tampered) => {
                let _quiet = self.quiet()?;
                let keys = self.keys();
                keys.unwrap(name, &keys.read(number).map_err(failed)?)
            }
            read => read,
        };
        secret.map(Some)
    }

    fn number(&self, name: KeyName) -> Option<u32> {
        let numbers = self.numbers.read().unwrap_or_else(PoisonError::into_inner);
        numbers.get(&name).copied()
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn lock(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the keys that are not there. Whoever finds nobody syncing writes what waits, others' as well.
    fn ensure(&self, names: &[KeyName]) -> Result<(), KeyError> {
        let mut writing = self.lock();
        for name in names {
            if self.number(*name).is_some() || writing.under_way.contains_key(name) {
                continue;
            }
            // The file may be another one by the time of the sync, so the key waits in the clear.
            writing.under_way.insert(*name, ());
            writing.waiting.push(Record::new(*name));
        }
        let is_there = |name: &KeyName| self.number(*name).is_some();
        while !names.iter().all(is_there) {
            if writing.is_broken {
                return Err(broken());
            }
            if writing.is_syncing {
                writing = self.synced.wait(writing).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (records, first) = (std::mem::take(&mut writing.waiting), writing.count);
            writing.is_syncing = true;
            drop(writing);
            let keys = self.keys();
            let appended = keys.append(first, &records);
            writing = self.lock();
            writing.is_syncing = false;
            if let Err(error) = appended {
                writing.is_broken = true;
                self.synced.notify_all();
                return Err(failed(error));
            }
            let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
            for (number, record) in (first..).zip(&records) {
                numbers.insert(record.name, number);
                writing.under_way.remove(&record.name);
            }
            writing.count = first + u32::try_from(records.len()).expect("it was counted before");
            drop(numbers);
            self.synced.notify_all();
        }
        Ok(())
    }

    /// The lock, while nothing is on its way to the disk.
    fn quiet(&self) -> Result<MutexGuard<'_, Writing>, KeyError> {
        let mut writing = self.lock();
        while writing.is_syncing {
            writing = self.synced.wait(writing).unwrap_or_else(PoisonError::into_inner);
        }
        if writing.is_broken {
            return Err(broken());
        }
        Ok(writing)
    }

    fn written(&self, writing: &mut Writing, result: io::Result<()>) -> Result<(), KeyError> {
        result.map_err(|error| {
            writing.is_broken = true;
            failed(error)
        })
    }
}

impl std::fmt::Debug for DataKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataKeys({})", self.path.display())
    }
}

fn broken() -> KeyError {
    KeyError::Io("a key did not reach the disk: restart the node".to_owned())
}

fn failed(error: io::Error) -> KeyError {
    KeyError::Io(error.to_string())
}

//! Rotation of the wrapping key over all files of data keys, in the background, one at a time; what a node that died left is taken up at
//! the next start.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::{DataKeys, Generation, KeyError, Progress, Ring, RingError, RingStatus};

/// Rotates, and says how far it is.
#[derive(Debug)]
pub struct Rotation {
    ring: Arc<Ring>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<&'static str, Arc<DataKeys>>,
    progress: BTreeMap<&'static str, Progress>,
    is_under_way: bool,
    failure: Option<String>,
}

/// What an operator sees of the keys.
#[derive(Clone, Debug, Serialize)]
pub struct RotationStatus {
    /// The ring.
    #[serde(flatten)]
    pub ring: RingStatus,
    /// Whether keys are being wrapped anew.
    pub rotating: bool,
    /// Why the last try did not come to its end, if so. The next start, or the next rotation, goes on.
    pub failure: Option<String>,
    /// The files of data keys.
    pub files: BTreeMap<&'static str, FileStatus>,
}

/// One file of data keys.
#[derive(Clone, Debug, Serialize)]
pub struct FileStatus {
    /// What its keys are wrapped under.
    pub generation: Generation,
    /// How many there are, with those that were erased.
    pub keys: u64,
    /// How far wrapping anew is, while it goes on.
    pub progress: Option<Progress>,
}

/// Why no rotation begins.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// One is under way.
    #[error("the keys are being wrapped anew already")]
    UnderWay,
    /// The ring has no new generation: nothing has changed.
    #[error(transparent)]
    Ring(#[from] RingError),
    /// No thread for it.
    #[error("no thread could be started: {0}")]
    Thread(#[from] std::io::Error),
}

impl Rotation {
    /// Of this ring, over no files yet.
    pub fn new(ring: Arc<Ring>) -> Rotation {
        Rotation {
            ring,
            state: Mutex::default(),
        }
    }

    /// The ring.
    pub fn ring(&self) -> &Arc<Ring> {
        &self.ring
    }

    /// Opens a file of data keys and takes it in. All of a node's have to be there before anything is rotated: a generation is forgotten
    /// when none of them needs it any more.
    pub fn open_file(&self, name: &'static str, path: &Path) -> Result<Arc<DataKeys>, KeyError> {
        let mut state = self.lock();
        let keys = Arc::new(DataKeys::open(path, Arc::clone(&self.ring))?);
        let before = state.files.insert(name, Arc::clone(&keys));
        assert!(before.is_none(), "each file of keys has a name of its own");
        Ok(keys)
    }

    /// Makes a new generation and begins to wrap all keys under it.
    pub fn begin(self: &Arc<Self>) -> Result<Generation, RotationError> {
        self.take_turn()?;
        let begun = self.ring.begin_rotation().map_err(RotationError::from);
        let begun = begun.and_then(|generation| self.spawn().map(|()| generation));
        if begun.is_err() {
            self.lock().is_under_way = false;
        }
        begun
    }

    /// Goes on with what a node that died, or a failure, has left; `false` if nothing is left.
    pub fn resume(self: &Arc<Self>) -> Result<bool, RotationError> {
        let status = self.ring.status();
        let is_behind = |keys: &Arc<DataKeys>| keys.status().0 < status.current;
        if status.generations.len() == 1 && !self.lock().files.values().any(is_behind) {
            return Ok(false);
        }
        self.take_turn()?;
        let spawned = self.spawn();
        if spawned.is_err() {
            self.lock().is_under_way = false;
        }
        spawned.map(|()| true)
    }

    /// How things are.
    pub fn status(&self) -> RotationStatus {
        let ring = self.ring.status();
        let state = self.lock();
        let files = state.files.iter().map(|(name, keys)| {
            let (generation, count) = keys.status();
            let status = FileStatus {
                generation,
                keys: count,
                progress: state.progress.get(name).copied(),
            };
            (*name, status)
        });
        RotationStatus {
            ring,
            rotating: state.is_under_way,
            failure: state.failure.clone(),
            files: files.collect(),
        }
    }

    fn take_turn(&self) -> Result<(), RotationError> {
        let mut state = self.lock();
        if state.is_under_way {
            return Err(RotationError::UnderWay);
        }
        state.is_under_way = true;
        state.failure = None;
        Ok(())
    }

    fn spawn(self: &Arc<Self>) -> Result<(), RotationError> {
        let rotation = Arc::clone(self);
        let thread = std::thread::Builder::new().name("rewrapping".to_owned());
        thread.spawn(move || {
            let ended = rotation.wrap_all();
            let mut state = rotation.lock();
            state.is_under_way = false;
            state.progress.clear();
            state.failure = ended.err().map(|error| error.to_string());
        })?;
        Ok(())
    }

    fn wrap_all(&self) -> Result<(), KeyError> {
        let files = self.lock().files.clone();
        let mut reached = self.ring.status().current;
        for (name, keys) in files {
            let generation = keys.rewrap(|progress| {
                self.lock().progress.insert(name, progress);
            })?;
            reached = reached.min(generation);
        }
        // Only what no file needs, with those that came meanwhile; none comes while the lock is held.
        let state = self.lock();
        let of_files = state.files.values().map(|keys| keys.status().0);
        let needed = of_files.fold(reached, Generation::min);
        self.ring.retire_before(needed)?;
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn lock_files(&self) -> BTreeMap<&'static str, Arc<DataKeys>> {
        self.lock().files.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

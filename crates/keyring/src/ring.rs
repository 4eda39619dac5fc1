//! The ring: the master, from which secrets follow that never change, and the generations of the key that wraps data keys. All of it is
//! wrapped by the backend, in one file.
//!
//! Rotation has three steps, after each of which a node may die: a new generation is on the disk before anything is wrapped under it;
//! files of data keys are wrapped anew one after another ([`crate::DataKeys::rewrap`]); and only when none is left does
//! [`Ring::retire_before`] forget the generations before.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::{Backend, BackendError, DataKey, Secret, atomic};

/// Which of the wrapping keys.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Generation(pub u32);

impl Generation {
    /// The first there was.
    pub const FIRST: Generation = Generation(1);
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The keys of a node from before there were rings.
#[derive(Debug)]
pub struct Imported {
    /// What secrets followed from.
    pub master: Secret,
    /// What wrapped its data keys.
    pub wrapping: Secret,
}

/// Why a ring can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    /// The backend does not open or wrap.
    #[error(transparent)]
    Backend(#[from] BackendError),
    /// The file can't be read or written.
    #[error("the ring of keys in {0} can't be read or written")]
    Io(PathBuf, #[source] io::Error),
    /// Others than the node could have changed it.
    #[error("{0} can be read by others: make it 0600")]
    OpenToOthers(PathBuf),
    /// It is no ring, or was changed.
    #[error("{0} is not a ring of keys, or was changed")]
    Malformed(PathBuf),
    /// Another kind of backend wrapped it.
    #[error("the ring of keys in {path} was wrapped by the backend `{by}`, not by `{asked}`")]
    OtherBackend {
        /// Which file.
        path: PathBuf,
        /// Who can open it.
        by: String,
        /// Who was asked.
        asked: &'static str,
    },
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    bezant_keyring: u32,
    backend: String,
    master: String,
    generations: BTreeMap<u32, String>,
}

/// The keys that a node has opened.
pub struct Ring {
    path: PathBuf,
    master: Secret,
    generations: RwLock<BTreeMap<Generation, Opened>>,
    /// Taken to write the file.
    backend: Mutex<Arc<dyn Backend>>,
}

#[derive(Clone)]
struct Opened {
    secret: Secret,
    key: Arc<DataKey>,
}

impl From<Secret> for Opened {
    fn from(secret: Secret) -> Opened {
        Opened {
            key: Arc::new(DataKey::new(&secret)),
            secret,
        }
    }
}

/// What an operator sees of a ring.
#[derive(Clone, Debug, Serialize)]
pub struct RingStatus {
    /// Where the root key is.
    pub backend: String,
    /// The generation that new data keys are wrapped under.
    pub current: Generation,
    /// All that are kept.
    pub generations: Vec<Generation>,
}

const VERSION: u32 = 1;
const MASTER: &str = "bezant master 1";

fn context(generation: Generation) -> String {
    format!("bezant wrapping key {generation}")
}

impl Ring {
    /// Opens the ring in this file. A new one is made if there is none: from `imported` where there is something older.
    ///
    /// The caller sees to it that a ring that was lost is not replaced by a new one, which would open nothing.
    pub fn open(
        path: &Path,
        backend: Arc<dyn Backend>,
        imported: Option<Imported>,
    ) -> Result<Ring, RingError> {
        let failed = |error| RingError::Io(path.to_owned(), error);
        match atomic::read(path) {
            Ok(text) => {
                if atomic::is_open_to_others(path).map_err(failed)? {
                    return Err(RingError::OpenToOthers(path.to_owned()));
                }
                Ring::read(path, &text, backend)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let new = || Imported {
                    master: Secret::random(),
                    wrapping: Secret::random(),
                };
                let keys = imported.unwrap_or_else(new);
                let generations = BTreeMap::from([(Generation::FIRST, keys.wrapping.into())]);
                let stored = wrap(&*backend, &keys.master, &generations)?;
                atomic::make(path, &text(&stored)).map_err(failed)?;
                // Another process may have been faster.
                Ring::read(path, &atomic::read(path).map_err(failed)?, backend)
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn read(path: &Path, text: &str, backend: Arc<dyn Backend>) -> Result<Ring, RingError> {
        let malformed = || RingError::Malformed(path.to_owned());
        let stored: Stored = serde_json::from_str(text).map_err(|_| malformed())?;
        if stored.bezant_keyring != VERSION || stored.generations.is_empty() {
            return Err(malformed());
        }
        if stored.backend != backend.kind() {
            return Err(RingError::OtherBackend {
                path: path.to_owned(),
                by: stored.backend,
                asked: backend.kind(),
            });
        }
        let opened = |context: &str, wrapped: &str| -> Result<Secret, RingError> {
            let bytes = BASE64.decode(wrapped).map_err(|_| malformed())?;
            Ok(backend.unwrap(context, &bytes)?)
        };
        let master = opened(MASTER, &stored.master)?;
        let mut generations = BTreeMap::new();
        for (number, wrapped) in &stored.generations {
            let generation = Generation(*number);
            generations.insert(generation, opened(&context(generation), wrapped)?.into());
        }
        Ok(Ring {
            path: path.to_owned(),
            master,
            generations: RwLock::new(generations),
            backend: Mutex::new(backend),
        })
    }

    /// A secret for one use that stays the same through all rotations.
    pub fn derive(&self, context: &'static str) -> Secret {
        self.master.derive(context)
    }

    /// What new data keys are wrapped under.
    pub(crate) fn current(&self) -> (Generation, Arc<DataKey>) {
        let generations = self.generations.read().unwrap_or_else(PoisonError::into_inner);
        let (generation, opened) = generations
            .last_key_value()
            .expect("a ring always has a generation");
        (*generation, Arc::clone(&opened.key))
    }

    /// The wrapping key of this generation, while there is one.
    pub(crate) fn wrapping(&self, generation: Generation) -> Option<Arc<DataKey>> {
        let generations = self.generations.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&generations.get(&generation)?.key))
    }

    /// Begins a rotation: a new generation, on the disk, for what is wrapped from now on.
    pub fn begin_rotation(&self) -> Result<Generation, RingError> {
        let backend = self.lock();
        let mut generations = self.generations().clone();
        let (last, _) = generations
            .last_key_value()
            .expect("a ring always has a generation");
        let next = Generation(last.0.checked_add(1).expect("no node rotates four billion times"));
        generations.insert(next, Secret::random().into());
        self.store(&**backend, generations)?;
        Ok(next)
    }

    /// Ends a rotation: forgets all generations before this one, under which nothing may be wrapped any more. How many it were.
    pub fn retire_before(&self, generation: Generation) -> Result<usize, RingError> {
        let backend = self.lock();
        let mut generations = self.generations().clone();
        let all = generations.len();
        generations.retain(|kept, _| *kept >= generation);
        assert!(!generations.is_empty(), "a generation that exists is kept");
        let retired = all - generations.len();
        if retired > 0 {
            self.store(&**backend, generations)?;
        }
        Ok(retired)
    }

    /// Wraps the whole ring by another backend, or anew by the same after its root key was rotated there.
    pub fn move_to(&self, to: Arc<dyn Backend>) -> Result<(), RingError> {
        let mut backend = self.lock();
        // Apart: the lock would be held until the end of the call.
        let generations = self.generations().clone();
        self.store(&*to, generations)?;
        *backend = to;
        Ok(())
    }

    /// What there is.
    pub fn status(&self) -> RingStatus {
        let backend = self.lock().describe();
        let generations = self.generations();
        RingStatus {
            backend,
            current: *generations
                .last_key_value()
                .expect("a ring always has a generation")
                .0,
            generations: generations.keys().copied().collect(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Arc<dyn Backend>> {
        self.backend.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn generations(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<Generation, Opened>> {
        self.generations.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// On the disk first: nothing may be wrapped under what could be lost.
    fn store(
        &self,
        backend: &dyn Backend,
        generations: BTreeMap<Generation, Opened>,
    ) -> Result<(), RingError> {
        let stored = wrap(backend, &self.master, &generations)?;
        atomic::replace(&self.path, &text(&stored))
            .map_err(|error| RingError::Io(self.path.clone(), error))?;
        *self.generations.write().unwrap_or_else(PoisonError::into_inner) = generations;
        Ok(())
    }
}

fn wrap(
    backend: &dyn Backend,
    master: &Secret,
    generations: &BTreeMap<Generation, Opened>,
) -> Result<Stored, BackendError> {
    let wrapped = |context: &str, secret: &Secret| Ok(BASE64.encode(backend.wrap(context, secret)?));
    let generations = generations
        .iter()
        .map(|(generation, opened)| Ok((generation.0, wrapped(&context(*generation), &opened.secret)?)));
    Ok(Stored {
        bezant_keyring: VERSION,
        backend: backend.kind().to_owned(),
        master: wrapped(MASTER, master)?,
        generations: generations.collect::<Result<_, BackendError>>()?,
    })
}

fn text(stored: &Stored) -> String {
    serde_json::to_string_pretty(stored).expect("it holds nothing but texts and numbers")
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ring({})", self.path.display())
    }
}

//! A node's folder of keys: the root key where it is in a file, the ring, and the files of data keys.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{Backend, FileError, Imported, Local, Ring, RingError, RootFile, Secret};

const ROOT: &str = "seal.key";
const RING: &str = "keyring.json";
const SUBJECTS: &str = "subjects.keys";
const CARDS: &str = "cards.keys";

/// Of a file of data keys from before there were rings.
const OLD_MAGIC: &[u8; 16] = b"bezant subjects1";

/// Where a node keeps its keys.
#[derive(Clone, Debug)]
pub struct KeyFolder(PathBuf);

/// Why a folder of keys can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There are keys, and the file of the root key that opens them is gone. A new one would open nothing.
    #[error("{0} is gone while there are keys that it wraps: bring it back from the backup")]
    RootGone(PathBuf),
    /// There are data keys, and the ring that wraps them is gone. A new one would open nothing.
    #[error("{0} is gone while there are keys that it wraps: bring it back from the backup")]
    RingGone(PathBuf),
    /// The file of the root key can't be used.
    #[error(transparent)]
    Root(#[from] FileError),
    /// The ring can't be used.
    #[error(transparent)]
    Ring(#[from] RingError),
}

impl KeyFolder {
    /// This folder. It is made when something is put there.
    pub fn new(path: impl Into<PathBuf>) -> KeyFolder {
        KeyFolder(path.into())
    }

    /// Where the root key is, if it is in a file.
    pub fn root_path(&self) -> PathBuf {
        self.0.join(ROOT)
    }

    /// Whether a ring is there.
    pub fn has_ring(&self) -> bool {
        self.0.join(RING).exists()
    }

    /// Where the data keys of people, tenants and clients are.
    pub fn subjects_path(&self) -> PathBuf {
        self.0.join(SUBJECTS)
    }

    /// The file of the root key, which is made with the first start and never after.
    pub fn root_file(&self) -> Result<RootFile, FolderError> {
        let path = self.root_path();
        let is_first = !self.0.join(RING).exists() && !self.subjects_path().exists();
        if !is_first && !path.exists() {
            return Err(FolderError::RootGone(path));
        }
        Ok(RootFile::read_or_make(&path)?)
    }

    /// Where the data keys of cards are.
    pub fn cards_path(&self) -> PathBuf {
        self.0.join(CARDS)
    }

    /// The ring under the root key that lies here in the clear; both are made with the first start.
    pub fn local_ring(&self) -> Result<Ring, FolderError> {
        let root = self.root_file()?.open(None, &[])?;
        let backend = Local::new(&root, self.root_path().display().to_string());
        self.ring(Arc::new(backend), Some(&root))
    }

    /// The ring, which is made with the first start. `root` is the root key, where it is known: the data keys of a node from before
    /// there were rings hang on it directly, and are taken over.
    pub fn ring(&self, backend: Arc<dyn Backend>, root: Option<&Secret>) -> Result<Ring, FolderError> {
        let path = self.0.join(RING);
        let imported = if path.exists() || !self.subjects_path().exists() {
            None
        } else {
            let root = root.filter(|_| is_old(&self.subjects_path()).unwrap_or(false));
            let root = root.ok_or_else(|| FolderError::RingGone(path.clone()))?;
            Some(Imported {
                master: root.clone(),
                wrapping: root.derive("bezant 2026-11 wrapping of data keys"),
            })
        };
        Ok(Ring::open(&path, backend, imported)?)
    }
}

fn is_old(file: &Path) -> io::Result<bool> {
    let mut magic = [0; OLD_MAGIC.len()];
    std::fs::File::open(file)?.read_exact(&mut magic)?;
    Ok(magic == *OLD_MAGIC)
}

//! The root key in a file of this machine: sealed by a passphrase, by shares that several people hold, or, where its owner chose so, in
//! the clear and readable by the node only.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use super::passphrase::{Passphrase, Stretching};
use super::shares::{Share, ShareError, join, split};
use crate::{DataKey, Secret, atomic};

const CONTEXT: &[u8] = b"bezant root key 1";
/// What shares are checked by: a key that opens this is the one.
const CHECK: &[u8; 16] = b"bezant root key?";

/// The file of a root key.
#[derive(Debug)]
pub struct RootFile {
    path: PathBuf,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Clear(Secret),
    Sealed(Sealed),
}

/// What a sealed file says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "bezant_root_key", rename_all = "snake_case", deny_unknown_fields)]
enum Sealed {
    Passphrase {
        memory_kib: u32,
        passes: u32,
        salt: String,
        sealed: String,
    },
    Shares {
        needed: u8,
        count: u8,
        check: String,
    },
}

/// What opens a file.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Unsealing {
    /// Nothing: the key is in the clear.
    Nothing,
    /// Its passphrase.
    Passphrase,
    /// So many of its shares.
    Shares {
        /// How many open it.
        needed: u8,
        /// How many there are.
        count: u8,
    },
}

/// Why a file of a root key can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file can't be read or written.
    #[error("the root key in {0} can't be read or made")]
    Io(PathBuf, #[source] io::Error),
    /// Others than the node could have read it.
    #[error("{0} can be read by others: make it 0600, and think about who has read it")]
    OpenToOthers(PathBuf),
    /// It is no root key.
    #[error("{0} is not the file of a root key")]
    Malformed(PathBuf),
    /// The file is sealed, and nothing that opens it was given.
    #[error("the root key in {path} is sealed: it takes {}", said(.takes))]
    Sealed {
        /// Which file.
        path: PathBuf,
        /// What opens it.
        takes: Unsealing,
    },
    /// The passphrase is another one, or the file was changed.
    #[error("the passphrase does not open {0}")]
    WrongPassphrase(PathBuf),
    /// The shares are of another key.
    #[error("these shares do not open {0}: at least one belongs to another key")]
    WrongShares(PathBuf),
    /// What is wrong with shares by themselves.
    #[error(transparent)]
    Shares(#[from] ShareError),
}

fn said(takes: &Unsealing) -> String {
    match takes {
        Unsealing::Nothing => "nothing".to_owned(),
        Unsealing::Passphrase => "its passphrase".to_owned(),
        Unsealing::Shares { needed, count } => format!("{needed} of its {count} shares"),
    }
}

impl RootFile {
    /// The file, made with a new key in the clear if it is not there. Two that start at once take the same.
    pub fn read_or_make(path: &Path) -> Result<RootFile, FileError> {
        let missing = |error: &FileError| matches!(error, FileError::Io(_, error) if error.kind() == io::ErrorKind::NotFound);
        match RootFile::read(path) {
            Err(error) if missing(&error) => {}
            read => return read,
        }
        let text = Secret::random().to_hex();
        atomic::make(path, &text).map_err(|error| FileError::Io(path.to_owned(), error))?;
        RootFile::read(path)
    }

    /// The file as it is.
    pub fn read(path: &Path) -> Result<RootFile, FileError> {
        let failed = |error| FileError::Io(path.to_owned(), error);
        let text = atomic::read(path).map_err(failed)?;
        if atomic::is_open_to_others(path).map_err(failed)? {
            return Err(FileError::OpenToOthers(path.to_owned()));
        }
        let form = match Secret::parse(&text) {
            Ok(secret) => Form::Clear(secret),
            Err(_) => match serde_json::from_str(&text) {
                Ok(sealed) => Form::Sealed(sealed),
                Err(_) => return Err(FileError::Malformed(path.to_owned())),
            },
        };
        Ok(RootFile {
            path: path.to_owned(),
            form,
        })
    }

    /// What opens it.
    pub fn takes(&self) -> Unsealing {
        match &self.form {
            Form::Clear(_) => Unsealing::Nothing,
            Form::Sealed(Sealed::Passphrase { .. }) => Unsealing::Passphrase,
            Form::Sealed(Sealed::Shares { needed, count, .. }) => Unsealing::Shares {
                needed: *needed,
                count: *count,
            },
        }
    }

    /// The key. Takes about a second where a passphrase is to be stretched.
    pub fn open(&self, passphrase: Option<&Passphrase>, shares: &[Share]) -> Result<Secret, FileError> {
        let sealed = || FileError::Sealed {
            path: self.path.clone(),
            takes: self.takes(),
        };
        match &self.form {
            Form::Clear(secret) => Ok(secret.clone()),
            Form::Sealed(Sealed::Passphrase {
                memory_kib,
                passes,
                salt,
                sealed: bytes,
            }) => {
                let passphrase = passphrase.ok_or_else(sealed)?;
                let salt = self.decoded(salt)?;
                let stretching = Stretching {
                    memory_kib: *memory_kib,
                    passes: *passes,
                    salt: salt.as_slice().try_into().map_err(|_| self.malformed())?,
                };
                let key = stretching.key(passphrase).ok_or_else(|| self.malformed())?;
                let opened = key.open(CONTEXT, &self.decoded(bytes)?);
                opened
                    .and_then(|bytes| Secret::from_slice(&bytes))
                    .ok_or_else(|| FileError::WrongPassphrase(self.path.clone()))
            }
            Form::Sealed(Sealed::Shares { needed, check, .. }) => {
                let mut different: Vec<Share> = Vec::new();
                for share in shares {
                    if different.iter().all(|other| other.number() != share.number()) {
                        different.push(share.clone());
                    }
                }
                if different.len() < usize::from(*needed) {
                    return Err(sealed());
                }
                let secret = join(&different, *needed)?;
                let is_it = DataKey::new(&secret)
                    .open(CONTEXT, &self.decoded(check)?)
                    .is_some_and(|opened| opened.as_slice() == CHECK);
                is_it
                    .then_some(secret)
                    .ok_or_else(|| FileError::WrongShares(self.path.clone()))
            }
        }
    }

    /// Seals this key by a passphrase, in place of what the file has. Takes about a second.
    pub fn seal(path: &Path, root: &Secret, passphrase: &Passphrase) -> Result<(), FileError> {
        let stretching = Stretching::new();
        let key = stretching.key(passphrase).expect("our own parameters are sound");
        RootFile::write(
            path,
            &Sealed::Passphrase {
                memory_kib: stretching.memory_kib,
                passes: stretching.passes,
                salt: BASE64.encode(stretching.salt),
                sealed: BASE64.encode(key.seal(CONTEXT, root.as_bytes())),
            },
        )
    }

    /// Takes this key out of the file: from now on `needed` of these shares open it.
    pub fn share(path: &Path, root: &Secret, needed: u8, count: u8) -> Result<Vec<Share>, FileError> {
        let shares = split(root, needed, count)?;
        let check = DataKey::new(root).seal(CONTEXT, CHECK);
        RootFile::write(
            path,
            &Sealed::Shares {
                needed,
                count,
                check: BASE64.encode(check),
            },
        )?;
        Ok(shares)
    }

    /// Puts this key into the file in the clear.
    pub fn clear(path: &Path, root: &Secret) -> Result<(), FileError> {
        atomic::replace(path, &root.to_hex()).map_err(|error| FileError::Io(path.to_owned(), error))
    }

    fn write(path: &Path, sealed: &Sealed) -> Result<(), FileError> {
        let text = serde_json::to_string_pretty(sealed).expect("it holds nothing but texts and numbers");
        atomic::replace(path, &text).map_err(|error| FileError::Io(path.to_owned(), error))
    }

    fn decoded(&self, text: &str) -> Result<Vec<u8>, FileError> {
        BASE64.decode(text).map_err(|_| self.malformed())
    }

    fn malformed(&self) -> FileError {
        FileError::Malformed(self.path.clone())
    }
}

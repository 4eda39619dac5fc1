//! Checks a file of data keys without writing and without its lock: each record opens under the ring, or was erased.
//!
//! A node may be writing beside. What it has not finished looks like damage for a moment, so that a finding counts only if it stays.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::file::{Keys, PROBE, WRAPPED_BYTES, place};
use super::{KeyError, KeyName};
use crate::{Generation, Ring};

/// How often a finding is looked at again, and the time in between: a write in flight is over then.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// A key ends with the tag of AES-GCM. One whose tag is all zeros was never written: only the file's length had reached the disk.
const TAG_BYTES: usize = 16;

/// One key as it is in its file.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct VerifiedKey {
    /// What it is found by.
    pub name: KeyName,
    /// Where its record begins in the file.
    pub offset: u64,
    /// Whether it was erased. Nothing vouches for the name then: the key that did is gone.
    pub is_erased: bool,
}

/// What was found in a file that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedKeys {
    /// What they are wrapped under.
    pub generation: Generation,
    /// All keys, in the order of the file.
    pub keys: Vec<VerifiedKey>,
    /// Where records begin that a crash cut short, if there are any. Nobody used them; the next opening removes them.
    pub torn_from: Option<u64>,
}

/// Why a file of keys is not whole.
#[derive(Debug, thiserror::Error)]
pub enum UnsoundKeys {
    /// Bytes are not what was written.
    #[error("{} is damaged at byte {offset}: {what}", .file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// Where what was changed begins.
        offset: u64,
        /// What is wrong there.
        what: &'static str,
    },
    /// It can't be read.
    #[error("{} can't be read: {error}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Checks the file.
///
/// # Errors
/// The first place that is not as it was written.
pub fn verify_keys(path: &Path, ring: &Ring) -> Result<VerifiedKeys, UnsoundKeys> {
    let mut looks = LOOKS;
    loop {
        // The file is opened anew: the one before may have been replaced by a rotation.
        match look(path, ring) {
            Err(UnsoundKeys::Damaged { .. }) if looks > 0 => {
                looks -= 1;
                std::thread::sleep(BETWEEN_LOOKS);
            }
            found => return found,
        }
    }
}

fn look(path: &Path, ring: &Ring) -> Result<VerifiedKeys, UnsoundKeys> {
    let unreadable = |error| UnsoundKeys::Unreadable {
        file: path.to_owned(),
        error,
    };
    let damaged = |offset, what| UnsoundKeys::Damaged {
        file: path.to_owned(),
        offset,
        what,
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut reading = match Keys::begin(file, path, ring) {
        Ok(reading) => reading,
        Err(KeyError::OtherRing(_)) => {
            return Err(damaged(
                0,
                "it is not wrapped by a generation that the keyring has",
            ));
        }
        Err(KeyError::Unsound(_)) => return Err(damaged(0, "it does not begin as a file of keys")),
        Err(error) => return Err(unreadable(io::Error::other(error.to_string()))),
    };
    let mut found = VerifiedKeys {
        generation: reading.keys.generation(),
        keys: Vec::new(),
        torn_from: None,
    };
    let mut number = 0;
    while let Some((name, wrapped)) = reading.next().map_err(unreadable)? {
        let offset = place(number);
        let key = match reading.keys.unwrap(name, &wrapped) {
            Ok(_) => Some(false),
            Err(KeyError::Erased) => Some(true),
            Err(_) if is_unwritten(&wrapped) => None,
            Err(_) => return Err(damaged(offset, "the key does not open")),
        };
        match key {
            _ if number == 0 => {
                if name != PROBE || key != Some(false) {
                    return Err(damaged(offset, "the record that tells the ring does not open"));
                }
            }
            None => {
                found.torn_from.get_or_insert(offset);
            }
            Some(is_erased) => {
                if let Some(torn) = found.torn_from {
                    return Err(damaged(torn, "the key is zeros, and there are others behind it"));
                }
                found.keys.push(VerifiedKey {
                    name,
                    offset,
                    is_erased,
                });
            }
        }
        number += 1;
    }
    if number == 0 {
        return Err(damaged(place(0), "the record that tells the ring is missing"));
    }
    // Less than a record.
    if reading.left() > 0 {
        found.torn_from.get_or_insert(place(number));
    }
    Ok(found)
}

fn is_unwritten(wrapped: &[u8; WRAPPED_BYTES]) -> bool {
    wrapped[WRAPPED_BYTES - TAG_BYTES..].iter().all(|byte| *byte == 0)
}

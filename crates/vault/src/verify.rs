//! Checks a vault without opening it, and without opening any card: `bezant vault verify`.
//!
//! ```text
//!   vault/log/*.seg    every frame and the chain between them, and that each card's events follow from one another
//!   vault/log/*.snap   the hash of each, and that the log reaches as far
//!   keys/cards.keys    every key opens; each that seals a card is there, each that was shredded is gone, and no name is unknown
//!   vault/cold         every card that lies there is one that the log knows, sealed as the log says
//! ```
//!
//! Nothing is written but a copy of the cold tier, which is looked at in a vault that no process has open: opening it would mend it. All
//! else can be checked beside a running node. What it has not finished looks like a contradiction for a moment, so that one counts only
//! if it stays.

mod cold;
mod history;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bezant_engine::ColdError;
use bezant_kernel::CardId;
use bezant_keyring::{Ring, UnsoundKeys, verify_keys};
use bezant_log::disk::{Disk, RealDisk};
use bezant_log::embedded::{self, TornTail};
use bezant_log::{LogError, Position};

use crate::pool;
use cold::ColdCopy;
use history::{History, Sealing};

/// How often log and keys are read again at most while they contradict each other, each time about another key: a deletion that was
/// under way is over then, and the next one may be.
const LOOKS: u32 = 100;

/// The file of the vault's data keys, with what opens it.
pub struct KeyFile<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What its keys are wrapped by.
    pub ring: &'a Ring,
}

/// What was found in a vault that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Records in its log.
    pub records: u64,
    /// Segment files.
    pub segments: u64,
    /// An append that a crash cut short, if there is one. It answered nobody; the next opening removes it.
    pub torn_tail: Option<TornTail>,
    /// Snapshots.
    pub snapshots: usize,
    /// Cards that can be read.
    pub cards: u64,
    /// Cards that were deleted.
    pub deleted: u64,
    /// Keys that seal a card, all of them in the file; nothing where the file was not looked at.
    pub keys: Option<u64>,
    /// Cards of the cold tier, in each version that lies there; nothing where it was not looked at, since a process has the vault open.
    pub cold: Option<u64>,
}

/// The first thing that is not as it was written.
#[derive(Debug, thiserror::Error)]
pub enum Unsound {
    /// Bytes of the log.
    #[error("{} is damaged at byte {offset} (position {position}): {what}", .file.display())]
    Log {
        /// The segment.
        file: PathBuf,
        /// Where the first damaged frame begins.
        offset: u64,
        /// The first record that can't be read.
        position: Position,
        /// What was found there.
        what: String,
    },
    /// A record does not follow from those before it.
    #[error(
        "the record at position {position} of the vault's log does not follow from those before it: {what}"
    )]
    Record {
        /// Where it is in the log.
        position: Position,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A snapshot. A start takes the one before, or reads the whole log.
    #[error("{} is damaged (a snapshot up to position {position}): {what}", .file.display())]
    Snapshot {
        /// The file.
        file: PathBuf,
        /// The last record that is in it.
        position: Position,
        /// What is wrong with it.
        what: String,
    },
    /// Bytes of the file of keys.
    #[error(transparent)]
    Keys(#[from] UnsoundKeys),
    /// A key that contradicts the log.
    #[error("{} at byte {offset}: {what}", .file.display())]
    Key {
        /// The file.
        file: PathBuf,
        /// Where the key's record begins.
        offset: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A card's key is not in the file.
    #[error("{} has lost the key of the card {card}, sealed at position {position}", .file.display())]
    KeyMissing {
        /// The file.
        file: PathBuf,
        /// The card.
        card: CardId,
        /// Where the log has what the key sealed.
        position: Position,
    },
    /// A card in the cold tier.
    #[error("{} holds the card {card} (position {position}) otherwise than the log: {what}", .folder.display())]
    Cold {
        /// The folder of the cold tier.
        folder: PathBuf,
        /// The card.
        card: CardId,
        /// Where the log has the event of that version.
        position: Position,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The cold tier can't be opened or read.
    #[error("{}: {error}", .folder.display())]
    ColdUnreadable {
        /// The folder of the cold tier.
        folder: PathBuf,
        /// What its reader says.
        error: ColdError,
    },
    /// A file can't be read.
    #[error("the vault can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// The log can't be read.
    #[error("the vault's log can't be read: {0}")]
    LogUnreadable(LogError),
}

/// Checks the vault in this folder, and the file of its keys if it is given.
///
/// # Errors
/// The first thing that is not as it was written, with its place.
pub fn verify(
    folder: &Path,
    keys: Option<KeyFile<'_>>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Verified, Unsound> {
    let log_folder = folder.join("log");
    let in_log = |error| match error {
        LogError::Damaged {
            segment,
            offset,
            position,
            what,
        } => Unsound::Log {
            file: log_folder.join(segment),
            offset,
            position,
            what,
        },
        error => Unsound::LogUnreadable(error),
    };
    let disk: Arc<dyn Disk> = Arc::new(RealDisk::open_existing(&log_folder)?);
    // Whoever has the lock is the vault; while this has it, no node opens it.
    let lock = match disk.lock() {
        Ok(lock) => Some(lock),
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => None,
        Err(error) => return Err(error.into()),
    };
    let chain = embedded::verify(Arc::clone(&disk), progress).map_err(&in_log)?;
    // The snapshots come first: one that is saved meanwhile must not be ahead of the log as it was read.
    let snapshots = embedded::verify_snapshots(Arc::clone(&disk)).map_err(Unsound::LogUnreadable)?;
    let (mut looks, mut doubted) = (LOOKS, None);
    let mut cold = match &lock {
        Some(_) => Some(ColdCopy::of(folder)?),
        None => None,
    };
    let (history, keys) = loop {
        let history = History::read(Arc::clone(&disk), in_log, &mut |step| match &mut cold {
            Some(cold) => cold.check(step),
            None => Ok(()),
        })?;
        let Some(keys) = &keys else {
            break (history, None);
        };
        match check_keys(keys, &history) {
            Ok(found) => break (history, Some(found)),
            // A card was deleted after the log was read.
            Err(Unsound::Key { offset, .. }) if lock.is_none() && looks > 0 && doubted != Some(offset) => {
                (looks, doubted) = (looks - 1, Some(offset));
            }
            Err(error) => return Err(error),
        }
    };
    for snapshot in &snapshots {
        let broken = snapshot.broken.clone();
        let is_ahead = snapshot.position > history.head;
        let ahead = is_ahead.then(|| format!("the log ends before it, at position {}", history.head));
        if let Some(what) = broken.or(ahead) {
            return Err(Unsound::Snapshot {
                file: log_folder.join(&snapshot.file),
                position: snapshot.position,
                what,
            });
        }
    }
    Ok(Verified {
        records: chain.records,
        segments: chain.segments,
        torn_tail: chain.torn_tail,
        snapshots: snapshots.len(),
        cards: history.live(),
        deleted: history.deleted,
        keys,
        cold: cold.map(|cold| cold.found),
    })
}

/// Every key that seals a card is there, and every key that is gone was to go. How many seal one.
fn check_keys(keys: &KeyFile<'_>, history: &History) -> Result<u64, Unsound> {
    let found = verify_keys(keys.path, keys.ring)?;
    let contradiction = |offset, what| Unsound::Key {
        file: keys.path.to_owned(),
        offset,
        what,
    };
    let mut sealing = BTreeSet::new();
    for key in &found.keys {
        let said = history.keys.get(&key.name);
        let problem = match (key.is_erased, said) {
            (false, Some(Sealing::Shredded)) => "a key that the log says is shredded is there",
            (true, Some(Sealing::Card { .. })) => "a key that seals a card is erased",
            (true, None) if key.name.kind() == pool::CARD => "a key was erased that the log does not know",
            (true, None) if !pool::is_known(key.name.kind()) => "no key has such a name",
            (false, None) if !pool::is_known(key.name.kind()) => "no key has such a name",
            (false, None | Some(Sealing::Card { .. } | Sealing::Retired))
            | (true, None | Some(Sealing::Retired | Sealing::Shredded)) => {
                sealing.insert(key.name);
                continue;
            }
        };
        return Err(contradiction(key.offset, problem));
    }
    let mut count = 0;
    for (name, sealed) in &history.keys {
        let Sealing::Card { card, position } = *sealed else {
            continue;
        };
        if !sealing.contains(name) {
            return Err(Unsound::KeyMissing {
                file: keys.path.to_owned(),
                card,
                position,
            });
        }
        count += 1;
    }
    Ok(count)
}

//! What can be asked about the access policy, what happens then, and the decision between the two.

use std::collections::BTreeMap;

use bezant_kernel::{Tenant, Timestamp};

use super::Rejection;
use crate::{Authority, Permission};

/// The texts of a bundle by their paths.
pub type Files = BTreeMap<String, String>;

/// The policy that Bezant brings has this version: it is in force until another one is.
pub const BUILT_IN: u32 = 0;
/// All texts and paths together, so that an event fits into the log and fifty of them into memory.
pub const MAXIMUM_BYTES: usize = 256 * 1_024;
/// So many files a bundle may have.
pub const MAXIMUM_FILES: usize = 64;
/// So long a note may be.
pub const MAXIMUM_NOTE_CHARACTERS: usize = 200;

const MAXIMUM_PATH_BYTES: usize = 128;

/// What can be asked.
#[derive(Clone, Debug)]
pub enum Command {
    /// Keep these texts as a new version. It is not in force yet.
    Propose {
        /// The texts, compiled by the caller.
        files: Files,
        /// Why, in the author's words.
        note: String,
    },
    /// Put a version in force.
    Activate {
        /// Which; [`BUILT_IN`] for the one that Bezant brings.
        version: u32,
    },
    /// Put the version in force that was so before the present one.
    RollBack,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A version was proposed.
    Proposed {
        /// Its number, counted from 1.
        version: u32,
        /// Its texts.
        files: Files,
        /// Why.
        note: String,
    },
    /// A version came into force.
    Activated {
        /// Which.
        version: u32,
    },
    /// The version before came into force again.
    RolledBack {
        /// The version that was in force.
        from: u32,
        /// The one that is now.
        to: u32,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::Proposed { .. } => "policy.proposed",
            Event::Activated { .. } => "policy.activated",
            Event::RolledBack { .. } => "policy.rolled_back",
        }
    }

    /// Nothing: the policy is the node's own, and no tenant's stream shows it.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match self {
            Event::Proposed { .. } | Event::Activated { .. } | Event::RolledBack { .. } => None,
        }
    }
}

/// What identifies these texts: a hash over paths and texts, each with its length, so that no two bundles run together.
pub fn digest(files: &Files) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("bezant access policy bundle v1");
    for part in files.iter().flat_map(|(path, text)| [path, text]) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Decides a command of `tenant`, by `authority`, that would be committed at `now`.
pub(crate) fn decide(
    state: &crate::State,
    _now: Timestamp,
    tenant: Tenant,
    authority: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    if !authority
        .permissions(state, tenant)
        .contains(Permission::PolicyManage)
    {
        return Err(Rejection::NotPermitted);
    }
    let state = &state.bundle;
    match command {
        Command::Propose { files, note } => {
            check_files(&files)?;
            check_note(&note)?;
            let version = state.count().checked_add(1).ok_or(Rejection::TooManyVersions)?;
            Ok(vec![Event::Proposed { version, files, note }])
        }
        Command::Activate { version } => {
            if version != BUILT_IN && state.version(version).is_none() {
                return Err(Rejection::VersionUnknown(version));
            }
            if state.active() == version {
                return Err(Rejection::ActiveAlready(version));
            }
            Ok(vec![Event::Activated { version }])
        }
        Command::RollBack => {
            let to = state.before().ok_or(Rejection::NothingBefore)?;
            Ok(vec![Event::RolledBack {
                from: state.active(),
                to,
            }])
        }
    }
}

/// Whether a bundle may consist of these files. Their contents are not looked at.
pub fn check_files(files: &Files) -> Result<(), Rejection> {
    if files.is_empty() || files.len() > MAXIMUM_FILES {
        return Err(Rejection::FileCount);
    }
    if let Some(path) = files.keys().find(|path| !is_path(path)) {
        return Err(Rejection::PathInvalid(
            path.chars().take(MAXIMUM_PATH_BYTES).collect(),
        ));
    }
    let bytes: usize = files.iter().map(|(path, text)| path.len() + text.len()).sum();
    if bytes > MAXIMUM_BYTES {
        return Err(Rejection::TooLarge(bytes));
    }
    Ok(())
}

/// Relative, downwards, and the same on every system.
fn is_path(path: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    path.len() <= MAXIMUM_PATH_BYTES && path.ends_with(".rego") && path.split('/').all(is_plain)
}

fn check_note(note: &str) -> Result<(), Rejection> {
    if note.chars().count() > MAXIMUM_NOTE_CHARACTERS || note.chars().any(char::is_control) {
        return Err(Rejection::NoteInvalid);
    }
    Ok(())
}

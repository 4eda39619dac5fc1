//! The versions at hand and the one in force, and how events change them.

use std::collections::BTreeMap;
use std::sync::Arc;

use bezant_kernel::{Tenant, Timestamp};

use super::{BUILT_IN, Event, Files, digest};
use crate::Authority;

/// So many versions stay at hand with their texts; older ones that can't be rolled back to are only in the log.
pub const MAXIMUM_VERSIONS: usize = 50;
/// So many steps back are possible.
const MOST_STEPS_BACK: usize = 16;

/// A version of the access policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its texts.
    pub files: Arc<Files>,
    /// What identifies them, see [`digest`].
    pub digest: [u8; 32],
    /// Why it was proposed.
    pub note: String,
    /// By whom.
    pub by: Authority,
    /// When.
    pub proposed_at: Timestamp,
    /// When it came into force for the last time.
    pub activated_at: Option<Timestamp>,
}

/// The versions there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub(super) count: u32,
    pub(super) versions: BTreeMap<u32, Version>,
    pub(super) active: u32,
    /// The versions that were in force before, the last one last.
    pub(super) before: Vec<u32>,
}

impl State {
    /// How many versions there were.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The version in force; [`BUILT_IN`] if it is the one that Bezant brings.
    pub fn active(&self) -> u32 {
        self.active
    }

    /// The texts in force; `None` if they are those that Bezant brings.
    pub fn active_version(&self) -> Option<&Version> {
        self.version(self.active)
    }

    /// The version that a step back would put in force.
    pub fn before(&self) -> Option<u32> {
        self.before.last().copied()
    }

    /// A version that is at hand.
    pub fn version(&self, version: u32) -> Option<&Version> {
        self.versions.get(&version)
    }

    /// The versions at hand, the oldest first.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = (u32, &Version)> {
        self.versions.iter().map(|(version, found)| (*version, found))
    }

    /// What is in force or can be rolled back to stays, however old.
    fn forget_old(&mut self) {
        while self.versions.len() > MAXIMUM_VERSIONS {
            let is_free = |version: &u32| *version != self.active && !self.before.contains(version);
            let oldest = self.versions.keys().copied().find(is_free);
            let oldest = oldest.expect("more versions are kept than can be in force or rolled back to");
            self.versions.remove(&oldest);
        }
    }

    fn put_in_force(&mut self, version: u32, at: Timestamp) {
        assert!(
            version == BUILT_IN || self.versions.contains_key(&version),
            "a version that comes into force is at hand"
        );
        self.active = version;
        if let Some(found) = self.versions.get_mut(&version) {
            found.activated_at = Some(at);
        }
    }
}

/// Applies an event that was committed at `at`, of whatever tenant: the policy is the node's.
pub(crate) fn apply(state: &mut State, at: Timestamp, _tenant: Tenant, by: &Authority, event: &Event) {
    match event {
        Event::Proposed { version, files, note } => {
            state.count = *version;
            let proposed = Version {
                files: Arc::new(files.clone()),
                digest: digest(files),
                note: note.clone(),
                by: by.clone(),
                proposed_at: at,
                activated_at: None,
            };
            state.versions.insert(*version, proposed);
            state.forget_old();
        }
        Event::Activated { version } => {
            if state.before.len() == MOST_STEPS_BACK {
                state.before.remove(0);
            }
            state.before.push(state.active);
            state.put_in_force(*version, at);
        }
        Event::RolledBack { to, .. } => {
            state.before.pop();
            state.put_in_force(*to, at);
        }
    }
}

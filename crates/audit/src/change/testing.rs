//! What the follower of changes does now and then, at will.
#![allow(clippy::unwrap_used)]

use bezant_log::embedded::FileSnapshots;

use super::known::{self, Known};
use crate::trail::Trail;

/// The snapshots of what the trail tells.
pub(crate) fn snapshots(trail: &Trail) -> FileSnapshots {
    known::snapshots(trail.folder()).unwrap()
}

/// Keeps what the trail tells up to its end.
pub(crate) fn save_known(trail: &Trail) {
    let (store, reader) = (snapshots(trail), trail.reader());
    let known = Known::read(&store, &*reader).unwrap();
    known.save(&store, reader.head()).unwrap();
}

/// Where a follower of the main log would go on.
pub(crate) fn followed_at(trail: &Trail) -> u64 {
    Known::read(&snapshots(trail), &*trail.reader()).unwrap().position
}

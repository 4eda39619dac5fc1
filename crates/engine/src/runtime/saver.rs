//! The thread that saves snapshots, so that no caller waits for them.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use bezant_log::SnapshotStore;

use crate::cold::Cold;
use crate::snapshot::Snapshot;
use crate::stats::{Counters, add};

/// Saves what comes until nothing more can. A failure costs only restart time: the log has everything.
pub(crate) fn run(
    snapshots: &Receiver<Snapshot>,
    store: &Arc<dyn SnapshotStore>,
    cold: &Arc<dyn Cold>,
    counters: &Counters,
) {
    while let Ok(snapshot) = snapshots.recv() {
        let position = snapshot.position;
        match snapshot.save(&**store, &**cold) {
            Ok(()) => add(&counters.snapshots, 1),
            Err(error) => {
                add(&counters.snapshot_failures, 1);
                tracing::warn!(position = position.0, %error, "a snapshot could not be saved");
            }
        }
    }
}

//! The thread that saves snapshots, so that no caller waits for them.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use bezant_log::SnapshotStore;

use crate::cold::Cold;
use crate::partition::Snapshot;
use crate::stats::{Counters, add};

/// Saves what comes until nothing more can. A failure costs only restart time: the log has everything.
pub(crate) fn run(
    snapshots: &Receiver<Snapshot>,
    store: &Arc<dyn SnapshotStore>,
    cold: &Arc<dyn Cold>,
    counters: &Counters,
) {
    while let Ok(Snapshot { position, bytes }) = snapshots.recv() {
        // The snapshot lacks what had left memory; that must be durable first.
        let synced = cold.sync().map_err(|error| error.to_string());
        let saved = synced.and_then(|()| store.save(position, &bytes).map_err(|error| error.to_string()));
        match saved {
            Ok(()) => add(&counters.snapshots, 1),
            Err(error) => {
                add(&counters.snapshot_failures, 1);
                tracing::warn!(position = position.0, %error, "a snapshot could not be saved");
            }
        }
    }
}

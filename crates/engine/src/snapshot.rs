//! Snapshots: a shortcut for the next start, never the truth.

use bezant_log::{LogError, Position, SnapshotStore};

use crate::cold::{Cold, ColdError, ColdKey};

/// Says in the cold tier which snapshots it completes.
const MARK: ColdKey = ColdKey { space: 241, id: 0 };

/// A state without what lay in the cold tier. It may be saved only once `position` is committed.
pub struct Snapshot {
    /// The last record that is in it; no later one is.
    pub position: Position,
    pub(crate) state: Frozen,
}

/// A state at rest, to be written elsewhere than on the deciding thread.
pub type Frozen = Box<dyn FnOnce(&mut Vec<u8>) + Send>;

/// Why a snapshot was not saved. The one before stays good.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// What the snapshot lacks could not be made durable.
    #[error(transparent)]
    Cold(#[from] ColdError),
    /// The store failed.
    #[error("the snapshot store failed: {0}")]
    Store(#[from] LogError),
}

impl Snapshot {
    /// Makes what had left memory durable, marked as belonging to this snapshot, and then saves the snapshot.
    pub fn save(self, store: &dyn SnapshotStore, cold: &dyn Cold) -> Result<(), SaveError> {
        let position = self.position;
        cold.put(MARK, position, &position.0.to_be_bytes())?;
        cold.sync()?;
        store.save(position, &self.into_bytes())?;
        Ok(())
    }

    /// The state, written out.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        (self.state)(&mut bytes);
        bytes
    }
}

/// Whether the cold tier has what the snapshot at `position` lacks: not if it was lost or put back from an older copy.
pub(crate) fn is_completed_by(cold: &dyn Cold, position: Position) -> Result<bool, ColdError> {
    let mark = cold.get(MARK, position)?;
    Ok(mark.is_some_and(|mark| mark == position.0.to_be_bytes()))
}

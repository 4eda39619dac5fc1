//! The cold tier: finished entities by key, on disk, so that memory grows with what is open and not with history.
//!
//! It is derived from the log and never the truth. An entity is written with the position of its last change and read
//! "as of" a position: when a recovery starts from a snapshot at P, versions written after P by the previous run
//! are invisible until the replay reaches them. Only committed entities are ever written.

mod behind;
mod fjall;
mod memory;

pub use behind::ColdBehind;
pub use fjall::FjallCold;
pub use memory::MemoryCold;

use std::sync::Arc;

use bezant_kernel::Tenant;
use bezant_log::Position;

use crate::archive::{Archive, ArchivedRecord, By};

/// Names an entity in the cold tier.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColdKey {
    /// The kind of entity; each user of the tier has its own numbers. Those from 240 on are the engine's.
    pub space: u8,
    /// The entity's id.
    pub id: u128,
}

/// The cold tier can't be read or written; the node must stop.
#[derive(Debug, thiserror::Error)]
#[error("the cold tier failed: {0}")]
pub struct ColdError(pub String);

/// Reading as of the position at which the caller's state stands.
pub trait ColdRead {
    /// The newest version of the entity that is not newer than the state.
    fn get(&self, key: ColdKey) -> Result<Option<Vec<u8>>, ColdError>;

    /// Hands out each archived record that the state may know and whose id, or whose related id, is among `ids`.
    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError>;
}

/// Where a partition keeps what is not in memory, besides the log.
#[derive(Clone)]
pub struct Tiers {
    /// Entities by key.
    pub cold: Arc<dyn Cold>,
    /// Packed records by id.
    pub archive: Arc<dyn Archive>,
}

/// An entity as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Of its last change.
    pub position: Position,
    /// What was put.
    pub value: Vec<u8>,
}

/// A cold tier.
pub trait Cold: Send + Sync {
    /// The newest version of the entity written for a position at or below `as_of`.
    fn version(&self, key: ColdKey, as_of: Position) -> Result<Option<Version>, ColdError>;
    /// The value of that version.
    fn get(&self, key: ColdKey, as_of: Position) -> Result<Option<Vec<u8>>, ColdError> {
        Ok(self.version(key, as_of)?.map(|version| version.value))
    }
    /// Writes a version. Not durable before [`Cold::sync`]; writing the same version twice is harmless.
    fn put(&self, key: ColdKey, position: Position, value: &[u8]) -> Result<(), ColdError>;
    /// Whether there is room for more. While there is not, entities stay in memory.
    fn has_room(&self) -> bool {
        true
    }
    /// Waits for the room that comes by waiting alone: until what was put has reached the disk's tables.
    fn settle(&self) -> Result<(), ColdError> {
        Ok(())
    }
    /// Makes everything written so far durable. Called before a snapshot that relies on it.
    fn sync(&self) -> Result<(), ColdError>;
}

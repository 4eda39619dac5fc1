//! The cold tier in memory, for tests and simulations. It may forget what was not synced, as a crash does.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use bezant_log::Position;

use super::{Cold, ColdError, ColdKey, Version};

type Versions = BTreeMap<(ColdKey, Position), Vec<u8>>;

/// A cold tier in memory.
#[derive(Debug, Default)]
pub struct MemoryCold {
    tables: Mutex<Tables>,
}

#[derive(Debug, Default)]
struct Tables {
    current: Versions,
    unsynced: Vec<(ColdKey, Position)>,
}

impl MemoryCold {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets a part of what was written since the last sync: `keeps` is asked for each version.
    pub fn crash(&self, mut keeps: impl FnMut(ColdKey, Position) -> bool) {
        let mut tables = self.tables();
        for (key, position) in std::mem::take(&mut tables.unsynced) {
            if !keeps(key, position) {
                tables.current.remove(&(key, position));
            }
        }
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables
            .lock()
            .expect("no one panics while holding the tables")
    }
}

impl Cold for MemoryCold {
    fn version(&self, key: ColdKey, as_of: Position) -> Result<Option<Version>, ColdError> {
        let tables = self.tables();
        let newest = tables
            .current
            .range((key, Position(0))..=(key, as_of))
            .next_back();
        Ok(newest.map(|(&(_, position), value)| Version {
            position,
            value: value.clone(),
        }))
    }

    fn put(&self, key: ColdKey, position: Position, value: &[u8]) -> Result<(), ColdError> {
        let mut tables = self.tables();
        if tables.current.insert((key, position), value.to_vec()).is_none() {
            tables.unsynced.push((key, position));
        }
        Ok(())
    }

    fn sync(&self) -> Result<(), ColdError> {
        self.tables().unsynced.clear();
        Ok(())
    }
}

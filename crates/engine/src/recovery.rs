//! From the newest snapshot and the tail of the log back to the state.

use bezant_kernel::TableSecret;
use bezant_kernel::wire::Corrupt;
use bezant_log::{LogError, LogReader, Position, SnapshotStore};

use crate::Machine;
use crate::archive::{ARCHIVED_BYTES, Archived, RecordPlace};
use crate::cold::{Cold, ColdError, Tiers};
use crate::entry::{self, Record};
use crate::partition::Partition;
use crate::snapshot;
use crate::state::State;

/// Read at a time: large enough for sequential speed, small beside the state.
const READ_BYTES: usize = 4 * 1024 * 1024;

/// Between evictions, so that a long replay needs no more memory than running did.
const RECORDS_PER_EVICTION: u64 = 4_096;

/// How far a recovery is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The position of the snapshot it started from; 0 without one.
    pub snapshot: Position,
    /// The last record applied.
    pub applied: Position,
    /// The last record there is.
    pub head: Position,
}

/// Why a partition can't start.
#[derive(Debug, thiserror::Error)]
pub enum RecoverError {
    /// The log can't be read.
    #[error("the log can't be read: {0}")]
    Log(#[from] LogError),
    /// The cold tier can't be read or written.
    #[error(transparent)]
    Cold(#[from] ColdError),
    /// A record does not decode.
    #[error("the record at position {} is damaged: {damage}", position.0)]
    Record {
        /// Where.
        position: Position,
        /// How.
        damage: Corrupt,
    },
    /// The log does not hold what the state needs.
    #[error("the log has no record at position {}", .0.0)]
    Missing(Position),
}

impl<M: Machine, S, Q> Partition<M, S, Q> {
    /// The state at the log's head. `initial` is the machine before the first record.
    ///
    /// A snapshot that does not decode, or without the cold tier that it was saved with, is left aside and the whole log
    /// replayed: it is only a shortcut.
    pub fn recover(
        initial: M,
        reader: &dyn LogReader,
        snapshots: &dyn SnapshotStore,
        tiers: Tiers,
        seed: [u8; 32],
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, RecoverError> {
        let head = reader.head();
        let secret = TableSecret::from_seed(seed);
        let mut state = State::new(initial, secret);
        if let Some((at, bytes)) = snapshots.latest()? {
            if at > head {
                return Err(RecoverError::Missing(at));
            }
            match State::restore(&state.machine, at, &bytes, secret) {
                Ok(_) if !snapshot::is_completed_by(&*tiers.cold, at)? => {
                    tracing::warn!(
                        position = at.0,
                        "the cold tier lacks what the snapshot needs; replaying the whole log"
                    );
                }
                Ok(restored) => state = restored,
                Err(damage) => {
                    tracing::warn!(position = at.0, %damage, "the snapshot can't be used; replaying the whole log");
                }
            }
        }
        let began_at = state.head;
        // The archive may be behind the snapshot: what it has not on disk is taken from the log again.
        let mut reached = state.head.min(tiers.archive.indexed());
        while reached < head {
            let records = reader.read_after(reached, READ_BYTES)?;
            if records.is_empty() {
                return Err(RecoverError::Missing(reached.next()));
            }
            for stored in records {
                let position = reached.next();
                if stored.position != position {
                    return Err(RecoverError::Missing(position));
                }
                let record = entry::decode::<M>(stored.payload)
                    .map_err(|damage| RecoverError::Record { position, damage })?;
                archive(&tiers, position, &record, M::archived)?;
                reached = position;
                if position <= state.head {
                    continue;
                }
                if record.committed_at < state.committed_at {
                    let damage = Corrupt("its time is before that of the record ahead of it");
                    return Err(RecoverError::Record { position, damage });
                }
                state.replay(&record, &tiers)?;
                if position.0.is_multiple_of(RECORDS_PER_EVICTION) {
                    evict_all(&mut state, position, &*tiers.cold)?;
                }
            }
            progress(Progress {
                snapshot: began_at,
                applied: reached,
                head,
            });
        }
        Ok(Partition::at(state, began_at, tiers, seed))
    }
}

/// Waits for a tier that is only behind: nothing else slows a replay down, and memory would grow with the log.
fn evict_all<M: Machine>(
    state: &mut State<M>,
    committed: Position,
    cold: &dyn Cold,
) -> Result<(), ColdError> {
    loop {
        while state.evict(committed, cold)? > 0 {}
        if cold.has_room() {
            return Ok(());
        }
        cold.settle()?;
        if !cold.has_room() {
            return Ok(());
        }
    }
}

/// Shows the archive a record of the log.
fn archive<E>(
    tiers: &Tiers,
    position: Position,
    record: &Record<E>,
    packed: impl Fn(&E) -> Option<Archived<'_>>,
) -> Result<(), ColdError> {
    let mut place = RecordPlace { position, nth: 0 };
    for Archived { records, .. } in record.events.iter().filter_map(packed) {
        tiers.archive.add(record.tenant, place, records)?;
        place.nth += u32::try_from(records.len() / ARCHIVED_BYTES).expect("a record is small");
    }
    tiers.archive.committed(position)
}

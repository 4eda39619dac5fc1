//! The archive: where packed records are found again, however old, without being kept in memory or written twice.
//!
//! Some events carry packed records of a fixed width, ledger transfers. The log keeps them for ever; the archive keeps where
//! each one lies, so that an id that was used once is known for ever. It is derived from the log and never the truth. In come
//! the records of each staged event, in the order of the log; out come records by id. It must never deny a record that was
//! added, and never show one to a state that stands before it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard};

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{Tenant, Timestamp};
use bezant_log::{LogReader, Position};
use bytes::Bytes;

use crate::Machine;
use crate::cold::ColdError;
use crate::entry::{self, Span};

/// The width of a packed record. Its first 16 bytes are its id, those from 48 on the id of the record that it relates to, zero
/// for none; both little-endian.
pub const ARCHIVED_BYTES: usize = 128;

/// A packed record.
pub type ArchivedRecord = [u8; ARCHIVED_BYTES];

/// The packed records of an event.
pub struct Archived<'a> {
    /// What stands before the records in the event's stored form.
    pub prefix: [u8; 2],
    /// The records, back to back, and nothing behind them.
    pub records: &'a Bytes,
}

/// What a record is looked up by.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Its own id.
    Id,
    /// The id of the record that it relates to.
    Related,
}

/// Where a record lies.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordPlace {
    /// The log record.
    pub position: Position,
    /// Counted from zero over all packed records of the log record.
    pub nth: u32,
}

/// An index over all packed records of a log. Ids are each tenant's own.
pub trait Archive: Send + Sync {
    /// Takes in the packed records of an event. `place` is that of the first; places go up. What the archive has durably
    /// already is passed over. Nothing is written to disk before [`Archive::committed`] reaches it.
    fn add(&self, tenant: Tenant, place: RecordPlace, records: &Bytes) -> Result<(), ColdError>;

    /// Whether it can surely take in the packed records of one more log record. Where it can't, nothing more is decided until it
    /// can.
    fn has_room(&self) -> bool {
        true
    }

    /// Every record at or below is durable in the log.
    fn committed(&self, up_to: Position) -> Result<(), ColdError>;

    /// Hands out each record at or below `as_of` whose id, or whose related id, is among `ids`.
    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        as_of: Position,
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError>;

    /// Up to here nothing needs to be added again after a restart.
    fn indexed(&self) -> Position;
}

/// What each log record says first.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct RecordHead {
    /// When it was committed. Never goes back within a log.
    pub committed_at: Timestamp,
    /// On whose behalf.
    pub tenant: Tenant,
}

impl RecordHead {
    /// A head takes less than this.
    const BYTES: usize = 64;

    /// The head of the record at `position`; `None` where there is no such record.
    pub fn read(reader: &dyn LogReader, position: Position) -> Result<Option<RecordHead>, ColdError> {
        let start = reader
            .read_slice(position, 0, RecordHead::BYTES)
            .map_err(|error| ColdError(error.to_string()))?;
        if start.is_empty() {
            return Ok(None);
        }
        let head = RecordHead::of_payload(&start);
        head.map(Some)
            .map_err(|damage| ColdError(format!("the record at position {position}: {damage}")))
    }

    /// The head with which a record's payload begins.
    pub fn of_payload(payload: &[u8]) -> Result<RecordHead, Corrupt> {
        entry::decode_head(payload)
    }
}

/// Where a log record keeps its packed records.
pub struct PackedSpans {
    position: Position,
    /// Whose record it is; `None` where there is no record.
    tenant: Option<Tenant>,
    /// Where each event's records lie in the payload.
    spans: Vec<Range<usize>>,
}

/// A payload is read in steps of this size while looking for where its events begin.
const PREFIX_BYTES: usize = 512;

impl PackedSpans {
    /// Looks into the log record at `position`, reading no more than the beginnings of its events.
    pub fn read<M: Machine>(reader: &dyn LogReader, position: Position) -> Result<PackedSpans, ColdError> {
        let damaged = |what: &str| ColdError(format!("the record at position {position}: {what}"));
        let read = |offset: usize| {
            reader
                .read_slice(position, offset, PREFIX_BYTES)
                .map_err(|error| ColdError(error.to_string()))
        };
        let (mut at, mut window_at, mut window) = (0, 0, read(0)?);
        let head = (!window.is_empty()).then(|| RecordHead::of_payload(&window));
        let head = head.transpose().map_err(|damage| damaged(damage.0))?;
        let mut spans = Vec::new();
        loop {
            // A field's key and length, and an event's prefix, take less than this.
            const HEAD_BYTES: usize = 32;
            if at + HEAD_BYTES > window_at + window.len() && window.len() == PREFIX_BYTES {
                (window_at, window) = (at, read(at)?);
            }
            let rest = &window[(at - window_at).min(window.len())..];
            if rest.is_empty() {
                break;
            }
            let Span { is_event, head, body } = entry::next_span(rest).map_err(|damage| damaged(damage.0))?;
            if is_event && let Some(prefix) = M::archived_prefix(&rest[head..]) {
                spans.push(at + head + prefix..at + head + body);
            }
            at += head + body;
        }
        Ok(PackedSpans {
            position,
            tenant: head.map(|head| head.tenant),
            spans,
        })
    }

    /// The log record's position.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Whose packed records these are; `None` where the log has no such record.
    pub fn tenant(&self) -> Option<Tenant> {
        self.tenant
    }

    /// How many events with packed records there are.
    pub fn events(&self) -> usize {
        self.spans.len()
    }

    /// The offset of the nth packed record in the payload.
    pub fn offset(&self, nth: u32) -> Option<usize> {
        let mut nth = nth as usize;
        for span in &self.spans {
            let count = span.len() / ARCHIVED_BYTES;
            if nth < count {
                return Some(span.start + nth * ARCHIVED_BYTES);
            }
            nth -= count;
        }
        None
    }
}

/// An archive in memory, for tests and simulations. One that goes on after a crash would know records that never were: take a new
/// one then, and the recovery fills it from the log.
#[derive(Debug, Default)]
pub struct MemoryArchive {
    tables: Mutex<Tables>,
}

type Table = BTreeMap<(Tenant, u128), Vec<(RecordPlace, ArchivedRecord)>>;

#[derive(Debug, Default)]
struct Tables {
    by_id: Table,
    by_related: Table,
    committed: Position,
}

impl MemoryArchive {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables
            .lock()
            .expect("no one panics while holding the tables")
    }
}

impl Archive for MemoryArchive {
    fn add(&self, tenant: Tenant, place: RecordPlace, records: &Bytes) -> Result<(), ColdError> {
        let mut tables = self.tables();
        if place.position <= tables.committed {
            return Ok(());
        }
        let (records, rest) = records.as_chunks::<ARCHIVED_BYTES>();
        assert!(rest.is_empty(), "packed records have one width");
        for (nth, record) in (place.nth..).zip(records) {
            let place = RecordPlace { nth, ..place };
            let (id, related) = (number(record, 0), number(record, 48));
            tables
                .by_id
                .entry((tenant, id))
                .or_default()
                .push((place, *record));
            if related != 0 {
                tables
                    .by_related
                    .entry((tenant, related))
                    .or_default()
                    .push((place, *record));
            }
        }
        Ok(())
    }

    fn committed(&self, up_to: Position) -> Result<(), ColdError> {
        let mut tables = self.tables();
        tables.committed = tables.committed.max(up_to);
        Ok(())
    }

    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        as_of: Position,
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError> {
        let tables = self.tables();
        let table = match by {
            By::Id => &tables.by_id,
            By::Related => &tables.by_related,
        };
        for &id in ids {
            for (place, record) in table.get(&(tenant, id)).into_iter().flatten() {
                if place.position <= as_of {
                    found(record);
                }
            }
        }
        Ok(())
    }

    fn indexed(&self) -> Position {
        self.tables().committed
    }
}

fn number(record: &ArchivedRecord, at: usize) -> u128 {
    u128::from_le_bytes(*record[at..].first_chunk().expect("a record is 128 bytes"))
}

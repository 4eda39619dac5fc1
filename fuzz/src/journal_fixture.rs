//! A small journal as it stands on disk, runs merged and not, and the log that it is an index of.

use std::collections::BTreeMap;
use std::io::IoSlice;
use std::sync::Arc;

use bezant_journal::{Journal, JournalError, Options, PackedTransfer, Place, RecordSource, Stored};
use bezant_kernel::{Tenant, TenantId};
use bezant_log::Position;
use bezant_log::disk::{Disk, SimulatedDisk};
use bytes::Bytes;

use crate::edits::Files;
use crate::log_fixture::files_of;

pub(crate) const OPTIONS: Options = Options {
    table_transfers: 40,
    waiting_tables: 2,
    ids_fan_in: 3,
    accounts_fan_in: 4,
};

const RECORDS: u64 = 20;
const PER_RECORD: u16 = 13;
/// Of which the last are in no run yet.
const TRANSFERS: u128 = RECORDS as u128 * PER_RECORD as u128;

pub(crate) fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(1))
}

/// The log: what was committed, and nothing else.
pub(crate) struct Records(pub(crate) BTreeMap<Place, Stored>);

impl RecordSource for Records {
    fn transfer(&self, place: Place) -> Result<Stored, JournalError> {
        self.0
            .get(&place)
            .copied()
            .ok_or(JournalError::NotInLog { place })
    }
}

pub(crate) struct Fixture {
    pub(crate) files: Files,
    pub(crate) records: Arc<Records>,
}

impl Fixture {
    pub(crate) fn new() -> Fixture {
        let disk = SimulatedDisk::new(7);
        put(&disk, "manifest", &empty_manifest());
        let records = Arc::new(Records(all().collect()));
        let journal = Journal::open_on(Arc::new(disk.clone()), OPTIONS, records.clone())
            .expect("an empty manifest is one of a new journal");
        for position in (1..=RECORDS).map(Position) {
            add(&journal, &records, position);
            journal.committed(position);
        }
        journal.settle().expect("there is room in memory");
        let stats = journal.stats();
        assert!(
            stats.id_runs > 1 && stats.merges > 0 && stats.young_transfers > 0,
            "{stats:?}"
        );
        drop(journal);
        Fixture {
            files: files_of(&disk),
            records,
        }
    }

    /// All places at or below.
    pub(crate) fn up_to(&self, position: Position) -> impl Iterator<Item = (Place, PackedTransfer)> + '_ {
        let range = ..=Place::last_of(position);
        self.records
            .0
            .range(range)
            .map(|(&place, stored)| (place, stored.transfer))
    }

    /// Adds what the journal has not, as a node does at its start.
    pub(crate) fn complete(&self, journal: &Journal) -> Result<(), JournalError> {
        journal.committed(Position(RECORDS));
        for position in (1..=RECORDS).map(Position) {
            let bytes = bytes_of(&self.records, position);
            journal.add(tenant(), position, 0, &bytes)?;
        }
        Ok(())
    }
}

/// Ids of all transfers and of one that is not there; no zero among them.
pub(crate) fn ids() -> Vec<u128> {
    (1..=TRANSFERS + 1).collect()
}

pub(crate) fn end() -> Position {
    Position(RECORDS)
}

fn all() -> impl Iterator<Item = (Place, Stored)> {
    let places = (1..=RECORDS).flat_map(|position| (0..PER_RECORD).map(move |nth| (position, nth)));
    (1..).zip(places).map(|(id, (position, nth))| {
        let stored = Stored {
            tenant: tenant(),
            transfer: transfer(id),
        };
        (Place::new(Position(position), nth), stored)
    })
}

/// Accounts 1 to 5 in turn against account 9; some end others, some have references, some are backdated.
fn transfer(id: u128) -> PackedTransfer {
    let mut bytes = [0; 128];
    let related = if id.is_multiple_of(7) { id - 3 } else { 0 };
    let numbers = [(0, id), (16, id % 5 + 1), (32, 9), (48, related), (80, id % 3)];
    for (at, value) in numbers {
        bytes[at..at + 16].copy_from_slice(&u128::to_le_bytes(value));
    }
    bytes[96] = 5;
    bytes[104] = if id.is_multiple_of(11) { 4 } else { 5 };
    bytes
}

fn bytes_of(records: &Records, position: Position) -> Bytes {
    let of_record = records
        .0
        .range(Place::new(position, 0)..=Place::last_of(position));
    of_record
        .flat_map(|(_, stored)| stored.transfer)
        .collect::<Vec<u8>>()
        .into()
}

fn add(journal: &Journal, records: &Records, position: Position) {
    journal
        .add(tenant(), position, 0, &bytes_of(records, position))
        .expect("there is room in memory");
}

/// With a secret that is always the same, so that a finding repeats: a journal would draw one.
fn empty_manifest() -> Vec<u8> {
    let mut bytes = b"BZNTJRN\0".to_vec();
    bytes.extend(1_u32.to_le_bytes());
    for word in [
        0x1234_5678_9abc_def1_u64,
        0xfeed_beef_1111_2222,
        3,
        0x4444_0000_5555,
    ] {
        bytes.extend(word.to_le_bytes());
    }
    bytes.extend(1_u64.to_le_bytes());
    bytes.extend(0_u64.to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
    bytes
}

fn put(disk: &SimulatedDisk, name: &str, bytes: &[u8]) {
    let file = disk.create(name).expect("the disk has power");
    file.write_at(0, &[IoSlice::new(bytes)])
        .expect("there is room in memory");
    file.sync_data().expect("the disk has power");
    disk.sync_dir().expect("the disk has power");
}

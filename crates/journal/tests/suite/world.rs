//! A journal, the log that it is an index of, and a list of all transfers that says what it must answer.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, RwLock};

use bezant_journal::{
    By, Journal, JournalError, Of, Options, Order, PackedTransfer, Place, Query, RecordSource, Stored,
};
use bezant_kernel::{Tenant, TenantId};
use bezant_log::Position;
use bezant_log::disk::Disk;
use bytes::Bytes;

pub(crate) const TINY: Options = Options {
    table_transfers: 40,
    waiting_tables: 2,
    ids_fan_in: 2,
    accounts_fan_in: 3,
};

pub(crate) fn tenant(nth: u8) -> Tenant {
    Tenant::new(TenantId::from_u128(u128::from(nth) + 1))
}

/// A transfer of small numbers, so that everything is met more than once.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) id: u128,
    pub(crate) debit: u128,
    pub(crate) credit: u128,
    pub(crate) related: u128,
    pub(crate) reference: u128,
    pub(crate) is_backdated: bool,
}

impl Draft {
    pub(crate) fn pack(self) -> PackedTransfer {
        let mut bytes = [0; 128];
        let fields = [
            (0, self.id),
            (16, self.debit),
            (32, self.credit),
            (48, self.related),
            (80, self.reference),
        ];
        for (at, value) in fields {
            bytes[at..at + 16].copy_from_slice(&value.to_le_bytes());
        }
        bytes[96..104].copy_from_slice(&5_u64.to_le_bytes());
        bytes[104..112].copy_from_slice(&(5 - u64::from(self.is_backdated)).to_le_bytes());
        bytes
    }
}

/// The log: what is committed, and nothing else.
#[derive(Default)]
pub(crate) struct CommittedRecords(RwLock<BTreeMap<Place, Stored>>);

impl CommittedRecords {
    pub(crate) fn insert(&self, place: Place, stored: Stored) {
        self.0.write().unwrap().insert(place, stored);
    }
}

impl RecordSource for CommittedRecords {
    fn transfer(&self, place: Place) -> Result<Stored, JournalError> {
        let records = self.0.read().unwrap();
        records
            .get(&place)
            .copied()
            .ok_or(JournalError::NotInLog { place })
    }
}

pub(crate) struct World {
    disk: Arc<dyn Disk>,
    options: Options,
    records: Arc<CommittedRecords>,
    pub(crate) journal: Option<Journal>,
    /// Everything that was added, in order.
    all: Vec<(Place, Stored)>,
    pub(crate) head: Position,
    pub(crate) committed: Position,
}

impl World {
    pub(crate) fn new(disk: Arc<dyn Disk>, options: Options) -> Self {
        let records = Arc::new(CommittedRecords::default());
        Self {
            disk,
            options,
            records,
            journal: None,
            all: Vec::new(),
            head: Position::NONE,
            committed: Position::NONE,
        }
    }

    pub(crate) fn journal(&self) -> &Journal {
        self.journal.as_ref().expect("the journal is open")
    }

    /// Opens the journal as a node does after its end: what was not committed is gone, what is not in runs is added
    /// again.
    pub(crate) fn start(&mut self) -> Result<(), JournalError> {
        self.journal = None;
        self.all.retain(|(place, _)| place.position() <= self.committed);
        self.head = self.committed;
        let journal = Journal::open_on(self.disk.clone(), self.options, self.records.clone())?;
        let indexed = journal.indexed();
        assert!(indexed <= self.committed, "only what is committed may be on disk");
        journal.committed(self.committed);
        // Neighbours of one record and tenant are one call; what is indexed is passed over by the journal.
        let same = |a: &(Place, Stored), b: &(Place, Stored)| {
            a.0.position() == b.0.position() && a.1.tenant == b.1.tenant
        };
        for group in self.all.chunk_by(same) {
            let bytes: Vec<u8> = group.iter().flat_map(|(_, stored)| stored.transfer).collect();
            let (place, stored) = group[0];
            journal.add(stored.tenant, place.position(), place.nth(), &Bytes::from(bytes))?;
        }
        self.journal = Some(journal);
        Ok(())
    }

    /// Adds a record with the transfers of one or more tenants.
    pub(crate) fn add(&mut self, parts: &[(u8, Vec<Draft>)]) -> Result<(), JournalError> {
        self.head = self.head.next();
        let mut nth = 0;
        for (owner, drafts) in parts.iter().filter(|(_, drafts)| !drafts.is_empty()) {
            let tenant = tenant(*owner);
            let bytes: Vec<u8> = drafts.iter().flat_map(|draft| draft.pack()).collect();
            self.journal().add(tenant, self.head, nth, &Bytes::from(bytes))?;
            for draft in drafts {
                let transfer = draft.pack();
                self.all
                    .push((Place::new(self.head, nth), Stored { tenant, transfer }));
                nth += 1;
            }
        }
        Ok(())
    }

    /// Commits all but the last `left` records.
    pub(crate) fn commit(&mut self, left: u64) {
        let position = Position(self.head.0.saturating_sub(left)).max(self.committed);
        for (place, stored) in &self.all {
            if place.position() > self.committed && place.position() <= position {
                self.records.insert(*place, *stored);
            }
        }
        self.committed = position;
        self.journal().committed(position);
    }

    /// Asks for all ids at once, which are given more than once and in part unknown.
    pub(crate) fn check_find(&self, owner: u8, by: By, ids: &[u128], as_of: Position) {
        let tenant = tenant(owner);
        let at = match by {
            By::Id => 0,
            By::Related => 48,
        };
        let mut found = Vec::new();
        self.journal()
            .find(tenant, by, ids, as_of, &mut |nth, place, transfer| {
                found.push((nth, place, transfer));
            })
            .unwrap();
        found.sort_unstable();
        let mut expected = Vec::new();
        for (nth, id) in ids.iter().enumerate() {
            for (place, stored) in &self.all {
                let is_it = stored.tenant == tenant
                    && *id != 0
                    && stored.transfer[at..at + 16] == id.to_le_bytes()
                    && place.position() <= as_of;
                if is_it {
                    expected.push((nth, *place, stored.transfer));
                }
            }
        }
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    /// Reads all pages of `limit` transfers that a filter keeps half of.
    pub(crate) fn check_pages(
        &self,
        owner: u8,
        of: Of,
        order: Order,
        positions: RangeInclusive<Position>,
        limit: usize,
    ) {
        let tenant = tenant(owner);
        let keep = |place: Place| (place.to_bits() % 11).is_multiple_of(2);
        let mut query = Query {
            of,
            order,
            positions: positions.clone(),
            cursor: None,
            limit,
            scan: 3 * limit,
        };
        let mut got = Vec::new();
        loop {
            let page = self
                .journal()
                .transfers(tenant, &query, &mut |place, _| keep(place))
                .unwrap();
            assert!(page.transfers.len() <= limit);
            got.extend(page.transfers);
            query.cursor = page.next;
            if page.next.is_none() {
                break;
            }
        }
        let mut expected: Vec<(Place, PackedTransfer)> = self
            .all
            .iter()
            .filter(|(place, stored)| {
                let position = place.position();
                stored.tenant == tenant
                    && position <= self.committed
                    && positions.contains(&position)
                    && is_of(&stored.transfer, of)
                    && keep(*place)
            })
            .map(|(place, stored)| (*place, stored.transfer))
            .collect();
        if order == Order::NewestFirst {
            expected.reverse();
        }
        assert_eq!(got, expected);
    }

    /// Checks every answer there is, about.
    pub(crate) fn check_all(&self) {
        let end = self.head.next();
        for owner in 0..2 {
            let ids: Vec<u128> = (0..400).collect();
            for by in [By::Id, By::Related] {
                self.check_find(owner, by, &ids, end);
            }
            for value in 0..7 {
                for of in [
                    Of::Account(value),
                    Of::Dated(value),
                    Of::Reference(value + 1),
                    Of::Related(value + 1),
                ] {
                    self.check_pages(owner, of, Order::NewestFirst, Position::NONE..=end, 50);
                }
            }
        }
        self.journal().verify().unwrap();
    }
}

fn is_of(transfer: &PackedTransfer, of: Of) -> bool {
    let has = |at: usize, value: u128| transfer[at..at + 16] == value.to_le_bytes();
    match of {
        Of::Account(account) => has(16, account) || has(32, account),
        Of::Dated(account) => {
            (has(16, account) || has(32, account)) && transfer[96..104] != transfer[104..112]
        }
        Of::Reference(reference) => has(80, reference),
        Of::Related(id) => has(48, id),
    }
}

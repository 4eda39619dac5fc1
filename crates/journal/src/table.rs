//! The youngest transfers, in memory: filed as they come, searched as they are, sorted when they leave for a file.

use bezant_log::Position;

use crate::Place;
use crate::chains::Chains;
use crate::filter::Filter;
use crate::hash::{KeyedHash, Kind, Secret, entry, hash_of, is_filtered};
use crate::records::{Fields, TRANSFER_BYTES};
use bezant_kernel::Tenant;

/// Buckets of the first sorting step. Each then fits into the processor's nearest caches.
const SORT_BITS: u32 = 11;

/// The hashes of one tenant.
pub(crate) struct TenantHashes {
    id: KeyedHash,
    related: KeyedHash,
    reference: KeyedHash,
    account: KeyedHash,
    dated: KeyedHash,
}

impl TenantHashes {
    pub(crate) fn new(secret: &Secret, tenant: Tenant) -> Self {
        Self {
            id: secret.keyed(tenant, Kind::Id),
            related: secret.keyed(tenant, Kind::Related),
            reference: secret.keyed(tenant, Kind::Reference),
            account: secret.keyed(tenant, Kind::Account),
            dated: secret.keyed(tenant, Kind::Dated),
        }
    }
}

/// Transfers of neighbouring log records.
pub(crate) struct Table {
    pub(crate) ids: Chains,
    pub(crate) accounts: Chains,
    pub(crate) filter: Filter,
    /// Position of the newest record.
    pub(crate) last: Position,
    transfers: usize,
    capacity: usize,
}

impl Table {
    pub(crate) fn with_capacity(transfers: usize) -> Self {
        Self {
            ids: Chains::with_capacity(transfers),
            accounts: Chains::with_capacity(2 * transfers),
            filter: Filter::with_capacity(transfers),
            last: Position::NONE,
            transfers: 0,
            capacity: transfers,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.accounts.clear();
        self.filter.clear();
        self.last = Position::NONE;
        self.transfers = 0;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.transfers == 0
    }

    pub(crate) fn transfers(&self) -> usize {
        self.transfers
    }

    pub(crate) fn entries(&self) -> usize {
        self.ids.len() + self.accounts.len()
    }

    /// Whether it is time for a new one. Transfers with more than the usual three entries fill it sooner.
    pub(crate) fn is_full(&self) -> bool {
        self.transfers >= self.capacity
            || self.ids.len() >= self.capacity + self.capacity / 2
            || self.accounts.len() >= 3 * self.capacity
    }

    /// Files the transfers, which are packed one after the other, under the record at `position`.
    pub(crate) fn add(&mut self, hashes: &TenantHashes, position: Position, first_nth: u16, records: &[u8]) {
        let (transfers, rest) = records.as_chunks::<TRANSFER_BYTES>();
        assert!(rest.is_empty(), "a transfer takes {TRANSFER_BYTES} bytes");
        self.last = position;
        self.transfers += transfers.len();
        for (nth, transfer) in (first_nth..).zip(transfers) {
            let transfer = Fields(transfer);
            let place = Place::new(position, nth);
            let hash = hashes.id.hash(transfer.id());
            self.filter.insert(hash);
            self.ids.push(hash, place);
            let (debit, credit) = (transfer.debit(), transfer.credit());
            self.accounts.push(hashes.account.hash(debit), place);
            if credit != debit {
                self.accounts.push(hashes.account.hash(credit), place);
            }
            if transfer.related() != 0 {
                let hash = hashes.related.hash(transfer.related());
                self.filter.insert(hash);
                self.ids.push(hash, place);
            }
            if transfer.reference() != 0 {
                self.ids.push(hashes.reference.hash(transfer.reference()), place);
            }
            if transfer.is_backdated() {
                self.accounts.push(hashes.dated.hash(debit), place);
                if credit != debit {
                    self.accounts.push(hashes.dated.hash(credit), place);
                }
            }
        }
    }
}

/// How many of the entries belong into a filter.
pub(crate) fn filtered(entries: &[u128]) -> usize {
    entries
        .iter()
        .filter(|&&entry| is_filtered(hash_of(entry)))
        .count()
}

/// Puts the entries into `sorted` by hash and, as they come in the order of time, by place.
pub(crate) fn sort(entries: &[u128], sorted: &mut Vec<u128>) {
    let bucket = |entry: u128| (hash_of(entry) >> (u64::BITS - SORT_BITS)) as usize;
    let mut starts = vec![0_usize; (1 << SORT_BITS) + 1];
    for &entry in entries {
        starts[bucket(entry) + 1] += 1;
    }
    for nth in 1..starts.len() {
        starts[nth] += starts[nth - 1];
    }
    sorted.clear();
    sorted.resize(entries.len(), 0);
    let mut next = starts.clone();
    for &entry in entries {
        let at = &mut next[bucket(entry)];
        sorted[*at] = entry;
        *at += 1;
    }
    for range in starts.windows(2) {
        sorted[range[0]..range[1]].sort_unstable();
    }
}

/// The lowest and the highest entry that a hash can have within these places.
pub(crate) fn entry_range(hash: u64, places: &std::ops::RangeInclusive<Place>) -> (u128, u128) {
    (entry(hash, *places.start()), entry(hash, *places.end()))
}

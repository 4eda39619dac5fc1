//! The youngest transfers, in memory: filed as they come, searched as they are, sorted when they leave for a file.

use bezant_kernel::Tenant;
use bezant_log::Position;

use crate::buckets::Buckets;
use crate::chains::Chains;
use crate::filter::Filter;
use crate::hash::{KeyedHash, Kind, Secret, entry};
use crate::records::{Fields, TRANSFER_BYTES};
use crate::run::Family;
use crate::{By, Place};

/// Transfers of one step of adding. The cache lines that they need are fetched all at once before they are needed.
const STEP: usize = 128;

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
    ids: Buckets,
    /// Entries by what a transfer relates to and by reference.
    rarer: Chains,
    /// Hashes of what transfers relate to.
    related: Filter,
    pub(crate) accounts: Chains,
    /// Position of the newest record.
    pub(crate) last: Position,
    transfers: usize,
    capacity: usize,
}

impl Table {
    pub(crate) fn with_capacity(transfers: usize) -> Self {
        Self {
            ids: Buckets::with_capacity(transfers),
            rarer: Chains::with_capacity(0),
            related: Filter::with_capacity(transfers),
            // A table may take one more record when it is all but full.
            accounts: Chains::with_capacity(2 * (transfers + usize::from(Place::MAX_TRANSFERS))),
            last: Position::NONE,
            transfers: 0,
            capacity: transfers,
        }
    }

    /// Has the system give all the memory that an empty table will usually need.
    pub(crate) fn touch_memory(&mut self) {
        self.ids.touch_memory();
        self.accounts.touch_memory();
    }

    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.accounts.clear();
        if self.rarer.len() > 0 {
            self.rarer.clear();
            self.related.clear();
        }
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
        self.ids.len() + self.rarer.len() + self.accounts.len()
    }

    /// The entries of a family, in an order in which those of equal hash are in the order of time.
    pub(crate) fn of(&self, family: Family) -> [&[u128]; 2] {
        match family {
            Family::Ids => [self.ids.entries(), self.rarer.entries()],
            Family::Accounts => [self.accounts.entries(), &[]],
        }
    }

    /// The entries of a family that may be frequent.
    pub(crate) fn chains(&self, family: Family) -> &Chains {
        match family {
            Family::Ids => &self.rarer,
            Family::Accounts => &self.accounts,
        }
    }

    /// Whether it is time to prepare the next one.
    pub(crate) fn is_half_full(&self) -> bool {
        self.transfers >= self.capacity / 2
    }

    /// Whether it is time for a new one. Transfers with more than the usual three entries fill it sooner.
    pub(crate) fn is_full(&self) -> bool {
        self.transfers >= self.capacity
            || self.rarer.len() >= self.capacity
            || self.accounts.len() >= 3 * self.capacity
    }

    /// Calls `each` for every place of one of the hashes, with which of them it is.
    pub(crate) fn find(&self, by: By, hashes: &[u64], mut each: impl FnMut(usize, Place)) {
        match by {
            By::Id => self.ids.which(hashes, |nth| {
                self.ids.places(hashes[nth]).for_each(|place| each(nth, place));
            }),
            By::Related if self.rarer.len() == 0 => {}
            By::Related => self.related.which(hashes, |nth| {
                self.rarer.places(hashes[nth]).for_each(|place| each(nth, place));
            }),
        }
    }

    /// Files the transfers, which are packed one after the other, under the record at `position`.
    pub(crate) fn add(&mut self, hashes: &TenantHashes, position: Position, first_nth: u16, records: &[u8]) {
        let (transfers, rest) = records.as_chunks::<TRANSFER_BYTES>();
        assert!(rest.is_empty(), "a transfer takes {TRANSFER_BYTES} bytes");
        self.last = position;
        self.transfers += transfers.len();
        let mut places = (first_nth..).map(|nth| Place::new(position, nth));
        for transfers in transfers.chunks(STEP) {
            let mut ids = [0; STEP];
            for (id, transfer) in ids.iter_mut().zip(transfers) {
                *id = hashes.id.hash(Fields(transfer).id());
            }
            let ids = &ids[..transfers.len()];
            // Otherwise the compiler would see that nothing comes of it.
            std::hint::black_box(ids.iter().fold(0, |sum, &id| sum ^ self.ids.touch(id)));
            for ((&id, transfer), place) in ids.iter().zip(transfers).zip(&mut places) {
                self.ids.push(id, place);
                self.add_others(hashes, place, Fields(transfer));
            }
        }
    }

    #[inline]
    fn add_others(&mut self, hashes: &TenantHashes, place: Place, transfer: Fields<'_>) {
        let (debit, credit) = (transfer.debit(), transfer.credit());
        let is_backdated = transfer.is_backdated();
        for account in [Some(debit), Some(credit).filter(|_| credit != debit)]
            .into_iter()
            .flatten()
        {
            self.accounts.push(hashes.account.hash(account), place);
            if is_backdated {
                self.accounts.push(hashes.dated.hash(account), place);
            }
        }
        if transfer.related() != 0 {
            let hash = hashes.related.hash(transfer.related());
            self.related.insert(hash);
            self.rarer.push(hash, place);
        }
        if transfer.reference() != 0 {
            self.rarer
                .push(hashes.reference.hash(transfer.reference()), place);
        }
    }
}

/// The lowest and the highest entry that a hash can have within these places.
pub(crate) fn entry_range(hash: u64, places: &std::ops::RangeInclusive<Place>) -> (u128, u128) {
    (entry(hash, *places.start()), entry(hash, *places.end()))
}

//! The packed transfer, as far as an index needs to know it, and where committed ones are read from.

use bezant_kernel::Tenant;

use crate::hash::Kind;
use crate::{JournalError, Place};

/// Size of a packed transfer.
pub const TRANSFER_BYTES: usize = 128;

/// A transfer as committed.
pub type PackedTransfer = [u8; TRANSFER_BYTES];

/// A transfer with the tenant whose it is.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// Whose it is.
    pub tenant: Tenant,
    /// What was committed.
    pub transfer: PackedTransfer,
}

/// Reads committed transfers back from the log.
pub trait RecordSource: Send + Sync {
    /// The transfer at a place.
    ///
    /// # Errors
    /// [`JournalError::NotInLog`] if there is none, [`JournalError::Log`] if the log can't be read.
    fn transfer(&self, place: Place) -> Result<Stored, JournalError>;

    /// The transfers at all the places, in their order. Worth its own implementation where neighbours in one
    /// record can share a read.
    ///
    /// # Errors
    /// As [`RecordSource::transfer`].
    fn transfers(&self, places: &[Place]) -> Result<Vec<Stored>, JournalError> {
        places.iter().map(|&place| self.transfer(place)).collect()
    }
}

/// The fields of a packed transfer that are indexed.
#[derive(Copy, Clone)]
pub(crate) struct Fields<'a>(pub(crate) &'a PackedTransfer);

impl Fields<'_> {
    fn u128_at(self, at: usize) -> u128 {
        u128::from_le_bytes(self.0[at..at + 16].try_into().expect("sixteen bytes"))
    }

    fn u64_at(self, at: usize) -> u64 {
        u64::from_le_bytes(self.0[at..at + 8].try_into().expect("eight bytes"))
    }

    pub(crate) fn id(self) -> u128 {
        self.u128_at(0)
    }

    pub(crate) fn debit(self) -> u128 {
        self.u128_at(16)
    }

    pub(crate) fn credit(self) -> u128 {
        self.u128_at(32)
    }

    pub(crate) fn related(self) -> u128 {
        self.u128_at(48)
    }

    pub(crate) fn reference(self) -> u128 {
        self.u128_at(80)
    }

    pub(crate) fn is_backdated(self) -> bool {
        self.u64_at(96) != self.u64_at(104)
    }

    /// Whether the transfer has an entry of this kind for this value.
    pub(crate) fn has(self, kind: Kind, value: u128) -> bool {
        let on_account = self.debit() == value || self.credit() == value;
        match kind {
            Kind::Id => self.id() == value,
            Kind::Related => value != 0 && self.related() == value,
            Kind::Reference => value != 0 && self.reference() == value,
            Kind::Account => on_account,
            Kind::Dated => on_account && self.is_backdated(),
        }
    }
}

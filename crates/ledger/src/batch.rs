//! Packed transfers in bulk, as callers send them and as the log keeps them: slices of one buffer, never copied.

use bezant_kernel::wire::Corrupt;
use bytes::Bytes;

use crate::attached::Attached;
use crate::record::{Packed, RECORD_BYTES, Transfer};
use crate::rejection::Rejection;

/// How many transfers one batch may ask for.
pub const MAX_BATCH: usize = 8_190;

/// How many records one decision may make: one more than the largest batch, and each has a number of 13 bits.
pub const MAX_RECORDS: usize = 8_191;

const RESULT_BYTES: usize = 8;

/// Transfers that a caller asks for, `1..=8190` times 128 bytes, and what is attached to some of them. Nothing else is known about
/// the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestBatch {
    bytes: Bytes,
    /// Sorted by place, one for an item at most, each of an item that is there.
    attached: Vec<Attached>,
}

/// The bytes are no batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBatch {
    /// No transfer at all.
    #[error("a batch has at least one transfer")]
    Empty,
    /// Not a multiple of 128 bytes.
    #[error("a batch is a multiple of {RECORD_BYTES} bytes")]
    Torn,
    /// Too many transfers.
    #[error("a batch has at most {MAX_BATCH} transfers")]
    TooLong,
}

impl TryFrom<Bytes> for RequestBatch {
    type Error = InvalidBatch;

    fn try_from(bytes: Bytes) -> Result<Self, InvalidBatch> {
        if bytes.is_empty() {
            Err(InvalidBatch::Empty)
        } else if !bytes.len().is_multiple_of(RECORD_BYTES) {
            Err(InvalidBatch::Torn)
        } else if bytes.len() > MAX_BATCH * RECORD_BYTES {
            Err(InvalidBatch::TooLong)
        } else {
            Ok(RequestBatch {
                bytes,
                attached: Vec::new(),
            })
        }
    }
}

impl RequestBatch {
    /// How many transfers are asked for; at least one.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.bytes.len() / RECORD_BYTES
    }

    /// The packed transfers, one after the other.
    pub fn as_bytes(&self) -> &Bytes {
        &self.bytes
    }

    pub(crate) fn items(&self) -> &[Packed] {
        self.bytes.as_chunks().0
    }

    pub(crate) fn attached(&self) -> &[Attached] {
        &self.attached
    }

    pub(crate) fn into_attached(self) -> Vec<Attached> {
        self.attached
    }

    /// Puts other bytes for as many items in place.
    pub(crate) fn replace(&mut self, bytes: Bytes) {
        assert_eq!(bytes.len(), self.bytes.len(), "a batch keeps its items");
        self.bytes = bytes;
    }

    /// With these attached, which [`RequestBatch::with_attachments`] has checked.
    pub(crate) fn attaching(self, attached: Vec<Attached>) -> RequestBatch {
        RequestBatch { attached, ..self }
    }
}

/// Transfers as they are committed, `1..=8191` times 128 bytes, each well formed.
#[derive(Clone, PartialEq, Eq)]
pub struct Records(Bytes);

impl Records {
    /// Takes what a decision has made.
    pub(crate) fn decided(bytes: Vec<u8>) -> Records {
        assert!(
            !bytes.is_empty()
                && bytes.len().is_multiple_of(RECORD_BYTES)
                && bytes.len() <= MAX_RECORDS * RECORD_BYTES,
            "a decision makes between one and {MAX_RECORDS} records"
        );
        Records(Bytes::from(bytes))
    }

    /// The records in these stored bytes.
    pub fn from_stored(bytes: Bytes) -> Result<Records, Corrupt> {
        let (records, rest) = bytes.as_chunks::<RECORD_BYTES>();
        if records.is_empty() || !rest.is_empty() || records.len() > MAX_RECORDS {
            return Err(Corrupt("not between one and 8,191 records of 128 bytes"));
        }
        for record in records {
            Transfer::from_bytes(record)?;
        }
        Ok(Records(bytes))
    }

    /// How many there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.0.len() / RECORD_BYTES
    }

    /// The stored form.
    pub fn as_bytes(&self) -> &Bytes {
        &self.0
    }

    /// The transfers in the order in which they were decided.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Transfer> + '_ {
        self.packed()
            .iter()
            .map(|record| Transfer::from_bytes(record).expect("records are well formed"))
    }

    pub(crate) fn packed(&self) -> &[Packed] {
        self.0.as_chunks().0
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Why one item of a batch was refused.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct ItemResult {
    /// The item's place in the batch, from zero.
    pub index: u32,
    /// [`Rejection::number`].
    pub code: u16,
    /// [`crate::Field::number`] of the field it speaks of, zero for none.
    pub field: u16,
}

impl ItemResult {
    pub(crate) fn new(index: usize, rejection: &Rejection) -> ItemResult {
        ItemResult {
            index: u32::try_from(index).expect("a batch is short"),
            code: rejection.number(),
            field: rejection.field().map_or(0, |field| field.number()),
        }
    }

    fn from_bytes(bytes: &[u8; RESULT_BYTES]) -> ItemResult {
        let [a, b, c, d, e, f, g, h] = *bytes;
        ItemResult {
            index: u32::from_le_bytes([a, b, c, d]),
            code: u16::from_le_bytes([e, f]),
            field: u16::from_le_bytes([g, h]),
        }
    }

    /// The packed form: index, code, field, little-endian.
    pub fn to_bytes(self) -> [u8; RESULT_BYTES] {
        let mut bytes = [0; RESULT_BYTES];
        bytes[..4].copy_from_slice(&self.index.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.code.to_le_bytes());
        bytes[6..].copy_from_slice(&self.field.to_le_bytes());
        bytes
    }
}

/// The refused items of a batch in their order; what is not listed was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Results(Bytes);

impl Results {
    pub(crate) fn decided(items: &[ItemResult]) -> Results {
        Results(
            items
                .iter()
                .flat_map(|item| item.to_bytes())
                .collect::<Vec<_>>()
                .into(),
        )
    }

    /// The results in these stored bytes.
    pub fn from_stored(bytes: Bytes) -> Result<Results, Corrupt> {
        let (items, rest) = bytes.as_chunks::<RESULT_BYTES>();
        let mut last = None;
        for item in items.iter().map(ItemResult::from_bytes) {
            if last >= Some(item.index) || usize::from(item.code) > Rejection::NUMBERS.len() || item.code == 0
            {
                return Err(Corrupt("results are out of order or of an unknown code"));
            }
            last = Some(item.index);
        }
        if items.is_empty() || !rest.is_empty() || items.len() > MAX_BATCH {
            return Err(Corrupt("not between one and 8,190 results of 8 bytes"));
        }
        Ok(Results(bytes))
    }

    /// The packed form.
    pub fn as_bytes(&self) -> &Bytes {
        &self.0
    }

    /// The results in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = ItemResult> + '_ {
        self.0.as_chunks().0.iter().map(ItemResult::from_bytes)
    }
}

impl std::fmt::Debug for Results {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

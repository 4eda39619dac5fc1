//! Batches of transfers, packed as they are filled.

use std::sync::Arc;

use bezant_proto::ledger::v1;
use bezant_proto::{MAX_ATTACHED_BYTES, MAX_BATCH_ITEMS, TRANSFER_BYTES};
use bytes::{BufMut, Bytes, BytesMut};

use crate::transfer::Transfer;

/// A batch that is being filled: up to 8,190 transfers, carried out in this order.
#[derive(Debug, Default)]
pub struct TransferBatch {
    records: BytesMut,
    attachments: Vec<v1::Attachment>,
    attached_bytes: usize,
    is_chain_open: bool,
}

/// No more fits. Nothing was taken in; send the batch and push into a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a batch holds at most {MAX_BATCH_ITEMS} transfers, and attachments of at most {MAX_ATTACHED_BYTES} bytes together"
)]
pub struct BatchFull;

/// A batch that is ready to be sent, as often as needed. Clones share its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct PackedBatch {
    records: Bytes,
    attachments: Arc<[v1::Attachment]>,
}

/// Words and bytes equal themselves.
impl Eq for PackedBatch {}

impl TransferBatch {
    /// The most transfers in a batch.
    pub const CAPACITY: usize = MAX_BATCH_ITEMS;

    /// An empty batch.
    pub fn new() -> Self {
        TransferBatch::default()
    }

    /// An empty batch with room for so many transfers.
    pub fn with_capacity(transfers: usize) -> Self {
        TransferBatch {
            records: BytesMut::with_capacity(transfers.min(Self::CAPACITY) * TRANSFER_BYTES),
            ..TransferBatch::default()
        }
    }

    /// Adds a transfer.
    pub fn push(&mut self, transfer: &Transfer) -> Result<(), BatchFull> {
        if self.is_full() {
            return Err(BatchFull);
        }
        if let Some(attachment) = transfer.attachment(self.len()) {
            let bytes = self.attached_bytes + attachment.bytes();
            // What is too large by itself goes out, so that the server says what is wrong with it.
            if bytes > MAX_ATTACHED_BYTES && !self.attachments.is_empty() {
                return Err(BatchFull);
            }
            self.attached_bytes = bytes;
            self.attachments.push(attachment);
        }
        self.records.put_slice(&transfer.packed.to_bytes());
        self.is_chain_open = transfer.is_linked();
        Ok(())
    }

    /// How many transfers it has.
    pub fn len(&self) -> usize {
        self.records.len() / TRANSFER_BYTES
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Whether no more fits. One with attachments may not fit before.
    pub fn is_full(&self) -> bool {
        self.len() >= Self::CAPACITY
    }

    /// Whether the last transfer is linked to one that is not there yet. Sent like this, its chain is refused.
    pub fn is_chain_open(&self) -> bool {
        self.is_chain_open
    }

    /// Ready to be sent.
    pub fn pack(self) -> PackedBatch {
        PackedBatch {
            records: self.records.freeze(),
            attachments: self.attachments.into(),
        }
    }
}

impl PackedBatch {
    /// How many transfers it has.
    pub fn len(&self) -> usize {
        self.records.len() / TRANSFER_BYTES
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn message(&self, sequence: u64) -> v1::TransferBatch {
        v1::TransferBatch {
            records: self.records.clone(),
            sequence,
            attachments: self.attachments.to_vec(),
        }
    }
}

impl From<TransferBatch> for PackedBatch {
    fn from(batch: TransferBatch) -> Self {
        batch.pack()
    }
}

impl From<&PackedBatch> for PackedBatch {
    fn from(batch: &PackedBatch) -> Self {
        batch.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_kernel::{AccountId, Currency, TransferId};

    #[test]
    fn a_batch_takes_so_many_and_no_more() {
        let mut batch = TransferBatch::with_capacity(usize::MAX);
        let transfer = |id: u128| {
            Transfer::new(
                TransferId::from_u128(id),
                AccountId::from_u128(1),
                AccountId::from_u128(2),
                5,
                Currency::EUR,
            )
        };
        assert!(batch.is_empty() && !batch.is_full());
        for id in 1..=8_190 {
            batch.push(&transfer(id)).unwrap();
        }
        assert!(batch.is_full() && !batch.is_chain_open());
        assert_eq!(batch.push(&transfer(8_191).linked()), Err(BatchFull));
        assert!(!batch.is_chain_open());
        let packed = batch.pack();
        let message = packed.message(3);
        assert_eq!((packed.len(), message.records.len()), (8_190, 1_048_320));
        assert_eq!((message.attachments, message.sequence), (Vec::new(), 3));
    }

    #[test]
    fn attachments_have_the_place_of_their_transfer_and_are_bounded() {
        let void = |id: u128| Transfer::void(TransferId::from_u128(id), TransferId::from_u128(9));
        let mut batch = TransferBatch::new();
        batch.push(&void(1).external_reference("")).unwrap();
        batch
            .push(&void(2).external_reference("INV-2").metadata("a", "b"))
            .unwrap();
        let sent = batch.pack().message(0).attachments;
        assert_eq!(sent.len(), 1, "nothing is nothing attached");
        assert_eq!((sent[0].index, sent[0].external_reference.as_str()), (1, "INV-2"));
        assert_eq!(sent[0].metadata["a"], "b");

        let mut batch = TransferBatch::new();
        let large = void(1).metadata("k", "v".repeat(9_949));
        let each = 10_000;
        let mut taken = 0;
        while batch.push(&large).is_ok() {
            taken += each;
        }
        assert!(taken <= MAX_ATTACHED_BYTES && taken + each > MAX_ATTACHED_BYTES);
        batch.push(&void(2)).unwrap();
        assert_eq!(batch.len(), taken / each + 1);
    }

    #[test]
    fn a_chain_is_open_until_a_transfer_without_the_flag() {
        let mut batch = TransferBatch::new();
        let void = |id: u128| Transfer::void(TransferId::from_u128(id), TransferId::from_u128(9));
        batch.push(&void(1).linked()).unwrap();
        assert!(batch.is_chain_open());
        batch.push(&void(2)).unwrap();
        assert!(!batch.is_chain_open());
    }
}

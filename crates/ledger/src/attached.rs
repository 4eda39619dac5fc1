//! What callers attach to items of a batch. What comes in are words by the items' places; what goes out is a batch whose items
//! carry the digests of their words, so that whatever says it attaches something has it at hand or is refused.

use bytes::Bytes;

use crate::batch::{ItemResult, RequestBatch};
use crate::event::{Attachment, Event};
use crate::metadata::{ExternalReference, Metadata, digest};
use crate::record::{array_at, offset, put, u128_at};

/// How many bytes may be attached to the items of one batch together, see [`ItemAttachment::bytes`]. With the records of a full
/// batch they fit into one record of the log.
pub const MAX_ATTACHED_BYTES: usize = 768 * 1024;

/// More than what stands in the log around the words of an item, and around a key with its value.
const FRAME_BYTES: usize = 40;
const PAIR_FRAME_BYTES: usize = 10;

/// What a caller attaches to one item of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemAttachment {
    /// The item's place in the batch, from zero.
    pub index: usize,
    /// Any words of the caller's.
    pub metadata: Metadata,
    /// The caller's own name for it.
    pub external_reference: Option<ExternalReference>,
}

/// What is attached does not belong to the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAttachments {
    /// There is no such item.
    #[error("the batch has no item {index}")]
    NoItem {
        /// The place that was named.
        index: usize,
    },
    /// Two for one item.
    #[error("the item {index} has attachments already")]
    Twice {
        /// The item.
        index: usize,
    },
    /// Neither metadata nor an external reference.
    #[error("nothing is attached to the item {index}")]
    Nothing {
        /// The item.
        index: usize,
    },
    /// Too much for one batch.
    #[error("the attachments of a batch have at most {MAX_ATTACHED_BYTES} bytes together")]
    TooLarge,
}

/// An attachment with its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attached {
    pub(crate) index: usize,
    pub(crate) digest: u32,
    metadata: Metadata,
    external_reference: Option<ExternalReference>,
}

impl ItemAttachment {
    /// How many bytes it counts for: its words, 10 for each key, and 40.
    pub fn bytes(&self) -> usize {
        bytes(&self.metadata, self.external_reference.as_ref())
    }
}

fn bytes(metadata: &Metadata, reference: Option<&ExternalReference>) -> usize {
    let pairs = metadata.iter();
    let pairs = pairs.map(|(key, value)| PAIR_FRAME_BYTES + key.len() + value.len());
    FRAME_BYTES + reference.map_or(0, |text| text.as_str().len()) + pairs.sum::<usize>()
}

impl From<ItemAttachment> for Attached {
    fn from(attachment: ItemAttachment) -> Attached {
        Attached {
            index: attachment.index,
            digest: digest(&attachment.metadata, attachment.external_reference.as_ref()),
            metadata: attachment.metadata,
            external_reference: attachment.external_reference,
        }
    }
}

impl RequestBatch {
    /// The batch with these attachments in place of those it had. Items that say no digest get the right one; another than the
    /// right one is left for the decision to refuse.
    pub fn with_attachments(
        mut self,
        mut attachments: Vec<ItemAttachment>,
    ) -> Result<RequestBatch, InvalidAttachments> {
        attachments.sort_by_key(|one| one.index);
        let mut room = MAX_ATTACHED_BYTES;
        let mut last = None;
        for one in &attachments {
            let index = one.index;
            if index >= self.len() {
                return Err(InvalidAttachments::NoItem { index });
            }
            if last == Some(index) {
                return Err(InvalidAttachments::Twice { index });
            }
            if one.metadata.is_empty() && one.external_reference.is_none() {
                return Err(InvalidAttachments::Nothing { index });
            }
            room = room
                .checked_sub(one.bytes())
                .ok_or(InvalidAttachments::TooLarge)?;
            last = Some(index);
        }
        let attached: Vec<Attached> = attachments.into_iter().map(Attached::from).collect();
        let says_none = |one: &Attached| array_at(&self.items()[one.index], offset::DIGEST) == [0; 4];
        if attached.iter().any(says_none) {
            let mut items = self.items().to_vec();
            for one in attached.iter().filter(|one| says_none(one)) {
                put(&mut items[one.index], offset::DIGEST, one.digest.to_le_bytes());
            }
            self.replace(Bytes::from(items.into_flattened()));
        }
        Ok(self.attaching(attached))
    }

    /// How many bytes are attached.
    pub(crate) fn attached_bytes(&self) -> usize {
        let attached = self.attached().iter();
        attached
            .map(|one| bytes(&one.metadata, one.external_reference.as_ref()))
            .sum()
    }

    /// What was attached to the items that are not among the refused, in their order.
    pub(crate) fn attachments_made(self, refused: &[ItemResult]) -> Vec<Event> {
        if self.attached().is_empty() {
            return Vec::new();
        }
        let ids: Vec<u128> = self
            .attached()
            .iter()
            .map(|one| u128_at(&self.items()[one.index], 0))
            .collect();
        let mut refused = refused.iter().map(|one| one.index as usize).peekable();
        let is_made = |(one, _): &(Attached, u128)| {
            while refused.next_if(|&index| index < one.index).is_some() {}
            refused.peek() != Some(&one.index)
        };
        let made = self.into_attached().into_iter().zip(ids).filter(is_made);
        let event = |(one, id): (Attached, u128)| {
            Event::Attached(Attachment {
                transfer: bezant_kernel::TransferId::from_u128(id),
                metadata: one.metadata,
                external_reference: one.external_reference,
            })
        };
        made.map(event).collect()
    }
}

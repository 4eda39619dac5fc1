//! What is attached to transfers: its bounds, and how much of a batch's room it takes.

use crate::ledger::v1;

/// How many bytes the attachments of a batch may have together: [`v1::Attachment::bytes`] of all.
pub const MAX_ATTACHED_BYTES: usize = 768 * 1024;

/// The most transfers that are read with what is attached to them: with the largest words they still make one answer.
pub const MAX_WITH_ATTACHMENTS: usize = 100;

/// Bounds of one attachment.
pub mod attached {
    /// Keys of metadata.
    pub const MAX_KEYS: usize = 32;
    /// A key of metadata; it has one byte at least.
    pub const MAX_KEY_BYTES: usize = 40;
    /// A value of metadata.
    pub const MAX_VALUE_BYTES: usize = 500;
    /// An external reference.
    pub const MAX_REFERENCE_BYTES: usize = 128;
}

const FRAME_BYTES: usize = 40;
const PAIR_FRAME_BYTES: usize = 10;

impl v1::Attachment {
    /// How many bytes it counts for: its words, 10 for each key, and 40.
    pub fn bytes(&self) -> usize {
        let pairs = self.metadata.iter();
        let pairs = pairs.map(|(key, value)| PAIR_FRAME_BYTES + key.len() + value.len());
        FRAME_BYTES + self.external_reference.len() + pairs.sum::<usize>()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.external_reference.is_empty() && self.metadata.is_empty()
    }

    /// Whether a ledger takes it, but for being empty.
    pub fn is_within_bounds(&self) -> bool {
        self.external_reference.len() <= attached::MAX_REFERENCE_BYTES
            && self.metadata.len() <= attached::MAX_KEYS
            && self.metadata.iter().all(|(key, value)| {
                (1..=attached::MAX_KEY_BYTES).contains(&key.len()) && value.len() <= attached::MAX_VALUE_BYTES
            })
    }
}

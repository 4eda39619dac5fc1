//! What proves that rows are as they were written: a checksum in each record, and the hash chain over the frames.
//!
//! The chain is the embedded engine's, over the same header and the same hash tree, so that a log has the same hashes
//! whatever engine keeps it.

use crate::embedded::ChainHash;
use crate::record::LENGTH_BYTES;
use crate::{Batch, Epoch, Position, merkle};

const MAGIC: [u8; 4] = *b"BZFR";
/// Magic, bytes of records, position, epoch, count: the part of the embedded engine's frame header that is hashed.
const HASHED_HEADER_BYTES: usize = 28;

/// What a frame says about itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FrameFacts {
    /// Position of the first record; of the next one if there is none.
    pub(crate) first: Position,
    pub(crate) epoch: Epoch,
    pub(crate) records: u32,
    /// Size of the records as encoded, lengths included.
    pub(crate) bytes: u32,
}

impl FrameFacts {
    pub(crate) fn of(batch: &Batch, first: Position, epoch: Epoch) -> Self {
        Self {
            first,
            epoch,
            records: batch.count(),
            bytes: u32::try_from(batch.bytes()).expect("a batch is below the limit"),
        }
    }

    /// Position after the last record.
    pub(crate) fn next(&self) -> Position {
        self.first.plus(u64::from(self.records))
    }

    /// The hash after this frame.
    pub(crate) fn hash(&self, previous: &ChainHash, batch: &Batch) -> ChainHash {
        let root = merkle::root(batch.payloads().map(merkle::record_hash));
        self.link(previous, &root)
    }

    /// The hash after this frame, from its records as they are read.
    pub(crate) fn hasher(&self, previous: &ChainHash) -> FrameHasher {
        FrameHasher {
            previous: *previous,
            facts: *self,
            tree: merkle::Growing::default(),
            left: *self,
        }
    }

    fn link(&self, previous: &ChainHash, root: &merkle::Hash) -> ChainHash {
        let mut header = [0; HASHED_HEADER_BYTES];
        header[..4].copy_from_slice(&MAGIC);
        header[4..8].copy_from_slice(&self.bytes.to_le_bytes());
        header[8..16].copy_from_slice(&self.first.0.to_le_bytes());
        header[16..24].copy_from_slice(&self.epoch.0.to_le_bytes());
        header[24..].copy_from_slice(&self.records.to_le_bytes());
        merkle::chain_hash(previous, &header, root)
    }
}

/// Takes the records of one frame in order.
pub(crate) struct FrameHasher {
    previous: ChainHash,
    facts: FrameFacts,
    tree: merkle::Growing,
    /// What has not come yet.
    left: FrameFacts,
}

impl FrameHasher {
    /// Whether all records of the frame are in.
    pub(crate) fn is_complete(&self) -> bool {
        self.left.records == 0
    }

    /// Takes the next record; `false` if the frame has no place for it.
    pub(crate) fn take(&mut self, payload: &[u8]) -> bool {
        let Ok(length) = u32::try_from(payload.len()) else {
            return false;
        };
        let taken = LENGTH_BYTES as u64 + u64::from(length);
        if self.left.records == 0 || taken > u64::from(self.left.bytes) {
            return false;
        }
        self.tree.push(merkle::record_hash(payload));
        self.left.records -= 1;
        self.left.bytes -= length + LENGTH_BYTES as u32;
        true
    }

    /// The hash; `None` if the records did not fill the frame.
    pub(crate) fn finish(self) -> Option<ChainHash> {
        let is_full = self.left.records == 0 && self.left.bytes == 0;
        is_full.then(|| self.facts.link(&self.previous, &self.tree.root()))
    }
}

/// The checksum stored with a record. It covers the position too, so that rows that changed places are seen.
pub(crate) fn checksum(position: Position, payload: &[u8]) -> i32 {
    let crc = crc32c::crc32c_append(crc32c::crc32c(&position.0.to_le_bytes()), payload);
    crc.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_has_one_hash_however_it_is_read() {
        let mut batch = Batch::new();
        batch.push(b"one");
        batch.push(b"");
        let facts = FrameFacts::of(&batch, Position(5), Epoch(3));
        let expected = facts.hash(&[7; 32], &batch);
        assert_eq!(facts.next(), Position(7));

        let read = |payloads: &[&[u8]]| {
            let mut hasher = facts.hasher(&[7; 32]);
            let fits = payloads.iter().all(|payload| hasher.take(payload));
            fits.then(|| hasher.finish()).flatten()
        };
        assert_eq!(read(&[b"one", b""]), Some(expected));
        for wrong in [
            &[&b"one"[..]][..],
            &[b"one", b"", b""],
            &[b"ones", b""],
            &[b"on", b""],
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        assert!(read(&[b"two", b""]).is_some_and(|hash| hash != expected));
        assert_ne!(checksum(Position(1), b"one"), checksum(Position(2), b"one"));
    }
}

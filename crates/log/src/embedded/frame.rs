//! One append on disk.
//!
//! ```text
//!   0      4      8        16      24      28     32          64
//!   │magic │bytes │position│ epoch │ count │ crc  │ chain hash │ records: (length, payload)*  │ zeros to 8
//!          of records, of the first
//! ```
//!
//! The CRC-32C covers everything else in the frame and starts from the checksum of the segment's header, so that
//! a frame is valid in its own segment only. The chain hash is BLAKE3 over the previous frame's hash, the header up
//! to the CRC, and the root of a hash tree over the payloads (see the module `merkle`): whoever knows the newest hash can
//! tell that nothing before it was changed, and one record can be proved without showing the others. A frame without
//! records marks an opening for writing: it makes the epoch durable and takes no position.

use bytes::Bytes;

use crate::record::payload_ranges;
use crate::{Batch, Epoch, Position, Record, merkle};

pub(crate) const HEADER_BYTES: usize = 64;
pub(crate) const MAGIC: [u8; 4] = *b"BZFR";
/// Frames begin at multiples of this, so that magic and length always share a sector.
pub(crate) const ALIGNMENT: u64 = 8;

/// BLAKE3 over everything up to and including a frame: its link in the chain, its leaf in the log's hash tree.
pub type ChainHash = [u8; 32];

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FrameHeader {
    pub(crate) body_bytes: u32,
    pub(crate) first: Position,
    pub(crate) epoch: Epoch,
    pub(crate) count: u32,
    crc: u32,
    pub(crate) hash: ChainHash,
}

/// A frame whose checksum is right.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) header: FrameHeader,
    pub(crate) offset: u64,
    bytes: Bytes,
}

/// Where the frame after one at `offset` begins.
pub(crate) fn next_offset(offset: u64, body_bytes: usize) -> u64 {
    (offset + HEADER_BYTES as u64 + body_bytes as u64).next_multiple_of(ALIGNMENT)
}

/// The header that belongs in front of the batch.
pub(crate) fn seal(
    seed: u32,
    previous: &ChainHash,
    first: Position,
    epoch: Epoch,
    batch: &Batch,
) -> ([u8; HEADER_BYTES], ChainHash) {
    let body = batch.encoded();
    let body_bytes = u32::try_from(body.len()).expect("a batch is below the limit");
    let mut header = [0; HEADER_BYTES];
    header[..28].copy_from_slice(&linked_header(body_bytes, first, epoch, batch.count()));
    let hash = chain(
        previous,
        &header,
        merkle::root(batch.payloads().map(merkle::record_hash)),
    );
    header[32..].copy_from_slice(&hash);
    let crc = checksum(seed, &header, body);
    header[28..32].copy_from_slice(&crc.to_le_bytes());
    (header, hash)
}

/// The header up to its checksum: what the chain hash covers of it.
pub(crate) fn linked_header(body_bytes: u32, first: Position, epoch: Epoch, count: u32) -> [u8; 28] {
    let mut header = [0; 28];
    header[..4].copy_from_slice(&MAGIC);
    header[4..8].copy_from_slice(&body_bytes.to_le_bytes());
    header[8..16].copy_from_slice(&first.0.to_le_bytes());
    header[16..24].copy_from_slice(&epoch.0.to_le_bytes());
    header[24..].copy_from_slice(&count.to_le_bytes());
    header
}

fn checksum(seed: u32, header: &[u8], body: &[u8]) -> u32 {
    let crc = crc32c::crc32c_append(seed, &header[..28]);
    let crc = crc32c::crc32c_append(crc, &header[32..HEADER_BYTES]);
    crc32c::crc32c_append(crc, body)
}

/// Whether the checksum is right for a frame that is as long as `bytes`, whatever length its header says.
pub(crate) fn is_whole_at_this_length(bytes: &[u8], seed: u32) -> bool {
    let Some((head, body)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
        return false;
    };
    let Ok(body_bytes) = u32::try_from(body.len()) else {
        return false;
    };
    let mut head = *head;
    let crc = u32::from_le_bytes(head[28..32].try_into().expect("four bytes"));
    head[4..8].copy_from_slice(&body_bytes.to_le_bytes());
    checksum(seed, &head, body) == crc
}

fn chain(previous: &ChainHash, header: &[u8], root: merkle::Hash) -> ChainHash {
    let linked = header.first_chunk().expect("a header is longer");
    merkle::chain_hash(previous, linked, &root)
}

impl FrameHeader {
    /// Reads a header; `None` if it does not begin like one. Nothing is checked yet.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; HEADER_BYTES] = bytes.first_chunk()?;
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let long = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        (bytes[..4] == MAGIC).then(|| Self {
            body_bytes: word(4),
            first: Position(long(8)),
            epoch: Epoch(long(16)),
            count: word(24),
            crc: word(28),
            hash: bytes[32..].try_into().expect("32 bytes"),
        })
    }

    /// Header and records together.
    pub(crate) fn total_bytes(&self) -> usize {
        HEADER_BYTES + self.body_bytes as usize
    }
}

impl Frame {
    /// The frame in `bytes`, which is as long as the header says, if its checksum is right.
    pub(crate) fn check(header: FrameHeader, offset: u64, bytes: Bytes, seed: u32) -> Option<Self> {
        assert_eq!(bytes.len(), header.total_bytes(), "a frame comes whole");
        let (head, body) = bytes.split_at(HEADER_BYTES);
        (checksum(seed, head, body) == header.crc).then(|| Self {
            header,
            offset,
            bytes,
        })
    }

    /// Whether the chain hash follows from the one before. The frame must be well formed.
    pub(crate) fn continues(&self, previous: &ChainHash) -> bool {
        let root = merkle::root(self.records().map(|record| merkle::record_hash(&record.payload)));
        chain(previous, &self.bytes, root) == self.header.hash
    }

    /// Whether the records fill the frame exactly and are as many as it says.
    pub(crate) fn is_well_formed(&self) -> bool {
        let mut count = 0;
        payload_ranges(&self.bytes[HEADER_BYTES..]).all(|range| {
            count += 1;
            range.is_some()
        }) && count == self.header.count
    }

    /// Where the next frame begins.
    pub(crate) fn end(&self) -> u64 {
        next_offset(self.offset, self.header.body_bytes as usize)
    }

    /// Position of the first record after this frame.
    pub(crate) fn next_position(&self) -> Position {
        self.header.first.plus(u64::from(self.header.count))
    }

    /// The records, sharing the frame's memory.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> {
        let body = self.bytes.slice(HEADER_BYTES..);
        let ranges = payload_ranges(&self.bytes[HEADER_BYTES..]);
        let positions = (0..u64::from(self.header.count)).map(|index| self.header.first.plus(index));
        ranges.zip(positions).map(move |(range, position)| {
            let range = range.expect("the frame was checked to be well formed");
            Record {
                position,
                payload: body.slice(range),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_valid_in_its_own_segment_and_chain_only() {
        let mut batch = Batch::new();
        batch.push(b"one");
        batch.push(b"two");
        let previous = [7; 32];
        let (header, hash) = seal(11, &previous, Position(5), Epoch(3), &batch);
        let bytes = Bytes::from([&header[..], batch.encoded()].concat());
        let check = |seed| {
            let header = FrameHeader::decode(&bytes).expect("it begins like a frame");
            Frame::check(header, 512, bytes.clone(), seed)
        };
        let frame = check(11).expect("the checksum is right");
        assert!(
            check(12).is_none(),
            "a frame that another segment left behind is not valid"
        );
        assert!(frame.is_well_formed() && frame.continues(&previous) && !frame.continues(&hash));
        assert_eq!((frame.next_position(), frame.end() % ALIGNMENT), (Position(7), 0));
        let records: Vec<_> = frame
            .records()
            .map(|record| (record.position.0, record.payload))
            .collect();
        assert_eq!(records, [(5, Bytes::from("one")), (6, Bytes::from("two"))]);
    }
}

//! The frames of one segment as a list: with which record each begins, where, and its chain hash.
//!
//! The writer keeps the list of the segment in use. When that is full, the list is written beside it (`….idx`), so that
//! neither the first read in an old segment nor a proof has to go through it. The file is a cache: it is believed only if its
//! checksum is right and it ends with the hash that the next segment begins with, and it can be made again at any time.
//!
//! ```text
//!   0        8          16     20      24
//!   │BZNTIDX1│ sequence │ seed │ count │ (first position 8, offset 8, chain hash 32)* │ crc of all before │
//! ```

use std::io::{self, IoSlice};
use std::sync::Arc;

use super::frame::{ChainHash, Frame, FrameHeader, HEADER_BYTES, next_offset};
use super::segment::{FIRST_FRAME, SegmentHeader};
use super::walk::{Walk, Window};
use crate::disk::{Access, Disk, DiskFile};
use crate::{LogError, MAX_BATCH_BYTES, Position};

const MAGIC: &[u8; 8] = b"BZNTIDX1";
const LEAD_BYTES: usize = 24;
const ENTRY_BYTES: usize = 48;
const CRC_BYTES: usize = 4;
/// Many small headers, or one of a large frame, come with one read.
const HOP_BYTES: usize = 16 * 1024;

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(crate) struct FrameEntry {
    /// Position of its first record; of the next one if it has none.
    pub(crate) first: Position,
    pub(crate) offset: u64,
    pub(crate) hash: ChainHash,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct FrameList(pub(crate) Vec<FrameEntry>);

impl FrameList {
    pub(crate) fn note(&mut self, frame: &Frame) {
        self.0.push(FrameEntry {
            first: frame.header.first,
            offset: frame.offset,
            hash: frame.header.hash,
        });
    }

    /// Index of the last frame that begins with `position` or before: the one that holds it, if any does.
    pub(crate) fn index_of(&self, position: Position) -> Option<usize> {
        self.0
            .partition_point(|frame| frame.first <= position)
            .checked_sub(1)
    }

    /// The list that was written beside a full segment, if it is there and right.
    pub(crate) fn read(disk: &dyn Disk, header: &SegmentHeader, following: &SegmentHeader) -> Option<Self> {
        let file = disk.open(&name(header.sequence), Access::Read).ok()?;
        let len = usize::try_from(file.len().ok()?).ok()?;
        let mut bytes = Vec::new();
        file.read_into(0, len, &mut bytes).ok()?;
        let list = Self::decode(&bytes, header);
        if list.is_none() {
            tracing::warn!(
                file = name(header.sequence),
                "the list of frames is not whole and is not used"
            );
        }
        list.filter(|list| list.0.last().map_or(header.previous, |last| last.hash) == following.previous)
    }

    /// Writes the list beside its segment, durably.
    pub(crate) fn write(&self, disk: &dyn Disk, header: &SegmentHeader) -> io::Result<()> {
        let file = disk.create(&name(header.sequence))?;
        file.write_at(0, &[IoSlice::new(&self.encode(header))])?;
        file.sync_data()
    }

    /// As [`FrameList::write`], for a cache: a failure costs time later and nothing else.
    pub(crate) fn try_write(&self, disk: &dyn Disk, header: &SegmentHeader) {
        if let Err(error) = self.write(disk, header) {
            tracing::warn!(file = name(header.sequence), %error, "the list of frames could not be written");
            // What is there of it does no harm, since it is not whole.
            drop(disk.remove(&name(header.sequence)));
        }
    }

    fn encode(&self, header: &SegmentHeader) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LEAD_BYTES + self.0.len() * ENTRY_BYTES + CRC_BYTES);
        let count = u32::try_from(self.0.len()).expect("a segment has far fewer frames");
        bytes.extend(MAGIC);
        bytes.extend(header.sequence.to_le_bytes());
        bytes.extend(header.seed().to_le_bytes());
        bytes.extend(count.to_le_bytes());
        for frame in &self.0 {
            bytes.extend(frame.first.0.to_le_bytes());
            bytes.extend(frame.offset.to_le_bytes());
            bytes.extend(frame.hash);
        }
        bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8], header: &SegmentHeader) -> Option<Self> {
        let (bytes, crc) = bytes.split_last_chunk::<CRC_BYTES>()?;
        let (lead, entries) = bytes.split_first_chunk::<LEAD_BYTES>()?;
        let is_right = crc32c::crc32c(bytes).to_le_bytes() == *crc
            && lead[..8] == *MAGIC
            && lead[8..16] == header.sequence.to_le_bytes()
            && lead[16..20] == header.seed().to_le_bytes()
            && entries.len() % ENTRY_BYTES == 0
            && lead[20..24] == u32::try_from(entries.len() / ENTRY_BYTES).ok()?.to_le_bytes();
        let long = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
        is_right.then(|| {
            let entry = |entry: &[u8]| FrameEntry {
                first: Position(long(&entry[..8])),
                offset: long(&entry[8..16]),
                hash: entry[16..].try_into().expect("32 bytes"),
            };
            Self(entries.chunks_exact(ENTRY_BYTES).map(entry).collect())
        })
    }

    /// Makes the list by going through a full segment, checking every frame and the chain.
    pub(crate) fn walk(
        header: SegmentHeader,
        file: Arc<dyn DiskFile>,
        following: &SegmentHeader,
    ) -> Result<Self, LogError> {
        let mut walk = Walk::whole(header, file)?;
        let mut list = Self::default();
        while let Some(frame) = walk.step()? {
            list.note(&frame);
        }
        walk.check_joined(following)?;
        Ok(list)
    }

    /// Makes the list of a full segment from the headers of its frames alone: good for finding a place, which is checked
    /// when it is read.
    pub(crate) fn hop(
        header: &SegmentHeader,
        file: Arc<dyn DiskFile>,
        limit: u64,
        following: &SegmentHeader,
    ) -> Result<Self, LogError> {
        let mut window = Window::new(file, limit, HOP_BYTES);
        let mut list = Self::default();
        let (mut offset, mut next, mut hash) = (FIRST_FRAME, header.first, header.previous);
        while hash != following.previous {
            let read = window
                .at(offset, HEADER_BYTES)
                .map_err(|error| LogError::failed(format!("reading {}", header.name()), error))?;
            let frame = read
                .and_then(|bytes| FrameHeader::decode(&bytes))
                .filter(|frame| frame.first == next && frame.body_bytes as usize <= MAX_BATCH_BYTES)
                .ok_or_else(|| LogError::Damaged {
                    segment: header.name(),
                    offset,
                    position: next,
                    what: "no valid frame".to_owned(),
                })?;
            list.0.push(FrameEntry {
                first: next,
                offset,
                hash: frame.hash,
            });
            offset = next_offset(offset, frame.body_bytes as usize);
            next = next.plus(u64::from(frame.count));
            hash = frame.hash;
        }
        Ok(list)
    }
}

/// Name of the list beside a segment.
pub(crate) fn name(sequence: u64) -> String {
    format!("{sequence:020}.idx")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::disk::SimulatedDisk;
    use crate::{Epoch, LogId};

    #[test]
    fn a_list_is_believed_only_if_every_byte_is_right() {
        let disk = SimulatedDisk::new(1);
        let header = SegmentHeader::genesis(LogId([1; 16]));
        let following = SegmentHeader {
            sequence: 2,
            first: Position(9),
            epoch: Epoch(1),
            previous: [4; 32],
            log: header.log,
        };
        let entry = |first, hash| FrameEntry {
            first: Position(first),
            offset: 512 * first,
            hash: [hash; 32],
        };
        let list = FrameList(vec![entry(1, 3), entry(1, 9), entry(7, 4)]);
        assert_eq!(FrameList::read(&disk, &header, &following), None, "not there");
        list.write(&disk, &header).unwrap();
        assert_eq!(FrameList::read(&disk, &header, &following), Some(list.clone()));
        assert_eq!(
            (list.index_of(Position(6)), list.index_of(Position(7))),
            (Some(1), Some(2))
        );
        let other = SegmentHeader {
            previous: [5; 32],
            ..following.clone()
        };
        assert_eq!(
            FrameList::read(&disk, &header, &other),
            None,
            "another segment follows"
        );
        for at in 0..disk.used_bytes() {
            disk.flip_bit(&name(1), at, (at % 8) as u8);
            assert_eq!(FrameList::read(&disk, &header, &following), None, "byte {at}");
            disk.flip_bit(&name(1), at, (at % 8) as u8);
        }
    }
}

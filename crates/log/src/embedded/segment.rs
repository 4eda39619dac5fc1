//! A segment file: a header of one sector, then frames, then zeros.
//!
//! The header is durable before the file gets its name, so a file with that name and a bad header is damage.

use std::io::{self, IoSlice};
use std::sync::Arc;

use super::frame::ChainHash;
use super::retired;
use crate::disk::{Access, Disk, DiskFile, SECTOR_BYTES, is_zero};
use crate::{Epoch, LogError, LogId, Position, merkle};

/// Where the first frame begins.
pub(crate) const FIRST_FRAME: u64 = SECTOR_BYTES;

const MAGIC: &[u8; 7] = b"BZNTLOG";
const VERSION: u8 = 2;
const CHECKED_BYTES: usize = 80;
/// Format 1 had no log id, and a chain over whole frames.
const FIRST_FORMAT_CHECKED_BYTES: usize = 64;

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SegmentHeader {
    /// 1 for the first segment of the log, then up by one.
    pub(crate) sequence: u64,
    /// Position of the first record that is or will be in it.
    pub(crate) first: Position,
    /// Epoch of the writer that began it.
    pub(crate) epoch: Epoch,
    /// Chain hash of everything before it.
    pub(crate) previous: ChainHash,
    pub(crate) log: LogId,
}

/// No log gets to a position or an epoch beyond, so that counting on never overflows.
pub(crate) const MOST: u64 = 1 << 62;

/// A segment's header and file.
pub(crate) type OpenSegment = (SegmentHeader, Arc<dyn DiskFile>);

impl SegmentHeader {
    /// Of the first segment of a new log.
    pub(crate) fn genesis(log: LogId) -> Self {
        Self {
            sequence: 1,
            first: Position(1),
            epoch: Epoch(0),
            previous: merkle::genesis(&log.0),
            log,
        }
    }

    /// Whether this is how a log begins.
    pub(crate) fn is_genesis(&self) -> bool {
        *self == Self::genesis(self.log)
    }

    /// Fails unless this is how a log begins.
    pub(crate) fn check_genesis(&self) -> Result<(), LogError> {
        match self.is_genesis() {
            true => Ok(()),
            false => Err(LogError::Damaged {
                segment: self.name(),
                offset: 0,
                position: Position(1),
                what: "this is not the beginning of a log".to_owned(),
            }),
        }
    }

    fn encode(&self) -> [u8; CHECKED_BYTES + 4] {
        let mut bytes = [0; CHECKED_BYTES + 4];
        bytes[..7].copy_from_slice(MAGIC);
        bytes[7] = VERSION;
        bytes[8..16].copy_from_slice(&self.sequence.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first.0.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.epoch.0.to_le_bytes());
        bytes[32..64].copy_from_slice(&self.previous);
        bytes[64..80].copy_from_slice(&self.log.0);
        let crc = crc32c::crc32c(&bytes[..CHECKED_BYTES]);
        bytes[CHECKED_BYTES..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// What the checksums of this segment's frames start from.
    pub(crate) fn seed(&self) -> u32 {
        crc32c::crc32c(&self.encode()[..CHECKED_BYTES])
    }

    /// Name of the segment's file.
    pub(crate) fn name(&self) -> String {
        name(self.sequence)
    }

    pub(crate) fn write(&self, file: &dyn DiskFile) -> io::Result<()> {
        file.write_at(0, &[IoSlice::new(&self.encode())])
    }

    /// Opens a segment; `None` if there is no file of that sequence.
    pub(crate) fn open(
        disk: &dyn Disk,
        sequence: u64,
        access: Access,
    ) -> Result<Option<OpenSegment>, LogError> {
        let name = name(sequence);
        let failed = |error| LogError::failed(format!("opening {name}"), error);
        let file = match disk.open(&name, access) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = [0; FIRST_FRAME as usize];
        let read = file.read_at(0, &mut bytes).map_err(failed)?;
        let header = Self::decode(&bytes[..read], sequence, &name)?;
        Ok(Some((header, file)))
    }

    /// Reads the header in the first sector of a file of this name.
    pub(crate) fn decode(sector: &[u8], sequence: u64, name: &str) -> Result<Self, LogError> {
        let damaged = |what: &str| LogError::Damaged {
            segment: name.to_owned(),
            offset: 0,
            position: Position::NONE,
            what: what.to_owned(),
        };
        if is_first_format(sector) {
            return Err(LogError::Unsupported {
                file: name.to_owned(),
                version: 1,
            });
        }
        let (bytes, rest) = sector
            .split_first_chunk::<{ CHECKED_BYTES + 4 }>()
            .ok_or_else(|| damaged("the segment's header is cut off"))?;
        let long = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        let header = Self {
            sequence: long(8),
            first: Position(long(16)),
            epoch: Epoch(long(24)),
            previous: bytes[32..64].try_into().expect("32 bytes"),
            log: LogId(bytes[64..80].try_into().expect("16 bytes")),
        };
        if crc32c::crc32c(&bytes[..CHECKED_BYTES]).to_le_bytes() != bytes[CHECKED_BYTES..] {
            return Err(damaged("the segment's header has a wrong checksum"));
        }
        if bytes[..7] != *MAGIC {
            return Err(damaged("this is not a segment"));
        }
        if bytes[7] != VERSION {
            return Err(LogError::Unsupported {
                file: name.to_owned(),
                version: bytes[7],
            });
        }
        let is_possible = (1..=MOST).contains(&header.first.0) && header.epoch.0 <= MOST;
        if !is_possible {
            return Err(damaged(
                "the header names a position or an epoch that no log gets to",
            ));
        }
        if !is_zero(rest) {
            return Err(damaged("bytes behind the header are not zero"));
        }
        if header.sequence != sequence {
            return Err(damaged(&format!(
                "the header belongs to segment {}",
                header.sequence
            )));
        }
        Ok(header)
    }
}

fn is_first_format(bytes: &[u8]) -> bool {
    bytes
        .split_at_checked(FIRST_FORMAT_CHECKED_BYTES)
        .is_some_and(|(checked, rest)| {
            checked[..7] == *MAGIC
                && checked[7] == 1
                && rest.starts_with(&crc32c::crc32c(checked).to_le_bytes())
        })
}

/// Name of a segment in use.
pub(crate) fn name(sequence: u64) -> String {
    format!("{sequence:020}.seg")
}

/// Name of a segment that is still being written out.
pub(crate) fn unfinished_name(sequence: u64) -> String {
    format!("{sequence:020}.new")
}

/// Name of another file of a log while it is being written out.
pub(crate) fn unfinished(name: &str) -> String {
    format!("{name}.new")
}

pub(crate) fn is_unfinished(name: &str) -> bool {
    name.ends_with(".new")
}

/// Sequences of all segments, retired or not, in order.
pub(crate) fn sequences(disk: &dyn Disk) -> Result<Vec<u64>, LogError> {
    let mut sequences = retired::sequences(disk)?;
    sequences.extend(sequences_ending(disk, ".seg")?);
    sequences.sort_unstable();
    sequences.dedup();
    Ok(sequences)
}

pub(crate) fn sequences_ending(disk: &dyn Disk, ending: &str) -> Result<Vec<u64>, LogError> {
    let names = disk
        .list()
        .map_err(|error| LogError::failed("listing the segments", error))?;
    let mut sequences: Vec<u64> = names
        .iter()
        .filter_map(|name| name.strip_suffix(ending)?.parse().ok())
        .collect();
    sequences.sort_unstable();
    Ok(sequences)
}

/// Fails if a segment between the first and the last, or the first itself, is gone.
pub(crate) fn check_complete(sequences: &[u64]) -> Result<(), LogError> {
    for (expected, &sequence) in (1..).zip(sequences) {
        if sequence != expected {
            return Err(LogError::Damaged {
                segment: name(expected),
                offset: 0,
                position: Position::NONE,
                what: format!("the file is missing, while {} is there", name(sequence)),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_format_is_named_and_what_no_header_says_is_damage() {
        let mut first = [0; FIRST_FRAME as usize];
        first[..64].copy_from_slice(&SegmentHeader::genesis(LogId([0; 16])).encode()[..64]);
        first[7] = 1;
        let crc = crc32c::crc32c(&first[..64]).to_le_bytes();
        first[64..68].copy_from_slice(&crc);
        let found = SegmentHeader::decode(&first, 1, "1.seg");
        assert!(
            matches!(found, Err(LogError::Unsupported { version: 1, .. })),
            "{found:?}"
        );
        let genesis = SegmentHeader::genesis(LogId([3; 16]));
        for (first, epoch) in [(0, 0), (u64::MAX, 0), (MOST + 1, 0), (1, u64::MAX)] {
            let impossible = SegmentHeader {
                first: Position(first),
                epoch: Epoch(epoch),
                ..genesis.clone()
            };
            let found = SegmentHeader::decode(&impossible.encode(), 1, "1.seg");
            assert!(matches!(found, Err(LogError::Damaged { .. })), "{found:?}");
        }
        let mut flipped = genesis.encode();
        flipped[7] = 1;
        let found = SegmentHeader::decode(&flipped, 1, "1.seg");
        assert!(matches!(found, Err(LogError::Damaged { .. })), "{found:?}");
    }
}

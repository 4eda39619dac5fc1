//! A run: one sorted file of entries that never changes, with what is kept of it in memory.
//!
//! ```text
//!   block 0    header: magic, version, family, number, first, last, entries, filtered, table's checksum, checksum
//!   block 1 …  256 entries of 16 bytes each, little-endian; the last block is shorter
//!   table      for each block of entries: its first entry, its checksum (20 bytes)
//! ```

mod header;
mod scan;
mod writer;

use std::ops::RangeInclusive;
use std::sync::Arc;

use bezant_log::disk::{Access, Disk, DiskFile};

pub(crate) use header::{ENCODED_BYTES as HEADER_BYTES, Header};
pub(crate) use scan::Scan;
pub(crate) use writer::RunWriter;

use crate::hash::place_of;
use crate::query::Order;
use crate::table::entry_range;
use crate::{JournalError, Place};

pub(crate) const BLOCK_BYTES: usize = 4096;
const ENTRY_BYTES: usize = 16;
const BLOCK_ENTRIES: usize = BLOCK_BYTES / ENTRY_BYTES;
const TABLE_ROW_BYTES: usize = ENTRY_BYTES + 4;

/// Which of the two kinds of runs.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Family {
    /// By id, by related id, by reference.
    Ids,
    /// By account.
    Accounts,
}

impl Family {
    pub(crate) const ALL: [Self; 2] = [Self::Ids, Self::Accounts];

    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Ids => 1,
            Self::Accounts => 2,
        }
    }

    pub(crate) fn file_name(self, number: u64) -> String {
        match self {
            Self::Ids => format!("ids-{number:010}{SUFFIX}"),
            Self::Accounts => format!("accounts-{number:010}{SUFFIX}"),
        }
    }
}

/// How the names of runs end.
pub(crate) const SUFFIX: &str = ".run";

/// What is kept in memory for each block.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
struct Fence {
    first: u128,
    checksum: u32,
}

/// An open run.
pub(crate) struct Run {
    pub(crate) header: Header,
    file: Arc<dyn DiskFile>,
    /// First entry of each block; apart from the checksums, for the cache's sake.
    firsts: Vec<u128>,
    checksums: Vec<u32>,
}

impl Run {
    /// Opens the run that the manifest names.
    pub(crate) fn open(disk: &dyn Disk, expected: &Header) -> Result<Self, JournalError> {
        let name = expected.file_name();
        let file = match disk.open(&name, Access::Read) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(JournalError::damaged(&name, 0, "the file is gone"));
            }
            Err(error) => return Err(JournalError::from_io(format!("opening {name}"), error)),
        };
        let header = Header::read(&*file, &name)?;
        if header != *expected {
            return Err(JournalError::damaged(
                &name,
                0,
                "the header is not what the manifest says",
            ));
        }
        let fences = header.read_table(&*file, &name)?;
        Ok(Self {
            header,
            file,
            firsts: fences.iter().map(|fence| fence.first).collect(),
            checksums: fences.iter().map(|fence| fence.checksum).collect(),
        })
    }

    /// Reads all entries in order, piece by piece, and checks what a run promises.
    pub(crate) fn check(
        &self,
        mut each: impl FnMut(&[u128]) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let mut scan = Scan::new(self);
        let mut before = 0;
        let mut count = 0_u64;
        loop {
            let entries = scan.fill()?;
            let Some(&last) = entries.last() else {
                break;
            };
            if before >= entries[0] || !entries.is_sorted_by(|a, b| a < b) {
                return Err(self.damaged(count / BLOCK_ENTRIES as u64, "entries out of order"));
            }
            before = last;
            count += entries.len() as u64;
            each(entries)?;
            let taken = entries.len();
            scan.take(taken);
        }
        assert_eq!(count, self.header.entries, "a scan reads every block");
        Ok(())
    }

    fn blocks(&self) -> usize {
        self.firsts.len()
    }

    fn damaged(&self, block: u64, what: &'static str) -> JournalError {
        // The header is block 0 of the file.
        JournalError::damaged(&self.header.file_name(), block + 1, what)
    }

    /// The first block that can hold an entry at or above `lowest`.
    fn block_for(&self, lowest: u128) -> usize {
        self.firsts
            .partition_point(|&first| first <= lowest)
            .saturating_sub(1)
    }

    /// Reads `count` blocks from `block` on and checks them.
    fn read(&self, block: usize, count: usize, buffer: &mut Vec<u8>) -> Result<(), JournalError> {
        let total = self.header.entries as usize;
        let from = block * BLOCK_ENTRIES;
        let to = ((block + count) * BLOCK_ENTRIES).min(total);
        assert!(from < to, "only blocks that are there are read");
        buffer.resize((to - from) * ENTRY_BYTES, 0);
        let offset = (BLOCK_BYTES + from * ENTRY_BYTES) as u64;
        let read = self
            .file
            .read_at(offset, buffer)
            .map_err(|error| JournalError::from_io(format!("reading {}", self.header.file_name()), error))?;
        if read < buffer.len() {
            return Err(self.damaged((block + read / BLOCK_BYTES) as u64, "the file is too short"));
        }
        for (nth, bytes) in buffer.chunks(BLOCK_BYTES).enumerate() {
            if crc32c::crc32c(bytes) != self.checksums[block + nth] {
                return Err(self.damaged((block + nth) as u64, "the checksum does not fit"));
            }
        }
        Ok(())
    }

    /// Adds the places with this hash that lie within `places` in `order`, until `out` has `limit` of them.
    pub(crate) fn collect(
        &self,
        hash: u64,
        places: &RangeInclusive<Place>,
        order: Order,
        limit: usize,
        out: &mut Vec<Place>,
    ) -> Result<(), JournalError> {
        let (lowest, highest) = entry_range(hash, places);
        let is_outside = *places.end() < Place::new(self.header.first, 0)
            || *places.start() > Place::last_of(self.header.last);
        if lowest > highest || is_outside {
            return Ok(());
        }
        let mut buffer = Vec::new();
        match order {
            Order::OldestFirst => {
                for block in self.block_for(lowest)..self.blocks() {
                    if self.firsts[block] > highest || out.len() >= limit {
                        break;
                    }
                    self.read(block, 1, &mut buffer)?;
                    let within = decode(&buffer)
                        .skip_while(|&entry| entry < lowest)
                        .take_while(|&entry| entry <= highest);
                    out.extend(within.map(place_of).take(limit - out.len()));
                }
            }
            Order::NewestFirst => {
                for block in (0..=self.block_for(highest)).rev() {
                    if out.len() >= limit {
                        break;
                    }
                    self.read(block, 1, &mut buffer)?;
                    let within = decode(&buffer)
                        .rev()
                        .skip_while(|&entry| entry > highest)
                        .take_while(|&entry| entry >= lowest);
                    out.extend(within.map(place_of).take(limit - out.len()));
                    if self.firsts[block] <= lowest {
                        break;
                    }
                }
            }
        }
        Ok(())
    }
}

/// The entries in checked bytes.
fn decode(bytes: &[u8]) -> impl DoubleEndedIterator<Item = u128> {
    let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    assert!(rest.is_empty(), "only whole entries are read");
    entries.iter().map(|entry| u128::from_le_bytes(*entry))
}

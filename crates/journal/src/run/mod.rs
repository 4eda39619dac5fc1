//! A run: one sorted file of entries that never changes, with what is kept of it in memory.
//!
//! ```text
//!   header     4 KiB: magic, version, family, number, first, last, entries, filtered, table's checksum, checksum
//!   blocks     entries of 16 bytes each, little-endian: 64 in a block of ids, 256 in one of accounts; the last block
//!              may be shorter
//!   table      for each block: its first entry, its checksum (20 bytes)
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

use crate::hash::{hash_of, place_of};
use crate::query::Order;
use crate::table::entry_range;
use crate::{JournalError, Place};

/// Size of the header, and the unit in which damage is reported.
pub(crate) const PAGE_BYTES: usize = 4096;
const ENTRY_BYTES: usize = 16;
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

    /// Entries that are read and checked together. An id needs one entry, and soon; an account many in a row.
    fn block_entries(self) -> usize {
        match self {
            Self::Ids => 64,
            Self::Accounts => 256,
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

    /// Reads the file again from its first to its last byte.
    pub(crate) fn verify(&self) -> Result<(), JournalError> {
        let name = self.header.file_name();
        if Header::read(&*self.file, &name)? != self.header {
            return Err(JournalError::damaged(&name, 0, "the header has changed"));
        }
        // Its checksum is in the header, so it is what is in memory.
        self.header.read_table(&*self.file, &name)?;
        self.check(|_| Ok(()))
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
                return Err(self.damaged(count as usize, "entries out of order"));
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

    /// Damage near an entry.
    fn damaged(&self, entry: usize, what: &'static str) -> JournalError {
        let page = (PAGE_BYTES + entry * ENTRY_BYTES) / PAGE_BYTES;
        JournalError::damaged(&self.header.file_name(), page as u64, what)
    }

    /// The last block that begins at or below `entry`, the first if there is none. Hashes are as good as random, so
    /// the search begins where the block would be if they were spread evenly.
    fn block_for(&self, entry: u128) -> usize {
        let firsts = &self.firsts;
        let mut low = 0;
        let mut high = firsts.len();
        let mut step = 1;
        let mut at = (u128::from(hash_of(entry)).wrapping_mul(high as u128) >> 64) as usize;
        // Away from there in doubling steps, until it lies between two.
        if firsts[at] <= entry {
            while at < high && firsts[at] <= entry {
                low = at;
                at += step;
                step *= 2;
            }
            high = at.min(high);
        } else {
            while firsts[at] > entry && at > 0 {
                high = at;
                at = at.saturating_sub(step);
                step *= 2;
            }
            low = at;
        }
        let up_to = firsts[low..high].partition_point(|&first| first <= entry);
        (low + up_to).saturating_sub(1)
    }

    /// Reads `count` blocks from `block` on and checks them.
    fn read(&self, block: usize, count: usize, buffer: &mut Vec<u8>) -> Result<(), JournalError> {
        let block_entries = self.header.family.block_entries();
        let total = self.header.entries as usize;
        let from = block * block_entries;
        let to = ((block + count) * block_entries).min(total);
        assert!(from < to, "only blocks that are there are read");
        buffer.resize((to - from) * ENTRY_BYTES, 0);
        let offset = (PAGE_BYTES + from * ENTRY_BYTES) as u64;
        let read = self
            .file
            .read_at(offset, buffer)
            .map_err(|error| JournalError::from_io(format!("reading {}", self.header.file_name()), error))?;
        if read < buffer.len() {
            return Err(self.damaged(from + read / ENTRY_BYTES, "the file is too short"));
        }
        let blocks = buffer.chunks(block_entries * ENTRY_BYTES);
        for (nth, (bytes, checksum)) in blocks.zip(&self.checksums[block..]).enumerate() {
            if crc32c::crc32c(bytes) != *checksum {
                return Err(self.damaged(from + nth * block_entries, "the checksum does not fit"));
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
        let is_outside = *places.end() < Place::first_of(self.header.first)
            || *places.start() > Place::last_of(self.header.last);
        if lowest > highest || is_outside {
            return Ok(());
        }
        let mut buffer = Vec::new();
        // Where a run has lost its order nothing is promised, but that a reader who goes on from what it got comes to an end.
        let is_asked = |entry: &u128| (lowest..=highest).contains(entry);
        match order {
            Order::OldestFirst => {
                for block in self.block_for(lowest)..self.blocks() {
                    if self.firsts[block] > highest || out.len() >= limit {
                        break;
                    }
                    self.read(block, 1, &mut buffer)?;
                    let within = decode(within(&buffer, lowest, highest)).filter(is_asked);
                    out.extend(within.map(place_of).take(limit - out.len()));
                }
            }
            Order::NewestFirst => {
                for block in (0..=self.block_for(highest)).rev() {
                    if out.len() >= limit {
                        break;
                    }
                    self.read(block, 1, &mut buffer)?;
                    let within = decode(within(&buffer, lowest, highest)).rev().filter(is_asked);
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

/// The part of checked and sorted bytes with the entries from `lowest` to `highest`.
fn within(bytes: &[u8], lowest: u128, highest: u128) -> &[u8] {
    let (entries, _) = bytes.as_chunks::<ENTRY_BYTES>();
    let start = entries.partition_point(|&entry| u128::from_le_bytes(entry) < lowest);
    let count = entries[start..].partition_point(|&entry| u128::from_le_bytes(entry) <= highest);
    entries[start..start + count].as_flattened()
}

/// The entries in checked bytes.
fn decode(bytes: &[u8]) -> impl DoubleEndedIterator<Item = u128> {
    let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    assert!(rest.is_empty(), "only whole entries are read");
    entries.iter().map(|entry| u128::from_le_bytes(*entry))
}

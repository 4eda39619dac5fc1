//! Writes a run from entries that come in order.

use std::io::IoSlice;
use std::sync::Arc;

use bezant_log::Position;
use bezant_log::disk::{Disk, DiskFile};

use super::{ENTRY_BYTES, Family, Header, PAGE_BYTES, Run, TABLE_ROW_BYTES};
use crate::JournalError;
use crate::hash::{hash_of, is_filtered};

/// Bytes of one write, whole blocks: few enough that they are still in the cache when the system copies them.
const WRITE_BYTES: usize = 128 * 1024;

/// Bytes after which they are sent to the disk, so that no one sync takes long and holds up those of the log.
const SYNC_BYTES: u64 = 16 * 1024 * 1024;

/// A run that is being written.
pub(crate) struct RunWriter {
    header: Header,
    file: Arc<dyn DiskFile>,
    /// Bytes on their way to the file, `filled` of them.
    buffer: Vec<u8>,
    filled: usize,
    offset: u64,
    unsynced: u64,
    firsts: Vec<u128>,
    checksums: Vec<u32>,
    /// Bytes of the buffer whose blocks have a checksum.
    summed: usize,
    last_entry: u128,
}

impl RunWriter {
    /// Begins a run of at most `entries`.
    pub(crate) fn create(
        disk: &dyn Disk,
        family: Family,
        number: u64,
        positions: std::ops::RangeInclusive<Position>,
        entries: u64,
    ) -> Result<Self, JournalError> {
        let name = family.file_name(number);
        let failed = |error| JournalError::from_io(format!("writing {name}"), error);
        let file = disk.create(&name).map_err(failed)?;
        let blocks = entries.div_ceil(family.block_entries() as u64);
        let bytes = PAGE_BYTES as u64 + entries * ENTRY_BYTES as u64 + blocks * TABLE_ROW_BYTES as u64;
        file.reserve(bytes).map_err(failed)?;
        let blocks = usize::try_from(blocks).expect("a table of blocks fits in memory");
        Ok(Self {
            header: Header {
                family,
                number,
                first: *positions.start(),
                last: *positions.end(),
                entries: 0,
                filtered: 0,
                table_checksum: 0,
            },
            file,
            buffer: vec![0; WRITE_BYTES],
            filled: 0,
            offset: PAGE_BYTES as u64,
            unsynced: 0,
            firsts: Vec::with_capacity(blocks),
            checksums: Vec::with_capacity(blocks),
            summed: 0,
            last_entry: 0,
        })
    }

    /// Adds entries that are in order and above all before.
    pub(crate) fn push(&mut self, entries: &[u128]) -> Result<(), JournalError> {
        let Some((&first, &last)) = entries.first().zip(entries.last()) else {
            return Ok(());
        };
        assert!(
            self.last_entry < first && first <= last,
            "entries of a run come in order"
        );
        self.last_entry = last;
        if self.header.family == Family::Ids {
            let filtered = entries.iter().filter(|&&entry| is_filtered(hash_of(entry)));
            self.header.filtered += filtered.count() as u64;
        }
        let block_entries = self.header.family.block_entries();
        let mut rest = entries;
        while !rest.is_empty() {
            let in_block = self.header.entries as usize % block_entries;
            if in_block == 0 {
                self.firsts.push(rest[0]);
            }
            let (block, later) = rest.split_at(rest.len().min(block_entries - in_block));
            let end = self.filled + block.len() * ENTRY_BYTES;
            let (slots, _) = self.buffer[self.filled..end].as_chunks_mut::<ENTRY_BYTES>();
            for (slot, entry) in slots.iter_mut().zip(block) {
                *slot = entry.to_le_bytes();
            }
            self.filled = end;
            self.header.entries += block.len() as u64;
            if self.header.entries.is_multiple_of(block_entries as u64) {
                self.sum_block();
                if self.filled == WRITE_BYTES {
                    self.write()?;
                }
            }
            rest = later;
        }
        Ok(())
    }

    fn sum_block(&mut self) {
        self.checksums
            .push(crc32c::crc32c(&self.buffer[self.summed..self.filled]));
        self.summed = self.filled;
    }

    fn write(&mut self) -> Result<(), JournalError> {
        let written = self.filled as u64;
        self.file
            .write_at(self.offset, &[IoSlice::new(&self.buffer[..self.filled])])
            .map_err(|error| self.failed(error))?;
        self.offset += written;
        self.unsynced += written;
        self.filled = 0;
        self.summed = 0;
        if self.unsynced >= SYNC_BYTES {
            self.unsynced = 0;
            self.file.sync_data().map_err(|error| self.failed(error))?;
        }
        Ok(())
    }

    fn failed(&self, error: std::io::Error) -> JournalError {
        JournalError::from_io(format!("writing {}", self.header.file_name()), error)
    }

    /// Ends the run. Its bytes are durable then; its name is not before the folder is synced.
    pub(crate) fn finish(mut self) -> Result<Run, JournalError> {
        assert!(self.header.entries > 0, "no run is empty");
        if self.summed < self.filled {
            self.sum_block();
        }
        if self.filled > 0 {
            self.write()?;
        }
        self.header
            .write(&*self.file, &self.firsts, &self.checksums)
            .and_then(|()| self.file.sync_data())
            .map_err(|error| self.failed(error))?;
        assert_eq!(self.firsts.len(), self.checksums.len());
        Ok(Run {
            header: self.header,
            file: self.file,
            firsts: self.firsts,
            checksums: self.checksums,
        })
    }
}

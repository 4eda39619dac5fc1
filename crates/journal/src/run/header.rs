//! What a run says of itself in its first block, and the table of its blocks.

use std::io::IoSlice;

use bezant_log::Position;
use bezant_log::disk::DiskFile;

use super::{ENTRY_BYTES, Family, Fence, PAGE_BYTES, TABLE_ROW_BYTES};
use crate::JournalError;

const MAGIC: &[u8; 8] = b"BZNTRUN\0";
const VERSION: u32 = 1;
/// Bytes of [`Header::encode`].
pub(crate) const ENCODED_BYTES: usize = 4 + 8 + 8 + 8 + 8 + 8 + 4;

/// Identity, range and sizes of a run. The manifest holds the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Header {
    pub(crate) family: Family,
    /// Number of the file, never used twice.
    pub(crate) number: u64,
    /// Positions that are covered.
    pub(crate) first: Position,
    pub(crate) last: Position,
    pub(crate) entries: u64,
    /// Entries that belong into the filter.
    pub(crate) filtered: u64,
    pub(crate) table_checksum: u32,
}

impl Header {
    pub(crate) fn file_name(&self) -> String {
        self.family.file_name(self.number)
    }

    pub(crate) fn filtered_count(&self) -> usize {
        usize::try_from(self.filtered).expect("entries of a file fit in memory's address range")
    }

    /// Size of the file.
    pub(crate) fn bytes(&self) -> u64 {
        self.table_offset() + self.blocks() * TABLE_ROW_BYTES as u64
    }

    fn blocks(&self) -> u64 {
        self.entries.div_ceil(self.family.block_entries() as u64)
    }

    fn table_offset(&self) -> u64 {
        PAGE_BYTES as u64 + self.entries * ENTRY_BYTES as u64
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend(self.family.number().to_le_bytes());
        for number in [
            self.number,
            self.first.0,
            self.last.0,
            self.entries,
            self.filtered,
        ] {
            out.extend(number.to_le_bytes());
        }
        out.extend(self.table_checksum.to_le_bytes());
        assert_eq!(out.len() - start, ENCODED_BYTES);
    }

    /// `None` if the bytes say what no run can be.
    pub(crate) fn decode(bytes: &[u8; ENCODED_BYTES]) -> Option<Self> {
        let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let u64_at = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        let family = Family::ALL
            .into_iter()
            .find(|family| family.number() == u32_at(0))?;
        let header = Self {
            family,
            number: u64_at(4),
            first: Position(u64_at(12)),
            last: Position(u64_at(20)),
            entries: u64_at(28),
            filtered: u64_at(36),
            table_checksum: u32_at(44),
        };
        let is_sound = header.first <= header.last
            && header.entries > 0
            && header.entries < 1 << 48
            && header.filtered <= header.entries;
        is_sound.then_some(header)
    }

    /// Writes the table and then the first block.
    pub(super) fn write(
        &mut self,
        file: &dyn DiskFile,
        firsts: &[u128],
        checksums: &[u32],
    ) -> std::io::Result<()> {
        let mut table = Vec::with_capacity(firsts.len() * TABLE_ROW_BYTES);
        for (first, checksum) in firsts.iter().zip(checksums) {
            table.extend(first.to_le_bytes());
            table.extend(checksum.to_le_bytes());
        }
        self.table_checksum = crc32c::crc32c(&table);
        file.write_at(self.table_offset(), &[IoSlice::new(&table)])?;
        let mut block = Vec::with_capacity(PAGE_BYTES);
        block.extend(MAGIC);
        block.extend(VERSION.to_le_bytes());
        self.encode(&mut block);
        block.resize(PAGE_BYTES - 4, 0);
        block.extend(crc32c::crc32c(&block).to_le_bytes());
        file.write_at(0, &[IoSlice::new(&block)])
    }

    pub(super) fn read(file: &dyn DiskFile, name: &str) -> Result<Self, JournalError> {
        let mut block = [0; PAGE_BYTES];
        let read = file
            .read_at(0, &mut block)
            .map_err(|error| JournalError::from_io(format!("reading {name}"), error))?;
        let damaged = |what| JournalError::damaged(name, 0, what);
        if read < PAGE_BYTES {
            return Err(damaged("the file is too short"));
        }
        let (content, checksum) = block.split_at(PAGE_BYTES - 4);
        if checksum != crc32c::crc32c(content).to_le_bytes() {
            return Err(damaged("the checksum does not fit"));
        }
        if &content[..8] != MAGIC {
            return Err(damaged("it is no run of a journal"));
        }
        let version = u32::from_le_bytes(content[8..12].try_into().expect("four bytes"));
        if version != VERSION {
            return Err(JournalError::Unsupported {
                file: name.to_owned(),
                version,
            });
        }
        let encoded = content[12..12 + ENCODED_BYTES].try_into().expect("that many");
        Self::decode(encoded).ok_or_else(|| damaged("the header makes no sense"))
    }

    pub(super) fn read_table(&self, file: &dyn DiskFile, name: &str) -> Result<Vec<Fence>, JournalError> {
        let failed = |error| JournalError::from_io(format!("reading {name}"), error);
        let block = self.table_offset() / PAGE_BYTES as u64;
        // Before the size is believed and memory is taken for it.
        if file.len().map_err(failed)? != self.bytes() {
            return Err(JournalError::damaged(name, block, "the file has another size"));
        }
        let mut table = vec![0; self.blocks() as usize * TABLE_ROW_BYTES];
        let read = file.read_at(self.table_offset(), &mut table).map_err(failed)?;
        if read < table.len() || crc32c::crc32c(&table) != self.table_checksum {
            return Err(JournalError::damaged(
                name,
                block,
                "the checksum of the table does not fit",
            ));
        }
        let (rows, _) = table.as_chunks::<TABLE_ROW_BYTES>();
        let fence = |row: &[u8; TABLE_ROW_BYTES]| Fence {
            first: u128::from_le_bytes(row[..ENTRY_BYTES].try_into().expect("sixteen bytes")),
            checksum: u32::from_le_bytes(row[ENTRY_BYTES..].try_into().expect("four bytes")),
        };
        Ok(rows.iter().map(fence).collect())
    }
}

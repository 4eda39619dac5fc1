//! The manifest: which runs there are. It is replaced as a whole, so a crash leaves the old one or the new one.

use std::io::IoSlice;

use bezant_log::Position;
use bezant_log::disk::{Access, Disk};

use crate::JournalError;
use crate::hash::Secret;
use crate::run::{Family, Header, SUFFIX};

const NAME: &str = "manifest";
const NEW_NAME: &str = "manifest.new";
const MAGIC: &[u8; 8] = b"BZNTJRN\0";
const VERSION: u32 = 1;
const ROW_BYTES: usize = crate::run::HEADER_BYTES;
const FIXED_BYTES: usize = 8 + 4 + 32 + 8 + 8 + 4;

/// What a journal on disk consists of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Manifest {
    pub(crate) secret: Secret,
    /// Number of the next file.
    pub(crate) next_number: u64,
    /// All transfers at or below are in runs.
    pub(crate) indexed: Position,
    /// Per family from the oldest to the newest.
    pub(crate) runs: Vec<Header>,
}

impl Manifest {
    fn empty() -> Self {
        Self {
            secret: Secret::draw(),
            next_number: 1,
            indexed: Position::NONE,
            runs: Vec::new(),
        }
    }

    pub(crate) fn of(&self, family: Family) -> impl Iterator<Item = &Header> {
        self.runs.iter().filter(move |header| header.family == family)
    }

    /// The manifest of the folder, a new one if the folder is new. Files that it does not name are removed.
    pub(crate) fn open(disk: &dyn Disk) -> Result<Self, JournalError> {
        let names = disk
            .list()
            .map_err(|error| JournalError::from_io("listing the journal's folder", error))?;
        let manifest = if names.iter().any(|name| name == NAME) {
            Self::read(disk)?
        } else if names.iter().any(|name| name.ends_with(SUFFIX)) {
            return Err(JournalError::damaged(NAME, 0, "the file is gone"));
        } else {
            let manifest = Self::empty();
            manifest.write(disk)?;
            manifest
        };
        manifest.remove_orphans(disk)?;
        Ok(manifest)
    }

    /// Puts an empty manifest in place of whatever there is.
    pub(crate) fn reset(disk: &dyn Disk) -> Result<(), JournalError> {
        let manifest = Self::empty();
        manifest.write(disk)?;
        manifest.remove_orphans(disk)
    }

    /// Removes what a crash or a full disk left behind, or what a merge made needless.
    pub(crate) fn remove_orphans(&self, disk: &dyn Disk) -> Result<(), JournalError> {
        let failed = |error| JournalError::from_io("removing old files of the journal", error);
        let named: Vec<String> = self.runs.iter().map(Header::file_name).collect();
        for name in disk.list().map_err(failed)? {
            if name == NEW_NAME || name.ends_with(SUFFIX) && !named.contains(&name) {
                disk.remove(&name).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Makes this the folder's manifest, durably. All runs that it names must be durable but for their names.
    pub(crate) fn write(&self, disk: &dyn Disk) -> Result<(), JournalError> {
        let mut bytes = Vec::with_capacity(FIXED_BYTES + self.runs.len() * ROW_BYTES + 4);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        for key in self.secret.0 {
            bytes.extend(key.to_le_bytes());
        }
        bytes.extend(self.next_number.to_le_bytes());
        bytes.extend(self.indexed.0.to_le_bytes());
        let count = u32::try_from(self.runs.len()).expect("far fewer runs");
        bytes.extend(count.to_le_bytes());
        for run in &self.runs {
            run.encode(&mut bytes);
        }
        bytes.extend(crc32c::crc32c(&bytes).to_le_bytes());
        let written = || {
            let file = disk.create(NEW_NAME)?;
            file.write_at(0, &[IoSlice::new(&bytes)])?;
            file.sync_data()?;
            // The names of the runs first, so that no manifest is there without them.
            disk.sync_dir()?;
            disk.rename(NEW_NAME, NAME)?;
            // No full disk is to be read from this one: the runs have their new names already and may be needed.
            disk.sync_dir().map_err(std::io::Error::other)
        };
        written().map_err(|error| JournalError::from_io("writing the journal's manifest", error))
    }

    fn read(disk: &dyn Disk) -> Result<Self, JournalError> {
        let read = || {
            let file = disk.open(NAME, Access::Read)?;
            let mut bytes = vec![0; usize::try_from(file.len()?).map_err(std::io::Error::other)?];
            let read = file.read_at(0, &mut bytes)?;
            bytes.truncate(read);
            Ok(bytes)
        };
        let bytes = read().map_err(|error| JournalError::from_io("reading the journal's manifest", error))?;
        let damaged = |what| JournalError::damaged(NAME, 0, what);
        let (content, checksum) = bytes
            .split_last_chunk::<4>()
            .ok_or_else(|| damaged("the file is too short"))?;
        if crc32c::crc32c(content).to_le_bytes() != *checksum || content.len() < FIXED_BYTES {
            return Err(damaged("the checksum does not fit"));
        }
        let (fixed, rows) = content.split_at(FIXED_BYTES);
        let u32_at = |at: usize| u32::from_le_bytes(fixed[at..at + 4].try_into().expect("four bytes"));
        let u64_at = |at: usize| u64::from_le_bytes(fixed[at..at + 8].try_into().expect("eight bytes"));
        if &fixed[..8] != MAGIC {
            return Err(damaged("it is no manifest of a journal"));
        }
        if u32_at(8) != VERSION {
            return Err(JournalError::Unsupported {
                file: NAME.to_owned(),
                version: u32_at(8),
            });
        }
        let (rows, rest) = rows.as_chunks::<ROW_BYTES>();
        let runs: Option<Vec<Header>> = rows.iter().map(Header::decode).collect();
        let runs = runs.filter(|runs| rest.is_empty() && runs.len() == u32_at(60) as usize);
        let manifest = Self {
            secret: Secret([12, 20, 28, 36].map(u64_at)),
            next_number: u64_at(44),
            indexed: Position(u64_at(52)),
            runs: runs.ok_or_else(|| damaged("the list of runs makes no sense"))?,
        };
        manifest.check().map_err(damaged)?;
        Ok(manifest)
    }

    /// The runs of a family follow each other and end at what is indexed.
    fn check(&self) -> Result<(), &'static str> {
        for family in Family::ALL {
            let mut before = Position::NONE;
            for run in self.of(family) {
                if run.first <= before || run.number >= self.next_number {
                    return Err("the runs are out of order");
                }
                before = run.last;
            }
            if before != self.indexed {
                return Err("the runs do not end where they should");
            }
        }
        Ok(())
    }
}

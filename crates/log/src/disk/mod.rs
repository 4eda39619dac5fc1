//! The only door from the log to the file system.
//!
//! A [`Disk`] is one flat folder. What goes in and out is bytes at offsets in named files; what a disk promises is
//! what a file system promises: a write is safe after [`DiskFile::sync_data`], a name after [`Disk::sync_dir`],
//! and a sector of 512 bytes is written as a whole or not at all. Nothing above may use `std::fs` directly, so that
//! [`SimulatedDisk`] can lose, tear and flip whatever a real one could.

mod faults;
mod real;
mod simulated;

use std::io::{self, IoSlice};
use std::sync::Arc;

pub use faults::{Operations, WriteFault};
pub use real::RealDisk;
pub use simulated::SimulatedDisk;

/// What a disk writes as a whole or not at all.
pub const SECTOR_BYTES: u64 = 512;

/// What an opened file may be used for.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Access {
    /// Reading only.
    Read,
    /// Reading and writing.
    Write,
}

/// One folder.
pub trait Disk: Send + Sync {
    /// Creates an empty file, in place of one of this name if there is one.
    ///
    /// # Errors
    /// What the system says.
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Opens a file that is there.
    ///
    /// # Errors
    /// `NotFound` if it is not, else what the system says.
    fn open(&self, name: &str, access: Access) -> io::Result<Arc<dyn DiskFile>>;

    /// Names of all files, in order.
    ///
    /// # Errors
    /// What the system says.
    fn list(&self) -> io::Result<Vec<String>>;

    /// Renames a file, replacing `to` if it is there.
    ///
    /// # Errors
    /// What the system says.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// What the system says.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Makes creations, renames and removals so far durable.
    ///
    /// # Errors
    /// What the system says.
    fn sync_dir(&self) -> io::Result<()>;

    /// Takes the folder for one writer, until the answer is dropped or the process ends.
    ///
    /// # Errors
    /// `WouldBlock` if it is taken, else what the system says.
    fn lock(&self) -> io::Result<Box<dyn DiskLock>>;

    /// 16 bytes that no other call ever answers, to tell what is made here from everything else.
    ///
    /// # Errors
    /// What the system says.
    fn unique_id(&self) -> io::Result<[u8; 16]>;

    /// Whether slow preparations may run on a thread of their own. A simulated disk says no, to stay repeatable.
    fn allows_background_work(&self) -> bool;
}

/// One open file.
pub trait DiskFile: Send + Sync {
    /// Writes the parts one after the other from `offset` on, all or an error.
    ///
    /// # Errors
    /// What the system says; any of the bytes may have been written then.
    fn write_at(&self, offset: u64, parts: &[IoSlice<'_>]) -> io::Result<()>;

    /// Makes all writes so far durable (as fdatasync).
    ///
    /// # Errors
    /// What the system says; none of the writes can be trusted then.
    fn sync_data(&self) -> io::Result<()>;

    /// Fills `buffer` from `offset` on and says how much there was: less than asked only at the end of the file.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Size in bytes.
    ///
    /// # Errors
    /// What the system says.
    fn len(&self) -> io::Result<u64>;

    /// Whether there are no bytes.
    ///
    /// # Errors
    /// What the system says.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Appends what there is from `offset` on, at most `count` bytes, to `buffer` and says how much it was: less only at the
    /// end of the file.
    ///
    /// # Errors
    /// What the system says.
    fn read_into(&self, offset: u64, count: usize, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let start = buffer.len();
        buffer.resize(start + count, 0);
        let read = self.read_at(offset, &mut buffer[start..]);
        buffer.truncate(start + read.as_ref().copied().unwrap_or(0));
        read
    }

    /// Gives the file `bytes` of space, which read as zeros, and says whether it could: `false` from a system that gives
    /// space only to what is written.
    ///
    /// # Errors
    /// `StorageFull`, else what the system says.
    fn reserve(&self, bytes: u64) -> io::Result<bool>;
}

/// Holds a folder for one writer; dropping it lets go.
pub trait DiskLock: Send + Sync {}

/// Whether the error says that there is no room, as opposed to a failing disk.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// Whether all bytes are zero, at the speed of a comparison.
pub(crate) fn is_zero(bytes: &[u8]) -> bool {
    bytes
        .chunks(ZEROS.len())
        .all(|chunk| chunk == &ZEROS[..chunk.len()])
}

/// Writes zeros over a range, a megabyte a time. `after_each` runs after each write.
pub(crate) fn write_zeros(
    file: &dyn DiskFile,
    range: std::ops::Range<u64>,
    mut after_each: impl FnMut() -> io::Result<()>,
) -> io::Result<()> {
    let mut at = range.start;
    while at < range.end {
        let mut left = (range.end - at).min(16 * ZEROS.len() as u64);
        let mut parts = [IoSlice::new(&[]); 16];
        let written = left;
        for part in &mut parts {
            let bytes = left.min(ZEROS.len() as u64);
            *part = IoSlice::new(&ZEROS[..usize::try_from(bytes).expect("at most the size of ZEROS")]);
            left -= bytes;
        }
        file.write_at(at, &parts)?;
        after_each()?;
        at += written;
    }
    Ok(())
}

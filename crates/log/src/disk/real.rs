//! A folder of the machine's file system.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, IoSlice};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::buffer::spare_capacity;
use rustix::fs::FallocateFlags;

use super::{Access, Disk, DiskFile, DiskLock};

const LOCK_NAME: &str = "lock";

/// A [`Disk`] on a real folder.
#[derive(Debug)]
pub struct RealDisk {
    folder: PathBuf,
}

impl RealDisk {
    /// The folder, created (durably) if it is not there.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(folder: impl AsRef<Path>) -> io::Result<Self> {
        let folder = folder.as_ref();
        let missing: Vec<&Path> = folder.ancestors().take_while(|path| !path.exists()).collect();
        std::fs::create_dir_all(folder)?;
        for created in missing {
            if let Some(parent) = created.parent().filter(|path| !path.as_os_str().is_empty()) {
                File::open(parent)?.sync_all()?;
            }
        }
        Self::open_existing(folder)
    }

    /// The folder, which must be there: for commands that only look.
    ///
    /// # Errors
    /// `NotFound` if it is not there, `NotADirectory` if it is something else.
    pub fn open_existing(folder: impl AsRef<Path>) -> io::Result<Self> {
        let folder = folder.as_ref();
        if !std::fs::metadata(folder)?.is_dir() {
            return Err(io::Error::new(
                io::ErrorKind::NotADirectory,
                folder.display().to_string(),
            ));
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }
}

impl Disk for RealDisk {
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let path = self.folder.join(name);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        Ok(Arc::new(RealFile { file }))
    }

    fn open(&self, name: &str, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let write = access == Access::Write;
        let file = OpenOptions::new()
            .read(true)
            .write(write)
            .open(self.folder.join(name))?;
        Ok(Arc::new(RealFile { file }))
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.extend(entry.file_name().into_string());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        std::fs::rename(self.folder.join(from), self.folder.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.folder.join(name))
    }

    fn sync_dir(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    fn lock(&self) -> io::Result<Box<dyn DiskLock>> {
        let path = self.folder.join(LOCK_NAME);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Box::new(RealLock { _file: file })),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn unique_id(&self) -> io::Result<[u8; 16]> {
        let mut id = [0; 16];
        let mut filled = 0;
        while filled < id.len() {
            filled += rustix::rand::getrandom(&mut id[filled..], rustix::rand::GetRandomFlags::empty())?;
        }
        Ok(id)
    }

    fn allows_background_work(&self) -> bool {
        true
    }
}

/// The system lets go of the lock when the file is closed, also when the process is killed.
struct RealLock {
    _file: File,
}

impl DiskLock for RealLock {}

struct RealFile {
    file: File,
}

impl DiskFile for RealFile {
    fn write_at(&self, offset: u64, parts: &[IoSlice<'_>]) -> io::Result<()> {
        let mut written = loop {
            match rustix::io::pwritev(&self.file, parts, offset) {
                Ok(written) => break written as u64,
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        };
        // The system may take less than all of it; the rest goes part by part.
        let mut start = 0;
        for part in parts {
            let end = start + part.len() as u64;
            if written < end {
                let skipped = usize::try_from(written - start).expect("lies within a slice");
                self.file.write_all_at(&part[skipped..], offset + written)?;
                written = end;
            }
            start = end;
        }
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.file.read_at(&mut buffer[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn read_into(&self, offset: u64, count: usize, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let start = buffer.len();
        buffer.reserve_exact(count);
        let mut filled = 0;
        while filled < count {
            // Reads up to the buffer's capacity, which may be a little more than asked.
            match rustix::io::pread(&self.file, spare_capacity(buffer), offset + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let filled = filled.min(count);
        buffer.truncate(start + filled);
        Ok(filled)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn reserve(&self, bytes: u64) -> io::Result<bool> {
        use rustix::io::Errno;
        loop {
            match rustix::fs::fallocate(&self.file, FallocateFlags::empty(), 0, bytes) {
                Ok(()) => return Ok(true),
                Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) => return Ok(false),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

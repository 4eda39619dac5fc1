//! The disk as careless code would use it: now and then the log's sync is left out, and its caller believes that it was done.

use std::io::{self, IoSlice};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bezant_log::disk::{Access, Disk, DiskFile, DiskLock, SimulatedDisk};

/// Every so many syncs one is left out.
const EVERY: u64 = 3;

/// A disk whose segments are not always synced.
pub(crate) struct CarelessDisk {
    pub(crate) disk: SimulatedDisk,
    /// How many syncs were asked for, over all lives of the node.
    pub(crate) syncs: Arc<AtomicU64>,
}

struct CarelessFile {
    file: Arc<dyn DiskFile>,
    syncs: Arc<AtomicU64>,
}

impl CarelessDisk {
    fn file(&self, name: &str, file: Arc<dyn DiskFile>) -> Arc<dyn DiskFile> {
        if name.ends_with(".seg") || name.ends_with(".new") {
            Arc::new(CarelessFile {
                file,
                syncs: Arc::clone(&self.syncs),
            })
        } else {
            file
        }
    }
}

impl Disk for CarelessDisk {
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        Ok(self.file(name, self.disk.create(name)?))
    }

    fn open(&self, name: &str, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        Ok(self.file(name, self.disk.open(name, access)?))
    }

    fn list(&self) -> io::Result<Vec<String>> {
        self.disk.list()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.disk.rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.disk.remove(name)
    }

    fn sync_dir(&self) -> io::Result<()> {
        self.disk.sync_dir()
    }

    fn lock(&self) -> io::Result<Box<dyn DiskLock>> {
        self.disk.lock()
    }

    fn unique_id(&self) -> io::Result<[u8; 16]> {
        self.disk.unique_id()
    }

    fn allows_background_work(&self) -> bool {
        self.disk.allows_background_work()
    }
}

impl DiskFile for CarelessFile {
    fn write_at(&self, offset: u64, parts: &[IoSlice<'_>]) -> io::Result<()> {
        self.file.write_at(offset, parts)
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.syncs.fetch_add(1, Ordering::Relaxed) % EVERY == EVERY - 1 {
            return Ok(());
        }
        self.file.sync_data()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read_at(offset, buffer)
    }

    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn reserve(&self, bytes: u64) -> io::Result<bool> {
        self.file.reserve(bytes)
    }
}

//! A small disk of a test's own, in memory, to be filled.
//!
//! Needs nothing but the standard library, tempfile and rustix, so that crates whose tests cannot depend on this one take
//! the file in by its path.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A mounted disk. It is gone when dropped.
pub struct SmallDisk(TempDir);

impl SmallDisk {
    /// A disk of so many MiB. Nothing where this process may not mount.
    ///
    /// # Panics
    /// If there is no room for a folder.
    pub fn mount(mib: u64) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().expect("the system's folder for temporary files takes one more");
        let size = format!("size={mib}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| SmallDisk(folder))
    }

    /// Takes the space that there is but for `left` bytes.
    ///
    /// # Panics
    /// If the disk is in no state for that.
    pub fn fill_but(&self, left: u64) {
        let space = rustix::fs::statvfs(self.path()).expect("a mounted disk can be asked");
        let free = space.f_bavail * space.f_frsize;
        let mut file = File::create(self.filler()).expect("there is room for a file");
        for _ in 0..free.saturating_sub(left) >> 20 {
            file.write_all(&vec![1; 1 << 20])
                .expect("there is as much room as the system says");
        }
    }

    /// Takes all the space that is left.
    ///
    /// # Panics
    /// If the disk is in no state for that.
    pub fn fill(&self) {
        let file = File::options().create(true).append(true).open(self.filler());
        let mut file = file.expect("a file can be opened where none is written");
        for size in [1 << 20, 1 << 12, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
    }

    /// Gives back what was taken.
    ///
    /// # Panics
    /// If nothing was.
    pub fn free(&self) {
        std::fs::remove_file(self.filler()).expect("the disk was filled");
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a test that failed may still hold a file.
        let unmounted = Command::new("umount").arg("-l").arg(self.path()).status();
        assert!(unmounted.is_ok(), "umount can be run where mount can");
    }
}

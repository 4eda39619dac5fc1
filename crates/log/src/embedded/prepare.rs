//! Writes the next segment out with zeros before it is needed, so that no append has to wait for space, and every
//! append overwrites blocks that the file system has already given.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use super::segment;
use crate::disk::{Disk, DiskFile, write_zeros};

/// Syncing every few megabytes keeps the queue of the disk short for the appends that go on beside.
const WRITES_PER_SYNC: u32 = 4;

/// A file of zeros, durable, under its unfinished name.
pub(crate) struct Prepared {
    pub(crate) sequence: u64,
    pub(crate) file: Arc<dyn DiskFile>,
}

pub(crate) struct Preparer {
    disk: Arc<dyn Disk>,
    segment_bytes: u64,
    next: Next,
}

enum Next {
    /// Not begun.
    None,
    /// On a thread of its own.
    Running(JoinHandle<io::Result<Prepared>>),
    Ready(Prepared),
    /// Did not work out ahead of time; made when needed.
    Postponed,
}

impl Preparer {
    pub(crate) fn new(disk: Arc<dyn Disk>, segment_bytes: u64) -> Self {
        Self {
            disk,
            segment_bytes,
            next: Next::None,
        }
    }

    pub(crate) fn segment_bytes(&self) -> u64 {
        self.segment_bytes
    }

    /// Begins to prepare a segment if that was not tried yet. A failure shows when the segment is needed.
    pub(crate) fn begin(&mut self, sequence: u64) {
        if !matches!(self.next, Next::None) {
            return;
        }
        let (disk, bytes) = (self.disk.clone(), self.segment_bytes);
        self.next = if self.disk.allows_background_work() {
            let thread = std::thread::Builder::new().name("log-prepare".to_owned());
            match thread.spawn(move || prepare(&*disk, sequence, bytes)) {
                Ok(handle) => Next::Running(handle),
                Err(error) => postponed(sequence, &error),
            }
        } else {
            prepare(&*disk, sequence, bytes).map_or_else(|error| postponed(sequence, &error), Next::Ready)
        };
    }

    /// Makes sure that the segment is there, waiting for it or writing it out now.
    pub(crate) fn ensure(&mut self, sequence: u64) -> io::Result<()> {
        if let Next::Running(_) = self.next {
            self.next = match std::mem::replace(&mut self.next, Next::None) {
                Next::Running(handle) => match handle.join() {
                    Ok(Ok(prepared)) => Next::Ready(prepared),
                    Ok(Err(error)) => postponed(sequence, &error),
                    Err(_) => return Err(io::Error::other("the thread that prepares segments panicked")),
                },
                other => other,
            };
        }
        if !matches!(self.next, Next::Ready(_)) {
            self.next = Next::Ready(prepare(&*self.disk, sequence, self.segment_bytes)?);
        }
        Ok(())
    }

    /// The segment that [`Preparer::ensure`] made sure of; it stays until [`Preparer::done`].
    pub(crate) fn ready(&self) -> Option<&Prepared> {
        match &self.next {
            Next::Ready(prepared) => Some(prepared),
            Next::None | Next::Running(_) | Next::Postponed => None,
        }
    }

    /// The prepared segment is in use now.
    pub(crate) fn done(&mut self) {
        self.next = Next::None;
    }
}

impl Drop for Preparer {
    /// The folder may be opened anew right after; the thread must not write into it then.
    fn drop(&mut self) {
        if let Next::Running(handle) = std::mem::replace(&mut self.next, Next::None) {
            drop(handle.join());
        }
    }
}

fn postponed(sequence: u64, error: &io::Error) -> Next {
    tracing::warn!(segment = segment::name(sequence), %error, "the next segment could not be prepared yet");
    Next::Postponed
}

fn prepare(disk: &dyn Disk, sequence: u64, bytes: u64) -> io::Result<Prepared> {
    let name = segment::unfinished_name(sequence);
    let write = || {
        let file = disk.create(&name)?;
        file.reserve(bytes)?;
        let mut writes = 0;
        write_zeros(&*file, 0..bytes, || {
            writes += 1;
            if writes % WRITES_PER_SYNC == 0 {
                file.sync_data()
            } else {
                Ok(())
            }
        })?;
        file.sync_data()?;
        Ok(Prepared { sequence, file })
    };
    write().inspect_err(|_| {
        // What was written of it is given back; if that fails too, the next opening removes it.
        drop(disk.remove(&name));
    })
}

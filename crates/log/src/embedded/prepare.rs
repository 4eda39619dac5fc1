//! Makes the next segment before it is needed, so that no append has to wait for space.
//!
//! While appends are small, it is written out with zeros: an append then overwrites blocks that the file system has already
//! given, which makes its sync about twice as fast. The zeros come a megabyte a time and keep step with the appends, so that
//! they are never felt as a burst. While appends are large, their syncs gain little from it, and the zeros would cost as
//! much of the disk's bandwidth as the appends themselves: then the segment only gets its space. The same goes for what is
//! left when a segment is needed before its zeros are done: nobody waits for them.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;

use super::frames::FrameList;
use super::segment::{self, SegmentHeader};
use crate::disk::{Disk, DiskFile, write_zeros};

const CHUNK_BYTES: u64 = 1024 * 1024;

/// How much the thread gives way to those that someone waits for, from 0 to 19.
const NICENESS: i32 = 10;

/// How a segment is made ready.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub(crate) enum Space {
    /// Written out with zeros.
    Written,
    /// Its space is taken; written out only where the file system cannot do that.
    Taken,
}

/// A file that reads as zeros, durable, under its unfinished name.
pub(crate) struct Prepared {
    pub(crate) sequence: u64,
    pub(crate) file: Arc<dyn DiskFile>,
}

pub(crate) struct Preparer {
    disk: Arc<dyn Disk>,
    segment_bytes: u64,
    next: Next,
    /// The segment that was filled last, until the list of its frames is written.
    full: Option<(SegmentHeader, FrameList)>,
}

enum Next {
    /// Not begun.
    None,
    /// On a thread of its own.
    Running(JoinHandle<io::Result<Prepared>>, Arc<Pace>),
    Ready(Prepared),
    /// Did not work out ahead of time; made when needed.
    Postponed,
}

/// How far the thread may go.
#[derive(Default)]
struct Pace {
    allowed_bytes: AtomicU64,
    /// Zeros that are missing no longer matter: the segment is needed, or the log is being closed.
    is_enough: AtomicBool,
}

impl Pace {
    fn unbounded() -> Self {
        Self {
            allowed_bytes: AtomicU64::new(u64::MAX),
            ..Self::default()
        }
    }

    /// Waits until `bytes` may have been written; says no if none are wanted any more.
    fn wait_for(&self, bytes: u64) -> bool {
        loop {
            if self.is_enough.load(Ordering::Acquire) {
                return false;
            }
            if self.allowed_bytes.load(Ordering::Acquire) >= bytes {
                return true;
            }
            std::thread::park();
        }
    }
}

impl Preparer {
    pub(crate) fn new(disk: Arc<dyn Disk>, segment_bytes: u64) -> Self {
        Self {
            disk,
            segment_bytes,
            next: Next::None,
            full: None,
        }
    }

    pub(crate) fn segment_bytes(&self) -> u64 {
        self.segment_bytes
    }

    /// A segment is full: the list of its frames is written when the next one is begun. One that a crash
    /// prevents is made by the next opening.
    pub(crate) fn take_full(&mut self, header: SegmentHeader, frames: FrameList) {
        self.write_list();
        self.full = Some((header, frames));
    }

    fn write_list(&mut self) {
        if let Some((header, frames)) = self.full.take() {
            frames.try_write(&*self.disk, &header);
        }
    }

    /// Sees to it that the next segment is ready when the one in use is three quarters full. A failure shows when the segment
    /// is needed.
    pub(crate) fn keep_up(&mut self, sequence: u64, used: u64, of: u64, space: impl FnOnce() -> Space) {
        let begin = of / 8;
        if used < begin {
            return;
        }
        if let Next::None = self.next {
            self.begin(sequence, space());
        }
        if let Next::Running(thread, pace) = &self.next {
            let share = u128::from(used - begin) * 8 / 5 * u128::from(self.segment_bytes) / u128::from(of);
            let allowed = u64::try_from(share)
                .unwrap_or(u64::MAX)
                .saturating_add(CHUNK_BYTES);
            let before = pace.allowed_bytes.load(Ordering::Relaxed);
            if allowed / CHUNK_BYTES > before / CHUNK_BYTES {
                pace.allowed_bytes.store(allowed, Ordering::Release);
                thread.thread().unpark();
            }
        }
    }

    fn begin(&mut self, sequence: u64, space: Space) {
        if !self.disk.allows_background_work() {
            self.write_list();
            self.next = prepare(
                &*self.disk,
                sequence,
                self.segment_bytes,
                space,
                &Pace::unbounded(),
            )
            .map_or_else(|error| postponed(sequence, &error), Next::Ready);
            return;
        }
        let (disk, bytes, full) = (self.disk.clone(), self.segment_bytes, self.full.take());
        let pace = Arc::new(Pace::default());
        let job = {
            let pace = pace.clone();
            move || {
                give_way();
                if let Some((header, frames)) = full {
                    frames.try_write(&*disk, &header);
                }
                prepare(&*disk, sequence, bytes, space, &pace)
            }
        };
        let thread = std::thread::Builder::new().name("log-prepare".to_owned());
        self.next = match thread.spawn(job) {
            Ok(handle) => Next::Running(handle, pace),
            Err(error) => postponed(sequence, &error),
        };
    }

    /// Makes sure that the segment is there, with the zeros that it has got so far, or made now as `space` says.
    pub(crate) fn ensure(&mut self, sequence: u64, space: Space) -> io::Result<()> {
        if let Next::Running(..) = self.next {
            self.next = match std::mem::replace(&mut self.next, Next::None) {
                Next::Running(handle, pace) => {
                    pace.is_enough.store(true, Ordering::Release);
                    handle.thread().unpark();
                    match handle.join() {
                        Ok(Ok(prepared)) => Next::Ready(prepared),
                        Ok(Err(error)) => postponed(sequence, &error),
                        Err(_) => {
                            return Err(io::Error::other("the thread that prepares segments panicked"));
                        }
                    }
                }
                other => other,
            };
        }
        if !matches!(self.next, Next::Ready(_)) {
            let prepared = prepare(
                &*self.disk,
                sequence,
                self.segment_bytes,
                space,
                &Pace::unbounded(),
            )?;
            self.next = Next::Ready(prepared);
        }
        Ok(())
    }

    /// The segment that [`Preparer::ensure`] made sure of; it stays until [`Preparer::done`].
    pub(crate) fn ready(&self) -> Option<&Prepared> {
        match &self.next {
            Next::Ready(prepared) => Some(prepared),
            Next::None | Next::Running(..) | Next::Postponed => None,
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
        if let Next::Running(handle, pace) = std::mem::replace(&mut self.next, Next::None) {
            pace.is_enough.store(true, Ordering::Release);
            handle.thread().unpark();
            drop(handle.join());
        }
    }
}

fn postponed(sequence: u64, error: &io::Error) -> Next {
    tracing::warn!(segment = segment::name(sequence), %error, "the next segment could not be prepared yet");
    Next::Postponed
}

fn give_way() {
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "the thread that prepares segments keeps its priority");
    }
}

fn prepare(disk: &dyn Disk, sequence: u64, bytes: u64, space: Space, pace: &Pace) -> io::Result<Prepared> {
    let name = segment::unfinished_name(sequence);
    let write = || {
        let file = disk.create(&name)?;
        let is_taken = file.reserve(bytes)?;
        if space == Space::Written || !is_taken {
            let mut written = 0;
            while written < bytes {
                let until = (written + CHUNK_BYTES).min(bytes);
                // Where the system gives space only to what is written, all of it must be.
                if !pace.wait_for(until) && is_taken {
                    break;
                }
                write_zeros(&*file, written..until, || Ok(()))?;
                // Syncing each keeps the disk's queue short for the appends that go on beside.
                file.sync_data()?;
                written = until;
            }
        }
        file.sync_data()?;
        Ok(Prepared { sequence, file })
    };
    write().inspect_err(|_| {
        // What was written of it is given back; if that fails too, the next opening removes it.
        drop(disk.remove(&name));
    })
}

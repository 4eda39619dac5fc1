//! The default engine: a folder of segment files.
//!
//! ```text
//!   00…01.seg  full      │header│frame│frame│…………│frame│0│
//!   00…02.seg  in use    │header│frame│frame│frame│0 0 0 0 0 0 0│      appends overwrite zeros, never grow a file
//!   00…03.new  prepared  │0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0│      becomes 03.seg when 02 is full
//!   00…01.idx            the list of the frames in 01.seg, a cache for reads and proofs
//!   00…01.ret            what is left of 01.seg where its records were retired; only logs that are asked to do that
//! ```
//!
//! In come batches; each becomes one frame (see the module of that name), one write and one fdatasync. Out come records, from the files.
//! On opening, a tail torn by a crash is cut; damage anywhere refuses to start and is named by file, byte and
//! position. It must never write over a durable frame, nor use the disk again after a sync failed.

mod frame;
mod frames;
mod index;
mod prepare;
mod proofs;
mod recovery;
mod retire;
mod retired;
mod segment;
mod slice;
mod snapshots;
mod tail;
mod verify;
mod walk;

use std::io::IoSlice;
use std::sync::Arc;

pub use frame::ChainHash;
pub(crate) use frame::linked_header;
pub use proofs::{ProofSource, SourceError};
pub use retire::Retirement;
pub use snapshots::{FileSnapshots, VerifiedSnapshot, verify_snapshots};
pub use verify::{Scan, ScannedFrame, TornTail, Verified, scan, verify};

use self::frames::FrameList;
use self::index::{Active, Index};
use self::prepare::{Preparer, Space};
use self::segment::{FIRST_FRAME, SegmentHeader};
use crate::disk::{Disk, DiskFile, DiskLock, is_full, write_zeros};
use crate::log::check_turn;
use crate::{Batch, Epoch, Log, LogError, LogId, LogReader, MAX_BATCH_BYTES, Position};

/// How an embedded log is laid out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Size of the segments that are created from now on. At least 4 KiB; for the largest batch to fit, at least
    /// twice [`MAX_BATCH_BYTES`].
    pub segment_bytes: u64,
    /// How many snapshots [`FileSnapshots`] keeps.
    pub keep_snapshots: usize,
    /// How much of the full segments is read and checked on opening, newest first; the one in use always is. Older
    /// ones are checked when they are read, and by [`verify`]. Bounds the time of a restart.
    pub check_on_open_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            keep_snapshots: 2,
            check_on_open_bytes: 1 << 30,
        }
    }
}

/// The smallest segment that makes sense.
const MIN_SEGMENT_BYTES: u64 = 4096;

/// If frames are larger than this, writing segments out before use costs more than it gains (see the bench `append`).
const LARGE_FRAME_BYTES: u64 = 128 * 1024;

/// A [`Log`] in a folder.
pub struct EmbeddedLog {
    disk: Arc<dyn Disk>,
    /// Ends its thread before the lock is let go.
    preparer: Preparer,
    header: SegmentHeader,
    seed: u32,
    file: Arc<dyn DiskFile>,
    file_bytes: u64,
    /// End of the last frame, where the next one goes.
    end: u64,
    head: Position,
    epoch: Epoch,
    chain: ChainHash,
    /// Frames written to this segment since the log was opened.
    frames: u64,
    /// Where the first of them began.
    begun_at: u64,
    /// A write that found the disk full left bytes up to here, to be zeroed before the next.
    dirty_until: Option<u64>,
    poisoned: Option<String>,
    index: Arc<Index>,
    max_batch_bytes: usize,
    /// Shared with who retires records, while they do.
    lock: Arc<Box<dyn DiskLock>>,
}

impl EmbeddedLog {
    /// Opens the log in the folder for writing, creating it if there is none, and takes the next epoch.
    ///
    /// # Errors
    /// `Locked` if it is open already, `Damaged` if durable bytes have changed, `StorageFull` if there is no room
    /// for a segment that is needed, `Failed` if the disk fails.
    ///
    /// # Panics
    /// If the options make no sense.
    pub fn open(disk: Arc<dyn Disk>, options: Options) -> Result<Self, LogError> {
        let segment_bytes = options.segment_bytes;
        assert!(
            segment_bytes >= MIN_SEGMENT_BYTES && segment_bytes.is_multiple_of(frame::ALIGNMENT),
            "a segment of {segment_bytes} bytes is too small or not a multiple of {}",
            frame::ALIGNMENT
        );
        let lock = disk.lock().map_err(|error| match error.kind() {
            std::io::ErrorKind::WouldBlock => LogError::Locked,
            _ => LogError::full_or_failed("locking the log", error),
        })?;
        recovery::remove_unfinished(&*disk)?;
        let mut preparer = Preparer::new(disk.clone(), segment_bytes);
        let recovered = match recovery::recover(&*disk, options.check_on_open_bytes)? {
            Some(recovered) => recovered,
            None => begin(&*disk, &mut preparer)?,
        };
        let recovery::Recovered {
            sealed,
            retired,
            active,
            head,
            chain,
            epoch,
        } = recovered;
        let (header, file, end) = (active.header.clone(), active.file.clone(), active.end);
        let file_bytes = file
            .len()
            .map_err(|error| LogError::failed("measuring a segment", error))?;
        let half = usize::try_from(segment_bytes / 2).unwrap_or(usize::MAX);
        let mut log = Self {
            index: Arc::new(Index::new(disk.clone(), retired, sealed, active, head)),
            disk,
            preparer,
            seed: header.seed(),
            header,
            file,
            file_bytes,
            end,
            head,
            epoch: Epoch(
                epoch
                    .0
                    .checked_add(1)
                    .expect("2^64 openings are more than any log sees"),
            ),
            chain,
            frames: 0,
            begun_at: end,
            dirty_until: None,
            poisoned: None,
            max_batch_bytes: MAX_BATCH_BYTES.min(half - FIRST_FRAME as usize),
            lock: Arc::new(lock),
        };
        log.take_epoch()?;
        tracing::info!(
            head = log.head.0,
            epoch = log.epoch.0,
            segment = log.header.name(),
            "log opened"
        );
        Ok(log)
    }

    /// A frame without records makes the epoch durable. Before it, a last frame that an earlier process wrote but did not
    /// live to sync is made so: never may two frames be torn by one loss of power, since a valid frame behind a torn one is
    /// damage.
    fn take_epoch(&mut self) -> Result<(), LogError> {
        if let Err(error) = self.file.sync_data() {
            return Err(self.poison("syncing what was recovered", error));
        }
        self.ensure_room(0)?;
        self.write_frame(&Batch::new())
    }

    /// Which log it is.
    #[must_use]
    pub fn id(&self) -> LogId {
        self.header.log
    }

    /// What retires the oldest records of this log, beside its writer, as long as that lives.
    #[must_use]
    pub fn retirement(&self) -> Retirement {
        Retirement::new(self.disk.clone(), &self.index, &self.lock)
    }

    fn has_room(&self, bytes: usize) -> bool {
        frame::next_offset(self.end, bytes) <= self.file_bytes
    }

    fn write_frame(&mut self, batch: &Batch) -> Result<(), LogError> {
        self.scrub()?;
        if !self.has_room(batch.bytes()) {
            self.roll()?;
        }
        let first = self.head.next();
        let (header, hash) = frame::seal(self.seed, &self.chain, first, self.epoch, batch);
        let parts = [IoSlice::new(&header), IoSlice::new(batch.encoded())];
        let end = frame::next_offset(self.end, batch.bytes());
        if let Err(error) = self.file.write_at(self.end, &parts) {
            if is_full(&error) {
                self.dirty_until = Some(end);
                return Err(LogError::StorageFull);
            }
            return Err(self.poison("writing a frame", error));
        }
        if let Err(error) = self.file.sync_data() {
            return Err(self.poison("syncing a frame", error));
        }
        self.head = self.head.plus(batch.len() as u64);
        self.chain = hash;
        self.index.publish(first, self.end, end, hash, self.head);
        self.end = end;
        self.frames += 1;
        let (frames, bytes) = (self.frames, self.end - self.begun_at);
        self.preparer
            .keep_up(self.header.sequence + 1, self.end, self.file_bytes, || {
                if bytes / frames > LARGE_FRAME_BYTES {
                    Space::Taken
                } else {
                    Space::Written
                }
            });
        Ok(())
    }

    /// Takes away what a write that found the disk full left behind: a crash must find zeros under the next frame.
    fn scrub(&mut self) -> Result<(), LogError> {
        let Some(until) = self.dirty_until else {
            return Ok(());
        };
        if let Err(error) = write_zeros(&*self.file, self.end..until, || Ok(())) {
            return Err(if is_full(&error) {
                LogError::StorageFull
            } else {
                self.poison("zeroing after a full disk", error)
            });
        }
        if let Err(error) = self.file.sync_data() {
            return Err(self.poison("zeroing after a full disk", error));
        }
        self.dirty_until = None;
        Ok(())
    }

    /// Goes over to the next segment: its header is durable before its name, its name before its first frame.
    fn roll(&mut self) -> Result<(), LogError> {
        self.prepare_next()?;
        let header = SegmentHeader {
            sequence: self.header.sequence + 1,
            first: self.head.next(),
            epoch: self.epoch,
            previous: self.chain,
            log: self.header.log,
        };
        let file = match activate(&*self.disk, &self.preparer, &header) {
            Ok(file) => file,
            Err(LogError::StorageFull) => return Err(LogError::StorageFull),
            Err(LogError::Failed { what, source }) => return Err(self.poison(&what, source)),
            Err(other) => return Err(other),
        };
        self.preparer.done();
        let full = self.index.roll(Active {
            header: header.clone(),
            file: file.clone(),
            frames: FrameList::default(),
            end: FIRST_FRAME,
        });
        self.seed = header.seed();
        self.preparer
            .take_full(std::mem::replace(&mut self.header, header), full);
        self.file = file;
        self.file_bytes = self.preparer.segment_bytes();
        self.end = FIRST_FRAME;
        self.begun_at = FIRST_FRAME;
        self.frames = 0;
        Ok(())
    }

    fn prepare_next(&mut self) -> Result<(), LogError> {
        self.preparer
            .ensure(self.header.sequence + 1, Space::Taken)
            .map_err(|error| {
                if is_full(&error) {
                    LogError::StorageFull
                } else {
                    self.poison("preparing a segment", error)
                }
            })
    }

    fn poison(&mut self, what: &str, error: std::io::Error) -> LogError {
        tracing::error!(%error, what, "the log failed and takes no more writes; the process must stop");
        self.poisoned = Some(format!("{what}: {error}"));
        LogError::failed(what, error)
    }

    fn check_alive(&self) -> Result<(), LogError> {
        match &self.poisoned {
            None => Ok(()),
            Some(reason) => Err(LogError::failed(
                "writing to a log that failed before",
                std::io::Error::other(reason.clone()),
            )),
        }
    }
}

impl Log for EmbeddedLog {
    fn head(&self) -> Position {
        self.head
    }

    fn epoch(&self) -> Epoch {
        self.epoch
    }

    fn max_batch_bytes(&self) -> usize {
        self.max_batch_bytes
    }

    fn ensure_room(&mut self, bytes: usize) -> Result<(), LogError> {
        self.check_alive()?;
        if bytes > self.max_batch_bytes {
            return Err(LogError::TooLarge {
                bytes,
                limit: self.max_batch_bytes,
            });
        }
        if self.has_room(bytes) {
            Ok(())
        } else {
            self.prepare_next()
        }
    }

    fn append(&mut self, expected: Position, epoch: Epoch, batch: &Batch) -> Result<Position, LogError> {
        self.check_alive()?;
        check_turn((expected, self.head), (epoch, self.epoch))?;
        if !batch.is_empty() {
            self.ensure_room(batch.bytes())?;
            self.write_frame(batch)?;
        }
        Ok(self.head)
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        self.index.clone()
    }
}

/// The first segment of a new log.
fn begin(disk: &dyn Disk, preparer: &mut Preparer) -> Result<recovery::Recovered, LogError> {
    preparer
        .ensure(1, Space::Written)
        .map_err(|error| LogError::full_or_failed("preparing the first segment", error))?;
    let id = disk
        .unique_id()
        .map_err(|error| LogError::failed("drawing the id of a new log", error))?;
    let header = SegmentHeader::genesis(LogId(id));
    let file = activate(disk, preparer, &header)?;
    preparer.done();
    Ok(recovery::Recovered {
        sealed: Vec::new(),
        retired: Position::NONE,
        head: Position::NONE,
        chain: header.previous,
        epoch: header.epoch,
        active: Active {
            header,
            file,
            frames: FrameList::default(),
            end: FIRST_FRAME,
        },
    })
}

/// Gives the prepared segment its header and its name. May be tried again after `StorageFull`.
fn activate(
    disk: &dyn Disk,
    preparer: &Preparer,
    header: &SegmentHeader,
) -> Result<Arc<dyn DiskFile>, LogError> {
    let prepared = preparer.ready().expect("a segment is prepared before it is used");
    assert_eq!(prepared.sequence, header.sequence, "segments are used in order");
    let file = prepared.file.clone();
    header
        .write(&*file)
        .map_err(|error| LogError::full_or_failed("writing a segment's header", error))?;
    file.sync_data()
        .map_err(|error| LogError::failed("syncing a segment's header", error))?;
    let (from, to) = (segment::unfinished_name(header.sequence), header.name());
    disk.rename(&from, &to)
        .map_err(|error| LogError::full_or_failed("naming a segment", error))?;
    disk.sync_dir()
        .map_err(|error| LogError::failed("syncing the folder", error))?;
    Ok(file)
}

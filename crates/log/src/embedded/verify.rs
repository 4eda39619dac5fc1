//! Walks a whole log from its beginning, checking every frame and the chain, without writing and without the lock.
//!
//! A node may be appending beside. What it has not finished looks like the end of the log, or for a moment like a
//! torn tail or damage; a finding at the end therefore counts only if it stays.

use std::sync::Arc;
use std::time::Duration;

use super::frame::{ChainHash, Frame};
use super::retired::{self, Stub};
use super::segment::{self, SegmentHeader};
use super::tail::{self, Tail};
use super::walk::Walk;
use crate::disk::{Access, Disk, DiskFile};
use crate::{Epoch, LogError, LogId, Position, Record};

/// How often a finding at the end is looked at again, and the time in between: a write in flight is over then.
const LOOKS: u32 = 5;
const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// What [`verify`] found in a log that is whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verified {
    /// Records that are kept, from behind `retired` to `head`.
    pub records: u64,
    /// Position of the last record that was retired: of those up to there the chain is there, and nothing else.
    pub retired: Position,
    /// Frames: appends, and openings for writing.
    pub frames: u64,
    /// Segment files.
    pub segments: u64,
    /// Which log it is; all zeros if there is none.
    pub log: LogId,
    /// Position of the last record.
    pub head: Position,
    /// Chain hash up to the last frame: equal hashes mean equal logs.
    pub head_hash: ChainHash,
    /// Epoch of the last frame.
    pub epoch: Epoch,
    /// An append that a crash cut short, if there is one. It answered nobody; the next opening removes it.
    pub torn_tail: Option<TornTail>,
}

/// Where an unfinished append lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TornTail {
    /// File name of the segment.
    pub segment: String,
    /// Where it begins.
    pub offset: u64,
    /// Where its last byte ends.
    pub until: u64,
}

/// One frame, as [`scan`] shows it.
#[derive(Clone, Debug)]
pub struct ScannedFrame {
    /// File name of the segment.
    pub segment: String,
    /// Where it begins in the file.
    pub offset: u64,
    /// Bytes up to the next frame.
    pub bytes: u64,
    /// Position of its first record; of the next one if it has none.
    pub first: Position,
    /// Epoch of the writer.
    pub epoch: Epoch,
    /// Chain hash up to and including it.
    pub hash: ChainHash,
    /// Its records. None means that a writer opened the log.
    pub records: Vec<Record>,
}

/// Checks the whole log, calling `progress(bytes done, bytes in total)` now and then.
///
/// # Errors
/// `Damaged` at the first place that is not as it was written, `Failed` if it cannot be read.
pub fn verify(disk: Arc<dyn Disk>, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, LogError> {
    const STEP_BYTES: u64 = 1024 * 1024;
    let mut scan = scan(disk)?;
    let mut verified = Verified::default();
    let mut reported = 0;
    progress(0, scan.total_bytes()?);
    while let Some(frame) = scan.next_frame()? {
        verified.frames += 1;
        verified.records += u64::from(frame.header.count);
        verified.head_hash = frame.header.hash;
        verified.epoch = frame.header.epoch;
        let done = scan.done_bytes + frame.end();
        if done - reported >= STEP_BYTES {
            reported = done;
            progress(done, scan.total_bytes()?.max(done));
        }
    }
    verified.log = scan.log();
    verified.segments = scan.segments;
    verified.head = scan.head();
    verified.retired = scan.retired;
    verified.frames += scan.retired_frames;
    assert_eq!(
        scan.retired_records + verified.records,
        verified.head.0,
        "positions have no gaps"
    );
    let total = scan.total_bytes()?;
    progress(total, total);
    verified.torn_tail = scan.torn_tail.take();
    Ok(verified)
}

/// Goes through all frames of the log in order, checking them as [`verify`] does. The first error ends it.
///
/// # Errors
/// `Damaged` or `Failed` if the first segment cannot be used.
pub fn scan(disk: Arc<dyn Disk>) -> Result<Scan, LogError> {
    segment::check_complete(&segment::sequences(&*disk)?)?;
    let mut scan = Scan {
        disk,
        place: None,
        segments: 0,
        retired: Position::NONE,
        retired_records: 0,
        retired_frames: 0,
        done_bytes: 0,
        torn_tail: None,
        over: false,
    };
    scan.enter(1, SegmentHeader::check_genesis)?;
    Ok(scan)
}

/// The frames of a log; see [`scan`].
pub struct Scan {
    disk: Arc<dyn Disk>,
    /// `None` if there is no log.
    place: Option<Place>,
    segments: u64,
    /// Position of the last record that was retired.
    retired: Position,
    /// Records and frames that were, as far as they had not come yet.
    retired_records: u64,
    retired_frames: u64,
    /// Size of the segments before this one.
    done_bytes: u64,
    torn_tail: Option<TornTail>,
    over: bool,
}

struct Place {
    walk: Walk,
    file: Arc<dyn DiskFile>,
}

impl Scan {
    /// Which log it is; all zeros if there is none.
    #[must_use]
    pub fn log(&self) -> LogId {
        self.place
            .as_ref()
            .map_or(LogId::default(), |place| place.walk.header.log)
    }

    /// Position of the last record seen.
    #[must_use]
    pub fn head(&self) -> Position {
        self.place
            .as_ref()
            .map_or(Position::NONE, |place| Position(place.walk.next.0 - 1))
    }

    /// An unfinished append at the end, once the end is reached.
    #[must_use]
    pub fn torn_tail(&self) -> Option<&TornTail> {
        self.torn_tail.as_ref()
    }

    /// Position of the last record that was retired. The frames that come are those behind it.
    #[must_use]
    pub fn retired(&self) -> Position {
        self.retired
    }

    /// Goes on with a segment, or with the first one behind it that is not retired; `false` if there is none. `is_next` says
    /// whether a segment is the one that has to come.
    fn enter(
        &mut self,
        sequence: u64,
        is_next: impl FnOnce(&SegmentHeader) -> Result<(), LogError>,
    ) -> Result<bool, LogError> {
        let disk = Arc::clone(&self.disk);
        let entered = retired::pass_over(&*disk, sequence, is_next, &mut |stub, end, _| {
            self.retired = end.last;
            self.retired_records += end.last.0 + 1 - stub.header.first.0;
            self.retired_frames += end.frames;
        })?;
        let Some((header, file)) = entered else {
            return Ok(false);
        };
        self.segments += 1;
        self.place = Some(Place {
            walk: Walk::whole(header, file.clone())?,
            file,
        });
        Ok(true)
    }

    fn total_bytes(&self) -> Result<u64, LogError> {
        let mut total = self.done_bytes;
        if let Some(Place { walk, file }) = &self.place {
            let failed = |error| LogError::failed("measuring the segments", error);
            total += file.len().map_err(failed)?;
            for sequence in segment::sequences(&*self.disk)? {
                if sequence > walk.header.sequence {
                    match self.disk.open(&segment::name(sequence), Access::Read) {
                        Ok(later) => total += later.len().map_err(failed)?,
                        // It was retired meanwhile.
                        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                        Err(error) => return Err(failed(error)),
                    }
                }
            }
        }
        Ok(total)
    }

    fn next_frame(&mut self) -> Result<Option<Frame>, LogError> {
        // Where nothing runs in the background, nobody is in the middle of a write.
        let mut looks = if self.disk.allows_background_work() {
            LOOKS
        } else {
            0
        };
        while !self.over {
            let Some(Place { walk, file }) = &mut self.place else {
                break;
            };
            if let Some(frame) = walk.step()? {
                return Ok(Some(frame));
            }
            walk.forget();
            let next = walk.header.sequence + 1;
            let is_followed = SegmentHeader::open(&*self.disk, next, Access::Read)?.is_some()
                || Stub::read(&*self.disk, next)?.is_some();
            if is_followed {
                // The next segment came after the last frame of this one, which may be younger than our look.
                if let Some(frame) = walk.step()? {
                    return Ok(Some(frame));
                }
                self.done_bytes += file
                    .len()
                    .map_err(|error| LogError::failed("measuring a segment", error))?;
                let place = self.place.take().expect("it was just looked at");
                if !self.enter(next, |header| place.walk.check_joined(header))? {
                    return Err(place.walk.damaged("the segment behind this one is gone"));
                }
                continue;
            }
            match tail::inspect(walk, file)? {
                Tail::Clean => self.over = true,
                Tail::Torn { .. } | Tail::Damaged(_) if looks > 0 => {
                    looks -= 1;
                    std::thread::sleep(BETWEEN_LOOKS);
                }
                Tail::Torn { until } => {
                    self.torn_tail = Some(TornTail {
                        segment: walk.header.name(),
                        offset: walk.offset,
                        until,
                    });
                    self.over = true;
                }
                Tail::Damaged(what) => return Err(walk.damaged(what)),
            }
        }
        Ok(None)
    }
}

impl Iterator for Scan {
    type Item = Result<ScannedFrame, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let frame = match self.next_frame() {
            Ok(frame) => frame?,
            Err(error) => {
                self.over = true;
                return Some(Err(error));
            }
        };
        let segment = self
            .place
            .as_ref()
            .expect("a frame comes from a segment")
            .walk
            .header
            .name();
        Some(Ok(ScannedFrame {
            segment,
            offset: frame.offset,
            bytes: frame.end() - frame.offset,
            first: frame.header.first,
            epoch: frame.header.epoch,
            hash: frame.header.hash,
            records: frame.records().collect(),
        }))
    }
}

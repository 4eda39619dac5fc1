//! What readers share with the writer: the durable head, and where to begin reading for a position.
//!
//! The writer publishes an append here only after its sync, under a short lock, so that a reader never gets to see
//! bytes that could still vanish. All frames of the segment in use are known, of a full one a mark every [`MARK_BYTES`]: that bounds
//! what a read has to skip.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use bytes::Bytes;

use super::frame::ChainHash;
use super::frames::{FrameEntry, FrameList};
use super::segment::{FIRST_FRAME, SegmentHeader};
use super::slice;
use super::walk::{WINDOW_BYTES, Walk, Window};
use crate::disk::{Access, Disk, DiskFile};
use crate::{LogError, LogReader, Position, Record};

const MARK_BYTES: u64 = 64 * 1024;

/// Full segments whose files are kept open, those read last.
const OPEN_FILES: usize = 64;

/// A frame begins at the offset, with the record of this position or before one that begins with it.
#[derive(Copy, Clone, Debug)]
struct Mark {
    position: Position,
    offset: u64,
}

/// The frames of a full segment, thinned out to one every [`MARK_BYTES`].
#[derive(Debug)]
struct Marks(Vec<Mark>);

impl Marks {
    fn of(frames: &FrameList) -> Self {
        let mut marks: Vec<Mark> = Vec::new();
        for frame in &frames.0 {
            if marks
                .last()
                .is_none_or(|last| frame.offset - last.offset >= MARK_BYTES)
            {
                marks.push(Mark {
                    position: frame.first,
                    offset: frame.offset,
                });
            }
        }
        Self(marks)
    }

    /// The last mark that is not behind `position`.
    fn before(&self, position: Position) -> Option<Mark> {
        let count = self.0.partition_point(|mark| mark.position <= position);
        count.checked_sub(1).map(|last| self.0[last])
    }
}

/// A segment to which nothing is added any more.
pub(crate) struct Sealed {
    header: SegmentHeader,
    /// Made by the first read of a segment that was not walked when the log was opened.
    marks: OnceLock<Marks>,
}

impl Sealed {
    pub(crate) fn new(header: SegmentHeader, frames: Option<&FrameList>) -> Self {
        Self {
            header,
            marks: frames.map(Marks::of).map(OnceLock::from).unwrap_or_default(),
        }
    }
}

/// The segment that is being written.
pub(crate) struct Active {
    pub(crate) header: SegmentHeader,
    pub(crate) file: Arc<dyn DiskFile>,
    pub(crate) frames: FrameList,
    /// End of the last durable frame.
    pub(crate) end: u64,
}

pub(crate) struct Index {
    disk: Arc<dyn Disk>,
    head: AtomicU64,
    segments: RwLock<Segments>,
    /// Of full segments; the one read last is the last one.
    open: Mutex<Vec<OpenFile>>,
}

/// A file of a full segment.
struct OpenFile {
    sequence: u64,
    file: Arc<dyn DiskFile>,
    bytes: u64,
}

struct Segments {
    /// Position of the last record that was retired.
    retired: Position,
    sealed: Vec<Arc<Sealed>>,
    active: Active,
}

/// Where a position is to be found.
struct Found {
    header: SegmentHeader,
    file: Arc<dyn DiskFile>,
    /// Nothing is read from here on.
    limit: u64,
    /// A frame that is not behind the position.
    mark: Mark,
    /// Last position in this segment.
    last: Position,
}

const LOCK: &str = "no code panics while it holds the index";

impl Index {
    pub(crate) fn new(
        disk: Arc<dyn Disk>,
        retired: Position,
        sealed: Vec<Sealed>,
        active: Active,
        head: Position,
    ) -> Self {
        let sealed = sealed.into_iter().map(Arc::new).collect();
        Self {
            disk,
            head: AtomicU64::new(head.0),
            segments: RwLock::new(Segments {
                retired,
                sealed,
                active,
            }),
            open: Mutex::default(),
        }
    }

    /// A frame of records from `first` to `head` is durable between `offset` and `end`.
    pub(crate) fn publish(&self, first: Position, offset: u64, end: u64, hash: ChainHash, head: Position) {
        let mut segments = self.segments.write().expect(LOCK);
        segments.active.frames.0.push(FrameEntry { first, offset, hash });
        segments.active.end = end;
        self.head.store(head.0, Ordering::Release);
    }

    /// Goes over to a new segment; answers the frames of the one that is full now.
    pub(crate) fn roll(&self, active: Active) -> FrameList {
        let mut segments = self.segments.write().expect(LOCK);
        let full = std::mem::replace(&mut segments.active, active);
        segments
            .sealed
            .push(Arc::new(Sealed::new(full.header, Some(&full.frames))));
        full.frames
    }

    /// The oldest full segment that is not retired, and the one that follows it.
    pub(crate) fn oldest(&self) -> Option<(SegmentHeader, SegmentHeader)> {
        let segments = self.segments.read().expect(LOCK);
        let oldest = segments.sealed.first()?;
        let following = segments
            .sealed
            .get(1)
            .map_or(&segments.active.header, |segment| &segment.header);
        Some((oldest.header.clone(), following.clone()))
    }

    /// The last positions of the full segments, oldest first.
    pub(crate) fn full_until(&self) -> Vec<Position> {
        let segments = self.segments.read().expect(LOCK);
        let following = segments.sealed.iter().skip(1).map(|segment| &segment.header);
        following
            .chain([&segments.active.header])
            .take(segments.sealed.len())
            .map(|following| Position(following.first.0 - 1))
            .collect()
    }

    /// The oldest full segment is read no more: `last` is its last position.
    pub(crate) fn retire_oldest(&self, last: Position) {
        let mut segments = self.segments.write().expect(LOCK);
        let oldest = segments.sealed.remove(0);
        segments.retired = last;
        drop(segments);
        let mut open = self.open.lock().expect(LOCK);
        open.retain(|open| open.sequence != oldest.header.sequence);
    }

    fn find(&self, position: Position) -> Result<Option<Found>, LogError> {
        let (sealed, following) = {
            let segments = self.segments.read().expect(LOCK);
            let head = self.head();
            if position == Position::NONE || position > head {
                return Ok(None);
            }
            let Segments {
                retired,
                sealed,
                active,
            } = &*segments;
            if position <= *retired {
                return Err(LogError::Retired { until: *retired });
            }
            if position >= active.header.first {
                let index = active.frames.index_of(position);
                let frame = active.frames.0[index.expect("the position is in this segment")];
                return Ok(Some(Found {
                    header: active.header.clone(),
                    file: active.file.clone(),
                    limit: active.end,
                    mark: Mark {
                        position: frame.first,
                        offset: frame.offset,
                    },
                    last: head,
                }));
            }
            let index = sealed.partition_point(|segment| segment.header.first <= position) - 1;
            let following = sealed
                .get(index + 1)
                .map_or(&active.header, |segment| &segment.header);
            (sealed[index].clone(), following.clone())
        };
        let header = sealed.header.clone();
        let (file, limit) = self.open(&header)?;
        let marks = match sealed.marks.get() {
            Some(marks) => marks,
            None => {
                let frames = match FrameList::read(&*self.disk, &header, &following) {
                    Some(frames) => frames,
                    None => FrameList::hop(&header, file.clone(), limit, &following)?,
                };
                sealed.marks.get_or_init(|| Marks::of(&frames))
            }
        };
        let start = Mark {
            position: header.first,
            offset: FIRST_FRAME,
        };
        Ok(Some(Found {
            mark: marks.before(position).unwrap_or(start),
            header,
            file,
            limit,
            last: Position(following.first.0 - 1),
        }))
    }

    /// The file of a full segment and its size.
    fn open(&self, header: &SegmentHeader) -> Result<(Arc<dyn DiskFile>, u64), LogError> {
        let mut open = self.open.lock().expect(LOCK);
        if let Some(index) = open.iter().rposition(|open| open.sequence == header.sequence) {
            open[index..].rotate_left(1);
            let open = open.last().expect("one was found");
            return Ok((open.file.clone(), open.bytes));
        }
        drop(open);
        let damaged = |what: &str| LogError::Damaged {
            segment: header.name(),
            offset: 0,
            position: header.first,
            what: what.to_owned(),
        };
        let (found, file) = SegmentHeader::open(&*self.disk, header.sequence, Access::Read)?
            .ok_or_else(|| damaged("the file is gone"))?;
        if found != *header {
            return Err(damaged("the header is no longer what it was"));
        }
        let bytes = file
            .len()
            .map_err(|error| LogError::failed(format!("reading {}", header.name()), error))?;
        let mut open = self.open.lock().expect(LOCK);
        if open.len() >= OPEN_FILES {
            open.remove(0);
        }
        open.push(OpenFile {
            sequence: header.sequence,
            file: file.clone(),
            bytes,
        });
        Ok((file, bytes))
    }
}

impl LogReader for Index {
    fn head(&self) -> Position {
        Position(self.head.load(Ordering::Acquire))
    }

    fn begins_after(&self) -> Position {
        self.segments.read().expect(LOCK).retired
    }

    fn read_after(&self, after: Position, max_bytes: usize) -> Result<Vec<Record>, LogError> {
        let mut records = Vec::new();
        if after >= self.head() {
            return Ok(records);
        }
        let Some(found) = self.find(after.next())? else {
            return Ok(records);
        };
        let window_bytes = max_bytes.saturating_add(MARK_BYTES as usize).min(WINDOW_BYTES);
        let window = Window::new(found.file, found.limit, window_bytes);
        let mut walk = Walk::from(found.header, window, found.mark.offset, found.mark.position);
        let last = found.last;
        let mut bytes = 0_usize;
        while walk.next <= last {
            // A frame that will not fit as a whole is not read for what would be thrown away of it.
            if !records.is_empty() && walk.next_body_bytes()? > max_bytes.saturating_sub(bytes) {
                break;
            }
            let Some(frame) = walk.step()? else {
                return Err(walk.damaged("no valid frame"));
            };
            if walk.next <= after.next() {
                continue;
            }
            for record in frame.records() {
                if record.position <= after {
                    continue;
                }
                bytes = bytes.saturating_add(record.payload.len());
                if bytes > max_bytes && !records.is_empty() {
                    return Ok(records);
                }
                records.push(record);
            }
            if bytes >= max_bytes {
                break;
            }
        }
        assert!(
            !records.is_empty(),
            "a segment holds the records that its bounds promise"
        );
        Ok(records)
    }

    /// The frame's checksum is not looked at.
    fn read_slice(&self, position: Position, offset: usize, length: usize) -> Result<Bytes, LogError> {
        let Some(found) = self.find(position)? else {
            return Ok(Bytes::new());
        };
        let place = slice::Place {
            segment: &|| found.header.name(),
            file: found.file,
            limit: found.limit,
            offset: found.mark.offset,
            first: found.mark.position,
        };
        slice::read(place, position, offset, length)
    }
}

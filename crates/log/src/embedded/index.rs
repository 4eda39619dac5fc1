//! What readers share with the writer: the durable head, and where to begin reading for a position.
//!
//! The writer publishes an append here only after its sync, under a short lock, so that a reader never gets to see
//! bytes that could still vanish. A mark every [`MARK_BYTES`] of each segment bounds what a read has to skip.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, RwLock};

use super::frame::Frame;
use super::segment::{FIRST_FRAME, SegmentHeader};
use super::walk::{WINDOW_BYTES, Walk, Window};
use crate::disk::{Access, Disk, DiskFile};
use crate::{LogError, LogReader, Position, Record};

const MARK_BYTES: u64 = 64 * 1024;

/// A frame begins at the offset, with the record of this position or before one that begins with it.
#[derive(Copy, Clone, Debug)]
struct Mark {
    position: Position,
    offset: u64,
}

/// Marks of one segment, thinned out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks(Vec<Mark>);

impl Marks {
    pub(crate) fn note(&mut self, position: Position, offset: u64) {
        if self
            .0
            .last()
            .is_none_or(|last| offset - last.offset >= MARK_BYTES)
        {
            self.0.push(Mark { position, offset });
        }
    }

    pub(crate) fn note_frame(&mut self, frame: &Frame) {
        self.note(frame.header.first, frame.offset);
    }

    /// The last mark that is not behind `position`.
    fn before(&self, position: Position, first: Position) -> Mark {
        let count = self.0.partition_point(|mark| mark.position <= position);
        let start = Mark {
            position: first,
            offset: FIRST_FRAME,
        };
        count.checked_sub(1).map_or(start, |last| self.0[last])
    }
}

/// A segment to which nothing is added any more.
pub(crate) struct Sealed {
    header: SegmentHeader,
    /// Made by the first read of a segment that was not walked when the log was opened.
    marks: OnceLock<Marks>,
}

impl Sealed {
    pub(crate) fn new(header: SegmentHeader, marks: Option<Marks>) -> Self {
        Self {
            header,
            marks: marks.map(OnceLock::from).unwrap_or_default(),
        }
    }
}

/// The segment that is being written.
pub(crate) struct Active {
    pub(crate) header: SegmentHeader,
    pub(crate) file: Arc<dyn DiskFile>,
    pub(crate) marks: Marks,
    /// End of the last durable frame.
    pub(crate) end: u64,
}

pub(crate) struct Index {
    disk: Arc<dyn Disk>,
    head: AtomicU64,
    segments: RwLock<Segments>,
}

struct Segments {
    sealed: Vec<Arc<Sealed>>,
    active: Active,
}

/// Where a read begins and how far it may go.
struct Start {
    walk: Walk,
    /// Last position to be read in this segment.
    last: Position,
}

const LOCK: &str = "no code panics while it holds the index";

impl Index {
    pub(crate) fn new(disk: Arc<dyn Disk>, sealed: Vec<Sealed>, active: Active, head: Position) -> Self {
        let sealed = sealed.into_iter().map(Arc::new).collect();
        Self {
            disk,
            head: AtomicU64::new(head.0),
            segments: RwLock::new(Segments { sealed, active }),
        }
    }

    /// A frame of records from `first` to `head` is durable between `offset` and `end`.
    pub(crate) fn publish(&self, first: Position, offset: u64, end: u64, head: Position) {
        let mut segments = self.segments.write().expect(LOCK);
        segments.active.marks.note(first, offset);
        segments.active.end = end;
        self.head.store(head.0, Ordering::Release);
    }

    /// Goes over to a new segment.
    pub(crate) fn roll(&self, active: Active) {
        let mut segments = self.segments.write().expect(LOCK);
        let full = std::mem::replace(&mut segments.active, active);
        segments
            .sealed
            .push(Arc::new(Sealed::new(full.header, Some(full.marks))));
    }

    fn find(&self, position: Position, max_bytes: usize) -> Result<Option<Start>, LogError> {
        let window_bytes = max_bytes.saturating_add(MARK_BYTES as usize).min(WINDOW_BYTES);
        let (sealed, last) = {
            let segments = self.segments.read().expect(LOCK);
            let head = self.head();
            if position > head {
                return Ok(None);
            }
            let Segments { sealed, active } = &*segments;
            if position >= active.header.first {
                let mark = active.marks.before(position, active.header.first);
                let window = Window::new(active.file.clone(), active.end, window_bytes);
                let walk = Walk::from(active.header.clone(), window, mark.offset, mark.position);
                return Ok(Some(Start { walk, last: head }));
            }
            let index = sealed.partition_point(|segment| segment.header.first <= position) - 1;
            let next = sealed
                .get(index + 1)
                .map_or(active.header.first, |segment| segment.header.first);
            (sealed[index].clone(), Position(next.0 - 1))
        };
        let header = &sealed.header;
        let Some((found, file)) = SegmentHeader::open(&*self.disk, header.sequence, Access::Read)? else {
            return Err(LogError::Damaged {
                segment: header.name(),
                offset: 0,
                position: header.first,
                what: "the file is gone".to_owned(),
            });
        };
        if found != *header {
            return Err(LogError::Damaged {
                segment: header.name(),
                offset: 0,
                position: header.first,
                what: "the header is no longer what it was".to_owned(),
            });
        }
        let limit = file
            .len()
            .map_err(|error| LogError::failed(format!("reading {}", header.name()), error))?;
        let marks = match sealed.marks.get() {
            Some(marks) => marks,
            None => {
                let marks = mark_segment(header, &file, limit, last)?;
                sealed.marks.get_or_init(|| marks)
            }
        };
        let mark = marks.before(position, header.first);
        let window = Window::new(file, limit, window_bytes);
        Ok(Some(Start {
            walk: Walk::from(header.clone(), window, mark.offset, mark.position),
            last,
        }))
    }
}

fn mark_segment(
    header: &SegmentHeader,
    file: &Arc<dyn DiskFile>,
    limit: u64,
    last: Position,
) -> Result<Marks, LogError> {
    let window = Window::new(file.clone(), limit, WINDOW_BYTES);
    let mut walk = Walk::from(header.clone(), window, FIRST_FRAME, header.first);
    let mut marks = Marks::default();
    while walk.next <= last {
        match walk.step()? {
            Some(frame) => marks.note_frame(&frame),
            None => return Err(walk.damaged("no valid frame")),
        }
    }
    Ok(marks)
}

impl LogReader for Index {
    fn head(&self) -> Position {
        Position(self.head.load(Ordering::Acquire))
    }

    fn read_after(&self, after: Position, max_bytes: usize) -> Result<Vec<Record>, LogError> {
        let mut records = Vec::new();
        if after >= self.head() {
            return Ok(records);
        }
        let Some(Start { mut walk, last }) = self.find(after.next(), max_bytes)? else {
            return Ok(records);
        };
        let mut bytes = 0_usize;
        while walk.next <= last {
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
}

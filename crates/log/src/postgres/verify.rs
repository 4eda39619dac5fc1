//! Checks a log in PostgreSQL against its chain hash, from the beginning or from a frame on.
//!
//! A writer may be appending beside: what is checked is what was committed when the check began.

use std::collections::VecDeque;

use super::options::PostgresOptions;
use super::reader::PostgresReader;
use super::schema::{FrameRow, HeadRow};
use crate::embedded::ChainHash;
use crate::{Epoch, LogError, LogId, LogReader, Position, Record, merkle};

const PAGE_BYTES: usize = 4 << 20;

/// What [`verify`] found in a log that is whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Verified {
    /// Which log it is.
    pub log: LogId,
    /// Records, from position 1 to `head`.
    pub records: u64,
    /// Frames: appends, and openings for writing.
    pub frames: u64,
    /// Position of the last record.
    pub head: Position,
    /// Chain hash up to the last frame: equal hashes mean equal logs, also across engines.
    pub head_hash: ChainHash,
    /// Epoch of the last frame.
    pub epoch: Epoch,
}

/// Checks the whole log, calling `progress(records done, records in total)` now and then.
///
/// # Errors
/// `Damaged` at the first place that is not as it was written, `Failed` if it cannot be read.
pub fn verify(options: &PostgresOptions, progress: &mut dyn FnMut(u64, u64)) -> Result<Verified, LogError> {
    let reader = PostgresReader::open(options)?;
    let head = reader.with_client(|client| reader.schema().head(client))?;
    check(&reader, &head, 0, progress)?;
    Ok(Verified {
        log: head.log,
        records: head.position.0,
        frames: u64::try_from(head.frame).expect("frames were counted from 1"),
        head: head.position,
        head_hash: head.hash,
        epoch: head.epoch,
    })
}

/// Checks the frames with numbers above `after`, whose predecessor is trusted, up to the head.
pub(crate) fn check(
    reader: &PostgresReader,
    head: &HeadRow,
    after: i64,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), LogError> {
    let schema = reader.schema();
    let mut last = if after == 0 {
        None
    } else {
        let found = reader.with_client(|client| schema.frames(client, after - 1, after))?;
        Some(
            *found
                .first()
                .ok_or_else(|| missing(reader, after, head.position))?,
        )
    };
    let mut records = Records {
        reader,
        page: VecDeque::new(),
        last: last.map_or(Position::NONE, |frame| Position(frame.facts.next().0 - 1)),
    };
    let mut number = after;
    while number < head.frame {
        let frames = reader.with_client(|client| schema.frames(client, number, head.frame))?;
        if frames.is_empty() {
            return Err(missing(reader, number + 1, records.last.next()));
        }
        for frame in frames {
            number += 1;
            if frame.number != number {
                return Err(missing(reader, number, records.last.next()));
            }
            check_frame(&frame, end_of(head, last.as_ref()), &mut records)?;
            last = Some(frame);
        }
        progress(records.last.0, head.position.0);
    }
    let (hash, epoch) = end_of(head, last.as_ref());
    if (records.last, hash, epoch) == (head.position, head.hash, head.epoch) {
        Ok(())
    } else {
        Err(schema.damaged(
            "head",
            records.last.next(),
            "the head does not follow from the last frame",
        ))
    }
}

/// Chain hash and epoch after a frame, or before the first.
fn end_of(head: &HeadRow, last: Option<&FrameRow>) -> (ChainHash, Epoch) {
    last.map_or((merkle::genesis(&head.log.0), Epoch(0)), |last| {
        (last.hash, last.facts.epoch)
    })
}

fn check_frame(
    frame: &FrameRow,
    (previous, epoch): (ChainHash, Epoch),
    records: &mut Records<'_>,
) -> Result<(), LogError> {
    let schema = records.reader.schema();
    let (facts, first) = (frame.facts, records.last.next());
    if facts.first != first {
        return Err(schema.damaged(
            "frame",
            first,
            format!("a frame of position {} is here", facts.first),
        ));
    }
    if facts.epoch < epoch {
        return Err(schema.damaged(
            "frame",
            first,
            format!("epoch {} follows epoch {epoch}", facts.epoch),
        ));
    }
    let mut hasher = facts.hasher(&previous);
    while !hasher.is_complete() {
        let record = records.next()?;
        if !hasher.take(&record.payload) {
            return Err(schema.damaged("record", record.position, "the records do not fill their frame"));
        }
    }
    if hasher.finish() == Some(frame.hash) {
        Ok(())
    } else {
        Err(schema.damaged(
            "frame",
            first,
            "the chain hash does not follow from the frame before",
        ))
    }
}

fn missing(reader: &PostgresReader, number: i64, position: Position) -> LogError {
    reader
        .schema()
        .damaged("frame", position, format!("frame {number} is missing"))
}

/// The records one by one, read in pages.
struct Records<'reader> {
    reader: &'reader PostgresReader,
    page: VecDeque<Record>,
    /// Position of the record handed out last.
    last: Position,
}

impl Records<'_> {
    fn next(&mut self) -> Result<Record, LogError> {
        if self.page.is_empty() {
            self.page = self.reader.read_after(self.last, PAGE_BYTES)?.into();
        }
        let found = self.page.pop_front();
        let Some(record) = found else {
            return Err(self
                .reader
                .schema()
                .damaged("record", self.last.next(), "the record is missing"));
        };
        self.last = record.position;
        Ok(record)
    }
}

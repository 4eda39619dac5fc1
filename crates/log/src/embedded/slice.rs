//! Part of one record's payload, with a few small reads instead of the whole frame.

use std::sync::Arc;

use bytes::Bytes;

use super::frame::{FrameHeader, HEADER_BYTES, next_offset};
use super::walk::Window;
use crate::disk::DiskFile;
use crate::record::LENGTH_BYTES;
use crate::{LogError, MAX_BATCH_BYTES, Position};

/// Covers a header and the first lengths; more would cost more than it saves where the record is found at once.
const FIRST_LOOK_BYTES: usize = 1024;
/// For going through many records or frames.
const LOOK_BYTES: usize = 16 * 1024;

/// Where to look for a record: at or behind a frame that begins at `offset` with the record `first`.
pub(crate) struct Place<'a> {
    pub(crate) segment: &'a dyn Fn() -> String,
    pub(crate) file: Arc<dyn DiskFile>,
    pub(crate) limit: u64,
    pub(crate) offset: u64,
    pub(crate) first: Position,
}

/// Reads from the payload of the record at `position`, which is in the place's file.
pub(crate) fn read(
    place: Place<'_>,
    position: Position,
    offset: usize,
    length: usize,
) -> Result<Bytes, LogError> {
    let Place {
        segment,
        file,
        limit,
        offset: mut at,
        first: mut next,
    } = place;
    let mut window = Window::new(file, limit, FIRST_LOOK_BYTES);
    let mut read = |at: u64, count: usize, next: Position, look: usize| {
        window.resize(look);
        window
            .at(at, count)
            .map_err(|error| LogError::failed(format!("reading {}", segment()), error))?
            .ok_or_else(|| damaged(segment, at, next))
    };
    let mut look = FIRST_LOOK_BYTES;
    let frame = loop {
        let frame = FrameHeader::decode(&read(at, HEADER_BYTES, next, look)?)
            .filter(|frame| frame.first == next && frame.body_bytes as usize <= MAX_BATCH_BYTES)
            .ok_or_else(|| damaged(segment, at, next))?;
        let end = next.plus(u64::from(frame.count));
        if position < end {
            break frame;
        }
        at = next_offset(at, frame.body_bytes as usize);
        next = end;
        look = LOOK_BYTES;
    };
    let end = at + frame.total_bytes() as u64;
    let mut start = at + HEADER_BYTES as u64;
    let mut left = position.0 - next.0;
    loop {
        let look = if left > 0 { LOOK_BYTES } else { FIRST_LOOK_BYTES };
        let bytes = read(start, LENGTH_BYTES, next, look)?;
        let payload_bytes = u32::from_le_bytes(bytes[..].try_into().expect("four bytes"));
        start += LENGTH_BYTES as u64;
        if start + u64::from(payload_bytes) > end {
            return Err(damaged(segment, at, next));
        }
        if left == 0 {
            let from = offset.min(payload_bytes as usize);
            let count = length.min(payload_bytes as usize - from);
            return read(start + from as u64, count, next, 0);
        }
        left -= 1;
        start += u64::from(payload_bytes);
    }
}

fn damaged(segment: &dyn Fn() -> String, offset: u64, position: Position) -> LogError {
    LogError::Damaged {
        segment: segment(),
        offset,
        position,
        what: "no valid frame".to_owned(),
    }
}

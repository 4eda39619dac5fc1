//! Tells a torn tail from damage, at the place where a log's last segment has no more valid frames.
//!
//! The writer has one append in flight, into space that is zero. A crash then leaves any subset of that one
//! frame's sectors, the others zero. So what begins at the end of the last whole frame is
//!
//! - *clean* if all is zero up to the end of the file;
//! - *torn* if it can be such a subset: it is no longer than one frame, and at least one of its sectors is zero;
//! - *damage* in all other cases: a valid frame comes later, or bytes lie farther away than one frame reaches, or
//!   every sector was written and yet the checksum is wrong. That frame may have been answered; cutting it away
//!   would lose money in silence.

use std::io;
use std::sync::Arc;

use super::frame::{ALIGNMENT, FrameHeader, HEADER_BYTES, MAGIC, is_whole_at_this_length, next_offset};
use super::walk::{WINDOW_BYTES, Walk, Window};
use crate::disk::{DiskFile, SECTOR_BYTES, is_zero};
use crate::record::LENGTH_BYTES;
use crate::{LogError, MAX_BATCH_BYTES};

const BLOCK_BYTES: u64 = 4096;

/// What lies behind the last whole frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Tail {
    /// Zeros.
    Clean,
    /// Parts of one frame that was being written; the last byte that is not zero lies before `until`.
    Torn {
        /// End of the bytes to be cut.
        until: u64,
    },
    /// Something that no crash of ours leaves behind.
    Damaged(String),
}

/// Looks at everything behind `walk`, which found no valid frame at its offset.
pub(crate) fn inspect(walk: &Walk, file: &Arc<dyn DiskFile>) -> Result<Tail, LogError> {
    let failed = |error| LogError::failed(format!("reading {}", walk.header.name()), error);
    let len = file.len().map_err(failed)?;
    let mut window = Window::new(file.clone(), len, WINDOW_BYTES);
    let until = match survey(walk, file, &mut window, len).map_err(failed)? {
        Survey::Clean => return Ok(Tail::Clean),
        Survey::ValidFrame(offset) => {
            return Ok(Tail::Damaged(format!(
                "no valid frame, but there is one at byte {offset}"
            )));
        }
        Survey::Bytes { until } => until,
    };
    shape(walk.offset, until, len, walk.header.seed(), &mut window).map_err(failed)
}

enum Survey {
    Clean,
    ValidFrame(u64),
    Bytes { until: u64 },
}

fn survey(walk: &Walk, file: &Arc<dyn DiskFile>, window: &mut Window, len: u64) -> io::Result<Survey> {
    let seed = walk.header.seed();
    let mut until = None;
    let mut at = walk.offset;
    let mut frames = Window::new(file.clone(), len, WINDOW_BYTES);
    while at < len {
        let end = ((at / BLOCK_BYTES + 1) * BLOCK_BYTES).min(len);
        let count = usize::try_from(end - at).expect("a block");
        let Some(block) = window.at(at, count)? else { break };
        if !is_zero(&block) {
            let last = block
                .iter()
                .rposition(|&byte| byte != 0)
                .expect("not all are zero");
            until = Some(at + last as u64 + 1);
            for offset in (at..end).step_by(ALIGNMENT as usize) {
                let from = usize::try_from(offset - at).expect("lies within the block");
                if block[from..].starts_with(&MAGIC)
                    && let Some(frame) = frames.frame_at(offset, seed)?
                    && frame.header.first >= walk.next
                    && frame.header.epoch >= walk.epoch
                {
                    return Ok(Survey::ValidFrame(offset));
                }
            }
        }
        at = end;
    }
    Ok(until.map_or(Survey::Clean, |until| Survey::Bytes { until }))
}

/// A length that grew by a flipped bit reaches into the zeros behind the frame, which then looks torn. The records tell how long
/// the frame really is.
fn is_whole_but_for_its_length(offset: u64, seed: u32, window: &mut Window) -> io::Result<bool> {
    let head = window.at(offset, HEADER_BYTES)?;
    let Some(header) = head.and_then(|bytes| FrameHeader::decode(&bytes)) else {
        return Ok(false);
    };
    let mut total = HEADER_BYTES;
    for _ in 0..header.count {
        let Some(length) = window.at(offset + total as u64, LENGTH_BYTES)? else {
            return Ok(false);
        };
        total += LENGTH_BYTES + u32::from_le_bytes(length[..].try_into().expect("four bytes")) as usize;
        if total > HEADER_BYTES + MAX_BATCH_BYTES {
            return Ok(false);
        }
    }
    let whole = window.at(offset, total)?;
    Ok(whole.is_some_and(|bytes| is_whole_at_this_length(&bytes, seed)))
}

fn shape(offset: u64, until: u64, len: u64, seed: u32, window: &mut Window) -> io::Result<Tail> {
    let damaged = |what: &str| Ok(Tail::Damaged(what.to_owned()));
    let Some(start) = window.at(offset, ALIGNMENT as usize)? else {
        return damaged("bytes behind the last frame");
    };
    if is_zero(&start) {
        // The first sector never came: its length is unknown, but no frame is longer than the longest.
        let reach = next_offset(offset, MAX_BATCH_BYTES);
        return if until <= reach {
            Ok(Tail::Torn { until })
        } else {
            damaged("bytes that are farther from the last frame than one append reaches")
        };
    }
    if !start.starts_with(&MAGIC) {
        return damaged("neither a frame nor free space");
    }
    let body_bytes = u32::from_le_bytes(start[4..].try_into().expect("four bytes")) as usize;
    let end = offset + (HEADER_BYTES + body_bytes) as u64;
    if body_bytes > MAX_BATCH_BYTES || end > len {
        return damaged("a frame of impossible length");
    }
    if until > end {
        return damaged("a frame with a wrong checksum, and bytes behind it");
    }
    if is_whole_but_for_its_length(offset, seed, window)? {
        return damaged("a frame that is whole, but for a wrong length in its header");
    }
    let mut at = offset;
    while at < end {
        let sector_end = ((at / SECTOR_BYTES + 1) * SECTOR_BYTES).min(end);
        let count = usize::try_from(sector_end - at).expect("a sector");
        if window.at(at, count)?.is_some_and(|sector| is_zero(&sector)) {
            return Ok(Tail::Torn { until });
        }
        at = sector_end;
    }
    let known = window
        .at(offset, HEADER_BYTES)?
        .and_then(|bytes| FrameHeader::decode(&bytes));
    damaged(&format!(
        "a frame of {} records that was written in full has a wrong checksum",
        known.map_or(0, |header| header.count)
    ))
}

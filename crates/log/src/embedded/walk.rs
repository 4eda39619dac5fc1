//! Goes through a segment frame by frame and checks each: the one reading loop that recovery, readers, `verify` and
//! `dump` share.

use std::io;
use std::sync::Arc;

use bytes::Bytes;

use super::frame::{ALIGNMENT, ChainHash, Frame, FrameHeader, HEADER_BYTES};
use super::segment::{FIRST_FRAME, MOST, SegmentHeader};
use crate::disk::{DiskFile, is_zero};
use crate::{Epoch, LogError, MAX_BATCH_BYTES, Position};

/// How much is read at once when a whole segment is walked.
pub(crate) const WINDOW_BYTES: usize = 1024 * 1024;

/// How much the first read brings: if large frames follow, little of it is copied again.
const FIRST_READ_BYTES: usize = 64 * 1024;

/// Reads a file through a window, so that small frames don't cost a call each.
pub(crate) struct Window {
    file: Arc<dyn DiskFile>,
    limit: u64,
    bytes: Bytes,
    start: u64,
    size: usize,
}

impl Window {
    /// Bytes from `limit` on are not looked at.
    pub(crate) fn new(file: Arc<dyn DiskFile>, limit: u64, size: usize) -> Self {
        Self {
            file,
            limit,
            bytes: Bytes::new(),
            start: 0,
            size,
        }
    }

    /// `count` bytes at `offset`; `None` if there are not as many.
    pub(crate) fn at(&mut self, offset: u64, count: usize) -> io::Result<Option<Bytes>> {
        let ahead = if self.bytes.is_empty() {
            self.size.min(FIRST_READ_BYTES)
        } else {
            self.size
        };
        self.read(offset, count, ahead)
    }

    /// `count` bytes at `offset`; if they must be read, `ahead` are if there are as many.
    fn read(&mut self, offset: u64, count: usize, ahead: usize) -> io::Result<Option<Bytes>> {
        if offset
            .checked_add(count as u64)
            .is_none_or(|end| end > self.limit)
        {
            return Ok(None);
        }
        let end = self.start + self.bytes.len() as u64;
        let covered = offset >= self.start && offset + count as u64 <= end;
        if !covered {
            let left = usize::try_from(self.limit - offset).unwrap_or(usize::MAX);
            let wanted = ahead.max(count).min(left);
            let mut buffer = Vec::with_capacity(wanted);
            if (self.start..end).contains(&offset) {
                let from = usize::try_from(offset - self.start).expect("lies within the window");
                buffer.extend_from_slice(&self.bytes[from..]);
            }
            let known = buffer.len();
            self.file
                .read_into(offset + known as u64, wanted - known, &mut buffer)?;
            self.bytes = buffer.into();
            self.start = offset;
            if self.bytes.len() < count {
                return Ok(None);
            }
        }
        let from = usize::try_from(offset - self.start).expect("lies within the window");
        Ok(Some(self.bytes.slice(from..from + count)))
    }

    /// The frame at `offset`, if there is one whose checksum is right.
    pub(crate) fn frame_at(&mut self, offset: u64, seed: u32) -> io::Result<Option<Frame>> {
        let Some(header) = self
            .at(offset, HEADER_BYTES)?
            .and_then(|bytes| FrameHeader::decode(&bytes))
        else {
            return Ok(None);
        };
        if header.body_bytes as usize > MAX_BATCH_BYTES {
            return Ok(None);
        }
        let total = header.total_bytes();
        // A large frame comes with one read, and the next header with it: nothing is read or copied twice.
        let ahead = if total > self.size / 2 {
            total + ALIGNMENT as usize + HEADER_BYTES
        } else {
            self.size
        };
        let bytes = self.read(offset, total, ahead)?;
        Ok(bytes.and_then(|bytes| Frame::check(header, offset, bytes, seed)))
    }

    /// Reads `size` at once from now on.
    pub(crate) fn resize(&mut self, size: usize) {
        self.size = size;
    }

    /// Reads anew from now on, as a writer may be at work beside.
    pub(crate) fn forget(&mut self) {
        self.bytes = Bytes::new();
    }
}

/// A walk through one segment.
pub(crate) struct Walk {
    window: Window,
    pub(crate) header: SegmentHeader,
    seed: u32,
    /// Where the next frame should begin.
    pub(crate) offset: u64,
    /// The position with which it should begin.
    pub(crate) next: Position,
    /// Epoch of the last frame.
    pub(crate) epoch: Epoch,
    /// Hash of the last frame; `None` if the chain is not checked.
    pub(crate) chain: Option<ChainHash>,
}

impl Walk {
    /// From the segment's beginning, checking the chain too.
    pub(crate) fn whole(header: SegmentHeader, file: Arc<dyn DiskFile>) -> Result<Self, LogError> {
        let limit = file
            .len()
            .map_err(|error| LogError::failed(format!("reading {}", header.name()), error))?;
        let mut walk = Self::from(
            header,
            Window::new(file, limit, WINDOW_BYTES),
            FIRST_FRAME,
            Position::NONE,
        );
        walk.next = walk.header.first;
        walk.chain = Some(walk.header.previous);
        Ok(walk)
    }

    /// From a frame known to be at `offset` and to begin with position `next`.
    pub(crate) fn from(header: SegmentHeader, window: Window, offset: u64, next: Position) -> Self {
        let (seed, epoch) = (header.seed(), header.epoch);
        Self {
            window,
            header,
            seed,
            offset,
            next,
            epoch,
            chain: None,
        }
    }

    /// How many bytes of records the next frame says to have, unchecked; 0 if there is none.
    pub(crate) fn next_body_bytes(&mut self) -> Result<usize, LogError> {
        let header = self
            .window
            .at(self.offset, HEADER_BYTES)
            .map_err(|error| LogError::failed(format!("reading {}", self.header.name()), error))?;
        let header = header.and_then(|bytes| FrameHeader::decode(&bytes));
        Ok(header.map_or(0, |header| header.body_bytes as usize))
    }

    /// The next frame; `None` if there is no valid one, be it the end or damage.
    pub(crate) fn step(&mut self) -> Result<Option<Frame>, LogError> {
        let read = self.window.frame_at(self.offset, self.seed);
        let read =
            read.map_err(|error| LogError::failed(format!("reading {}", self.header.name()), error))?;
        let Some(frame) = read else { return Ok(None) };
        if frame.header.first != self.next {
            return Err(self.damaged(format!("a frame of position {} is here", frame.header.first)));
        }
        if frame.header.epoch < self.epoch || frame.header.epoch.0 > MOST {
            return Err(self.damaged(format!(
                "epoch {} follows epoch {}",
                frame.header.epoch, self.epoch
            )));
        }
        if !frame.is_well_formed() {
            return Err(self.damaged("the records do not fill their frame"));
        }
        if self.chain.is_some() && !self.is_padded_with_zeros(&frame)? {
            return Err(self.damaged("bytes behind the frame are not zero"));
        }
        if let Some(chain) = &mut self.chain {
            let previous = std::mem::replace(chain, frame.header.hash);
            if !frame.continues(&previous) {
                return Err(self.damaged("the chain hash does not follow from the frame before"));
            }
        }
        self.offset = frame.end();
        self.next = frame.next_position();
        self.epoch = frame.header.epoch;
        Ok(Some(frame))
    }

    /// Nothing else covers the bytes up to the next frame.
    fn is_padded_with_zeros(&mut self, frame: &Frame) -> Result<bool, LogError> {
        let end = frame.offset + frame.header.total_bytes() as u64;
        let count = usize::try_from(frame.end() - end).expect("fewer than the alignment");
        let padding = self.window.at(end, count);
        let padding =
            padding.map_err(|error| LogError::failed(format!("reading {}", self.header.name()), error))?;
        Ok(padding.is_some_and(|bytes| is_zero(&bytes)))
    }

    /// Fails unless this segment, in which there are no more frames, ends where `following` begins.
    pub(crate) fn check_joined(&self, following: &SegmentHeader) -> Result<(), LogError> {
        if self.next != following.first {
            return Err(self.damaged(format!(
                "no valid frame, but {} goes on with position {}",
                following.name(),
                following.first
            )));
        }
        if self.chain.is_some_and(|chain| chain != following.previous)
            || following.epoch < self.epoch
            || following.log != self.header.log
        {
            return Err(self.damaged(format!("{} does not continue this segment", following.name())));
        }
        Ok(())
    }

    pub(crate) fn forget(&mut self) {
        self.window.forget();
    }

    pub(crate) fn damaged(&self, what: impl Into<String>) -> LogError {
        LogError::Damaged {
            segment: self.header.name(),
            offset: self.offset,
            position: self.next,
            what: what.into(),
        }
    }
}

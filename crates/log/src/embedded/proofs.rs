//! Makes checkpoints and proofs from the folder of a log, beside its writer or without one.
//!
//! The hashes of full segments come from the lists beside them, which end with the hash that the next segment begins with;
//! where a list is missing the segment is read. The segment in use is read and checked as far as it goes, once.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::frame::{ChainHash, Frame};
use super::frames::FrameList;
use super::retired::{self, Stub};
use super::segment::{self, SegmentHeader};
use super::walk::{Walk, Window};
use crate::disk::{Access, Disk, DiskFile};
use crate::proof::{Checkpoint, ConsistencyProof, FrameProof, Hex, InclusionProof, ProofError};
use crate::{LogError, LogId, Position, merkle};

/// Below so many frames a root is made from the hashes each time; above, that of a full part is remembered.
const REMEMBERED_FRAMES: u64 = 256;

/// Lists of full segments that are kept in memory.
const KEPT_LISTS: usize = 4;

/// Why a proof could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The log cannot be read, or is damaged.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log is not the one of the checkpoint, or no longer what it was, or the record is not covered.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// Makes checkpoints and proofs. Keep it: what it has read once it does not read again.
pub struct ProofSource {
    disk: Arc<dyn Disk>,
    full: Vec<Full>,
    active: Option<InUse>,
    lists: Vec<(usize, Arc<FrameList>)>,
    roots: BTreeMap<(u64, u64), ChainHash>,
}

/// A full segment.
struct Full {
    header: SegmentHeader,
    frames_before: u64,
    frames: u64,
    following: SegmentHeader,
}

/// The segment that is written to.
struct InUse {
    walk: Walk,
    file: Arc<dyn DiskFile>,
    header: SegmentHeader,
    frames_before: u64,
    list: FrameList,
    /// Position after the last record.
    next: Position,
}

impl ProofSource {
    /// Looks at a folder.
    ///
    /// # Errors
    /// `Damaged` or `Failed`.
    pub fn open(disk: Arc<dyn Disk>) -> Result<Self, LogError> {
        let mut source = Self {
            disk,
            full: Vec::new(),
            active: None,
            lists: Vec::new(),
            roots: BTreeMap::new(),
        };
        source.refresh()?;
        Ok(source)
    }

    /// Which log it is; `None` if there is none yet.
    #[must_use]
    pub fn log(&self) -> Option<LogId> {
        self.active.as_ref().map(|active| active.header.log)
    }

    /// What the log holds up to the frame with the record at `until`, or to its end. `None` if that is nothing.
    ///
    /// Beside a running writer `until` must be durable, as the head of a [`crate::LogReader`] is: what was only written may
    /// still vanish, and a checkpoint that covers it would accuse an honest log.
    ///
    /// # Errors
    /// `Damaged` or `Failed`.
    pub fn checkpoint(&mut self, until: Position, time_us: u64) -> Result<Option<Checkpoint>, LogError> {
        self.refresh()?;
        let Some(active) = &self.active else {
            return Ok(None);
        };
        let log = active.header.log;
        let last = Position(until.0.min(active.next.0 - 1));
        if last == Position::NONE {
            return Ok(None);
        }
        let (segment, index, list) = self.locate(last)?;
        let frames = self.frames_before(segment) + index as u64 + 1;
        let frame = self.frame(segment, &list, index)?;
        Ok(Some(Checkpoint {
            log,
            position: Position(frame.next_position().0 - 1),
            frames,
            root: self.root_of(0..frames)?,
            chain: frame.header.hash,
            time_us,
        }))
    }

    /// Proves the record at `position` to be in the log of the checkpoint.
    ///
    /// # Errors
    /// `Log` if it cannot be read, `Proof` if the checkpoint does not cover it or is not of this log as it is now.
    pub fn inclusion(
        &mut self,
        position: Position,
        checkpoint: &Checkpoint,
    ) -> Result<InclusionProof, SourceError> {
        if position == Position::NONE || position > checkpoint.position {
            return Err(SourceError::Proof(ProofError::NotCovered {
                position,
                end: checkpoint.position,
            }));
        }
        self.check(checkpoint)?;
        let (segment, index, list) = self.locate(position)?;
        let frame = self.frame(segment, &list, index)?;
        let number = self.frames_before(segment) + index as u64;
        let hashes: Vec<merkle::Hash> = frame
            .records()
            .map(|record| merkle::record_hash(&record.payload))
            .collect();
        let within = position.0 - frame.header.first.0;
        let record_path = merkle::inclusion_path(within, hashes.len() as u64, &mut |range| {
            let leaves = hashes[to_usize(range.start)..to_usize(range.end)].iter();
            Ok::<_, LogError>(merkle::root(leaves.copied()))
        })?;
        let frame_path = merkle::inclusion_path(number, checkpoint.frames, &mut |range| self.root_of(range))?;
        let facts = FrameProof {
            index: number,
            first: frame.header.first.0,
            records: frame.header.count,
            bytes: frame.header.body_bytes,
            epoch: frame.header.epoch.0,
            previous: Hex(self.previous(segment, &list, index)),
        };
        let proof = InclusionProof::new(position, facts, record_path, frame_path);
        let payload = frame.records().nth(to_usize(within));
        proof.verify(
            &payload.expect("the frame holds the position").payload,
            checkpoint,
        )?;
        Ok(proof)
    }

    /// Proves that the log of `old` is the beginning of the log of `new`.
    ///
    /// # Errors
    /// As [`ProofSource::inclusion`].
    pub fn consistency(
        &mut self,
        old: &Checkpoint,
        new: &Checkpoint,
    ) -> Result<ConsistencyProof, SourceError> {
        if old.frames > new.frames || old.frames == 0 {
            return Err(SourceError::Proof(ProofError::NotCovered {
                position: old.position,
                end: new.position,
            }));
        }
        self.check(old)?;
        self.check(new)?;
        let path = merkle::consistency_path(old.frames, new.frames, &mut |range| self.root_of(range))?;
        let proof = ConsistencyProof::new(path);
        proof.verify(old, new)?;
        Ok(proof)
    }

    /// Whether the checkpoint is of this log as it is now.
    fn check(&mut self, checkpoint: &Checkpoint) -> Result<(), SourceError> {
        if self.frames() < checkpoint.frames {
            self.refresh()?;
        }
        if self.log() != Some(checkpoint.log) {
            return Err(SourceError::Proof(ProofError::OtherLog));
        }
        if self.frames() < checkpoint.frames || self.root_of(0..checkpoint.frames)? != checkpoint.root {
            return Err(SourceError::Proof(ProofError::Broken));
        }
        Ok(())
    }

    /// Takes in what was appended since the last look.
    fn refresh(&mut self) -> Result<(), LogError> {
        let sequences = segment::sequences(&*self.disk)?;
        segment::check_complete(&sequences)?;
        let Some(&last) = sequences.last() else {
            return Ok(());
        };
        loop {
            let Some(active) = &mut self.active else {
                self.active = Some(self.begin()?);
                continue;
            };
            let sequence = active.header.sequence;
            if sequence == last {
                return active.advance();
            }
            let (following, file) = self.header(sequence + 1)?;
            let active = self.active.take().expect("it was just looked at");
            self.active = Some(self.close(active, following, file)?);
        }
    }

    /// Takes in what stands for retired segments; the one behind them is the first to be read.
    fn begin(&mut self) -> Result<InUse, LogError> {
        let (disk, mut frames) = (Arc::clone(&self.disk), 0);
        let behind = retired::pass_over(
            &*disk,
            1,
            SegmentHeader::check_genesis,
            &mut |stub, end, following| {
                self.full.push(Full {
                    header: stub.header,
                    frames_before: frames,
                    frames: end.frames,
                    following: following.clone(),
                });
                frames += end.frames;
            },
        )?;
        let gone = || LogError::failed("looking for a log", std::io::ErrorKind::NotFound.into());
        let (header, file) = behind.ok_or_else(gone)?;
        InUse::new(header, file, frames)
    }

    /// The segment in use is full; `following` is in use now.
    fn close(
        &mut self,
        mut active: InUse,
        following: SegmentHeader,
        file: Arc<dyn DiskFile>,
    ) -> Result<InUse, LogError> {
        let list = if active.list.0.is_empty() {
            match FrameList::read(&*self.disk, &active.header, &following) {
                Some(list) => list,
                None => FrameList::walk(active.header.clone(), active.file.clone(), &following)?,
            }
        } else {
            active.advance()?;
            active.walk.check_joined(&following)?;
            active.list
        };
        let frames = list.0.len() as u64;
        self.keep(self.full.len(), Arc::new(list));
        self.full.push(Full {
            header: active.header,
            frames_before: active.frames_before,
            frames,
            following: following.clone(),
        });
        InUse::new(following, file, active.frames_before + frames)
    }

    fn header(&self, sequence: u64) -> Result<(SegmentHeader, Arc<dyn DiskFile>), LogError> {
        if let Some(open) = SegmentHeader::open(&*self.disk, sequence, Access::Read)? {
            return Ok(open);
        }
        let gone = std::io::ErrorKind::NotFound.into();
        Err(match Stub::read(&*self.disk, sequence)? {
            Some(stub) => LogError::Retired {
                until: stub.end()?.last,
            },
            None => LogError::failed(format!("opening {}", segment::name(sequence)), gone),
        })
    }

    fn frames(&self) -> u64 {
        self.active
            .as_ref()
            .map_or(0, |active| active.frames_before + active.list.0.len() as u64)
    }

    fn keep(&mut self, segment: usize, list: Arc<FrameList>) {
        if self.lists.len() >= KEPT_LISTS {
            self.lists.remove(0);
        }
        self.lists.push((segment, list));
    }

    /// Number of frames before a segment; the one after the full ones is the one in use.
    fn frames_before(&self, segment: usize) -> u64 {
        match (self.full.get(segment), &self.active) {
            (Some(full), _) => full.frames_before,
            (None, Some(active)) => active.frames_before,
            (None, None) => 0,
        }
    }

    fn list(&mut self, segment: usize) -> Result<Arc<FrameList>, LogError> {
        if let Some((_, list)) = self.lists.iter().find(|(kept, _)| *kept == segment) {
            return Ok(list.clone());
        }
        let full = &self.full[segment];
        let list = match FrameList::read(&*self.disk, &full.header, &full.following) {
            Some(list) => list,
            None => match Stub::read(&*self.disk, full.header.sequence)? {
                Some(stub) => {
                    stub.check_joined(&full.following)?;
                    stub.list()?
                }
                None => {
                    let (header, file) = self.header(full.header.sequence)?;
                    FrameList::walk(header, file, &full.following)?
                }
            },
        };
        assert_eq!(list.0.len() as u64, full.frames, "a full segment does not change");
        let list = Arc::new(list);
        self.keep(segment, list.clone());
        Ok(list)
    }

    /// Calls `visit` with the frames' hashes in order.
    fn visit(&mut self, range: Range<u64>, visit: &mut impl FnMut(ChainHash)) -> Result<(), LogError> {
        let mut at = range.start;
        while at < range.end {
            let full = self
                .full
                .partition_point(|full| full.frames_before + full.frames <= at);
            let before = self.frames_before(full);
            let hashes = |list: &FrameList, visit: &mut dyn FnMut(ChainHash)| {
                let end = (range.end - before).min(list.0.len() as u64);
                let entries = &list.0[to_usize(at - before)..to_usize(end)];
                entries.iter().for_each(|frame| visit(frame.hash));
                before + end
            };
            let until = if full < self.full.len() {
                hashes(&*self.list(full)?, visit)
            } else {
                let active = self.active.as_ref().expect("there are frames");
                hashes(&active.list, visit)
            };
            assert!(until > at, "the range lies within the log");
            at = until;
        }
        Ok(())
    }

    /// Root of a part of the log's tree.
    fn root_of(&mut self, range: Range<u64>) -> Result<ChainHash, LogError> {
        let count = range.end - range.start;
        if count < REMEMBERED_FRAMES {
            let mut tree = merkle::Growing::default();
            self.visit(range, &mut |hash| tree.push(hash))?;
            return Ok(tree.root());
        }
        let is_full = count.is_power_of_two();
        if is_full && let Some(root) = self.roots.get(&(range.start, range.end)) {
            return Ok(*root);
        }
        let root = merkle::join(&range, &mut |part| self.root_of(part))?;
        if is_full {
            self.roots.insert((range.start, range.end), root);
        }
        Ok(root)
    }

    /// The frame that holds a position which the log has: its segment, its index there, and the segment's list.
    fn locate(&mut self, position: Position) -> Result<(usize, usize, Arc<FrameList>), LogError> {
        let active = self.active.as_ref().expect("the log holds the position");
        let (segment, list) = if position >= active.header.first {
            (self.full.len(), Arc::new(active.list.clone()))
        } else {
            let segment = self.full.partition_point(|full| full.header.first <= position) - 1;
            (segment, self.list(segment)?)
        };
        let index = list.index_of(position).expect("the segment holds the position");
        Ok((segment, index, list))
    }

    /// Chain hash of the frame before.
    fn previous(&self, segment: usize, list: &FrameList, index: usize) -> ChainHash {
        match index.checked_sub(1) {
            Some(before) => list.0[before].hash,
            None => self.header_of(segment).previous,
        }
    }

    fn header_of(&self, segment: usize) -> &SegmentHeader {
        match self.full.get(segment) {
            Some(full) => &full.header,
            None => &self.active.as_ref().expect("there is a log").header,
        }
    }

    /// Reads a frame and checks it against the list and the chain.
    fn frame(&self, segment: usize, list: &FrameList, index: usize) -> Result<Frame, LogError> {
        let header = self.header_of(segment);
        let (found, file) = self.header(header.sequence)?;
        let entry = list.0[index];
        let failed = |error| LogError::failed(format!("reading {}", header.name()), error);
        let mut window = Window::new(file.clone(), file.len().map_err(failed)?, 0);
        let frame = window.frame_at(entry.offset, found.seed()).map_err(failed)?;
        frame
            .filter(|frame| {
                found == *header
                    && frame.header.hash == entry.hash
                    && frame.is_well_formed()
                    && frame.continues(&self.previous(segment, list, index))
            })
            .ok_or_else(|| LogError::Damaged {
                segment: header.name(),
                offset: entry.offset,
                position: entry.first,
                what: "the frame is no longer what it was".to_owned(),
            })
    }
}

impl InUse {
    fn new(header: SegmentHeader, file: Arc<dyn DiskFile>, frames_before: u64) -> Result<Self, LogError> {
        Ok(Self {
            walk: Walk::whole(header.clone(), file.clone())?,
            file,
            frames_before,
            list: FrameList::default(),
            next: header.first,
            header,
        })
    }

    fn advance(&mut self) -> Result<(), LogError> {
        self.walk.forget();
        while let Some(frame) = self.walk.step()? {
            self.list.note(&frame);
            self.next = frame.next_position();
        }
        self.walk.forget();
        Ok(())
    }
}

fn to_usize(count: u64) -> usize {
    usize::try_from(count).expect("what is in memory is counted in a usize")
}

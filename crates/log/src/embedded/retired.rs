//! What is left of a full segment whose records were retired: everything that the chain and the log's tree are made of, and no
//! payload.
//!
//! ```text
//!   0            512                                                   512 + 60 n
//!   │header of the segment│ (frame's header up to its checksum 28, root of its records 32)* │ count 8 │ crc of all before │
//! ```
//!
//! The hashes of the frames follow from it, so a changed byte is found as in a segment, checkpoints of before still verify, and who
//! has kept a record with its proof can still show that it stood in the log. It is durable under its name before the segment goes;
//! an opening for writing takes away what a crash left in between.

use std::io::{self, IoSlice};
use std::sync::Arc;

use super::frame::{ChainHash, FrameHeader, HEADER_BYTES, linked_header, next_offset};
use super::frames::{self, FrameEntry, FrameList};
use super::segment::{self, FIRST_FRAME, OpenSegment, SegmentHeader};
use super::walk::Walk;
use crate::disk::{Access, Disk, DiskFile};
use crate::{Epoch, LogError, MAX_BATCH_BYTES, Position, merkle};

const LINKED_BYTES: usize = 28;
const ENTRY_BYTES: usize = LINKED_BYTES + 32;
const TAIL_BYTES: usize = 12;
/// Far more than a segment of the largest size holds: what says that it is longer is none of ours.
const MOST_BYTES: u64 = 1 << 32;

/// A retired segment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Stub {
    pub(crate) header: SegmentHeader,
    frames: Vec<StubFrame>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct StubFrame {
    linked: [u8; LINKED_BYTES],
    root: merkle::Hash,
}

impl StubFrame {
    /// What the header says; the checksum and the hash in it are not kept.
    fn header(&self) -> Option<FrameHeader> {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..LINKED_BYTES].copy_from_slice(&self.linked);
        FrameHeader::decode(&bytes)
    }
}

/// How far a retired segment goes.
pub(crate) struct StubEnd {
    pub(crate) last: Position,
    pub(crate) frames: u64,
    pub(crate) chain: ChainHash,
    pub(crate) epoch: Epoch,
}

impl Stub {
    /// Of a full segment, which is checked as a whole for it: what is damaged is not retired, since nobody could look at it again.
    pub(crate) fn of(
        header: SegmentHeader,
        file: Arc<dyn DiskFile>,
        following: &SegmentHeader,
    ) -> Result<Stub, LogError> {
        let mut walk = Walk::whole(header.clone(), file)?;
        let mut frames = Vec::new();
        while let Some(frame) = walk.step()? {
            let found = &frame.header;
            frames.push(StubFrame {
                linked: linked_header(found.body_bytes, found.first, found.epoch, found.count),
                root: merkle::root(frame.records().map(|record| merkle::record_hash(&record.payload))),
            });
        }
        walk.check_joined(following)?;
        let stub = Stub { header, frames };
        let end = stub.end()?;
        assert_eq!(end.chain, following.previous, "a stub says what its segment said");
        Ok(stub)
    }

    /// Puts it beside its segment, durably.
    pub(crate) fn write(&self, disk: &dyn Disk) -> io::Result<()> {
        let name = name(self.header.sequence);
        let draft = segment::unfinished(&name);
        let file = disk.create(&draft)?;
        self.header.write(&*file)?;
        let mut bytes = Vec::with_capacity(self.frames.len() * ENTRY_BYTES + TAIL_BYTES);
        for frame in &self.frames {
            bytes.extend(frame.linked);
            bytes.extend(frame.root);
        }
        bytes.extend((self.frames.len() as u64).to_le_bytes());
        bytes.extend(crc32c::crc32c_append(self.header.seed(), &bytes).to_le_bytes());
        file.write_at(FIRST_FRAME, &[IoSlice::new(&bytes)])?;
        file.sync_data()?;
        disk.rename(&draft, &name)?;
        disk.sync_dir()
    }

    /// The stub of this sequence, if its segment was retired.
    pub(crate) fn read(disk: &dyn Disk, sequence: u64) -> Result<Option<Stub>, LogError> {
        let name = name(sequence);
        let failed = |error| LogError::failed(format!("reading {name}"), error);
        let file = match disk.open(&name, Access::Read) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let damaged = |position, what: &str| LogError::Damaged {
            segment: name.clone(),
            offset: 0,
            position,
            what: what.to_owned(),
        };
        let length = file.len().map_err(failed)?;
        if length > MOST_BYTES {
            return Err(damaged(Position::NONE, "the file is longer than any of its kind"));
        }
        let mut bytes = Vec::new();
        let length = usize::try_from(length).expect("it was just looked at");
        file.read_into(0, length, &mut bytes).map_err(failed)?;
        let sector = bytes.len().min(FIRST_FRAME as usize);
        let header = SegmentHeader::decode(&bytes[..sector], sequence, &name)?;
        let cut = || damaged(header.first, "the file is cut off");
        let rest = bytes.get(FIRST_FRAME as usize..).ok_or_else(cut)?;
        let (rest, crc) = rest.split_last_chunk::<4>().ok_or_else(cut)?;
        let (entries, count) = rest.split_last_chunk::<8>().ok_or_else(cut)?;
        let is_right = crc32c::crc32c_append(header.seed(), rest).to_le_bytes() == *crc
            && entries.len().is_multiple_of(ENTRY_BYTES)
            && u64::from_le_bytes(*count) == (entries.len() / ENTRY_BYTES) as u64;
        if !is_right {
            return Err(damaged(header.first, "the checksum is wrong"));
        }
        let entry = |entry: &[u8]| StubFrame {
            linked: *entry.first_chunk().expect("an entry is longer"),
            root: *entry.last_chunk().expect("an entry is longer"),
        };
        let frames = entries.chunks_exact(ENTRY_BYTES).map(entry).collect();
        Ok(Some(Stub { header, frames }))
    }

    /// Goes through the frames' hashes; fails where one does not follow from those before.
    fn visit(&self, visit: &mut dyn FnMut(FrameEntry)) -> Result<StubEnd, LogError> {
        let (mut next, mut chain) = (self.header.first, self.header.previous);
        let (mut offset, mut epoch) = (FIRST_FRAME, self.header.epoch);
        for (index, frame) in self.frames.iter().enumerate() {
            let header = frame.header().filter(|header| {
                header.first == next && header.epoch >= epoch && header.body_bytes as usize <= MAX_BATCH_BYTES
            });
            let Some(header) = header else {
                return Err(LogError::Damaged {
                    segment: name(self.header.sequence),
                    offset: FIRST_FRAME + (index * ENTRY_BYTES) as u64,
                    position: next,
                    what: "this is not how a frame begins that follows from the one before".to_owned(),
                });
            };
            chain = merkle::chain_hash(&chain, &frame.linked, &frame.root);
            visit(FrameEntry {
                first: next,
                offset,
                hash: chain,
            });
            offset = next_offset(offset, header.body_bytes as usize);
            next = next.plus(u64::from(header.count));
            epoch = header.epoch;
        }
        Ok(StubEnd {
            last: Position(next.0 - 1),
            frames: self.frames.len() as u64,
            chain,
            epoch,
        })
    }

    /// How far it goes.
    pub(crate) fn end(&self) -> Result<StubEnd, LogError> {
        self.visit(&mut |_| ())
    }

    /// Where its frames stood, and their hashes.
    pub(crate) fn list(&self) -> Result<FrameList, LogError> {
        let mut list = FrameList::default();
        self.visit(&mut |entry| list.0.push(entry))?;
        Ok(list)
    }

    /// Fails unless what it says ends where `following` begins; how far it goes if it does.
    pub(crate) fn check_joined(&self, following: &SegmentHeader) -> Result<StubEnd, LogError> {
        let end = self.end()?;
        let is_joined = end.last.next() == following.first
            && end.chain == following.previous
            && end.epoch <= following.epoch
            && self.header.log == following.log;
        if is_joined {
            return Ok(end);
        }
        Err(LogError::Damaged {
            segment: name(self.header.sequence),
            offset: FIRST_FRAME,
            position: self.header.first,
            what: format!("{} does not continue what was retired", following.name()),
        })
    }
}

/// Goes from one segment, or what stands for it, to the first that is not retired. `is_next` says whether the one that it begins with
/// is the one that has to come; `pass` is told of each that was retired, with its end and what follows it. Nothing if there is no such
/// segment.
pub(crate) fn pass_over(
    disk: &dyn Disk,
    mut sequence: u64,
    is_next: impl FnOnce(&SegmentHeader) -> Result<(), LogError>,
    pass: &mut dyn FnMut(Stub, &StubEnd, &SegmentHeader),
) -> Result<Option<OpenSegment>, LogError> {
    let mut is_next = Some(is_next);
    let mut before: Option<Stub> = None;
    loop {
        // In this order: what stands for a segment is there before the segment goes.
        let open = SegmentHeader::open(disk, sequence, Access::Read)?;
        let stub = match open {
            Some(_) => None,
            None => Stub::read(disk, sequence)?,
        };
        let header = match (&open, &stub) {
            (Some((header, _)), _) => header,
            (None, Some(stub)) => &stub.header,
            (None, None) => return Ok(None),
        };
        if let Some(is_next) = is_next.take() {
            is_next(header)?;
        }
        if let Some(before) = before.take() {
            let end = before.check_joined(header)?;
            pass(before, &end, header);
        }
        if open.is_some() {
            return Ok(open);
        }
        before = stub;
        sequence += 1;
    }
}

/// Takes away the segments that a crash left beside what stands for them.
pub(crate) fn finish(disk: &dyn Disk) -> Result<(), LogError> {
    for sequence in sequences(disk)? {
        remove_segment(disk, sequence)
            .map_err(|error| LogError::failed("removing a retired segment", error))?;
    }
    Ok(())
}

/// Removes a segment for which a stub stands.
pub(crate) fn remove_segment(disk: &dyn Disk, sequence: u64) -> io::Result<()> {
    for name in [segment::name(sequence), frames::name(sequence)] {
        match disk.remove(&name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    disk.sync_dir()
}

/// Sequences of the retired segments, in order.
pub(crate) fn sequences(disk: &dyn Disk) -> Result<Vec<u64>, LogError> {
    segment::sequences_ending(disk, ".ret")
}

/// Name of what stands for a segment.
pub(crate) fn name(sequence: u64) -> String {
    format!("{sequence:020}.ret")
}

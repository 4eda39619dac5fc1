//! Finds out what a folder holds when a log is opened: checks the segments, cuts a torn tail, refuses damage.

use std::sync::Arc;

use super::frame::ChainHash;
use super::frames::FrameList;
use super::index::{Active, Sealed};
use super::retired::{self, Stub};
use super::segment::{self, OpenSegment, SegmentHeader};
use super::tail::{self, Tail};
use super::walk::Walk;
use crate::disk::{Access, Disk, DiskFile, write_zeros};
use crate::{Epoch, LogError, Position};

/// What was found.
pub(crate) struct Recovered {
    pub(crate) sealed: Vec<Sealed>,
    /// Last position whose record was retired.
    pub(crate) retired: Position,
    pub(crate) active: Active,
    pub(crate) head: Position,
    pub(crate) chain: ChainHash,
    /// Of the last frame, or of the segment if it has none.
    pub(crate) epoch: Epoch,
}

/// Removes what an earlier life did not finish.
pub(crate) fn remove_unfinished(disk: &dyn Disk) -> Result<(), LogError> {
    let failed = |error| LogError::failed("removing unfinished segments", error);
    for name in disk
        .list()
        .map_err(failed)?
        .iter()
        .filter(|name| segment::is_unfinished(name))
    {
        disk.remove(name).map_err(failed)?;
    }
    retired::finish(disk)
}

/// Reads the folder; `None` if there is no log in it. Full segments are checked from the newest back until
/// `check_bytes` are done; readers check the others when they come to them.
pub(crate) fn recover(disk: &dyn Disk, check_bytes: u64) -> Result<Option<Recovered>, LogError> {
    let sequences = segment::sequences(disk)?;
    segment::check_complete(&sequences)?;
    let Some((&last, full)) = sequences.split_last() else {
        return Ok(None);
    };
    let (header, file) = open(disk, last, Access::Write)?;
    let recovered = recover_last(header, &file)?;
    let mut sealed = Vec::with_capacity(full.len());
    let mut following = recovered.active.header.clone();
    let mut left = check_bytes;
    let stubs = retired::sequences(disk)?.len();
    for &sequence in full.get(stubs..).unwrap_or_default().iter().rev() {
        let (header, file) = open(disk, sequence, Access::Read)?;
        let len = file
            .len()
            .map_err(|error| LogError::failed("measuring a segment", error))?;
        let frames = if len <= left {
            Some(check_full(disk, &header, file, &following)?)
        } else {
            None
        };
        // One that does not fit ends the checking, so that what was checked has no holes.
        left = if frames.is_some() { left - len } else { 0 };
        if header.log != following.log {
            return Err(LogError::Damaged {
                segment: following.name(),
                offset: 0,
                position: following.first,
                what: "this segment belongs to another log".to_owned(),
            });
        }
        if header.first > following.first {
            return Err(LogError::Damaged {
                segment: following.name(),
                offset: 0,
                position: following.first,
                what: format!("the segment before begins later, with position {}", header.first),
            });
        }
        sealed.push(Sealed::new(header.clone(), frames.as_ref()));
        following = header;
    }
    let retired = check_retired(disk, full.get(..stubs).unwrap_or_default(), &mut following)?;
    following.check_genesis()?;
    sealed.reverse();
    Ok(Some(Recovered {
        sealed,
        retired,
        ..recovered
    }))
}

/// Checks what stands for the retired segments before `following`, which is the first of them afterwards. Answers the last
/// position that was retired.
fn check_retired(
    disk: &dyn Disk,
    sequences: &[u64],
    following: &mut SegmentHeader,
) -> Result<Position, LogError> {
    let mut last = Position::NONE;
    for &sequence in sequences.iter().rev() {
        let stub = Stub::read(disk, sequence)?.ok_or_else(|| LogError::Damaged {
            segment: retired::name(sequence),
            offset: 0,
            position: Position::NONE,
            what: "segments were retired from the beginning on, but not this one".to_owned(),
        })?;
        last = last.max(stub.check_joined(following)?.last);
        *following = stub.header;
    }
    Ok(last)
}

fn open(disk: &dyn Disk, sequence: u64, access: Access) -> Result<OpenSegment, LogError> {
    SegmentHeader::open(disk, sequence, access)?.ok_or_else(|| {
        let gone = std::io::ErrorKind::NotFound.into();
        LogError::failed(format!("opening {}", segment::name(sequence)), gone)
    })
}

/// Checks a full segment, and sees to it that the list of its frames lies beside it.
fn check_full(
    disk: &dyn Disk,
    header: &SegmentHeader,
    file: Arc<dyn DiskFile>,
    following: &SegmentHeader,
) -> Result<FrameList, LogError> {
    let frames = FrameList::walk(header.clone(), file, following)?;
    if FrameList::read(disk, header, following).as_ref() != Some(&frames) {
        frames.try_write(disk, header);
    }
    Ok(frames)
}

fn recover_last(header: SegmentHeader, file: &Arc<dyn DiskFile>) -> Result<Recovered, LogError> {
    let mut walk = Walk::whole(header.clone(), file.clone())?;
    let mut frames = FrameList::default();
    while let Some(frame) = walk.step()? {
        frames.note(&frame);
    }
    match tail::inspect(&walk, file)? {
        Tail::Clean => {}
        Tail::Torn { until } => {
            tracing::warn!(
                segment = header.name(),
                offset = walk.offset,
                bytes = until - walk.offset,
                position = walk.next.0,
                "cutting a torn tail: the last append was not finished, nobody was told that it was"
            );
            let cut = write_zeros(&**file, walk.offset..until, || Ok(())).and_then(|()| file.sync_data());
            cut.map_err(|error| LogError::failed("cutting a torn tail", error))?;
        }
        Tail::Damaged(what) => return Err(walk.damaged(what)),
    }
    Ok(Recovered {
        sealed: Vec::new(),
        retired: Position::NONE,
        head: Position(walk.next.0 - 1),
        chain: walk.chain.expect("a whole walk checks the chain"),
        epoch: walk.epoch,
        active: Active {
            header,
            file: file.clone(),
            frames,
            end: walk.offset,
        },
    })
}

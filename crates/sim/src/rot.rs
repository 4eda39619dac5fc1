//! Bits that flip on the disk: each is found where it is and named, nobody is served it, and when it is put right all is
//! as before.

use std::sync::Arc;

use bezant_books::LogRecords;
use bezant_core::Core;
use bezant_journal::{Journal, JournalError};
use bezant_log::disk::{Disk, SimulatedDisk};
use bezant_log::embedded::{FileSnapshots, ScannedFrame, scan, verify};
use bezant_log::{Log, LogError, Position, SnapshotStore};

use crate::node::Node;
use crate::violation::{Invariant, Violation, ensure};
use crate::world::World;

/// Bits flipped per part and run.
const FLIPS: u64 = 3;

/// The header of a frame, before its records.
const HEADER_BYTES: u64 = 64;

/// What stands before each record: its length.
const LENGTH_BYTES: u64 = 4;

fn missed(what: String) -> Violation {
    Violation::new(Invariant::DamageIsFound, what)
}

impl World {
    /// The node stands still; its log, snapshots and journal are damaged bit by bit and put right again.
    pub(crate) fn damage_is_found(&mut self) -> Result<(), Violation> {
        let frames: Result<Vec<ScannedFrame>, LogError> =
            scan(Arc::new(self.disk.clone())).and_then(|scan| scan.collect());
        let frames = frames.map_err(|error| Violation::new(Invariant::LogIsStable, error.to_string()))?;
        for _ in 0..FLIPS {
            let frame = self.chance.pick(&frames);
            let lengths = frame.records.iter().map(|record| record.payload.len() as u64);
            let used = HEADER_BYTES + lengths.map(|length| LENGTH_BYTES + length).sum::<u64>();
            let mut places = vec![self.chance.below(HEADER_BYTES)];
            if let Some(record) = frame.records.first() {
                let first = HEADER_BYTES + LENGTH_BYTES;
                places.push(HEADER_BYTES + self.chance.below(LENGTH_BYTES));
                places.push(first + self.chance.below(record.payload.len() as u64));
                places.push(used - 1);
            }
            for at in places {
                let bit = self.chance.below(8) as u8;
                self.disk.flip_bit(&frame.segment, frame.offset + at, bit);
                self.frame_is_damaged(frame, at)?;
                self.disk.flip_bit(&frame.segment, frame.offset + at, bit);
                self.report.flipped_bits += 1;
            }
        }
        let whole = verify(Arc::new(self.disk.clone()), &mut |_, _| ());
        whole.map_err(|error| missed(format!("put right, and still: {error}")))?;
        self.snapshots_are_left_aside()
    }

    /// Both the walk over the whole log and a reader name this frame; a reader serves nothing else than before.
    fn frame_is_damaged(&self, frame: &ScannedFrame, at: u64) -> Result<(), Violation> {
        let verified = verify(Arc::new(self.disk.clone()), &mut |_, _| ());
        let is_named = matches!(
            &verified,
            Err(LogError::Damaged { segment, offset, .. }) if *segment == frame.segment && *offset == frame.offset
        );
        ensure(is_named, Invariant::DamageIsFound, || {
            format!(
                "byte {at} of the frame at {} of {} is flipped, and verified: {verified:?}",
                frame.offset, frame.segment
            )
        })?;
        let Node { log, .. } = self.node.as_ref().expect("the node runs");
        let before = Position(frame.first.0 - 1);
        let Some(first) = frame.records.first() else {
            return Ok(());
        };
        match log.reader().read_after(before, 1) {
            Err(LogError::Damaged { segment, offset, .. })
                if segment == frame.segment && offset == frame.offset => {}
            // A record that the flip is not in may be served as it was.
            Ok(records)
                if records
                    .first()
                    .is_none_or(|record| record.payload == first.payload) => {}
            other => {
                return Err(missed(format!(
                    "byte {at} of {frame:?} is flipped, and read: {other:?}"
                )));
            }
        }
        Ok(())
    }

    /// A snapshot with a flipped bit is not used.
    fn snapshots_are_left_aside(&mut self) -> Result<(), Violation> {
        let Node { snapshots, .. } = self.node.as_ref().expect("the node runs");
        let latest =
            |snapshots: &FileSnapshots| snapshots.latest().map_err(|error| missed(error.to_string()));
        let Some((position, content)) = latest(snapshots)? else {
            return Ok(());
        };
        let names = self.disk.list().map_err(|error| missed(error.to_string()))?;
        let newest = names
            .iter()
            .find(|name| name.strip_suffix(".snap").and_then(|name| name.parse().ok()) == Some(position.0));
        let newest = newest.ok_or_else(|| missed(format!("the snapshot at {position} has no file")))?;
        let length = content.len() as u64 + HEADER_BYTES;
        for _ in 0..FLIPS {
            // The header's unused end is not looked at.
            let at = match self.chance.percent(30) {
                true => self.chance.below(56),
                false => self.chance.between(HEADER_BYTES, length - 1),
            };
            let bit = self.chance.below(8) as u8;
            self.disk.flip_bit(newest, at, bit);
            let found = match snapshots.latest() {
                // Another one, or none.
                Ok(found) => found.is_none_or(|(at, _)| at != position),
                Err(LogError::Damaged { .. } | LogError::Unsupported { .. }) => true,
                Err(_) => false,
            };
            self.disk.flip_bit(newest, at, bit);
            self.report.flipped_bits += 1;
            ensure(found, Invariant::DamageIsFound, || {
                format!("byte {at} of the snapshot {newest} of {length} bytes is flipped, and it is used")
            })?;
        }
        Ok(())
    }

    /// A journal that is opened and verified knows which of its files is not what was written. The node is over after this.
    pub(crate) fn damage_of_journal_is_found(&mut self) -> Result<(), Violation> {
        let node = self.node.take().expect("the node runs");
        let records = Arc::new(LogRecords::<Core>::new(node.log.reader()));
        drop(node);
        let checked = |world: &World| {
            let disk = Arc::new(world.journal_disk.clone());
            let journal = Journal::open_on(disk, world.journal_options, Arc::clone(&records) as _)?;
            journal.verify()
        };
        checked(self)
            .map_err(|error| missed(format!("nothing is flipped, and the journal says: {error}")))?;
        let names = self
            .journal_disk
            .list()
            .map_err(|error| missed(error.to_string()))?;
        let runs: Vec<&String> = names.iter().filter(|name| name.ends_with(".run")).collect();
        for _ in 0..if runs.is_empty() { 0 } else { FLIPS } {
            let name = *self.chance.pick(&runs);
            let length = length(&self.journal_disk, name).map_err(|error| missed(error.to_string()))?;
            let (at, bit) = (self.chance.below(length), self.chance.below(8) as u8);
            self.journal_disk.flip_bit(name, at, bit);
            let verified = checked(self);
            self.journal_disk.flip_bit(name, at, bit);
            self.report.flipped_bits += 1;
            let is_named = matches!(&verified, Err(JournalError::Damaged { file, .. }) if file == name);
            ensure(is_named, Invariant::DamageIsFound, || {
                format!("byte {at} of {length} of the run {name} is flipped, and verified: {verified:?}")
            })?;
        }
        Ok(())
    }
}

fn length(disk: &SimulatedDisk, name: &str) -> std::io::Result<u64> {
    disk.open(name, bezant_log::disk::Access::Read)?.len()
}

//! A log on a damaged disk: whatever happened to its files, nothing panics and no record is ever shown that was not
//! written at that place; what opens can be written to and is whole afterwards.
//!
//! Checksums stop nearly every damage at the door. So some inputs forge them: what lies behind must hold as well, though
//! a forger with enough patience may of course write a valid log of his own.

use std::sync::{Arc, LazyLock};

use bezant_log::disk::Disk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, scan, verify};
use bezant_log::{Batch, Log, Position, Record, SnapshotStore};

use crate::edits::{self, Format, overwrite};
use crate::input::Input;
use crate::log_fixture::{Fixture, disk_of, options};

static FIXTURE: LazyLock<Fixture> = LazyLock::new(Fixture::new);

const FIRST_FRAME: usize = 512;
const HEADER_CHECKED: usize = 80;
const FRAME_HEADER: usize = 64;
const FORMAT: Format = Format {
    name: |number| format!("{number:020}.seg"),
    forge: |files, at| {
        let (name, bytes) = &mut files[at];
        let is_segment = name.ends_with(".seg");
        if is_segment {
            forge(bytes);
        }
        is_segment
    },
};

/// The first byte says whether an opening checks all; the others are edits of the files of a small log, see [`edits`].
pub fn run(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    let checks_all = input.byte() & 1 == 0;
    let mut files = FIXTURE.files.clone();
    let is_forged = edits::apply(&mut files, &mut input, &FORMAT);

    look(&disk_of(&files), is_forged);
    let disk = disk_of(&files);
    let Ok(mut log) = EmbeddedLog::open(disk.clone(), options(checks_all)) else {
        return;
    };
    let reader = log.reader();
    let mut after = Position::NONE;
    while let Ok(records) = reader.read_after(after, 1_000) {
        let Some(last) = records.last() else { break };
        assert!(last.position > after, "reading goes on");
        after = last.position;
        genuine(&records, is_forged);
        let slice = reader.read_slice(last.position, 3, 5);
        if let Ok(slice) = slice
            && !is_forged
        {
            assert!(FIXTURE.payloads[last.position.0 as usize - 1][3..].starts_with(&slice));
        }
    }
    if is_forged {
        return;
    }
    if checks_all {
        assert_eq!(after, log.head(), "an opened log can be read to its end");
    }
    let mut batch = Batch::new();
    batch.push(b"written after the damage");
    let head = log
        .append(log.head(), log.epoch(), &batch)
        .expect("an opened log takes an append");
    drop(log);
    if !checks_all {
        return;
    }
    let verified = verify(disk, &mut |_, _| {}).expect("what was opened with all checks is whole");
    assert_eq!((verified.head, verified.torn_tail), (head, None));
}

/// Everything that only reads.
fn look(disk: &Arc<dyn Disk>, is_forged: bool) {
    let verified = verify(disk.clone(), &mut |done, total| assert!(done <= total));
    let mut frames = 0;
    let mut is_whole = true;
    match scan(disk.clone()) {
        Ok(scan) => {
            for frame in scan {
                match frame {
                    Ok(frame) => {
                        frames += 1;
                        genuine(&frame.records, is_forged);
                    }
                    Err(_) => is_whole = false,
                }
            }
        }
        Err(_) => is_whole = false,
    }
    assert_eq!(verified.is_ok(), is_whole, "verify and scan agree");
    if let Ok(verified) = verified {
        assert_eq!(verified.frames, frames);
    }
    let snapshots = FileSnapshots::open(disk.clone()).expect("the folder can be listed");
    if let Some(latest) = snapshots.latest().expect("the folder can be read")
        && !is_forged
    {
        assert!(
            FIXTURE.snapshots.contains(&latest),
            "a snapshot that was never saved"
        );
    }
}

fn genuine(records: &[Record], is_forged: bool) {
    for record in records {
        assert!(record.position > Position::NONE);
        let written = FIXTURE.payloads.get(record.position.0 as usize - 1);
        assert!(
            is_forged || written.is_some_and(|payload| *payload == record.payload),
            "a record is shown at {} that was not written there",
            record.position
        );
    }
}

/// Makes the checksums of a segment's header and of every frame right, from what stands there now.
fn forge(segment: &mut [u8]) {
    let Some(header) = segment.get(..HEADER_CHECKED) else {
        return;
    };
    let seed = crc32c::crc32c(header);
    overwrite(segment, HEADER_CHECKED, &seed.to_le_bytes());
    let mut at = FIRST_FRAME;
    while let Some(header) = segment.get(at..at + FRAME_HEADER)
        && header.starts_with(b"BZFR")
    {
        let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        let Some(body) = segment.get(at + FRAME_HEADER..at + FRAME_HEADER + length) else {
            break;
        };
        let crc = crc32c::crc32c_append(seed, &header[..28]);
        let crc = crc32c::crc32c_append(crc, &header[32..]);
        let crc = crc32c::crc32c_append(crc, body);
        overwrite(segment, at + 28, &crc.to_le_bytes());
        at = (at + FRAME_HEADER + length).next_multiple_of(8);
    }
}

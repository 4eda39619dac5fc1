//! Bytes that change under the log are found, and the place is named.

use std::sync::Arc;

use bezant_log::disk::{Access, Disk, SimulatedDisk, WriteFault};
use bezant_log::embedded::{EmbeddedLog, Options, ScannedFrame, scan, verify};
use bezant_log::{Log, LogError, Position};

use super::{append, open, read_all};

/// A closed log of several segments, the same each time.
fn filled() -> SimulatedDisk {
    let disk = SimulatedDisk::new(5);
    let mut log = open(&disk).unwrap();
    for n in 0..30_u8 {
        append(&mut log, &[vec![n; 20 + 37 * usize::from(n)], vec![n ^ 0xff; 5]]).unwrap();
    }
    drop(log);
    disk
}

fn frames(disk: &SimulatedDisk) -> Vec<ScannedFrame> {
    scan(Arc::new(disk.clone()))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn check(disk: &SimulatedDisk) -> Result<(), LogError> {
    verify(Arc::new(disk.clone()), &mut |_, _| ()).map(drop)
}

#[test]
fn any_flipped_bit_in_a_frame_is_found_and_located() {
    let frames = frames(&filled());
    assert!(
        frames.last().unwrap().segment.as_str() > "00000000000000000003",
        "several segments"
    );
    for frame in &frames {
        let used = 64
            + frame
                .records
                .iter()
                .map(|record| 4 + record.payload.len() as u64)
                .sum::<u64>();
        // Every byte of the header, then some of the records up to the last byte, and what fills up to the next frame.
        let places = (0..64).chain((64..used).step_by(97)).chain([used - 1]);
        for at in places.chain(used..frame.bytes) {
            let disk = filled();
            disk.flip_bit(&frame.segment, frame.offset + at, (at % 8) as u8);
            for found in [check(&disk), open(&disk).map(drop)] {
                match found {
                    Err(LogError::Damaged {
                        segment,
                        offset,
                        position,
                        ..
                    }) => {
                        assert_eq!(
                            (&segment, offset),
                            (&frame.segment, frame.offset),
                            "byte {at} of {frame:?}"
                        );
                        assert_eq!(position, frame.first);
                    }
                    other => panic!("byte {at} of {frame:?}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn damage_under_an_open_log_is_not_served() {
    let disk = filled();
    let frame = frames(&disk)
        .into_iter()
        .find(|frame| frame.first == Position(9))
        .unwrap();
    let log = open(&disk).unwrap();
    disk.flip_bit(&frame.segment, frame.offset + 70, 3);
    match read_all(&*log.reader()) {
        Err(LogError::Damaged {
            segment,
            offset,
            position,
            ..
        }) => {
            assert_eq!(
                (segment, offset, position),
                (frame.segment, frame.offset, frame.first)
            );
        }
        other => panic!("{other:?}"),
    }
    let later = log.reader().read_after(Position(57), 100).unwrap();
    assert_eq!(
        later[0].position,
        Position(58),
        "segments that are whole can still be read"
    );
}

#[test]
fn damaged_headers_and_missing_segments_are_named() {
    let names: Vec<String> = filled()
        .list()
        .unwrap()
        .into_iter()
        .filter(|n| n.ends_with(".seg"))
        .collect();
    for (index, name) in names.iter().enumerate() {
        for at in 0..84 {
            let disk = filled();
            disk.flip_bit(name, at, 2);
            for found in [check(&disk), open(&disk).map(drop)] {
                let named =
                    matches!(&found, Err(LogError::Damaged { segment, offset: 0, .. }) if segment == name);
                assert!(named, "byte {at} of {name}: {found:?}");
            }
        }
        if index + 1 < names.len() {
            let disk = filled();
            disk.remove(name).unwrap();
            for found in [check(&disk), open(&disk).map(drop)] {
                let named = matches!(&found, Err(LogError::Damaged { segment, .. }) if segment == name);
                assert!(named, "without {name}: {found:?}");
            }
        }
    }
}

/// What a crash can leave of the last frame is cut; what it cannot leave is not.
#[test]
fn a_torn_tail_is_told_from_damage() {
    let write = |disk: &SimulatedDisk, name: &str, at: u64, bytes: &[u8]| {
        let file = disk.open(name, Access::Write).unwrap();
        file.write_at(at, &[std::io::IoSlice::new(bytes)]).unwrap();
        file.sync_data().unwrap();
    };
    let with_last = |len: usize| {
        let disk = SimulatedDisk::new(5);
        let mut log = open(&disk).unwrap();
        append(&mut log, &[vec![1; 100]]).unwrap();
        append(&mut log, &[vec![2; len]]).unwrap();
        drop(log);
        let last = frames(&disk).pop().unwrap();
        (disk, last)
    };
    // Any one of the sectors of the last frame did not come.
    let (_, last) = with_last(2000);
    let (start, end) = (last.offset, last.offset + 64 + 4 + 2000);
    for sector in start / 512..=(end - 1) / 512 {
        let (disk, _) = with_last(2000);
        let from = start.max(sector * 512);
        let to = end.min((sector + 1) * 512);
        write(&disk, &last.segment, from, &vec![0; (to - from) as usize]);
        let verified = verify(Arc::new(disk.clone()), &mut |_, _| ()).unwrap();
        let torn = verified.torn_tail.unwrap();
        assert_eq!((torn.offset, verified.head), (start, Position(1)));
        let mut log = open(&disk).unwrap();
        assert_eq!(log.head(), Position(1), "without sector {sector}");
        append(&mut log, &[vec![3; 5]]).unwrap();
        drop(log);
        let log = open(&disk).unwrap();
        assert_eq!(read_all(&*log.reader()).unwrap(), [vec![1; 100], vec![3; 5]]);
        assert_eq!(verify(Arc::new(disk), &mut |_, _| ()).unwrap().torn_tail, None);
    }
    // All of them came, so the sync may have been answered: a flipped bit in them is damage.
    for at in [0, 5, 40, 100, 1000, 2067] {
        let (disk, last) = with_last(2000);
        disk.flip_bit(&last.segment, last.offset + at, 0);
        let found = open(&disk).map(drop);
        let named = matches!(&found, Err(LogError::Damaged { offset, position: Position(2), .. }) if *offset == start);
        assert!(named, "byte {at}: {found:?}");
    }
    // A frame that lost a sector, and more behind it than one append can leave.
    let (disk, last) = with_last(2000);
    write(&disk, &last.segment, start.next_multiple_of(512), &[0; 512]);
    write(&disk, &last.segment, end + 300, b"more");
    assert!(matches!(open(&disk).map(drop), Err(LogError::Damaged { offset, .. }) if offset == start));
}

/// The disk said "safe" about a frame that is not where it should be. What follows it tells; only where nothing follows and no
/// trace is left does it take a checkpoint that was kept elsewhere.
#[test]
fn writes_that_went_astray_are_found() {
    for fault in [
        WriteFault::Lost,
        WriteFault::Misdirected(4096),
        WriteFault::Misdirected(512),
        WriteFault::Misdirected(8),
        WriteFault::Misdirected(-8),
        WriteFault::Misdirected(-160),
    ] {
        let disk = SimulatedDisk::new(5);
        let mut log = open(&disk).unwrap();
        append(&mut log, &[vec![1; 300]]).unwrap();
        let before = disk.operations();
        disk.betray_next_write(fault);
        append(&mut log, &[vec![2; 200]]).unwrap();
        let after = disk.operations();
        assert!(after.writes > before.writes && after.syncs > before.syncs);
        append(&mut log, &[vec![3; 100]]).unwrap();
        drop(log);
        for found in [check(&disk), open(&disk).map(drop)] {
            let is_found =
                matches!(&found, Err(LogError::Damaged { position, .. }) if *position <= Position(2));
            assert!(is_found, "{fault:?}: {found:?}");
        }
    }
}

/// A list of frames that rotted is not believed: reads and proofs go on from the segment itself.
#[test]
fn a_rotten_list_of_frames_costs_time_only() {
    let disk = filled();
    let expected = read_all(&*open(&disk).unwrap().reader()).unwrap();
    let lists: Vec<String> = disk
        .list()
        .unwrap()
        .into_iter()
        .filter(|name| name.ends_with(".idx"))
        .collect();
    assert!(lists.len() >= 2, "{lists:?}");
    for (at, name) in lists.iter().enumerate() {
        disk.flip_bit(name, 20 + at as u64, 1);
    }
    let options = bezant_log::embedded::Options {
        check_on_open_bytes: 0,
        ..super::small()
    };
    let log = bezant_log::embedded::EmbeddedLog::open(Arc::new(disk.clone()), options).unwrap();
    assert_eq!(read_all(&*log.reader()).unwrap(), expected);
    check(&disk).unwrap();
}

/// The last frame must not pass for a torn one because its length grew: it was answered.
#[test]
fn a_longer_length_of_the_last_frame_is_damage() {
    let options = Options {
        segment_bytes: 128 * 1024,
        ..Options::default()
    };
    let filled = || {
        let disk = SimulatedDisk::new(6);
        let mut log = EmbeddedLog::open(Arc::new(disk.clone()), options.clone()).unwrap();
        for n in 0..2_u8 {
            append(&mut log, &[vec![n; 100]]).unwrap();
        }
        drop(log);
        disk
    };
    let last = frames(&filled()).pop().unwrap();
    for bit in 0..32_u64 {
        let disk = filled();
        disk.flip_bit(&last.segment, last.offset + 4 + bit / 8, (bit % 8) as u8);
        let opened = EmbeddedLog::open(Arc::new(disk.clone()), options.clone()).map(drop);
        for found in [check(&disk), opened] {
            assert!(
                matches!(found, Err(LogError::Damaged { .. })),
                "bit {bit}: {found:?}"
            );
        }
    }
}

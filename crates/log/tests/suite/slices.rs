//! Parts of records are what was appended, wherever the record lies.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bezant_log::disk::{Disk, RealDisk, SimulatedDisk};
use bezant_log::embedded::{EmbeddedLog, Options};
use bezant_log::{Log, LogReader, Position};
use proptest::prelude::*;

use super::{append, open, small};

fn check(reader: &dyn LogReader, records: &[Vec<u8>], position: u64, offset: usize, length: usize) {
    let payload = usize::try_from(position)
        .ok()
        .and_then(|position| records.get(position.checked_sub(1)?))
        .map_or(&[][..], Vec::as_slice);
    let start = offset.min(payload.len());
    let expected = &payload[start..start.saturating_add(length).min(payload.len())];
    let found = reader.read_slice(Position(position), offset, length).unwrap();
    assert_eq!(
        found, expected,
        "{length} bytes from {offset} of record {position}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_slice_is_part_of_what_was_appended(
        batches in proptest::collection::vec(proptest::collection::vec((any::<u8>(), 0..1_500_usize), 1..3), 1..40),
        slices in proptest::collection::vec((0..120_u64, 0..1_600_usize, prop_oneof![0..1_600_usize, Just(usize::MAX)]), 1..40),
        check_on_open_bytes in prop_oneof![Just(0), Just(u64::MAX)],
        lose_lists: bool,
    ) {
        let disk = SimulatedDisk::new(1);
        let mut log = open(&disk).unwrap();
        let mut records = Vec::new();
        for batch in batches {
            let payloads: Vec<Vec<u8>> = batch.iter().map(|(byte, len)| vec![*byte; *len]).collect();
            append(&mut log, &payloads).unwrap();
            records.extend(payloads);
        }
        for (position, offset, length) in &slices {
            check(&*log.reader(), &records, *position, *offset, *length);
        }
        drop(log);
        if lose_lists {
            for name in disk.list().unwrap().iter().filter(|name| name.ends_with(".idx")) {
                disk.remove(name).unwrap();
            }
        }
        let log = EmbeddedLog::open(Arc::new(disk), Options { check_on_open_bytes, ..small() }).unwrap();
        for (position, offset, length) in slices {
            check(&*log.reader(), &records, position, offset, length);
        }
    }
}

/// A record of a megabyte is not read for 128 bytes of it, neither in the segment in use nor in one that was never walked.
#[test]
fn a_slice_of_a_large_record_costs_little() {
    const RECORD_BYTES: usize = 1 << 20;
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        segment_bytes: 32 << 20,
        check_on_open_bytes: 0,
        ..Options::default()
    };
    let open =
        || EmbeddedLog::open(Arc::new(RealDisk::open(folder.path()).unwrap()), options.clone()).unwrap();
    let mut log = open();
    for n in 0..40_u8 {
        append(&mut log, &[vec![n; RECORD_BYTES]]).unwrap();
    }
    drop(log);
    let reader = open().reader();
    let mut best = Duration::MAX;
    for round in 0..200_usize {
        let position = 1 + (round * 7) % 40;
        let begun = Instant::now();
        let found = reader
            .read_slice(Position(position as u64), RECORD_BYTES - 128 * (round + 1), 128)
            .unwrap();
        best = best.min(begun.elapsed());
        assert_eq!(found, vec![position as u8 - 1; 128]);
    }
    // To read a whole record, without its checksum, takes more than that on any machine.
    assert!(best < Duration::from_micros(150), "{best:?}");
}

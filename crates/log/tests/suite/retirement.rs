//! Retired records are gone, what is left proves the rest, and no crash in between costs anything else.

use std::sync::Arc;

use bezant_log::disk::{Access, Disk, RealDisk, SimulatedDisk};
use bezant_log::embedded::{EmbeddedLog, ProofSource, SourceError, scan, verify};
use bezant_log::proof::Checkpoint;
use bezant_log::{Log, LogError, Position};
use proptest::prelude::*;

use super::{append, open, small};

fn source(disk: &SimulatedDisk) -> ProofSource {
    ProofSource::open(Arc::new(disk.clone())).unwrap()
}

fn payload(position: u64) -> Vec<u8> {
    format!("the record of position {position:>6}, ")
        .repeat(1 + position as usize % 7)
        .into_bytes()
}

/// Records from 1 on, in batches of one to three; a checkpoint after each seventh batch.
fn filled(disk: &SimulatedDisk, batches: u64) -> (EmbeddedLog, Vec<Checkpoint>) {
    let mut log = open(disk).unwrap();
    let mut checkpoints = Vec::new();
    for batch in 0..batches {
        let next = log.head().0 + 1;
        let payloads: Vec<_> = (next..=next + batch % 3).map(payload).collect();
        append(&mut log, &payloads).unwrap();
        if batch % 7 == 0 {
            checkpoints.push(source(disk).checkpoint(log.head(), batch).unwrap().unwrap());
        }
    }
    (log, checkpoints)
}

fn retire(log: &EmbeddedLog, until: Position) -> Result<Position, LogError> {
    let retirement = log.retirement();
    while retirement.retire_oldest(until)?.is_some() {}
    Ok(log.reader().begins_after())
}

/// Everything that must hold of a log whose records up to some position may be retired; answers that position.
fn check(disk: &SimulatedDisk, log: &EmbeddedLog, checkpoints: &[Checkpoint]) -> Position {
    let (reader, head) = (log.reader(), log.head());
    let begins_after = reader.begins_after();
    let mut at = begins_after;
    while at < head {
        for record in reader.read_after(at, 2_000).unwrap() {
            at = at.next();
            assert_eq!((record.position, &record.payload[..]), (at, &payload(at.0)[..]));
        }
    }
    if let Some(before) = begins_after.0.checked_sub(1) {
        let found = reader.read_after(Position(before), 2_000);
        assert!(
            matches!(found, Err(LogError::Retired { until }) if until == begins_after),
            "{found:?}"
        );
    }
    let verified = verify(Arc::new(disk.clone()), &mut |_, _| ()).unwrap();
    assert_eq!(
        (
            verified.retired,
            verified.retired.0 + verified.records,
            verified.head
        ),
        (begins_after, head.0, head)
    );
    let mut source = source(disk);
    let last = source.checkpoint(head, 0).unwrap().unwrap();
    // An opening that was not written to yet is a frame more.
    assert!(last.frames() <= verified.frames && last.frames() + 4 > verified.frames);
    for checkpoint in checkpoints {
        let proof = source.consistency(checkpoint, &last).unwrap();
        assert_eq!(proof.verify(checkpoint, &last), Ok(()));
    }
    for position in (1..=head.0).map(Position) {
        match source.inclusion(position, &last) {
            Ok(proof) => assert_eq!(proof.verify(&payload(position.0), &last), Ok(())),
            Err(SourceError::Log(LogError::Retired { .. })) => assert!(position <= begins_after),
            Err(other) => panic!("{position}: {other}"),
        }
    }
    begins_after
}

/// Whether any file has the bytes.
fn holds(disk: &SimulatedDisk, bytes: &[u8]) -> bool {
    disk.list().unwrap().iter().any(|name| {
        let file = disk.open(name, Access::Read).unwrap();
        let mut content = Vec::new();
        file.read_into(0, file.len().unwrap() as usize, &mut content)
            .unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[test]
fn retired_records_are_gone_and_the_rest_is_proved_as_before() {
    let disk = SimulatedDisk::new(1);
    let (mut log, checkpoints) = filled(&disk, 120);
    let mut watching = source(&disk);
    let middle = Position(log.head().0 / 2);
    let before = watching.checkpoint(log.head(), 1).unwrap().unwrap();
    let kept_proof = watching.inclusion(Position(1), &before).unwrap();

    let until = retire(&log, middle).unwrap();
    assert!(until <= middle && until > Position(20), "{until}");
    assert!(!holds(&disk, &payload(until.0)) && holds(&disk, &payload(until.0 + 1)));
    assert_eq!(check(&disk, &log, &checkpoints), until);

    // Who kept a record and its proof can still show that it stood there, and who watched goes on.
    let now = watching.checkpoint(log.head(), 2).unwrap().unwrap();
    assert_eq!(kept_proof.verify(&payload(1), &before), Ok(()));
    assert_eq!(
        watching.consistency(&before, &now).unwrap().verify(&before, &now),
        Ok(())
    );

    let next = log.head().0 + 1;
    append(&mut log, &[payload(next)]).unwrap();
    drop(log);
    let log = open(&disk).unwrap();
    assert_eq!(check(&disk, &log, &checkpoints), until);
    let all = retire(&log, log.head()).unwrap();
    assert!(all > until && all < log.head(), "the segment in use stays");
    assert_eq!(check(&disk, &log, &checkpoints), all);
    let handle = log.retirement();
    assert_eq!(handle.full_until(), []);
    drop(log);
    assert!(matches!(
        handle.retire_oldest(Position(u64::MAX)),
        Err(LogError::Locked)
    ));
}

#[test]
fn a_scan_goes_on_over_what_is_retired_meanwhile() {
    // A file that is open outlives its name, other than on the simulated disk.
    let folder = tempfile::tempdir().unwrap();
    let disk = Arc::new(RealDisk::open(folder.path()).unwrap());
    let mut log = EmbeddedLog::open(disk.clone(), small()).unwrap();
    for position in 1..=240 {
        append(&mut log, &[payload(position)]).unwrap();
    }
    let mut scanned = scan(disk).unwrap();
    let first = scanned.next().unwrap().unwrap();
    assert_eq!(first.first, Position(1));
    let until = retire(&log, Position(log.head().0 / 2)).unwrap();
    let mut positions: Vec<u64> = Vec::new();
    for frame in &mut scanned {
        positions.extend(frame.unwrap().records.iter().map(|record| record.position.0));
    }
    assert_eq!((scanned.retired(), scanned.head()), (until, log.head()));
    assert!(positions.is_sorted() && positions.contains(&(until.0 + 1)));
    assert_eq!(positions.last(), Some(&log.head().0));
}

#[test]
fn a_changed_byte_in_what_is_left_is_found_and_located() {
    let disk = SimulatedDisk::new(3);
    let (log, _) = filled(&disk, 60);
    retire(&log, log.head()).unwrap();
    drop(log);
    let names: Vec<_> = disk.list().unwrap();
    let left: Vec<_> = names.iter().filter(|name| name.ends_with(".ret")).collect();
    assert!(left.len() > 1, "{names:?}");
    for name in left {
        let bytes = disk.open(name, Access::Read).unwrap().len().unwrap();
        for at in (0..bytes).step_by(7).chain([511, 512, bytes - 1]) {
            disk.flip_bit(name, at, (at % 8) as u8);
            for found in [
                verify(Arc::new(disk.clone()), &mut |_, _| ()).map(drop),
                open(&disk).map(drop),
            ] {
                match found {
                    Err(LogError::Damaged { segment, .. }) => assert_eq!(&segment, name, "byte {at}"),
                    // One byte of the header says which format it is.
                    Err(LogError::Unsupported { file, .. }) => assert_eq!(&file, name, "byte {at}"),
                    other => panic!("byte {at} of {name}: {other:?}"),
                }
            }
            disk.flip_bit(name, at, (at % 8) as u8);
        }
    }
    drop(open(&disk).unwrap());
}

#[test]
fn what_is_damaged_is_not_retired() {
    let disk = SimulatedDisk::new(4);
    let (log, _) = filled(&disk, 60);
    disk.flip_bit("00000000000000000001.seg", 700, 1);
    let found = retire(&log, log.head());
    assert!(matches!(found, Err(LogError::Damaged { .. })), "{found:?}");
    assert_eq!(log.reader().begins_after(), Position::NONE);
    assert!(disk.list().unwrap().iter().all(|name| !name.ends_with(".ret")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_loss_of_power_while_retiring_costs_no_other_record(
        seed: u64,
        until in 1..130_u64,
        losses in proptest::collection::vec(0..30_u64, 1..4),
    ) {
        let disk = SimulatedDisk::new(seed);
        let (mut log, checkpoints) = filled(&disk, 60);
        let mut began_after = Position::NONE;
        for after in losses {
            disk.lose_power_after(after);
            let retired = retire(&log, Position(until));
            prop_assert!(retired.is_ok() || disk.has_lost_power(), "{:?}", retired);
            drop(log);
            disk.crash();
            log = open(&disk).expect("a log opens after any crash");
            let begins_after = check(&disk, &log, &checkpoints);
            prop_assert!(begins_after >= began_after && begins_after <= Position(until));
            began_after = begins_after;
        }
        disk.lose_power_after(u64::MAX);
        let until = Position(until);
        let begins_after = retire(&log, until).unwrap();
        prop_assert_eq!(check(&disk, &log, &checkpoints), begins_after);
        prop_assert!(log.retirement().full_until().iter().all(|last| *last > until));
    }
}

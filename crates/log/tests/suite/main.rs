//! The embedded log against its contract, on a simulated and on a real disk.

#![allow(clippy::unwrap_used)]

mod crashes;
mod damage;
mod failures;
mod proofs;
mod retirement;
mod slices;
mod snapshots;

use std::sync::Arc;

use bezant_log::disk::{Disk, RealDisk, SimulatedDisk};
use bezant_log::embedded::{EmbeddedLog, Options};
use bezant_log::{Batch, Log, LogError, LogReader, Position, conformance};

/// Small segments, so that a few appends go through many of them.
pub(crate) fn small() -> Options {
    Options {
        segment_bytes: 8 * 1024,
        ..Options::default()
    }
}

pub(crate) fn open(disk: &SimulatedDisk) -> Result<EmbeddedLog, LogError> {
    EmbeddedLog::open(Arc::new(disk.clone()), small())
}

pub(crate) fn append(log: &mut EmbeddedLog, payloads: &[Vec<u8>]) -> Result<Position, LogError> {
    let mut batch = Batch::new();
    for payload in payloads {
        batch.push(payload);
    }
    let (head, epoch) = (log.head(), log.epoch());
    log.append(head, epoch, &batch)
}

pub(crate) fn read_all(reader: &dyn LogReader) -> Result<Vec<Vec<u8>>, LogError> {
    let mut payloads = Vec::new();
    loop {
        let records = reader.read_after(Position(payloads.len() as u64), 3000)?;
        if records.is_empty() {
            return Ok(payloads);
        }
        for record in records {
            payloads.push(record.payload.to_vec());
            assert_eq!(record.position, Position(payloads.len() as u64));
        }
    }
}

/// A place for the conformance suite.
fn place(disk: Arc<dyn Disk>, options: Options) -> impl conformance::Place {
    move || -> Result<Box<dyn Log>, LogError> {
        Ok(Box::new(EmbeddedLog::open(disk.clone(), options.clone())?))
    }
}

#[test]
fn conforms_on_a_simulated_disk() {
    let mut seed = 0;
    conformance::run(|| {
        seed += 1;
        place(Arc::new(SimulatedDisk::new(seed)), small())
    });
}

#[test]
fn conforms_on_a_real_disk() {
    let mut folders = Vec::new();
    conformance::run(|| {
        let folder = tempfile::tempdir().unwrap();
        let disk = RealDisk::open(folder.path().join("made/on/demand")).unwrap();
        folders.push(folder);
        place(Arc::new(disk), small())
    });
}

#[test]
fn conforms_with_segments_that_take_the_largest_batch() {
    let folder = tempfile::tempdir().unwrap();
    let (_, check) = conformance::CHECKS
        .iter()
        .find(|(name, _)| *name == "large batches")
        .unwrap();
    check(&place(
        Arc::new(RealDisk::open(folder.path()).unwrap()),
        Options::default(),
    ));
}

#[test]
fn segments_that_were_not_checked_on_opening_are_read_all_the_same() {
    let disk = SimulatedDisk::new(1);
    let payloads: Vec<Vec<u8>> = (0..200_u32).map(|n| vec![n as u8; 400]).collect();
    let mut log = open(&disk).unwrap();
    for chunk in payloads.chunks(3) {
        append(&mut log, chunk).unwrap();
    }
    drop(log);
    for check_on_open_bytes in [0, 20 * 1024, u64::MAX] {
        let options = Options {
            check_on_open_bytes,
            ..small()
        };
        let log = EmbeddedLog::open(Arc::new(disk.clone()), options).unwrap();
        assert_eq!(read_all(&*log.reader()).unwrap(), payloads);
    }
}

//! The log in PostgreSQL against its contract, on real servers that are started for it and stopped.

#![allow(clippy::unwrap_used)]

mod append_speed;
mod crashes;
mod cuts;
mod damage;
mod failures;
mod full_disk;
mod security;
/// Shared with the black-box tests.
#[allow(dead_code, unreachable_pub)]
#[path = "../../../../tests/src/postgres.rs"]
mod server;
#[allow(dead_code, unreachable_pub)]
#[path = "../../../../tests/src/small_disk.rs"]
mod small_disk;
mod snapshots;
mod writers;

use std::sync::Arc;

use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{self, EmbeddedLog};
use bezant_log::postgres::{PostgresLog, PostgresOptions, PostgresReader, PostgresSnapshots, verify};
use bezant_log::{Batch, Log, LogError, LogReader, Position, conformance};

use self::server::PostgresServer;

pub(crate) fn options(server: &PostgresServer) -> PostgresOptions {
    PostgresOptions::new(server.url().parse().unwrap())
}

pub(crate) fn append(log: &mut dyn Log, payloads: &[Vec<u8>]) -> Result<Position, LogError> {
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
        payloads.extend(records.into_iter().map(|record| record.payload.to_vec()));
    }
}

#[test]
fn conforms() {
    let server = PostgresServer::start();
    for take_over in [false, true] {
        let mut schemas = 0;
        conformance::run(|| {
            schemas += 1;
            let mut options = options(&server);
            options.schema = format!("check_{take_over}_{schemas}");
            options.take_over = take_over;
            options.reserve_bytes = 1 << 20;
            move || -> Result<Box<dyn Log>, LogError> { Ok(Box::new(PostgresLog::open(&options)?)) }
        });
    }
}

#[test]
fn equal_histories_have_equal_hashes_in_both_engines() {
    let server = PostgresServer::start();
    let options = options(&server);
    let disk = Arc::new(SimulatedDisk::new(1));
    PostgresSnapshots::open(&options).expect("this makes all tables");
    for round in 0..3_u8 {
        let mut here = EmbeddedLog::open(disk.clone(), embedded::Options::default()).unwrap();
        if round == 0 {
            let begin = blake3::keyed_hash(b"bezant log 2, begin of the chain", &here.id().0);
            server.sql(&format!(
                "UPDATE bezant.head SET log = '\\x{}', hash = '\\x{begin}'",
                here.id()
            ));
        }
        let mut there = PostgresLog::open(&options).unwrap();
        assert_eq!(there.id(), here.id());
        for length in [0, 1, 5000] {
            let payloads = [vec![round; length], vec![7; 3]];
            append(&mut there, &payloads).unwrap();
            append(&mut here, &payloads).unwrap();
        }
    }
    let there = verify(&options, &mut |done, total| assert!(done <= total)).unwrap();
    let here = embedded::verify(disk, &mut |_, _| ()).unwrap();
    assert_eq!((there.records, there.frames, there.epoch), (18, 12, here.epoch));
    assert_eq!((there.head, there.head_hash), (here.head, here.head_hash));
}

#[test]
fn a_reader_that_stands_alone_follows_and_reads_slices() {
    let server = PostgresServer::start();
    let options = options(&server);
    assert!(
        matches!(PostgresReader::open(&options), Err(LogError::Failed { .. })),
        "there is no log yet"
    );
    let mut log = PostgresLog::open(&options).unwrap();
    let reader = PostgresReader::open(&options).unwrap();
    assert_eq!(reader.head(), Position::NONE);
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| n as u8).collect();
    append(&mut log, &[large.clone(), b"small".to_vec()]).unwrap();
    assert_eq!(reader.head(), Position(2));
    assert_eq!(read_all(&reader).unwrap(), [large.clone(), b"small".to_vec()]);
    for reader in [&reader as &dyn LogReader, &*log.reader()] {
        for (position, offset, length, expected) in [
            (1, 0, 0, &b""[..]),
            (1, 1_999_999, 300, &large[1_999_999..2_000_299]),
            (1, 2_999_990, 128, &large[2_999_990..]),
            (1, 3_000_000, 1, b""),
            (1, usize::MAX, usize::MAX, b""),
            (2, 1, usize::MAX, b"mall"),
            (3, 0, 10, b""),
            (0, 0, 10, b""),
        ] {
            let slice = reader.read_slice(Position(position), offset, length).unwrap();
            assert_eq!(slice, expected, "{position} from {offset}, {length} bytes");
        }
    }
}

/// Callers need not know that an async client is at work, nor care where they are.
#[test]
fn works_inside_an_async_runtime() {
    let server = PostgresServer::start();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut log = PostgresLog::open(&options(&server)).unwrap();
        append(&mut log, &[b"one".to_vec()]).unwrap();
        assert_eq!(read_all(&*log.reader()).unwrap(), [b"one"]);
    });
}

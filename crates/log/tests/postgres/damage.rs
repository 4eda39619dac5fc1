//! Rows that somebody changed are never served.

use bezant_log::postgres::{PostgresLog, PostgresOptions, verify};
use bezant_log::{Log, LogError, LogReader, Position};

use super::server::PostgresServer;
use super::{append, options, read_all};

/// What was done, and the position named by: a reader, the opening, the full check. Zero where all is well there.
const CASES: &[(&str, [u64; 3])] = &[
    (
        "UPDATE record SET payload = payload || 'x' WHERE position = 15",
        [15, 15, 15],
    ),
    (
        "UPDATE record SET payload = 'other' WHERE position = 3",
        [3, 0, 3],
    ),
    ("UPDATE record SET crc = crc + 1 WHERE position = 3", [3, 0, 3]),
    ("DELETE FROM record WHERE position = 15", [15, 15, 15]),
    ("DELETE FROM record WHERE position > 12", [13, 13, 13]),
    ("UPDATE record SET position = 0 WHERE position = 20", [20, 20, 20]),
    ("UPDATE frame SET hash = sha256('') WHERE number = 9", [0, 15, 15]),
    ("UPDATE frame SET hash = sha256('') WHERE number = 3", [0, 0, 3]),
    ("UPDATE frame SET records = 3 WHERE number = 9", [0, 17, 17]),
    ("UPDATE frame SET epoch = 0 WHERE number = 9", [0, 15, 15]),
    ("DELETE FROM frame WHERE number = 9", [0, 15, 15]),
    ("DELETE FROM frame WHERE number = 11", [0, 19, 19]),
    ("UPDATE head SET hash = sha256('')", [0, 21, 21]),
    ("UPDATE head SET position = 18", [0, 19, 19]),
    ("UPDATE head SET position = 22", [0, 21, 21]),
    ("UPDATE head SET log = substr(sha256(''), 1, 16)", [0, 0, 1]),
    ("INSERT INTO record VALUES (21, 0, '')", [0, 21, 0]),
    ("DELETE FROM head", [0, 1, 1]),
];

fn position<T>(answer: Result<T, LogError>) -> u64 {
    match answer {
        Ok(_) => 0,
        Err(LogError::Damaged { position, .. }) => position.0,
        Err(other) => panic!("expected damage, got {other:?}"),
    }
}

/// Ten batches of two, and their reader. The newest 60 bytes are the last five of them.
fn filled(options: &PostgresOptions) -> std::sync::Arc<dyn LogReader> {
    let mut log = PostgresLog::open(options).unwrap();
    for batch in 0..10_u8 {
        append(&mut log, &[vec![batch, 1], vec![batch, 2]]).unwrap();
    }
    assert_eq!(log.head(), Position(20));
    log.reader()
}

#[test]
fn changed_rows_are_named_and_never_served() {
    let server = PostgresServer::start();
    let mut options = options(&server);
    options.check_on_open_bytes = 60;
    let mut wrong = Vec::new();
    for (nth, (change, expected)) in CASES.iter().enumerate() {
        options.schema = format!("case_{nth}");
        let reader = filled(&options);
        server.sql(&format!("SET search_path = {}; {change}", options.schema));
        let found = [
            position(read_all(&*reader)),
            position(PostgresLog::open(&options)),
            position(verify(&options, &mut |_, _| ())),
        ];
        if found != *expected {
            wrong.push(format!("{change}: found {found:?}, expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_writer_whose_chain_was_changed_appends_nothing() {
    let server = PostgresServer::start();
    let mut log = PostgresLog::open(&options(&server)).unwrap();
    append(&mut log, &[b"one".to_vec()]).unwrap();
    server.sql("UPDATE bezant.head SET hash = sha256('')");
    assert_eq!(position(append(&mut log, &[b"two".to_vec()])), 2);
    assert_eq!(server.sql("SELECT count(*) FROM bezant.record"), "1");
}

#[test]
fn a_newer_format_is_not_touched() {
    let server = PostgresServer::start();
    drop(PostgresLog::open(&options(&server)).unwrap());
    server.sql("UPDATE bezant.head SET format = 2");
    let answer = PostgresLog::open(&options(&server)).map(|log| log.epoch());
    assert!(
        matches!(answer, Err(LogError::Unsupported { version: 2, .. })),
        "{answer:?}"
    );
    assert_eq!(server.sql("SELECT epoch FROM bezant.head"), "1");
}

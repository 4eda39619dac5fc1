//! Whoever opened the log last is the one who writes.

use std::sync::Mutex;

use bezant_log::postgres::{PostgresLog, verify};
use bezant_log::{Log, LogError, Position};

use super::server::PostgresServer;
use super::{append, options, read_all};

#[test]
fn a_stale_writer_is_refused_for_ever() {
    let server = PostgresServer::start();
    let mut taking = options(&server);
    taking.take_over = true;
    let mut first = PostgresLog::open(&options(&server)).unwrap();
    append(&mut first, &[b"first".to_vec()]).unwrap();
    assert!(matches!(
        PostgresLog::open(&options(&server)),
        Err(LogError::Locked)
    ));
    let mut second = PostgresLog::open(&taking).unwrap();
    append(&mut second, &[b"second".to_vec()]).unwrap();
    for _ in 0..3 {
        match append(&mut first, &[b"late".to_vec()]) {
            Err(LogError::Fenced { given, current }) => assert_eq!((given.0, current.0), (1, 2)),
            other => panic!("expected to be fenced, got {other:?}"),
        }
    }
    drop(first);
    assert!(
        matches!(PostgresLog::open(&options(&server)), Err(LogError::Locked)),
        "the second one holds the lock of its own epoch"
    );
    append(&mut second, &[b"third".to_vec()]).unwrap();
    assert_eq!(
        read_all(&*second.reader()).unwrap(),
        [&b"first"[..], b"second", b"third"]
    );
    drop(second);
    assert_eq!(PostgresLog::open(&options(&server)).unwrap().epoch().0, 3);
}

#[test]
fn writers_that_race_lose_and_double_nothing() {
    let server = PostgresServer::start();
    let mut options = options(&server);
    options.take_over = true;
    let acknowledged: Mutex<Vec<(Position, Vec<u8>)>> = Mutex::default();
    std::thread::scope(|scope| {
        for writer in 0..3_u8 {
            let (options, acknowledged) = (&options, &acknowledged);
            scope.spawn(move || {
                for turn in 0..8_u8 {
                    let mut log = PostgresLog::open(options).unwrap();
                    for number in 0..=u8::MAX {
                        let payloads = [vec![writer, turn, number], vec![number; 40]];
                        match append(&mut log, &payloads) {
                            Ok(head) => {
                                let first = Position(head.0 - 1);
                                acknowledged.lock().unwrap().push((first, payloads[0].clone()));
                            }
                            Err(LogError::Fenced { given, current }) => {
                                assert!(given < current);
                                break;
                            }
                            Err(other) => panic!("expected to be fenced, got {other:?}"),
                        }
                    }
                }
            });
        }
    });
    let log = PostgresLog::open(&options).unwrap();
    let found = read_all(&*log.reader()).unwrap();
    let mut acknowledged = acknowledged.into_inner().unwrap();
    acknowledged.sort();
    assert_eq!(
        found.len(),
        acknowledged.len() * 2,
        "nothing but what was answered"
    );
    for (nth, (position, payload)) in acknowledged.iter().enumerate() {
        assert_eq!((position.0, &found[nth * 2]), (nth as u64 * 2 + 1, payload));
    }
    assert_eq!(verify(&options, &mut |_, _| ()).unwrap().epoch.0, 25);
}

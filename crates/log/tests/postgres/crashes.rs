//! Sessions that are ended and servers that crash in the middle of appends: what was answered is there, and what was not is
//! there as a whole or not at all.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use bezant_log::postgres::{PostgresLog, PostgresOptions, verify};
use bezant_log::{Log, LogError};

use super::server::PostgresServer;
use super::{append, options, read_all};

const BATCH: usize = 50;
const END_WRITERS: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
     WHERE application_name = 'bezant log writer'";

/// The server ends a session a moment after it told the client, and its lock with it.
pub(crate) fn open(options: &PostgresOptions) -> PostgresLog {
    let began = Instant::now();
    loop {
        match PostgresLog::open(options) {
            Err(LogError::Locked) if began.elapsed().as_secs() < 30 => std::thread::yield_now(),
            end => return end.unwrap(),
        }
    }
}

pub(crate) fn payloads(batch: usize) -> Vec<Vec<u8>> {
    (0..BATCH)
        .map(|nth| format!("{batch}/{nth}").into_bytes())
        .collect()
}

/// Appends until it fails, while `strike` runs once some appends have been answered. Answers how many were.
fn append_until(log: &mut PostgresLog, from: usize, after: u64, strike: impl FnOnce() + Send) -> usize {
    let answered = AtomicU64::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while answered.load(Ordering::Acquire) < after {
                std::thread::yield_now();
            }
            strike();
        });
        let mut batch = from;
        let error = loop {
            match append(log, &payloads(batch)) {
                Ok(_) => batch += 1,
                Err(error) => break error,
            }
            answered.fetch_add(1, Ordering::Release);
        };
        assert!(matches!(error, LogError::Failed { .. }), "{error:?}");
        batch - from
    })
}

/// The log holds `answered` batches, and perhaps one more. Answers how many it holds.
pub(crate) fn check(log: &PostgresLog, answered: usize) -> usize {
    let found = read_all(&*log.reader()).unwrap();
    let batches = found.len() / BATCH;
    assert_eq!(found.len(), batches * BATCH, "batches are whole or absent");
    assert!(
        batches == answered || batches == answered + 1,
        "{answered} were answered, {batches} are there"
    );
    for (batch, found) in found.chunks(BATCH).enumerate() {
        assert_eq!(found, payloads(batch));
    }
    batches
}

#[test]
fn ended_sessions_lose_nothing_that_was_answered() {
    let server = PostgresServer::start();
    let options = options(&server);
    let mut batches = 0;
    for round in 0..12 {
        let mut log = open(&options);
        batches = check(&log, batches);
        let reader = log.reader();
        batches += append_until(&mut log, batches, round * 3, || {
            assert_eq!(server.sql(END_WRITERS), "1");
        });
        for _ in 0..2 {
            let late = append(&mut log, &payloads(batches));
            assert!(matches!(late, Err(LogError::Failed { .. })), "{late:?}");
            assert!(matches!(log.ensure_room(1), Err(LogError::Failed { .. })));
        }
        assert_eq!(
            read_all(&*reader).unwrap().len(),
            batches * BATCH,
            "a reader shows what was answered"
        );
    }
    let log = open(&options);
    check(&log, batches);
    assert_eq!(verify(&options, &mut |_, _| ()).unwrap().epoch, log.epoch());
}

#[test]
fn a_server_that_crashes_loses_nothing_that_was_answered() {
    let mut server = PostgresServer::start();
    let options = options(&server);
    let mut batches = 0;
    for round in 0..3 {
        let mut log = open(&options);
        batches = check(&log, batches);
        let reader = log.reader();
        batches += append_until(&mut log, batches, 5 + round * 11, || server.crash_and_restart());
        assert_eq!(
            read_all(&*reader).unwrap().len(),
            batches * BATCH,
            "a reader finds the server again"
        );
    }
    check(&open(&options), batches);
    verify(&options, &mut |_, _| ()).unwrap();
}

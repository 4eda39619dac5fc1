//! The suite that every engine of the log passes: the contract of [`crate::Log`] as checks.
//!
//! A check gets a place that is new and empty, opens logs in it, and panics where the contract is broken.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Batch, Epoch, Log, LogError, LogReader, Position, Record};

/// A place that holds one log, and outlives the writers that open it.
pub trait Place {
    /// Opens the log for writing.
    ///
    /// # Errors
    /// As the engine says.
    fn open(&self) -> Result<Box<dyn Log>, LogError>;
}

impl<F: Fn() -> Result<Box<dyn Log>, LogError>> Place for F {
    fn open(&self) -> Result<Box<dyn Log>, LogError> {
        self()
    }
}

/// One check.
pub type Check = fn(&dyn Place);

/// All checks with their names.
pub const CHECKS: &[(&str, Check)] = &[
    ("an empty log", empty),
    ("records come back in order", order),
    ("a refused append changes nothing", refusals),
    ("a batch that is too large", too_large),
    ("reading in parts", paging),
    ("reopening", reopening),
    ("one writer", one_writer),
    ("large batches", large_batches),
    ("reading beside a writer", reading_beside),
];

/// Runs all checks, each in a place of its own.
pub fn run<P: Place>(mut new_place: impl FnMut() -> P) {
    for (name, check) in CHECKS {
        tracing::info!(name, "conformance check");
        check(&new_place());
    }
}

fn open(place: &dyn Place) -> Box<dyn Log> {
    place.open().expect("the log opens")
}

fn batch(payloads: &[&[u8]]) -> Batch {
    let mut batch = Batch::new();
    for payload in payloads {
        batch.push(payload);
    }
    batch
}

fn append(log: &mut dyn Log, payloads: &[&[u8]]) -> Position {
    let (before, epoch) = (log.head(), log.epoch());
    let batch = batch(payloads);
    log.ensure_room(batch.bytes()).expect("there is room");
    let head = log.append(before, epoch, &batch).expect("the append succeeds");
    assert_eq!(
        head,
        before.plus(payloads.len() as u64),
        "the head moves by the records appended"
    );
    assert_eq!(log.head(), head, "the answer is the head");
    head
}

/// All records, read in parts of at most `max_bytes`.
fn read_all(reader: &dyn LogReader, max_bytes: usize) -> Vec<Record> {
    let mut all: Vec<Record> = Vec::new();
    loop {
        let after = all.last().map_or(Position::NONE, |record| record.position);
        let records = reader.read_after(after, max_bytes).expect("the log can be read");
        if records.is_empty() {
            assert!(after >= reader.head(), "no records come only at the head");
            return all;
        }
        let bytes: usize = records.iter().map(|record| record.payload.len()).sum();
        assert!(
            bytes <= max_bytes || records.len() == 1,
            "at most {max_bytes} bytes, but one record"
        );
        for record in records {
            let expected = all.last().map_or(Position(1), |last| last.position.next());
            assert_eq!(record.position, expected, "positions go up by one");
            all.push(record);
        }
    }
}

fn assert_holds(reader: &dyn LogReader, payloads: &[&[u8]]) {
    let all = read_all(reader, 1 << 20);
    let found: Vec<&[u8]> = all.iter().map(|record| &record.payload[..]).collect();
    assert_eq!(found, payloads, "the log holds what was appended");
    for record in &all {
        let (payload, middle) = (&record.payload, record.payload.len() / 2);
        for (offset, length) in [(0, usize::MAX), (middle, 1), (payload.len() + 1, 1)] {
            let slice = reader
                .read_slice(record.position, offset, length)
                .expect("a part of a record can be read");
            let start = offset.min(payload.len());
            let end = start.saturating_add(length).min(payload.len());
            assert_eq!(slice, payload[start..end], "a part is a part of the whole");
        }
    }
    let beyond = reader.head().next();
    for position in [Position::NONE, beyond] {
        let slice = reader.read_slice(position, 0, 1).expect("no record has no parts");
        assert!(slice.is_empty(), "there is no record at {position}");
    }
}

fn empty(place: &dyn Place) {
    let mut log = open(place);
    let reader = log.reader();
    assert_eq!((log.head(), reader.head()), (Position::NONE, Position::NONE));
    assert!(log.epoch() > Epoch(0), "the first writer has an epoch");
    assert_holds(&*reader, &[]);
    assert!(
        reader
            .read_after(Position(7), 1)
            .expect("beyond the head is nothing")
            .is_empty()
    );
    let epoch = log.epoch();
    let head = log
        .append(Position::NONE, epoch, &Batch::new())
        .expect("an empty batch is fine");
    assert_eq!(head, Position::NONE, "an empty batch adds nothing");
}

fn order(place: &dyn Place) {
    let mut log = open(place);
    let reader = log.reader();
    append(&mut *log, &[b"one"]);
    append(&mut *log, &[b"two", b"", b"four"]);
    assert_eq!(
        reader.head(),
        Position(4),
        "a reader made before sees the new head"
    );
    append(&mut *log, &[b"five"]);
    assert_holds(&*reader, &[b"one", b"two", b"", b"four", b"five"]);
    let rest = reader
        .read_after(Position(2), 1 << 20)
        .expect("the middle of a batch can be read from");
    assert_eq!(rest.first().map(|record| record.position), Some(Position(3)));
}

fn refusals(place: &dyn Place) {
    let mut log = open(place);
    let head = append(&mut *log, &[b"kept"]);
    let epoch = log.epoch();
    let more = batch(&[b"refused"]);
    for wrong in [Position::NONE, head.next()] {
        match log.append(wrong, epoch, &more) {
            Err(LogError::Conflict {
                expected,
                head: actual,
            }) => {
                assert_eq!((expected, actual), (wrong, head), "the conflict names both heads");
            }
            other => panic!("expected a conflict, got {other:?}"),
        }
    }
    for wrong in [Epoch(epoch.0 - 1), Epoch(epoch.0 + 1)] {
        let answer = log.append(head, wrong, &more);
        assert!(
            matches!(answer, Err(LogError::Fenced { .. })),
            "expected to be fenced, got {answer:?}"
        );
    }
    assert_holds(&*log.reader(), &[b"kept"]);
    append(&mut *log, &[b"next"]);
    assert_holds(&*log.reader(), &[b"kept", b"next"]);
}

fn too_large(place: &dyn Place) {
    let mut log = open(place);
    let (head, epoch, limit) = (log.head(), log.epoch(), log.max_batch_bytes());
    let batch = batch(&[&vec![7; limit]]);
    assert!(batch.bytes() > limit, "the length comes on top");
    for answer in [
        log.ensure_room(batch.bytes()).map(|()| head),
        log.append(head, epoch, &batch),
    ] {
        assert!(
            matches!(answer, Err(LogError::TooLarge { .. })),
            "expected too large, got {answer:?}"
        );
    }
    append(&mut *log, &[b"small"]);
    assert_holds(&*log.reader(), &[b"small"]);
}

fn paging(place: &dyn Place) {
    let mut log = open(place);
    let payloads: Vec<Vec<u8>> = (0..200_u32)
        .map(|n| vec![n as u8; (n as usize * 7) % 50])
        .collect();
    for chunk in payloads.chunks(9) {
        let chunk: Vec<&[u8]> = chunk.iter().map(Vec::as_slice).collect();
        append(&mut *log, &chunk);
    }
    for max_bytes in [0, 1, 49, 50, 1000, usize::MAX] {
        let all = read_all(&*log.reader(), max_bytes);
        let found: Vec<&[u8]> = all.iter().map(|record| &record.payload[..]).collect();
        assert_eq!(found, payloads, "in parts of {max_bytes} bytes");
    }
}

fn reopening(place: &dyn Place) {
    let mut epochs = Vec::new();
    let mut payloads: Vec<Vec<u8>> = Vec::new();
    let mut last_reader = None;
    for round in 0..4_u8 {
        let mut log = open(place);
        assert_eq!(
            log.head(),
            Position(payloads.len() as u64),
            "the head is found again"
        );
        epochs.push(log.epoch());
        // In the second round nothing is appended: the epoch must move all the same.
        if round != 1 {
            append(&mut *log, &[&[round], &[round, round]]);
            payloads.extend([vec![round], vec![round, round]]);
        }
        let expected: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
        assert_holds(&*log.reader(), &expected);
        last_reader = Some(log.reader());
    }
    let first = epochs[0].0;
    let expected: Vec<Epoch> = (first..first + 4).map(Epoch).collect();
    assert_eq!(epochs, expected, "each opening takes the next epoch");
    let reader = last_reader.expect("there were rounds");
    assert_eq!(
        read_all(&*reader, 10).len(),
        payloads.len(),
        "a reader outlives its writer"
    );
}

fn one_writer(place: &dyn Place) {
    let mut first = open(place);
    append(&mut *first, &[b"first"]);
    match place.open() {
        Err(LogError::Locked) => {
            append(&mut *first, &[b"second"]);
            assert_holds(&*first.reader(), &[b"first", b"second"]);
        }
        Err(other) => panic!("expected to be locked out, got {other:?}"),
        Ok(mut second) => {
            let (head, epoch) = (first.head(), first.epoch());
            let answer = first.append(head, epoch, &batch(&[b"late"]));
            assert!(
                matches!(answer, Err(LogError::Fenced { .. })),
                "expected to be fenced, got {answer:?}"
            );
            append(&mut *second, &[b"second"]);
            assert_holds(&*second.reader(), &[b"first", b"second"]);
        }
    }
}

fn large_batches(place: &dyn Place) {
    let mut log = open(place);
    let largest = vec![0x5a; log.max_batch_bytes() - 4];
    for round in 0..3 {
        append(&mut *log, &[&largest]);
        append(&mut *log, &[b"small"]);
        let all = read_all(&*log.reader(), 1000);
        assert_eq!(all.len(), 2 * (round + 1));
        assert!(
            all.iter().step_by(2).all(|record| record.payload == largest),
            "large records are whole"
        );
    }
    drop(log);
    assert_eq!(read_all(&*open(place).reader(), usize::MAX).len(), 6);
}

fn reading_beside(place: &dyn Place) {
    const RECORDS: u64 = 300;
    let mut log = open(place);
    let reader = log.reader();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut after = Position::NONE;
            loop {
                let last_look = done.load(Ordering::Acquire);
                let head = reader.head();
                for record in reader.read_after(after, 500).expect("the log can be read") {
                    assert_eq!(record.position, after.next(), "no gap, no repetition");
                    assert_eq!(
                        record.payload,
                        record.position.0.to_le_bytes()[..],
                        "the right record"
                    );
                    after = record.position;
                }
                assert!(reader.head() >= head, "the head never goes back");
                if last_look && after == reader.head() {
                    break;
                }
            }
            assert_eq!(after, Position(RECORDS));
        });
        let mut next = 1_u64;
        while next <= RECORDS {
            let numbers: Vec<[u8; 8]> = (next..next + 3).map(u64::to_le_bytes).collect();
            append(
                &mut *log,
                &numbers.iter().map(<[u8; 8]>::as_slice).collect::<Vec<_>>(),
            );
            next += 3;
        }
        done.store(true, Ordering::Release);
    });
}

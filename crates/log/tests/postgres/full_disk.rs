//! A disk of the server's that runs full under the tables: what was promised is kept, what was not is refused and changes
//! nothing.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use bezant_log::postgres::{PostgresLog, PostgresOptions, verify};
use bezant_log::{Log, LogError, Position};

use super::server::PostgresServer;
use super::small_disk::SmallDisk;
use super::{append, options, read_all};

const DISK_MIB: u64 = 96;
const RESERVE_BYTES: u64 = 32 << 20;
/// What the engine asks for, and may have under way.
const PROMISED: usize = 3 * (4 << 20);
const PATIENCE: Duration = Duration::from_secs(30);

fn reserving(server: &PostgresServer) -> PostgresOptions {
    PostgresOptions {
        reserve_bytes: RESERVE_BYTES,
        ..options(server)
    }
}

fn reserved(server: &PostgresServer) -> u64 {
    let size = server.sql("SELECT coalesce(pg_relation_size(to_regclass('bezant.reserve')), 0)");
    size.parse().unwrap()
}

fn batch(nth: usize) -> Vec<Vec<u8>> {
    vec![vec![nth as u8; 10_000]; 100]
}

fn until_room(log: &mut PostgresLog) {
    let began = Instant::now();
    while let Err(error) = log.ensure_room(PROMISED) {
        assert!(matches!(error, LogError::StorageFull), "{error:?}");
        assert!(began.elapsed() < PATIENCE, "the room that is there is not found");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_was_promised_is_kept_and_freed_space_is_found() {
    let Some(disk) = SmallDisk::mount(DISK_MIB) else {
        println!("skipped: this process may not mount a small disk (run as root to have this tested)");
        return;
    };
    let server = PostgresServer::start();
    server.keep_tables_in(disk.path());
    let mut log = PostgresLog::open(&reserving(&server)).unwrap();
    until_room(&mut log);
    disk.fill_but(24 << 20);
    let mut batches = 0;
    while log.ensure_room(PROMISED).is_ok() {
        append(&mut log, &batch(batches)).unwrap();
        batches += 1;
        assert!(batches < 200, "the disk never runs full");
    }
    assert!(batches > 10, "{batches} batches of a megabyte");
    assert_eq!(reserved(&server), 0);
    // Two batches may have been decided already.
    for _ in 0..PROMISED >> 20 {
        append(&mut log, &batch(batches)).unwrap();
        batches += 1;
    }
    // Others take the rest.
    disk.fill();
    let head = log.head();
    loop {
        match append(&mut log, &batch(batches)) {
            // The server had some free pages left.
            Ok(_) => batches += 1,
            Err(LogError::StorageFull) => break,
            Err(other) => panic!("{other:?}"),
        }
        assert!(log.head().0 < head.0 + 500, "the disk is full");
    }
    let all = read_all(&*log.reader()).unwrap();
    assert_eq!(all.len(), 100 * batches);
    assert_eq!(log.head(), Position(100 * batches as u64));
    assert!(matches!(log.ensure_room(1), Err(LogError::StorageFull)));

    disk.free();
    append(&mut log, &batch(batches)).unwrap();
    until_room(&mut log);
    assert!(reserved(&server) >= RESERVE_BYTES);
    drop(log);
    let verified = verify(&reserving(&server), &mut |_, _| ()).unwrap();
    assert_eq!(verified.head, Position(100 * (batches as u64 + 1)));
}

#[test]
fn a_log_opens_and_is_read_on_a_disk_without_room() {
    let Some(disk) = SmallDisk::mount(DISK_MIB) else {
        println!("skipped: this process may not mount a small disk (run as root to have this tested)");
        return;
    };
    let server = PostgresServer::start();
    server.keep_tables_in(disk.path());
    let mut log = PostgresLog::open(&reserving(&server)).unwrap();
    until_room(&mut log);
    append(&mut log, &batch(1)).unwrap();
    drop(log);
    disk.fill();
    // Each opening writes a little: sooner or later that takes a new page.
    for opening in 0.. {
        let log = PostgresLog::open(&reserving(&server)).unwrap();
        assert_eq!(log.head(), Position(100));
        if opening % 10 == 0 && reserved(&server) == 0 {
            break;
        }
        assert!(opening < 500, "nothing fills a page");
    }
    let mut log = PostgresLog::open(&reserving(&server)).unwrap();
    assert_eq!(read_all(&*log.reader()).unwrap(), batch(1));
    append(&mut log, &batch(2)).unwrap();
    disk.free();
    until_room(&mut log);
}

#[test]
fn room_outlives_a_writer_and_is_taken_again_after_a_crash() {
    let mut server = PostgresServer::start();
    for round in 0..3 {
        let mut log = PostgresLog::open(&reserving(&server)).unwrap();
        assert_eq!(reserved(&server) >= RESERVE_BYTES, round == 1, "in round {round}");
        log.ensure_room(PROMISED).unwrap();
        let size = reserved(&server);
        assert!((RESERVE_BYTES..RESERVE_BYTES * 11 / 10).contains(&size), "{size}");
        drop(log);
        if round == 1 {
            server.crash_and_restart();
        }
    }
}

#[test]
fn a_role_that_may_not_make_tables_goes_without() {
    let server = PostgresServer::start();
    drop(PostgresLog::open(&options(&server)).unwrap());
    server.sql(
        "CREATE ROLE writer LOGIN; GRANT USAGE ON SCHEMA bezant TO writer; \
         GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bezant TO writer",
    );
    let mut without = reserving(&server);
    without.url = server.url().replace("//postgres@", "//writer@").parse().unwrap();
    let mut log = PostgresLog::open(&without).unwrap();
    for nth in 0..2 {
        log.ensure_room(PROMISED).unwrap();
        append(&mut log, &batch(nth)).unwrap();
    }
    assert_eq!(reserved(&server), 0);
}

#[test]
fn a_dump_that_has_the_reserve_in_use_holds_nothing_up() {
    let server = PostgresServer::start_with(&["max_prepared_transactions=1"]);
    let mut log = PostgresLog::open(&reserving(&server)).unwrap();
    log.ensure_room(PROMISED).unwrap();
    drop(log);
    // As a crash of the server leaves it, and the lock of a dump.
    server.sql("TRUNCATE bezant.reserve");
    server.sql("BEGIN; LOCK TABLE bezant.reserve IN ACCESS SHARE MODE; PREPARE TRANSACTION 'dump'");
    let (say, done) = mpsc::channel();
    let options = reserving(&server);
    let writing = std::thread::spawn(move || {
        let mut log = PostgresLog::open(&options).unwrap();
        for nth in 0..2 {
            say.send(log.ensure_room(PROMISED)).unwrap();
            append(&mut log, &batch(nth)).unwrap();
        }
        log
    });
    let answers = [done.recv_timeout(PATIENCE), done.recv_timeout(PATIENCE)];
    server.sql("ROLLBACK PREPARED 'dump'");
    let log = writing.join().unwrap();
    assert!(
        answers.iter().all(|answer| matches!(answer, Ok(Ok(())))),
        "{answers:?}"
    );
    assert_eq!((log.head(), reserved(&server)), (Position(200), 0));
}

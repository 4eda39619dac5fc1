//! Disks that are full, commits that nobody heard of, servers that are set up to lose data.

use bezant_log::postgres::PostgresLog;
use bezant_log::{Log, LogError, Position};

use super::server::PostgresServer;
use super::{append, options, read_all};

const DISK_FULL: &str = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$; \
     CREATE TRIGGER full_disk AFTER INSERT ON bezant.record FOR EACH ROW EXECUTE FUNCTION full_disk();";

/// The session ends when the commit has begun and before it is done.
const DIES_AT_COMMIT: &str = "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$; \
     CREATE CONSTRAINT TRIGGER die AFTER UPDATE ON bezant.head DEFERRABLE INITIALLY DEFERRED \
     FOR EACH ROW EXECUTE FUNCTION die();";

#[test]
fn a_full_disk_loses_nothing_and_freed_space_is_used() {
    let server = PostgresServer::start();
    let mut log = PostgresLog::open(&options(&server)).unwrap();
    append(&mut log, &[b"kept".to_vec()]).unwrap();
    server.sql(DISK_FULL);
    for _ in 0..2 {
        let refused = append(&mut log, &[b"refused".to_vec(), b"too".to_vec()]);
        assert!(matches!(refused, Err(LogError::StorageFull)), "{refused:?}");
        assert_eq!((log.head(), log.reader().head()), (Position(1), Position(1)));
    }
    server.sql("DROP TRIGGER full_disk ON bezant.record");
    append(&mut log, &[b"next".to_vec()]).unwrap();
    drop(log);
    let log = PostgresLog::open(&options(&server)).unwrap();
    assert_eq!(read_all(&*log.reader()).unwrap(), [b"kept", b"next"]);
}

#[test]
fn a_connection_lost_during_the_commit_poisons_the_log() {
    let server = PostgresServer::start();
    let mut log = PostgresLog::open(&options(&server)).unwrap();
    append(&mut log, &[b"safe".to_vec()]).unwrap();
    server.sql(DIES_AT_COMMIT);
    let answer = append(&mut log, &[b"unknown".to_vec()]);
    assert!(matches!(answer, Err(LogError::Failed { .. })), "{answer:?}");
    server.sql("DROP TRIGGER die ON bezant.head");
    let answer = append(&mut log, &[b"after".to_vec()]);
    assert!(matches!(answer, Err(LogError::Failed { .. })), "{answer:?}");
    assert!(matches!(log.ensure_room(1), Err(LogError::Failed { .. })));
    assert_eq!((log.head(), log.reader().head()), (Position(1), Position(1)));
    assert_eq!(read_all(&*log.reader()).unwrap(), [b"safe"]);
    drop(log);
    let mut log = PostgresLog::open(&options(&server)).unwrap();
    append(&mut log, &[b"on".to_vec()]).unwrap();
    assert_eq!(read_all(&*log.reader()).unwrap(), [&b"safe"[..], b"on"]);
}

#[test]
fn a_server_that_does_not_sync_is_refused_and_a_role_cannot_ask_for_less() {
    let mut server = PostgresServer::start();
    server.sql(
        "ALTER ROLE postgres SET synchronous_commit = off; ALTER ROLE postgres SET statement_timeout = 1",
    );
    let mut log = PostgresLog::open(&options(&server)).unwrap();
    append(&mut log, &[vec![7; 4_000_000]]).unwrap();
    drop(log);
    server.sql("ALTER ROLE postgres RESET ALL");
    server.restart_with(&["fsync=off"]);
    match PostgresLog::open(&options(&server)) {
        Err(LogError::Failed { source, .. }) => {
            assert!(source.to_string().contains("fsync = off"), "{source}")
        }
        other => panic!("expected a refusal, got {:?}", other.map(|log| log.head())),
    }
}

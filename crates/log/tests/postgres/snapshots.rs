//! Snapshots come back whole, or the one before does.

use bezant_log::postgres::{PostgresLog, PostgresSnapshots};
use bezant_log::{Log, LogError, Position, SnapshotStore};

use super::options;
use super::server::PostgresServer;

#[test]
fn the_newest_whole_snapshot_comes_back() {
    let server = PostgresServer::start();
    let snapshots = PostgresSnapshots::open(&options(&server)).unwrap();
    assert_eq!(snapshots.latest().unwrap(), None);
    let content = |n: u8| -> Vec<u8> { (0..9_000_000_u32).map(|at| (at >> 8) as u8 ^ n).collect() };
    for n in 1..=4 {
        snapshots.save(Position(u64::from(n) * 10), &content(n)).unwrap();
    }
    assert_eq!(
        server.sql("SELECT position FROM bezant.snapshot ORDER BY 1"),
        "30\n40"
    );
    assert_eq!(server.sql("SELECT count(*) FROM bezant.snapshot_part"), "6");

    let snapshots = PostgresSnapshots::open(&options(&server)).unwrap();
    assert!(snapshots.latest().unwrap() == Some((Position(40), content(4))));
    for damage in [
        "UPDATE snapshot SET hash = sha256('') WHERE position = 40",
        "UPDATE snapshot SET bytes = bytes + 1 WHERE position = 40",
        "UPDATE snapshot_part SET bytes = overlay(bytes PLACING 'x' FROM 77) WHERE position = 40 AND part = 1",
        "DELETE FROM snapshot_part WHERE position = 40 AND part = 2",
    ] {
        server.sql(&format!("SET search_path = bezant; {damage}"));
        assert!(
            snapshots.latest().unwrap() == Some((Position(30), content(3))),
            "{damage}"
        );
        snapshots.save(Position(40), &content(4)).unwrap();
        assert!(snapshots.latest().unwrap() == Some((Position(40), content(4))));
    }
    snapshots.save(Position(50), &[]).unwrap();
    assert_eq!(snapshots.latest().unwrap(), Some((Position(50), Vec::new())));
    snapshots.remove_all().unwrap();
    assert_eq!(snapshots.latest().unwrap(), None);

    let log = PostgresLog::open(&options(&server)).expect("the tables of the log are there too");
    assert_eq!((log.head(), log.epoch().0), (Position::NONE, 1));
}

#[test]
fn a_save_that_fails_leaves_the_one_before() {
    let server = PostgresServer::start();
    let snapshots = PostgresSnapshots::open(&options(&server)).unwrap();
    snapshots.save(Position(1), &[1; 900]).unwrap();
    server.sql(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$; \
         CREATE TRIGGER full_disk AFTER INSERT ON bezant.snapshot FOR EACH ROW EXECUTE FUNCTION full_disk();",
    );
    let full = snapshots.save(Position(2), &[2; 900]);
    assert!(matches!(full, Err(LogError::StorageFull)), "{full:?}");
    assert_eq!(snapshots.latest().unwrap(), Some((Position(1), vec![1; 900])));
    server.sql("DROP TRIGGER full_disk ON bezant.snapshot");
    server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bezant log snapshots'",
    );
    // The loss of the idle connection may show only when it is used.
    let saved = snapshots.save(Position(3), &[3; 900]);
    if saved.is_err() {
        assert_eq!(snapshots.latest().unwrap(), Some((Position(1), vec![1; 900])));
        snapshots.save(Position(3), &[3; 900]).unwrap();
    }
    assert_eq!(snapshots.latest().unwrap(), Some((Position(3), vec![3; 900])));
}

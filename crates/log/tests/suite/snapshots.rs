//! Snapshots come back whole, or the one before does.

use std::sync::Arc;

use bezant_log::disk::{Disk, SimulatedDisk};
use bezant_log::embedded::FileSnapshots;
use bezant_log::{LogError, Position, SnapshotStore};

fn store(disk: &SimulatedDisk) -> FileSnapshots {
    FileSnapshots::open(Arc::new(disk.clone())).unwrap()
}

#[test]
fn the_newest_whole_snapshot_comes_back() {
    let disk = SimulatedDisk::new(1);
    let snapshots = store(&disk);
    assert_eq!(snapshots.latest().unwrap(), None);
    for n in 1..=4_u8 {
        snapshots
            .save(Position(u64::from(n) * 10), &vec![n; 700])
            .unwrap();
    }
    assert_eq!(disk.list().unwrap().len(), 2, "two are kept");
    disk.crash();
    let snapshots = store(&disk);
    assert_eq!(snapshots.latest().unwrap(), Some((Position(40), vec![4; 700])));
    let newest = disk.list().unwrap().pop().unwrap();
    for at in (0..56).chain([64, 300, 763]) {
        disk.flip_bit(&newest, at, 6);
        assert_eq!(
            snapshots.latest().unwrap(),
            Some((Position(30), vec![3; 700])),
            "byte {at}"
        );
        disk.flip_bit(&newest, at, 6);
    }
    snapshots.remove_all().unwrap();
    disk.crash();
    assert_eq!(store(&disk).latest().unwrap(), None);
}

#[test]
fn a_save_that_fails_leaves_the_one_before() {
    for changes in 0..8 {
        let disk = SimulatedDisk::new(changes);
        let snapshots = store(&disk);
        snapshots.save(Position(1), &[1; 900]).unwrap();
        disk.set_capacity(Some(1500));
        assert!(matches!(
            snapshots.save(Position(2), &[2; 900]),
            Err(LogError::StorageFull)
        ));
        disk.set_capacity(None);
        disk.lose_power_after(changes);
        let saved = snapshots.save(Position(3), &[3; 900]);
        disk.crash();
        let found = store(&disk).latest().unwrap();
        let (old, new) = (
            Some((Position(1), vec![1; 900])),
            Some((Position(3), vec![3; 900])),
        );
        assert!(
            found == new || (saved.is_err() && found == old),
            "after {changes}: {saved:?}, {found:?}"
        );
    }
}

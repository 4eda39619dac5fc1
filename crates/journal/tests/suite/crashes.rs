//! The power goes at every single change to the disk, once.

use std::sync::Arc;

use bezant_journal::JournalError;
use bezant_log::disk::SimulatedDisk;

use super::world::{Draft, TINY, World};

fn drafts(record: u64) -> Vec<Draft> {
    (0..25)
        .map(|nth| Draft {
            id: u128::from((record * 25 + nth) % 399 + 1),
            debit: u128::from(nth % 6),
            credit: u128::from(record % 5),
            related: u128::from(nth % 3),
            reference: u128::from(record % 4),
            is_backdated: nth % 5 == 0,
        })
        .collect()
}

fn run(world: &mut World) -> Result<(), JournalError> {
    world.start()?;
    for record in 0..14 {
        world.add(&[(0, drafts(record)), (1, drafts(record + 1))])?;
        world.commit(record % 3);
    }
    world.journal().flush()
}

#[test]
fn it_opens_after_a_loss_of_power_at_any_change() {
    let mut changes = 0;
    loop {
        let disk = SimulatedDisk::new(changes);
        let mut world = World::new(Arc::new(disk.clone()), TINY);
        disk.lose_power_after(changes);
        let ended = run(&mut world);
        if !disk.has_lost_power() {
            ended.unwrap();
            assert!(
                world.journal().stats().merges > 3,
                "merges were among the changes"
            );
            break;
        }
        disk.crash();
        world.start().unwrap();
        // And it goes on from there.
        world.add(&[(0, drafts(30)), (1, drafts(31))]).unwrap();
        world.commit(0);
        world.check_all();
        changes += 1;
    }
    assert!(changes > 100, "{changes} changes");
}

#[test]
fn a_full_disk_is_waited_for_in_memory_as_long_as_there_is_room() {
    let disk = SimulatedDisk::new(1);
    let mut world = World::new(Arc::new(disk.clone()), TINY);
    world.start().unwrap();
    // As in a history: fewer transfers in a record than in a table.
    let small = |record| vec![(0, drafts(record))];
    let mut record = 0;
    for spare in [6_000, 30_000] {
        let capacity = disk.used_bytes() + spare;
        disk.set_capacity(Some(capacity));
        while world.journal().has_room() {
            record += 1;
            assert!(record < 200, "a disk this small is full soon");
            world.add(&small(record)).unwrap();
            world.commit(0);
        }
        world.check_all();
        // Attempt after attempt leaves nothing behind.
        let used = disk.used_bytes();
        for _ in 0..20 {
            assert!(!world.journal().has_room());
        }
        assert_eq!(disk.used_bytes(), used);

        // Whoever does not ask is refused soon, and nothing of it is there.
        let refused = loop {
            record += 1;
            match world.add(&small(record)) {
                Ok(()) => world.commit(0),
                Err(error) => break error,
            }
        };
        assert!(matches!(refused, JournalError::StorageFull) && refused.is_transient());
        assert!(world.journal().stats().young_transfers < 4 * 50);
        // The record that was refused had its position.
        world.head.0 -= 1;
        world.check_all();

        disk.set_capacity(None);
        assert!(world.journal().has_room());
        world.add(&small(record)).unwrap();
        world.commit(0);
        world.check_all();
    }
    world.journal().flush().unwrap();
    world.check_all();
    assert_eq!(world.journal().indexed(), world.committed);
    assert!(world.journal().stats().merges > 1);
    world.start().unwrap();
    world.check_all();
}

#[test]
fn without_room_for_a_merge_tables_are_written_all_the_same() {
    let disk = SimulatedDisk::new(1);
    let mut world = World::new(Arc::new(disk.clone()), TINY);
    world.start().unwrap();
    for record in 0..40 {
        // Room for a table, and not for a merge of several.
        disk.set_capacity(Some(disk.used_bytes() + 17_000));
        world.add(&[(0, drafts(record))]).unwrap();
        world.commit(0);
        assert!(world.journal().has_room());
    }
    let stats = world.journal().stats();
    assert!(stats.flushes > 15 && stats.id_runs > 8, "{stats:?}");
    world.check_all();
    disk.set_capacity(None);
    for record in 40..44 {
        world.add(&[(0, drafts(record))]).unwrap();
        world.commit(0);
    }
    let stats = world.journal().stats();
    assert!(stats.id_runs < 6, "{stats:?}");
    world.check_all();
}

#[test]
fn a_failed_sync_stops_it_for_good() {
    let disk = SimulatedDisk::new(1);
    let mut world = World::new(Arc::new(disk.clone()), TINY);
    world.start().unwrap();
    disk.fail_next_sync();
    let failed = (0..20).find_map(|record| {
        let added = world.add(&[(0, drafts(record))]);
        world.commit(0);
        added.err()
    });
    assert!(matches!(failed, Some(JournalError::Stopped(_))), "{failed:?}");
    world.head.0 -= 1;
    assert!(matches!(world.journal().flush(), Err(JournalError::Stopped(_))));
    world.start().unwrap();
    world.check_all();
}

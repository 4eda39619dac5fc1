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
fn a_full_disk_takes_nothing_and_goes_on_when_there_is_room() {
    let disk = SimulatedDisk::new(1);
    let mut world = World::new(Arc::new(disk.clone()), TINY);
    world.start().unwrap();
    disk.set_capacity(Some(disk.used_bytes() + 6000));
    let mut record = 0;
    loop {
        record += 1;
        assert!(record < 100, "a disk this small is full soon");
        match world.add(&[(0, drafts(record))]) {
            Ok(()) => world.commit(0),
            Err(error) => {
                assert!(
                    matches!(error, JournalError::StorageFull) && error.is_transient(),
                    "{error}"
                );
                break;
            }
        }
    }
    disk.set_capacity(None);
    // The record that was refused had its position.
    world.head.0 -= 1;
    world.add(&[(0, drafts(record))]).unwrap();
    world.commit(0);
    world.journal().flush().unwrap();
    world.check_all();
    assert!(world.journal().indexed() > bezant_log::Position::NONE);
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

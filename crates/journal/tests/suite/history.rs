//! Random histories on a simulated disk that loses power, and on a real one with the background thread.

use std::sync::Arc;

use bezant_journal::{By, JournalError, Of, Order};
use bezant_log::Position;
use bezant_log::disk::{RealDisk, SimulatedDisk};
use proptest::prelude::*;

use super::world::{Draft, TINY, World};

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Add(Vec<(u8, Vec<Draft>)>),
    /// All but so many of the newest records.
    Commit(u64),
    Find(u8, By, Vec<u128>, u64),
    Pages(u8, Of, Order, u64, u64, usize),
    Flush,
    Restart,
    /// The power goes with the n-th change to the disk from here.
    LosePowerAfter(u64),
    /// The disk has so many more bytes.
    FillDisk(u64),
    FreeDisk,
}

pub(crate) fn draft() -> impl Strategy<Value = Draft> {
    let sometimes =
        |range: std::ops::Range<u128>| prop_oneof![3 => Just(0), 1 => range.prop_map(|value| value + 1)];
    (
        1..400_u128,
        0..6_u128,
        0..6_u128,
        sometimes(0..400),
        sometimes(0..6),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(id, debit, credit, related, reference, is_backdated)| Draft {
            id,
            debit,
            credit,
            related,
            reference,
            is_backdated,
        })
}

fn step() -> impl Strategy<Value = Step> {
    let by = prop_oneof![Just(By::Id), Just(By::Related)];
    let order = prop_oneof![Just(Order::NewestFirst), Just(Order::OldestFirst)];
    let of = prop_oneof![
        (0..7_u128).prop_map(Of::Account),
        (0..7_u128).prop_map(Of::Dated),
        (1..8_u128).prop_map(Of::Reference),
        (1..400_u128).prop_map(Of::Related),
    ];
    let part = (0..2_u8, prop::collection::vec(draft(), 0..40));
    prop_oneof![
        12 => prop::collection::vec(part, 1..4).prop_map(Step::Add),
        6 => (0..4_u64).prop_map(Step::Commit),
        3 => (0..2_u8, by, prop::collection::vec(0..500_u128, 0..60), 0..40_u64)
            .prop_map(|(owner, by, ids, back)| Step::Find(owner, by, ids, back)),
        3 => (0..2_u8, of, order, 0..40_u64, 0..40_u64, 1..30_usize)
            .prop_map(|(owner, of, order, from, back, limit)| Step::Pages(owner, of, order, from, back, limit)),
        1 => Just(Step::Flush),
        1 => Just(Step::Restart),
        1 => (0..40_u64).prop_map(Step::LosePowerAfter),
        2 => (0..20_000_u64).prop_map(Step::FillDisk),
        1 => Just(Step::FreeDisk),
    ]
}

/// What a step answers that may fail with the power.
fn take(world: &mut World, step: &Step) -> Result<(), JournalError> {
    match step {
        // As an engine does.
        Step::Add(_) if !world.journal().has_room() => {}
        Step::Add(parts) => world.add(parts)?,
        Step::Commit(left) => world.commit(*left),
        Step::Flush => world.journal().flush()?,
        Step::Restart => world.start()?,
        Step::Find(owner, by, ids, back) => {
            let as_of = Position(world.head.0.saturating_sub(*back));
            world.check_find(*owner, *by, ids, as_of);
        }
        Step::Pages(owner, of, order, from, back, limit) => {
            let to = Position(world.head.0.saturating_sub(*back));
            world.check_pages(*owner, *of, *order, Position(*from)..=to, *limit);
        }
        Step::LosePowerAfter(_) | Step::FillDisk(_) | Step::FreeDisk => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_answers_as_a_list_does_through_losses_of_power_and_full_disks(
        seed: u64,
        steps in prop::collection::vec(step(), 1..80),
    ) {
        let disk = SimulatedDisk::new(seed);
        let mut world = World::new(Arc::new(disk.clone()), TINY);
        world.start().unwrap();
        for step in &steps {
            match step {
                Step::LosePowerAfter(changes) => disk.lose_power_after(*changes),
                Step::FillDisk(left) => disk.set_capacity(Some(disk.used_bytes() + left)),
                Step::FreeDisk => disk.set_capacity(None),
                _ => {}
            }
            let is_read = matches!(step, Step::Find(..) | Step::Pages(..));
            let result = if is_read && disk.has_lost_power() { Ok(()) } else { take(&mut world, step) };
            match result {
                Err(JournalError::StorageFull) if matches!(step, Step::Flush) => {}
                Err(JournalError::StorageFull) if matches!(step, Step::Restart) => {
                    disk.set_capacity(None);
                    // The power may go while it starts, as at any other time.
                    if let Err(error) = world.start() {
                        prop_assert!(disk.has_lost_power(), "{}", error);
                    }
                }
                Err(error) => prop_assert!(disk.has_lost_power(), "{}", error),
                Ok(()) => {}
            }
            if disk.has_lost_power() {
                disk.crash();
                disk.set_capacity(None);
                world.start().unwrap();
            }
        }
        disk.set_capacity(None);
        disk.crash();
        world.start().unwrap();
        world.check_all();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_answers_as_a_list_does_with_its_thread(steps in prop::collection::vec(step(), 1..80)) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(Arc::new(RealDisk::open(folder.path()).unwrap()), TINY);
        world.start().unwrap();
        for step in &steps {
            take(&mut world, step).unwrap();
        }
        world.check_all();
        world.commit(0);
        world.journal().flush().unwrap();
        world.journal().settle().unwrap();
        prop_assert_eq!(world.journal().stats().young_transfers, 0);
        world.check_all();
    }
}

//! Many seeds, the same seed twice, and defects put in on purpose: the simulation runs, repeats itself, and can fail.
#![allow(clippy::unwrap_used)]

use std::ops::Range;

use bezant_payments::Status;
use bezant_sim::{Invariant, Options, Report, Sabotage, run};

fn hold(seeds: Range<u64>) {
    let reports: Vec<Report> = seeds
        .map(|seed| run(seed, Options::default()).unwrap_or_else(|failure| panic!("{failure}")))
        .collect();
    // The seeds of each test together see everything that the simulation is made for.
    let sum = |of: fn(&Report) -> u64| reports.iter().map(of).sum::<u64>();
    for (what, count, least) in [
        (
            "restarts",
            sum(|report| u64::from(report.starts).saturating_sub(2)),
            50,
        ),
        (
            "power losses",
            sum(|report| u64::from(report.power_losses).saturating_sub(1)),
            20,
        ),
        ("full disks", sum(|report| report.full_disks.into()), 1),
        ("snapshots", sum(|report| report.snapshots.into()), 100),
        (
            "comparisons with the whole log",
            sum(|report| report.comparisons.into()),
            25,
        ),
        (
            "answers repeated",
            sum(|report| report.binding_answers.into()),
            1_000,
        ),
    ] {
        assert!(count >= least, "{count} {what} are too few to mean anything");
    }
    for status in [
        Status::Initiated,
        Status::Completed,
        Status::PartiallyRefunded,
        Status::Refunded,
        Status::Failed,
        Status::Cancelled,
        Status::Expired,
    ] {
        let reached: u32 = reports
            .iter()
            .filter_map(|report| report.statuses.get(&status))
            .sum();
        assert!(reached > 5, "only {reached} payments ended {status}");
    }
}

macro_rules! seeds {
    ($($name:ident $range:expr;)*) => { $( #[test] fn $name() { hold($range); } )* };
}

seeds! {
    seeds_1_to_25 1..26;
    seeds_26_to_50 26..51;
    seeds_51_to_75 51..76;
    seeds_76_to_100 76..101;
    seeds_101_to_125 101..126;
    seeds_126_to_150 126..151;
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [7, 8] {
        let first = run(seed, Options::default()).unwrap();
        assert_eq!(first, run(seed, Options::default()).unwrap());
        assert_ne!(
            first.fingerprint,
            run(seed + 100, Options::default()).unwrap().fingerprint
        );
    }
}

#[test]
fn defects_are_found() {
    for (sabotage, invariants) in [
        (Sabotage::GatewaysChargeTwice, &[Invariant::NoDoubleCharge][..]),
        (Sabotage::KeysForgotten, &[Invariant::OneAnswerPerKey]),
        (Sabotage::WebhooksLost, &[Invariant::EventsArriveInOrder]),
        (Sabotage::CapturesSkimmed, &[Invariant::MoneyAgrees]),
        // It shows by the log's end, or by a snapshot that is newer than the log.
        (
            Sabotage::DiskForgets,
            &[Invariant::LogIsStable, Invariant::StateIsTheLog],
        ),
    ] {
        let options = Options {
            steps: 150,
            sabotage: Some(sabotage),
        };
        let found: Vec<Invariant> = (1..9)
            .filter_map(|seed| run(seed, options).err())
            .map(|failure| failure.violation.invariant)
            .collect();
        assert!(!found.is_empty(), "{sabotage:?} goes unseen");
        assert!(
            found.iter().all(|one| invariants.contains(one)),
            "{sabotage:?} is seen as {found:?}"
        );
    }
}

#[test]
fn a_failure_says_how_to_repeat_it() {
    let options = Options {
        steps: 100,
        sabotage: Some(Sabotage::DiskForgets),
    };
    let failure = run(3, options).unwrap_err().to_string();
    assert!(
        failure.contains("cargo run -p bezant-sim -- --seeds 3..3 --steps 100"),
        "{failure}"
    );
}

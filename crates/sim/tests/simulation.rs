//! Many seeds, the same seed twice, and every write as the last one: the simulation runs, repeats itself and holds.
#![allow(clippy::unwrap_used)]

use std::ops::Range;

use bezant_payments::Status;
use bezant_sim::{Options, Report, run};

/// Shorter than at night: 500 seeds take less than a minute of two cores.
fn options() -> Options {
    Options {
        steps: 200,
        ..Options::default()
    }
}

fn hold(seeds: Range<u64>) {
    let reports: Vec<Report> = seeds
        .map(|seed| run(seed, options()).unwrap_or_else(|failure| panic!("{failure}")))
        .collect();
    // The seeds of each test together see everything that the simulation is made for.
    let sum = |of: fn(&Report) -> u64| reports.iter().map(of).sum::<u64>();
    let power_losses = sum(|report| u64::from(report.power_losses).saturating_sub(1));
    for (what, count, least) in [
        (
            "restarts",
            sum(|report| u64::from(report.starts).saturating_sub(2)),
            50,
        ),
        ("power losses", power_losses, 20),
        ("snapshots", sum(|report| report.snapshots.into()), 100),
        ("whole replays", sum(|report| report.comparisons.into()), 25),
        (
            "answers repeated",
            sum(|report| report.binding_answers.into()),
            1_000,
        ),
        ("transfers told", sum(|report| report.transfers), 1_000),
        ("bits flipped", sum(|report| report.flipped_bits.into()), 200),
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
    for what in [
        "account changed",
        "account_closed",
        "account_frozen",
        "attached",
        "balancing credit",
        "balancing debit",
        "closing",
        "expiry",
        "hold",
        "hold_already_posted",
        "hold_already_voided",
        "hold_expired",
        "linked",
        "monitor crossed",
        "overdraft",
        "post",
        "reversal",
        "schedule failed",
        "scheduled",
        "transfer_already_reversed",
        "transfer_chain_partly_made",
        "transfer_exists",
        "transfer_exists_with_different_content",
        "transfer_linked_failed",
        "void",
    ] {
        let seen: u32 = reports.iter().filter_map(|report| report.ledger.get(what)).sum();
        assert!(seen > 0, "{what} is never seen");
    }
}

macro_rules! seeds {
    ($($name:ident $range:expr;)*) => { $( #[test] fn $name() { hold($range); } )* };
}

seeds! {
    seeds_1_to_50 1..51;
    seeds_51_to_100 51..101;
    seeds_101_to_150 101..151;
    seeds_151_to_200 151..201;
    seeds_201_to_250 201..251;
    seeds_251_to_300 251..301;
    seeds_301_to_350 301..351;
    seeds_351_to_400 351..401;
    seeds_401_to_450 401..451;
    seeds_451_to_500 451..501;
}

/// Gateways at their worst: no money moves twice, and no payment is stuck in silence. `./x sim --bad-gateways` runs 2,000.
#[test]
fn bad_gateways_are_survived() {
    let options = Options {
        bad_gateways: true,
        ..options()
    };
    let reports: Vec<Report> = (1..41)
        .map(|seed| run(seed, options).unwrap_or_else(|failure| panic!("{failure}")))
        .collect();
    for what in [
        "another amount",
        "late",
        "nonsense",
        "not found though seen",
        "nothing, for ever",
        "payments shown to people",
        "pending though decided",
        "sent again and refused",
        "the contrary afterwards",
        "the same again",
        "waits for a better moment",
    ] {
        let seen: u32 = reports
            .iter()
            .filter_map(|report| report.gateways.get(what))
            .sum();
        assert!(seen > 0, "{what} is never seen");
    }
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

/// The power goes with each change of the log's disk in turn, from the first to the last.
#[test]
fn every_write_can_be_the_last() {
    let losses = |power_loss_at| {
        let options = Options {
            steps: 40,
            power_loss_at: Some(power_loss_at),
            ..Options::default()
        };
        let report = run(11, options).unwrap_or_else(|failure| panic!("change {power_loss_at}: {failure}"));
        report.power_losses
    };
    // One loss ends every run's faults.
    let last = (0..).take_while(|&change| losses(change) > 1).count();
    assert!(last > 50, "only {last} changes were made");
}

//! Defects put in on purpose, in our own code and around it: each is found, and nothing is found without it.
#![allow(clippy::unwrap_used)]

use bezant_sim::Invariant::{
    AnswersSurvive, EventsArriveInOrder, GuardsHold, LogIsStable, MoneyAgrees, NoDoubleCharge, NoPanic,
    OneAnswerPerKey, StateIsTheLog, TransfersHappenOnce,
};
use bezant_sim::{Invariant, Options, Sabotage, run};

/// The seeds that are tried, and how often a defect must show among them.
const SEEDS: std::ops::Range<u64> = 1..61;
const TIMES: usize = 3;

fn options(sabotage: Option<Sabotage>) -> Options {
    Options {
        steps: 200,
        sabotage,
        ..Options::default()
    }
}

/// Runs the seeds with the defect; it must show, and as what it is.
fn found(sabotage: Sabotage, invariants: &[Invariant]) {
    let found: Vec<_> = SEEDS
        .filter_map(|seed| run(seed, options(Some(sabotage))).err())
        .take(TIMES)
        .collect();
    assert!(
        found.len() == TIMES,
        "{sabotage:?} shows {} times only",
        found.len()
    );
    for failure in found {
        assert!(
            invariants.contains(&failure.violation.invariant),
            "{sabotage:?} is seen as {failure}"
        );
    }
}

#[test]
fn without_a_defect_nothing_is_found() {
    for seed in SEEDS.take(20) {
        run(seed, options(None)).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

macro_rules! defects {
    ($($name:ident $sabotage:ident $invariants:expr;)*) => {
        $( #[test] fn $name() { found(Sabotage::$sabotage, &$invariants); } )*
    };
}

defects! {
    a_gateway_that_charges_twice GatewaysChargeTwice [NoDoubleCharge];
    // Which is why a gateway must never do it.
    a_refusal_that_lies RefusalsLie [NoDoubleCharge, MoneyAgrees];
    keys_that_are_forgotten KeysForgotten [OneAnswerPerKey, TransfersHappenOnce];
    webhooks_that_are_lost WebhooksLost [EventsArriveInOrder];
    captures_that_are_skimmed CapturesSkimmed [MoneyAgrees];
    // It shows by the log's end, or by a snapshot that is newer than the log.
    a_disk_that_forgets DiskForgets [LogIsStable, StateIsTheLog];
    a_sync_that_is_skipped SyncSkipped [LogIsStable, StateIsTheLog];
    a_guard_that_is_forgotten GuardForgotten [GuardsHold];
    a_guard_that_forgets_what_is_pending PendingForgotten [GuardsHold];
    // A second hold under one id also meets the ledger's own assertion.
    a_duplicate_that_is_taken_for_new DuplicatesForgotten [TransfersHappenOnce, NoPanic];
    // Whoever hears of it early, the journal too, has what the log never got.
    an_answer_before_the_commit AnsweredEarly [AnswersSurvive, LogIsStable, StateIsTheLog];
    // The disk's own betrayal is outside the promise of a log on one disk, but is found with the next thing that follows.
    a_write_that_is_lost WriteLost [LogIsStable, StateIsTheLog];
    a_write_that_goes_elsewhere WriteMisdirected [LogIsStable, StateIsTheLog];
}

#[test]
fn a_failure_says_how_to_repeat_it() {
    let options = Options {
        steps: 100,
        sabotage: Some(Sabotage::DiskForgets),
        ..Options::default()
    };
    let failure = run(3, options).unwrap_err().to_string();
    assert!(
        failure.contains("cargo run -p bezant-sim -- --seeds 3..3 --steps 100"),
        "{failure}"
    );
}

//! The breaker against a naive one that follows the drawing: over random histories both are always in the same phase and
//! let the same pass, every drawn edge is taken, and every other is refused.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::*;
use BreakerPhase::{Closed, HalfOpen, Open};

/// All that was, in plain lists and counts.
struct Naive {
    phase: BreakerPhase,
    /// Failures of calls since the last silence, the newest last.
    calls: Vec<bool>,
    last_call: Timestamp,
    in_a_row: usize,
    failed_probes: u32,
    opened_at: Timestamp,
    until: Timestamp,
    openings: u32,
    answers: u32,
    shortened: bool,
    misled: bool,
    on_trial: u32,
    last_trial: Timestamp,
    good: u32,
}

impl Naive {
    fn new() -> Naive {
        let never = Timestamp::default();
        Naive {
            phase: Closed,
            calls: Vec::new(),
            last_call: never,
            in_a_row: 0,
            failed_probes: 0,
            opened_at: never,
            until: never,
            openings: 0,
            answers: 0,
            shortened: false,
            misled: false,
            on_trial: 0,
            last_trial: never,
            good: 0,
        }
    }

    fn open(&mut self, now: Timestamp) {
        let openings = self.openings + 1;
        let seconds = (0..openings).fold(15, |seconds, _| (seconds * 2).min(600));
        *self = Naive {
            phase: Open,
            opened_at: now,
            until: now.after(Milliseconds(seconds * 1_000)),
            openings,
            misled: self.misled || self.shortened,
            ..Naive::new()
        };
    }

    fn time_passes(&mut self, now: Timestamp) {
        if self.phase == Open && now >= self.until {
            self.phase = HalfOpen;
        }
    }

    fn start(&mut self, now: Timestamp) {
        if self.phase == HalfOpen {
            if now.since(self.last_trial).0 >= 120_000 {
                self.on_trial = 0;
            }
            self.on_trial += 1;
            self.last_trial = now;
        }
    }

    fn end(&mut self, now: Timestamp, answered: bool, latency: u64) {
        match self.phase {
            Closed => {
                if now.since(self.last_call).0 > 300_000 {
                    self.calls.clear();
                }
                self.last_call = now;
                self.calls.push(!answered);
                self.in_a_row = if answered { 0 } else { self.in_a_row + 1 };
                self.failed_probes = if answered { 0 } else { self.failed_probes };
                let recent = &self.calls[self.calls.len().saturating_sub(32)..];
                let failures = recent.iter().filter(|failed| **failed).count();
                let half_fail = recent.len() >= 20 && failures * 2 >= recent.len();
                if !answered && (self.in_a_row >= 5 || half_fail) {
                    self.open(now);
                }
            }
            Open => {}
            HalfOpen => {
                if now.as_microseconds() < self.until.as_microseconds() + latency * 1_000 {
                    return;
                }
                self.on_trial = self.on_trial.saturating_sub(1);
                self.good += 1;
                if !answered {
                    self.open(now);
                } else if self.good == 3 {
                    *self = Naive::new();
                }
            }
        }
    }

    fn probe(&mut self, now: Timestamp, answered: bool) {
        match (self.phase, answered) {
            (Closed, true) => self.failed_probes = 0,
            (Closed, false) => {
                self.failed_probes += 1;
                if self.failed_probes == 5 {
                    self.open(now);
                }
            }
            (Open, true) => {
                self.answers += 1;
                let sooner = self.opened_at.after(Milliseconds(10_000)).max(now);
                if self.answers >= 2 && !self.misled && sooner < self.until {
                    self.until = sooner;
                    self.shortened = true;
                }
                self.time_passes(now);
            }
            (Open, false) => self.answers = 0,
            (HalfOpen, _) => {}
        }
    }

    fn allows(&self, now: Timestamp) -> bool {
        match self.phase {
            Closed => true,
            Open => false,
            HalfOpen => self.on_trial < 3 || now.since(self.last_trial).0 >= 120_000,
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Wait(u64),
    Start,
    End { answered: bool, latency: u64 },
    Probe { answered: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let waits = prop_oneof![6 => 0u64..2_000, 4 => 5_000u64..40_000, 1 => 100_000u64..700_000];
    let latency = prop_oneof![5 => Just(0u64), 1 => 0u64..60_000];
    prop_oneof![
        3 => waits.prop_map(Step::Wait),
        1 => Just(Step::Start),
        5 => (prop::bool::weighted(0.4), latency).prop_map(|(answered, latency)| Step::End { answered, latency }),
        2 => any::<bool>().prop_map(|answered| Step::Probe { answered }),
    ]
}

type Edges = BTreeSet<(BreakerPhase, BreakerPhase)>;

fn drawn() -> Edges {
    BREAKER_TRANSITIONS.iter().map(|row| (row.from, row.to)).collect()
}

/// The edges that a history takes; `same` is asked after each step.
fn walk(
    steps: &[Step],
    settings: &Resilience,
    mut same: impl FnMut(&Step, Timestamp, &Breaker) -> Result<(), TestCaseError>,
) -> Result<Edges, TestCaseError> {
    let mut breaker = Breaker::default();
    let mut now = Timestamp::from_microseconds(1_000_000_000_000);
    let mut edges = Edges::new();
    for step in steps {
        let before = breaker.phase(now);
        match *step {
            Step::Wait(pause) => now = now.after(Milliseconds(pause)),
            Step::Start => breaker.started(now),
            Step::End { answered, latency } => breaker.ended(now, answered, Milliseconds(latency), settings),
            Step::Probe { answered } => breaker.probed(now, answered, settings),
        }
        let after = breaker.phase(now);
        if before != after {
            edges.insert((before, after));
        }
        same(step, now, &breaker)?;
    }
    Ok(edges)
}

#[test]
fn it_does_what_the_drawing_does_and_takes_every_drawn_edge() {
    let settings = Resilience {
        prediction: None,
        ..Resilience::default()
    };
    let seen = RefCell::new(Edges::new());
    let mut runner = TestRunner::new(Config {
        cases: 1_000,
        failure_persistence: None,
        ..Config::default()
    });
    let histories = prop::collection::vec(step(), 1..200);
    let result = runner.run(&histories, |steps| {
        let mut naive = Naive::new();
        let edges = walk(&steps, &settings, |step, now, breaker| {
            match *step {
                Step::Wait(_) => naive.time_passes(now),
                Step::Start => naive.start(now),
                Step::End { answered, latency } => naive.end(now, answered, latency),
                Step::Probe { answered } => naive.probe(now, answered),
            }
            prop_assert_eq!(breaker.phase(now), naive.phase);
            prop_assert_eq!(breaker.allows(now), naive.allows(now));
            Ok(())
        })?;
        seen.borrow_mut().extend(edges);
        Ok(())
    });
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(seen.into_inner(), drawn());
}

#[test]
fn every_edge_that_is_not_drawn_is_refused() {
    let now = Timestamp::from_microseconds(1_000_000_000_000);
    let settings = Resilience::default();
    let at = |phase| match phase {
        Closed => Breaker::default(),
        Open => Breaker::Tripped(Trip::first(now, &settings)),
        HalfOpen => Breaker::Tripped(Trip::first(Timestamp::default(), &settings)),
    };
    for from in BreakerPhase::ALL {
        for to in BreakerPhase::ALL {
            let mut breaker = at(from);
            let went = catch_unwind(AssertUnwindSafe(|| breaker.change(now, at(to))));
            assert_eq!(went.is_ok(), drawn().contains(&(from, to)), "{from:?} to {to:?}");
            let after = if went.is_ok() { at(to) } else { at(from) };
            assert_eq!(breaker, after);
        }
    }
}

proptest! {
    #[test]
    fn forecasts_take_only_drawn_edges_and_open_no_later(steps in prop::collection::vec(step(), 1..200)) {
        let eager = Resilience {
            prediction: Some(crate::Prediction { calls_at_least: 3, ..Default::default() }),
            ..Resilience::default()
        };
        let plain = Resilience { prediction: None, ..Resilience::default() };
        let mut first_open = [None; 2];
        for (settings, opened) in [&eager, &plain].into_iter().zip(&mut first_open) {
            let edges = walk(&steps, settings, |_, now, breaker| {
                if breaker.phase(now) == Open {
                    opened.get_or_insert(now);
                }
                Ok(())
            })?;
            prop_assert!(edges.is_subset(&drawn()));
        }
        prop_assert!(first_open[1].is_none_or(|plain| first_open[0].is_some_and(|eager| eager <= plain)));
    }
}

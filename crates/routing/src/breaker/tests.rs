//! The breaker by hand: thresholds, times, trials, probes, forecasts.

use super::*;
use BreakerPhase::{Closed, HalfOpen, Open};

const FAST: Milliseconds = Milliseconds(10);

fn second(count: u64) -> Timestamp {
    Timestamp::from_microseconds(count * 1_000_000)
}

fn tripped_at(at: u64) -> Breaker {
    let mut breaker = Breaker::default();
    for _ in 0..5 {
        assert_eq!(breaker.phase(second(at)), Closed);
        end(&mut breaker, second(at), false, FAST);
    }
    breaker
}

fn end(breaker: &mut Breaker, at: Timestamp, answered: bool, latency: Milliseconds) {
    breaker.ended(at, answered, latency, &Resilience::default());
}

fn trial(breaker: &mut Breaker, at: u64, answered: bool) {
    assert!(breaker.allows(second(at)));
    breaker.started(second(at));
    end(breaker, second(at).after(FAST), answered, FAST);
}

#[test]
fn opens_after_five_in_a_row_and_half_opens_by_time() {
    let breaker = tripped_at(100);
    let phases = [100, 129, 130].map(|at| (breaker.phase(second(at)), breaker.allows(second(at))));
    assert_eq!(phases, [(Open, false), (Open, false), (HalfOpen, true)]);
}

#[test]
fn opens_at_half_of_twenty_but_not_before() {
    let mut breaker = Breaker::default();
    for call in 0..19 {
        end(&mut breaker, second(call), call % 2 == 0, FAST);
        assert_eq!(breaker.phase(second(call)), Closed);
    }
    end(&mut breaker, second(20), false, FAST);
    assert_eq!(breaker.phase(second(20)), Open);
}

#[test]
fn a_silence_empties_the_window_and_answers_alone_never_open() {
    let mut breaker = Breaker::default();
    for call in 0..19 {
        end(&mut breaker, second(call), call % 2 == 0, FAST);
    }
    end(&mut breaker, second(1_000), false, FAST);
    assert_eq!(breaker.phase(second(1_000)), Closed);
    for call in 0..1_000 {
        end(&mut breaker, second(1_000 + call), true, FAST);
    }
    assert_eq!(breaker.phase(second(2_000)), Closed);
}

#[test]
fn three_good_trials_close_it() {
    let mut breaker = tripped_at(100);
    for (at, after) in [(131, HalfOpen), (132, HalfOpen), (133, Closed)] {
        trial(&mut breaker, at, true);
        assert_eq!(breaker.phase(second(134)), after);
    }
    end(&mut breaker, second(140), false, FAST);
    assert_eq!(
        breaker.phase(second(140)),
        Closed,
        "it starts with an empty window"
    );
}

#[test]
fn each_failed_trial_doubles_the_time_up_to_the_cap() {
    let (mut breaker, mut at) = (tripped_at(0), 30);
    for open_for in [60, 120, 240, 480, 600, 600] {
        trial(&mut breaker, at, false);
        let ended = second(at).after(FAST);
        assert_eq!(
            breaker.phase(ended.after(Milliseconds(open_for * 1_000 - 1))),
            Open
        );
        assert_eq!(
            breaker.phase(ended.after(Milliseconds(open_for * 1_000))),
            HalfOpen
        );
        at += open_for + 1;
    }
}

#[test]
fn trials_are_limited_and_lost_ones_give_way() {
    let mut breaker = tripped_at(100);
    for _ in 0..3 {
        assert!(breaker.allows(second(130)));
        breaker.started(second(130));
    }
    assert!(!breaker.allows(second(130)));
    assert!(!breaker.allows(second(249)));
    assert!(breaker.allows(second(250)));
    breaker.started(second(250));
    breaker.started(second(250));
    assert!(breaker.allows(second(250)));
}

#[test]
fn late_answers_of_earlier_calls_are_no_trials() {
    let mut breaker = tripped_at(100);
    let before = breaker.clone();
    breaker.started(second(110));
    end(&mut breaker, second(120), false, FAST);
    end(&mut breaker, second(131), false, Milliseconds(60_000));
    end(&mut breaker, second(131), true, Milliseconds(60_000));
    assert_eq!(breaker, before);
}

/// Twenty calls a second, of which so many ten-thousandths fail, spread evenly.
struct Traffic {
    breaker: Breaker,
    settings: Resilience,
    at: Timestamp,
    owed: u64,
}

impl Traffic {
    fn new(settings: Resilience) -> Traffic {
        let mut traffic = Traffic {
            breaker: Breaker::default(),
            settings,
            at: second(1_000_000),
            owed: 0,
        };
        traffic.seconds(300, |_| (100, 300));
        assert_eq!(traffic.restrained_since(), None);
        traffic
    }

    /// `course` gives failures and latency by the second; the second in which the breaker opened.
    fn seconds(&mut self, count: u64, course: impl Fn(u64) -> (u64, u64)) -> Option<u64> {
        for number in 0..count {
            let (failures, latency) = course(number);
            for _ in 0..20 {
                self.owed += failures;
                let answered = self.owed < 10_000;
                self.owed %= 10_000;
                self.at = self.at.after(Milliseconds(50));
                let latency = Milliseconds(latency);
                self.breaker.ended(self.at, answered, latency, &self.settings);
                if self.breaker.phase(self.at) != Closed {
                    return Some(number);
                }
            }
        }
        None
    }

    fn restrained_since(&self) -> Option<Timestamp> {
        self.breaker.restraint(self.at).map(|one| one.since)
    }
}

/// One point more of every hundred calls fails with each second.
fn ramp(number: u64) -> (u64, u64) {
    ((100 + number * 100).min(10_000), 300)
}

#[test]
fn rising_errors_restrain_first_and_open_sooner_than_the_hard_bounds() {
    let plain = Resilience {
        prediction: None,
        ..Resilience::default()
    };
    let late = Traffic::new(plain).seconds(100, ramp).unwrap();
    let mut traffic = Traffic::new(Resilience::default());
    let mut restrained_in = None;
    let opened_in = (0..100).find(|&number| {
        let opened = traffic.seconds(1, |_| ramp(number)).is_some();
        if traffic.restrained_since().is_some() {
            restrained_in.get_or_insert(number);
        }
        opened
    });
    let (restrained, early) = (restrained_in.unwrap(), opened_in.unwrap());
    assert!(
        restrained + 5 <= early && early + 5 <= late,
        "{restrained} {early} {late}"
    );
}

#[test]
fn restraint_ends_only_after_doing_well_for_a_while() {
    let mut traffic = Traffic::new(Resilience::default());
    assert_eq!(traffic.seconds(8, |_| (2_500, 300)), None);
    let since = traffic.restrained_since().expect("errors have risen");
    // Up and down between the two bounds: neither let go nor restrained anew.
    for _ in 0..6 {
        assert_eq!(traffic.seconds(4, |_| (100, 300)), None);
        assert_eq!(traffic.seconds(4, |_| (2_500, 300)), None);
        assert_eq!(traffic.restrained_since(), Some(since));
    }
    assert_eq!(traffic.seconds(14, |_| (100, 300)), None);
    assert_eq!(traffic.restrained_since(), Some(since));
    assert_eq!(traffic.seconds(30, |_| (100, 300)), None);
    assert_eq!(traffic.restrained_since(), None);
}

#[test]
fn latency_restrains_and_opens_as_well_and_what_is_usual_does_neither() {
    let mut traffic = Traffic::new(Resilience::default());
    assert_eq!(traffic.seconds(20, |_| (100, 450)), None);
    assert_eq!(traffic.restrained_since(), None, "half as slow again is no rise");
    assert_eq!(traffic.seconds(10, |_| (100, 3_000)), None);
    assert!(traffic.restrained_since().is_some());
    assert_eq!(traffic.seconds(300, |_| (100, 3_000)), None);
    assert_eq!(traffic.restrained_since(), None, "it has become usual");
    assert!(traffic.seconds(30, |_| (100, 30_000)).is_some());
}

#[test]
fn chance_alone_restrains_hardly_ever() {
    let mut traffic = Traffic::new(Resilience::default());
    traffic.seconds(300, |_| (2_000, 300));
    let mut chance = crate::chance::Chance::of(&[1]);
    let mut restrained = 0;
    for _ in 0..20_000 {
        traffic.at = traffic.at.after(Milliseconds(200));
        let answered = chance.below(100) >= 10;
        end(&mut traffic.breaker, traffic.at, answered, FAST);
        if traffic.breaker.phase(traffic.at) != Closed {
            traffic.breaker = Breaker::default();
        }
        restrained += u32::from(traffic.restrained_since().is_some());
    }
    assert!(restrained < 400, "{restrained}");
}

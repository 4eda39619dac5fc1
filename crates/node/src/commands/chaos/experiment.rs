//! The file of an experiment: read, checked as a whole, and refused with line and field.

use std::time::Duration;

use bezant_kernel::Currency;
use serde::Deserialize;

use super::place::Places;
use crate::chaos::{Fault, Refusal};

/// An experiment keeps every payment in memory.
const MOST_PAYMENTS: u64 = 100_000;
const MOST_FAULTS: usize = 64;
const LONGEST_MS: u64 = 3_600_000;
const SHORTEST_MS: u64 = 100;

/// A chaos experiment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Experiment {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) steady_state: SteadyState,
    #[serde(default)]
    pub(crate) load: Load,
    #[serde(default)]
    pub(crate) stop: Stop,
    #[serde(rename = "fault")]
    lines: Vec<Line>,
    /// What the lines mean.
    #[serde(skip)]
    pub(crate) faults: Vec<Planned>,
}

/// What must hold before, during and after.
#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SteadyState {
    /// Of the payments that were decided, at least so many are approved.
    pub(crate) min_approval_basis_points: u64,
    /// Of the requests, at most so many are answered by an error or not at all.
    #[serde(default)]
    pub(crate) max_error_basis_points: u64,
    /// How long creating a payment takes.
    pub(crate) max_p95_ms: Option<u64>,
    pub(crate) max_p99_ms: Option<u64>,
    /// Of the payments, at most so many are neither finished nor under attention when recovery is over.
    #[serde(default)]
    pub(crate) max_unresolved_basis_points: u64,
    /// How long after the load payments may take to finish and followers to catch up.
    #[serde(default = "thirty_seconds")]
    pub(crate) recovers_within_ms: u64,
}

const fn thirty_seconds() -> u64 {
    30_000
}

/// The payments that the command makes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Load {
    pub(crate) per_second: u64,
    /// How long the steady state is looked at before anything is injected.
    pub(crate) before_ms: u64,
    /// And after the last fault.
    pub(crate) after_ms: u64,
    pub(crate) min_amount: u64,
    pub(crate) max_amount: u64,
    pub(crate) currency: String,
    pub(crate) method: String,
    /// Taken in turn.
    pub(crate) tokens: Vec<String>,
}

impl Default for Load {
    fn default() -> Self {
        Load {
            per_second: 10,
            before_ms: 3_000,
            after_ms: 3_000,
            min_amount: 100,
            max_amount: 10_000,
            currency: "EUR".into(),
            method: "card".into(),
            tokens: vec!["tok_approved".into()],
        }
    }
}

/// When an experiment ends itself.
#[derive(Copy, Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Stop {
    /// The time that is looked back on.
    pub(crate) window_ms: u64,
    /// How far a bound may be missed in it: added to a share, and a share of a latency.
    pub(crate) margin_basis_points: u64,
    /// With fewer answers nothing is concluded.
    pub(crate) min_answers: usize,
}

impl Default for Stop {
    fn default() -> Self {
        Stop {
            window_ms: 3_000,
            margin_basis_points: 1_000,
            min_answers: 10,
        }
    }
}

/// A fault as it is written: flat, so that a mistake has a line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: Kind,
    #[serde(default)]
    after_ms: u64,
    duration_ms: u64,
    gateway: Option<String>,
    latency_ms: Option<u64>,
    jitter_ms: Option<u64>,
    error_basis_points: Option<u32>,
    answer_lost_basis_points: Option<u32>,
    is_partitioned: Option<bool>,
    flapping: Option<bezant_gateways::Flapping>,
    delay_ms: Option<u64>,
    follower: Option<String>,
    offset_ms: Option<i64>,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Gateway,
    SlowDisk,
    KilledFollower,
    ClockSkew,
}

/// A fault and its time, counted from the end of the first look.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) fault: Fault,
    pub(crate) begins: Duration,
    pub(crate) ends: Duration,
}

/// A mistake in an experiment's file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {field}: {problem}")]
pub(crate) struct Mistake {
    pub(crate) line: usize,
    pub(crate) field: String,
    pub(crate) problem: String,
}

type Wrong = (String, String);

fn wrong<T>(field: impl Into<String>, problem: impl Into<String>) -> Result<T, Wrong> {
    Err((field.into(), problem.into()))
}

impl Experiment {
    /// Reads an experiment. Nothing of a file with a mistake counts.
    pub(crate) fn parse(text: &str) -> Result<Experiment, Mistake> {
        let unreadable = |error: &toml::de::Error, places: &Places| {
            let (line, field) = places.at(error.span().map_or(0, |span| span.start));
            Mistake {
                line,
                field,
                problem: error.message().to_owned(),
            }
        };
        let places = Places::of(text).map_err(|error| unreadable(&error, &Places::none(text)))?;
        let mut experiment: Experiment = toml::from_str(text).map_err(|error| unreadable(&error, &places))?;
        experiment.check().map_err(|(field, problem)| Mistake {
            line: places.line_of(&field),
            field,
            problem,
        })?;
        Ok(experiment)
    }

    /// How long faults are injected.
    pub(crate) fn injects_for(&self) -> Duration {
        let ends = self.faults.iter().map(|planned| planned.ends);
        ends.max().expect("an experiment has a fault")
    }

    fn check(&mut self) -> Result<(), Wrong> {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b);
        if !(1..=64).contains(&self.name.len()) || !self.name.bytes().all(is_plain) {
            return wrong("name", "must be 1 to 64 of a-z, 0-9, '_' and '-'");
        }
        let lines = std::mem::take(&mut self.lines);
        if !(1..=MOST_FAULTS).contains(&lines.len()) {
            return wrong("fault", format!("there must be 1 to {MOST_FAULTS}"));
        }
        for (index, line) in lines.iter().enumerate() {
            let at = |(field, problem): Wrong| (format!("fault[{index}].{field}"), problem);
            let planned = line.planned().map_err(at)?;
            let is_over = |other: &Planned| other.ends <= planned.begins || planned.ends <= other.begins;
            let target = planned.fault.target();
            let earlier = self.faults.iter();
            if let Some(other) = earlier
                .enumerate()
                .find_map(|(other, one)| (one.fault.target() == target && !is_over(one)).then_some(other))
            {
                return wrong(
                    format!("fault[{index}].after_ms"),
                    format!("fault[{other}] is at {target} at the same time"),
                );
            }
            self.faults.push(planned);
        }
        self.steady_state.check()?;
        self.load.check()?;
        if !(500..=60_000).contains(&self.stop.window_ms) {
            return wrong("stop.window_ms", "must be 500 to 60000");
        }
        if self.stop.margin_basis_points > 10_000 {
            return wrong("stop.margin_basis_points", "must be at most 10000");
        }
        if self.stop.min_answers == 0 {
            return wrong("stop.min_answers", "must be at least 1");
        }
        let injects_ms = u64::try_from(self.injects_for().as_millis()).unwrap_or(u64::MAX);
        let lasts_ms = self.load.before_ms + injects_ms + self.load.after_ms;
        if lasts_ms * self.load.per_second / 1_000 > MOST_PAYMENTS {
            return wrong(
                "load.per_second",
                format!(
                    "makes more than {MOST_PAYMENTS} payments in {} s",
                    lasts_ms / 1_000
                ),
            );
        }
        Ok(())
    }
}

impl SteadyState {
    fn check(&self) -> Result<(), Wrong> {
        for (field, basis_points) in [
            ("min_approval_basis_points", self.min_approval_basis_points),
            ("max_error_basis_points", self.max_error_basis_points),
            ("max_unresolved_basis_points", self.max_unresolved_basis_points),
        ] {
            if basis_points > 10_000 {
                return wrong(format!("steady_state.{field}"), "must be at most 10000");
            }
        }
        for (field, ms) in [("max_p95_ms", self.max_p95_ms), ("max_p99_ms", self.max_p99_ms)] {
            if ms.is_some_and(|ms| !(1..=60_000).contains(&ms)) {
                return wrong(format!("steady_state.{field}"), "must be 1 to 60000");
            }
        }
        if !(1_000..=600_000).contains(&self.recovers_within_ms) {
            return wrong("steady_state.recovers_within_ms", "must be 1000 to 600000");
        }
        Ok(())
    }
}

impl Load {
    fn check(&self) -> Result<(), Wrong> {
        if !(1..=1_000).contains(&self.per_second) {
            return wrong("load.per_second", "must be 1 to 1000");
        }
        if !(500..=600_000).contains(&self.before_ms) {
            return wrong("load.before_ms", "must be 500 to 600000");
        }
        if !(500..=600_000).contains(&self.after_ms) {
            return wrong("load.after_ms", "must be 500 to 600000");
        }
        if self.min_amount == 0 || self.max_amount > 1_000_000_000 {
            return wrong("load.min_amount", "amounts are 1 to 1000000000 minor units");
        }
        if self.max_amount < self.min_amount {
            return wrong("load.max_amount", "must not be below load.min_amount");
        }
        if self.currency.parse::<Currency>().is_err() {
            return wrong("load.currency", "is no currency of ISO 4217");
        }
        if self.tokens.is_empty() {
            return wrong("load.tokens", "needs a token");
        }
        Ok(())
    }
}

impl Line {
    fn planned(&self) -> Result<Planned, Wrong> {
        if self.after_ms > LONGEST_MS {
            return wrong("after_ms", "must be at most 3600000");
        }
        if !(SHORTEST_MS..=LONGEST_MS).contains(&self.duration_ms) {
            return wrong("duration_ms", "must be 100 to 3600000");
        }
        self.only_its_own()?;
        let fault = self.fault()?;
        if let Err(Refusal::Field { field, problem }) = fault.check() {
            return wrong(field, problem);
        }
        Ok(Planned {
            fault,
            begins: Duration::from_millis(self.after_ms),
            ends: Duration::from_millis(self.after_ms + self.duration_ms),
        })
    }

    /// A field of another kind would be without effect.
    fn only_its_own(&self) -> Result<(), Wrong> {
        for (field, is_said, kind) in [
            ("gateway", self.gateway.is_some(), Kind::Gateway),
            ("latency_ms", self.latency_ms.is_some(), Kind::Gateway),
            ("jitter_ms", self.jitter_ms.is_some(), Kind::Gateway),
            (
                "error_basis_points",
                self.error_basis_points.is_some(),
                Kind::Gateway,
            ),
            (
                "answer_lost_basis_points",
                self.answer_lost_basis_points.is_some(),
                Kind::Gateway,
            ),
            ("is_partitioned", self.is_partitioned.is_some(), Kind::Gateway),
            ("flapping", self.flapping.is_some(), Kind::Gateway),
            ("delay_ms", self.delay_ms.is_some(), Kind::SlowDisk),
            ("follower", self.follower.is_some(), Kind::KilledFollower),
            ("offset_ms", self.offset_ms.is_some(), Kind::ClockSkew),
        ] {
            if is_said && kind != self.kind {
                return wrong(field, format!("belongs to another kind of fault: {kind:?}"));
            }
        }
        Ok(())
    }

    fn fault(&self) -> Result<Fault, Wrong> {
        fn needed<T: Clone>(field: &str, value: Option<&T>) -> Result<T, Wrong> {
            value
                .cloned()
                .ok_or_else(|| (field.to_owned(), "this kind of fault needs it".to_owned()))
        }
        Ok(match self.kind {
            Kind::Gateway => Fault::Gateway {
                gateway: needed("gateway", self.gateway.as_ref())?,
                fault: bezant_gateways::Fault {
                    latency_ms: self.latency_ms.unwrap_or_default(),
                    jitter_ms: self.jitter_ms.unwrap_or_default(),
                    error_basis_points: self.error_basis_points.unwrap_or_default(),
                    answer_lost_basis_points: self.answer_lost_basis_points.unwrap_or_default(),
                    is_partitioned: self.is_partitioned.unwrap_or_default(),
                    flapping: self.flapping,
                },
            },
            Kind::SlowDisk => Fault::SlowDisk {
                delay_ms: needed("delay_ms", self.delay_ms.as_ref())?,
            },
            Kind::KilledFollower => Fault::KilledFollower {
                follower: needed("follower", self.follower.as_ref())?,
            },
            Kind::ClockSkew => Fault::ClockSkew {
                offset_ms: needed("offset_ms", self.offset_ms.as_ref())?,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "name = \"outage\"\n[steady_state]\nmin_approval_basis_points = 9000\n[load]\nper_second = 5\n\
                        [[fault]]\nkind = \"gateway\"\ngateway = \"a\"\nis_partitioned = true\nduration_ms = 1000\n\
                        [[fault]]\nkind = \"slow_disk\"\ndelay_ms = 20\nafter_ms = 500\nduration_ms = 3000\n";

    #[test]
    fn the_examples_are_experiments() {
        for text in [
            include_str!("../../../../../examples/chaos/gateway-outage.toml"),
            include_str!("../../../../../examples/chaos/bad-day.toml"),
        ] {
            let experiment = Experiment::parse(text).unwrap();
            assert!(experiment.injects_for() >= Duration::from_secs(30));
        }
    }

    #[test]
    fn mistakes_name_line_and_field() {
        let good = Experiment::parse(GOOD).unwrap();
        assert_eq!(good.injects_for(), Duration::from_millis(3_500));
        for (from, to, line, field) in [
            ("per_second = 5", "per_second = \"x\"", 5, "load.per_second"),
            ("per_second = 5", "per_second = 5000", 5, "load.per_second"),
            ("per_second = 5", "colour = 5", 5, "load.colour"),
            ("delay_ms = 20", "delay_ms = 20000", 13, "fault[1].delay_ms"),
            ("delay_ms = 20", "offset_ms = 20", 13, "fault[1].offset_ms"),
            ("delay_ms = 20\n", "", 11, "fault[1].delay_ms"),
            ("\"gateway\"", "\"gate\"", 7, "fault[0].kind"),
            ("9000", "10001", 3, "steady_state.min_approval_basis_points"),
            (
                "kind = \"slow_disk\"\ndelay_ms = 20",
                "kind = \"gateway\"\ngateway = \"a\"\nlatency_ms = 1",
                15,
                "fault[1].after_ms",
            ),
            ("is_partitioned = true", "jitter_ms = 0", 7, "fault[0].kind"),
        ] {
            let mistake = Experiment::parse(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert_eq!((mistake.line, &*mistake.field), (line, field), "{mistake}");
        }
        assert_eq!(Experiment::parse("name = \n").unwrap_err().line, 1);
        let text = GOOD.split("[[fault]]").next().unwrap();
        assert!(Experiment::parse(text).unwrap_err().problem.contains("fault"));
    }
}

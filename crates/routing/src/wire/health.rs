//! The stored forms of what is known about a gateway's health: statistics, breakers, courses.

use bezant_kernel::Timestamp;
use bezant_kernel::wire::Corrupt;
use prost::Message;

use crate::breaker::{Breaker, Course, Pace, Restraint, Trip, Window};
use crate::state::Record;
use crate::statistics::Statistics;

#[derive(Clone, PartialEq, Message)]
pub(super) struct RecordWire {
    #[prost(uint64, tag = "1")]
    step: u64,
    #[prost(uint64, repeated, tag = "2")]
    recent: Vec<u64>,
    #[prost(uint64, tag = "3")]
    latency: u64,
    #[prost(uint64, repeated, tag = "4")]
    total: Vec<u64>,
    #[prost(oneof = "BreakerWire", tags = "5, 6")]
    breaker: Option<BreakerWire>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum BreakerWire {
    #[prost(message, tag = "5")]
    Closed(WindowWire),
    #[prost(message, tag = "6")]
    Tripped(TripWire),
}

#[derive(Clone, PartialEq, Message)]
struct WindowWire {
    #[prost(uint32, tag = "1")]
    failures_in_a_row: u32,
    #[prost(fixed32, tag = "2")]
    failures: u32,
    #[prost(uint32, tag = "3")]
    calls: u32,
    #[prost(uint64, tag = "4")]
    last_call: u64,
    #[prost(uint32, tag = "5")]
    failed_probes: u32,
    #[prost(message, optional, tag = "6")]
    course: Option<CourseWire>,
}

#[derive(Clone, PartialEq, Message)]
struct TripWire {
    #[prost(uint64, tag = "1")]
    until: u64,
    #[prost(uint32, tag = "2")]
    count: u32,
    #[prost(uint32, tag = "3")]
    trials_in_flight: u32,
    #[prost(uint64, tag = "4")]
    last_trial: u64,
    #[prost(uint32, tag = "5")]
    trial_successes: u32,
    #[prost(uint64, tag = "6")]
    opened_at: u64,
    #[prost(uint32, tag = "7")]
    probe_answers: u32,
    #[prost(bool, tag = "8")]
    shortened: bool,
    #[prost(bool, tag = "9")]
    misled: bool,
}

#[derive(Clone, PartialEq, Message)]
struct CourseWire {
    /// Step, calls, errors and latency of the fast mean and of the slow one.
    #[prost(uint64, repeated, tag = "1")]
    paces: Vec<u64>,
    #[prost(uint64, tag = "2")]
    last_call: u64,
    #[prost(message, optional, tag = "3")]
    restraint: Option<RestraintWire>,
}

#[derive(Clone, PartialEq, Message)]
struct RestraintWire {
    #[prost(uint64, tag = "1")]
    since: u64,
    #[prost(uint64, optional, tag = "2")]
    calm_since: Option<u64>,
    #[prost(uint32, tag = "3")]
    errors_ahead_basis_points: u32,
}

pub(super) fn record_wire(record: &Record) -> RecordWire {
    let statistics = &record.statistics;
    let breaker = match &record.breaker {
        Breaker::Closed(window) => BreakerWire::Closed(WindowWire {
            failures_in_a_row: window.failures_in_a_row,
            failures: window.failures,
            calls: window.calls,
            last_call: window.last_call.as_microseconds(),
            failed_probes: window.failed_probes,
            course: (window.course != Course::default()).then(|| course_wire(&window.course)),
        }),
        Breaker::Tripped(trip) => BreakerWire::Tripped(TripWire {
            until: trip.until.as_microseconds(),
            count: trip.count,
            trials_in_flight: trip.trials_in_flight,
            last_trial: trip.last_trial.as_microseconds(),
            trial_successes: trip.trial_successes,
            opened_at: trip.opened_at.as_microseconds(),
            probe_answers: trip.probe_answers,
            shortened: trip.shortened,
            misled: trip.misled,
        }),
    };
    RecordWire {
        step: statistics.step,
        recent: statistics.recent.to_vec(),
        latency: statistics.latency,
        total: statistics.total.to_vec(),
        breaker: Some(breaker),
    }
}

pub(super) fn record_from(wire: RecordWire) -> Result<Record, Corrupt> {
    let four = |values: Vec<u64>| values.try_into().map_err(|_| Corrupt("there are four counts"));
    let at = Timestamp::from_microseconds;
    let breaker = match wire.breaker.ok_or(Corrupt("a record without breaker"))? {
        BreakerWire::Closed(window) => Breaker::Closed(Window {
            failures_in_a_row: window.failures_in_a_row,
            failures: window.failures,
            calls: window.calls,
            last_call: at(window.last_call),
            failed_probes: window.failed_probes,
            course: window.course.map(course_from).transpose()?.unwrap_or_default(),
        }),
        BreakerWire::Tripped(trip) => Breaker::Tripped(Trip {
            opened_at: at(trip.opened_at),
            until: at(trip.until),
            count: trip.count,
            trials_in_flight: trip.trials_in_flight,
            last_trial: at(trip.last_trial),
            trial_successes: trip.trial_successes,
            probe_answers: trip.probe_answers,
            shortened: trip.shortened,
            misled: trip.misled,
        }),
    };
    let statistics = Statistics {
        step: wire.step,
        recent: four(wire.recent)?,
        latency: wire.latency,
        total: four(wire.total)?,
    };
    Ok(Record { statistics, breaker })
}

fn course_wire(course: &Course) -> CourseWire {
    let values = |pace: &Pace| [pace.step, pace.calls, pace.errors, pace.latency];
    CourseWire {
        paces: [&course.fast, &course.slow]
            .into_iter()
            .flat_map(values)
            .collect(),
        last_call: course.last_call.as_microseconds(),
        restraint: course.restraint.map(|restraint| RestraintWire {
            since: restraint.since.as_microseconds(),
            calm_since: restraint.calm_since.map(Timestamp::as_microseconds),
            errors_ahead_basis_points: restraint.errors_ahead_basis_points,
        }),
    }
}

fn course_from(wire: CourseWire) -> Result<Course, Corrupt> {
    let at = Timestamp::from_microseconds;
    let pace = |values: [u64; 4]| Pace {
        step: values[0],
        calls: values[1],
        errors: values[2],
        latency: values[3],
    };
    let [a, b, c, d, e, f, g, h] = wire.paces[..] else {
        return Err(Corrupt("a course has two means of four sums"));
    };
    Ok(Course {
        fast: pace([a, b, c, d]),
        slow: pace([e, f, g, h]),
        last_call: at(wire.last_call),
        restraint: wire.restraint.map(|restraint| Restraint {
            since: at(restraint.since),
            calm_since: restraint.calm_since.map(at),
            errors_ahead_basis_points: restraint.errors_ahead_basis_points,
        }),
    })
}

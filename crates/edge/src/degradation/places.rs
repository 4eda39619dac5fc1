//! Places for requests: as many as the node serves without getting slow, which the shield's gate finds out, and never more than
//! the operator said.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bezant_shield::Moment;
use bezant_shield::shed::{self, Gate, Settings, Shedder};

use super::waited::Waited;
use super::{Degradation, DegradationPolicy, Priority, ShedLoad};

/// Places at the start, where so many may be: few enough that a burst right after a start finds a node that lives.
const FIRST: u32 = 256;
/// How long a window of measurements is.
const WINDOW: Duration = Duration::from_millis(100);
/// Between two looks at gateways.
const TICK_NANOSECONDS: u64 = 5_000_000;
/// More than any node serves at once.
const MOST: usize = 1 << 24;

/// Says how many calls to gateways are under way.
pub type AtGateways = Arc<dyn Fn() -> u32 + Send + Sync>;

/// The places of a node.
pub(crate) struct Places {
    gate: Gate,
    began: Instant,
    at_gateways: Sampled,
    degradation: Degradation,
}

/// How many calls are at gateways, asked for now and then: it takes locks that others need.
struct Sampled {
    count: AtGateways,
    /// The tick of the last look in the upper half, what was seen in the lower one.
    seen: AtomicU64,
}

impl Sampled {
    /// As seen in the tick of this moment.
    fn at(&self, now: Moment) -> u32 {
        let tick = (now.as_nanoseconds() / TICK_NANOSECONDS + 1) & u64::from(u32::MAX);
        let seen = self.seen.load(Ordering::Relaxed);
        if seen >> 32 == tick {
            return (seen & u64::from(u32::MAX)) as u32;
        }
        let count = (self.count)();
        self.seen.store(tick << 32 | u64::from(count), Ordering::Relaxed);
        count
    }
}

/// A request's place; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    place: shed::Place,
    began: Instant,
}

impl Places {
    /// At most `all` of them.
    pub(crate) fn new(all: usize, degradation: Degradation, at_gateways: AtGateways) -> Places {
        Places {
            gate: Gate::new(Shedder::new(settings(all, degradation.policy()))),
            began: Instant::now(),
            at_gateways: Sampled {
                count: at_gateways,
                seen: AtomicU64::new(0),
            },
            degradation,
        }
    }

    /// A place, or nothing where there is none for such requests now.
    pub(crate) fn take(&self, class: Priority) -> Option<Place> {
        let now = moment_since(self.began);
        let Some(place) = self.gate.admit(class, now, || self.at_gateways.at(now)) else {
            metrics::counter!("bezant_requests_shed_total", "class" => class.as_str()).increment(1);
            self.degradation.note_shed();
            return None;
        };
        Some(Place {
            place,
            began: self.began,
        })
    }

    /// Hands what there is to the metrics; to be called before they are read.
    pub(crate) fn report_metrics(&self) {
        let (places, under_way) = self.gate.look(|shedder| (shedder.places(), shedder.under_way()));
        metrics::gauge!("bezant_request_places").set(f64::from(places));
        metrics::gauge!("bezant_requests_under_way").set(f64::from(under_way));
    }
}

impl Place {
    /// The request was served, so that the time that it took says something; unless it waited in ways that can't be told apart.
    pub(crate) fn finish(self, waited: Waited) {
        match waited {
            Waited::For(outside) => self.place.finish(moment_since(self.began), outside),
            Waited::Unknown => {}
        }
    }
}

fn settings(all: usize, policy: &DegradationPolicy) -> Settings {
    let most = u32::try_from(all.clamp(1, MOST)).expect("the bound is far below");
    let (least, first) = match policy.shed_load {
        ShedLoad::Fixed => (most, most),
        ShedLoad::Adaptive { least } => {
            let least = least.clamp(1, most);
            (least, FIRST.clamp(least, most))
        }
    };
    Settings {
        least,
        most,
        first,
        window: WINDOW,
        cap: most,
        ..Settings::default()
    }
}

fn moment_since(began: Instant) -> Moment {
    Moment::from_nanoseconds(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(shed_load: ShedLoad) -> DegradationPolicy {
        DegradationPolicy {
            shed_load,
            ..DegradationPolicy::default()
        }
    }

    #[test]
    fn there_are_never_more_than_the_operator_said() {
        let degradation = Degradation::new(policy(ShedLoad::Fixed));
        let places = Places::new(10, degradation.clone(), Arc::new(|| 0));
        let mut taken = Vec::new();
        let counts = Priority::ALL.map(|class| {
            let before = taken.len();
            taken.extend(std::iter::from_fn(|| places.take(class)));
            taken.len() - before
        });
        assert_eq!(counts, [2, 2, 2, 1, 2, 1]);
        assert!(degradation.sheds_load());
        drop(taken);
        let high: Vec<_> = (0..10).map(|_| places.take(Priority::Finish)).collect();
        assert!(high.iter().all(Option::is_some), "the highest may take all");
        assert!(places.take(Priority::Stream).is_none());
    }

    #[test]
    fn what_is_found_out_has_bounds() {
        let of = |all, least| {
            let settings = settings(all, &policy(ShedLoad::Adaptive { least }));
            (settings.least, settings.first, settings.most, settings.cap)
        };
        assert_eq!(of(4_096, 64), (64, 256, 4_096, 4_096));
        assert_eq!(of(20, 64), (20, 20, 20, 20));
        assert_eq!(of(4_096, 1_000), (1_000, 1_000, 4_096, 4_096));
        assert_eq!(of(usize::MAX, 0).0, 1);
    }
}

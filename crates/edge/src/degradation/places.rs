//! Places for requests: as many as the node serves without getting slow, which the shield's gate finds out, and never more than
//! the operator said.

use std::time::{Duration, Instant};

use bezant_shield::Moment;
use bezant_shield::shed::{self, Gate, Settings, Shedder};

use super::waited::Waited;
use super::{Degradation, DegradationPolicy, Priority, ShedLoad};

/// Places at the start, where so many may be: few enough that a burst right after a start finds a node that lives.
const FIRST: u32 = 256;
/// How long a window of measurements is.
const WINDOW: Duration = Duration::from_millis(100);
/// More than any node serves at once.
const MOST: usize = 1 << 24;

/// The places of a node.
pub(crate) struct Places {
    gate: Gate,
    began: Instant,
    /// How many of the requests under way wait for a gateway.
    at_gateways: Box<dyn Fn() -> u32 + Send + Sync>,
    degradation: Degradation,
}

/// A request's place; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    place: shed::Place,
    began: Instant,
}

impl Places {
    /// At most `all` of them.
    pub(crate) fn new(
        all: usize,
        degradation: Degradation,
        at_gateways: impl Fn() -> u32 + Send + Sync + 'static,
    ) -> Places {
        Places {
            gate: Gate::new(Shedder::new(settings(all, degradation.policy()))),
            began: Instant::now(),
            at_gateways: Box::new(at_gateways),
            degradation,
        }
    }

    /// A place, or nothing where there is none for such requests now.
    pub(crate) fn take(&self, class: Priority) -> Option<Place> {
        let Some(place) = self
            .gate
            .admit(class, moment_since(self.began), &*self.at_gateways)
        else {
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
        let places = Places::new(10, degradation.clone(), || 0);
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

//! What the gateways' lanes carry right now, for the console and for metrics.

use bezant_kernel::GatewayName;

use super::admission::{LaneLoad, Priority};
use super::{Entry, Registry};

/// What one gateway carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    /// The gateway.
    pub gateway: GatewayName,
    /// How many calls that move money may be under way now.
    pub limit: u32,
    /// How many are.
    pub under_way: u32,
    /// How many wait for a place.
    pub waiting: usize,
    /// How many inquiries are under way.
    pub inquiries_under_way: u32,
    /// How many calls were turned away since the start, by priority.
    pub shed: Vec<(Priority, u64)>,
}

impl Registry {
    /// What each gateway carries now, sorted by name.
    pub fn loads(&self) -> Vec<Load> {
        let mut all: Vec<_> = self
            .gateways
            .iter()
            .map(|(name, entry)| load(name, entry))
            .collect();
        all.sort_by(|a, b| a.gateway.cmp(&b.gateway));
        all
    }

    /// How many calls are at all gateways together, or wait for a place at one.
    pub fn calls_under_way(&self) -> u32 {
        let of_lane = |load: LaneLoad| load.under_way as usize + load.waiting;
        let of_entry = |entry: &Entry| of_lane(entry.moving.load()) + of_lane(entry.inquiries.load());
        let all: usize = self.gateways.values().map(of_entry).sum();
        u32::try_from(all).unwrap_or(u32::MAX)
    }

    /// Hands what each gateway carries to the metrics; to be called before they are read.
    pub fn report_metrics(&self) {
        for load in self.loads() {
            let gateway = load.gateway.to_string();
            let gauge = |name, value: f64| metrics::gauge!(name, "gateway" => gateway.clone()).set(value);
            gauge("bezant_gateway_limit", load.limit.into());
            gauge("bezant_gateway_in_flight", load.under_way.into());
            gauge(
                "bezant_gateway_inquiries_in_flight",
                load.inquiries_under_way.into(),
            );
            gauge("bezant_gateway_waiting", load.waiting as f64);
            for (priority, count) in load.shed {
                metrics::counter!(
                    "bezant_gateway_shed_total",
                    "gateway" => gateway.clone(),
                    "priority" => priority.as_str(),
                )
                .absolute(count);
            }
        }
    }
}

fn load(name: &GatewayName, entry: &Entry) -> Load {
    let (moving, inquiries): (LaneLoad, LaneLoad) = (entry.moving.load(), entry.inquiries.load());
    Load {
        gateway: name.clone(),
        limit: moving.limit,
        under_way: moving.under_way,
        waiting: moving.waiting + inquiries.waiting,
        inquiries_under_way: inquiries.under_way,
        shed: Priority::ALL
            .iter()
            .map(|&priority| {
                let at = priority as usize;
                (priority, moving.shed[at] + inquiries.shed[at])
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

    use crate::{ConnectorKind, GatewayConfig, Registry};

    /// Notes what is reported.
    #[derive(Default)]
    struct Notes(Mutex<BTreeSet<String>>);

    impl Recorder for Notes {
        fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
        fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
            self.0.lock().unwrap().insert(key.to_string());
            Counter::noop()
        }
        fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
            self.0.lock().unwrap().insert(key.to_string());
            Gauge::noop()
        }
        fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
            panic!("{key} is not expected")
        }
    }

    #[test]
    fn limits_and_what_was_turned_away_are_reported_by_gateway() {
        let configs =
            ["alpha", "beta"].map(|name| GatewayConfig::new(name.parse().unwrap(), ConnectorKind::Sandbox));
        let registry = Registry::from_config(&configs).unwrap();
        let notes = Notes::default();
        metrics::with_local_recorder(&notes, || registry.report_metrics());
        let keys = notes.0.into_inner().unwrap();
        assert_eq!(keys.len(), 2 * (4 + 5), "{keys:?}");
        for wanted in [
            "Key(bezant_gateway_limit, [gateway = alpha])",
            "Key(bezant_gateway_shed_total, [gateway = beta, priority = checkout])",
        ] {
            assert!(keys.contains(wanted), "{wanted} in {keys:?}");
        }
        assert_eq!(
            (registry.loads()[1].limit, registry.loads()[1].under_way),
            (1_000, 0)
        );
    }
}

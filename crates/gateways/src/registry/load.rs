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

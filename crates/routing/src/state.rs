//! What is known about all gateways, and how ended operations change it.

use std::collections::BTreeMap;

use bezant_kernel::{GatewayName, Milliseconds, OperationKind, Timestamp};

use crate::GatewayProfile;
use crate::breaker::Breaker;
use crate::statistics::{OutcomeClass, Statistics};

pub(crate) const OPERATIONS: usize = OperationKind::ALL.len();

/// The declared gateways with what was learned about them. It is the same for all tenants: a gateway's health is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub(crate) gateways: BTreeMap<GatewayName, Gateway>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gateway {
    pub(crate) profile: GatewayProfile,
    pub(crate) records: [Record; OPERATIONS],
}

/// What was learned about one operation of one gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) statistics: Statistics,
    pub(crate) breaker: Breaker,
}

impl State {
    /// The declared gateways, by name.
    pub fn profiles(&self) -> impl Iterator<Item = &GatewayProfile> {
        self.gateways.values().map(|gateway| &gateway.profile)
    }

    /// The profile of one gateway.
    pub fn profile(&self, name: &GatewayName) -> Option<&GatewayProfile> {
        self.gateways.get(name).map(|gateway| &gateway.profile)
    }
}

impl Gateway {
    pub(crate) fn new(profile: GatewayProfile) -> Gateway {
        Gateway {
            profile,
            records: Default::default(),
        }
    }

    pub(crate) fn record(&self, operation: OperationKind) -> &Record {
        &self.records[slot(operation)]
    }
}

fn slot(operation: OperationKind) -> usize {
    match operation {
        OperationKind::Authorize => 0,
        OperationKind::Capture => 1,
        OperationKind::Void => 2,
        OperationKind::Refund => 3,
    }
}

/// A call to a gateway was committed: it may be a probe. To be called for each sent operation, at its commit time. A
/// gateway that is not declared is left alone.
pub fn started(state: &mut State, at: Timestamp, gateway: &GatewayName, operation: OperationKind) {
    if let Some(gateway) = state.gateways.get_mut(gateway) {
        gateway.records[slot(operation)].breaker.started(at);
    }
}

/// A call to a gateway ended: learn from it. `latency` is how long the gateway took, not longer than the time since
/// the call was committed. A gateway that is not declared (any more) is left alone.
pub fn observe(
    state: &mut State,
    at: Timestamp,
    gateway: &GatewayName,
    operation: OperationKind,
    outcome: OutcomeClass,
    latency: Milliseconds,
) {
    if let Some(gateway) = state.gateways.get_mut(gateway) {
        let record = &mut gateway.records[slot(operation)];
        record.statistics.record(at, outcome, latency);
        record.breaker.ended(at, outcome.is_answer(), latency);
    }
}

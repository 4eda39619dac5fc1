//! The gateways' health for people to read.

use bezant_kernel::{GatewayName, Milliseconds, OperationKind, Timestamp};

use crate::State;
use crate::breaker::{Breaker, BreakerPhase, Trend};
use crate::state::Record;
use crate::statistics::{ONE, OutcomeClass};

/// How one gateway is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayHealth {
    /// The gateway.
    pub gateway: GatewayName,
    /// One entry per operation.
    pub operations: Vec<OperationHealth>,
}

/// How one operation of a gateway is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationHealth {
    /// The operation.
    pub operation: OperationKind,
    /// The breaker's phase.
    pub breaker: BreakerPhase,
    /// When an open breaker lets the first probe pass.
    pub open_until: Option<Timestamp>,
    /// Where errors and latency are heading; nothing without recent calls, or while the breaker is not closed.
    pub trend: Option<Trend>,
    /// Successes among the recent calls, in ten-thousandths; nothing without recent calls.
    pub success_basis_points: Option<u32>,
    /// The mean time to an answer of the recent calls; nothing without recent answers.
    pub mean_latency: Option<Milliseconds>,
    /// Calls with a half-life of five minutes, rounded.
    pub recent: Counts,
    /// Calls since the gateway was declared.
    pub total: Counts,
}

/// Ended calls by outcome.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Done.
    pub success: u64,
    /// Refused.
    pub decline: u64,
    /// Failed without effect.
    pub failure: u64,
    /// Ended without anyone knowing how.
    pub unknown: u64,
}

/// All declared gateways by name, as they are at `now`.
pub fn health(state: &State, now: Timestamp) -> Vec<GatewayHealth> {
    let of_record = |(&operation, record): (&OperationKind, &Record)| {
        let statistics = record.statistics.at(now);
        let breaker = record.breaker.phase(now);
        OperationHealth {
            operation,
            breaker,
            open_until: match (&record.breaker, breaker) {
                (Breaker::Tripped(trip), BreakerPhase::Open) => Some(trip.until),
                _ => None,
            },
            trend: trend(state, record, now),
            success_basis_points: statistics.success_basis_points(),
            mean_latency: statistics.mean_latency(),
            recent: counts(statistics.recent.map(|count| count.saturating_add(ONE / 2) / ONE)),
            total: counts(statistics.total),
        }
    };
    let of_gateway = |(name, gateway): (&GatewayName, &crate::state::Gateway)| GatewayHealth {
        gateway: name.clone(),
        operations: OperationKind::ALL
            .iter()
            .zip(&gateway.records)
            .map(of_record)
            .collect(),
    };
    state.gateways.iter().map(of_gateway).collect()
}

fn trend(state: &State, record: &Record, now: Timestamp) -> Option<Trend> {
    let horizon = state.resilience.prediction.as_ref()?.horizon;
    match &record.breaker {
        Breaker::Closed(window) => window.course.trend(now, horizon),
        Breaker::Tripped(_) => None,
    }
}

fn counts(values: [u64; 4]) -> Counts {
    Counts {
        success: values[OutcomeClass::Success.index()],
        decline: values[OutcomeClass::Decline.index()],
        failure: values[OutcomeClass::Failure.index()],
        unknown: values[OutcomeClass::Unknown.index()],
    }
}

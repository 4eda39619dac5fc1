//! The stored forms of the settings of breakers and forecasts, and of when retries succeed.

use bezant_kernel::Milliseconds;
use bezant_kernel::wire::Corrupt;
use prost::Message;

use crate::moment::{CELLS, Cell, MAXIMUM_TABLES, Moments, Table};
use crate::{Prediction, Resilience};

#[derive(Clone, PartialEq, Message)]
pub(super) struct ResilienceWire {
    #[prost(uint32, tag = "1")]
    failures_in_a_row: u32,
    #[prost(uint32, tag = "2")]
    window_calls: u32,
    #[prost(uint32, tag = "3")]
    window_calls_at_least: u32,
    #[prost(uint32, tag = "4")]
    window_failures_basis_points: u32,
    #[prost(uint64, tag = "5")]
    open_for: u64,
    #[prost(uint64, tag = "6")]
    open_for_at_most: u64,
    #[prost(uint64, tag = "7")]
    open_at_least: u64,
    #[prost(message, optional, tag = "8")]
    prediction: Option<PredictionWire>,
}

#[derive(Clone, PartialEq, Message)]
struct PredictionWire {
    #[prost(uint64, tag = "1")]
    horizon: u64,
    #[prost(uint32, tag = "2")]
    calls_at_least: u32,
    #[prost(uint32, tag = "3")]
    restrain_at_errors_basis_points: u32,
    #[prost(uint32, tag = "4")]
    restrain_at_latency_percent: u32,
    #[prost(uint32, tag = "5")]
    release_at_errors_basis_points: u32,
    #[prost(uint32, tag = "6")]
    release_at_latency_percent: u32,
    #[prost(uint64, tag = "7")]
    release_after: u64,
    #[prost(uint32, tag = "8")]
    restrained_share_basis_points: u32,
    #[prost(uint32, tag = "9")]
    open_at_errors_basis_points: u32,
    #[prost(uint64, tag = "10")]
    open_at_latency: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct MomentWire {
    #[prost(uint64, tag = "1")]
    key: u64,
    #[prost(uint64, tag = "2")]
    step: u64,
    /// Good and bad of each cell.
    #[prost(uint64, repeated, tag = "3")]
    cells: Vec<u64>,
}

pub(super) fn resilience_wire(settings: &Resilience) -> ResilienceWire {
    ResilienceWire {
        failures_in_a_row: settings.failures_in_a_row,
        window_calls: settings.window_calls,
        window_calls_at_least: settings.window_calls_at_least,
        window_failures_basis_points: settings.window_failures_basis_points,
        open_for: settings.open_for.0,
        open_for_at_most: settings.open_for_at_most.0,
        open_at_least: settings.open_at_least.0,
        prediction: settings.prediction.map(|one| PredictionWire {
            horizon: one.horizon.0,
            calls_at_least: one.calls_at_least,
            restrain_at_errors_basis_points: one.restrain_at_errors_basis_points,
            restrain_at_latency_percent: one.restrain_at_latency_percent,
            release_at_errors_basis_points: one.release_at_errors_basis_points,
            release_at_latency_percent: one.release_at_latency_percent,
            release_after: one.release_after.0,
            restrained_share_basis_points: one.restrained_share_basis_points,
            open_at_errors_basis_points: one.open_at_errors_basis_points,
            open_at_latency: one.open_at_latency.0,
        }),
    }
}

pub(super) fn resilience_from(wire: ResilienceWire) -> Result<Resilience, Corrupt> {
    let settings = Resilience {
        failures_in_a_row: wire.failures_in_a_row,
        window_calls: wire.window_calls,
        window_calls_at_least: wire.window_calls_at_least,
        window_failures_basis_points: wire.window_failures_basis_points,
        open_for: Milliseconds(wire.open_for),
        open_for_at_most: Milliseconds(wire.open_for_at_most),
        open_at_least: Milliseconds(wire.open_at_least),
        prediction: wire.prediction.map(|one| Prediction {
            horizon: Milliseconds(one.horizon),
            calls_at_least: one.calls_at_least,
            restrain_at_errors_basis_points: one.restrain_at_errors_basis_points,
            restrain_at_latency_percent: one.restrain_at_latency_percent,
            release_at_errors_basis_points: one.release_at_errors_basis_points,
            release_at_latency_percent: one.release_at_latency_percent,
            release_after: Milliseconds(one.release_after),
            restrained_share_basis_points: one.restrained_share_basis_points,
            open_at_errors_basis_points: one.open_at_errors_basis_points,
            open_at_latency: Milliseconds(one.open_at_latency),
        }),
    };
    // Breakers rely on the bounds.
    settings
        .check()
        .map_err(|_| Corrupt("a resilience setting is out of its bounds"))?;
    Ok(settings)
}

pub(super) fn moment_wires(moments: &Moments) -> Vec<MomentWire> {
    let wire = |(key, table): (&u64, &Table)| MomentWire {
        key: *key,
        step: table.step,
        cells: table
            .cells
            .iter()
            .flat_map(|cell| [cell.good, cell.bad])
            .collect(),
    };
    moments.tables.iter().map(wire).collect()
}

pub(super) fn moments_from(wires: Vec<MomentWire>) -> Result<Moments, Corrupt> {
    if wires.len() > MAXIMUM_TABLES {
        return Err(Corrupt("too many tables of moments"));
    }
    let mut moments = Moments::default();
    for wire in wires {
        if wire.cells.len() != 2 * CELLS {
            return Err(Corrupt("each cell has two counts"));
        }
        let mut cells = [Cell::default(); CELLS];
        for (cell, counts) in cells.iter_mut().zip(wire.cells.chunks_exact(2)) {
            *cell = Cell {
                good: counts[0],
                bad: counts[1],
            };
        }
        let step = wire.step;
        moments.tables.insert(wire.key, Table { step, cells });
    }
    Ok(moments)
}

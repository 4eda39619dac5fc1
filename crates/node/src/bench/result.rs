//! Results: a table for people, JSON lines for programs.

use serde_json::json;

use crate::output::{line, note};

/// One measurement.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) bench: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// What the machine could do at all, measured in the same run.
    pub(crate) ceiling: Option<f64>,
    pub(crate) latencies: Option<Percentiles>,
    /// How it was measured, in a few words.
    pub(crate) how: String,
}

/// Latencies in milliseconds.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Percentiles {
    pub(crate) p50_ms: f64,
    pub(crate) p95_ms: f64,
    pub(crate) p99_ms: f64,
}

impl Percentiles {
    /// Of latencies in microseconds.
    pub(crate) fn of(mut microseconds: Vec<u32>) -> Option<Percentiles> {
        microseconds.sort_unstable();
        let last = microseconds.len().checked_sub(1)?;
        let at = |share: f64| f64::from(microseconds[(last as f64 * share) as usize]) / 1_000.0;
        Some(Percentiles {
            p50_ms: at(0.50),
            p95_ms: at(0.95),
            p99_ms: at(0.99),
        })
    }
}

/// The one in the middle; of an even number the higher one.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Prints as results come in.
pub(crate) struct Report {
    as_json: bool,
    begun: bool,
}

impl Report {
    pub(crate) fn new(as_json: bool) -> Self {
        Report {
            as_json,
            begun: false,
        }
    }

    pub(crate) fn add(&mut self, measured: &Measured) {
        let ratio = measured.ceiling.map(|ceiling| measured.value / ceiling);
        let latency = |pick: fn(&Percentiles) -> f64| measured.latencies.as_ref().map(pick);
        let (p50, p95, p99) = (
            latency(|l| l.p50_ms),
            latency(|l| l.p95_ms),
            latency(|l| l.p99_ms),
        );
        if self.as_json {
            let rounded = |value: Option<f64>| value.map(|value| (value * 1_000.0).round() / 1_000.0);
            // Of a millisecond, some of what is measured takes a thousandth.
            let fine = |value: Option<f64>| value.map(|value| (value * 1_000_000.0).round() / 1_000_000.0);
            line(
                &json!({
                    "bench": measured.bench, "value": rounded(Some(measured.value)), "unit": measured.unit,
                    "ceiling": rounded(measured.ceiling), "ratio": rounded(ratio),
                    "p50_ms": fine(p50), "p95_ms": fine(p95), "p99_ms": fine(p99),
                })
                .to_string(),
            );
            return;
        }
        if !self.begun {
            self.begun = true;
            line(&format!(
                "{:<28} {:>12} {:<10} {:>12} {:>6} {:>8} {:>8} {:>8}  how",
                "bench", "value", "unit", "ceiling", "ratio", "p50 ms", "p95 ms", "p99 ms"
            ));
        }
        let shown = |value: Option<f64>, digits: usize| {
            value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
        };
        let digits = if measured.value < 1_000.0 { 1 } else { 0 };
        line(&format!(
            "{:<28} {:>12} {:<10} {:>12} {:>6} {:>8} {:>8} {:>8}  {}",
            measured.bench,
            shown(Some(measured.value), digits),
            measured.unit,
            shown(measured.ceiling, 0),
            shown(ratio, 2),
            shown(p50, 2),
            shown(p95, 2),
            shown(p99, 2),
            measured.how
        ));
    }

    pub(crate) fn finish(&self) {
        if !self.as_json {
            note("machines are shared and noisy: compare ratios, and repeat before you believe");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted_latencies() {
        let percentiles = Percentiles::of((1..=1_001).rev().map(|ms| ms * 1_000).collect()).unwrap();
        assert_eq!(
            (percentiles.p50_ms, percentiles.p95_ms, percentiles.p99_ms),
            (501.0, 951.0, 991.0)
        );
        assert!(Percentiles::of(Vec::new()).is_none());
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
    }
}

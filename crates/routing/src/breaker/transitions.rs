//! The phases of a breaker and the table of its transitions. Code, documentation and tests are made from this table:
//! every change is checked against it.

/// A breaker's phase at a point in time.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BreakerPhase {
    /// Operations pass.
    Closed,
    /// No operation passes.
    Open,
    /// A few operations pass on trial.
    HalfOpen,
}

/// A row of the table.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct BreakerTransition {
    /// From this phase
    pub from: BreakerPhase,
    /// to this one,
    pub to: BreakerPhase,
    /// for this reason.
    pub when: &'static str,
}

const fn row(from: BreakerPhase, to: BreakerPhase, when: &'static str) -> BreakerTransition {
    BreakerTransition { from, to, when }
}

use BreakerPhase::{Closed, HalfOpen, Open};

/// All transitions. Whatever is not here does not happen.
#[rustfmt::skip]
pub static BREAKER_TRANSITIONS: &[BreakerTransition] = &[
    row(Closed, Open, "too many failures in a row or in the window, failed probes in a row, or a forecast beyond the bound"),
    row(Open, HalfOpen, "the open time is over; answered probes may shorten it"),
    row(HalfOpen, Closed, "three operations on trial were answered"),
    row(HalfOpen, Open, "an operation on trial failed; the open time doubles"),
];

impl BreakerPhase {
    /// All of them.
    pub const ALL: [BreakerPhase; 3] = [Closed, Open, HalfOpen];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Closed => "closed",
            Open => "open",
            HalfOpen => "half_open",
        }
    }

    /// Whether a breaker may go from here to `to`.
    pub fn may_become(self, to: BreakerPhase) -> bool {
        BREAKER_TRANSITIONS
            .iter()
            .any(|row| row.from == self && row.to == to)
    }
}

/// The table of transitions in Markdown, for the documentation.
pub fn breaker_transitions_table() -> String {
    let mut text = String::from("| From | To | When |\n|---|---|---|\n");
    for row in BREAKER_TRANSITIONS {
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            row.from.as_str(),
            row.to.as_str(),
            row.when
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_drawing_and_the_documented_one() {
        let drawn: Vec<_> = BREAKER_TRANSITIONS.iter().map(|row| (row.from, row.to)).collect();
        let drawing = [
            (Closed, Open),
            (Open, HalfOpen),
            (HalfOpen, Closed),
            (HalfOpen, Open),
        ];
        assert_eq!(drawn, drawing);
        let documented = include_str!("../../../../docs/routing.md");
        assert!(
            documented.contains(&breaker_transitions_table()),
            "docs/routing.md has another table: {}",
            breaker_transitions_table()
        );
    }
}

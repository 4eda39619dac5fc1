//! Rules that look at the stream of records and say what somebody should look at.
//!
//! In come records in order, out go alerts, which are records of the trail themselves. The rules are plain functions over a record and a
//! state of bounded size ([`Rules`]); time is the records' own, so that the same records always give the same alerts. They must never hold
//! anything up, decide anything, or remember more than some tens of thousands of people.

mod follow;
mod recent;
mod rules;

pub use self::follow::follow_alerts;
pub use self::rules::Rules;

/// When rules speak.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct AlertSettings {
    /// Rows that one principal reads within the span before it counts as a mass read.
    pub mass_read_rows: u64,
    /// That span, in minutes.
    pub mass_read_minutes: u64,
    /// Refusals of one principal, or from one address where nobody was let in, within the span before they count as repeated.
    pub refusals: u64,
    /// That span, in minutes.
    pub refusal_minutes: u64,
    /// One principal in two countries within so many minutes has travelled impossibly.
    pub travel_minutes: u64,
    /// Where countries are not looked up: one principal from so many networks within that span.
    pub travel_networks: usize,
}

impl Default for AlertSettings {
    fn default() -> Self {
        AlertSettings {
            mass_read_rows: 10_000,
            mass_read_minutes: 10,
            refusals: 20,
            refusal_minutes: 5,
            travel_minutes: 60,
            travel_networks: 6,
        }
    }
}

//! What auditors get from a running node: metrics of what they watch, reports over the audit trail, and what evidence is gathered from.
//!
//! In come questions that were decided, requests that were refused, and the wish for a report; out go counters, reports and facts. It must
//! never name anybody in a metric, and never make a report of another tenant's records.

mod facts;
mod metrics;
mod person;
mod reports;
mod setup;

pub(crate) use facts::facts;
pub(crate) use metrics::{Compliance, PciViolation};
pub(crate) use person::known;
pub(crate) use reports::{ReportFormat, ReportParams, answer, of_trail};
pub(crate) use setup::setup;

//! Reports and evidence for auditors: who saw health data, who changed what moves money, what is known of a person, what stands for
//! which requirement.
//!
//! In come records of the audit trail by a port ([`Records`]), with the checkpoint that covers them, and what a node says of itself; out
//! come a [`Report`], as JSON, CSV or PDF, and signed [`evidence`].
//!
//! - [`Report`]: tables and figures, each with the positions that it stands on.
//! - [`accesses`] (HIPAA), [`changes`] (SOX) and [`consents`] (GDPR) are made from the trail, [`person`] and [`processing`] (GDPR) from
//!   the state too.
//! - [`controls`] says what stands for which requirement of PCI DSS; [`evidence`] judges what was gathered, signs it and checks it.
//!
//! What it must never do: read a clock, a file or a socket; show a figure without what it stands on; say that something is met which
//! nobody looked at; make other bytes of the same records.

mod access;
mod change;
mod consent;
pub mod controls;
mod csv;
mod erasure;
mod error;
pub mod evidence;
mod pdf;
mod person;
mod positions;
mod processing;
mod reading;
mod report;
#[cfg(test)]
mod tests;

pub use access::accesses;
pub use change::{ChangeKind, FourEyes, changes};
pub use consent::consents;
pub use csv::csv;
pub use erasure::{Erased, erasure};
pub use error::ComplianceError;
pub use pdf::pdf;
pub use person::{Known, person};
pub use positions::Positions;
pub use processing::{Recipient, Setup, processing};
pub use reading::{LogRecords, Reading, Records, Scope, Span, Visit};
pub use report::{Cell, Column, Figure, Report, ReportKind, Row, Source, StandsOn, Table, column};

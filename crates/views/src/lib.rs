//! Read models of payments in SQLite: lists, search, history and sums.
//!
//! Committed entries come in, in the order of the log; pages of rows go out, each with the position of the log that it
//! reflects. Everything here can be thrown away and made anew from the log, so nothing here is waited for by a
//! payment, and nothing is decided from it. The ledger's transfers are not here: they are read where they lie in the
//! log. It must never show a tenant another tenant's rows, show a part of an entry, lose its place in the log, or put a
//! secret into a row or an event's data.

mod analytics;
mod cursor;
mod error;
mod event_json;
mod follow;
mod key;
mod read;
mod rows;
mod schema;
mod store;
#[cfg(test)]
mod tests;
mod write;

pub use analytics::{Analytics, AnalyticsQuestion, AnalyticsRow, Counts, Dimension, Rate, Resolution};
pub use error::ViewsError;
pub use event_json::event_json;
pub use follow::run;
pub use rows::{EventRow, Page, PaymentFilter, PaymentRow};
pub use store::Views;

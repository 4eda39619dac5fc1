//! One state per partition, composed of all machines: commands in, events out.
//!
//! The machines do not know each other. This crate hands a payment's postings to the ledger within the same decision, asks
//! the routing machine for the gateway, and lets routing learn from what payments record; if the ledger refuses, the whole
//! command is refused. It must stay small, and it must never hold a rule that belongs to one machine.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod checkpoint;
mod command;
mod daily;
mod directory;
mod event;
mod flow;
mod learning;
mod machine;
mod policy;
mod query;
mod reconciliation;
mod rejection;
mod reply;
mod router;
mod routing;
mod state;

pub use checkpoint::BalanceCheckpoint;
pub use command::{Command, system_tenant};
pub use directory::Directory;
pub use event::Event;
pub use flow::{Flow, FlowPlan};
pub use query::{Answer, Query};
pub use reconciliation::{ItemPage, ReconciliationAnswer, ReconciliationQuery};
pub use rejection::Rejection;
pub use reply::Reply;
pub use routing::{RoutingSettings, TryRoute};
pub use state::Core;

//! The ledger over gRPC: packed batches, a pipelined stream, single transfers, and reads; and the REST interface as calls, which run
//! through its routes.
//!
//! Calls come in over HTTP/2, are authenticated and bounded as those over REST are, and go to a [`LedgerBackend`]; packed
//! transfers go through as the bytes they came in. It must never look into a transfer to judge it, take a tenant from
//! anything but a checked key, hold more of one connection's batches than its share, or answer batches of a stream out of order.

mod about;
mod backend;
mod batches;
mod front;
mod pages;
mod serve;
mod service;
mod transcode;

pub use backend::{BalanceAsOf, BatchOutcome, LedgerBackend, LedgerCaller};
pub use serve::serve_grpc;
#[cfg(test)]
pub(crate) use transcode::Whole;

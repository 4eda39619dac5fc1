//! The ledger under load: in process, over gRPC in batches and one by one, over REST, on one hot account, and as it grows.

mod bare;
mod curve;
mod grpc;
mod inprocess;
mod plot;
mod transfers;

pub(crate) use bare::bare_loop;
pub(crate) use curve::curve;
pub(crate) use grpc::{batches, singles};
pub(crate) use inprocess::{hot_account, inprocess};

/// Accounts of the benchmarks, as in TigerBeetle's own.
pub(crate) const ACCOUNTS: u64 = 10_000;

//! The edge over a real engine with sandbox gateways, in memory.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod documents;
mod grpc;
mod idempotency;
mod keys;
mod ledger;
mod limits;
mod payments;
mod streams;
mod webhooks;
mod world;

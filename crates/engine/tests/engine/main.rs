//! The engine from outside, with a toy machine.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod archive;
mod batches;
mod cold;
mod follow;
mod idempotency;
mod model;
mod power;
mod recovery;
mod room;
mod runtime;
mod support;
mod toy;

//! The edge over a real engine, in memory.
#![allow(clippy::unwrap_used)]

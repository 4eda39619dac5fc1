//! The edge under a hostile internet: what its protection costs those who pay, and what they keep while others hold thousands of slow
//! connections or come ten times as many as can be served.

mod burst;
mod full;
mod slow;

pub(super) use burst::burst;
pub(super) use full::full;
pub(super) use slow::slow_connections;

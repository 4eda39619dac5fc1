//! Black-box tests against the real binary, and the outside world that they need in place of the real one.

pub mod stripe_fake;
pub mod webhook_receiver;

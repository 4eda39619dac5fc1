//! Black-box tests against the real binary, and the outside world that they need in place of the real one.

pub mod adyen_fake;
pub mod api;
pub mod browser;
pub mod certificates;
pub mod chance;
pub mod documents;
pub mod fake_gateway;
pub mod named_tests;
pub mod node;
pub mod postgres;
pub mod scripts;
pub mod small_disk;
pub mod stripe_fake;
pub mod transit_fake;
pub mod vault_process;
pub mod wait;
pub mod webhook_receiver;

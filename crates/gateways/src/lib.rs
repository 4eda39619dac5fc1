//! Gateways: the port through which payments reach the outside, the registry that calls it, and a folder per connector.
//!
//! In comes an [`Operation`](bezant_payments::Operation) that a payment machine has decided; out goes an
//! [`Outcome`](bezant_payments::Outcome) and how long it took. What an outcome claims must be true: `Failed` says that
//! nothing happened, so whatever may have reached the gateway and got no clear answer is `Unknown`.
//! This crate never retries, never chooses a gateway and keeps no state that a restart would miss; it never prints a
//! secret or a payment method's token.
//!
//! A new connector is one folder and one line in `registry.rs`.

mod config;
mod port;
mod registry;
mod sandbox;
mod stripe;

pub use config::{ConfigError, ConnectorKind, GatewayConfig, SandboxConfig, Secret, StripeConfig};
pub use port::{Authorize, CallContext, Capabilities, Capture, Gateway, Inquire, Refund, Void};
pub use registry::Registry;
pub use sandbox::magic_table;
pub use stripe::install_crypto_provider;

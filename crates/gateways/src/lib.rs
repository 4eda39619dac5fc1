//! Gateways: the port through which payments reach the outside, the registry that calls it, and a folder per connector.
//!
//! In comes an [`Operation`](bezant_payments::Operation) that a payment machine has decided; out goes an
//! [`Outcome`](bezant_payments::Outcome) and how long it took. What an outcome claims must be true: `Failed` says that
//! nothing happened, so whatever may have reached the gateway and got no clear answer is `Unknown`.
//! This crate never retries, never chooses a gateway and keeps no state that a restart would miss; it never prints a
//! secret or a payment method's token.
//!
//! The other way round, a gateway's request becomes [`Notice`]s, if it is signed and understood as a whole.
//!
//! A new connector is one folder and one line in `registry.rs`.

mod adyen;
mod card;
mod config;
mod disputes;
mod http;
mod limits;
mod minor_units;
mod notifications;
mod port;
mod registry;
mod sandbox;
mod stripe;
#[cfg(test)]
mod testing;

pub use card::CardData;
pub use config::{AdyenConfig, ConfigError, ConnectorKind, GatewayConfig, Secret, StripeConfig};
pub use disputes::{
    DisputeError, DisputeNotice, DisputeReason, DisputeReference, DisputeStatus, DisputedFunds, Disputes,
    Evidence,
};
pub use http::install_crypto_provider;
pub use limits::{LimitsConfig, RetriesConfig, TimeoutsConfig};
pub use notifications::{
    HeaderMap, LARGEST_NOTIFICATION, Notice, Notification, NotificationError, NotificationRequest,
    Notifications,
};
pub use port::{
    Authorize, CallContext, Capabilities, Capture, Gateway, Inquire, Origin, Probe, ProbeFailed, Refund, Void,
};
pub use registry::{Fault, FaultError, Faults, Flapping, Load, Priority, Registry, Terms};
pub use sandbox::{
    AnswerShares, ApprovalLine, Conditions, DeclineWeight, Drift, FeeLine, LatencyTable, OutageKind,
    OutageLine, SandboxClock, SandboxConfig, TestCard, magic_table, scripted_sandbox, test_card, test_cards,
};

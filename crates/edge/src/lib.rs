//! The edge: the HTTP API over the engine and the views.
//!
//! Requests come in; commands and queries go to the engine, searches go to the views, and answers go out as JSON or as
//! problem details. Here callers are authenticated, limited and heard, and nothing is decided: every rule of business
//! is in a machine. It must never take a tenant from anything but a checked key, hold a business rule, wait without bound,
//! show a secret twice, or say of a thing of another tenant more than that there is none.

mod access;
mod access_log;
mod admin;
mod audit;
mod auth;
mod before_route;
mod billing;
mod books;
mod checkout;
mod compliance;
mod compression;
mod conditional;
mod correlation;
mod cors;
mod degradation;
mod deliveries;
mod directory;
mod door;
mod dto;
mod edge;
mod external_id;
mod freshness;
mod front;
mod gateway_notices;
mod graphql;
mod grpc;
mod identity;
mod ledger_backend;
mod live;
mod mail;
pub mod measure;
mod oauth;
mod openapi;
mod outside;
mod policy_following;
mod problem;
mod profile;
mod protection;
mod reconciling;
mod representation;
mod request;
mod respond;
mod retention;
mod routes;
mod scim;
mod serve;
mod signin;
mod surface;
mod tenant_rates;
mod tending;
#[cfg(test)]
mod tests;
mod versions;

pub use access_log::AccessLog;
pub use admin::{AdminParts, admin_router};
pub use audit::Auditing;
pub use checkout::SandboxBank;
pub use cors::{Cors, InvalidCors};
pub use degradation::{
    AtGateways, Degradation, DegradationPolicy, ShedLoad, WhenViewsLag, degradation_router,
};
pub use deliveries::{Deliveries, DeliveriesError, DeliveryRecord};
pub use directory::DirectoryHandle;
pub use edge::{Edge, Limits, Metrics, Parts, StartError};
pub use gateway_notices::{GatewayNotice, GatewayNotices, GatewayNoticesError, NoticeRequest};
pub use grpc::{BalanceAsOf, BatchOutcome, LedgerBackend, LedgerCaller, serve_grpc};
pub use identity::IdentityParts;
pub use ledger_backend::EngineLedger;
pub use mail::{Letter, MailError, Mailer};
pub use oauth::{rotate_signing_keys, tend_signing_keys};
pub use openapi::openapi_json;
pub use problem::{CODES, Problem};
pub use protection::{AttackRules, Countries, Per, Protection, RateLimit, Rates};
pub use retention::Retention;
pub use routes::console::PageFile;
pub use routes::docs::{Document, Documents};
pub use routes::router;
pub use serve::{serve, serve_face};
pub use surface::{Face, Surface};
pub use tending::tend;
pub use versions::{UnknownVersion, Version};

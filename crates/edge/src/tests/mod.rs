//! The edge over a real engine with sandbox gateways, in memory.
#![allow(clippy::unwrap_used)]

mod access_matrix;
mod analytics;
mod bad_input;
mod degradation;
mod documents;
mod doors;
mod grpc;
mod idempotency;
mod identity;
mod imports;
mod keys;
mod ledger;
mod ledger_flows;
mod ledger_in_bulk;
mod ledger_later;
mod ledger_reads;
mod limits;
mod oauth;
mod oauth_attacks;
mod oauth_clients;
mod oauth_login;
mod outside;
mod outside_provider;
mod payments;
mod routing;
mod scim;
mod scim_groups;
mod sign_in;
mod sign_in_attacks;
mod sign_in_browser;
mod sign_in_email;
mod sign_in_people;
mod streams;
mod webhooks;
mod world;

//! The transport as its callers see it: raw sockets, raw frames, TLS clients.
#![allow(clippy::unwrap_used)]

mod cost;
mod drain;
mod h2spec;
mod http2;
mod router;
mod server;
mod slow;
mod smuggling;
mod tls;

//! Transport: connections from a hostile internet, turned into HTTP requests for one service.
//!
//! In: a [`Listener`], a [`tower::Service`] such as a router, a [`Transport`] with its [`Limits`] and certificates, and the signal
//! to stop. Out: answered requests, with [`PeerAddress`] and [`PeerCertificate`] as extensions, [`Counters`], and how the end went
//! ([`Drained`]). HTTP/1.1 and HTTP/2 are spoken by hyper; what hyper lets pass and the standards do not is refused in front of
//! it. This crate must never know a route or who a caller is, hold more than a limit says, wait without an end, or give a
//! request to the service about whose beginning and end two readers could disagree.

mod body;
mod clock;
mod connection;
mod counters;
mod guarded;
mod http1;
mod http2;
mod limits;
mod peer;
mod registry;
mod serve;
mod service;
mod slot;
mod stream;
mod tls;

pub use body::{BodyError, RequestBody, ResponseBody};
pub use counters::{Counters, Cut, Refused};
pub use limits::{Http2Limits, Limits};
pub use peer::{PeerAddress, PeerCertificate};
pub use serve::{Drained, Protocols, Transport, serve, serve_each};
pub use stream::Listener;
pub use tls::{ClientCertificates, Reloaded, Tls, TlsError, TlsSettings};

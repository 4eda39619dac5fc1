//! A listener at work: it accepts, looks over what it has accepted, and ends in an orderly way.

use std::convert::Infallible;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body::Body;
use tokio::time::MissedTickBehavior;

use crate::body::RequestBody;
use crate::clock::Clock;
use crate::connection::{Speaker, speak};
use crate::counters::Counters;
use crate::limits::Limits;
use crate::peer::PeerAddress;
use crate::registry::Registry;
use crate::slot::Shared;
use crate::stream::Listener;
use crate::tls::Tls;

/// After a failed accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Which protocols a listener speaks.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Protocols {
    /// HTTP/1.1 and HTTP/2: what is agreed on by TLS (ALPN), or what the caller begins with.
    #[default]
    Both,
    /// HTTP/1.1 only.
    Http1,
    /// HTTP/2 only, as for gRPC.
    Http2,
}

impl Protocols {
    pub(crate) fn allow(self, is_http2: bool) -> bool {
        match self {
            Protocols::Both => true,
            Protocols::Http1 => !is_http2,
            Protocols::Http2 => is_http2,
        }
    }

    /// In order of preference, as ALPN names them.
    pub(crate) fn names(self) -> Vec<Vec<u8>> {
        let all: [(bool, &[u8]); 2] = [(true, b"h2"), (false, b"http/1.1")];
        let allowed = all.iter().filter(|(is_http2, _)| self.allow(*is_http2));
        allowed.map(|(_, name)| name.to_vec()).collect()
    }
}

/// How a listener's connections are treated.
#[derive(Clone, Debug, Default)]
pub struct Transport {
    /// What is spoken.
    pub protocols: Protocols,
    /// The certificates; `None` for plain connections. Its protocols are those of [`crate::TlsSettings::protocols`].
    pub tls: Option<Tls>,
    /// What callers may cost.
    pub limits: Limits,
    /// What is counted; a clone kept by the caller shows it.
    pub counters: Arc<Counters>,
}

/// How it ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Connections that had to be cut.
    pub connections_cut: usize,
    /// Requests that had no complete answer when they were cut.
    pub requests_cut: usize,
}

/// Answers requests with `service` until `shutdown` is there. Then takes no more connections, tells callers that this was the
/// last request of theirs, gives what is under way [`Limits::stop_within`], and cuts the rest.
pub async fn serve<S, B>(
    listener: impl Into<Listener>,
    service: S,
    transport: Transport,
    shutdown: impl Future<Output = ()>,
) -> Drained
where
    S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    serve_each(listener, move |_| service.clone(), transport, shutdown).await
}

/// As [`serve`], with a service for each connection, which `make` gives: for what is bounded by connection.
pub async fn serve_each<S, B>(
    listener: impl Into<Listener>,
    mut make: impl FnMut(PeerAddress) -> S,
    transport: Transport,
    shutdown: impl Future<Output = ()>,
) -> Drained
where
    S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let listener = listener.into();
    let Transport {
        protocols,
        tls,
        limits,
        counters,
    } = transport;
    let speaker = Arc::new(Speaker::new(protocols, tls, &limits));
    let (stop_within, unsent_bytes) = (limits.stop_within, limits.unsent_bytes);
    let mut looks = tokio::time::interval(limits.look_every());
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let registry = Registry::new(Arc::new(Shared {
        limits,
        counters: Arc::clone(&counters),
        clock: Clock::new(),
    }));
    let mut shutdown = pin!(shutdown);
    loop {
        let (socket, address) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            _ = looks.tick() => {
                registry.look_over();
                continue;
            }
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection can't be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        let seat = match registry.admit(address, speaker.first_phase()) {
            Ok(seat) => seat,
            Err(refused) => {
                counters.count_refused(refused);
                continue;
            }
        };
        if let Err(error) = socket.prepare(unsent_bytes) {
            tracing::debug!(%error, "a connection is gone already");
            continue;
        }
        tokio::spawn(speak(Arc::clone(&speaker), socket, seat, address, make(address)));
    }
    drop(listener);
    registry.drain();
    let mut emptied = pin!(registry.emptied());
    let mut over = pin!(tokio::time::sleep(stop_within));
    loop {
        tokio::select! {
            biased;
            () = &mut emptied => return Drained { connections_cut: 0, requests_cut: 0 },
            () = &mut over => break,
            _ = looks.tick() => registry.look_over(),
        }
    }
    let (connections_cut, requests_cut) = registry.cut_all();
    if requests_cut > 0 {
        tracing::warn!(requests_cut, "requests were still under way at the end");
    }
    Drained {
        connections_cut,
        requests_cut,
    }
}

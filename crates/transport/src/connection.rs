//! One connection from its first byte to its last: TLS, then the protocol that its caller speaks.

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use http::{Request, Response};
use http_body::Body;
use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};

use crate::body::RequestBody;
use crate::counters::Refused;
use crate::guarded::Guarded;
use crate::http1::INSTEAD_BYTES;
use crate::limits::Limits;
use crate::peer::{PeerAddress, PeerCertificate};
use crate::registry::Seat;
use crate::serve::Protocols;
use crate::service::Gate;
use crate::slot::{Phase, Slot};
use crate::stream::{Socket, Stream};
use crate::tls::Tls;

/// How the connections of a listener are spoken with.
#[derive(Clone)]
pub(crate) struct Speaker {
    protocols: Protocols,
    tls: Option<Tls>,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
}

impl Speaker {
    pub(crate) fn new(protocols: Protocols, tls: Option<Tls>, limits: &Limits) -> Self {
        let mut http1 = http1::Builder::new();
        // Times and sizes are kept in front of hyper: its own times cost a timer for each request, and its own sizes must leave
        // room for what it reads instead of a head that is too large.
        let head_bytes = limits.head_bytes + INSTEAD_BYTES;
        http1
            .header_read_timeout(None)
            .max_header_size(head_bytes)
            .max_buf_size(limits.read_ahead_bytes.max(head_bytes).max(8 << 10));
        let of_http2 = &limits.http2;
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .max_concurrent_streams(of_http2.concurrent_streams)
            .initial_stream_window_size(of_http2.stream_window_bytes)
            .initial_connection_window_size(of_http2.connection_window_bytes)
            .max_frame_size(of_http2.frame_bytes)
            .max_send_buf_size(of_http2.send_buffer_bytes)
            .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
            .keep_alive_interval(of_http2.ping_after)
            .keep_alive_timeout(of_http2.ping_after);
        Speaker {
            protocols,
            tls,
            http1,
            http2,
        }
    }

    /// Where a new connection begins.
    pub(crate) fn first_phase(&self) -> Phase {
        if self.tls.is_some() {
            Phase::Handshake
        } else {
            Phase::Fresh
        }
    }
}

/// Speaks with a caller until one of both ends it.
pub(crate) async fn speak<S, B>(
    speaker: Arc<Speaker>,
    socket: Socket,
    seat: Seat,
    address: PeerAddress,
    service: S,
) where
    S: tower::Service<Request<RequestBody>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let slot = Arc::clone(seat.slot());
    let (stream, certificate, agreed) = match &speaker.tls {
        None => (Stream::Plain(socket), None, None),
        Some(tls) => {
            // Boxed: a handshake is large, and most of a connection's life comes after it.
            let handshake = Box::pin(tls.acceptor().accept(socket));
            let stream = match until_asked(&slot, handshake).await {
                Some(Ok(stream)) => stream,
                Some(Err(error)) => {
                    slot.shared().counters.count_refused(Refused::Handshake);
                    tracing::debug!(%error, "a handshake failed");
                    return;
                }
                None => return,
            };
            slot.enter(Phase::Fresh);
            let session = stream.get_ref().1;
            let agreed = session.alpn_protocol().map(|protocol| protocol == b"h2");
            let certificates = session.peer_certificates();
            let certificate = match certificates.and_then(|chain| chain.first()) {
                None => None,
                Some(der) => match PeerCertificate::read(der) {
                    Some(certificate) => Some(certificate),
                    // A caller whose identity can't be told must not pass as one without.
                    None => {
                        slot.shared().counters.count_refused(Refused::Handshake);
                        return;
                    }
                },
            };
            (Stream::Tls(Box::new(stream)), certificate, agreed)
        }
    };
    let mut guarded = Guarded::new(stream, seat);
    let Some(Ok(Some(is_http2))) = until_asked(&slot, guarded.open(agreed)).await else {
        // Gone, or asked to go, before there was a request.
        return;
    };
    if !speaker.protocols.allow(is_http2) {
        slot.shared().counters.count_refused(Refused::Protocol);
        return;
    }
    let gate = Gate::new(service, Arc::clone(&slot), address, certificate);
    let ended = if is_http2 {
        let connection = speaker.http2.serve_connection(TokioIo::new(guarded), gate);
        until_over(&slot, Box::pin(connection), |connection| {
            connection.graceful_shutdown()
        })
        .await
    } else {
        let connection = speaker.http1.serve_connection(TokioIo::new(guarded), gate);
        let connection = Box::pin(connection.with_upgrades());
        until_over(&slot, connection, |connection| connection.graceful_shutdown()).await
    };
    if let Some(Err(error)) = ended {
        tracing::debug!(%error, "a connection ended with an error");
    }
}

/// Waits for something before the first request, unless the connection is asked to end.
async fn until_asked<F: Future>(slot: &Slot, future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| {
        slot.task().register(context.waker());
        if slot.is_draining() {
            return Poll::Ready(None);
        }
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Waits for a connection's end: an orderly one once it is asked to end, and an end at once when it is cut.
async fn until_over<C: Future>(
    slot: &Slot,
    mut connection: Pin<Box<C>>,
    end: impl Fn(Pin<&mut C>),
) -> Option<C::Output> {
    let mut is_ending = false;
    std::future::poll_fn(|context| {
        slot.task().register(context.waker());
        if slot.is_cut() {
            return Poll::Ready(None);
        }
        if slot.is_draining() && !is_ending {
            is_ending = true;
            end(connection.as_mut());
        }
        connection.as_mut().poll(context).map(Some)
    })
    .await
}

//! The listener: HTTP/2 with windows wide enough for batches of a megabyte, and an orderly end.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Request;
use bezant_transport::{Http2Limits, Limits, Listener, Protocols, RequestBody, Transport};
use tower::service_fn;

use super::about::About;
use super::backend::LedgerBackend;
use super::front::Front;
use super::service::Service;
use super::transcode::Transcoder;
use crate::auth::Peer;
use crate::edge::Edge;

/// What a caller may send ahead on one stream, and on all of a connection: several batches, so that it never waits for
/// a window while the last batch is being read.
const STREAM_WINDOW_BYTES: u32 = 8 << 20;
const CONNECTION_WINDOW_BYTES: u32 = 16 << 20;

/// A batch is one frame: each frame costs both sides bookkeeping.
const MAX_FRAME_BYTES: u32 = 2 << 20;

/// Calls and streams of one connection at a time.
const MAX_CONCURRENT_STREAMS: u32 = 256;

/// Bounds the metadata of a call.
const MAX_HEADER_BYTES: u32 = 16 << 10;

const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// Serves the ledger and the REST interface over gRPC until `shutdown` is there; then takes no more connections and batches, and
/// gives what is under way [`crate::Limits::stop_within`]. Streams end when [`Edge::close`] is called, which this does.
pub async fn serve_grpc(
    edge: Edge,
    backend: Arc<dyn LedgerBackend>,
    listener: impl Into<Listener>,
    transport: Transport,
    shutdown: impl Future<Output = ()>,
) {
    let transport = Transport {
        protocols: Protocols::Http2,
        limits: Limits {
            head_bytes: MAX_HEADER_BYTES as usize,
            head_within: edge.limits().head_within,
            stop_within: edge.limits().stop_within,
            // A stream may be silent, and a channel idle: pings tell whether somebody is there.
            body_bytes_per_second: 0,
            idle_within: Duration::from_secs(60 * 60),
            http2: Http2Limits {
                concurrent_streams: MAX_CONCURRENT_STREAMS,
                stream_window_bytes: STREAM_WINDOW_BYTES,
                connection_window_bytes: CONNECTION_WINDOW_BYTES,
                frame_bytes: MAX_FRAME_BYTES,
                ping_after: KEEP_ALIVE,
                ..Http2Limits::default()
            },
            ..transport.limits
        },
        ..transport
    };
    let encrypted = transport.tls.is_some();
    let (transcoder, about) = (Transcoder::new(edge.clone()), About::new(&edge).await);
    let make = |_| {
        let service = Service::new(edge.clone(), Arc::clone(&backend));
        let front = Arc::new(Front::new(service, transcoder.clone(), about.clone()));
        service_fn(move |mut request: Request<RequestBody>| {
            let front = Arc::clone(&front);
            Peer::note(&front.edge, &mut request, encrypted);
            async move { Ok::<_, Infallible>(front.answer(request).await) }
        })
    };
    let shutdown = async {
        shutdown.await;
        about.close().await;
        edge.close();
    };
    bezant_transport::serve_each(listener, make, transport, shutdown).await;
}

//! The listener: HTTP/2 with windows wide enough for batches of a megabyte, and an orderly end.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;

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

/// After a failed accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves the ledger and the REST interface over gRPC until `shutdown` is there; then takes no more connections and batches, and gives what is
/// under way [`crate::Limits::stop_within`]. Streams end when [`Edge::close`] is called, which this does.
pub async fn serve_grpc(
    edge: Edge,
    backend: Arc<dyn LedgerBackend>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) {
    let mut http = http2::Builder::new(TokioExecutor::new());
    http.timer(TokioTimer::new())
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_frame_size(MAX_FRAME_BYTES)
        .max_concurrent_streams(MAX_CONCURRENT_STREAMS)
        .max_header_list_size(MAX_HEADER_BYTES)
        .auto_date_header(false)
        .keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE);
    let head_within = edge.limits().head_within;
    let (transcoder, about) = (Transcoder::new(edge.clone()), About::new(&edge).await);
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection can't be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection is gone already");
            continue;
        }
        let service = Service::new(edge.clone(), Arc::clone(&backend));
        let front = Arc::new(Front::new(service, transcoder.clone(), about.clone()));
        let service = service_fn(move |mut request: Request<Incoming>| {
            let front = Arc::clone(&front);
            request.extensions_mut().insert(Peer(peer.ip()));
            async move { Ok::<_, Infallible>(front.answer(request).await) }
        });
        let (http, watcher) = (http.clone(), graceful.watcher());
        tokio::spawn(async move {
            // One that says nothing is not kept; one that has said something is pinged.
            if !matches!(
                tokio::time::timeout(head_within, stream.readable()).await,
                Ok(Ok(()))
            ) {
                return;
            }
            let connection = http.serve_connection(TokioIo::new(stream), service);
            if let Err(error) = watcher.watch(connection).await {
                tracing::debug!(%error, "a connection ended with an error");
            }
        });
    }
    drop(listener);
    about.close().await;
    edge.close();
    if tokio::time::timeout(edge.limits().stop_within, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("calls were still under way at the end");
    }
}

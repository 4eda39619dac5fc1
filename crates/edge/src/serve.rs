//! The listener: HTTP/1.1 with bounds on slow callers, and an orderly end.

use std::pin::pin;
use std::time::Duration;

use axum::Extension;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::Layer;

use crate::auth::Peer;
use crate::edge::Edge;
use crate::representation::Forms;
use crate::routes::router;

/// After a failed accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves the public API until `shutdown` is there; then takes no more connections, ends the event streams, and gives
/// requests under way [`crate::Limits::stop_within`].
pub async fn serve(edge: Edge, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let limits = *edge.limits();
    let service = router(edge.clone());
    // No caller waits for what is made once.
    Forms::get();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_within);
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
        let connection = http.serve_connection(
            TokioIo::new(stream),
            TowerToHyperService::new(Extension(Peer(peer.ip())).layer(service.clone())),
        );
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended with an error");
            }
        });
    }
    drop(listener);
    edge.close();
    if tokio::time::timeout(limits.stop_within, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests were still under way at the end");
    }
}

//! The listener: HTTP/1.1 with bounds on slow callers, and an orderly end.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use axum::Extension;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tower::{Layer, Service};

use crate::auth::Peer;
use crate::edge::Edge;
use crate::progress::Progress;
use crate::routes::router;

/// After a failed accept, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves the public API until `shutdown` is there; then takes no more connections, ends the event streams, and gives
/// requests under way [`crate::Limits::stop_within`].
pub async fn serve(edge: Edge, listener: TcpListener, shutdown: impl Future<Output = ()>) {
    let limits = *edge.limits();
    let service = router(edge.clone());
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head_within);
    // Each connection holds a sender, so that the end of all is seen.
    let (here, mut gone) = mpsc::channel::<Infallible>(1);
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
            TokioIo::new(Progress::new(stream, limits.stalled_within)),
            TowerToHyperService::new(Extension(Peer(peer.ip())).layer(service.clone())),
        );
        let (closing, here) = (edge.closing(), here.clone());
        tokio::spawn(async move {
            if let Err(error) = until_done(connection, closing).await {
                tracing::debug!(%error, "a connection ended with an error");
            }
            drop(here);
        });
    }
    drop(listener);
    edge.close();
    drop(here);
    let ending = async {
        gone.recv().await;
        // WebSockets are no longer HTTP's.
        edge.watchers_gone().await;
    };
    if tokio::time::timeout(limits.stop_within, ending).await.is_err() {
        tracing::warn!("requests were still under way at the end");
    }
}

/// A connection to its end; from when the node closes, to the end of the request that is under way.
async fn until_done<S>(
    connection: http1::Connection<TokioIo<Progress<TcpStream>>, TowerToHyperService<S>>,
    mut closing: watch::Receiver<bool>,
) -> hyper::Result<()>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible> + Clone + Send,
    S::Future: Send,
{
    let mut connection = pin!(connection.with_upgrades());
    tokio::select! {
        ended = connection.as_mut() => return ended,
        _ = closing.wait_for(|&closing| closing) => {}
    }
    connection.as_mut().graceful_shutdown();
    connection.await
}

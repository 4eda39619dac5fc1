//! A listener: its routes behind [`bezant_transport`], which bounds what callers may cost.

use bezant_transport::{Listener, Transport};
use tower::ServiceExt;

use crate::auth::Peer;
use crate::edge::Edge;
use crate::representation::Forms;
use crate::routes::router_of;
use crate::surface::Face;

/// Serves the whole API: [`serve_face`] for a node with one listener.
pub async fn serve(
    edge: Edge,
    listener: impl Into<Listener>,
    transport: Transport,
    shutdown: impl Future<Output = ()>,
) {
    serve_face(edge, Face::default(), listener, transport, shutdown).await;
}

/// Serves the part of the API that `face` names until `shutdown` is there; then takes no more connections, ends the event streams, and
/// gives requests under way [`crate::Limits::stop_within`]. How long a request's head may take is said by the edge's limits too.
pub async fn serve_face(
    edge: Edge,
    face: Face,
    listener: impl Into<Listener>,
    mut transport: Transport,
    shutdown: impl Future<Output = ()>,
) {
    transport.limits.head_within = edge.limits().head_within;
    transport.limits.stop_within = edge.limits().stop_within;
    transport.limits.write_stall = edge.limits().stalled_within;
    let encrypted = transport.tls.is_some();
    // No caller waits for what is made once.
    Forms::get();
    let noting = edge.clone();
    let service = router_of(edge.clone(), face).map_request(move |mut request: axum::http::Request<_>| {
        Peer::note(&noting, &mut request, encrypted);
        request
    });
    let shutdown = async {
        shutdown.await;
        edge.close();
    };
    bezant_transport::serve(listener, service, transport, shutdown).await;
    // WebSockets are no longer HTTP's: they say goodbye themselves.
    if tokio::time::timeout(edge.limits().stop_within, edge.watchers_gone())
        .await
        .is_err()
    {
        tracing::warn!("event streams were still open at the end");
    }
}

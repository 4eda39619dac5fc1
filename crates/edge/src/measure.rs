//! The steps by which a request is let in, one by one, so that a benchmark can time the very code that requests run through.

use axum::http::{Extensions, HeaderMap, Method};
use bezant_identity::Permission;

use crate::access::Access;
use crate::auth::{Asked, Caller};
use crate::edge::Edge;

/// Who a request comes from, as the edge knows them.
#[derive(Clone, Debug)]
pub struct KnownCaller(Caller);

/// Waits until the edge knows all that is committed now.
pub async fn settled(edge: &Edge) {
    let head = edge.engine().committed();
    while edge.directory().is_followed() && edge.directory().catch_up(head).await {}
}

/// Who presents these headers, or the code of the problem.
pub fn authenticate(edge: &Edge, headers: &HeaderMap) -> Result<KnownCaller, &'static str> {
    crate::auth::authenticate(edge, headers)
        .map(KnownCaller)
        .map_err(|problem| problem.code())
}

/// Whether they may read payments by this route: their permissions first, then the policy, and the decision is kept as
/// configured. The policy remembers what it was asked before, so another route is another question.
pub fn may_read_payments(
    edge: &Edge,
    caller: &mut KnownCaller,
    headers: &HeaderMap,
    route: &str,
) -> Result<(), &'static str> {
    let extensions = Extensions::new();
    let asked = Asked {
        method: &Method::GET,
        route,
        extensions: &extensions,
        headers,
    };
    crate::auth::decide(edge, &mut caller.0, &asked, Access::needs(Permission::PaymentsRead))
        .map_err(|problem| problem.code())
}

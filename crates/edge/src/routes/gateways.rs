//! The gateways and how they are doing.

use axum::extract::State;
use axum::response::Response;
use bezant_core::{Answer, Query};

use crate::dto::Page;
use crate::dto::gateway::GatewayDto;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::Reader;
use crate::respond;

/// List gateways
///
/// The node's gateways with their health, as routing sees it.
#[utoipa::path(
    get, path = "/api/v1/gateways", tag = "gateways",
    responses((status = 200, description = "All of them.", body = Page<GatewayDto<'_>>))
)]
pub(crate) async fn list(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let query = Query::Gateways { now: edge.now() };
    let Answer::Gateways(gateways) = edge.query(reader.tenant, query).await? else {
        unreachable!("a question for gateways is answered with them");
    };
    let shown = gateways
        .iter()
        .map(|(profile, health)| GatewayDto::of(profile, health, edge.is_sandbox(&profile.name)));
    let page = Page::whole(shown.collect());
    Ok(respond::ok(&page))
}

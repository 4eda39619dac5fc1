//! How payments went, in numbers.

use axum::extract::State;
use axum::response::Response;

use crate::dto::analytics::{AnalyticsDto, AnalyticsParams};
use crate::edge::Edge;
use crate::freshness::Freshness;
use crate::problem::Problem;
use crate::request::{Params, Reader};
use crate::respond;

/// Read payment analytics
///
/// Approval, declines, cost, latency, and what retries, failover and waiting added, by time and segment. The numbers follow
/// the log at a small distance and say which position they reflect.
#[utoipa::path(
    get, path = "/api/v1/analytics/payments", tag = "analytics", params(AnalyticsParams),
    responses((status = 200, description = "The numbers.", body = AnalyticsDto))
)]
pub(crate) async fn payments(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<AnalyticsParams>,
) -> Result<Response, Problem> {
    let question = params.into_question(edge.now())?;
    let freshness = Freshness::of(&edge)?;
    let answer = edge.views().analytics(reader.tenant, &question).await?;
    let dto = AnalyticsDto::of(&question, &answer, freshness.stale_by);
    Ok(freshness.mark(respond::ok(&dto)))
}

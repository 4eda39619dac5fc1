//! What was decided about requests, and why one would be decided so.

use axum::extract::State;
use axum::response::Response;
use bezant_policy::{Filter, Input, explain as explained, read_decisions};

use crate::dto::Page;
use crate::dto::identity::policy::{DecisionDto, DecisionParams, ExplanationDto};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Params, Reader, page_limit, parse};
use crate::respond;

fn unavailable() -> Problem {
    Problem::new(
        Code::DecisionsUnavailable,
        "the log of decisions can't be read right now",
    )
}

/// List decisions
///
/// The newest of the tenant's own first: all denials, all changes, and a sample of what only reads.
#[utoipa::path(
    get, path = "/api/v1/policy/decisions", tag = "policy", params(DecisionParams),
    responses((status = 200, description = "The newest that fit.", body = Page<DecisionDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<DecisionParams>,
) -> Result<Response, Problem> {
    let filter = Filter {
        tenant: Some(reader.tenant.id()),
        principal: params.subject()?,
        allow: params.allow,
        since: params.since,
        limit: page_limit(params.limit)? as usize,
    };
    let Some(folder) = edge.identity().decisions_dir.clone() else {
        return Ok(respond::ok(&Page::<DecisionDto>::whole(Vec::new())));
    };
    let _permit = edge.heavy_permit()?;
    let reading = tokio::task::spawn_blocking(move || read_decisions(&folder, &filter));
    let found = reading.await.map_err(|_| unavailable())?.map_err(|error| {
        tracing::warn!(%error, "the log of decisions can't be read");
        unavailable()
    })?;
    let rows = found.records.into_iter().map(DecisionDto::from).collect();
    Ok(respond::ok(&Page::whole(rows)))
}

/// Explain a decision
///
/// How the policy in force decides a question (its form is in docs/policy.md), with the reasons in words and what each rule
/// says. Nothing is done, and nothing is recorded.
#[utoipa::path(
    post, path = "/api/v1/policy/decisions/explain", tag = "policy", request_body = Object,
    responses((status = 200, description = "The decision.", body = ExplanationDto))
)]
pub(crate) async fn explain(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let input: Input = parse(&change.body)?;
    let _permit = edge.heavy_permit()?;
    let policy = edge.identity().authorizer.policy();
    let version = policy.version();
    let explaining = tokio::task::spawn_blocking(move || explained(&policy, &input));
    let failed = |_| Problem::new(Code::PolicyInvalid, "the policy can't be explained");
    let explanation = explaining.await.map_err(failed)?;
    let explanation = explanation.map_err(|error| Problem::new(Code::PolicyInvalid, error.to_string()))?;
    Ok(respond::ok(&ExplanationDto::of(version, explanation)))
}

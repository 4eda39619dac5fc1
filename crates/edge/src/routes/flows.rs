//! Flows of the posting language: planned and made in one decision.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Command, Flow, Query, Reply};
use bezant_engine::Wait;

use crate::dto::flow::{FlowDto, NewFlow};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, parse};
use crate::respond;

/// Carry out a flow
///
/// A text of the posting language becomes one chain of transfers, all or none, against the balances of this moment. A dry run
/// answers what would be made and makes nothing.
#[utoipa::path(
    post, path = "/api/v1/ledger/flows", tag = "ledger", request_body = NewFlow,
    responses(
        (status = 200, description = "The dry run: what would be made.", body = FlowDto),
        (status = 201, description = "Made.", body = FlowDto),
    )
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewFlow = parse(&change.body)?;
    let flow = Flow {
        id: new.id.unwrap_or_else(|| edge.new_id()),
        program: Box::new(bezant_flows::parse(&new.source)?),
        variables: new.variables,
    };
    if new.dry_run {
        let query = Query::PlanFlow {
            flow,
            now: edge.now(),
        };
        let Answer::FlowPlan(plan) = edge.query(change.tenant, query).await? else {
            unreachable!("a question for a plan is answered with one");
        };
        return Ok(respond::ok(&FlowDto::planned(&plan?)));
    }
    let done = change.submit(&edge, Command::Flow(flow), Wait::Committed).await?;
    let Reply::Transfers { made, .. } = &done.reply else {
        unreachable!("a flow is answered with what was made");
    };
    let mut response = respond::json(StatusCode::CREATED, &FlowDto::made(made.as_ref()));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

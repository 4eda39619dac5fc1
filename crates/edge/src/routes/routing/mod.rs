//! Routing: what is set, and where a payment would go. It belongs to the node and not to one tenant, so all but the
//! explanation of a tenant's own payment needs a key with the scope `operate`.

pub(crate) mod experiments;
pub(crate) mod rules;
pub(crate) mod settings;

use axum::extract::State;
use axum::response::Response;
use bezant_core::{Answer, Command, Query, RoutingSettings};
use bezant_engine::Wait;
use bezant_kernel::PaymentId;
use bezant_routing::Actor;

use super::payments::current;
use crate::dto::routing::RoutingDto;
use crate::dto::routing::decision::{DecisionDto, NewDecision, PaymentRoutingDto};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Operation, OperatorReader, PathId, Reader, parse};
use crate::respond;

/// The settings as they stand.
async fn settings(edge: &Edge, operator: &OperatorReader) -> Result<Box<RoutingSettings>, Problem> {
    let Answer::Routing(settings) = edge.query(operator.tenant, Query::Routing).await? else {
        unreachable!("a question for the settings of routing is answered with them");
    };
    Ok(settings)
}

/// Carries a command about routing out. Says whether it was done before under the same idempotency key.
async fn set(
    edge: &Edge,
    operation: &Operation,
    command: impl FnOnce(Actor) -> bezant_routing::Command,
) -> Result<bool, Problem> {
    // The key is who is checked, so it is who acts; four eyes are two keys.
    let by = operation.caller.actor();
    let command = Command::Routing(command(by));
    Ok(operation.submit(edge, command, Wait::Committed).await?.replayed)
}

/// Read how payments are routed
#[utoipa::path(
    get, path = "/api/v1/routing", tag = "routing",
    responses((status = 200, description = "The settings.", body = RoutingDto<'_>))
)]
pub(crate) async fn read(State(edge): State<Edge>, operator: OperatorReader) -> Result<Response, Problem> {
    let settings = settings(&edge, &operator).await?;
    Ok(respond::ok(&RoutingDto::from(&*settings)))
}

/// Try a decision
///
/// Where a payment like this would go now, and why. Nothing is sent and nothing is kept.
#[utoipa::path(
    post, path = "/api/v1/routing/decisions", tag = "routing", request_body = NewDecision,
    responses((status = 200, description = "The decision.", body = DecisionDto))
)]
pub(crate) async fn decide(State(edge): State<Edge>, operation: Operation) -> Result<Response, Problem> {
    let new: NewDecision = parse(&operation.body)?;
    let trial = new.into_trial(edge.now(), edge.new_id());
    let query = Query::TryRoute(Box::new(trial));
    let Answer::TryRoute(decided) = edge.query(operation.of, query).await? else {
        unreachable!("a question for a decision is answered with one");
    };
    match decided {
        Ok(decision) => Ok(respond::ok(&DecisionDto::from(decision))),
        Err(diagnostics) => {
            let rejection = bezant_routing::Rejection::RulesInvalid(diagnostics);
            Err(bezant_core::Rejection::from(rejection).into())
        }
    }
}

/// Explain a payment's routing
///
/// Every gateway with its score by component, why it was left out or chosen, and the versions of rules, strategy, fees and
/// what was learned.
#[utoipa::path(
    get, path = "/api/v1/payments/{id}/routing", tag = "routing",
    params(("id" = String, Path, description = "The payment.")),
    responses((status = 200, description = "The explanation.", body = PaymentRoutingDto<'_>))
)]
pub(crate) async fn explain(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PaymentId>,
) -> Result<Response, Problem> {
    let payment = current(&edge, reader.sight(), id).await?;
    Ok(respond::ok(&PaymentRoutingDto::from(&*payment)))
}

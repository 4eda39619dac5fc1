//! Strategy and fees.

use axum::extract::State;
use axum::response::Response;
use bezant_routing::{Command, FeeDocument, Rejection};

use super::{set, settings as current};
use crate::dto::routing::RoutingDto;
use crate::dto::routing::resilience::ResilienceDto;
use crate::dto::routing::strategy::StrategyDto;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Operation, OperatorReader, parse};
use crate::respond;

/// The settings as they are after a change.
pub(super) async fn answer(edge: &Edge, operation: &Operation, replayed: bool) -> Result<Response, Problem> {
    let settings = current(edge, &operation.reader()).await?;
    let mut response = respond::ok(&RoutingDto::from(&*settings));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Set the strategy
///
/// How gateways are compared from now on.
#[utoipa::path(
    post, path = "/api/v1/routing/strategy", tag = "routing", request_body = StrategyDto,
    responses((status = 200, description = "The settings as they are now.", body = RoutingDto<'_>))
)]
pub(crate) async fn set_strategy(
    State(edge): State<Edge>,
    operation: Operation,
) -> Result<Response, Problem> {
    let new: StrategyDto = parse(&operation.body)?;
    let strategy = new.into_strategy("")?;
    let replayed = set(&edge, &operation, |by| Command::SetStrategy { strategy, by }).await?;
    answer(&edge, &operation, replayed).await
}

/// Set the resilience
///
/// When breakers open and close, and what forecasts do, for all gateways. What is left out is as by default.
#[utoipa::path(
    post, path = "/api/v1/routing/resilience", tag = "routing", request_body = ResilienceDto,
    responses((status = 200, description = "The settings as they are now.", body = RoutingDto<'_>))
)]
pub(crate) async fn set_resilience(
    State(edge): State<Edge>,
    operation: Operation,
) -> Result<Response, Problem> {
    let new: ResilienceDto = parse(&operation.body)?;
    let resilience = new.into();
    let replayed = set(&edge, &operation, |by| Command::SetResilience { resilience, by }).await?;
    answer(&edge, &operation, replayed).await
}

/// Set the fees
///
/// What gateways charge, in place of what was set before, in the form of `docs/routing.md`. A gateway without a schedule costs
/// what its configuration says.
#[utoipa::path(
    post, path = "/api/v1/routing/fees", tag = "routing", request_body = Object,
    responses((status = 200, description = "The settings as they are now.", body = RoutingDto<'_>))
)]
pub(crate) async fn set_fees(State(edge): State<Edge>, operation: Operation) -> Result<Response, Problem> {
    let document: FeeDocument = parse(&operation.body)?;
    let schedules = document
        .read()
        .map_err(|wrong| Problem::from(bezant_core::Rejection::from(Rejection::FeesInvalid(wrong))))?;
    let replayed = set(&edge, &operation, |by| Command::SetFees { schedules, by }).await?;
    answer(&edge, &operation, replayed).await
}

/// Read the fees
///
/// In the form in which they are set.
#[utoipa::path(
    get, path = "/api/v1/routing/fees", tag = "routing",
    responses((status = 200, description = "The fees.", body = Object))
)]
pub(crate) async fn read_fees(
    State(edge): State<Edge>,
    operator: OperatorReader,
) -> Result<Response, Problem> {
    let settings = current(&edge, &operator).await?;
    Ok(respond::ok(&FeeDocument::of(&settings.fees.1)))
}

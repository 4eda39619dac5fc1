//! Experiments: start, watch, stop.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_routing::{Command, Rejection};

use super::{set, settings};
use crate::dto::Page;
use crate::dto::payment_request::NoDetails;
use crate::dto::routing::experiment::{ExperimentDto, NewExperiment};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Operation, OperatorReader, PathText, parse, parse_or_default};
use crate::respond;

async fn answer(
    edge: &Edge,
    operation: &Operation,
    name: &str,
    status: StatusCode,
    replayed: bool,
) -> Result<Response, Problem> {
    let settings = settings(edge, &operation.reader()).await?;
    let found = settings
        .experiments
        .iter()
        .find(|run| run.experiment.name == name);
    let Some(found) = found else {
        let unknown = Rejection::ExperimentNotRunning(name.to_owned());
        return Err(bezant_core::Rejection::from(unknown).into());
    };
    let mut response = respond::json(status, &ExperimentDto::from(found));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Start an experiment
///
/// Routes a part of the customers another way, until there is a result or it does harm. One runs at a time.
#[utoipa::path(
    post, path = "/api/v1/routing/experiments", tag = "routing", request_body = NewExperiment,
    responses((status = 201, description = "It runs.", body = ExperimentDto<'_>))
)]
pub(crate) async fn start(State(edge): State<Edge>, operation: Operation) -> Result<Response, Problem> {
    let new: NewExperiment = parse(&operation.body)?;
    let experiment = new.into_experiment()?;
    let name = experiment.name.clone();
    let replayed = set(&edge, &operation, |by| Command::StartExperiment {
        experiment,
        by,
    })
    .await?;
    answer(&edge, &operation, &name, StatusCode::CREATED, replayed).await
}

/// List experiments
#[utoipa::path(
    get, path = "/api/v1/routing/experiments", tag = "routing",
    responses((status = 200, description = "Those that are kept, the last one last.", body = Page<ExperimentDto<'_>>))
)]
pub(crate) async fn list(State(edge): State<Edge>, operator: OperatorReader) -> Result<Response, Problem> {
    let settings = settings(&edge, &operator).await?;
    Ok(respond::ok(&Page::whole(
        settings.experiments.iter().map(ExperimentDto::from).collect(),
    )))
}

/// Stop an experiment
///
/// Ends it without a result.
#[utoipa::path(
    post, path = "/api/v1/routing/experiments/{name}/stop", tag = "routing", request_body = Option<NoDetails>,
    params(("name" = String, Path, description = "The experiment.")),
    responses((status = 200, description = "It is over.", body = ExperimentDto<'_>))
)]
pub(crate) async fn stop(
    State(edge): State<Edge>,
    PathText(name): PathText,
    operation: Operation,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&operation.body)?;
    let ended = name.clone();
    let replayed = set(&edge, &operation, |by| Command::StopExperiment {
        name: ended,
        by,
    })
    .await?;
    answer(&edge, &operation, &name, StatusCode::OK, replayed).await
}

//! The switch for operators, on the socket for this machine's own commands.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::post;
use serde::{Deserialize, Serialize};

use super::Degradation;
use crate::audit::Auditing;
use crate::front::{Front, front};
use crate::problem::Problem;
use crate::request::{RawBody, parse};
use crate::respond;

/// `/admin/v1/degradation`: how the node is doing, and whether it takes changes; recorded where there is an audit trail. To be merged with [`crate::admin_router`].
pub fn degradation_router(degradation: Degradation, audit: Option<Arc<Auditing>>) -> Router {
    Router::new()
        .route("/admin/v1/degradation", post(change).get(read))
        .layer(from_fn_with_state(Front::local().audited(audit), front))
        .with_state(degradation)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewState {
    read_only: bool,
}

#[derive(Serialize)]
struct StateDto {
    object: &'static str,
    read_only: bool,
    sheds_load: bool,
    skips_optional_checks: bool,
}

async fn read(State(degradation): State<Degradation>) -> Response {
    shown(&degradation)
}

async fn change(State(degradation): State<Degradation>, RawBody(body): RawBody) -> Result<Response, Problem> {
    let NewState { read_only } = parse(&body)?;
    degradation.set_read_only(read_only);
    Ok(shown(&degradation))
}

fn shown(degradation: &Degradation) -> Response {
    respond::ok(&StateDto {
        object: "degradation",
        read_only: degradation.is_read_only(),
        sheds_load: degradation.sheds_load(),
        skips_optional_checks: degradation.skips_optional_checks(),
    })
}

//! Faults over the admin socket. Who may open the socket may break the node, where its configuration allows that at all.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Active, Chaos, Fault, Refusal};

/// Where faults are set, shown and lifted.
pub(crate) const FAULTS_PATH: &str = "/admin/v1/chaos/faults";

type Allowed = Option<Arc<Chaos>>;

/// The service; it refuses everything where there is no place for faults.
pub(crate) fn router(chaos: Allowed) -> Router {
    Router::new()
        .route(FAULTS_PATH, get(list).post(set).delete(lift_all))
        .route(&format!("{FAULTS_PATH}/{{id}}"), axum::routing::delete(lift))
        .route(&format!("{FAULTS_PATH}/{{id}}/renew"), post(renew))
        .with_state(chaos)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFault {
    fault: Fault,
    lease_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Renewal {
    lease_ms: u64,
}

impl Refusal {
    fn code(&self) -> (StatusCode, &'static str) {
        match self {
            Refusal::NotAllowed => (StatusCode::FORBIDDEN, "chaos_not_allowed"),
            Refusal::TargetBusy(_) => (StatusCode::CONFLICT, "chaos_target_busy"),
            Refusal::FaultUnknown(_) => (StatusCode::NOT_FOUND, "chaos_fault_unknown"),
            Refusal::Field { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "chaos_fault_invalid"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.code();
        let mut body = json!({ "status": status.as_u16(), "code": code, "detail": self.to_string() });
        if let Refusal::Field { field, problem } = &self {
            body["errors"] = json!([{ "path": field, "message": problem }]);
        }
        answer(status, "application/problem+json", &body)
    }
}

fn answer(status: StatusCode, content_type: &'static str, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, content_type)], body.to_string()).into_response()
}

fn ok(status: StatusCode, body: &Value) -> Response {
    answer(status, "application/json", body)
}

fn allowed(chaos: &Allowed) -> Result<&Arc<Chaos>, Refusal> {
    chaos.as_ref().ok_or(Refusal::NotAllowed)
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::field("body", error.to_string()))
}

async fn list(State(chaos): State<Allowed>) -> Result<Response, Refusal> {
    let row = |active: Active| {
        json!({
            "id": active.id, "object": "chaos_fault", "fault": active.fault,
            "lease_ms": u64::try_from(active.lease_left.as_millis()).unwrap_or(u64::MAX),
        })
    };
    let rows: Vec<Value> = allowed(&chaos)?.active().into_iter().map(row).collect();
    Ok(ok(StatusCode::OK, &json!({ "data": rows })))
}

async fn set(State(chaos): State<Allowed>, body: Bytes) -> Result<Response, Refusal> {
    let chaos = allowed(&chaos)?;
    let new: NewFault = read(&body)?;
    let id = chaos.set(new.fault.clone(), Duration::from_millis(new.lease_ms))?;
    let shown = json!({ "id": id, "object": "chaos_fault", "fault": new.fault, "lease_ms": new.lease_ms });
    Ok(ok(StatusCode::CREATED, &shown))
}

async fn renew(State(chaos): State<Allowed>, Path(id): Path<u64>, body: Bytes) -> Result<Response, Refusal> {
    let chaos = allowed(&chaos)?;
    let Renewal { lease_ms } = read(&body)?;
    chaos.renew(id, Duration::from_millis(lease_ms))?;
    Ok(ok(StatusCode::OK, &json!({ "id": id, "lease_ms": lease_ms })))
}

async fn lift(State(chaos): State<Allowed>, Path(id): Path<u64>) -> Result<Response, Refusal> {
    allowed(&chaos)?.lift(id)?;
    Ok(ok(StatusCode::OK, &json!({ "id": id, "lifted": true })))
}

async fn lift_all(State(chaos): State<Allowed>) -> Result<Response, Refusal> {
    let lifted = allowed(&chaos)?.lift_all();
    Ok(ok(StatusCode::OK, &json!({ "lifted": lifted })))
}

//! The vault's part of this machine's own administration, wherever the vault is.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use bezant_engine::Correlation;
use bezant_kernel::Actor;
use bezant_vault::{Caller, Purposes, RotationView, Status, Vault, VaultError};
use serde_json::{Value, json};

/// What `bezant vault status` and `bezant vault rotate` ask.
pub(crate) fn router(vault: Option<Arc<dyn Vault>>) -> Router {
    Router::new()
        .route("/admin/v1/vault", get(status))
        .route("/admin/v1/vault/rotation", post(rotate))
        .with_state(vault)
}

type Answered = (StatusCode, Json<Value>);

async fn status(State(vault): State<Option<Arc<dyn Vault>>>) -> Answered {
    let Some(vault) = vault else { return absent() };
    match vault.status().await {
        Ok(status) => (StatusCode::OK, Json(shown(&status))),
        Err(error) => refused(&error),
    }
}

async fn rotate(State(vault): State<Option<Arc<dyn Vault>>>) -> Answered {
    let Some(vault) = vault else { return absent() };
    let operator = Caller {
        name: Actor::stored("operator"),
        purposes: Purposes::NONE,
        correlation: Correlation::new("operator").expect("it is short"),
    };
    match vault.rotate(&operator).await {
        Ok(rotation) => (StatusCode::ACCEPTED, Json(shown_rotation(&rotation))),
        Err(error) => refused(&error),
    }
}

fn shown(status: &Status) -> Value {
    json!({
        "cards": status.cards, "deleted": status.deleted, "in_memory": status.in_memory,
        "keys_to_shred": status.keys_to_shred, "security_codes": status.security_codes,
        "position": status.position.0, "rotation": status.rotation.as_ref().map(shown_rotation),
    })
}

fn shown_rotation(rotation: &RotationView) -> Value {
    json!({
        "started_at": rotation.started_at.to_string(),
        "finished_at": rotation.finished_at.map(|at| at.to_string()),
        "cards": rotation.total, "resealed": rotation.resealed,
    })
}

fn absent() -> Answered {
    let detail = "this node keeps no cards: see [vault] enabled";
    (StatusCode::NOT_FOUND, Json(json!({ "detail": detail })))
}

fn refused(error: &VaultError) -> Answered {
    let status = match error {
        VaultError::Rotating => StatusCode::CONFLICT,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(json!({ "detail": error.to_string() })))
}

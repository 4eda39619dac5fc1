//! The ring of keys: shown, and rotated.

use axum::extract::State;
use axum::response::Response;
use bezant_keyring::RotationError;

use super::Admin;
use crate::problem::{Code, Problem};
use crate::respond;

pub(super) async fn read(State(admin): State<Admin>) -> Result<Response, Problem> {
    Ok(respond::ok(&admin.running()?.identity().keys.status()))
}

/// Begins to wrap all keys anew. The backend may be asked over a network, so it is waited for elsewhere.
pub(super) async fn rotate(State(admin): State<Admin>) -> Result<Response, Problem> {
    let keys = std::sync::Arc::clone(&admin.running()?.identity().keys);
    let begun = tokio::task::spawn_blocking(move || keys.begin()).await;
    match begun.expect("beginning a rotation never panics") {
        Ok(_) => read(State(admin)).await,
        Err(error @ RotationError::UnderWay) => {
            Err(Problem::new(Code::KeyRotationUnderWay, error.to_string()))
        }
        Err(error @ (RotationError::Ring(_) | RotationError::Thread(_))) => {
            tracing::error!(%error, "the keys can't be rotated");
            Err(Problem::new(Code::KeyringUnavailable, error.to_string()))
        }
    }
}

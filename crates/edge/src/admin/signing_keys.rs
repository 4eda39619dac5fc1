//! The keys that tokens of all tenants are signed with: shown and replaced.

use axum::extract::State;
use axum::response::Response;
use bezant_identity::oauth::SigningKey;
use bezant_kernel::Timestamp;
use serde::Serialize;

use super::{Admin, Rows};
use crate::oauth::rotate_signing_keys;
use crate::problem::Problem;
use crate::respond;

/// A key, without its private half.
#[derive(Serialize)]
struct SigningKeyDto {
    /// What tokens name it by.
    id: String,
    object: &'static str,
    algorithm: &'static str,
    /// `next` until it signs, then `signing`, then `retired` for as long as its last tokens may live.
    status: &'static str,
    active_from: Timestamp,
    retire_at: Option<Timestamp>,
}

impl SigningKeyDto {
    fn of(key: &SigningKey, now: Timestamp) -> SigningKeyDto {
        let status = match key.retire_at {
            Some(_) => "retired",
            None if key.signs(now) => "signing",
            None => "next",
        };
        SigningKeyDto {
            id: key.kid.clone(),
            object: "signing_key",
            algorithm: key.algorithm.as_str(),
            status,
            active_from: key.active_from,
            retire_at: key.retire_at,
        }
    }
}

pub(super) async fn list(State(admin): State<Admin>) -> Result<Response, Problem> {
    let now = admin.now();
    let data = admin.read(|identity| {
        let published = identity.oauth.published_keys(now);
        published
            .map(|key| SigningKeyDto::of(key, now))
            .collect::<Vec<_>>()
    });
    Ok(respond::ok(&Rows { data: data.await }))
}

/// Makes the next ones, if they are not there. They sign in ten minutes.
pub(super) async fn rotate(State(admin): State<Admin>) -> Result<Response, Problem> {
    rotate_signing_keys(admin.running()?).await?;
    list(State(admin)).await
}

//! What the scopes of an access token show of the person (OpenID Connect Core 1.0, 5.3).

use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bezant_identity::oauth::{Claim, GrantScopes};
use serde::Serialize;

use super::answer::{OAuthError, Refused, Word, private_json};
use super::person;
use super::realm::Realm;
use crate::edge::Edge;

#[derive(Serialize)]
struct UserBody {
    sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
}

/// Shows the person.
pub(super) async fn read(
    State(edge): State<Edge>,
    realm: Realm,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let invalid = || OAuthError::new(Word::InvalidToken, "the access token is not known, or is over");
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let text = values
        .next()
        .and_then(|value| value.to_str().ok())
        .ok_or_else(invalid)?;
    let (scheme, token) = text.split_once(' ').ok_or_else(invalid)?;
    if values.next().is_some() || !scheme.eq_ignore_ascii_case("bearer") {
        return Err(invalid().into());
    }
    let (claims, caller) = edge
        .tokens()
        .live(&edge, token.trim(), edge.now())
        .map_err(|_| invalid())?;
    let (true, Some(principal)) = (caller.tenant == realm.tenant, caller.by.principal_id()) else {
        return Err(invalid().into());
    };
    let scopes = GrantScopes::parse(&claims.scope).map_err(|_| invalid())?;
    if !scopes.has(Claim::OpenId) {
        return Err(OAuthError::new(
            Word::InsufficientScope,
            "the access token has not the scope openid",
        )
        .into());
    }
    let person = person::shown(&edge, realm.tenant, principal, scopes).await?;
    Ok(private_json(
        StatusCode::OK,
        &UserBody {
            sub: claims.sub,
            name: person.name,
            email: person.email,
            email_verified: person.email_verified,
        },
    ))
}

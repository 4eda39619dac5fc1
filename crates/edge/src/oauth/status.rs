//! Whether a token is good (RFC 7662), and that it shall not be any more (RFC 7009).

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use bezant_credentials::token::RefreshToken;
use bezant_identity::oauth::{ClientKind, Command, access_token_hash};
use bezant_identity::{Authority, Permission};
use bezant_kernel::{ClientId, GrantId, Timestamp};
use serde::Serialize;

use super::answer::{Failure, OAuthError, Refused, Word, private_json};
use super::client::authenticate;
use super::fields::Posted;
use super::realm::Realm;
use crate::access::Access;
use crate::auth::{self, audience};
use crate::edge::Edge;
use crate::problem::{Code, Problem};

#[derive(Default, Serialize)]
struct StatusBody {
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
}

/// Says whether a token is good. Only for those who keep a secret: others could try out tokens that they have found.
pub(super) async fn introspect(
    State(edge): State<Edge>,
    realm: Realm,
    posted: Posted,
) -> Result<Response, Refused> {
    let bearer = posted
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if bearer.is_some_and(|text| {
        text.get(..7)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer "))
    }) {
        let asked = auth::Asked::of(&posted.method, &posted.extensions, &posted.headers);
        let caller = auth::authorize(&edge, &asked, Access::needs(Permission::ClientsRead)).await?;
        if caller.tenant != realm.tenant {
            return Err(Problem::new(Code::PermissionMissing, "this is for the tenant's own callers").into());
        }
    } else {
        let client = authenticate(&edge, &realm, &posted.headers, &posted.fields)?;
        if client.kind == ClientKind::Public {
            let detail = "this is for clients that can keep a secret";
            return Err(OAuthError::new(Word::InvalidClient, detail).into());
        }
    }
    let token = posted.fields.need("token")?;
    let body = if realm.is_open {
        status(&edge, &realm, token)
    } else {
        None
    };
    Ok(private_json(StatusCode::OK, &body.unwrap_or_default()))
}

fn status(edge: &Edge, realm: &Realm, text: &str) -> Option<StatusBody> {
    let now = edge.now();
    if let Some(token) = RefreshToken::parse(text) {
        return edge.directory().read(|directory| {
            let identity = directory.identity();
            let grant = identity.check_grant(realm.tenant, token.grant(), now).ok()?;
            (grant.refresh == Some(token.hash())).then(|| StatusBody {
                active: true,
                scope: Some(identity.scopes_of(grant).to_string()),
                client_id: Some(grant.allowed.client.to_string()),
                sub: Some(grant.allowed.principal.to_string()),
                iss: Some(realm.issuer.clone()),
                exp: Some(grant.expires_at.as_microseconds() / 1_000_000),
                ..StatusBody::default()
            })
        });
    }
    let (claims, caller) = edge.tokens().live(edge, text, now).ok()?;
    (caller.tenant == realm.tenant).then(|| StatusBody {
        active: true,
        scope: Some(claims.scope),
        client_id: Some(claims.client_id),
        token_type: Some("Bearer"),
        exp: Some(claims.exp),
        iat: Some(claims.iat),
        sub: Some(claims.sub),
        aud: Some(audience(edge)),
        iss: Some(claims.iss),
        jti: Some(claims.jti),
    })
}

/// Ends a client's own token, with all that was made from the same grant. What is not known is ended already.
pub(super) async fn revoke(
    State(edge): State<Edge>,
    realm: Realm,
    posted: Posted,
) -> Result<Response, Refused> {
    let client = authenticate(&edge, &realm, &posted.headers, &posted.fields)?;
    let text = posted.fields.need("token")?;
    if let Some(command) = ending(&edge, &realm, client.id, text) {
        match realm.give(&edge, Authority::Anyone, command).await {
            Ok(()) | Err(Failure::Machine(_)) => {}
            Err(Failure::Other(problem)) => return Err(problem.into()),
        }
    }
    Ok(StatusCode::OK.into_response())
}

/// What ends a token of this client, if there is something to end.
fn ending(edge: &Edge, realm: &Realm, client: ClientId, text: &str) -> Option<Command> {
    let grant: GrantId = if let Some(token) = RefreshToken::parse(text) {
        // The id of a grant is in every access token; only who has had a refresh token of it may end it by one.
        let is_current = edge.directory().read(|directory| {
            let grant = directory.identity().oauth.grant(realm.tenant, token.grant());
            grant.is_some_and(|grant| grant.refresh == Some(token.hash()))
        });
        is_current.then(|| token.grant())?
    } else {
        let claims = edge.tokens().verified(edge, text, edge.now()).ok()?;
        if claims.client_id != client.to_string() || claims.iss != realm.issuer {
            return None;
        }
        match claims.grant {
            Some(grant) => grant.parse().ok()?,
            None => {
                return Some(Command::RevokeAccessToken {
                    hash: access_token_hash(&claims.jti),
                    client,
                    expires_at: Timestamp::from_microseconds(claims.exp.saturating_mul(1_000_000)),
                });
            }
        }
    };
    let own = edge.directory().read(|directory| {
        let grant = directory.identity().oauth.grant(realm.tenant, grant);
        grant.is_some_and(|grant| grant.allowed.client == client)
    });
    own.then_some(Command::RevokeGrant {
        grant,
        client: Some(client),
    })
}

//! Tokens are made and written into the answer.

use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_credentials::jwt::{AccessClaims, Audience, IdClaims, TokenType};
use bezant_credentials::token::RefreshToken;
use bezant_identity::oauth::{Claim, Client, Grant, GrantScopes, SigningAlgorithm};
use bezant_identity::session::Method;
use bezant_kernel::{PrincipalId, SessionId, Timestamp};
use serde::Serialize;

use super::answer::{Refused, private_json};
use super::realm::Realm;
use super::{keys, person};
use crate::auth::audience;
use crate::edge::Edge;

#[derive(Serialize)]
struct TokenBody {
    access_token: String,
    token_type: &'static str,
    expires_in: u64,
    scope: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

fn seconds(at: Timestamp) -> u64 {
    at.as_microseconds() / 1_000_000
}

fn random_id() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}

/// What tokens of a grant are made with.
pub(super) struct Made<'a> {
    pub(super) client: &'a Client,
    pub(super) grant: &'a Grant,
    /// What the access token allows.
    pub(super) scopes: GrantScopes,
    pub(super) refresh: Option<RefreshToken>,
    /// Whether this is the answer to the request that the nonce came with.
    pub(super) is_first: bool,
}

/// The answer with the tokens of a grant.
pub(super) async fn of_grant(edge: &Edge, realm: &Realm, made: Made<'_>) -> Result<Response, Refused> {
    let Made {
        client,
        grant,
        scopes,
        ..
    } = made;
    let now = edge.now();
    let (iat, allowed) = (seconds(now), &grant.allowed);
    let until = now.after(client.terms.access_lifetime).min(grant.expires_at);
    let methods = methods_of(edge, allowed.session);
    let claims = AccessClaims {
        iss: realm.issuer.clone(),
        aud: Audience::one(audience(edge)),
        sub: allowed.principal.to_string(),
        client_id: client.id.to_string(),
        tenant: realm.tenant.id().to_string(),
        scope: scopes.to_string(),
        iat,
        exp: seconds(until),
        jti: random_id(),
        grant: Some(grant.id.to_string()),
        sid: Some(allowed.session.to_string()),
        auth_time: Some(seconds(allowed.authenticated_at)),
        acr: None,
        amr: methods.clone(),
    };
    let signer = keys::signer(edge, SigningAlgorithm::EdDsa).await?;
    let access_token = signer.sign(TokenType::Access, &claims);
    let id_token = if scopes.has(Claim::OpenId) {
        let signer = keys::signer(edge, SigningAlgorithm::Es256).await?;
        let person = person::shown(edge, realm.tenant, allowed.principal, scopes).await?;
        let claims = IdClaims {
            iss: realm.issuer.clone(),
            aud: Audience::one(client.id.to_string()),
            sub: allowed.principal.to_string(),
            iat,
            exp: seconds(until),
            auth_time: seconds(allowed.authenticated_at),
            nonce: allowed.nonce.clone().filter(|_| made.is_first),
            acr: None,
            amr: methods,
            azp: Some(client.id.to_string()),
            sid: Some(allowed.session.to_string()),
            at_hash: Some(signer.access_token_hash(&access_token)),
            tenant: Some(realm.name.clone()),
            email: person.email,
            email_verified: person.email_verified,
            name: person.name,
        };
        Some(signer.sign(TokenType::Id, &claims))
    } else {
        None
    };
    metrics::counter!("oauth_tokens_total").increment(1);
    Ok(private_json(
        StatusCode::OK,
        &TokenBody {
            access_token,
            token_type: "Bearer",
            expires_in: claims.exp.saturating_sub(iat),
            scope: claims.scope,
            refresh_token: made.refresh.map(|token| token.text().as_str().to_owned()),
            id_token,
        },
    ))
}

/// The answer with a token that a client gets for itself.
pub(super) async fn of_client(
    edge: &Edge,
    realm: &Realm,
    client: &Client,
    principal: PrincipalId,
    scopes: GrantScopes,
) -> Result<Response, Refused> {
    let now = edge.now();
    let iat = seconds(now);
    let claims = AccessClaims {
        iss: realm.issuer.clone(),
        aud: Audience::one(audience(edge)),
        sub: principal.to_string(),
        client_id: client.id.to_string(),
        tenant: realm.tenant.id().to_string(),
        scope: scopes.to_string(),
        iat,
        exp: seconds(now.after(client.terms.access_lifetime)),
        jti: random_id(),
        grant: None,
        sid: None,
        auth_time: None,
        acr: None,
        amr: Vec::new(),
    };
    let signer = keys::signer(edge, SigningAlgorithm::EdDsa).await?;
    metrics::counter!("oauth_tokens_total").increment(1);
    Ok(private_json(
        StatusCode::OK,
        &TokenBody {
            access_token: signer.sign(TokenType::Access, &claims),
            token_type: "Bearer",
            expires_in: claims.exp - iat,
            scope: claims.scope,
            refresh_token: None,
            id_token: None,
        },
    ))
}

/// How the person had signed in, by the words of RFC 8176 where it has them.
fn methods_of(edge: &Edge, session: SessionId) -> Vec<String> {
    let methods: Vec<Method> = edge.directory().read(|directory| {
        let session = directory.identity().session.session(session);
        session
            .map(|session| session.methods.iter().collect())
            .unwrap_or_default()
    });
    let word = |method: &Method| match method {
        Method::Password => "pwd",
        Method::Totp => "otp",
        Method::Passkey => "hwk",
        Method::RecoveryCode | Method::Outside => method.as_str(),
    };
    let mut words: Vec<String> = methods.iter().map(|method| word(method).to_owned()).collect();
    if words.len() > 1 {
        words.push("mfa".to_owned());
    }
    words
}

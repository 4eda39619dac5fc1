//! Which client asks, and that it is who it says: by its secret in the header or in the form, or by nothing where it can't
//! keep one.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::oauth::{Client, ClientKind, Flow, GrantScopes};
use bezant_kernel::ClientId;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::answer::{OAuthError, Word};
use super::fields::Fields;
use super::realm::Realm;
use crate::edge::Edge;

struct Presented {
    id: String,
    secret: Option<Zeroizing<String>>,
}

/// The same answer for a client that is not known, a wrong secret and one that is missing.
fn invalid() -> OAuthError {
    OAuthError::new(
        Word::InvalidClient,
        "the client is not known, or has not proved who it is",
    )
}

/// The client that asks.
pub(super) fn authenticate(
    edge: &Edge,
    realm: &Realm,
    headers: &HeaderMap,
    fields: &Fields,
) -> Result<Client, OAuthError> {
    let presented = presented(headers, fields)?;
    let client = find(edge, realm, &presented.id).ok_or_else(invalid)?;
    let secret = presented
        .secret
        .as_deref()
        .map(|text| Token::parse(TokenKind::ClientSecret, text));
    let is_proved = match (client.kind, secret) {
        (ClientKind::Public, None) => true,
        (ClientKind::Confidential, Some(Some(secret))) => client.has_secret(&secret.hash(), edge.now()),
        (ClientKind::Public, Some(_)) | (ClientKind::Confidential, None | Some(None)) => false,
    };
    if is_proved { Ok(client) } else { Err(invalid()) }
}

/// The client with this id.
pub(super) fn find(edge: &Edge, realm: &Realm, id: &str) -> Option<Client> {
    let id: ClientId = id.parse().ok()?;
    edge.directory()
        .read(|directory| directory.identity().oauth.client(realm.tenant, id).cloned())
}

fn presented(headers: &HeaderMap, fields: &Fields) -> Result<Presented, OAuthError> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let in_form = fields
        .get("client_secret")
        .map(|secret| Zeroizing::new(secret.to_owned()));
    let Some(value) = all.next() else {
        return Ok(Presented {
            id: fields.get("client_id").ok_or_else(invalid)?.to_owned(),
            secret: in_form,
        });
    };
    if all.next().is_some() || in_form.is_some() {
        let detail = "a client proves who it is in one way only";
        return Err(OAuthError::new(Word::InvalidRequest, detail));
    }
    let text = value.to_str().map_err(|_| invalid())?;
    let (scheme, credentials) = text.split_once(' ').ok_or_else(invalid)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(invalid());
    }
    let decoded = Zeroizing::new(STANDARD.decode(credentials.trim()).map_err(|_| invalid())?);
    let pair = std::str::from_utf8(&decoded).map_err(|_| invalid())?;
    let (id, secret) = pair.split_once(':').ok_or_else(invalid)?;
    // RFC 6749, 2.3.1: both are written as in a form.
    let id = decode(id);
    if fields.get("client_id").is_some_and(|other| other != *id) {
        let detail = "the client has another id in the form than in the header";
        return Err(OAuthError::new(Word::InvalidRequest, detail));
    }
    Ok(Presented {
        id: id.as_str().to_owned(),
        secret: Some(decode(secret)).filter(|secret| !secret.is_empty()),
    })
}

fn decode(text: &str) -> Zeroizing<String> {
    let written = Zeroizing::new(format!("x={}", text.replace('&', "%26")));
    let mut pairs = form_urlencoded::parse(written.as_bytes());
    Zeroizing::new(
        pairs
            .next()
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default(),
    )
}

/// Refuses a way to get tokens that the client may not go.
pub(super) fn check_flow(client: &Client, flow: Flow) -> Result<(), OAuthError> {
    if client.terms.flows.contains(flow) {
        return Ok(());
    }
    let detail = "the client may not get tokens in this way";
    Err(OAuthError::new(Word::UnauthorizedClient, detail))
}

/// The scopes in a request, or all of the client's where it names none.
pub(super) fn scopes_asked(client: &Client, fields: &Fields) -> Result<GrantScopes, OAuthError> {
    let unknown = |_| OAuthError::new(Word::InvalidScope, "a scope is not known");
    match fields.get("scope") {
        Some(text) => GrantScopes::parse(text).map_err(unknown),
        None => Ok(client.terms.scopes),
    }
}

//! Who calls: the API key of a request, and with it the tenant and what may be done.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_identity::{KeyRefused, KeySecret, Scope};
use bezant_kernel::{ApiKeyId, Tenant};
use zeroize::Zeroizing;

use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// Proof that a request carried a live key with the wanted scope.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) tenant: Tenant,
    pub(crate) key: ApiKeyId,
}

/// Checks the key of a request.
pub(crate) async fn authenticate(edge: &Edge, headers: &HeaderMap, wanted: Scope) -> Result<Caller, Problem> {
    let secret = presented(headers)?;
    let first = check(edge, &secret, wanted);
    let is_unknown = matches!(&first, Err(problem) if problem.is(Code::ApiKeyUnknown));
    // A key that was made a moment ago may not have reached the directory yet.
    if is_unknown && edge.directory().catch_up(edge.engine().committed()).await {
        return check(edge, &secret, wanted);
    }
    first
}

/// Whether a key that was accepted still is; for what stays open longer than a request.
pub(crate) fn recheck(edge: &Edge, id: ApiKeyId) -> Result<(), Problem> {
    let directory = edge.directory().current();
    let tenancy = &directory.identity().tenancy;
    let key = tenancy.key(id);
    if key.is_some_and(|key| key.is_live(edge.now()) && tenancy.is_open(key.tenant)) {
        Ok(())
    } else {
        Err(Problem::new(
            Code::ApiKeyRevoked,
            "the API key was revoked or has expired",
        ))
    }
}

fn check(edge: &Edge, secret: &KeySecret, wanted: Scope) -> Result<Caller, Problem> {
    let directory = edge.directory().current();
    let key = directory
        .identity()
        .tenancy
        .authenticate(secret, edge.now())
        .map_err(|refused| {
            let code = match refused {
                KeyRefused::Unknown => Code::ApiKeyUnknown,
                KeyRefused::Revoked => Code::ApiKeyRevoked,
                KeyRefused::Expired => Code::ApiKeyExpired,
                KeyRefused::TenantSuspended => Code::TenantSuspended,
                KeyRefused::TenantClosed => Code::TenantClosed,
            };
            Problem::new(code, refused.to_string())
        })?;
    if !key.scopes.contains(wanted) {
        let detail = format!("this needs an API key with the scope '{}'", wanted.as_str());
        return Err(Problem::new(Code::ScopeMissing, detail));
    }
    Ok(Caller {
        tenant: key.tenant,
        key: key.id,
    })
}

/// The key in `Authorization: Bearer <key>`, or as the user name of Basic credentials without a password.
fn presented(headers: &HeaderMap) -> Result<KeySecret, Problem> {
    let malformed = || {
        let detail =
            "the Authorization header must be 'Bearer <API key>', or Basic with the key as user name";
        Problem::new(Code::CredentialsMalformed, detail)
    };
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values
        .next()
        .ok_or_else(|| Problem::new(Code::CredentialsMissing, "the Authorization header is missing"))?;
    if values.next().is_some() {
        return Err(malformed());
    }
    let text = value.to_str().map_err(|_| malformed())?;
    let (scheme, credentials) = text.split_once(' ').ok_or_else(malformed)?;
    let credentials = credentials.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        KeySecret::parse(credentials).map_err(|_| malformed())
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = Zeroizing::new(STANDARD.decode(credentials).map_err(|_| malformed())?);
        let pair = std::str::from_utf8(&decoded).map_err(|_| malformed())?;
        match pair.split_once(':') {
            Some((key, "")) => KeySecret::parse(key).map_err(|_| malformed()),
            Some(_) | None => Err(malformed()),
        }
    } else {
        Err(malformed())
    }
}

//! What a request presents to say who it comes from.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_identity::KeySecret;
use zeroize::Zeroizing;

use crate::problem::{Code, Problem};

/// A credential, not yet checked.
pub(super) enum Presented {
    /// `Authorization: Bearer <key>`, or the user name of Basic credentials without a password.
    Key(KeySecret),
}

fn malformed() -> Problem {
    let detail = "the Authorization header must be 'Bearer <API key>', or Basic with the key as user name";
    Problem::new(Code::CredentialsMalformed, detail)
}

impl Presented {
    pub(super) fn of(headers: &HeaderMap) -> Result<Presented, Problem> {
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
            key(credentials)
        } else if scheme.eq_ignore_ascii_case("basic") {
            let decoded = Zeroizing::new(STANDARD.decode(credentials).map_err(|_| malformed())?);
            let pair = std::str::from_utf8(&decoded).map_err(|_| malformed())?;
            match pair.split_once(':') {
                Some((text, "")) => key(text),
                Some(_) | None => Err(malformed()),
            }
        } else {
            Err(malformed())
        }
    }
}

fn key(text: &str) -> Result<Presented, Problem> {
    KeySecret::parse(text).map(Presented::Key).map_err(|_| malformed())
}

//! What a request presents to say who it comes from.

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{Extensions, HeaderMap};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::{KeySecret, TokenHash};
use bezant_transport::PeerCertificate;
use zeroize::Zeroizing;

use super::Peer;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// The session's cookie. The prefix makes browsers refuse it from other hosts and over plain HTTP.
pub(crate) const SESSION_COOKIE: &str = "__Host-bezant_session";
/// The same where the node is reached over plain HTTP, on one's own machine.
pub(crate) const SESSION_COOKIE_PLAIN: &str = "bezant_session";

/// The name of the session's cookie at this node.
pub(crate) fn session_cookie(edge: &Edge) -> &'static str {
    match edge.identity().public_url.scheme() {
        "https" => SESSION_COOKIE,
        _ => SESSION_COOKIE_PLAIN,
    }
}

/// A credential, not yet checked.
pub(super) enum Presented {
    /// `Authorization: Bearer <key>`, or the user name of Basic credentials without a password.
    Key(KeySecret),
    /// `Authorization: Bearer <access token>`.
    Token(Zeroizing<String>),
    /// The session's cookie, where there is no such header.
    Session(TokenHash),
    /// What the handshake has shown, where there is no such header and no such cookie.
    Certificate(PeerCertificate),
}

fn malformed() -> Problem {
    let detail = "the Authorization header must be 'Bearer <API key or access token>', or Basic with an API key as user name";
    Problem::new(Code::CredentialsMalformed, detail)
}

impl Presented {
    pub(super) fn of(
        edge: &Edge,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<Presented, Problem> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let Some(value) = values.next() else {
            return by_cookie(edge, headers, extensions);
        };
        if values.next().is_some() {
            return Err(malformed());
        }
        let text = value.to_str().map_err(|_| malformed())?;
        let (scheme, credentials) = text.split_once(' ').ok_or_else(malformed)?;
        let credentials = credentials.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            // A signed token is three parts; nothing else that is presented has a dot in it.
            if credentials.contains('.') {
                return Ok(Presented::Token(Zeroizing::new(credentials.to_owned())));
            }
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
    KeySecret::parse(text)
        .map(Presented::Key)
        .map_err(|_| malformed())
}

fn by_cookie(edge: &Edge, headers: &HeaderMap, extensions: &Extensions) -> Result<Presented, Problem> {
    let Some(text) = cookie(headers, session_cookie(edge)) else {
        let certificate = Peer::certificate(extensions).cloned();
        let missing = || Problem::new(Code::CredentialsMissing, "the Authorization header is missing");
        return certificate.map(Presented::Certificate).ok_or_else(missing);
    };
    let token = Token::parse(TokenKind::Session, text);
    let unknown = || Problem::new(Code::SessionUnknown, "the session is not known");
    Ok(Presented::Session(token.ok_or_else(unknown)?.hash()))
}

/// The token in the session's cookie, if there is one.
pub(crate) fn presented_session(edge: &Edge, headers: &HeaderMap) -> Option<TokenHash> {
    let text = cookie(headers, session_cookie(edge))?;
    Token::parse(TokenKind::Session, text).map(|token| token.hash())
}

/// The value of a cookie, if it is there once.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let pairs = all
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let mut found = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
    let first = found.next()?;
    // Two of the same name: somebody else has set one of them.
    found.next().is_none().then_some(first)
}

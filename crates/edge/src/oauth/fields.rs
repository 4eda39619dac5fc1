//! The fields of a form or a query: each once, as RFC 6749 (3.1, 3.2) demands, so that two readers can't take either.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method};
use url::form_urlencoded;

use super::answer::{OAuthError, Refused, Word};
use crate::edge::Edge;
use crate::request::{BodyKind, read_body};

/// Longest form, and longest query.
const LONGEST: usize = 16 * 1024;
const MOST_FIELDS: usize = 64;

/// Named values.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// From their written form.
    pub(super) fn parse(text: &[u8]) -> Result<Fields, OAuthError> {
        if text.len() > LONGEST {
            return Err(OAuthError::new(Word::InvalidRequest, "the request is too long"));
        }
        let mut fields = Vec::new();
        for (name, value) in form_urlencoded::parse(text).into_owned() {
            if fields.len() == MOST_FIELDS || fields.iter().any(|(other, _)| *other == name) {
                let detail = "a parameter is there twice, or there are too many";
                return Err(OAuthError::new(Word::InvalidRequest, detail));
            }
            fields.push((name, value));
        }
        Ok(Fields(fields))
    }

    /// One of them. An empty one is as good as none (RFC 6749, 3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(one, _)| one == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// One that must be there.
    pub(super) fn need(&self, name: &'static str) -> Result<&str, OAuthError> {
        let missing = || OAuthError::new(Word::InvalidRequest, format!("the parameter {name} is missing"));
        self.get(name).ok_or_else(missing)
    }

    /// All but these, in their written form.
    pub(super) fn written_without(&self, left_out: &[&str]) -> String {
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !left_out.contains(&name.as_str()));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .finish()
    }
}

/// A request with its fields in the query.
pub(super) struct Asked {
    pub(super) headers: HeaderMap,
    pub(super) fields: Result<Fields, OAuthError>,
}

impl FromRequestParts<Edge> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Edge) -> Result<Self, Self::Rejection> {
        Ok(Asked {
            headers: parts.headers.clone(),
            fields: Fields::parse(parts.uri.query().unwrap_or_default().as_bytes()),
        })
    }
}

/// A request with its fields in the body.
pub(super) struct Posted {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) extensions: Extensions,
    pub(super) fields: Fields,
}

impl FromRequest<Edge> for Posted {
    type Rejection = Refused;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let within = edge.limits().hurried_body_within();
        let body = read_body(&parts.headers, body, BodyKind::Form, LONGEST, within).await?;
        Ok(Posted {
            fields: Fields::parse(&body)?,
            method: parts.method,
            headers: parts.headers,
            extensions: parts.extensions,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_there_once() {
        let fields = Fields::parse(b"a=1&b=&c=%20x").unwrap();
        assert_eq!(
            (fields.get("a"), fields.get("b"), fields.get("c")),
            (Some("1"), None, Some(" x"))
        );
        assert_eq!(fields.written_without(&["a"]), "b=&c=+x");
        assert!(Fields::parse(b"a=1&a=1").is_err() && Fields::parse(&[b'a'; LONGEST + 1]).is_err());
        let many: String = (0..=MOST_FIELDS).map(|number| format!("{number}=&")).collect();
        assert!(Fields::parse(many.as_bytes()).is_err());
    }
}

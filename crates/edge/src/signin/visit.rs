//! A request of somebody who has not signed in: its body, and the browser that it came from.

use axum::extract::{FromRequest, Request};
use axum::http::{Extensions, HeaderMap};
use bezant_engine::Correlation;
use bytes::Bytes;

use super::Visitor;
use super::throttle::Counter;
use crate::auth::check_own_page;
use crate::correlation;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{BodyKind, read_body};

/// Longest body: an answer of an authenticator takes most.
const LONGEST_BODY: usize = 64 * 1024;

/// With a JSON body.
pub(crate) struct Visit {
    pub(super) headers: HeaderMap,
    pub(super) extensions: Extensions,
    pub(super) body: Bytes,
    pub(super) correlation: Correlation,
}

/// With a form.
pub(crate) struct Form {
    pub(super) visit: Visit,
    fields: Vec<(String, String)>,
}

impl FromRequest<Edge> for Visit {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        Visit::read(request, edge, BodyKind::Json).await
    }
}

impl Visit {
    async fn read(request: Request, edge: &Edge, kind: BodyKind) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        // Another site must not sign a browser in either: its owner would work in somebody else's account.
        check_own_page(edge, &parts.headers)?;
        let body = read_body(
            &parts.headers,
            body,
            kind,
            LONGEST_BODY,
            edge.limits().hurried_body_within(),
        )
        .await?;
        let correlation = parts.extensions.get().cloned();
        Ok(Visit {
            correlation: correlation.unwrap_or_else(|| correlation::of(&parts.headers)),
            headers: parts.headers,
            extensions: parts.extensions,
            body,
        })
    }

    pub(super) fn visitor(&self) -> Visitor<'_> {
        Visitor::from((&self.extensions, &self.headers))
    }

    /// Counts guesses from where the request comes from.
    pub(super) fn place(&self) -> Counter {
        Counter::Address(self.visitor().address())
    }
}

impl FromRequest<Edge> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        let visit = Visit::read(request, edge, BodyKind::Form).await?;
        let fields = url::form_urlencoded::parse(&visit.body).into_owned().collect();
        Ok(Form { visit, fields })
    }
}

impl Form {
    /// A field, or nothing where it is not there.
    pub(super) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

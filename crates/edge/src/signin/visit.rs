//! A request of somebody who has not signed in: its body, and the browser that it came from.

use axum::extract::{FromRequest, Request};
use axum::http::{Extensions, HeaderMap};
use bezant_engine::Correlation;
use bytes::Bytes;
use zeroize::Zeroizing;

use super::throttle::Counter;
use super::{Visitor, proof};
use crate::audit::Noted;
use crate::auth::check_own_page;
use crate::correlation;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{BodyKind, read_body};

/// Longest body: an answer of an authenticator takes most.
const LONGEST_BODY: usize = 64 * 1024;
/// More than any page has.
const MOST_FIELDS: usize = 16;

/// With a JSON body.
pub(crate) struct Visit {
    pub(crate) headers: HeaderMap,
    pub(crate) extensions: Extensions,
    pub(crate) body: Bytes,
    pub(crate) correlation: Correlation,
}

/// The same with a guess at a password. A place that has to wait is told so before anything is read. The audit trail has the first of
/// these answers after each guess that was let through: a flood of them must cost those who pay as little as can be.
pub(crate) struct Guess(pub(super) Visit);

/// With a form. Its parsed values are wiped when it goes, since passwords and cards are among them; the body that they came in is not.
pub(crate) struct Form {
    pub(crate) visit: Visit,
    fields: Vec<(String, Zeroizing<String>)>,
}

impl FromRequest<Edge> for Visit {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        Visit::read(request, edge, BodyKind::Json).await
    }
}

impl FromRequest<Edge> for Guess {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        let visitor = Visitor::from((request.extensions(), request.headers()));
        // A browser that was here before may have a counter of its own: whose it is stands in the body.
        if visitor.fingerprint(edge).is_none() {
            let place = Counter::Address(visitor.address());
            if let Some(waiting) = edge.sign_ins().throttle.waiting(place, edge.now()) {
                if let (false, Some(noted)) = (waiting.is_news, Noted::of(request.extensions())) {
                    noted.pass_over();
                }
                return Err(proof::throttled(waiting.time));
            }
        }
        Visit::from_request(request, edge).await.map(Guess)
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

/// A card that is tried out at a checkout, counted by where it comes from.
pub(crate) struct CardGuess([Counter; 1]);

impl CardGuess {
    pub(crate) fn of(visit: &Visit) -> CardGuess {
        CardGuess([Counter::Cards(visit.visitor().address())])
    }

    /// Lets it through, or says how long to wait.
    pub(crate) fn begin(&self, edge: &Edge) -> Result<(), Problem> {
        proof::begin(edge, &self.0)
    }

    /// It was somebody's card.
    pub(crate) fn succeeded(&self, edge: &Edge) {
        proof::succeeded(edge, &self.0);
    }
}

impl FromRequest<Edge> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Problem> {
        let visit = Visit::read(request, edge, BodyKind::Form).await?;
        let pairs = url::form_urlencoded::parse(&visit.body).take(MOST_FIELDS);
        let fields = pairs
            .map(|(name, value)| (name.into_owned(), Zeroizing::new(value.into_owned())))
            .collect();
        Ok(Form { visit, fields })
    }
}

impl Form {
    /// A field, or nothing where it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

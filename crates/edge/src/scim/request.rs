//! What a SCIM request carries: who asks, the version that they have seen, the parameters of lists, the body.

use axum::extract::{FromRequest, Request};
use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use bezant_engine::Correlation;
use bezant_identity::{Action, Authority, access};
use bezant_kernel::{ApprovalId, Tenant};
use serde_json::{Map, Value};

use super::error::{Kind, Refusal};
use super::filter::Filter;
use super::projection::Projection;
use crate::auth::admitted;
use crate::correlation;
use crate::edge::Edge;
use crate::request::{BodyKind, read_body};

/// A page has at most so many resources.
pub(super) const LARGEST_PAGE: usize = 200;
const USUAL_PAGE: usize = 100;

/// An admitted request.
pub(super) struct Asks {
    pub(super) tenant: Tenant,
    pub(super) by: Authority,
    pub(super) query: Query,
    correlation: Correlation,
    if_match: Option<Versions>,
    if_none_match: Option<Versions>,
}

/// The parameters.
#[derive(Default)]
pub(super) struct Query {
    pub(super) filter: Option<Filter>,
    /// How many are left out before the page.
    pub(super) skip: usize,
    pub(super) count: usize,
    pub(super) projection: Projection,
}

/// The versions in a header.
enum Versions {
    Any,
    These(Vec<u64>),
}

impl FromRequest<Edge> for Asks {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &Edge) -> Result<Asks, Refusal> {
        let (parts, _) = request.into_parts();
        let caller = admitted(&parts.extensions)?;
        let correlation = parts.extensions.get::<Correlation>().cloned();
        Ok(Asks {
            tenant: caller.tenant,
            by: caller.by,
            query: Query::parse(parts.uri.query().unwrap_or_default())?,
            correlation: correlation.unwrap_or_else(|| correlation::of(&parts.headers)),
            if_match: versions(&parts.headers, &IF_MATCH)?,
            if_none_match: versions(&parts.headers, &IF_NONE_MATCH)?,
        })
    }
}

/// An admitted request with a body. A group's members may be many.
pub(super) struct Gives {
    pub(super) asks: Asks,
    pub(super) body: Value,
}

impl FromRequest<Edge> for Gives {
    type Rejection = Refusal;

    async fn from_request(request: Request, edge: &Edge) -> Result<Gives, Refusal> {
        let (parts, body) = request.into_parts();
        let headers = parts.headers.clone();
        let asks = Asks::from_request(Request::from_parts(parts, axum::body::Body::empty()), edge).await?;
        let limits = edge.limits();
        let bytes = read_body(
            &headers,
            body,
            BodyKind::Json,
            limits.max_bulk_body_bytes,
            limits.body_within,
        )
        .await?;
        let body = serde_json::from_slice(&bytes)
            .map_err(|_| Refusal::new(Kind::InvalidSyntax, "the body is not JSON"))?;
        Ok(Gives { asks, body })
    }
}

impl Gives {
    /// The body as one resource.
    pub(super) fn object(&self) -> Result<&Map<String, Value>, Refusal> {
        let object = self.body.as_object();
        object.ok_or_else(|| Refusal::new(Kind::InvalidSyntax, "the body is an object"))
    }
}

impl Asks {
    /// Gives identity a command in the caller's name, and waits until it can be read.
    pub(super) async fn command(&self, edge: &Edge, command: access::Command) -> Result<(), Refusal> {
        let action = Action::Access(command);
        edge.command(self.tenant, self.by.clone(), action, self.correlation.clone())
            .await?;
        edge.settled().await;
        Ok(())
    }

    /// That what was asked does not wait for a second person.
    pub(super) fn check_done(&self, edge: &Edge, approval: ApprovalId) -> Result<(), Refusal> {
        let waits = edge.directory().read(|directory| {
            let access = &directory.identity().access;
            access.approval(self.tenant, approval).is_some()
        });
        if waits {
            let detail = format!("this takes a second person: it is done when {approval} is approved");
            return Err(Refusal::bare(StatusCode::FORBIDDEN, detail));
        }
        Ok(())
    }

    /// That the caller has seen this version, if they say which they have seen.
    pub(super) fn check_version(&self, version: u64) -> Result<(), Refusal> {
        match &self.if_match {
            Some(Versions::These(seen)) if !seen.contains(&version) => Err(Refusal::changed_in_between()),
            _ => Ok(()),
        }
    }

    /// Whether the caller says which version they have seen.
    pub(super) const fn says_version(&self) -> bool {
        matches!(self.if_match, Some(Versions::These(_)))
    }

    /// Whether the caller has this version already.
    pub(super) fn has_version(&self, version: u64) -> bool {
        match &self.if_none_match {
            Some(Versions::Any) => true,
            Some(Versions::These(seen)) => seen.contains(&version),
            None => false,
        }
    }
}

fn versions(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Versions>, Refusal> {
    let mut seen = Vec::new();
    for value in headers.get_all(name) {
        let text = value.to_str().unwrap_or_default();
        if text.trim() == "*" {
            return Ok(Some(Versions::Any));
        }
        for tag in text.split(',').take(LARGEST_PAGE) {
            let tag = tag.trim();
            let digits = tag.strip_prefix("W/").unwrap_or(tag);
            let digits = digits.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            // A tag that is none of ours fits nothing, as it should.
            seen.extend(digits.and_then(|digits| digits.parse().ok()).or(Some(u64::MAX)));
        }
    }
    Ok((!seen.is_empty()).then_some(Versions::These(seen)))
}

impl Query {
    fn parse(text: &str) -> Result<Query, Refusal> {
        let mut query = Query {
            count: USUAL_PAGE,
            ..Query::default()
        };
        let number = |value: &str| {
            let number: Result<i64, _> = value.parse();
            let number = number
                .map_err(|_| Refusal::new(Kind::InvalidValue, "startIndex and count are whole numbers"))?;
            // What is below is taken for the least, as RFC 7644 has it.
            Ok::<usize, Refusal>(usize::try_from(number.max(0)).unwrap_or(usize::MAX))
        };
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            match &*name.to_ascii_lowercase() {
                "filter" => query.filter = Some(Filter::parse(&value)?),
                "startindex" => query.skip = number(&value)?.saturating_sub(1),
                "count" => query.count = number(&value)?.min(LARGEST_PAGE),
                "attributes" => query.projection.only(&value)?,
                "excludedattributes" => query.projection.without(&value)?,
                // Others are passed over: sorting is not supported, as the configuration says.
                _ => {}
            }
        }
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_bounded_and_what_is_too_little_is_the_least() {
        let page = |text| Query::parse(text).map(|query| (query.skip, query.count)).ok();
        assert_eq!(page(""), Some((0, 100)));
        assert_eq!(page("startIndex=3&count=7"), Some((2, 7)));
        assert_eq!(page("startIndex=-5&count=-1"), Some((0, 0)));
        assert_eq!(page("count=100000"), Some((0, 200)));
        assert_eq!(page("count=many"), None);
        assert!(
            Query::parse("filter=userName+eq+%22a%22&sortBy=x")
                .unwrap()
                .filter
                .is_some()
        );
    }

    #[test]
    fn versions_come_weak_and_strong() {
        let header = |text: &str| HeaderMap::from_iter([(IF_MATCH, text.parse().unwrap())]);
        for text in ["W/\"3\"", "\"3\"", "\"2\", W/\"3\""] {
            let found = versions(&header(text), &IF_MATCH).unwrap();
            assert!(
                matches!(found, Some(Versions::These(seen)) if seen.contains(&3)),
                "{text}"
            );
        }
        assert!(matches!(
            versions(&header("*"), &IF_MATCH),
            Ok(Some(Versions::Any))
        ));
        let none_of_ours = versions(&header("\"abc\""), &IF_MATCH).unwrap();
        assert!(matches!(none_of_ours, Some(Versions::These(seen)) if seen == [u64::MAX]));
    }
}

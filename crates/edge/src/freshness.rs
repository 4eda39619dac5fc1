//! How old the answers of the read models may be, and how an answer says it.

use axum::http::HeaderValue;
use axum::http::header::AGE;
use axum::response::Response;
use bezant_kernel::Milliseconds;

use crate::degradation::WhenViewsLag;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// How far the read models are behind the log.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Freshness {
    pub(crate) stale_by: Milliseconds,
    is_lagging: bool,
}

impl Freshness {
    /// Refused where the policy rather has no answer than an old one.
    pub(crate) fn of(edge: &Edge) -> Result<Freshness, Problem> {
        let policy = edge.degradation().policy();
        let stale_by = edge.views().stale_by(edge.now());
        let is_lagging = stale_by > policy.views_lag;
        match policy.when_views_lag {
            WhenViewsLag::Refuse if is_lagging => {
                let detail = format!(
                    "lists are {} ms behind, which is more than they may be",
                    stale_by.0
                );
                Err(Problem::views_stale(detail))
            }
            WhenViewsLag::Refuse | WhenViewsLag::ServeStale => Ok(Freshness { stale_by, is_lagging }),
        }
    }

    /// Says how old an answer is, where it is older than lists should be (RFC 9111, `Age`).
    pub(crate) fn mark(self, mut response: Response) -> Response {
        if self.is_lagging {
            let seconds = HeaderValue::from(self.stale_by.0.div_ceil(1_000));
            response.headers_mut().insert(AGE, seconds);
        }
        response
    }
}

impl Problem {
    fn views_stale(detail: String) -> Problem {
        Problem::new(Code::ViewsStale, detail).retry_after(std::time::Duration::from_secs(1))
    }

    /// The node takes no changes.
    pub(crate) fn read_only() -> Problem {
        let detail =
            "the node takes no changes at the moment; reads go on, and what is under way is finished";
        Problem::new(Code::ReadOnly, detail).retry_after(std::time::Duration::from_secs(5))
    }
}

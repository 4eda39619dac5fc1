//! What surrounds every request: its correlation id and span, the bound on how many there are, counts and times, and the
//! written form of problems.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tracing::Instrument;

use crate::correlation;
use crate::problem::{Code, Problem};

/// The bound for a group of routes; none for those that must answer under any load.
#[derive(Clone)]
pub(crate) struct Front {
    pub(crate) permits: Option<Arc<Semaphore>>,
}

pub(crate) async fn front(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = method_label(request.method());
    let route = match request.extensions().get::<MatchedPath>() {
        Some(path) => path.as_str().to_owned(),
        None => String::from("unmatched"),
    };
    let correlation = correlation::of(request.headers());
    let span = tracing::info_span!("request", correlation_id = %correlation, method, route);
    request.extensions_mut().insert(correlation.clone());

    let permit = match &front.permits {
        None => Ok(None),
        Some(permits) => Arc::clone(permits).try_acquire_owned().map(Some),
    };
    let mut response = match permit {
        Ok(_permit) => next.run(request).instrument(span.clone()).await,
        Err(_) => Problem::overloaded().into_response(),
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        if problem.status().is_server_error() && !problem.is(Code::Overloaded) {
            span.in_scope(|| tracing::warn!(code = problem.code(), "a request failed"));
        }
        problem.write_to(&mut response, &correlation);
    }
    response
        .headers_mut()
        .insert(correlation::HEADER, correlation::header_value(&correlation));

    let status = response.status().as_str().to_owned();
    let seconds = began.elapsed().as_secs_f64();
    metrics::counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("http_request_duration_seconds", "method" => method, "route" => route)
        .record(seconds);
    response
}

/// A closed set of words: a caller must not be able to make labels.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::PUT => "PUT",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

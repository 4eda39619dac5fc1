//! The id that follows a request through answers, logs, events and webhooks, and the request's place in its trace.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use bezant_engine::Correlation;
use bezant_kernel::{TraceContext, TraceState};

pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
pub(crate) const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");

/// The caller's own id where it is a sane one, else a fresh one. What is not sane is not refused: the header is often set
/// by something between the caller and us. The same holds for the trace. A fresh id is that of the trace too, if there is none.
pub(crate) fn of(headers: &HeaderMap) -> Correlation {
    let given = headers
        .get(HEADER)
        .and_then(|value| value.to_str().ok())
        .filter(|text| is_sane(text))
        .and_then(|text| Correlation::new(text).ok());
    match (given, trace_of(headers)) {
        (None, None) => fresh(),
        (None, Some(trace)) => fresh().within(trace),
        (Some(given), Some(trace)) => given.within(trace),
        (Some(given), None) => given.within(TraceContext::new(rand::random(), rand::random())),
    }
}

/// A new span of the trace that the caller is in.
fn trace_of(headers: &HeaderMap) -> Option<TraceContext> {
    let mut parents = headers.get_all(TRACE_PARENT).iter();
    let parent = TraceContext::parse(parents.next()?.to_str().ok()?)?;
    if parents.next().is_some() {
        return None;
    }
    // What is no text is no state, and then there is none at all.
    let states = headers.get_all(TRACE_STATE).iter();
    let states = states.map(|value| value.to_str().unwrap_or("?"));
    Some(parent.child(rand::random()).with_state(TraceState::parse(states)))
}

fn is_sane(text: &str) -> bool {
    (1..=Correlation::MAX_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'/'))
}

fn fresh() -> Correlation {
    const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";
    let mut random: u128 = rand::random();
    let text = std::array::from_fn::<u8, 32, _>(|_| {
        let digit = HEXADECIMAL[(random & 15) as usize];
        random >>= 4;
        digit
    });
    let text = std::str::from_utf8(&text).expect("hexadecimal digits are ASCII");
    Correlation::new(text).expect("32 characters are within the bound")
}

pub(crate) fn header_value(correlation: &Correlation) -> HeaderValue {
    HeaderValue::from_str(correlation.as_str()).expect("a correlation id of the edge is plain ASCII")
}

/// Tells the caller, who may ask about it by either.
pub(crate) fn tell(correlation: &Correlation, headers: &mut HeaderMap) {
    headers.insert(HEADER, header_value(correlation));
    if let Some(trace) = correlation.trace() {
        let parent = HeaderValue::from_str(&trace.to_parent());
        headers.insert(TRACE_PARENT, parent.expect("digits are plain ASCII"));
    }
}

tokio::task_local! {
    /// Of the request that this task answers, on the socket for this machine's own commands.
    static OF_TASK: Correlation;
}

/// Answers a request whose handlers give commands under its correlation id without being handed it.
pub(crate) async fn within<F: Future>(correlation: &Correlation, answering: F) -> F::Output {
    OF_TASK.scope(correlation.clone(), answering).await
}

/// The correlation id of the request that is answered [`within`] it.
pub(crate) fn of_task() -> Option<Correlation> {
    OF_TASK.try_with(Clone::clone).ok()
}

/// The span of a request, under which everything of it is logged.
pub(crate) fn span(correlation: &Correlation, method: &'static str, route: &str) -> tracing::Span {
    let span = tracing::info_span!(
        "request", correlation_id = %correlation, method, route,
        trace_id = tracing::field::Empty, span_id = tracing::field::Empty,
    );
    if !span.is_disabled()
        && let Some(trace) = correlation.trace()
    {
        span.record("trace_id", trace.trace_id());
        span.record("span_id", trace.span_id());
    }
    span
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        let of_text = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_str(text).unwrap());
            of(&headers).as_str().to_owned()
        };
        assert_eq!(of_text("order-1:a/b_c.d"), "order-1:a/b_c.d");
        for strange in ["", "a b", "<script>", &"a".repeat(65), "\"x\""] {
            let replaced = of_text(strange);
            assert_eq!(
                (replaced.len(), replaced.as_str() == strange),
                (32, false),
                "{strange}"
            );
        }
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }

    #[test]
    fn a_trace_goes_on_in_a_span_of_its_own_or_begins_here() {
        const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let of_headers = |headers: &[(HeaderName, &str)]| {
            let headers = headers
                .iter()
                .map(|(name, value)| (name.clone(), value.parse().unwrap()));
            let mut map = HeaderMap::new();
            headers.for_each(|(name, value): (_, HeaderValue)| {
                map.append(name, value);
            });
            of(&map)
        };
        let joined = of_headers(&[(TRACE_PARENT, PARENT), (TRACE_STATE, "a=1"), (TRACE_STATE, "b=2")]);
        let trace = joined.trace().unwrap();
        assert_eq!((&*trace.trace_id(), trace.state()), (&PARENT[3..35], "a=1,b=2"));
        assert!(trace.span_id() != PARENT[36..52] && trace.to_parent().ends_with("-01"));
        assert_ne!(
            joined.as_str(),
            trace.trace_id(),
            "requests of one trace differ by their ids"
        );

        let begun = of(&HeaderMap::new());
        assert_eq!(begun.trace().unwrap().trace_id(), begun.as_str());
        let named = of_headers(&[(HEADER, "order-1")]);
        assert!(named.as_str() == "order-1" && named.trace().is_some());
        let twice = of_headers(&[(TRACE_PARENT, PARENT), (TRACE_PARENT, PARENT)]);
        assert_ne!(twice.trace().unwrap().trace_id(), PARENT[3..35]);
    }
}

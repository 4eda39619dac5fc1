//! What goes first when there is not room for all. The order is documented in `docs/degradation.md`.

use axum::http::{HeaderMap, HeaderName, Method};
use bezant_shield::shed::Priority;

/// `Bezant-Priority: low` says that a change can wait.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("bezant-priority");

/// What a request is for, from what is known before the body is read.
pub(crate) fn priority_of(method: &Method, route: &str, headers: &HeaderMap) -> Priority {
    if !is_change(method, route) {
        let last = route.rsplit('/').next().unwrap_or_default();
        let is_one = last.starts_with('{');
        let is_small = matches!(
            last,
            "balance" | "gateways" | "routing" | "decisions" | "check" | "events" | "fees"
        );
        return match route {
            "/api/v1/payments/{id}/events" => Priority::List,
            "/api/v1/events" | "/api/v1/events/ws" | "/openapi.json" => Priority::Stream,
            _ if route.starts_with("/docs") => Priority::Stream,
            _ if is_one || is_small => Priority::Read,
            _ => Priority::List,
        };
    }
    let usual = match route {
        "/api/v1/payments/bulk"
        | "/api/v1/ledger/imports"
        | "/api/v1/ledger/reconciliations/{id}/statements" => Priority::Low,
        "/api/v1/payments" => Priority::New,
        _ if route.starts_with("/api/v1/ledger/") && *method == Method::POST => Priority::New,
        _ => Priority::Finish,
    };
    let says_low = headers
        .get(HEADER)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"low"));
    if says_low { Priority::Low } else { usual }
}

/// Whether a request changes anything.
pub(crate) fn is_change(method: &Method, route: &str) -> bool {
    let is_question = matches!(
        route,
        "/api/v1/routing/decisions" | "/api/v1/routing/rules/check" | "/graphql"
    );
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) && !is_question
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_from_method_route_and_header() {
        let none = HeaderMap::new();
        let low = HeaderMap::from_iter([(HEADER, "Low".parse().unwrap())]);
        for (method, route, headers, expected) in [
            (Method::GET, "/api/v1/payments", &none, Priority::List),
            (Method::GET, "/api/v1/analytics/payments", &low, Priority::List),
            (Method::GET, "/api/v1/payments/{id}", &none, Priority::Read),
            (Method::GET, "/api/v1/payments/{id}/events", &none, Priority::List),
            (
                Method::GET,
                "/api/v1/ledger/accounts/{id}/balance",
                &none,
                Priority::Read,
            ),
            (Method::GET, "/api/v1/ledger/journal", &none, Priority::List),
            (Method::GET, "/api/v1/events", &none, Priority::Stream),
            (Method::GET, "/docs/{folder}/{page}", &none, Priority::Stream),
            (Method::POST, "/api/v1/routing/decisions", &none, Priority::Read),
            (Method::POST, "/graphql", &none, Priority::List),
            (Method::POST, "/api/v1/ledger/imports", &none, Priority::Low),
            (Method::POST, "/api/v1/payments", &low, Priority::Low),
            (Method::POST, "/api/v1/payments", &none, Priority::New),
            (Method::POST, "/api/v1/ledger/transfers", &none, Priority::New),
            (
                Method::POST,
                "/api/v1/payments/{id}/capture",
                &none,
                Priority::Finish,
            ),
            (Method::POST, "/api/v1/payments/{id}/refunds", &low, Priority::Low),
            (
                Method::DELETE,
                "/api/v1/webhook-endpoints/{id}",
                &none,
                Priority::Finish,
            ),
        ] {
            assert_eq!(priority_of(&method, route, headers), expected, "{method} {route}");
        }
    }
}

//! Whether the node lives, whether it can take requests, and its metrics.

use std::time::Duration;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bezant_core::{Answer, Query, system_tenant};
use serde::Serialize;

use crate::edge::Edge;
use crate::respond;

/// An engine that takes longer to say anything can't take requests.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Alive {
    status: &'static str,
    version: &'static str,
}

pub(crate) async fn alive() -> Response {
    respond::ok(&Alive {
        status: "alive",
        version: env!("CARGO_PKG_VERSION"),
    })
}

#[derive(Serialize)]
struct Ready {
    status: &'static str,
    engine: &'static str,
    storage: &'static str,
    keys: &'static str,
    /// Whether changes are taken, and whether there is room for all requests. Neither makes a node unready: reads go on.
    mode: &'static str,
    load: &'static str,
    position: u64,
    views_position: u64,
    views_stale_by_ms: u64,
}

/// Ready is a node whose engine answers, whose storage has room, and that hears of new and revoked keys.
pub(crate) async fn ready(State(edge): State<Edge>) -> Response {
    let question = edge.engine().query(system_tenant(), Query::Counts);
    let answers = matches!(tokio::time::timeout(ANSWER_WITHIN, question).await, Ok(Ok(_)));
    let is_full = edge.engine().stats().is_storage_full;
    let has_keys = edge.directory().is_followed();
    let is_ready = answers && !is_full && has_keys;
    let status = if is_ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    respond::json(
        status,
        &Ready {
            status: if is_ready { "ready" } else { "not_ready" },
            engine: if answers { "running" } else { "not_answering" },
            storage: if is_full { "full" } else { "has_room" },
            keys: if has_keys { "current" } else { "stale" },
            mode: if edge.degradation().is_read_only() {
                "read_only"
            } else {
                "read_write"
            },
            load: if edge.degradation().sheds_load() {
                "shedding"
            } else {
                "normal"
            },
            position: edge.engine().committed().0,
            views_position: edge.views().position(),
            views_stale_by_ms: edge.views().stale_by(edge.now()).0,
        },
    )
}

pub(crate) async fn metrics(State(edge): State<Edge>) -> Response {
    let question = edge.engine().query(system_tenant(), Query::Counts);
    // Without an answer the gauge stays as it was; that the engine is silent shows elsewhere.
    if let Ok(Ok(Answer::Counts {
        needing_attention, ..
    })) = tokio::time::timeout(ANSWER_WITHIN, question).await
    {
        metrics::gauge!("bezant_payments_needing_attention").set(needing_attention as f64);
    }
    edge.request_places().report_metrics();
    let mut response = edge.metrics().into_response();
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    response
}

//! The fake's endpoints: authentication, faults and idempotency keys around what the account does.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::routing::post;
use serde_json::Value;

use super::account::{Account, Post, Reply};
use super::{API_KEY, Shared, lock};
use crate::fake_gateway::{Fault, garbage, hang_up, oversized, respond};

pub(super) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/v71/payments", post(pay))
        .route("/v71/payments/{original}/{what}", post(modify))
        .with_state(shared)
}

async fn pay(shared: State<Shared>, headers: HeaderMap, body: String) -> Response<Body> {
    change(shared, "/v71/payments".to_owned(), headers, body, Account::pay).await
}

async fn modify(
    shared: State<Shared>,
    Path((original, what)): Path<(String, String)>,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    let path = format!("/v71/payments/{original}/{what}");
    change(shared, path, headers, body, |account, body| {
        account.modify(&original, &what, body)
    })
    .await
}

async fn change(
    State(shared): State<Shared>,
    path: String,
    headers: HeaderMap,
    body: String,
    work: impl FnOnce(&mut Account, &Value) -> Result<Reply, Reply>,
) -> Response<Body> {
    let text = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let key = text("idempotency-key");
    let (fault, reply) = {
        let mut account = lock(&shared);
        account.posts.push(Post {
            path,
            idempotency_key: key.clone(),
        });
        if text("x-api-key") != API_KEY {
            return send(&Reply::error(
                401,
                "000",
                "security",
                "HTTP Status Response - Unauthorized",
            ));
        }
        let fault = account.faults.pop_front();
        match fault {
            Some(Fault::DropBefore) => return hang_up(),
            Some(Fault::RateLimited) => return respond(429, Body::empty()),
            Some(Fault::ServerErrorBefore) => return send(&server_error()),
            _ => {}
        }
        match account.keys.get(&key).filter(|_| !key.is_empty()) {
            Some(Some(first)) => (fault, first.clone()),
            Some(None) => return send(&in_progress()),
            None => {
                let json = serde_json::from_str(&body);
                let unreadable = |_| Reply::error(400, "702", "validation", "Invalid JSON");
                let result = json
                    .map_err(unreadable)
                    .and_then(|json| work(&mut account, &json));
                let mut reply = result.unwrap_or_else(|refused| refused);
                if matches!(fault, Some(Fault::ServerErrorAfter)) {
                    reply = server_error();
                }
                let first = (!matches!(fault, Some(Fault::Delay(_)))).then(|| reply.clone());
                account.keys.insert(key.clone(), first);
                (fault, reply)
            }
        }
    };
    match fault {
        Some(Fault::DropAfter) => hang_up(),
        Some(Fault::Garbage) => garbage(),
        Some(Fault::Oversized) => oversized(reply.status, &reply.body.to_string()),
        Some(Fault::Delay(span)) => {
            tokio::time::sleep(span).await;
            lock(&shared).keys.insert(key, Some(reply.clone()));
            send(&reply)
        }
        Some(Fault::DropBefore | Fault::RateLimited | Fault::ServerErrorBefore | Fault::ServerErrorAfter)
        | None => send(&reply),
    }
}

fn server_error() -> Reply {
    Reply::error(500, "905", "internal", "Payment details are not supported")
}

fn in_progress() -> Reply {
    Reply {
        transient: true,
        ..Reply::error(
            422,
            "704",
            "validation",
            "request already processed or in progress",
        )
    }
}

fn send(reply: &Reply) -> Response<Body> {
    let mut response = respond(reply.status, Body::from(reply.body.to_string()));
    if reply.transient {
        let value = HeaderValue::from_static("true");
        response.headers_mut().insert("transient-error", value);
    }
    response
}

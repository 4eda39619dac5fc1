//! The fake's endpoints: authentication, faults, idempotency keys and parameters around what the account does.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Response, Uri};
use axum::routing::{get, post};
use serde_json::json;

use super::account::{Account, Key, Metadata, NewIntent, Post};
use super::objects::{Reply, page};
use super::{Fault, SECRET_KEY, Shared, lock};
use crate::fake_gateway::{garbage, hang_up, oversized, respond};

type Fields = Vec<(String, String)>;

pub(super) fn router(shared: Shared) -> Router {
    Router::new()
        .route("/v1/payment_intents", post(create_intent).get(list_intents))
        .route("/v1/payment_intents/search", get(search_intents))
        .route("/v1/payment_intents/{id}", get(get_intent))
        .route("/v1/payment_intents/{id}/capture", post(capture_intent))
        .route("/v1/payment_intents/{id}/cancel", post(cancel_intent))
        .route("/v1/refunds", post(create_refund).get(list_refunds))
        .route("/v1/refunds/{id}", get(get_refund))
        .route("/v1/disputes/{id}", post(update_dispute))
        .route("/v1/disputes/{id}/close", post(close_dispute))
        .fallback(async || {
            send(Reply::error(
                404,
                "invalid_request_error",
                None,
                "Unrecognized request URL",
            ))
        })
        .with_state(shared)
}

async fn create_intent(shared: State<Shared>, uri: Uri, headers: HeaderMap, body: String) -> Response<Body> {
    change(shared, uri, headers, body, |account, form| {
        form.only(&[
            "amount",
            "currency",
            "payment_method",
            "payment_method_types[]",
            "capture_method",
            "confirm",
            "error_on_requires_action",
            "payment_method_options[card][request_three_d_secure]",
        ])?;
        let amount = form.amount("amount")?.ok_or_else(|| form.required("amount"))?;
        let currency = form.get("currency").ok_or_else(|| form.required("currency"))?;
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(Reply::invalid("", "currency", "Invalid currency."));
        }
        if matches!(currency, "eur" | "usd") && amount < 50 {
            return Err(Reply::invalid(
                "amount_too_small",
                "amount",
                "Amount must be at least 50 cents.",
            ));
        }
        let manual = match form.get("capture_method") {
            Some("manual") => true,
            Some("automatic" | "automatic_async") | None => false,
            Some(_) => return Err(Reply::invalid("", "capture_method", "Invalid capture_method.")),
        };
        let intent = account.create(NewIntent {
            amount,
            currency: currency.to_owned(),
            method: form
                .get("payment_method")
                .ok_or_else(|| form.required("payment_method"))?
                .to_owned(),
            manual,
            confirm: form.get("confirm") == Some("true"),
            error_on_requires_action: form.get("error_on_requires_action") == Some("true"),
            metadata: form.metadata(),
        })?;
        Ok(Reply::success(intent.json(&form.expand())))
    })
    .await
}

async fn capture_intent(
    shared: State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    change(shared, uri, headers, body, move |account, form| {
        form.only(&["amount_to_capture"])?;
        let intent = account.capture(&id, form.amount("amount_to_capture")?, form.metadata())?;
        Ok(Reply::success(intent.json(&form.expand())))
    })
    .await
}

async fn cancel_intent(
    shared: State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    change(shared, uri, headers, body, move |account, form| {
        form.only(&["cancellation_reason"])?;
        Ok(Reply::success(account.cancel(&id)?.json(&form.expand())))
    })
    .await
}

async fn create_refund(shared: State<Shared>, uri: Uri, headers: HeaderMap, body: String) -> Response<Body> {
    change(shared, uri, headers, body, |account, form| {
        form.only(&["payment_intent", "amount", "reason"])?;
        let intent = form
            .get("payment_intent")
            .ok_or_else(|| form.required("payment_intent"))?;
        Ok(Reply::success(
            account
                .refund(intent, form.amount("amount")?, form.metadata())?
                .json(),
        ))
    })
    .await
}

async fn update_dispute(
    shared: State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    change(shared, uri, headers, body, move |account, form| {
        let submit = form.get("submit") != Some("false");
        Ok(Reply::success(account.defend(&id, form.evidence()?, submit)?))
    })
    .await
}

async fn close_dispute(
    shared: State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    change(shared, uri, headers, body, move |account, form| {
        form.only(&[])?;
        Ok(Reply::success(account.close_dispute(&id)?))
    })
    .await
}

async fn get_intent(
    shared: State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    read(shared, uri, headers, |account, form| {
        form.only(&[])?;
        Ok(Reply::success(account.intent(&id)?.json(&form.expand())))
    })
    .await
}

async fn list_intents(shared: State<Shared>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    read(shared, uri, headers, |account, form| {
        form.only(&["limit", "created[gte]", "starting_after"])?;
        let since = form.amount("created[gte]")?.unwrap_or(0);
        let matching = account
            .intents
            .iter()
            .rev()
            .filter(|intent| i64::try_from(intent.created).is_ok_and(|at| at >= since));
        let newest_first = matching.map(|intent| intent.json(&[])).collect();
        Ok(Reply::success(page(
            "/v1/payment_intents",
            newest_first,
            form.limit()?,
            form.get("starting_after"),
        )))
    })
    .await
}

/// Only the query that the connector uses: `metadata['name']:'value'`.
async fn search_intents(shared: State<Shared>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    read(shared, uri, headers, |account, form| {
        form.only(&["query", "limit"])?;
        let query = form.get("query").ok_or_else(|| form.required("query"))?;
        let (name, value) = query
            .strip_prefix("metadata['")
            .and_then(|rest| rest.strip_suffix('\''))
            .and_then(|rest| rest.split_once("']:'"))
            .ok_or_else(|| Reply::invalid("", "query", "The search query is malformed."))?;
        let sighted = !account.search_is_blind;
        let matches =
            |one: &&super::account::Intent| sighted && one.metadata.get(name).is_some_and(|own| own == value);
        let data: Vec<_> = account
            .intents
            .iter()
            .rev()
            .filter(matches)
            .map(|intent| intent.json(&[]))
            .collect();
        let url = "/v1/payment_intents/search";
        Ok(Reply::success(
            json!({ "object": "search_result", "url": url, "has_more": false, "data": data }),
        ))
    })
    .await
}

async fn get_refund(
    shared: State<Shared>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    read(shared, uri, headers, |account, form| {
        form.only(&[])?;
        let found = account.refunds.iter().find(|refund| refund.id == id);
        Ok(Reply::success(
            found.ok_or_else(|| Reply::missing("refund", &id, "id"))?.json(),
        ))
    })
    .await
}

async fn list_refunds(shared: State<Shared>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    read(shared, uri, headers, |account, form| {
        form.only(&["limit", "payment_intent", "starting_after"])?;
        let wanted = form.get("payment_intent");
        let matching = account
            .refunds
            .iter()
            .rev()
            .filter(|refund| wanted.is_none_or(|intent| refund.intent == intent));
        let newest_first = matching.map(|refund| refund.json()).collect();
        Ok(Reply::success(page(
            "/v1/refunds",
            newest_first,
            form.limit()?,
            form.get("starting_after"),
        )))
    })
    .await
}

/// A request that only reads.
async fn read(
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    work: impl FnOnce(&mut Account, &Form) -> Result<Reply, Reply>,
) -> Response<Body> {
    let (fault, reply) = {
        let mut account = lock(&shared);
        account.reads += 1;
        let fault = account.read_faults.pop_front();
        let reply = authenticate(&headers)
            .and_then(|()| Form::parse(uri.query().unwrap_or_default()))
            .and_then(|form| work(&mut account, &form))
            .unwrap_or_else(|refused| refused);
        (fault, reply)
    };
    match fault {
        Some(Fault::DropBefore | Fault::DropAfter) => hang_up(),
        Some(Fault::ServerErrorBefore | Fault::ServerErrorAfter) => send(server_error()),
        Some(Fault::RateLimited) => send(rate_limited()),
        Some(Fault::Garbage) => garbage(),
        Some(Fault::Oversized) => oversized(reply.status, &reply.body.to_string()),
        Some(Fault::Delay(span)) => {
            tokio::time::sleep(span).await;
            send(reply)
        }
        None => send(reply),
    }
}

/// A request that changes something, under its idempotency key.
async fn change(
    State(shared): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
    body: String,
    work: impl FnOnce(&mut Account, &Form) -> Result<Reply, Reply>,
) -> Response<Body> {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    let (path, key) = (uri.path().to_owned(), text("idempotency-key"));
    let request = format!("{path} {body}");
    let (fault, reply) = {
        let mut account = lock(&shared);
        account.posts.push(Post {
            path,
            idempotency_key: key.clone(),
            version: text("stripe-version"),
        });
        if let Err(refused) = authenticate(&headers) {
            return send(refused);
        }
        let fault = account.faults.pop_front();
        match fault {
            Some(Fault::DropBefore) => return hang_up(),
            Some(Fault::RateLimited) => return send(rate_limited()),
            Some(Fault::ServerErrorBefore) => return send(server_error()),
            _ => {}
        }
        if let Some(known) = account.keys.get(&key).filter(|_| !key.is_empty()) {
            return replay(known, &request);
        }
        let result = Form::parse(&body).and_then(|form| work(&mut account, &form));
        let mut reply = result.unwrap_or_else(|refused| refused);
        if matches!(fault, Some(Fault::ServerErrorAfter)) {
            reply = server_error();
        }
        if reply.executed {
            let answer =
                (!matches!(fault, Some(Fault::Delay(_)))).then(|| (reply.status, reply.body.clone()));
            account.keys.insert(key.clone(), Key { request, answer });
        }
        (fault, reply)
    };
    match fault {
        Some(Fault::DropAfter) => hang_up(),
        Some(Fault::Garbage) => garbage(),
        Some(Fault::Oversized) => oversized(reply.status, &reply.body.to_string()),
        Some(Fault::Delay(span)) => {
            tokio::time::sleep(span).await;
            if let Some(known) = lock(&shared).keys.get_mut(&key) {
                known.answer = Some((reply.status, reply.body.clone()));
            }
            send(reply)
        }
        Some(Fault::DropBefore | Fault::RateLimited | Fault::ServerErrorBefore | Fault::ServerErrorAfter)
        | None => send(reply),
    }
}

fn replay(known: &Key, request: &str) -> Response<Body> {
    if known.request != request {
        let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        return send(Reply::error(400, "idempotency_error", None, message));
    }
    match &known.answer {
        Some((status, body)) => {
            let mut response = send(Reply {
                status: *status,
                body: body.clone(),
                executed: true,
            });
            let replayed = axum::http::HeaderValue::from_static("true");
            response.headers_mut().insert("idempotent-replayed", replayed);
            response
        }
        None => {
            let message = "There is currently another in-progress request using this idempotent key.";
            send(Reply::error(
                409,
                "idempotency_error",
                Some("idempotency_key_in_use"),
                message,
            ))
        }
    }
}

fn authenticate(headers: &HeaderMap) -> Result<(), Reply> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if given == Some(format!("Bearer {SECRET_KEY}").as_str()) {
        Ok(())
    } else {
        Err(Reply::error(
            401,
            "invalid_request_error",
            None,
            "Invalid API Key provided.",
        ))
    }
}

fn server_error() -> Reply {
    Reply::error(500, "api_error", None, "An unknown error occurred.")
}

fn rate_limited() -> Reply {
    Reply::error(
        429,
        "invalid_request_error",
        Some("rate_limit"),
        "Too many requests.",
    )
}

fn send(reply: Reply) -> Response<Body> {
    respond(reply.status, Body::from(reply.body.to_string()))
}

/// A request's parameters.
struct Form(Fields);

impl Form {
    fn parse(text: &str) -> Result<Self, Reply> {
        let malformed = || Reply::invalid("", "", "The parameters are malformed.");
        let uri: Uri = format!("/?{text}").parse().map_err(|_| malformed())?;
        Query::<Fields>::try_from_uri(&uri)
            .map(|query| Form(query.0))
            .map_err(|_| malformed())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|field| field.0 == name)
            .map(|field| field.1.as_str())
    }

    /// Refuses parameters beyond these, metadata and expansion, as Stripe does.
    fn only(&self, known: &[&str]) -> Result<(), Reply> {
        let strange =
            |name: &str| !known.contains(&name) && name != "expand[]" && !name.starts_with("metadata[");
        match self.0.iter().find(|field| strange(&field.0)) {
            Some((name, _)) => Err(Reply::invalid(
                "parameter_unknown",
                name,
                "Received unknown parameter.",
            )),
            None => Ok(()),
        }
    }

    fn amount(&self, name: &str) -> Result<Option<i64>, Reply> {
        let invalid = || Reply::invalid("parameter_invalid_integer", name, "Invalid integer.");
        self.get(name)
            .map(|text| text.parse().ok().filter(|amount| *amount > 0).ok_or_else(invalid))
            .transpose()
    }

    fn limit(&self) -> Result<usize, Reply> {
        let invalid = || Reply::invalid("parameter_invalid_integer", "limit", "Limit must be 1 to 100.");
        let limit = self.amount("limit")?.unwrap_or(10);
        usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=100).contains(limit))
            .ok_or_else(invalid)
    }

    fn required(&self, name: &str) -> Reply {
        Reply::invalid(
            "parameter_missing",
            name,
            &format!("Missing required param: {name}."),
        )
    }

    fn expand(&self) -> Vec<String> {
        self.0
            .iter()
            .filter(|field| field.0 == "expand[]")
            .map(|field| field.1.clone())
            .collect()
    }

    /// `evidence[…]`, of which only texts that Stripe knows may be there.
    fn evidence(&self) -> Result<Fields, Reply> {
        const TEXTS: &[&str] = &[
            "product_description",
            "refund_refusal_explanation",
            "shipping_carrier",
            "shipping_date",
            "shipping_tracking_number",
            "uncategorized_text",
        ];
        let mut evidence = Vec::new();
        for (name, value) in self.0.iter().filter(|field| field.0 != "submit") {
            let inner = name
                .strip_prefix("evidence[")
                .and_then(|name| name.strip_suffix(']'));
            match inner.filter(|inner| TEXTS.contains(inner)) {
                Some(inner) => evidence.push((inner.to_owned(), value.clone())),
                None => {
                    return Err(Reply::invalid(
                        "parameter_unknown",
                        name,
                        "Received unknown parameter.",
                    ));
                }
            }
        }
        Ok(evidence)
    }

    fn metadata(&self) -> Metadata {
        let name = |text: &str| Some(text.strip_prefix("metadata[")?.strip_suffix(']')?.to_owned());
        self.0
            .iter()
            .filter_map(|(text, value)| Some((name(text)?, value.clone())))
            .collect()
    }
}

//! Webhook endpoints: make, change, delete, rotate their secrets, look at what was sent and send it again.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Query};
use bezant_engine::Wait;
use bezant_kernel::{MessageId, PaymentId, Tenant, WebhookEndpointId};
use bezant_webhooks::{Command, Endpoint, SigningScheme, SigningSecret};
use zeroize::Zeroizing;

use crate::deliveries::DeliveryRecord;
use crate::dto::Page;
use crate::dto::endpoint::{
    Deleted, DeliveryDto, EndpointChange, EndpointDto, NewEndpoint, Replayed, SecretRotation,
};
use crate::dto::payment_request::PageParams;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{
    Change, Done, Params, PathId, PathIds, Reader, cursor_from, cursor_pair_from, page_limit, parse,
    parse_or_default,
};
use crate::respond;
use crate::routes::payments;

fn fresh_secret(scheme: SigningScheme) -> SigningSecret {
    let random: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
    SigningSecret::new(scheme, &*random).expect("32 bytes are a secret of either scheme")
}

async fn submit(edge: &Edge, change: &Change, command: Command) -> Result<Done, Problem> {
    change
        .submit(edge, bezant_core::Command::Webhooks(command), Wait::Committed)
        .await
}

async fn current(edge: &Edge, tenant: Tenant, id: WebhookEndpointId) -> Result<Box<Endpoint>, Problem> {
    let Answer::Endpoint(endpoint) = edge.query(tenant, Query::Endpoint(id)).await? else {
        unreachable!("a question for an endpoint is answered with one");
    };
    endpoint.ok_or_else(|| unknown(id))
}

/// These endpoints, as far as there are any, in one look-up.
pub(crate) async fn these(
    edge: &Edge,
    tenant: Tenant,
    ids: &[WebhookEndpointId],
) -> Result<BTreeMap<WebhookEndpointId, Endpoint>, Problem> {
    // A tenant has few.
    let Answer::Endpoints(endpoints) = edge.query(tenant, Query::Endpoints).await? else {
        unreachable!("a question for endpoints is answered with them");
    };
    let wanted = endpoints
        .into_iter()
        .filter(|endpoint| ids.contains(&endpoint.id));
    Ok(wanted.map(|endpoint| (endpoint.id, endpoint)).collect())
}

/// There is no such endpoint of the tenant.
pub(crate) fn unknown(id: WebhookEndpointId) -> Problem {
    bezant_core::Rejection::from(bezant_webhooks::Rejection::EndpointUnknown(id)).into()
}

fn endpoint_in(done: &Done) -> WebhookEndpointId {
    let bezant_core::Reply::Endpoint(id) = done.reply else {
        unreachable!("a command about an endpoint is answered with its id");
    };
    id
}

/// Create a webhook endpoint
///
/// The answer is the only one that shows the secret; a repetition under the same idempotency key shows it again.
#[utoipa::path(
    post, path = "/api/v1/webhook-endpoints", tag = "webhooks", request_body = NewEndpoint,
    responses((status = 201, description = "Made.", body = EndpointDto<'_>))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewEndpoint = parse(&change.body)?;
    let command = Command::CreateEndpoint {
        id: edge.new_id(),
        url: new.url,
        filters: new.events,
        description: new.description,
        secret: fresh_secret(new.signing.scheme()),
    };
    let done = submit(&edge, &change, command).await?;
    let id = endpoint_in(&done);
    let endpoint = current(&edge, change.tenant, id).await?;
    let mut response = respond::json(StatusCode::CREATED, &EndpointDto::with_secret(&endpoint));
    respond::set_location(&mut response, &format!("/api/v1/webhook-endpoints/{id}"));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// List webhook endpoints
#[utoipa::path(
    get, path = "/api/v1/webhook-endpoints", tag = "webhooks",
    responses((status = 200, description = "All of them.", body = Page<EndpointDto<'_>>))
)]
pub(crate) async fn list(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let Answer::Endpoints(endpoints) = edge.query(reader.tenant, Query::Endpoints).await? else {
        unreachable!("a question for endpoints is answered with them");
    };
    let page = Page::whole(endpoints.iter().map(EndpointDto::of).collect());
    Ok(respond::ok(&page))
}

/// Read a webhook endpoint
#[utoipa::path(
    get, path = "/api/v1/webhook-endpoints/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "The endpoint.")),
    responses((status = 200, description = "The endpoint.", body = EndpointDto<'_>))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<WebhookEndpointId>,
) -> Result<Response, Problem> {
    let endpoint = current(&edge, reader.tenant, id).await?;
    Ok(respond::ok(&EndpointDto::of(&endpoint)))
}

/// Change a webhook endpoint
///
/// What is left out stays as it is.
#[utoipa::path(
    patch, path = "/api/v1/webhook-endpoints/{id}", tag = "webhooks", request_body = EndpointChange,
    params(("id" = String, Path, description = "The endpoint.")),
    responses((status = 200, description = "The endpoint as it is now.", body = EndpointDto<'_>))
)]
pub(crate) async fn update(
    State(edge): State<Edge>,
    PathId(id): PathId<WebhookEndpointId>,
    change: Change,
) -> Result<Response, Problem> {
    let wanted: EndpointChange = parse(&change.body)?;
    let command = Command::UpdateEndpoint {
        id,
        url: wanted.url,
        filters: wanted.events,
        description: wanted.description,
        enabled: wanted.enabled,
    };
    submit(&edge, &change, command).await?;
    let endpoint = current(&edge, change.tenant, id).await?;
    Ok(respond::ok(&EndpointDto::of(&endpoint)))
}

/// Delete a webhook endpoint
///
/// What was not delivered to it is given up.
#[utoipa::path(
    delete, path = "/api/v1/webhook-endpoints/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "The endpoint.")),
    responses((status = 200, description = "Deleted.", body = Deleted))
)]
pub(crate) async fn delete(
    State(edge): State<Edge>,
    PathId(id): PathId<WebhookEndpointId>,
    change: Change,
) -> Result<Response, Problem> {
    submit(&edge, &change, Command::DeleteEndpoint { id }).await?;
    Ok(respond::ok(&Deleted {
        id,
        object: "webhook_endpoint",
        deleted: true,
    }))
}

/// Rotate an endpoint's secret
///
/// The answer shows the new secret. The old one signs beside it for 24 hours, so that the receiver can change over.
#[utoipa::path(
    post, path = "/api/v1/webhook-endpoints/{id}/rotate-secret", tag = "webhooks",
    request_body = Option<SecretRotation>,
    params(("id" = String, Path, description = "The endpoint.")),
    responses((status = 200, description = "The endpoint with its new secret.", body = EndpointDto<'_>))
)]
pub(crate) async fn rotate_secret(
    State(edge): State<Edge>,
    PathId(id): PathId<WebhookEndpointId>,
    change: Change,
) -> Result<Response, Problem> {
    let wanted: SecretRotation = parse_or_default(&change.body)?;
    let scheme = match wanted.signing {
        Some(signing) => signing.scheme(),
        None => current(&edge, change.tenant, id).await?.secret.scheme(),
    };
    let secret = fresh_secret(scheme);
    let command = Command::RotateSecret {
        id,
        secret: secret.clone(),
    };
    let done = submit(&edge, &change, command).await?;
    let mut endpoint = current(&edge, change.tenant, id).await?;
    if !done.replayed {
        // Whoever rotates at the same moment hears of their own secret, and both sign.
        endpoint.secret = secret;
    }
    let mut response = respond::ok(&EndpointDto::with_secret(&endpoint));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// List the messages for an endpoint
///
/// The newest first, with what became of each.
#[utoipa::path(
    get, path = "/api/v1/webhook-endpoints/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path, description = "The endpoint."), PageParams),
    responses((status = 200, description = "A page.", body = Page<DeliveryDto>))
)]
pub(crate) async fn deliveries(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<WebhookEndpointId>,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let before = cursor_from(params.cursor.as_deref())?;
    current(&edge, reader.tenant, id).await?;
    let records = edge
        .deliveries()
        .list(reader.tenant, id, before, limit + 1)
        .await?;
    let cursor = |last: &DeliveryRecord| last.id.to_string();
    let page = Page::with_more(&records, limit, cursor, DeliveryDto::from);
    Ok(respond::ok(&page))
}

/// List the messages about a payment
///
/// The newest first, each once for every endpoint that it goes to.
#[utoipa::path(
    get, path = "/api/v1/payments/{id}/webhook-deliveries", tag = "webhooks",
    params(("id" = String, Path, description = "The payment."), PageParams),
    responses((status = 200, description = "A page.", body = Page<DeliveryDto>))
)]
pub(crate) async fn deliveries_of_payment(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PaymentId>,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let after = cursor_pair_from(params.cursor.as_deref())?;
    payments::current(&edge, reader.sight(), id).await?;
    let records = edge
        .deliveries()
        .list_of_payment(reader.tenant, id, after, limit + 1)
        .await?;
    let cursor = |last: &DeliveryRecord| format!("{}.{}", last.id, last.endpoint);
    let page = Page::with_more(&records, limit, cursor, DeliveryDto::from);
    Ok(respond::ok(&page))
}

/// Send a message again
///
/// With the same id, whatever became of it before.
#[utoipa::path(
    post, path = "/api/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay", tag = "webhooks",
    params(
        ("id" = String, Path, description = "The endpoint."),
        ("delivery_id" = String, Path, description = "The message."),
    ),
    responses((status = 202, description = "It will be sent.", body = Replayed))
)]
pub(crate) async fn replay(
    State(edge): State<Edge>,
    PathIds(id, message): PathIds<WebhookEndpointId, MessageId>,
    change: Change,
) -> Result<Response, Problem> {
    current(&edge, change.tenant, id).await?;
    edge.deliveries().replay(change.tenant, id, message).await?;
    let replayed = Replayed {
        id: message,
        object: "webhook_delivery",
        state: "pending",
    };
    Ok(respond::json(StatusCode::ACCEPTED, &replayed))
}

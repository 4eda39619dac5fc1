//! Refunds: ask for one, look at them, record that one came back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::Reply;
use bezant_kernel::{PaymentId, RefundId};
use bezant_payments::{Action, Payment, Refund, RefundStatus};

use super::payment_actions::money;
use super::payments::{act, current};
use crate::dto::Page;
use crate::dto::payment_request::{ReasonRequest, RefundRequest, refund_path};
use crate::dto::refund::RefundDto;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Done, PathId, PathIds, Reader, parse_or_default};
use crate::respond;

/// Refund a payment
///
/// Gives money back, all that is left or a part. Several refunds of one payment are possible.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/refunds", tag = "payments", request_body = Option<RefundRequest>,
    params(("id" = String, Path, description = "The payment.")),
    responses(
        (status = 201, description = "Carried out, or failed.", body = RefundDto<'_>),
        (status = 202, description = "Under way.", body = RefundDto<'_>),
    )
)]
pub(crate) async fn create(
    State(edge): State<Edge>,
    PathId(id): PathId<PaymentId>,
    change: Change,
) -> Result<Response, Problem> {
    let request: RefundRequest = parse_or_default(&change.body)?;
    let action = Action::Refund {
        refund: edge.new_id(),
        amount: money(&edge, &change, id, request.amount, request.currency).await?,
        reason: request.reason,
    };
    let done = act(&edge, &change, id, action, change.wait).await?;
    let (payment, refund) = refund_of(&done);
    let mut response = refund_answer(payment, refund, done.replayed, StatusCode::CREATED);
    respond::set_location(&mut response, &refund_path(payment.id, refund.id));
    Ok(response)
}

fn refund_of(done: &Done) -> (&Payment, &Refund) {
    let Reply::Refund(payment, id) = &done.reply else {
        unreachable!("a command about a refund is answered with it");
    };
    let refund = payment
        .refund(*id)
        .expect("the payment in the reply has the refund");
    (payment, refund)
}

fn refund_answer(payment: &Payment, refund: &Refund, replayed: bool, settled: StatusCode) -> Response {
    let status = match refund.status {
        RefundStatus::RefundInitiated => StatusCode::ACCEPTED,
        RefundStatus::Refunded | RefundStatus::Failed => settled,
    };
    let mut response = respond::json(status, &RefundDto::of(payment.id, refund));
    respond::set_version(&mut response, payment.version);
    respond::mark_replayed(&mut response, replayed);
    response
}

/// List a payment's refunds
#[utoipa::path(
    get, path = "/api/v1/payments/{id}/refunds", tag = "payments",
    params(("id" = String, Path, description = "The payment.")),
    responses((status = 200, description = "All of them, oldest first.", body = Page<RefundDto<'_>>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PaymentId>,
) -> Result<Response, Problem> {
    let payment = current(&edge, reader.sight(), id).await?;
    let refunds = payment
        .refunds
        .iter()
        .map(|refund| RefundDto::of(id, refund))
        .collect();
    Ok(respond::ok(&Page::whole(refunds)))
}

/// Read a refund
#[utoipa::path(
    get, path = "/api/v1/payments/{id}/refunds/{refund_id}", tag = "payments",
    params(
        ("id" = String, Path, description = "The payment."),
        ("refund_id" = String, Path, description = "The refund."),
    ),
    responses((status = 200, description = "The refund.", body = RefundDto<'_>))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathIds(id, refund): PathIds<PaymentId, RefundId>,
) -> Result<Response, Problem> {
    let payment = current(&edge, reader.sight(), id).await?;
    match payment.refund(refund) {
        Some(refund) => {
            let mut response = respond::ok(&RefundDto::of(id, refund));
            // A refund is a part of its payment, and changes with it.
            respond::set_version(&mut response, payment.version);
            Ok(response)
        }
        None => {
            let rejection = bezant_payments::Rejection::RefundNotFound { refund };
            Err(bezant_core::Rejection::from(rejection).into())
        }
    }
}

/// Record that a refund came back
///
/// The customer's bank returned a refund that had succeeded: the refund fails, and the money is owed to you again.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/refunds/{refund_id}/return", tag = "payments",
    request_body = Option<ReasonRequest>,
    params(
        ("id" = String, Path, description = "The payment."),
        ("refund_id" = String, Path, description = "The refund."),
    ),
    responses((status = 200, description = "The refund as it stands now.", body = RefundDto<'_>))
)]
pub(crate) async fn record_return(
    State(edge): State<Edge>,
    PathIds(id, refund): PathIds<PaymentId, RefundId>,
    change: Change,
) -> Result<Response, Problem> {
    let ReasonRequest { reason } = parse_or_default(&change.body)?;
    let done = act(
        &edge,
        &change,
        id,
        Action::ReturnRefund { refund, reason },
        change.wait,
    )
    .await?;
    let (payment, refund) = refund_of(&done);
    Ok(refund_answer(payment, refund, done.replayed, StatusCode::OK))
}

//! What can be asked of a payment: confirm, capture, cancel, retry.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_kernel::{Currency, Money, PaymentId};
use bezant_payments::Action;

use super::payments::{act, current, payment_answer, payment_of};
use crate::before_route;
use crate::dto::payment::PaymentDto;
use crate::dto::payment_request::{CaptureRequest, NoDetails, ReasonRequest};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Amount, Change, PathId, parse_or_default};

/// Carries an action out and answers with the payment.
async fn answer(edge: &Edge, change: &Change, id: PaymentId, action: Action) -> Result<Response, Problem> {
    let done = act(edge, change, id, action, change.wait).await?;
    Ok(payment_answer(payment_of(&done), done.replayed, StatusCode::OK))
}

/// The money in a request about a payment: in the payment's currency where none is named.
pub(crate) async fn money(
    edge: &Edge,
    change: &Change,
    id: PaymentId,
    amount: Option<Amount>,
    currency: Option<Currency>,
) -> Result<Option<Money>, Problem> {
    match (amount, currency) {
        (None, None) => Ok(None),
        (Some(amount), Some(currency)) => Ok(Some(Money::new(amount.0, currency))),
        (Some(amount), None) => {
            let payment = current(edge, change.caller.sight(), id).await?;
            Ok(Some(Money::new(amount.0, payment.amount.currency())))
        }
        (None, Some(_)) => {
            let message = "a currency goes with an amount";
            Err(Problem::mistake("amount", Code::FieldMissing, message))
        }
    }
}

/// Confirm a payment
///
/// Asks a gateway for the money of a payment that was created with `confirm: false`.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/confirm", tag = "payments", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The payment.")),
    responses(
        (status = 200, description = "Settled.", body = PaymentDto<'_>),
        (status = 202, description = "Under way.", body = PaymentDto<'_>),
    )
)]
pub(crate) async fn confirm(
    State(edge): State<Edge>,
    PathId(id): PathId<PaymentId>,
    change: Change,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    let advice = before_route::advice_on_confirm(&edge, change.caller.sight(), id).await?;
    answer(&edge, &change, id, Action::Confirm(advice)).await
}

/// Capture a payment
///
/// Takes reserved money, all or a part. What is not taken is released: there is one capture.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/capture", tag = "payments", request_body = Option<CaptureRequest>,
    params(("id" = String, Path, description = "The payment.")),
    responses(
        (status = 200, description = "Settled.", body = PaymentDto<'_>),
        (status = 202, description = "Under way.", body = PaymentDto<'_>),
    )
)]
pub(crate) async fn capture(
    State(edge): State<Edge>,
    PathId(id): PathId<PaymentId>,
    change: Change,
) -> Result<Response, Problem> {
    let request: CaptureRequest = parse_or_default(&change.body)?;
    let amount = money(&edge, &change, id, request.amount, request.currency).await?;
    answer(&edge, &change, id, Action::Capture { amount }).await
}

/// Cancel a payment
///
/// Gives it up before money is taken, and releases what is reserved.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/cancel", tag = "payments", request_body = Option<ReasonRequest>,
    params(("id" = String, Path, description = "The payment.")),
    responses(
        (status = 200, description = "Settled.", body = PaymentDto<'_>),
        (status = 202, description = "Under way.", body = PaymentDto<'_>),
    )
)]
pub(crate) async fn cancel(
    State(edge): State<Edge>,
    PathId(id): PathId<PaymentId>,
    change: Change,
) -> Result<Response, Problem> {
    let ReasonRequest { reason } = parse_or_default(&change.body)?;
    answer(&edge, &change, id, Action::Cancel { reason }).await
}

/// Retry a failed payment
///
/// Starts it again. Only a payment without held or captured money can be retried, so that nobody is charged twice.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/retry", tag = "payments", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The payment.")),
    responses(
        (status = 200, description = "Settled.", body = PaymentDto<'_>),
        (status = 202, description = "Under way.", body = PaymentDto<'_>),
    )
)]
pub(crate) async fn retry(
    State(edge): State<Edge>,
    PathId(id): PathId<PaymentId>,
    change: Change,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    let advice = before_route::advice_on_retry(&edge, change.caller.sight(), id).await?;
    answer(&edge, &change, id, Action::Retry(advice)).await
}

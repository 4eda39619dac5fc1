//! Payments that a person should look at: which they are, and that somebody has.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Query};
use bezant_engine::Wait;
use bezant_kernel::PaymentId;
use bezant_payments::Action;

use super::payments::{act, payment_answer, payment_of};
use crate::auth::Sight;
use crate::dto::Page;
use crate::dto::payment::PaymentDto;
use crate::dto::payment_list::PaymentSummary;
use crate::dto::payment_request::ReasonRequest;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, PathId, cursor_from, parse_or_default};

/// Resolve what needs attention
///
/// Says that somebody has seen to what a gateway had undone. While a gateway is silent or contradicts itself nobody can:
/// that ends when the operation does.
#[utoipa::path(
    post, path = "/api/v1/payments/{id}/resolve-attention", tag = "payments", request_body = Option<ReasonRequest>,
    params(("id" = String, Path, description = "The payment.")),
    responses((status = 200, description = "The payment.", body = PaymentDto<'_>))
)]
pub(crate) async fn resolve(
    State(edge): State<Edge>,
    PathId(id): PathId<PaymentId>,
    change: Change,
) -> Result<Response, Problem> {
    let ReasonRequest { reason } = parse_or_default(&change.body)?;
    let done = act(
        &edge,
        &change,
        id,
        Action::ResolveAttention { reason },
        Wait::Committed,
    )
    .await?;
    Ok(payment_answer(payment_of(&done), done.replayed, StatusCode::OK))
}

/// The payments that need attention, as of now, the newest first.
pub(super) async fn list(
    edge: &Edge,
    sight: Sight,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Page<PaymentSummary>, Problem> {
    let before = cursor_from(cursor)?;
    let limit = limit as usize;
    let query = Query::NeedingAttention {
        before,
        limit: limit + 1,
    };
    let Answer::Payments(payments) = edge.query(sight.tenant, query).await? else {
        unreachable!("a question for payments is answered with them");
    };
    let payments: Vec<_> = payments
        .into_iter()
        .filter(|payment| sight.sees(payment))
        .collect();
    let cursor = |payment: &bezant_payments::Payment| payment.id.to_string();
    Ok(Page::with_more(&payments, limit, cursor, PaymentSummary::from))
}

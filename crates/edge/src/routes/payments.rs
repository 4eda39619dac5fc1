//! Payments: create, read, search, history.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Command, Query, Reply};
use bezant_engine::Wait;
use bezant_kernel::PaymentId;
use bezant_payments::{Action, Payment};

use crate::auth::Sight;
use crate::degradation::{waited_for, waits_unknown};
use crate::dto::Page;
use crate::dto::event::EventDto;
use crate::dto::payment::PaymentDto;
use crate::dto::payment_list::{PaymentParams, PaymentSummary};
use crate::dto::payment_request::{CreatePayment, PageParams, payment_path};
use crate::edge::Edge;
use crate::freshness::Freshness;
use crate::problem::{Code, Problem};
use crate::request::{Change, Done, LARGEST_PAGE, Params, PathId, Reader, page_limit, parse};
use crate::respond;
use crate::{before_route, billing};

/// Create a payment
///
/// Answers when the payment has settled: 201, whatever came of it, a decline too. With 202 it is still under way; read it
/// again, or hear of it by event.
#[utoipa::path(
    post, path = "/api/v1/payments", tag = "payments", request_body = CreatePayment,
    responses(
        (status = 201, description = "Settled, or not confirmed.", body = PaymentDto<'_>),
        (status = 202, description = "Under way.", body = PaymentDto<'_>),
    )
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let done = create_one(&edge, &change).await?;
    let payment = payment_of(&done);
    let mut response = payment_answer(payment, done.replayed, StatusCode::CREATED);
    respond::set_location(&mut response, &payment_path(payment.id));
    Ok(response)
}

/// Creates the payment that a request asks for.
pub(crate) async fn create_one(edge: &Edge, change: &Change) -> Result<Done, Problem> {
    let mut asked = parse::<CreatePayment>(&change.body)?;
    let details = asked.billing_details.take();
    let mut create = asked.into_action()?;
    if let Some(details) = details {
        create.billing =
            Some(billing::seal(edge, change.tenant, create.customer.as_deref(), &details).await?);
    }
    let id = edge.new_id();
    create.created_by = change.caller.by.principal_id();
    create.advice = before_route::advice_on_new(edge, change.tenant, id, &create).await;
    let command = bezant_payments::Command {
        payment: id,
        expected_version: None,
        action: Action::Create(Box::new(create)),
    };
    let done = change
        .submit(edge, Command::Payment(command), change.wait)
        .await?;
    if change.wait != Wait::Committed && !done.replayed {
        note_gateways_time(payment_of(&done));
    }
    Ok(done)
}

/// The status of the answer to a new payment.
pub(crate) fn status_of(payment: &Payment) -> StatusCode {
    if payment.is_under_way() || payment.postponed_until().is_some() {
        StatusCode::ACCEPTED
    } else {
        StatusCode::CREATED
    }
}

/// A payment that one gateway answered for took as long as that gateway, and the rest is the node's own time. Others were waited for
/// between tries too.
fn note_gateways_time(payment: &Payment) {
    match &payment.attempts[..] {
        [] => {}
        [only] if !payment.is_under_way() && payment.postponed_until().is_none() => {
            waited_for(Duration::from_millis(only.latency.0));
        }
        _ => waits_unknown(),
    }
}

/// The payment in a reply about one.
pub(crate) fn payment_of(done: &Done) -> &Payment {
    match &done.reply {
        Reply::Payment(payment) | Reply::Refund(payment, _) => payment,
        Reply::Account(_)
        | Reply::Transfers { .. }
        | Reply::Schedule(_)
        | Reply::Monitor(_)
        | Reply::Identity
        | Reply::Endpoint(_)
        | Reply::Reconciliation(_)
        | Reply::Statement(_)
        | Reply::Matches(_)
        | Reply::ReconciliationItem(_)
        | Reply::Settings => unreachable!("a command about a payment is answered with it"),
    }
}

/// The answer for a payment; `settled` is the status where nothing is under way. It depends on the payment alone, so that
/// a replay answers the same.
pub(crate) fn payment_answer(payment: &Payment, replayed: bool, settled: StatusCode) -> Response {
    let status = if payment.is_under_way() || payment.postponed_until().is_some() {
        StatusCode::ACCEPTED
    } else {
        settled
    };
    let mut response = respond::json(status, &PaymentDto::from(payment));
    respond::set_version(&mut response, payment.version);
    respond::mark_replayed(&mut response, replayed);
    response
}

/// Submits what is asked of a payment.
pub(crate) async fn act(
    edge: &Edge,
    change: &Change,
    payment: PaymentId,
    action: Action,
    wait: Wait,
) -> Result<Done, Problem> {
    if wait != Wait::Committed {
        waits_unknown();
    }
    let command = bezant_payments::Command {
        payment,
        expected_version: change.expected_version,
        action,
    };
    change.submit(edge, Command::Payment(command), wait).await
}

/// A payment as it stands, if the caller sees it.
pub(crate) async fn current(edge: &Edge, sight: Sight, id: PaymentId) -> Result<Box<Payment>, Problem> {
    let Answer::Payment(payment) = edge.query(sight.tenant, Query::Payment(id)).await? else {
        unreachable!("a question for a payment is answered with one");
    };
    payment.filter(|payment| sight.sees(payment)).ok_or_else(unknown)
}

/// There is no such payment that the caller sees.
pub(crate) fn unknown() -> Problem {
    bezant_core::Rejection::from(bezant_payments::Rejection::NotFound).into()
}

/// Those of these payments that the caller sees, as they stand, in one look-up.
pub(crate) async fn these(
    edge: &Edge,
    sight: Sight,
    ids: &[PaymentId],
) -> Result<BTreeMap<PaymentId, Payment>, Problem> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(LARGEST_PAGE as usize) {
        let Answer::Payments(payments) = edge.query(sight.tenant, Query::Payments(ids.to_vec())).await?
        else {
            unreachable!("a question for payments is answered with them");
        };
        let seen = payments.into_iter().filter(|payment| sight.sees(payment));
        found.extend(seen.map(|payment| (payment.id, payment)));
    }
    Ok(found)
}

/// Read a payment
///
/// As it stands at this moment.
#[utoipa::path(
    get, path = "/api/v1/payments/{id}", tag = "payments",
    params(("id" = String, Path, description = "The payment.")),
    responses((status = 200, description = "The payment.", body = PaymentDto<'_>))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PaymentId>,
) -> Result<Response, Problem> {
    let payment = current(&edge, reader.sight(), id).await?;
    let mut response = respond::ok(&PaymentDto::from(&*payment));
    respond::set_version(&mut response, payment.version);
    Ok(response)
}

/// List and search payments
///
/// The newest first. A list follows the log at a small distance and says which position it reflects.
#[utoipa::path(
    get, path = "/api/v1/payments", tag = "payments", params(PaymentParams),
    responses((status = 200, description = "A page.", body = Page<PaymentSummary>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PaymentParams>,
) -> Result<Response, Problem> {
    if let Some((cursor, limit)) = params.needing_attention()? {
        let page = super::attention::list(&edge, reader.sight(), cursor, limit).await?;
        return Ok(respond::ok(&page));
    }
    let mut filter = params.into_filter(|email| billing::hash(&edge, reader.tenant, email))?;
    filter.created_by = reader.sight().only_of.or(filter.created_by);
    if let Some(status) = filter.status.as_deref()
        && bezant_payments::Status::from_word(status).is_none()
    {
        let message = "it must be a status of a payment, such as COMPLETED";
        return Err(Problem::mistake("status", Code::ParameterInvalid, message));
    }
    let freshness = Freshness::of(&edge)?;
    let page = edge.views().payments(reader.tenant, &filter).await?;
    Ok(freshness.mark(respond::ok(&Page::of_views(page, PaymentSummary::from))))
}

/// Read a payment's history
///
/// Its events, in the order in which they happened.
#[utoipa::path(
    get, path = "/api/v1/payments/{id}/events", tag = "payments",
    params(("id" = String, Path, description = "The payment."), PageParams),
    responses((status = 200, description = "A page.", body = Page<EventDto>))
)]
pub(crate) async fn events(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PaymentId>,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)?;
    current(&edge, reader.sight(), id).await?;
    let freshness = Freshness::of(&edge)?;
    let page = edge
        .views()
        .payment_history(reader.tenant, id, params.cursor, limit)
        .await?;
    Ok(freshness.mark(respond::ok(&Page::of_views(page, EventDto::from))))
}

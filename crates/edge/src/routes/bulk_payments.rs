//! Payments in bulk: each by itself, with an answer of its own.

use axum::extract::State;
use axum::response::Response;
use bezant_representations::{Bounds, Node};
use futures::{StreamExt, stream};

use super::payments::{create_one, payment_of, status_of};
use crate::degradation::waits_unknown;
use crate::dto::bulk_payment::{BulkItemDto, BulkPaymentsDto, NewPayments};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{BulkChange, Change};
use crate::respond;

/// In one request. Each may wait for a gateway.
const MOST_PAYMENTS: usize = 100;
/// Of one request, under way at once.
const AT_ONCE: usize = 16;

/// Create payments in bulk
///
/// Up to 100, each by itself: one that is refused or declined stops no other. Each may have an `idempotency_key` of its own, which is the
/// key of that payment as if it were sent alone; without one, the request's own key and the payment's place in it are its key.
#[utoipa::path(
    post, path = "/api/v1/payments/bulk", tag = "payments", request_body = NewPayments,
    responses((status = 200, description = "What became of each, in the same order.", body = BulkPaymentsDto<'_>))
)]
pub(crate) async fn create(
    State(edge): State<Edge>,
    BulkChange(change): BulkChange,
) -> Result<Response, Problem> {
    let items = items(&change.body)?;
    let changes = items.into_iter().enumerate().map(|(nth, item)| {
        let Item { key, payment } = item;
        change.item(nth, "/api/v1/payments", key, payment)
    });
    let edge = &edge;
    let asked = changes.map(|one| async move { create_one(edge, &one).await });
    let done: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    // Gateways were waited for side by side.
    waits_unknown();
    let correlation = change.correlation_id();
    let rows = done.iter().map(|one| match one {
        Ok(done) => {
            let payment = payment_of(done);
            BulkItemDto::made(status_of(payment), done.replayed, payment)
        }
        Err(problem) => BulkItemDto::refused(problem, &correlation),
    });
    Ok(respond::ok(&BulkPaymentsDto::of(rows.collect())))
}

/// What is asked for one payment.
struct Item {
    key: Option<String>,
    payment: Vec<u8>,
}

/// Takes a body apart. What is wrong within a payment is its own matter.
fn items(body: &[u8]) -> Result<Vec<Item>, Problem> {
    let whole = Node::parse(body, Bounds::REQUEST)
        .map_err(|error| Problem::new(Code::JsonMalformed, format!("the body is not JSON: {error}")))?;
    let Node::Object(fields) = whole else {
        return Err(Problem::mistake("", Code::FieldInvalid, "it must be an object"));
    };
    let mut payments = None;
    for (name, value) in fields {
        match (&*name, value) {
            ("payments", Node::List(list)) if payments.is_none() => payments = Some(list),
            ("payments", _) => return Err(Problem::mistake(name, Code::FieldInvalid, "it must be one list")),
            _ => {
                return Err(Problem::mistake(
                    name,
                    Code::FieldUnknown,
                    "there is no such field",
                ));
            }
        }
    }
    let missing = || Problem::mistake("payments", Code::FieldMissing, "it must be there");
    let payments = payments.ok_or_else(missing)?;
    if !(1..=MOST_PAYMENTS).contains(&payments.len()) {
        let message = format!("there must be 1 to {MOST_PAYMENTS}");
        return Err(Problem::mistake("payments", Code::FieldInvalid, message));
    }
    payments.into_iter().enumerate().map(item).collect()
}

fn item((nth, node): (usize, Node)) -> Result<Item, Problem> {
    let place = format!("payments[{nth}]");
    let Node::Object(fields) = node else {
        return Err(Problem::mistake(
            place,
            Code::FieldInvalid,
            "it must be an object",
        ));
    };
    let (mut key, mut payment) = (None, None);
    for (name, value) in fields {
        match (&*name, value) {
            ("idempotency_key", Node::Text(text)) if key.is_none() && Change::is_key(&text) => {
                key = Some(text)
            }
            ("idempotency_key", Node::Null) => {}
            ("payment", value @ Node::Object(_)) if payment.is_none() => payment = Some(value.to_bytes()),
            ("idempotency_key", _) => {
                let message = "it must be 1 to 255 visible ASCII characters";
                return Err(Problem::mistake(
                    format!("{place}.{name}"),
                    Code::FieldInvalid,
                    message,
                ));
            }
            ("payment", _) => {
                let message = "it must be one object";
                return Err(Problem::mistake(
                    format!("{place}.{name}"),
                    Code::FieldInvalid,
                    message,
                ));
            }
            _ => {
                let message = "there is no such field";
                return Err(Problem::mistake(
                    format!("{place}.{name}"),
                    Code::FieldUnknown,
                    message,
                ));
            }
        }
    }
    let missing = || Problem::mistake(format!("{place}.payment"), Code::FieldMissing, "it must be there");
    Ok(Item {
        key,
        payment: payment.ok_or_else(missing)?,
    })
}

//! The payments of a visit, found by what they must be called.

use axum::http::StatusCode;
use bezant_core::{Answer, Command, Query};
use bezant_engine::{Correlation, IdempotencyKey, Request, Wait};
use bezant_kernel::{PaymentId, Tenant};
use bezant_payments::{Action, OutcomeClass, Payment, Status};

use super::seal::Link;
use crate::auth::Caller;
use crate::edge::Edge;
use crate::problem::Problem;

/// Cards that a customer may try; then the merchant has to send another link.
pub(super) const MOST: u32 = 10;
const DECLINED_UNTIL_AUTHENTICATED: &str = "authentication_required";

/// How far a visit has come.
pub(super) enum Stage {
    /// The next attempt can begin.
    Open {
        /// What it will be called.
        payment: PaymentId,
        /// The one before, which failed.
        failed: Option<Box<Payment>>,
    },
    /// It is under way.
    Waiting,
    /// The customer's bank wants to see them.
    Authentication(Box<Payment>),
    /// The money is there, or reserved.
    Paid(Box<Payment>),
    /// It was paid, and given back or given up.
    Over,
    /// No attempt is left.
    Exhausted,
}

fn id(link: &Link, visit: &str, number: u32) -> PaymentId {
    PaymentId::derive(&[
        b"payment link",
        link.nonce.as_bytes(),
        visit.as_bytes(),
        &number.to_be_bytes(),
    ])
}

/// Looks at what there is of a visit.
pub(super) async fn stage(edge: &Edge, tenant: Tenant, link: &Link, visit: &str) -> Result<Stage, Problem> {
    let mut failed = None;
    for number in 0..MOST {
        let payment = id(link, visit, number);
        let question = Query::Payment(payment);
        let Answer::Payment(found) = edge.query(tenant, question).await? else {
            unreachable!("a question for a payment is answered with one");
        };
        let Some(payment) = found else {
            return Ok(Stage::Open { payment, failed });
        };
        if payment.is_under_way() || payment.postponed_until().is_some() {
            return Ok(Stage::Waiting);
        }
        match payment.status {
            Status::Failed => failed = Some(payment),
            Status::Authorized | Status::Captured | Status::Completed => return Ok(Stage::Paid(payment)),
            Status::Initiated | Status::Processing => return Ok(Stage::Waiting),
            Status::RefundInitiated
            | Status::PartiallyRefunded
            | Status::Refunded
            | Status::Cancelled
            | Status::Expired => return Ok(Stage::Over),
        }
    }
    Ok(Stage::Exhausted)
}

/// The same, where a bank that wants to see the customer goes before another card.
pub(super) async fn stage_for_customer(
    edge: &Edge,
    tenant: Tenant,
    link: &Link,
    visit: &str,
) -> Result<Stage, Problem> {
    let stage = stage(edge, tenant, link, visit).await?;
    Ok(match stage {
        Stage::Open {
            failed: Some(payment),
            ..
        } if wants_authentication(edge, &payment) => Stage::Authentication(payment),
        other => other,
    })
}

fn wants_authentication(edge: &Edge, payment: &Payment) -> bool {
    payment.attempts.last().is_some_and(|last| {
        last.outcome == Some(OutcomeClass::Declined)
            && last.code == DECLINED_UNTIL_AUTHENTICATED
            && edge.is_sandbox(&last.gateway)
    })
}

/// Why the last attempt of a payment came to nothing; empty where nobody said.
pub(super) fn code(payment: &Payment) -> &str {
    payment.attempts.last().map_or("", |last| &last.code)
}

/// Goes on with a visit from where it stood: after `failed`, or from its beginning. Of several that saw it stand there one goes on, be it
/// with another card or with the same one after the bank, and the others are told of that one.
pub(super) async fn go_on(
    edge: &Edge,
    caller: &Caller,
    (link, visit, failed): (&Link, &str, Option<&Payment>),
    correlation: &Correlation,
    (payment, action): (PaymentId, Action),
) -> Result<(), Problem> {
    // What was paid with is no part of it.
    let stood = failed.map_or(String::new(), |failed| {
        format!("{} {}", failed.id, failed.version)
    });
    let key = format!("{} {visit} {stood}", link.nonce);
    let command = bezant_payments::Command {
        payment,
        expected_version: None,
        action,
    };
    let request = Request {
        tenant: caller.tenant,
        correlation: correlation.clone(),
        idempotency: Some(IdempotencyKey::new(caller.tenant, "POST /pay", &key, b"")),
        command: Command::Payment(command),
    };
    let wait = Wait::Settled {
        within: edge.limits().default_wait,
    };
    match edge.engine().submit(request, wait).await.map_err(Problem::from) {
        // Another window was first and is under way.
        Err(problem) if problem.status() != StatusCode::CONFLICT => Err(problem),
        Ok(_) | Err(_) => Ok(()),
    }
}

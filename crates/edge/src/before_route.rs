//! What hooks say before a gateway is chosen. Their word goes into the payment's command as advice, a refusal too, so that it
//! is written down with what came of it.

use bezant_hooks::{Decision, Input, InputPayment, Point, Terms};
use bezant_kernel::{PaymentId, Tenant};
use bezant_payments::{Advice, Create, FailureNote, Payment, Status};

use crate::auth::Sight;
use crate::degradation::elsewhere;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::routes::payments::current;

/// The code of a payment that a hook refused.
const REFUSED: &str = "refused_by_hook";

/// On a new payment.
pub(crate) async fn advice_on_new(edge: &Edge, tenant: Tenant, id: PaymentId, create: &Create) -> Advice {
    // What will be refused is told to nobody: a card number may stand in it.
    if !create.confirm || !edge.hooks().listens(Point::BeforeRoute) || create.check().is_err() {
        return Advice::default();
    }
    ask(edge, id.to_string(), id, tenant, Terms::of_new(create)).await
}

/// On a payment that is to be confirmed.
pub(crate) async fn advice_on_confirm(edge: &Edge, sight: Sight, id: PaymentId) -> Result<Advice, Problem> {
    if !edge.hooks().listens(Point::BeforeRoute) {
        return Ok(Advice::default());
    }
    let payment = current(edge, sight, id).await?;
    if payment.status != Status::Initiated {
        // It will never be again, so this is a repetition or will be refused.
        return Ok(Advice::default());
    }
    Ok(ask_about(edge, &payment).await)
}

/// On a payment that is to be started again. It is asked about whatever its status: it may fail at this moment.
pub(crate) async fn advice_on_retry(edge: &Edge, sight: Sight, id: PaymentId) -> Result<Advice, Problem> {
    if !edge.hooks().listens(Point::BeforeRoute) {
        return Ok(Advice::default());
    }
    Ok(ask_about(edge, &*current(edge, sight, id).await?).await)
}

async fn ask_about(edge: &Edge, payment: &Payment) -> Advice {
    let asked = format!("{}_{}", payment.id, payment.version);
    ask(edge, asked, payment.id, payment.tenant, Terms::of(payment)).await
}

async fn ask(edge: &Edge, asked: String, id: PaymentId, tenant: Tenant, terms: Terms) -> Advice {
    let input = Input {
        id: format!("{asked}_{}", Point::BeforeRoute.as_str()),
        payment: InputPayment {
            id,
            tenant: tenant.id(),
            terms: Some(terms),
        },
        operation: None,
        outcome: None,
        event: None,
    };
    match elsewhere(edge.hooks().run(Point::BeforeRoute, &input))
        .await
        .decision
    {
        Decision::Continue(advice) => {
            Advice::new(advice.exclude, advice.prefer, advice.require_three_d_secure)
        }
        Decision::Refuse { hook, code, message } => {
            tracing::info!(%hook, code, message, payment = %id, "a payment was refused by a hook");
            let said = match message.as_str() {
                "" => code,
                _ => format!("{message} ({code})"),
            };
            Advice::refuse(FailureNote {
                code: REFUSED.to_owned(),
                message: format!("the hook '{hook}' refused the payment: {said}"),
                gateway_code: String::new(),
            })
        }
    }
}

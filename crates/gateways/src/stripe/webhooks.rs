//! Stripe's events as notices. An event shows its object as it was then; events may come late, twice and out of order.

use async_trait::async_trait;
use bezant_kernel::{Id, IdKind, OperationId, PaymentId};
use bezant_payments::Outcome;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::disputes::Dispute;
use super::response::{Metadata, Page, PaymentIntent, Refund};
use super::{Stripe, signature};
use crate::disputes::{DisputeError, DisputeNotice, DisputedFunds};
use crate::notifications::{
    Notice, Notification, NotificationError, NotificationRequest, Notifications, bounded, parse,
};
use crate::port::CallContext;

#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Deserialize)]
struct Holder<T> {
    data: Data<T>,
}

#[derive(Debug, Deserialize)]
struct Data<T> {
    object: T,
}

/// A charge, for the refunds that older versions of the API show in it; newer ones send an event for each refund.
#[derive(Debug, Deserialize)]
struct RefundedCharge {
    #[serde(default)]
    refunds: Option<Page<Refund>>,
}

const OBJECT: &str = "data.object";
const UNKNOWN_CURRENCY: &str = "is not a currency that is known";

#[async_trait]
impl Notifications for Stripe {
    fn receive(&self, request: &NotificationRequest<'_>) -> Result<Vec<Notification>, NotificationError> {
        bounded(request.body)?;
        signature::check(&self.webhook_secrets, request)?;
        let event: Event = parse(request.body)?;
        if event.id.is_empty() {
            return Err(NotificationError::malformed("id", "is empty"));
        }
        understand(event, request.body)
    }

    async fn payment_of(
        &self,
        call: &CallContext<'_>,
        notice: &DisputeNotice,
    ) -> Result<Option<PaymentId>, DisputeError> {
        self.disputed_payment(call, notice).await
    }
}

fn understand(event: Event, body: &[u8]) -> Result<Vec<Notification>, NotificationError> {
    let notice = match event.kind.as_str() {
        "payment_intent.succeeded"
        | "payment_intent.payment_failed"
        | "payment_intent.canceled"
        | "payment_intent.amount_capturable_updated" => of_intent(&object(body)?)?,
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            of_refund(&object(body)?, OBJECT)?
        }
        "charge.refunded" => return of_charge(event, &object(body)?),
        "charge.dispute.created" | "charge.dispute.updated" | "charge.dispute.closed" => {
            Some(object::<Dispute>(body)?.notice(None)?)
        }
        "charge.dispute.funds_withdrawn" => {
            Some(object::<Dispute>(body)?.notice(Some(DisputedFunds::Withdrawn))?)
        }
        "charge.dispute.funds_reinstated" => {
            Some(object::<Dispute>(body)?.notice(Some(DisputedFunds::Reinstated))?)
        }
        _ => None,
    };
    let notice = notice.unwrap_or(Notice::Ignored { kind: event.kind });
    Ok(vec![Notification {
        event: event.id,
        notice,
    }])
}

fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, NotificationError> {
    parse::<Holder<T>>(body).map(|holder| holder.data.object)
}

/// The id that an object's metadata has under a name; nothing where others made the object.
fn id<K: IdKind>(text: Option<&str>, path: &str, name: &str) -> Result<Option<Id<K>>, NotificationError> {
    let malformed = |_| {
        let problem = format!("is not an id that begins with {}_", K::PREFIX);
        NotificationError::malformed(format!("{path}.metadata.{name}"), problem)
    };
    text.map(|text| text.parse().map_err(malformed)).transpose()
}

fn operation(text: Option<&str>, path: &str, name: &str) -> Result<Option<OperationId>, NotificationError> {
    id(text, path, name)
}

fn payment(metadata: &Metadata, path: &str) -> Result<Option<PaymentId>, NotificationError> {
    id(metadata.bezant_payment.as_deref(), path, "bezant_payment")
}

fn of_intent(intent: &PaymentIntent) -> Result<Option<Notice>, NotificationError> {
    let authorization = operation(
        intent.metadata.bezant_operation.as_deref(),
        OBJECT,
        "bezant_operation",
    )?;
    let capture = operation(
        intent.metadata.bezant_capture.as_deref(),
        OBJECT,
        "bezant_capture",
    )?;
    if intent.amount().is_none() {
        return Err(NotificationError::malformed(
            format!("{OBJECT}.currency"),
            UNKNOWN_CURRENCY,
        ));
    }
    // Money that was reserved first was taken by another operation than the one that reserved it.
    let later = intent.status == "succeeded" && intent.capture_method.as_deref() == Some("manual");
    let (operation, outcome) = if later {
        (capture, intent.captured())
    } else {
        (authorization, intent.authorization())
    };
    let Some(operation) = operation else {
        return Ok(None);
    };
    Ok(Some(Notice::Outcome {
        operation,
        payment: payment(&intent.metadata, OBJECT)?,
        outcome: understood(outcome, OBJECT)?,
        inquire: true,
    }))
}

fn of_refund(refund: &Refund, path: &str) -> Result<Option<Notice>, NotificationError> {
    let Some(operation) = operation(
        refund.metadata.bezant_operation.as_deref(),
        path,
        "bezant_operation",
    )?
    else {
        return Ok(None);
    };
    let amount = refund
        .amount()
        .ok_or_else(|| NotificationError::malformed(format!("{path}.currency"), UNKNOWN_CURRENCY))?;
    if !amount.is_positive() {
        return Err(NotificationError::malformed(
            format!("{path}.amount"),
            "is not positive",
        ));
    }
    let payment = payment(&refund.metadata, path)?;
    Ok(Some(match understood(refund.state(amount), path)? {
        // A refund may fail weeks after it succeeded, and its object looks the same as if it had never succeeded.
        Outcome::Declined(decline) => Notice::Undone {
            operation,
            payment,
            decline,
        },
        outcome => Notice::Outcome {
            operation,
            payment,
            outcome,
            inquire: true,
        },
    }))
}

fn of_charge(event: Event, charge: &RefundedCharge) -> Result<Vec<Notification>, NotificationError> {
    let mut all = Vec::new();
    for (at, refund) in charge.refunds.iter().flat_map(|page| &page.data).enumerate() {
        if let Some(notice) = of_refund(refund, &format!("{OBJECT}.refunds.data[{at}]"))? {
            all.push(Notification {
                event: format!("{}/{}", event.id, refund.id),
                notice,
            });
        }
    }
    if all.is_empty() {
        let notice = Notice::Ignored { kind: event.kind };
        all.push(Notification {
            event: event.id,
            notice,
        });
    }
    Ok(all)
}

/// The outcome, where the object could be understood.
fn understood(outcome: Outcome, path: &str) -> Result<Outcome, NotificationError> {
    match outcome {
        Outcome::Approved(_) | Outcome::Declined(_) | Outcome::Pending => Ok(outcome),
        Outcome::Failed(_) | Outcome::Unknown(_) | Outcome::NotFound => Err(NotificationError::malformed(
            format!("{path}.status"),
            "does not fit the rest of the object",
        )),
    }
}

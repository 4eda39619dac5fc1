//! `cancel`: the payment is given up before money is taken.
//!
//! INITIATED: CANCELLED at once. AUTHORIZED: the gateway is asked to release the money, and the payment is CANCELLED
//! when it has; if it refuses, the payment stays AUTHORIZED with the failure shown. While a gateway is at work nobody
//! knows what there would be to cancel, so that is refused. PROCESSING, but waiting for a better moment after a soft decline:
//! it is FAILED with that decline, and there is no further try.

use bezant_kernel::{Context, OperationKind};

use crate::draft::{Decision, Draft};
use crate::event::EventKind;
use crate::guard;
use crate::payment::{FailureNote, Payment};
use crate::rejection::Rejection;
use crate::start::follow_up;
use crate::status::Status;

pub(crate) fn decide(
    payment: &Payment,
    context: &Context<'_>,
    reason: Option<String>,
) -> Result<Decision, Rejection> {
    if payment.postponed_until().is_some() {
        return Ok(give_up(payment, reason));
    }
    guard::status(payment, "cancel", &[Status::Initiated, Status::Authorized])?;
    guard::idle(payment)?;
    let mut draft = Draft::of(payment);
    match &payment.authorization {
        None => draft.push(EventKind::Cancelled { reason }),
        Some(authorization) => {
            draft.push(EventKind::CancelRequested { reason });
            draft.push(follow_up(
                payment,
                context,
                OperationKind::Void,
                authorization.amount,
                None,
            ));
        }
    }
    Ok(draft.finish())
}

/// No further try: the last decline stands.
fn give_up(payment: &Payment, reason: Option<String>) -> Decision {
    let last = payment
        .failure
        .clone()
        .expect("what waits for a better moment was declined");
    let why = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut draft = Draft::of(payment);
    draft.push(EventKind::Failed(FailureNote {
        message: format!("{}; further tries were given up{why}", last.message),
        ..last
    }));
    draft.finish()
}

#[cfg(test)]
mod tests {
    use bezant_kernel::Posting;

    use super::*;
    use crate::command::{Action, Create};
    use crate::operation::DeclineCode;
    use crate::testing::{Bench, a_create, approved, declined};

    const CANCEL: Action = Action::Cancel { reason: None };

    #[test]
    fn before_any_gateway_it_is_done_at_once() {
        let mut bench = Bench::new();
        bench
            .act(Action::Create(Box::new(Create {
                confirm: false,
                ..a_create()
            })))
            .unwrap();
        assert!(bench.act(CANCEL).unwrap().postings.is_empty());
        assert_eq!(bench.status(), Status::Cancelled);
    }

    #[test]
    fn reserved_money_is_released_first() {
        let mut bench = Bench::authorized();
        bench.act(CANCEL).unwrap();
        assert_eq!(bench.status(), Status::Authorized);
        assert_eq!(
            bench.act(Action::Capture { amount: None }).unwrap_err(),
            Rejection::OperationInProgress {
                status: Status::Authorized,
                operation: OperationKind::Void
            }
        );
        bench.outcome(declined(DeclineCode::GenericDecline)).unwrap();
        assert_eq!(bench.status(), Status::Authorized);
        assert!(bench.payment().failure.is_some());
        bench.act(CANCEL).unwrap();
        let decision = bench.outcome(approved(1_000)).unwrap();
        assert!(matches!(decision.postings[..], [Posting::Void { .. }]));
        assert_eq!(
            (bench.status(), bench.payment().is_finished()),
            (Status::Cancelled, true)
        );
    }

    #[test]
    fn a_card_number_is_no_reason() {
        let reason = Some("card 4111111111111111 was stolen".to_owned());
        let rejection = Bench::authorized().act(Action::Cancel { reason }).unwrap_err();
        assert_eq!(rejection, Rejection::CardNumberNotAccepted { field: "reason" });
    }
}

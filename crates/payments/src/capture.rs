//! `capture`: reserved money is taken, all or a part of it; the rest is released. There is one capture.
//!
//! Needs AUTHORIZED and no operation under way. The payment is CAPTURED when the gateway has done it; if it refuses,
//! the payment stays AUTHORIZED with the failure shown, and may be captured again.

use bezant_kernel::{Context, Money, OperationKind};

use crate::draft::{Decision, Draft};
use crate::event::EventKind;
use crate::guard;
use crate::payment::Payment;
use crate::rejection::Rejection;
use crate::start::follow_up;
use crate::status::Status;

pub(crate) fn decide(
    payment: &Payment,
    context: &Context<'_>,
    amount: Option<Money>,
) -> Result<Decision, Rejection> {
    guard::status(payment, "capture", &[Status::Authorized])?;
    guard::idle(payment)?;
    let authorization = payment
        .authorization
        .as_ref()
        .expect("an authorized payment has an authorization");
    let available = authorization.amount;
    let amount = amount.unwrap_or(available);
    guard::part(payment, amount)?;
    if amount.minor() > available.minor() {
        return Err(Rejection::CaptureTooLarge { available });
    }
    let mut draft = Draft::of(payment);
    request(&mut draft, payment, context, amount);
    Ok(draft.finish())
}

/// The request itself, also made by the timer.
pub(crate) fn request(draft: &mut Draft, payment: &Payment, context: &Context<'_>, amount: Money) {
    draft.push(EventKind::CaptureRequested { amount });
    draft.push(follow_up(payment, context, OperationKind::Capture, amount, None));
}

#[cfg(test)]
mod tests {
    use bezant_kernel::{Currency, Posting};

    use super::*;
    use crate::command::Action;
    use crate::operation::{DeclineCode, Failure, Outcome};
    use crate::testing::{Bench, approved, euro, unsettled};

    #[test]
    fn takes_a_part_once_and_releases_the_rest() {
        let mut bench = Bench::authorized();
        let postings = bench
            .act(Action::Capture {
                amount: Some(euro(400)),
            })
            .unwrap()
            .postings;
        assert!(postings.is_empty(), "money moves when the gateway has done it");
        assert_eq!(bench.status(), Status::Authorized);
        let decision = bench.outcome(approved(400)).unwrap();
        assert!(matches!(decision.postings[0], Posting::Post { amount, .. } if amount == euro(400)));
        assert_eq!(
            (bench.status(), bench.payment().amount_captured),
            (Status::Completed, euro(400))
        );
        let again = bench.act(Action::Capture {
            amount: Some(euro(1)),
        });
        assert_eq!(
            again,
            Err(Rejection::WrongStatus {
                status: Status::Completed,
                action: "capture"
            })
        );
    }

    #[test]
    fn refuses_wrong_amounts() {
        let mut bench = Bench::authorized();
        for (amount, code) in [
            (euro(0), "amount_not_positive"),
            (euro(1_001), "capture_too_large"),
            (Money::new(5, Currency::USD), "payment_currency_mismatch"),
        ] {
            assert_eq!(
                bench
                    .act(Action::Capture { amount: Some(amount) })
                    .unwrap_err()
                    .code(),
                code
            );
        }
    }

    #[test]
    fn a_refusal_leaves_the_money_reserved_and_shows_why() {
        for (outcome, code) in [
            (
                crate::testing::declined(DeclineCode::GenericDecline),
                "generic_decline",
            ),
            (Outcome::Failed(Failure::Refused), "gateway_refused_request"),
        ] {
            let mut bench = Bench::authorized();
            bench.act(Action::Capture { amount: None }).unwrap();
            assert!(bench.outcome(outcome).unwrap().postings.is_empty());
            assert_eq!(bench.status(), Status::Authorized);
            assert_eq!(bench.payment().failure.as_ref().unwrap().code, code);
            bench.act(Action::Capture { amount: None }).unwrap();
            bench.outcome(approved(1_000)).unwrap();
            assert_eq!(
                (bench.status(), bench.payment().failure.is_none()),
                (Status::Completed, true)
            );
        }
    }

    #[test]
    fn a_capture_that_was_not_final_may_fail_and_is_reversed() {
        let mut bench = Bench::authorized();
        bench.act(Action::Capture { amount: None }).unwrap();
        bench.outcome(unsettled(1_000)).unwrap();
        assert_eq!(
            (bench.status(), bench.payment().is_under_way()),
            (Status::Captured, false)
        );
        bench.fire();
        assert_eq!(bench.operation().call, crate::operation::Call::Inquire);
        bench.outcome(Outcome::Pending).unwrap();
        bench.fire();
        let decision = bench
            .outcome(crate::testing::declined(DeclineCode::GenericDecline))
            .unwrap();
        assert!(matches!(decision.postings[..], [Posting::Transfer { .. }]));
        assert_eq!(
            (bench.status(), bench.payment().amount_captured),
            (Status::Failed, euro(0))
        );
        bench.act(Action::Retry(crate::Advice::default())).unwrap();
        assert_eq!(bench.status(), Status::Processing);
    }
}

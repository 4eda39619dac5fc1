//! `refund`: captured money is given back, in one or several parts.
//!
//! Needs COMPLETED or PARTIALLY_REFUNDED and no operation under way. A refund is an object of its own. One of
//! everything that is left moves the payment to REFUND_INITIATED and then REFUNDED; a smaller one leaves the status
//! alone until it succeeds, then the payment is PARTIALLY_REFUNDED. After one that failed the payment stands where it
//! stood, with the failure shown.

use bezant_kernel::{Context, Money, OperationKind, RefundId};

use crate::draft::{Decision, Draft};
use crate::event::EventKind;
use crate::guard;
use crate::payment::Payment;
use crate::policy::MAX_REFUNDS;
use crate::postings;
use crate::rejection::Rejection;
use crate::start::follow_up;
use crate::status::Status;

pub(crate) fn decide(
    payment: &Payment,
    context: &Context<'_>,
    refund: RefundId,
    amount: Option<Money>,
    reason: Option<String>,
) -> Result<Decision, Rejection> {
    if payment.refund(refund).is_some() {
        return Err(Rejection::RefundExists { refund });
    }
    guard::status(payment, "refund", &[Status::Completed, Status::PartiallyRefunded])?;
    guard::idle(payment)?;
    if payment.refunds.len() >= MAX_REFUNDS {
        return Err(Rejection::TooManyRefunds);
    }
    let available = payment.amount_refundable();
    let amount = amount.unwrap_or(available);
    guard::part(payment, amount)?;
    if amount.minor() > available.minor() {
        return Err(Rejection::RefundTooLarge { available });
    }
    let mut draft = Draft::of(payment);
    postings::refund_requested(&mut draft.postings, payment, refund, amount);
    draft.push(EventKind::RefundRequested {
        refund,
        amount,
        reason,
        everything: amount == available,
    });
    draft.push(follow_up(
        payment,
        context,
        OperationKind::Refund,
        amount,
        Some(refund),
    ));
    Ok(draft.finish())
}

#[cfg(test)]
mod tests {
    use bezant_kernel::{Currency, Posting};

    use super::*;
    use crate::command::Action;
    use crate::operation::DeclineCode;
    use crate::status::RefundStatus;
    use crate::testing::{Bench, approved, declined, euro};

    fn refund(number: u128, amount: Option<i128>) -> Action {
        Action::Refund {
            refund: RefundId::from_u128(number),
            amount: amount.map(euro),
            reason: None,
        }
    }

    #[test]
    fn parts_add_up_to_everything() {
        let mut bench = Bench::completed();
        bench.act(refund(1, Some(300))).unwrap();
        assert_eq!(bench.status(), Status::Completed);
        assert_eq!(
            bench.act(refund(2, None)).unwrap_err().code(),
            "operation_in_progress"
        );
        assert!(matches!(
            bench.outcome(approved(300)).unwrap().postings[..],
            [Posting::Post { .. }]
        ));
        assert_eq!(bench.status(), Status::PartiallyRefunded);
        assert_eq!(
            bench.act(refund(2, Some(701))),
            Err(Rejection::RefundTooLarge { available: euro(700) })
        );
        bench.act(refund(2, None)).unwrap();
        assert_eq!(bench.status(), Status::RefundInitiated);
        bench.outcome(approved(700)).unwrap();
        assert_eq!(
            (bench.status(), bench.payment().amount_refunded),
            (Status::Refunded, euro(1_000))
        );
        assert_eq!(
            bench.act(refund(3, None)).unwrap_err().code(),
            "payment_status_conflict"
        );
    }

    #[test]
    fn after_a_failed_one_the_payment_returns_to_where_it_stood() {
        let mut bench = Bench::completed();
        for (amount, before) in [(None, Status::Completed), (Some(300), Status::Completed)] {
            bench.act(refund(amount.map_or(1, |_| 2), amount)).unwrap();
            let decision = bench.outcome(declined(DeclineCode::GenericDecline)).unwrap();
            assert!(matches!(decision.postings[..], [Posting::Void { .. }]));
            assert_eq!(bench.status(), before);
            assert_eq!(
                bench.payment().refunds.last().unwrap().status,
                RefundStatus::Failed
            );
            assert_eq!(bench.payment().failure.as_ref().unwrap().code, "generic_decline");
        }
        bench.act(refund(3, Some(300))).unwrap();
        bench.outcome(approved(300)).unwrap();
        bench.act(refund(4, None)).unwrap();
        bench.outcome(declined(DeclineCode::GenericDecline)).unwrap();
        assert_eq!(bench.status(), Status::PartiallyRefunded);
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        let mut bench = Bench::completed();
        let dollars = Action::Refund {
            refund: RefundId::from_u128(9),
            amount: Some(Money::new(5, Currency::USD)),
            reason: None,
        };
        assert_eq!(
            bench.act(dollars).unwrap_err().code(),
            "payment_currency_mismatch"
        );
        assert_eq!(
            bench.act(refund(9, Some(0))).unwrap_err().code(),
            "amount_not_positive"
        );
        for number in 0..100 {
            bench.act(refund(number, Some(1))).unwrap();
            bench.outcome(declined(DeclineCode::GenericDecline)).unwrap();
        }
        assert_eq!(bench.act(refund(100, Some(1))), Err(Rejection::TooManyRefunds));
        let id = RefundId::from_u128(5);
        assert_eq!(
            bench.act(refund(5, Some(1))),
            Err(Rejection::RefundExists { refund: id })
        );
    }
}

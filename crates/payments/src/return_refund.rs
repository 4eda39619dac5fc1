//! `return_refund`: the customer's bank sent back a refund that had succeeded.
//!
//! Needs PARTIALLY_REFUNDED, no operation under way and a refund that is REFUNDED. The refund becomes FAILED, marked as
//! returned; the merchant is owed the money again. The payment is COMPLETED if no refund that succeeded remains, else
//! it stays PARTIALLY_REFUNDED. From REFUNDED there is no way back in the drawing, so it is refused there.

use bezant_kernel::{Money, RefundId};

use crate::draft::{Decision, Draft};
use crate::event::EventKind;
use crate::guard;
use crate::payment::Payment;
use crate::postings;
use crate::rejection::Rejection;
use crate::status::{RefundStatus, Status};

pub(crate) fn decide(
    payment: &Payment,
    refund: RefundId,
    reason: Option<String>,
) -> Result<Decision, Rejection> {
    guard::status(payment, "return_refund", &[Status::PartiallyRefunded])?;
    guard::idle(payment)?;
    let found = payment
        .refund(refund)
        .ok_or(Rejection::RefundNotFound { refund })?;
    match found.status {
        RefundStatus::Refunded => (),
        status @ (RefundStatus::RefundInitiated | RefundStatus::Failed) => {
            return Err(Rejection::RefundNotReturnable { refund, status });
        }
    }
    let amount: Money = found.amount;
    let status = if amount == payment.amount_refunded {
        Status::Completed
    } else {
        Status::PartiallyRefunded
    };
    let mut draft = Draft::of(payment);
    postings::refund_returned(&mut draft.postings, payment, refund, amount);
    draft.push(EventKind::RefundReturned {
        refund,
        amount,
        reason,
        status,
    });
    Ok(draft.finish())
}

#[cfg(test)]
mod tests {
    use bezant_kernel::Posting;

    use super::*;
    use crate::command::Action;
    use crate::testing::{Bench, approved, euro};

    fn id(number: u128) -> RefundId {
        RefundId::from_u128(number)
    }

    fn refunded(bench: &mut Bench, number: u128, amount: i128) {
        bench
            .act(Action::Refund {
                refund: id(number),
                amount: Some(euro(amount)),
                reason: None,
            })
            .unwrap();
        bench.outcome(approved(amount)).unwrap();
    }

    fn return_refund(number: u128) -> Action {
        Action::ReturnRefund {
            refund: id(number),
            reason: Some("account closed".to_owned()),
        }
    }

    #[test]
    fn the_last_one_completes_the_payment_again() {
        let mut bench = Bench::completed();
        refunded(&mut bench, 1, 300);
        refunded(&mut bench, 2, 200);
        assert!(matches!(
            bench.act(return_refund(1)).unwrap().postings[..],
            [Posting::Transfer { .. }]
        ));
        assert_eq!(
            (bench.status(), bench.payment().amount_refunded),
            (Status::PartiallyRefunded, euro(200))
        );
        let failed = bench.act(return_refund(1));
        assert_eq!(
            failed,
            Err(Rejection::RefundNotReturnable {
                refund: id(1),
                status: RefundStatus::Failed
            })
        );
        bench.act(return_refund(2)).unwrap();
        assert_eq!(
            (bench.status(), bench.payment().amount_refundable()),
            (Status::Completed, euro(1_000))
        );
        assert!(bench.payment().refunds.iter().all(|refund| refund.returned));
    }

    #[test]
    fn needs_a_refund_and_a_payment_that_is_not_refunded_in_full() {
        let mut bench = Bench::completed();
        refunded(&mut bench, 1, 300);
        assert_eq!(
            bench.act(return_refund(7)),
            Err(Rejection::RefundNotFound { refund: id(7) })
        );
        refunded(&mut bench, 2, 700);
        assert_eq!(
            bench.act(return_refund(1)),
            Err(Rejection::WrongStatus {
                status: Status::Refunded,
                action: "return_refund"
            })
        );
    }
}

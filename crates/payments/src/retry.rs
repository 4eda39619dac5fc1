//! `retry`: a failed payment is started again by hand.
//!
//! Needs FAILED. A payment that holds or took money is never FAILED (asserted), so this can't charge twice. The payment
//! passes INITIATED and is PROCESSING at the best of all gateways, or FAILED again where none can take it.

use bezant_kernel::Context;

use crate::advice::Advice;
use crate::draft::{Decision, Draft};
use crate::event::EventKind;
use crate::guard;
use crate::payment::Payment;
use crate::policy::Policy;
use crate::rejection::Rejection;
use crate::route::Router;
use crate::start::Asked;
use crate::status::Status;

pub(crate) fn decide(
    payment: &Payment,
    context: &Context<'_>,
    router: &dyn Router,
    policy: &Policy,
    advice: &Advice,
) -> Result<Decision, Rejection> {
    guard::status(payment, "retry", &[Status::Failed])?;
    assert!(!payment.holds_money(), "a failed payment holds no money");
    assert!(payment.flight.is_none(), "a failed payment has nothing under way");
    let mut draft = Draft::of(payment);
    draft.push(EventKind::Reopened);
    Asked::with(payment, advice).begin(&mut draft, context, router, policy);
    Ok(draft.finish())
}

#[cfg(test)]
mod tests {
    use crate::Advice;
    use crate::command::Action;
    use crate::operation::DeclineCode;
    use crate::policy::MAX_KEPT_ATTEMPTS;
    use crate::status::Status;
    use crate::testing::{Bench, approved, declined};

    #[test]
    fn starts_anew_as_often_as_wanted_and_keeps_the_newest_attempts() {
        let mut bench = Bench::processing();
        for round in 1..=MAX_KEPT_ATTEMPTS as u32 + 3 {
            bench.outcome(declined(DeclineCode::InsufficientFunds)).unwrap();
            assert_eq!(bench.status(), Status::Failed);
            assert_eq!(
                bench.payment().failure.as_ref().unwrap().code,
                "insufficient_funds"
            );
            bench.act(Action::Retry(Advice::default())).unwrap();
            assert_eq!(
                (bench.status(), bench.payment().failure.is_none()),
                (Status::Processing, true)
            );
            assert_eq!(bench.operation().attempt, round + 1);
        }
        assert_eq!(bench.payment().attempts.len(), MAX_KEPT_ATTEMPTS);
        bench.outcome(approved(1_000)).unwrap();
        assert_eq!(bench.status(), Status::Authorized);
    }
}

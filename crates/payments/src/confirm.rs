//! `confirm`: a gateway is asked for the money.
//!
//! Needs INITIATED. PROCESSING, or FAILED where no gateway can take it.

use bezant_kernel::Context;

use crate::advice::Advice;
use crate::draft::{Decision, Draft};
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
    guard::status(payment, "confirm", &[Status::Initiated])?;
    let mut draft = Draft::of(payment);
    Asked::with(payment, advice).begin(&mut draft, context, router, policy);
    Ok(draft.finish())
}

#[cfg(test)]
mod tests {
    use crate::Advice;
    use crate::command::{Action, Create};
    use crate::status::Status;
    use crate::testing::{Bench, a_create};

    #[test]
    fn goes_to_the_best_gateway_or_fails() {
        for (gateways, status) in [(&["a", "b"][..], Status::Processing), (&[][..], Status::Failed)] {
            let mut bench = Bench::with_gateways(gateways);
            bench
                .act(Action::Create(Box::new(Create {
                    confirm: false,
                    ..a_create()
                })))
                .unwrap();
            bench.act(Action::Confirm(Advice::default())).unwrap();
            assert_eq!(bench.status(), status);
            assert_eq!(bench.payment().version, 2);
            assert_eq!(
                bench.payment().attempts.len(),
                usize::from(status == Status::Processing)
            );
        }
    }
}

//! The one way in: a command about a payment, decided against the payment as it stands.

use bezant_kernel::{Context, Tenant};

use crate::command::{Action, Command};
use crate::draft::Decision;
use crate::payment::Payment;
use crate::policy::Policy;
use crate::record_outcome::Told;
use crate::rejection::Rejection;
use crate::route::Router;
use crate::{
    attention, cancel, capture, confirm, create, guard, record_outcome, refund, retry, return_refund,
    take_notice,
};

/// Decides a command. `payment` is the one that the command names, if the caller's partition has it. What is returned
/// is to be committed whole, events and postings, or not at all.
pub fn decide(
    payment: Option<&Payment>,
    tenant: Tenant,
    context: &Context<'_>,
    router: &dyn Router,
    policy: &Policy,
    command: Command,
) -> Result<Decision, Rejection> {
    let Command {
        payment: id,
        expected_version,
        action,
    } = command;
    // A payment of somebody else is no payment at all.
    let payment = payment.filter(|payment| payment.tenant == tenant);
    if let Action::Create(create) = action {
        return match payment {
            Some(_) => Err(Rejection::Exists),
            None => create::decide(id, tenant, context, router, policy, *create),
        };
    }
    let payment = payment.ok_or(Rejection::NotFound)?;
    assert_eq!(
        payment.id, id,
        "a command is decided against the payment that it names"
    );
    payment.assert_sound();
    guard::version(payment, expected_version)?;
    guard::reason(&action)?;
    match action {
        Action::Create(_) => unreachable!("creation needs no payment and was decided above"),
        Action::Confirm(advice) => confirm::decide(payment, context, router, policy, &advice),
        Action::Capture { amount } => capture::decide(payment, context, amount),
        Action::Cancel { reason } => cancel::decide(payment, context, reason),
        Action::Refund {
            refund,
            amount,
            reason,
        } => refund::decide(payment, context, refund, amount, reason),
        Action::ReturnRefund { refund, reason } => return_refund::decide(payment, refund, reason),
        Action::Retry(advice) => retry::decide(payment, context, router, policy, &advice),
        Action::RecordOutcome {
            operation,
            outcome,
            latency,
        } => record_outcome::decide(
            payment,
            context,
            router,
            policy,
            Told::ByCall,
            operation,
            outcome,
            latency,
        ),
        Action::TakeNotice {
            gateway,
            event,
            notice,
        } => take_notice::decide(payment, context, router, policy, gateway, event, notice),
        Action::ResolveAttention { reason } => attention::resolve(payment, reason),
    }
}

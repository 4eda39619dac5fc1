//! Every status against every command: allowed, or a refusal that says where the payment stands.

use bezant_kernel::{ErrorKind, Milliseconds, OperationId, RefundId};

use super::{Bench, a_create, approved, declined, euro, unsettled};
use crate::{Action, Advice, Create, DeclineCode, Rejection, Status};

const REFUND: RefundId = RefundId::from_u128(1);

fn refund(id: RefundId, amount: Option<i128>) -> Action {
    Action::Refund {
        refund: id,
        amount: amount.map(euro),
        reason: None,
    }
}

/// A payment that stands at `status`, with nothing under way unless the status means just that.
fn at(status: Status) -> Bench {
    let mut bench = match status {
        Status::Initiated | Status::Cancelled => {
            let mut bench = Bench::new();
            bench
                .act(Action::Create(Box::new(Create {
                    confirm: false,
                    ..a_create()
                })))
                .unwrap();
            bench
        }
        Status::Processing | Status::Failed => Bench::processing(),
        Status::Authorized | Status::Captured | Status::Expired => Bench::authorized(),
        Status::Completed | Status::RefundInitiated | Status::PartiallyRefunded | Status::Refunded => {
            Bench::completed()
        }
    };
    match status {
        Status::Initiated | Status::Processing | Status::Authorized | Status::Completed => (),
        Status::Cancelled => drop(bench.act(Action::Cancel { reason: None }).unwrap()),
        Status::Failed => drop(bench.outcome(declined(DeclineCode::GenericDecline)).unwrap()),
        Status::Captured => {
            bench.act(Action::Capture { amount: None }).unwrap();
            bench.outcome(unsettled(1_000)).unwrap();
        }
        Status::Expired => drop(bench.fire()),
        Status::RefundInitiated => drop(bench.act(refund(REFUND, None)).unwrap()),
        Status::PartiallyRefunded | Status::Refunded => {
            let amount = if status == Status::Refunded { 1_000 } else { 300 };
            bench.act(refund(REFUND, Some(amount))).unwrap();
            bench.outcome(approved(amount)).unwrap();
        }
    }
    assert_eq!(bench.status(), status);
    bench
}

fn commands() -> [Action; 6] {
    [
        Action::Confirm(Advice::default()),
        Action::Capture { amount: None },
        Action::Cancel { reason: None },
        refund(RefundId::from_u128(2), None),
        Action::ReturnRefund {
            refund: REFUND,
            reason: None,
        },
        Action::Retry(Advice::default()),
    ]
}

/// Which commands a status takes; all others are refused.
fn takes(status: Status) -> &'static [&'static str] {
    match status {
        Status::Initiated => &["confirm", "cancel"],
        Status::Authorized => &["capture", "cancel"],
        Status::Completed => &["refund"],
        Status::PartiallyRefunded => &["refund", "return_refund"],
        Status::Failed => &["retry"],
        Status::Processing
        | Status::Captured
        | Status::RefundInitiated
        | Status::Refunded
        | Status::Cancelled
        | Status::Expired => &[],
    }
}

#[test]
fn every_status_takes_its_commands_and_refuses_all_others() {
    for &(status, ..) in Status::ALL {
        for action in commands() {
            let name = action.name();
            let mut bench = at(status);
            let before = bench.payment().clone();
            match bench.act(action) {
                Ok(_) => assert!(takes(status).contains(&name), "{status} took {name}"),
                Err(rejection) => {
                    assert!(
                        !takes(status).contains(&name),
                        "{status} refused {name}: {rejection}"
                    );
                    assert_eq!(rejection, Rejection::WrongStatus { status, action: name });
                    assert_eq!(
                        (rejection.kind(), rejection.status()),
                        (ErrorKind::Conflict, Some(status))
                    );
                    assert_eq!(*bench.payment(), before);
                }
            }
        }
    }
}

#[test]
fn no_status_takes_another_creation_or_an_outcome_of_something_else() {
    for &(status, ..) in Status::ALL {
        let mut bench = at(status);
        assert_eq!(
            bench.act(Action::Create(Box::new(a_create()))),
            Err(Rejection::Exists)
        );
        let (operation, latency) = (OperationId::from_u128(99), Milliseconds(1));
        let foreign = Action::RecordOutcome {
            operation,
            outcome: approved(1_000),
            latency,
        };
        assert_eq!(bench.act(foreign), Err(Rejection::StaleOutcome));
    }
}

#[test]
fn other_tenants_see_nothing() {
    let mut bench = at(Status::Authorized);
    bench.tenant = bezant_kernel::Tenant::new(bezant_kernel::TenantId::from_u128(2));
    for action in commands() {
        assert_eq!(bench.act(action), Err(Rejection::NotFound));
    }
}

//! Schedules and monitors.

use bezant_kernel::{MonitorId, ScheduleId};
use bezant_ledger::{
    CallerTransfer, Command, Comparison, Condition, Crossing, Event, MAX_MONITORS, Measure, Refusal,
    Rejection, RequestKind,
};

use crate::books::{Books, account, holding, id, moving, overdraft, paying, posted, request, seconds};

const A: &str = "liabilities:wallet:a";
const PLAN: ScheduleId = ScheduleId::from_u128(9);

fn schedule(books: &Books, transfers: Vec<CallerTransfer>) -> Command {
    Command::Schedule {
        id: PLAN,
        at: seconds(books.now + 60),
        transfers,
    }
}

#[test]
fn a_scheduled_chain_is_made_at_its_time() {
    let mut books = Books::new();
    let mut first = request(2, paying(100));
    first.metadata.insert("rent", "May").unwrap();
    let plan = schedule(&books, vec![first, request(3, moving("assets:cash", A, 7))]);
    books.run(plan.clone()).unwrap();
    assert_eq!(
        books.run(plan),
        Err(Rejection::ScheduleExists { schedule: PLAN }.into())
    );
    assert_eq!(
        books.make(2, paying(1)),
        Err(Rejection::TransferScheduled { id: id(2) })
    );
    assert!(books.wait(59).is_empty());
    let events = books.wait(1);
    assert_eq!(
        posted(&events).iter().map(|one| one.id).collect::<Vec<_>>(),
        [id(2), id(3)]
    );
    assert!(matches!(&events[1], Event::Attached(one) if one.transfer == id(2)));
    assert_eq!(books.shown(A), (7, 7));
    assert_eq!(
        (
            books.state.next_timer(),
            books.state.schedule(crate::books::TENANT, PLAN)
        ),
        (None, None)
    );
    assert_eq!(
        books.run(Command::CancelSchedule { id: PLAN }),
        Err(Rejection::ScheduleNotFound { schedule: PLAN }.into())
    );
}

#[test]
fn a_schedule_without_its_money_fails_as_a_whole() {
    let mut books = Books::new();
    books.make(4, holding(40, 60)).unwrap();
    let plan = schedule(&books, vec![request(2, paying(60)), request(3, paying(41))]);
    books.run(plan).unwrap();
    // The hold expires at the same moment, and first.
    let events = books.wait(60);
    assert_eq!(posted(&events).len(), 1);
    let failed = events.iter().find_map(|event| match event {
        Event::ScheduleFailed { id, refused } => Some((*id, refused.index, refused.code)),
        _ => None,
    });
    assert_eq!(failed, Some((PLAN, 1, overdraft(A).number())));
    assert_eq!(books.shown(A), (100, 100));
    books.make(2, paying(60)).unwrap();
}

#[test]
fn what_can_be_seen_to_fail_is_not_scheduled() {
    let mut books = Books::new();
    let past = Command::Schedule {
        id: PLAN,
        at: books.time(),
        transfers: vec![request(2, paying(1))],
    };
    assert_eq!(books.run(past), Err(Rejection::ScheduleTimePassed.into()));
    let nowhere = account("liabilities:nowhere");
    let cases = [
        (
            request(1, paying(1)),
            Rejection::TransferExistsWithDifferent {
                id: id(1),
                field: bezant_ledger::Field::Debit,
            },
        ),
        (
            request(3, moving(A, "liabilities:nowhere", 1)),
            Rejection::AccountNotFound { account: nowhere },
        ),
        (
            request(3, RequestKind::Reversal { original: id(1) }),
            Rejection::NotSchedulable,
        ),
        (request(3, paying(0)), Rejection::AmountMustBePositive),
        (request(2, paying(1)), Rejection::TransferScheduled { id: id(2) }),
    ];
    for (second, rejection) in cases {
        let plan = schedule(&books, vec![request(2, paying(1)), second]);
        assert_eq!(books.run(plan), Err(Refusal { index: 1, rejection }));
    }
}

#[test]
fn a_monitor_tells_when_its_condition_becomes_true_or_false() {
    let mut books = Books::new();
    let monitor = MonitorId::from_u128(3);
    let low = Condition {
        measure: Measure::Available,
        comparison: Comparison::LessThan,
        threshold: 50,
    };
    let set = Command::SetMonitor {
        id: monitor,
        account: account(A),
        condition: low,
    };
    books.run(set.clone()).unwrap();
    assert_eq!(books.run(set), Err(Rejection::NothingToChange.into()));
    let chain = vec![
        request(2, holding(60, 0)),
        request(3, paying(10)),
        request(4, moving("assets:cash", A, 30)),
    ];
    let events = books.run(Command::Transfers(chain)).unwrap();
    let crossing = |transfer, value, holds| {
        Event::MonitorCrossed(Crossing {
            monitor,
            account: account(A),
            value,
            holds,
            transfer: id(transfer),
        })
    };
    assert_eq!(events[1..], [crossing(2, 40, true), crossing(4, 60, false)]);

    // A chain that is refused crosses nothing.
    let refused = vec![request(5, paying(20)), request(6, paying(1_000))];
    books.chain(refused).unwrap_err();
    let (_, shown) = books.state.monitor(crate::books::TENANT, monitor).unwrap();
    assert!(!shown.holds);
    books.run(Command::RemoveMonitor { id: monitor }).unwrap();
    assert_eq!(
        books
            .run(Command::Transfers(vec![request(7, paying(20))]))
            .unwrap()
            .len(),
        1
    );
    for number in 0..=MAX_MONITORS as u128 {
        let set = books.run(Command::SetMonitor {
            id: MonitorId::from_u128(10 + number),
            account: account(A),
            condition: low,
        });
        let too_many = Rejection::TooManyMonitors { limit: MAX_MONITORS };
        let expected = if number < MAX_MONITORS as u128 {
            None
        } else {
            Some(too_many.into())
        };
        assert_eq!(set.err(), expected);
    }
}

use bezant_kernel::{GatewayName, Milliseconds, Money, Posting, Timestamp};

use crate::command::{Action, Notice};
use crate::dispute::{DisputeReason, DisputeReference, DisputeReport, DisputeStatus, DisputedFunds};
use crate::policy::MAX_DISPUTES;
use crate::rejection::Rejection;
use crate::status::Status;
use crate::testing::book::Book;
use crate::testing::{Bench, euro};

use DisputeStatus::{Lost, NeedsResponse, UnderReview, Warning, WarningClosed, Won};
use DisputedFunds::{Reinstated, Withdrawn};

fn gateway() -> GatewayName {
    "a".parse().unwrap()
}

fn report(status: DisputeStatus, funds: Option<DisputedFunds>) -> DisputeReport {
    DisputeReport {
        dispute: DisputeReference("dp_1".to_owned()),
        amount: euro(1_000),
        reason: DisputeReason::Fraudulent,
        gateway_reason: "10.4".to_owned(),
        status,
        funds,
        respond_by: None,
    }
}

/// A completed payment whose gateway tells of disputes, with a book of its own.
struct Told {
    bench: Bench,
    book: Book,
    events: u32,
}

impl Told {
    fn new() -> Told {
        Told {
            bench: Bench::completed(),
            book: Book::default(),
            events: 0,
        }
    }

    fn try_tell(&mut self, report: DisputeReport) -> Result<Vec<&'static str>, Rejection> {
        self.events += 1;
        self.bench.now = self.bench.now.after(Milliseconds(1));
        let decision = self.bench.act(Action::TakeNotice {
            gateway: gateway(),
            event: format!("evt_{}", self.events),
            notice: Notice::Dispute(Box::new(report)),
        })?;
        self.book.post(&decision.postings);
        let names: Vec<_> = decision.events.iter().map(|event| event.name()).collect();
        let (last, rest) = names.split_last().unwrap();
        assert_eq!(*last, "payment.notice_taken");
        Ok(rest.to_vec())
    }

    fn tell(&mut self, status: DisputeStatus, funds: Option<DisputedFunds>) -> Vec<&'static str> {
        self.try_tell(report(status, funds)).unwrap()
    }

    /// At the gateway, in dispute, lost: debits less credits since the payment was completed.
    fn books(&self) -> [i128; 3] {
        let of = |path| self.book.debited(path);
        let all = ["assets:gateway:a", "assets:disputes:a", "expenses:chargebacks:a"].map(of);
        assert_eq!(all.iter().sum::<i128>(), 0, "the books balance");
        all
    }

    fn status(&self) -> DisputeStatus {
        self.bench.payment().disputes[0].status
    }
}

#[test]
fn a_lost_dispute_costs_the_money_and_changes_no_status() {
    let mut told = Told::new();
    assert_eq!(told.tell(NeedsResponse, None), ["dispute.opened"]);
    assert_eq!(told.books(), [0, 0, 0]);
    assert_eq!(told.tell(NeedsResponse, Some(Withdrawn)), ["dispute.updated"]);
    assert_eq!(told.books(), [-1_000, 1_000, 0]);
    assert_eq!(told.tell(UnderReview, None), ["dispute.updated"]);
    assert_eq!(told.tell(Lost, None), ["dispute.lost"]);
    assert_eq!(told.books(), [-1_000, 0, 1_000]);
    assert!(told.tell(Lost, None).is_empty(), "nothing new");
    assert_eq!(told.bench.status(), Status::Completed);
    let dispute = &told.bench.payment().disputes[0];
    assert_eq!(
        (dispute.withdrawn, dispute.written_off),
        (euro(1_000), euro(1_000))
    );
    assert!(dispute.opened_at < dispute.updated_at);
}

#[test]
fn a_won_dispute_gives_the_money_back_and_a_second_chargeback_takes_it_again() {
    let mut told = Told::new();
    told.tell(NeedsResponse, Some(Withdrawn));
    told.tell(UnderReview, Some(Reinstated));
    assert_eq!(told.books(), [0, 0, 0]);
    assert_eq!(told.tell(Won, None), ["dispute.won"]);
    assert_eq!(told.tell(Lost, Some(Withdrawn)), ["dispute.lost"]);
    assert_eq!(told.books(), [-1_000, 0, 1_000]);
    // The decision is turned round once more.
    told.tell(Won, Some(Reinstated));
    assert_eq!(told.books(), [0, 0, 0]);
}

#[test]
fn parts_that_come_in_any_order_or_twice_end_alike() {
    let parts = [
        (NeedsResponse, None),
        (NeedsResponse, Some(Withdrawn)),
        (NeedsResponse, Some(Withdrawn)),
        (UnderReview, None),
        (Lost, None),
    ];
    for shift in 0..parts.len() {
        let mut told = Told::new();
        for at in 0..parts.len() {
            let (status, funds) = parts[(at + shift) % parts.len()];
            told.tell(status, funds);
        }
        assert_eq!(
            (told.status(), told.books()),
            (Lost, [-1_000, 0, 1_000]),
            "{shift}"
        );
    }
    let mut told = Told::new();
    told.tell(Won, Some(Reinstated));
    assert_eq!(told.books(), [1_000, -1_000, 0]);
    told.tell(NeedsResponse, Some(Withdrawn));
    assert_eq!((told.status(), told.books()), (Won, [0, 0, 0]));
}

#[test]
fn a_warning_moves_no_money_and_a_deadline_is_news() {
    let mut told = Told::new();
    told.tell(Warning, None);
    let mut later = report(Warning, None);
    later.respond_by = Some(Timestamp::from_microseconds(5));
    assert_eq!(told.try_tell(later).unwrap(), ["dispute.updated"]);
    assert_eq!(told.tell(WarningClosed, None), ["dispute.updated"]);
    assert_eq!(told.books(), [0, 0, 0]);
    let respond_by = told.bench.payment().disputes[0].respond_by;
    assert_eq!(respond_by, Some(Timestamp::from_microseconds(5)));
}

#[test]
fn what_can_t_be_about_the_payment_is_refused() {
    let mut told = Told::new();
    let mut other = report(Warning, None);
    other.amount = Money::new(1_000, bezant_kernel::Currency::USD);
    let refused = told.try_tell(other);
    assert!(matches!(refused, Err(Rejection::CurrencyMismatch { .. })));
    for number in 0..MAX_DISPUTES {
        let mut one = report(Warning, None);
        one.dispute = DisputeReference(format!("dp_{number}"));
        told.try_tell(one).unwrap();
    }
    let mut more = report(Warning, None);
    more.dispute = DisputeReference("dp_more".to_owned());
    assert_eq!(told.try_tell(more), Err(Rejection::TooManyDisputes));
    let known = report(Lost, Some(Withdrawn));
    let decision = told.try_tell(known).unwrap();
    assert_eq!(decision, ["dispute.lost"]);
    assert!(told.bench.log.len() > MAX_DISPUTES);
}

#[test]
fn a_notice_without_postings_posts_nothing() {
    let mut bench = Bench::completed();
    let decision = bench
        .act(Action::TakeNotice {
            gateway: gateway(),
            event: "evt_1".to_owned(),
            notice: Notice::Dispute(Box::new(report(Lost, None))),
        })
        .unwrap();
    let nothing: Vec<Posting> = Vec::new();
    assert_eq!(decision.postings, nothing);
}

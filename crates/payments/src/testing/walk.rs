//! Random walks: any commands in any order, against gateways that lose answers, with the books and the world checked
//! after every step.

use std::collections::BTreeSet;

use bezant_kernel::{Milliseconds, OperationId, RefundId};
use proptest::prelude::*;

use super::book::Book;
use super::world::World;
use super::{Bench, a_create, euro};
use crate::{
    Action, Advice, CaptureMode, Create, Decision, Payment, Rejection, Rule, Status, TRANSITIONS, apply,
};

struct Walk {
    bench: Bench,
    world: World,
    book: Book,
    operations: Vec<OperationId>,
    seen: BTreeSet<(Status, Status)>,
}

impl Walk {
    fn new() -> Self {
        Walk {
            bench: Bench::new(),
            world: World::default(),
            book: Book::default(),
            operations: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    fn step(&mut self, step: u16) {
        let luck = step / 16;
        if !self.bench.exists() {
            self.act(create(luck));
            return;
        }
        match step % 16 {
            0..6 => self.call_ends(luck),
            6..9 => self.timer_fires(),
            9 => self.act(Action::Capture { amount: part(luck) }),
            10 => self.act(Action::Cancel { reason: None }),
            11 => {
                let refund = RefundId::from_u128(u128::from(step) + 1);
                self.act(Action::Refund {
                    refund,
                    amount: part(luck),
                    reason: None,
                });
            }
            12 => self.return_refund(luck),
            13 => self.act(if luck.is_multiple_of(2) {
                Action::Retry(Advice::default())
            } else {
                Action::Confirm(Advice::default())
            }),
            14 => self.stale_outcome(luck),
            _ => self.gateway_calls_back(),
        }
    }

    fn act(&mut self, action: Action) {
        let before = self.bench.exists().then(|| self.bench.payment().clone());
        match self.bench.act(action.clone()) {
            Ok(decision) => self.check(before.map(|payment| payment.status), &decision),
            Err(_) => assert_eq!(
                before.as_ref(),
                Some(self.bench.payment()),
                "{action:?} was refused"
            ),
        }
    }

    fn call_ends(&mut self, luck: u16) {
        if let Some(operation) = self.bench.payment().operation_in_flight().cloned() {
            let outcome = self.world.answer(&operation, luck);
            let before = self.bench.status();
            let decision = self
                .bench
                .outcome(outcome)
                .expect("the outcome of a call that is owed is never refused");
            self.check(Some(before), &decision);
        }
    }

    fn timer_fires(&mut self) {
        let before = self.bench.status();
        if let Some(at) = self.bench.payment().next_timer() {
            assert!(
                at <= self.bench.now || self.bench.due().is_none(),
                "nothing is due before its time"
            );
            self.bench.now = self.bench.now.max(at);
            let decision = self.bench.due().expect("a timer that has come is due");
            self.check(Some(before), &decision);
        }
    }

    fn return_refund(&mut self, luck: u16) {
        let refunds = &self.bench.payment().refunds;
        let Some(refund) = refunds.get(usize::from(luck) % refunds.len().max(1)).cloned() else {
            return;
        };
        let before = self.bench.status();
        if let Ok(decision) = self.bench.act(Action::ReturnRefund {
            refund: refund.id,
            reason: None,
        }) {
            self.world.refunded -= refund.amount.minor();
            self.check(Some(before), &decision);
        }
    }

    /// An outcome of an operation that is over.
    fn stale_outcome(&mut self, luck: u16) {
        let Some(&operation) = self
            .operations
            .get(usize::from(luck) % self.operations.len().max(1))
        else {
            return;
        };
        if self
            .bench
            .payment()
            .flight
            .as_ref()
            .is_some_and(|flight| flight.operation.id == operation)
        {
            return;
        }
        let before = self.bench.payment().clone();
        let (outcome, latency) = (super::approved(1_000), Milliseconds(1));
        let result = self.bench.act(Action::RecordOutcome {
            operation,
            outcome,
            latency,
        });
        assert_eq!(result, Err(Rejection::StaleOutcome));
        assert_eq!(*self.bench.payment(), before);
    }

    /// The gateway tells the last word by itself, while the payment waits to ask.
    fn gateway_calls_back(&mut self) {
        let Some(flight) = self.bench.payment().flight.as_deref().cloned() else {
            return;
        };
        if let Some(outcome) = self.world.last_word(&flight.operation) {
            let before = self.bench.status();
            if let Ok(decision) = self.bench.outcome(outcome) {
                self.check(Some(before), &decision);
            }
        }
    }

    fn check(&mut self, before: Option<Status>, decision: &Decision) {
        let mut status = before.unwrap_or(Status::Initiated);
        for event in &decision.events {
            let after = event.status_after(status);
            self.seen.insert((status, after));
            status = after;
        }
        self.book.post(&decision.postings);
        let payment = self.bench.payment();
        assert_eq!(payment.status, status);
        self.operations
            .extend(payment.operation_in_flight().map(|operation| operation.id));
        self.check_books();
        if payment.flight.is_none() {
            assert_eq!(payment.amount_captured.minor(), self.world.captured, "{status}");
            assert_eq!(payment.amount_refunded.minor(), self.world.refunded, "{status}");
            let idle_hold = matches!(status, Status::Failed | Status::Cancelled | Status::Initiated);
            assert!(
                !idle_hold || self.world.live.is_empty(),
                "{status} holds no money at any gateway"
            );
        }
    }

    fn check_books(&self) {
        let payment = self.bench.payment();
        let (captured, refunded) = (payment.amount_captured.minor(), payment.amount_refunded.minor());
        let settled = payment.status != Status::Captured;
        assert_eq!(self.book.debited(""), 0, "the books balance");
        assert_eq!(self.book.debited("assets:gateway:"), captured - refunded);
        assert_eq!(
            -self.book.debited("liabilities:merchant_payable"),
            if settled { captured - refunded } else { 0 }
        );
        assert_eq!(
            -self.book.debited("liabilities:payments_clearing"),
            if settled { 0 } else { captured }
        );
        let refunding = payment
            .refunds
            .iter()
            .any(|refund| refund.status == crate::RefundStatus::RefundInitiated);
        let holds = usize::from(payment.status == Status::Authorized) + usize::from(refunding);
        assert_eq!(self.book.open_holds(), holds, "{}", payment.status);
    }

    fn finish(self) -> BTreeSet<(Status, Status)> {
        let mut replayed: Option<Payment> = None;
        for (stamp, event) in &self.bench.log {
            if let Some(new) = apply(replayed.as_mut(), stamp, event) {
                replayed = Some(new);
            }
        }
        assert_eq!(
            replayed.as_ref(),
            Some(self.bench.payment()),
            "a replay gives the same payment"
        );
        self.seen
    }
}

fn create(luck: u16) -> Action {
    let capture = match luck % 3 {
        0 => CaptureMode::Automatic,
        1 => CaptureMode::Manual,
        _ => CaptureMode::AutomaticAfter(Milliseconds(60_000)),
    };
    Action::Create(Box::new(Create {
        capture,
        confirm: !luck.is_multiple_of(5),
        ..a_create()
    }))
}

fn part(luck: u16) -> Option<bezant_kernel::Money> {
    (!luck.is_multiple_of(3)).then(|| euro(i128::from(luck % 600)))
}

fn walk(steps: impl IntoIterator<Item = u16>) -> BTreeSet<(Status, Status)> {
    let mut walk = Walk::new();
    steps.into_iter().for_each(|step| walk.step(step));
    walk.finish()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_money_moves_once_and_books_and_gateways_agree(steps in prop::collection::vec(any::<u16>(), 1..120)) {
        walk(steps);
    }
}

/// A walk is worth what it meets: over many of them every drawn transition is seen, and no other.
#[test]
fn walks_meet_every_transition_of_the_table() {
    let mut seen = BTreeSet::new();
    let mut random = 1u64;
    for _ in 0..2_000 {
        seen.extend(walk((0..100).map(|_| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (random >> 48) as u16
        })));
    }
    seen.retain(|(from, to)| from != to);
    let drawn: BTreeSet<_> = TRANSITIONS
        .iter()
        .filter(|row| row.rule != Rule::RefundOnly && row.from != row.to)
        .map(|row| (row.from, row.to))
        // The walks' router always has a gateway for a payment that starts.
        .filter(|row| *row != (Status::Initiated, Status::Failed))
        .collect();
    assert_eq!(seen, drawn);
}

//! Every situation that a payment can come into, against everything that can be asked of it, told to it, or come due:
//! what follows is a drawn edge or a refusal that leaves the payment as it was, and every drawn edge is taken. The search
//! is exhaustive up to what does not matter for transitions (times, ids, how often it was retried by hand).

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{IdGenerator, Milliseconds, OperationId, RefundId};

use super::{Bench, FirstOf, a_create, approval, approved, declined, euro};
use crate::event::EventKind;
use crate::payment::Phase;
use crate::{
    Action, Advice, Approval, CaptureMode, Create, Decision, DeclineCode, Failure, Initiator, Outcome,
    Payment, RefundStatus, RetryPlan, Rule, Status, TRANSITIONS, UnknownReason,
};

type Edge = (Status, Status, &'static str);
type RefundEdge = (RefundStatus, RefundStatus);

const REFUNDS: [RefundId; 2] = [RefundId::from_u128(1), RefundId::from_u128(2)];
/// More situations than these would mean that something counts without end.
const MOST_SITUATIONS: usize = 10_000;

#[derive(Clone, Debug)]
enum Stimulus {
    Act(Action),
    /// Of the operation under way, or of none.
    Outcome(Outcome),
    StaleOutcome,
    TooEarly,
    Timer,
}

fn stimuli() -> Vec<Stimulus> {
    let mut all = vec![
        Stimulus::Act(Action::Create(Box::new(a_create()))),
        Stimulus::Act(Action::Confirm(Advice::default())),
        Stimulus::Act(Action::Cancel { reason: None }),
        Stimulus::Act(Action::Retry(Advice::default())),
        Stimulus::StaleOutcome,
        Stimulus::TooEarly,
        Stimulus::Timer,
    ];
    let amounts = [None, Some(euro(0)), Some(euro(300)), Some(euro(1_001))];
    for amount in amounts {
        // Of parts there are refunds enough.
        if amount != Some(euro(300)) {
            all.push(Stimulus::Act(Action::Capture { amount }));
        }
        for refund in REFUNDS {
            let reason = None;
            all.push(Stimulus::Act(Action::Refund {
                refund,
                amount,
                reason,
            }));
        }
    }
    for refund in REFUNDS {
        all.push(Stimulus::Act(Action::ReturnRefund { refund, reason: None }));
    }
    all.extend(outcomes().map(Stimulus::Outcome));
    all
}

/// Approvals are of 1000; they are made to fit the operation, the last one excepted.
fn outcomes() -> impl Iterator<Item = Outcome> {
    let approvals =
        [(false, true), (false, false), (true, true), (true, false)].map(|(captured, settled)| {
            Outcome::Approved(Approval {
                captured,
                settled,
                ..approval(1_000)
            })
        });
    let declines = DeclineCode::ALL.iter().map(|(code, ..)| declined(*code));
    let failures = Failure::ALL.iter().map(|(failure, ..)| Outcome::Failed(*failure));
    let unknown = [
        UnknownReason::TimedOut,
        UnknownReason::ConnectionLost,
        UnknownReason::BadAnswer,
        UnknownReason::Restarted,
    ];
    approvals
        .into_iter()
        .chain(declines)
        .chain(failures)
        .chain(unknown.map(Outcome::Unknown))
        .chain([Outcome::Pending, Outcome::NotFound, approved(7)])
}

/// Where a payment stands, as far as what may follow depends on it.
type Situation = String;

fn situation(bench: &Bench) -> Situation {
    let payment = bench.payment();
    let flight = payment.flight.as_deref().map(|flight| {
        let phase = match flight.phase {
            Phase::Calling => "calling",
            Phase::InquireAt(_) => "inquires",
            Phase::RetryAt(_) if flight.is_postponed => "waits for a better moment",
            Phase::RetryAt(_) => "repeats",
        };
        let operation = &flight.operation;
        let doubts = flight.doubts.min(bench.policy.inquiries_before_attention);
        (
            operation.kind,
            operation.call,
            operation.amount,
            phase,
            flight.retries,
            doubts,
            flight.doubted,
            operation.deadline.is_some_and(|deadline| deadline <= bench.now),
        )
    });
    let refunds: Vec<_> = payment
        .refunds
        .iter()
        .map(|refund| (refund.id, refund.amount, refund.status, refund.returned))
        .collect();
    // What was tried, and when money is to be taken, matters only until it is reserved or taken.
    let is_begun = payment.status == Status::Processing;
    let attempts = is_begun.then(|| {
        let in_sitting = payment.sitting_attempts().count();
        (payment.gateways_tried(), in_sitting, payment.sitting)
    });
    let plan = (is_begun || payment.status == Status::Initiated || payment.status == Status::Failed)
        .then_some(payment.retries);
    let is_taken = payment.amount_captured.is_positive();
    let capture = (!is_taken).then_some((payment.capture, payment.capture_at.is_some()));
    format!(
        "{:?}",
        (
            (payment.status, capture, &bench.router.0),
            (payment.amount_captured, payment.amount_refunded),
            (attempts, plan, flight, refunds),
        )
    )
}

/// The same payment in a bench of its own.
fn copy(bench: &Bench) -> Bench {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&(bench.position + 1).to_le_bytes());
    Bench {
        now: bench.now,
        policy: bench.policy,
        router: FirstOf(bench.router.0.clone()),
        tenant: bench.tenant,
        ids: IdGenerator::new(seed),
        position: bench.position,
        payment: bench.payment.clone(),
        log: Vec::new(),
    }
}

fn starts() -> Vec<(Bench, Decision)> {
    let captures = [
        CaptureMode::Manual,
        CaptureMode::Automatic,
        CaptureMode::AutomaticAfter(Milliseconds(60_000)),
    ];
    let mut all = Vec::new();
    for gateways in [&["a", "b"][..], &[]] {
        for capture in captures {
            for confirm in [true, false] {
                for initiator in [Initiator::Customer, Initiator::Merchant] {
                    let mut bench = Bench::with_gateways(gateways);
                    bench.policy.inquiries_before_attention = 2;
                    bench.policy.operation_retries = 1;
                    bench.policy.decline_failovers = 1;
                    bench.policy.retry_plan = RetryPlan {
                        retries: 1,
                        within: Milliseconds(3 * 24 * 3_600_000),
                    };
                    let create = Create {
                        capture,
                        confirm,
                        initiator,
                        ..a_create()
                    };
                    let decision = bench.act(Action::Create(Box::new(create))).unwrap();
                    all.push((bench, decision));
                }
            }
        }
    }
    all
}

/// What is tried is taken or refused; nothing stands for refused.
fn try_out(bench: &mut Bench, stimulus: &Stimulus) -> Option<Decision> {
    match stimulus {
        Stimulus::Act(action) => bench.act(action.clone()).ok(),
        Stimulus::Outcome(outcome) => {
            let operation = &bench.payment().flight.as_deref()?.operation;
            let mut outcome = outcome.clone();
            match &mut outcome {
                Outcome::Approved(approval) if approval.amount == euro(1_000) => {
                    approval.amount = operation.amount;
                }
                _ => (),
            }
            bench.outcome(outcome).ok()
        }
        Stimulus::StaleOutcome => bench
            .act(Action::RecordOutcome {
                operation: OperationId::from_u128(99),
                outcome: approved(1_000),
                latency: Milliseconds(1),
            })
            .ok(),
        Stimulus::TooEarly => {
            let at = bench.payment().next_timer()?;
            assert!(at > bench.now, "a timer runs into the future");
            bench.due()
        }
        Stimulus::Timer => {
            bench.now = bench.payment().next_timer()?;
            Some(bench.due().expect("a timer that has come is due"))
        }
    }
}

const fn rule_word(rule: Rule) -> &'static str {
    match rule {
        Rule::Payment => "payment",
        Rule::RefundOnly => "refund only",
        Rule::Return => "return",
    }
}

/// The edges that a decision took, read off its events and not off the table.
fn edges(before: Status, decision: &Decision) -> BTreeSet<Edge> {
    let mut taken = BTreeSet::new();
    let mut status = before;
    let starts = |kind: &EventKind| matches!(kind, EventKind::ProcessingStarted(_));
    let is_first = decision.events.iter().any(|event| starts(&event.kind));
    for event in &decision.events {
        let after = event.status_after(status);
        let again = match &event.kind {
            EventKind::RetryScheduled(_) => true,
            EventKind::OperationStarted(started) => !started.explanation.is_empty() && !is_first,
            _ => false,
        };
        if again && status == Status::Processing {
            taken.insert((status, after, "payment"));
        }
        let failed_refund = matches!(event.kind, EventKind::RefundFailed { .. });
        if failed_refund && status == Status::RefundInitiated {
            taken.insert((status, Status::Failed, "refund only"));
            taken.insert((status, after, "return"));
        } else if after != status {
            taken.insert((status, after, "payment"));
        }
        status = after;
    }
    taken
}

fn refund_edges(before: Option<&Payment>, after: &Payment) -> BTreeSet<RefundEdge> {
    let earlier = |id| before.and_then(|payment| payment.refund(id));
    let mut taken = BTreeSet::new();
    for refund in &after.refunds {
        match earlier(refund.id) {
            None => assert_eq!(refund.status, RefundStatus::RefundInitiated, "a refund begins so"),
            Some(one) if one.status != refund.status => {
                taken.insert((one.status, refund.status));
                let came_back = one.status == RefundStatus::Refunded;
                assert_eq!(refund.returned, came_back, "only what had succeeded comes back");
            }
            Some(one) => {
                let mut started = one.clone();
                started.operation = refund.operation;
                assert_eq!(&started, refund, "a refund is touched only to change its status");
            }
        }
    }
    let before = before.map_or(0, |payment| payment.refunds.len());
    assert!(after.refunds.len() >= before, "no refund disappears");
    taken
}

#[test]
fn every_situation_takes_drawn_edges_or_refuses_and_every_drawn_edge_is_taken() {
    let stimuli = stimuli();
    let drawn: BTreeSet<Edge> = TRANSITIONS
        .iter()
        .map(|row| (row.from, row.to, rule_word(row.rule)))
        .collect();
    assert_eq!(drawn.len(), TRANSITIONS.len());
    let mut taken: BTreeSet<Edge> = BTreeSet::new();
    let mut taken_by_refunds: BTreeSet<RefundEdge> = BTreeSet::new();
    let mut met: BTreeMap<Situation, Status> = BTreeMap::new();
    let mut open: Vec<Bench> = Vec::new();
    let mut meet = |bench: Bench, open: &mut Vec<Bench>| {
        if met.insert(situation(&bench), bench.status()).is_none() {
            open.push(bench);
        }
        assert!(met.len() <= MOST_SITUATIONS, "the search has no end");
    };
    for (bench, decision) in starts() {
        taken.extend(edges(Status::Initiated, &decision));
        meet(bench, &mut open);
    }
    while let Some(bench) = open.pop() {
        let before = bench.payment();
        for stimulus in &stimuli {
            let mut next = copy(&bench);
            let Some(decision) = try_out(&mut next, stimulus) else {
                assert_eq!(next.payment(), before, "{stimulus:?} was refused");
                assert!(next.log.is_empty(), "{stimulus:?} was refused");
                continue;
            };
            assert!(
                !matches!(stimulus, Stimulus::StaleOutcome | Stimulus::TooEarly),
                "{stimulus:?} at {}",
                before.status
            );
            let edges = edges(before.status, &decision);
            for edge in &edges {
                assert!(drawn.contains(edge), "{stimulus:?} took {edge:?}");
            }
            let moved = before.status != next.status();
            assert!(!moved || !edges.is_empty());
            taken.extend(edges);
            taken_by_refunds.extend(refund_edges(Some(before), next.payment()));
            meet(next, &mut open);
        }
    }
    assert_eq!(taken, drawn);
    let refund_drawing = BTreeSet::from([
        (RefundStatus::RefundInitiated, RefundStatus::Refunded),
        (RefundStatus::RefundInitiated, RefundStatus::Failed),
        // Sent back by the customer's bank, see `return_refund`.
        (RefundStatus::Refunded, RefundStatus::Failed),
    ]);
    assert_eq!(taken_by_refunds, refund_drawing);
    assert!(met.len() > 500, "the search met {} situations only", met.len());
    let statuses: BTreeSet<Status> = met.values().copied().collect();
    assert_eq!(statuses.len(), Status::ALL.len());
}

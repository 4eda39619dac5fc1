//! Better moments: waited for, used up, given up; and the other bounds of how long a gateway is looked for.

use bezant_kernel::{Card, CardScheme};

use super::*;
use crate::command::{Action, Create, RetryPlan};
use crate::status::Status;
use crate::testing::{Bench, a_create, approved, declined};
use crate::{Advice, Rejection};

fn by_merchant(retries: u32, days: u64) -> Create {
    Create {
        initiator: Initiator::Merchant,
        retries: Some(RetryPlan {
            retries,
            within: Milliseconds(days * DAY.0),
        }),
        card: Card {
            scheme: Some(CardScheme::Visa),
            ..Card::default()
        },
        ..a_create()
    }
}

fn bench(create: Create) -> Bench {
    let mut bench = Bench::new();
    bench.act(Action::Create(Box::new(create))).unwrap();
    bench
}

#[test]
fn a_soft_decline_of_a_merchants_payment_waits_and_is_tried_again_at_the_best_gateway() {
    let mut bench = bench(by_merchant(2, 14));
    for sitting in 1..=2 {
        bench.outcome(declined(DeclineCode::InsufficientFunds)).unwrap();
        let payment = bench.payment();
        assert_eq!(
            (
                payment.status,
                payment.sitting,
                payment.is_under_way(),
                payment.is_finished()
            ),
            (Status::Processing, sitting, false, false)
        );
        assert_eq!(payment.failure.as_ref().unwrap().code, "insufficient_funds");
        assert_eq!(
            payment.postponed_until(),
            Some(bench.now.after(Milliseconds(12 * HOUR))),
            "the router's moment"
        );
        bench.fire();
        assert_eq!(
            (bench.operation().attempt, bench.operation().gateway.as_str()),
            (sitting + 1, "a")
        );
    }
    bench.outcome(declined(DeclineCode::InsufficientFunds)).unwrap();
    assert_eq!(bench.status(), Status::Failed, "two more tries were planned");
    assert!(bench.payment().is_finished());
}

#[test]
fn it_may_be_approved_in_the_end() {
    let mut bench = bench(by_merchant(3, 14));
    bench.outcome(declined(DeclineCode::DoNotHonor)).unwrap();
    bench.fire();
    bench.outcome(approved(1_000)).unwrap();
    assert_eq!(
        (bench.status(), bench.payment().failure.is_none()),
        (Status::Authorized, true)
    );
}

#[test]
fn hard_declines_customers_and_plans_that_are_over_do_not_wait() {
    let hard = [
        DeclineCode::LostOrStolenCard,
        DeclineCode::AccountClosed,
        DeclineCode::AuthorizationRevoked,
        DeclineCode::ExpiredCard,
    ];
    for code in hard {
        let mut bench = bench(by_merchant(3, 14));
        bench.outcome(declined(code)).unwrap();
        assert_eq!(bench.status(), Status::Failed, "{code:?}");
    }
    for create in [a_create(), by_merchant(0, 14), by_merchant(3, 0)] {
        let mut bench = bench(create);
        bench.outcome(declined(DeclineCode::InsufficientFunds)).unwrap();
        assert_eq!(bench.status(), Status::Failed);
    }
    let plan = RetryPlan {
        retries: 31,
        within: DAY,
    };
    for wrong in [
        Create {
            retries: Some(plan),
            ..by_merchant(0, 0)
        },
        Create {
            initiator: Initiator::Customer,
            ..by_merchant(1, 1)
        },
    ] {
        let refused = Bench::new().act(Action::Create(Box::new(wrong)));
        assert_eq!(refused, Err(Rejection::RetryPlanInvalid));
    }
}

#[test]
fn schemes_limits_hold_whatever_the_plan_says() {
    let mut bench = bench(by_merchant(30, 60));
    let begin = bench.now;
    let mut sent = vec![begin];
    while bench.status() == Status::Processing {
        bench.outcome(declined(DeclineCode::IssuerUnavailable)).unwrap();
        if bench.status() == Status::Processing {
            bench.fire();
            sent.push(bench.now);
        }
    }
    for (at, first) in sent.iter().enumerate() {
        let within =
            |window: Milliseconds| sent[at..].iter().filter(|one| one.since(*first) < window).count();
        assert!(within(DAY) <= MAX_ATTEMPTS_IN_A_DAY, "{sent:?}");
        assert!(within(SCHEME_WINDOW) <= MAX_ATTEMPTS_IN_SCHEME_WINDOW, "{sent:?}");
    }
    assert_eq!(sent.len(), MAX_ATTEMPTS_IN_SCHEME_WINDOW);
}

#[test]
fn waiting_ends_on_request_and_an_outage_is_no_try() {
    let mut bench = bench(by_merchant(2, 14));
    bench.outcome(declined(DeclineCode::DoNotHonor)).unwrap();
    bench
        .act(Action::Cancel {
            reason: Some("the customer paid in cash".to_owned()),
        })
        .unwrap();
    let failure = bench.payment().failure.clone().unwrap();
    assert_eq!(
        (bench.status(), failure.code.as_str()),
        (Status::Failed, "do_not_honor")
    );
    assert!(failure.message.contains("cash") && bench.payment().flight.is_none());

    let mut bench = self::bench(by_merchant(2, 14));
    bench.outcome(declined(DeclineCode::DoNotHonor)).unwrap();
    bench.router.clear();
    let mut hours = 0;
    while bench.status() == Status::Processing {
        bench.fire();
        hours += 1;
        assert_eq!(bench.payment().sitting, 1);
    }
    assert!(
        (14 * 24 - 8..=14 * 24).contains(&hours),
        "once an hour until the plan ends: {hours}"
    );
    assert_eq!(bench.payment().not_routed, [7]);
}

#[test]
fn a_decline_goes_to_another_gateway_where_that_may_help() {
    let mut bench = Bench::new();
    bench.policy.decline_failovers = 1;
    bench.act(Action::Create(Box::new(a_create()))).unwrap();
    bench.outcome(declined(DeclineCode::GenericDecline)).unwrap();
    assert_eq!(bench.operation().gateway.as_str(), "b");
    bench.outcome(declined(DeclineCode::GenericDecline)).unwrap();
    assert_eq!(bench.status(), Status::Failed);

    bench.act(Action::Retry(Advice::default())).unwrap();
    bench.outcome(declined(DeclineCode::InsufficientFunds)).unwrap();
    assert_eq!(bench.status(), Status::Failed, "the account is as empty there");
}

#[test]
fn no_gateway_is_looked_for_after_the_deadline() {
    use crate::operation::{Failure, Outcome};
    let mut bench = bench(Create {
        answer_within: Some(Milliseconds(1_000)),
        ..a_create()
    });
    assert_eq!(
        bench.operation().deadline,
        Some(bench.now.after(Milliseconds(1_000)))
    );
    bench.now = bench.now.after(Milliseconds(999));
    bench.outcome(Outcome::Failed(Failure::Refused)).unwrap();
    assert_eq!(
        (bench.operation().gateway.as_str(), bench.operation().deadline),
        ("b", Some(bench.payment().created_at.after(Milliseconds(1_000))))
    );
    bench.now = bench.now.after(Milliseconds(1));
    bench.outcome(Outcome::Failed(Failure::Unavailable)).unwrap();
    assert_eq!(bench.payment().failure.as_ref().unwrap().code, "deadline_passed");
}

#[test]
fn hooks_are_followed_at_every_choice_and_may_refuse() {
    let name = |name: &str| name.parse().unwrap();
    let mut bench = Bench::with_gateways(&["a", "b", "c"]);
    bench
        .act(Action::Create(Box::new(Create {
            advice: Advice::new(vec![name("a")], vec![name("c")], true),
            ..a_create()
        })))
        .unwrap();
    assert_eq!(bench.operation().gateway.as_str(), "c");
    assert!(bench.operation().three_d_secure);
    bench
        .outcome(crate::Outcome::Failed(crate::Failure::Vetoed))
        .unwrap();
    assert_eq!(bench.operation().gateway.as_str(), "b");
    bench
        .outcome(crate::Outcome::Failed(crate::Failure::Vetoed))
        .unwrap();
    assert_eq!(bench.status(), Status::Failed, "`a` is left out");

    let note = FailureNote {
        code: "refused_by_hook".to_owned(),
        message: "the hook 'limits' refused: too much".to_owned(),
        gateway_code: String::new(),
    };
    bench.act(Action::Retry(Advice::refuse(note.clone()))).unwrap();
    assert_eq!(bench.payment().failure, Some(note));
    bench.act(Action::Retry(Advice::default())).unwrap();
    assert_eq!(bench.operation().gateway.as_str(), "a", "a new start, new advice");
}

#[test]
fn a_second_word_about_the_decline_changes_nothing_while_it_waits() {
    let mut bench = bench(by_merchant(3, 14));
    bench.outcome(declined(DeclineCode::TryAgainLater)).unwrap();
    let before = bench.payment().clone();
    for said_again in [declined(DeclineCode::TryAgainLater), approved(1_000)] {
        assert_eq!(bench.outcome(said_again), Err(Rejection::StaleOutcome));
        assert_eq!(*bench.payment(), before);
    }
}

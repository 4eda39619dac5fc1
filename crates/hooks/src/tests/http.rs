//! Signed calls over real sockets, and receivers that misbehave.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use standardwebhooks::Webhook;
use tokio::task::JoinHandle;

use super::{failure, hooks, payment};
use crate::{Decision, HookFailure, Hooks, Point, RunResult};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct Receiver {
    address: String,
    calls: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What it does follows from the path.
async fn receiver() -> Receiver {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let answer = move |uri: Uri, headers: HeaderMap, body: Bytes| async move {
        counted.fetch_add(1, Ordering::Relaxed);
        if Webhook::new(SECRET).unwrap().verify(&body, &headers).is_err() {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let document: serde_json::Value = serde_json::from_slice(&body).unwrap();
        match uri.path() {
            "/limit" if document["payment"]["amount"].as_i64().unwrap() > 1_000 => {
                r#"{"action":"refuse","code":"over_limit"}"#.into_response()
            }
            "/limit" => r#"{"action":"continue"}"#.into_response(),
            "/route" => r#"{"action":"continue","exclude":["north"],"prefer":["east"]}"#.into_response(),
            "/route-too" => {
                r#"{"action":"continue","exclude":["west","north"],"require_three_d_secure":true}"#
                    .into_response()
            }
            "/long" => "x".repeat(1 << 20).into_response(),
            "/redirect" => Redirect::temporary("/limit").into_response(),
            "/slow" => std::future::pending().await,
            _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = Router::new().fallback(answer);
    let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    Receiver {
        address,
        calls,
        serving,
    }
}

fn settings(name: &str, point: &str, address: &str, path: &str, more: &str) -> String {
    format!(
        "[[hooks]]\nname = \"{name}\"\npoint = \"{point}\"\nurl = \"http://{address}{path}\"\nsecret = \"{SECRET}\"\n{more}\n"
    )
}

fn at(receiver: &Receiver, path: &str, more: &str) -> Hooks {
    hooks(&settings("gate", "before_attempt", &receiver.address, path, more)).unwrap()
}

#[tokio::test]
async fn calls_are_signed_and_the_answer_counts() {
    let receiver = receiver().await;
    let hooks = at(&receiver, "/limit", "on_failure = \"continue\"");
    assert!(hooks.listens(Point::BeforeAttempt) && !hooks.listens(Point::BeforeRoute));
    let small = hooks.run(Point::BeforeAttempt, &payment(1_000)).await;
    assert!(matches!(small.decision, Decision::Continue(_)), "{small:?}");
    let large = hooks.run(Point::BeforeAttempt, &payment(1_001)).await;
    assert!(
        matches!(&large.decision, Decision::Refuse { hook, code, .. } if hook.as_str() == "gate" && code == "over_limit"),
        "{large:?}"
    );
    assert!(hooks.run(Point::BeforeCapture, &payment(1)).await.runs.is_empty());
    assert_eq!(receiver.calls.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn advice_adds_up_in_declared_order() {
    let receiver = receiver().await;
    let policy = "on_failure = \"continue\"";
    let text = ["/route", "/gone", "/route-too"]
        .map(|path| settings(&path[1..], "before_route", &receiver.address, path, policy))
        .join("");
    let verdict = hooks(&text).unwrap().run(Point::BeforeRoute, &payment(1)).await;
    let Decision::Continue(advice) = verdict.decision else {
        panic!("{verdict:?}")
    };
    let names: Vec<_> = advice.exclude.iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["north", "west"]);
    assert!(advice.prefer.len() == 1 && advice.require_three_d_secure);
    assert_eq!(
        verdict.runs[1].result,
        RunResult::Failed(HookFailure::Status(500))
    );
}

#[tokio::test]
async fn what_is_no_answer_is_a_failure_and_the_policy_decides() {
    let receiver = receiver().await;
    let cases = [
        ("/slow", HookFailure::TimedOut),
        ("/redirect", HookFailure::Status(307)),
        ("/gone", HookFailure::Status(500)),
    ];
    for (path, wanted) in cases {
        for policy in ["continue", "refuse"] {
            let more = format!("on_failure = \"{policy}\"\ntimeout_ms = 500");
            let verdict = at(&receiver, path, &more)
                .run(Point::BeforeAttempt, &payment(1))
                .await;
            assert_eq!(failure(&verdict.runs), &wanted, "{path}");
            let is_refused =
                matches!(&verdict.decision, Decision::Refuse { code, .. } if code == "hook_failed");
            assert_eq!(is_refused, policy == "refuse");
        }
    }
    let long = at(&receiver, "/long", "on_failure = \"continue\"");
    let long = long.run(Point::BeforeAttempt, &payment(1)).await;
    assert!(failure(&long.runs).to_string().contains("longer than"));
    let other = settings(
        "gate",
        "before_attempt",
        &receiver.address,
        "/limit",
        "on_failure = \"continue\"",
    )
    .replace(SECRET, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    let other = hooks(&other)
        .unwrap()
        .run(Point::BeforeAttempt, &payment(1))
        .await;
    assert_eq!(
        failure(&other.runs),
        &HookFailure::Status(401),
        "the signature is of the secret"
    );
}

#[tokio::test]
async fn a_dead_hook_does_not_cost_every_payment_its_timeout() {
    let receiver = receiver().await;
    let hooks = at(&receiver, "/slow", "on_failure = \"refuse\"\ntimeout_ms = 20");
    let mut failures = Vec::new();
    for _ in 0..7 {
        let verdict = hooks.run(Point::BeforeAttempt, &payment(1)).await;
        assert!(matches!(verdict.decision, Decision::Refuse { .. }));
        failures.push(failure(&verdict.runs).clone());
    }
    assert!(
        failures[..5]
            .iter()
            .all(|failure| *failure == HookFailure::TimedOut)
    );
    assert!(
        failures[5..]
            .iter()
            .all(|failure| *failure == HookFailure::LeftAlone),
        "{failures:?}"
    );
    assert_eq!(receiver.calls.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn places_are_bounded() {
    let receiver = receiver().await;
    let hooks = Arc::new(at(
        &receiver,
        "/slow",
        "on_failure = \"refuse\"\ntimeout_ms = 300\nmax_concurrent = 1",
    ));
    let ask = |hooks: Arc<Hooks>| async move { hooks.run(Point::BeforeAttempt, &payment(1)).await };
    let first = tokio::spawn(ask(Arc::clone(&hooks)));
    while receiver.calls.load(Ordering::Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let second = ask(hooks).await;
    // The first one's place is free a moment before the second one's time is up, or not.
    assert!(matches!(
        failure(&second.runs),
        HookFailure::Busy | HookFailure::TimedOut
    ));
    assert_eq!(failure(&first.await.unwrap().runs), &HookFailure::TimedOut);
}

#[tokio::test]
async fn under_load_only_what_may_fail_is_left_out() {
    let receiver = receiver().await;
    for (policy, calls) in [("continue", 0), ("refuse", 1)] {
        let more = format!("on_failure = \"{policy}\"");
        let hooks = at(&receiver, "/limit", &more).relieved(|| true);
        let verdict = hooks.run(Point::BeforeAttempt, &payment(1_001)).await;
        assert_eq!(receiver.calls.load(Ordering::Relaxed), calls, "{policy}");
        match &verdict.decision {
            Decision::Continue(_) => assert_eq!(failure(&verdict.runs), &HookFailure::LeftOut),
            Decision::Refuse { code, .. } => assert_eq!(code, "over_limit"),
        }
    }
    let easy = at(&receiver, "/limit", "on_failure = \"continue\"").relieved(|| false);
    easy.run(Point::BeforeAttempt, &payment(1)).await;
    assert_eq!(receiver.calls.load(Ordering::Relaxed), 2);
}

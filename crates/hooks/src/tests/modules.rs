//! Modules that misbehave, and what becomes of the payment.

use std::fs;

use super::{failure, hooks, module_settings, payment};
use crate::{Advice, Decision, HookFailure, Point, RunResult, Verdict};

/// A module whose `bezant_hook` is `body`; `$answer` puts an answer together from a place and a length.
fn module(body: &str, data: &str) -> String {
    let data = data.replace('\\', "\\\\").replace('"', "\\\"");
    format!(
        "(module (import \"bezant\" \"log\" (func $log (param i32 i32))) (memory (export \"memory\") 2)
           (data (i32.const 0) \"{data}\")
           (func (export \"bezant_alloc\") (param i32) (result i32) (i32.const 65536))
           (func $answer (param $at i32) (param $length i32) (result i64)
             (i64.or (i64.shl (i64.extend_i32_u (local.get $at)) (i64.const 32)) (i64.extend_i32_u (local.get $length))))
           (func (export \"bezant_hook\") (param $at i32) (param $length i32) (result i64) {body}))"
    )
}

async fn run(text: &str, more: &str) -> Verdict {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.wat");
    fs::write(&file, text).unwrap();
    let hooks = hooks(&module_settings(&file, more)).unwrap();
    hooks.run(Point::BeforeAttempt, &payment(1_099)).await
}

async fn says(answer: &str) -> Verdict {
    let body = format!("(call $answer (i32.const 0) (i32.const {}))", answer.len());
    run(&module(&body, answer), "").await
}

#[tokio::test]
async fn answers_are_taken_as_they_are_or_not_at_all() {
    let went_on = says(r#"{"action":"continue"}"#).await;
    assert_eq!(went_on.decision, Decision::Continue(Advice::default()));
    let refused = says(r#"{"action":"refuse","code":"no_gambling","message":"Not here."}"#).await;
    let refusal = |code: &str, message: &str| Decision::Refuse {
        hook: "gate".parse().unwrap(),
        code: code.into(),
        message: message.into(),
    };
    assert_eq!(refused.decision, refusal("no_gambling", "Not here."));
    assert!(matches!(refused.runs[0].result, RunResult::Refused { .. }));
    for (answer, field) in [
        ("no json", "answer"),
        (r#"{"action":"continue","colour":1}"#, "colour"),
    ] {
        let failed = says(answer).await;
        let HookFailure::Answer(error) = failure(&failed.runs) else {
            panic!("{failed:?}")
        };
        assert_eq!(error.field, field);
        assert_eq!(
            failed.decision,
            refusal("hook_failed", "the hook 'gate' did not answer")
        );
    }
}

#[tokio::test]
async fn a_module_sees_the_question_and_may_write_a_little_into_the_log() {
    // Echoes the question, which is no answer: the error shows that it came.
    let echo = "(loop $again (call $log (local.get $at) (i32.const 2000000000))
        (local.set $length (i32.sub (local.get $length) (i32.const 1))) (br_if $again (local.get $length)))
        (call $answer (local.get $at) (i32.const 30))";
    let verdict = run(&module(echo, ""), "").await;
    let HookFailure::Answer(error) = failure(&verdict.runs) else {
        panic!("{verdict:?}")
    };
    assert!(
        error.problem.contains("EOF") || error.field == "version",
        "{error}"
    );
}

#[tokio::test]
async fn what_a_module_may_take_is_bounded() {
    let spin = "(loop $again (br $again)) unreachable";
    let grow = "(loop $again (drop (memory.grow (i32.const 1))) (br $again)) unreachable";
    let bomb =
        "(if (i32.lt_s (memory.grow (i32.const 4096)) (i32.const 0)) (then unreachable)) (i64.const 0)";
    let recurse = "(call $deeper (i32.const 0))";
    let deeper = module(recurse, "").replace(
        "(func $answer",
        "(func $deeper (param i32) (result i64) (call $deeper (i32.add (local.get 0) (i32.const 1))))
         (func $answer",
    );
    let cases = [
        (module(spin, ""), "fuel = 100000", HookFailure::Fuel),
        (
            module(grow, ""),
            "fuel = 100000\nmemory_mib = 1",
            HookFailure::Fuel,
        ),
        (module(bomb, ""), "", HookFailure::Memory),
        (
            module(spin, ""),
            "fuel = 10000000000\ntimeout_ms = 50",
            HookFailure::RanTooLong,
        ),
        (deeper, "", HookFailure::Trap("call stack exhausted".into())),
    ];
    for (text, more, wanted) in cases {
        let verdict = run(&text, more).await;
        assert_eq!(failure(&verdict.runs), &wanted, "{text}");
        assert!(matches!(verdict.decision, Decision::Refuse { .. }));
    }
}

#[tokio::test]
async fn traps_and_wild_places_are_failures() {
    let trap = |text: &str| HookFailure::Trap(text.into());
    let cases = [
        ("unreachable", trap("wasm `unreachable` instruction executed")),
        ("(i64.load (i32.const -8))", trap("out of bounds memory access")),
        (
            "(i64.div_s (i64.const 1) (i64.const 0))",
            trap("integer divide by zero"),
        ),
        ("(i64.const -1)", HookFailure::Bounds("bezant_hook")),
        (
            "(call $answer (i32.const 131071) (i32.const 2))",
            HookFailure::Bounds("bezant_hook"),
        ),
    ];
    for (body, wanted) in cases {
        assert_eq!(failure(&run(&module(body, ""), "").await.runs), &wanted, "{body}");
    }
    let wild =
        module("(i64.const 0)", "").replace("(result i32) (i32.const 65536)", "(result i32) (i32.const -1)");
    assert_eq!(
        failure(&run(&wild, "").await.runs),
        &HookFailure::Bounds("bezant_alloc")
    );
    let long = run(&module("(call $answer (i32.const 0) (i32.const 131072))", ""), "").await;
    assert!(
        failure(&long.runs)
            .to_string()
            .contains("longer than 16384 bytes")
    );
}

#[tokio::test]
async fn nothing_of_one_call_is_left_for_the_next() {
    // Refuses when it finds what an earlier call left behind.
    let body =
        "(if (i32.load8_u (i32.const 1000)) (then unreachable)) (i32.store8 (i32.const 1000) (i32.const 1))
        (call $answer (i32.const 0) (i32.const 21))";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gate.wat");
    fs::write(&file, module(body, r#"{"action":"continue"}"#)).unwrap();
    let hooks = hooks(&module_settings(&file, "")).unwrap();
    for _ in 0..3 {
        let verdict = hooks.run(Point::BeforeAttempt, &payment(1)).await;
        assert_eq!(verdict.decision, Decision::Continue(Advice::default()));
    }
}

#[tokio::test]
async fn the_example_refuses_one_country() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/hooks/country.wat");
    let hooks = hooks(&module_settings(example.as_ref(), "")).unwrap();
    let mut input = payment(1_099);
    for (country, is_served) in [("DE", true), ("KP", false), ("KR", true)] {
        let terms = input.payment.terms.as_mut().unwrap();
        terms.country = Some(country.parse().unwrap());
        // What looks like the field inside a text does not count.
        terms.reference = Some(r#""country":"KP""#.into());
        let verdict = hooks.run(Point::BeforeAttempt, &input).await;
        match verdict.decision {
            Decision::Continue(_) => assert!(is_served, "{country}"),
            Decision::Refuse { code, .. } => assert_eq!((is_served, &*code), (false, "country_not_served")),
        }
    }
}

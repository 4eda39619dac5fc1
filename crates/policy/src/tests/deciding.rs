//! What is decided, and what happens when a policy can't decide.

use std::sync::Arc;

use regorus::Value;

use super::*;
use crate::cache::Cache;
use crate::document::document;

#[test]
fn the_bundle_passes_its_own_tests_which_go_through_all_of_it() {
    let report = run_tests(&Bundle::built_in()).unwrap();
    assert!(report.tests.len() >= 18, "{report:?}");
    for test in &report.tests {
        assert_eq!(test.outcome, Outcome::Passed, "{}", test.rule);
    }
    let [file] = report.coverage.as_slice() else {
        panic!("{report:?}")
    };
    assert!(file.covered > 30 && file.not_covered.is_empty(), "{file:?}");
}

/// Each method, route and permission × roles × kind × region × classes × certification × connection.
fn many() -> Vec<Input> {
    let mut all = Vec::new();
    let routes = [
        ("GET", "/api/v1/payments/{id}", Some(Permission::PaymentsRead)),
        ("GET", "/api/v1/payments/{id}", Some(Permission::PaymentsReadOwn)),
        ("POST", "/api/v1/payments", Some(Permission::PaymentsCreate)),
        ("PUT", "/api/v1/ledger/transfers", Some(Permission::LedgerWrite)),
        ("DELETE", "/api/v1/me/sessions/{id}", None),
        (
            "POST",
            "/api/v1/policy/decisions/explain",
            Some(Permission::PolicyRead),
        ),
    ];
    let roles: [&[&str]; 8] = [
        &[],
        &["admin"],
        &["auditor"],
        &["viewer"],
        &["operator"],
        &["agent"],
        &["cashier"],
        &["viewer", "agent"],
    ];
    for (number, (method, route, permission)) in routes.into_iter().enumerate() {
        for (more, roles) in roles.into_iter().enumerate() {
            for bits in 0..64_usize {
                let mut input = payment(roles);
                input.request.method = method.into();
                input.request.route = route.into();
                input.request.permission = permission;
                input.principal.kind = PrincipalKind::ALL[(number + more + bits) % PrincipalKind::ALL.len()];
                input.principal.region = [None, Some("eu"), Some("us"), None][bits % 4].map(str::to_owned);
                input.request.data_classes =
                    DataClass::ALL.iter().copied().filter(|_| bits & 4 != 0).collect();
                input.principal.certifications = Certifications {
                    pci: bits & 8 != 0,
                    hipaa: bits & 16 != 0,
                };
                input.connection.encrypted = bits & 32 != 0;
                all.push(input);
            }
        }
    }
    all
}

/// The same in Rust, and once more by the interpreter: compiled code and text must say the same.
#[test]
fn compiled_and_interpreted_it_says_what_is_meant() {
    let policy = Policy::built_in();
    let mut engine = crate::policy::engine(policy.bundle().rules()).unwrap();
    let (mut allowed, all) = (0, many());
    for input in &all {
        let verdict = policy.decide(input);
        engine.set_input(document(input));
        let interpreted = engine.eval_rule(ENTRY_POINT.to_owned()).unwrap();
        assert_eq!(interpreted["allow"], Value::from(verdict.allow), "{input:?}");
        let reasons = serde_json::to_value(&interpreted["reasons"]).unwrap();
        assert_eq!(reasons, serde_json::json!(words(&verdict)), "{input:?}");
        assert_eq!(
            verdict.allow,
            is_granted(input) && !is_restricted(input),
            "{verdict:?} {input:?}"
        );
        allowed += usize::from(verdict.allow);
    }
    assert!(
        allowed > all.len() / 20 && allowed < all.len() / 2,
        "{allowed} of {}",
        all.len()
    );
}

fn is_granted(input: &Input) -> bool {
    let (who, what) = (&input.principal, &input.request);
    let has = |role: &str| who.roles.iter().any(|one| one == role);
    let permission = what.permission;
    let reads = what.is_reading() || permission == Some(Permission::PolicyRead);
    has("admin")
        || reads && (has("viewer") || has("auditor") || has("operator"))
        || has("operator") && what.route.starts_with("/api/v1/payments")
        || has("agent") && permission == Some(Permission::PaymentsCreate)
        || has("agent") && permission == Some(Permission::PaymentsReadOwn)
        || permission.is_some() && (has("cashier") || who.kind == PrincipalKind::Key)
        || permission.is_none() && !matches!(who.kind, PrincipalKind::Key | PrincipalKind::Node)
        || who.kind == PrincipalKind::Node
}

fn is_restricted(input: &Input) -> bool {
    let (who, classes) = (&input.principal, &input.request.data_classes);
    let certified = who.certifications;
    who.region.is_some() && who.region != input.resource.region
        || classes.contains(&DataClass::Pci) && !certified.pci
        || classes.contains(&DataClass::Phi) && !(certified.hipaa && input.connection.encrypted)
}

/// The drawing that one might make of the same wishes: each a reason to allow. Why it is not ours: `docs/policy.md`.
#[test]
fn restrictions_written_as_allows_would_let_anyone_in() {
    let drawn = policy(
        r#"default decision := {"allow": false, "reasons": ["nothing"]}
decision := {"allow": true, "reasons": allows} if count(allows) > 0
allows contains "admin" if "admin" in input.principal.roles
allows contains "residency" if input.principal.region == input.resource.region
allows contains "pci" if input.principal.certifications.pci
"#,
    );
    let mut stranger = payment(&[]);
    stranger.principal.region = Some("eu".to_owned());
    stranger.principal.certifications.pci = true;
    let verdict = drawn.decide(&stranger);
    assert!(verdict.allow, "by region alone: {verdict:?}");
    assert_eq!(words(&verdict), ["pci", "residency"]);
    let verdict = Policy::built_in().decide(&stranger);
    assert!(!verdict.allow);
    assert_eq!(words(&verdict), ["no_grant"]);
}

#[test]
fn the_document_is_the_json_of_the_question() {
    for mut input in many().into_iter().step_by(37) {
        input.principal.authentication.step_up_age_seconds = None;
        for input in [input, payment(&["a", "b"])] {
            let json = serde_json::to_string(&input).unwrap();
            assert_eq!(document(&input), Value::from_json_str(&json).unwrap());
            assert_eq!(serde_json::from_str::<Input>(&json).unwrap(), input);
        }
    }
    for (number, permission) in Permission::ALL.iter().enumerate() {
        assert_eq!(*permission as usize, number);
    }
    let mut input = serde_json::to_value(payment(&[])).unwrap();
    assert_eq!(input["principal"]["authentication"]["step_up_age_seconds"], 120);
    input["principal"]["permissions"][0] = "payments.steal".into();
    assert!(
        serde_json::from_value::<Input>(input)
            .unwrap_err()
            .to_string()
            .contains("payments.steal")
    );
}

#[test]
fn what_can_not_be_decided_is_denied() {
    let endless = "decision := {\"allow\": true, \"reasons\": [\"x\"]} if {\n\
        a := [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n\
        count([1 | some b in a; some c in a; some d in a; some e in a; some f in a; some g in a; b + c + d + e + f + g > 0]) > 0\n}";
    for text in [
        "decision := {\"allow\": true, \"reasons\": []}",
        "decision := {\"allow\": true}",
        "decision := {\"allow\": \"yes\", \"reasons\": [\"x\"]}",
        "decision := {\"allow\": true, \"reasons\": [\"Not plain\"]}",
        "decision := {\"allow\": true, \"reasons\": [\"x\"], \"more\": 1}",
        "decision := true",
        "decision := {\"allow\": true, \"reasons\": [\"x\"]} if input.nothing",
        "decision := {\"allow\": true, \"reasons\": [\"x\"]} if false",
        "decision := {\"allow\": true, \"reasons\": [\"x\"]}\ndecision := {\"allow\": false, \"reasons\": [\"y\"]}",
        endless,
    ] {
        let policy = policy(text);
        for _ in 0..2 {
            let verdict = policy.decide(&payment(&["admin"]));
            assert!(!verdict.allow && verdict.error.is_some(), "{text}: {verdict:?}");
            assert_eq!(words(&verdict), ["policy_error"], "{text}");
        }
    }
}

#[test]
fn mistakes_are_shown_with_their_places() {
    let mistake = |text: &str| {
        Policy::compile(1, bundle(text))
            .unwrap_err()
            .0
            .remove(0)
            .to_string()
    };
    assert!(
        mistake("decision := {").starts_with("authz.rego:2:"),
        "{}",
        mistake("decision := {")
    );
    let unknown = "\ndecision := x if nowhere.known(1)";
    assert!(
        mistake(unknown).starts_with("authz.rego:3:"),
        "{}",
        mistake(unknown)
    );
    let random = mistake("decision := x if {\n  x := rand.intn(\"a\", 2)\n}");
    assert!(
        random.starts_with("authz.rego:3:8: `rand.intn` is not allowed"),
        "{random}"
    );
    assert!(mistake("other := 1").contains(ENTRY_POINT));
}

#[test]
fn the_permission_comes_first_and_the_policy_can_be_exchanged() {
    let authorizer = Authorizer::new(Policy::built_in());
    let (admin, mut less) = (payment(&["admin"]), payment(&["admin"]));
    less.principal.permissions = Permissions::of(&[Permission::PaymentsRead]);
    let (admin, less) = (Arc::new(admin), Arc::new(less));
    for _ in 0..2 {
        let decision = authorizer.decide(&less);
        assert!(!decision.allow && decision.has_reason(Reason::PERMISSION_MISSING) && !decision.cached);
    }
    let (first, second) = (authorizer.decide(&admin), authorizer.decide(&admin));
    assert!(first.allow && second.allow && !first.cached && second.cached);
    assert_eq!((first.version, first.reasons), (0, second.reasons));
    authorizer.replace(policy(
        "decision := {\"allow\": false, \"reasons\": [\"closed\"]}",
    ));
    let decision = authorizer.decide(&admin);
    assert!(!decision.allow && !decision.cached && decision.version == 7 && decision.has_reason("closed"));
    assert_eq!(authorizer.policy().version(), 7);
}

#[test]
fn requests_that_run_while_the_policy_is_exchanged_are_decided_by_one_of_both() {
    let authorizer = Arc::new(Authorizer::new(Policy::built_in()));
    let closed = || policy("decision := {\"allow\": false, \"reasons\": [\"closed\"]}");
    std::thread::scope(|scope| {
        for thread in 0..3_u128 {
            let authorizer = &authorizer;
            scope.spawn(move || {
                for number in 0..500_u128 {
                    let mut input = payment(&["admin"]);
                    input.principal.id = Subject::Principal(PrincipalId::from_u128(number % 40 + thread));
                    let decision = authorizer.decide(&Arc::new(input));
                    assert_eq!(
                        (decision.allow, decision.has_reason("admin")),
                        (decision.version == 0, decision.version == 0)
                    );
                }
            });
        }
        for _ in 0..5 {
            authorizer.replace(closed());
            authorizer.replace(Policy::built_in());
        }
    });
}

#[test]
fn the_cache_is_bounded_and_keeps_what_is_asked_again() {
    let cache = Cache::new();
    let answer = crate::cache::Answer {
        verdict: Verdict::denied("no_grant"),
        count: metrics::Counter::noop(),
    };
    let asked = |number: usize| {
        let mut input = payment(&[]);
        input.principal.id = Subject::Principal(PrincipalId::from_u128(number as u128));
        input
    };
    for number in 0..3 * Cache::MOST {
        cache.insert(Arc::new(asked(number)), answer.clone());
        assert!(cache.get(&asked(0)).is_some(), "asked again and again: {number}");
    }
    assert!(
        cache.len() <= Cache::MOST && cache.len() > Cache::MOST / 3,
        "{}",
        cache.len()
    );
}

#[test]
fn an_explanation_says_it_in_words_and_rule_by_rule() {
    let policy = Policy::built_in();
    let mut input = payment(&["operator"]);
    input.principal.region = Some("us".to_owned());
    let explanation = explain(&policy, &input).unwrap();
    let [(reason, Some(sentence))] = explanation.reasons.as_slice() else {
        panic!("{explanation:?}")
    };
    assert!(
        reason == "residency" && sentence.contains("region"),
        "{explanation:?}"
    );
    let rule = |name: &str| {
        let name = format!("data.bezant.authz.{name}");
        let found = explanation.rules.iter().find(|rule| rule.rule == name);
        found
            .unwrap_or_else(|| panic!("{name}: {explanation:?}"))
            .value
            .clone()
    };
    assert_eq!(rule("grants"), Some(serde_json::json!(["operator"])));
    assert_eq!(rule("restrictions"), Some(serde_json::json!(["residency"])));
    assert_eq!(rule("resident"), None);
    input.principal.permissions = Permissions::NONE;
    let explanation = explain(&policy, &input).unwrap();
    assert_eq!(explanation.missing_permission, Some("payments.create"));
}

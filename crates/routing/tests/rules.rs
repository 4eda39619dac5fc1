//! Each mistake in rules has its code, its place and a hint, and all are reported at once; the document's examples work.
#![allow(clippy::unwrap_used)]

use bezant_kernel::GatewayName;
use bezant_routing::{Diagnostics, MAX_LIST, MAX_NESTING, MAX_RULES, MAX_RULES_BYTES, RuleSet};

fn gateways(names: &[&str]) -> Vec<GatewayName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn mistakes(source: &str) -> Diagnostics {
    RuleSet::compile(source, &gateways(&["adyen", "stripe"])).expect_err(source)
}

/// What is wrong with `source`, as `code line:column "text"`.
fn summary(source: &str) -> Vec<String> {
    let described = mistakes(source);
    let one = |one: &bezant_routing::Diagnostic| {
        let text = &source[one.span.start..one.span.end];
        format!("{} {}:{} {text:?}", one.code.as_str(), one.line, one.column)
    };
    described.iter().map(one).collect()
}

#[test]
fn every_mistake_points_at_its_place() {
    let when = [
        ("amount > 500", "money_without_currency 1:22 \"500\""),
        ("amount > EUR 5.001", "too_precise 1:22 \"EUR 5.001\""),
        ("amount > XXX 5", "unknown_currency 1:22 \"XXX 5\""),
        (
            "amount from EUR 9 to EUR 5",
            "empty_range 1:25 \"EUR 9 to EUR 5\"",
        ),
        (
            "amount from EUR 1 to USD 5",
            "currency_mismatch 1:25 \"EUR 1 to USD 5\"",
        ),
        ("amont > EUR 5", "unknown_field 1:13 \"amont\""),
        ("currency > EUR", "wrong_comparison 1:22 \">\""),
        ("currency = 5", "wrong_type 1:24 \"5\""),
        ("method = cards", "wrong_type 1:22 \"cards\""),
        ("issuer_country = \"DE\"", "wrong_type 1:30 \"\\\"DE\\\"\""),
        ("country in (DE to FR)", "wrong_comparison 1:25 \"DE to FR\""),
        ("bin = 123", "wrong_type 1:19 \"123\""),
        (
            "bin from 4111 to 411199",
            "invalid_number 1:22 \"4111 to 411199\"",
        ),
        ("customer = ann", "wrong_type 1:24 \"ann\""),
        (
            "customer = \"ann",
            "unclosed_text 1:24 \"\\\"ann then choose adyen\"",
        ),
        ("tenant = ten_1", "wrong_type 1:22 \"ten_1\""),
        ("time = 25:00", "wrong_type 1:20 \"25:00\""),
        ("date = 2026-02-30", "wrong_type 1:20 \"2026-02-30\""),
        ("weekday = caturday", "wrong_type 1:23 \"caturday\""),
        (
            "time from 01:00 to 02:00 at +19:00",
            "invalid_number 1:41 \"+19:00\"",
        ),
        ("currency = EUR at +01:00", "misplaced 1:31 \"+01:00\""),
        ("amount is known", "wrong_comparison 1:13 \"amount\""),
        (
            "currency = EUR and currency = USD",
            "unreachable 1:32 \"currency = USD\"",
        ),
        (
            "currency = EUR and amount > USD 5",
            "unreachable 1:32 \"amount > USD 5\"",
        ),
        (
            "amount > EUR 9 and amount < EUR 5",
            "unreachable 1:32 \"amount < EUR 5\"",
        ),
        ("currency EUR", "unexpected_token 1:22 \"EUR\""),
        ("currency = EUR & method = card", "unknown_character 1:28 \"&\""),
    ];
    for (condition, expected) in when {
        let found = summary(&format!("rule r when {condition} then choose adyen"));
        assert_eq!(
            found.first().map(String::as_str),
            Some(expected),
            "{condition}: {found:?}"
        );
    }
    let then = [
        ("choose paypal", "unknown_gateway 1:20 \"paypal\""),
        ("choose adyen, adyen", "duplicate 1:27 \"adyen\""),
        (
            "exclude adyen, stripe",
            "contradiction 1:13 \"exclude adyen, stripe\"",
        ),
        (
            "exclude adyen choose adyen",
            "contradiction 1:13 \"exclude adyen\"",
        ),
        (
            "prefer adyen exclude adyen",
            "contradiction 1:26 \"exclude adyen\"",
        ),
        ("prefer adyen prefer stripe", "duplicate 1:26 \"prefer stripe\""),
        (
            "choose adyen split stripe 100",
            "contradiction 1:26 \"split stripe 100\"",
        ),
        (
            "split adyen 70, stripe 20",
            "weights_not_whole 1:13 \"split adyen 70, stripe 20\"",
        ),
        ("split adyen 100, stripe 0", "invalid_number 1:37 \"0\""),
        ("split adyen, stripe", "unexpected_token 1:24 \",\""),
        ("require cvv", "unexpected_token 1:21 \"cvv\""),
        ("route adyen", "unexpected_token 1:13 \"route\""),
        ("", "unexpected_token 1:13 \"\""),
    ];
    for (action, expected) in then {
        let found = summary(&format!("rule r then {action}"));
        assert_eq!(
            found.first().map(String::as_str),
            Some(expected),
            "{action}: {found:?}"
        );
    }
}

#[test]
fn all_mistakes_are_reported_at_once_and_drawn() {
    let source = "rule one when amount > 5 and colour = \"red\" then choose paypal\n\
                  rule two then split adyen 50, stripe 40\n\
                  rule three when currency = EUR choose adyen\n\
                  rule one when weekday = sunday then prefer adyen, klarna";
    let found = mistakes(source);
    let codes: Vec<&str> = found.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "money_without_currency",
            "unknown_field",
            "unknown_gateway",
            "weights_not_whole",
            "unexpected_token",
            "duplicate",
            "unreachable",
            "unknown_gateway",
        ]
    );
    let drawn = found.render(source, "new.rules");
    let first = "error[money_without_currency]: `5` is an amount of no currency\n --> new.rules:1:24\n";
    assert!(drawn.starts_with(first), "{drawn}");
    assert!(drawn.contains("^ say of which: `EUR 5`"), "{drawn}");
}

#[test]
fn what_stands_behind_the_last_rule_is_unreachable() {
    let by_all = "rule a then choose adyen rule b when currency = EUR then prefer stripe";
    let by_same =
        "rule a when currency = EUR then choose adyen rule b when currency in (EUR) then choose stripe";
    for source in [by_all, by_same] {
        let found = summary(source);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("unreachable 1:") && found[0].ends_with("\"b\""),
            "{found:?}"
        );
    }
}

#[test]
fn sizes_are_bounded() {
    let many: String = (0..=MAX_RULES)
        .map(|n| format!("rule r{n} then prefer adyen\n"))
        .collect();
    let list = vec!["DE"; MAX_LIST + 1].join(",");
    let deep = format!(
        "{}currency = EUR{}",
        "(".repeat(MAX_NESTING + 1),
        ")".repeat(MAX_NESTING + 1)
    );
    let cases = [
        " ".repeat(MAX_RULES_BYTES + 1),
        many,
        format!("rule r when country in ({list}) then prefer adyen"),
        format!("rule r when {deep} then prefer adyen"),
        format!("rule {} then prefer adyen", "r".repeat(201)),
    ];
    for source in cases {
        let found = mistakes(&source);
        assert_eq!(found.iter().next().unwrap().code.as_str(), "too_large");
    }
    let nots = format!(
        "rule r when {} currency = EUR then prefer adyen",
        "not ".repeat(10_000)
    );
    assert!(RuleSet::compile(&nots, &gateways(&["adyen"])).is_ok());
}

#[test]
fn the_document_s_examples_compile() {
    let document = include_str!("../../../docs/routing-rules.md");
    let examples: Vec<&str> = document
        .split("```rules\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert!(examples.len() >= 3);
    for example in examples {
        let names = gateways(&["adyen", "stripe", "worldline", "cheap-bank"]);
        if let Err(wrong) = RuleSet::compile(example, &names) {
            panic!("{}", wrong.render(example, "docs/routing-rules.md"));
        }
    }
}

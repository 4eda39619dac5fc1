//! Each mistake has its code, its place and a hint, and all are reported at once.

use bezant_flows::{Diagnostics, MAX_DEPTH, MAX_NAME_BYTES, MAX_SOURCE_BYTES, MAX_VARIABLES, check, parse};

fn mistakes(source: &str) -> Diagnostics {
    match parse(source) {
        Err(mistakes) => mistakes,
        Ok(program) => check(&program).expect_err(source),
    }
}

/// What is wrong with `source`, as `code line:column "text"`.
fn summary(source: &str) -> Vec<String> {
    mistakes(source)
        .iter()
        .map(|one| {
            format!(
                "{} {}:{} {:?}",
                one.code.as_str(),
                one.line,
                one.column,
                &source[one.span.start..one.span.end]
            )
        })
        .collect()
}

#[test]
fn every_mistake_points_at_its_place() {
    let cases: &[(&str, &str)] = &[
        (
            "send EUR 1.00 from assets:a to assets:b;",
            "unknown_character 1:40 \";\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b external reference \"x",
            "unclosed_text 1:60 \"\\\"x\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b external reference \"\\x\"",
            "unknown_escape 1:60 \"\\\"\\\\x\\\"\"",
        ),
        (
            "send 12.34 EUR from assets:a to assets:b",
            "unexpected_token 1:6 \"12.34\"",
        ),
        ("send EUR 1.00 from assets:a", "unexpected_token 1:28 \"\""),
        (
            "send EUR 1.00 from { } to assets:b",
            "unexpected_token 1:22 \"}\"",
        ),
        ("sent EUR 1.00", "unexpected_token 1:1 \"sent\""),
        (
            "send 2% of EUR 1.00 from assets:a to assets:b",
            "unexpected_token 1:21 \"from\"",
        ),
        (
            "send XXX 1.00 from assets:a to assets:b",
            "unknown_currency 1:6 \"XXX\"",
        ),
        (
            "send EUR 1.00 from asset:a to assets:b",
            "invalid_account 1:20 \"asset:a\"",
        ),
        (
            "var x: text send EUR 1.00 from assets:$x:Y to assets:b",
            "invalid_account 1:32 \"assets:$x:Y\"",
        ),
        (
            "send 1/0 of EUR 1.00 rounded up from assets:a to assets:b",
            "invalid_number 1:6 \"1/0\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b code 70000",
            "invalid_number 1:46 \"70000\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b code 1.5",
            "invalid_number 1:46 \"1.5\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b effective 2026-02-30",
            "invalid_time 1:51 \"2026-02-30\"",
        ),
        ("var x: number\nvar x: text", "duplicate 2:5 \"x\""),
        (
            "send EUR 1.00 from assets:a to assets:b code 1 code 2",
            "duplicate 1:48 \"code 2\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b metadata { k: \"a\", k: \"b\" }",
            "duplicate 1:60 \"k\"",
        ),
        (
            "var n: number send $n from assets:a to assets:b",
            "wrong_type 1:20 \"$n\"",
        ),
        ("var m: money = 12", "wrong_type 1:16 \"12\""),
        ("var m: number = 1.5", "invalid_number 1:17 \"1.5\""),
        (
            "send JPY 1.5 from assets:a to assets:b",
            "too_precise 1:10 \"1.5\"",
        ),
        ("var m: money = EUR 1.234", "too_precise 1:16 \"EUR 1.234\""),
        (
            "send EUR 1.00 from { up to USD 1.00 from assets:a assets:c } to assets:b",
            "currency_mismatch 1:28 \"USD 1.00\"",
        ),
        (
            "send EUR 1.00 from assets:a to { 50% to assets:b 49.9% to assets:c }",
            "portions_not_whole 1:50 \"49.9%\"",
        ),
        (
            "send EUR 1.00 from assets:a to { 1/2 to assets:b 2/3 to assets:c remaining to assets:d }",
            "portions_not_whole 1:66 \"remaining\"",
        ),
        (
            "send EUR 1.00 from assets:a to { 1/2 to assets:b up to EUR 1 to assets:c remaining kept }",
            "mixed_block 1:50 \"up to EUR 1\"",
        ),
        (
            "send EUR 1.00 from assets:a to { up to EUR 1 to assets:c }",
            "no_remaining 1:34 \"up to EUR 1 to assets:c\"",
        ),
        (
            "send EUR 1.00 from { assets:a with unbounded overdraft assets:b } to assets:c",
            "unreachable 1:56 \"assets:b\"",
        ),
        (
            "send EUR 1.00 from assets:a to { remaining to assets:c up to EUR 1 kept remaining kept }",
            "unreachable 1:56 \"up to EUR 1 kept\"",
        ),
        (
            "send EUR 1.00 from assets:bank to liabilities:a",
            "ambiguous_direction 1:35 \"liabilities:a\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b timeout 1 days",
            "misplaced 1:41 \"timeout 1 days\"",
        ),
        (
            "send EUR 1.00 from assets:a to { rounding to assets:b }",
            "misplaced 1:34 \"rounding\"",
        ),
        (
            "send all EUR from { 1/2 from assets:a 1/2 from assets:b } to assets:c",
            "misplaced 1:19 \"{ 1/2 from assets:a 1/2 from assets:b }\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b with unbounded overdraft",
            "misplaced 1:46 \"unbounded overdraft\"",
        ),
        (
            "send EUR 1.00 from assets:a to assets:b var x: money",
            "misplaced 1:41 \"var x: money\"",
        ),
    ];
    let mut wrong = Vec::new();
    for (source, expected) in cases {
        let found = summary(source);
        if found != [*expected] {
            wrong.push(format!("{source}\n    expected {expected}, found {found:?}"));
        }
        for one in mistakes(source).iter() {
            assert!(!one.render(source, "flow.bz").is_empty() && !one.message.is_empty());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let source = "send 5 EUR from assets:a to assets:b\n\
                  send EUR 1.00 form assets:a to assets:b\n\
                  send EUR 2.00 from assets:a to assets:b\n\
                  hold EUR 1.00 from assets:a to { }\n";
    let lines: Vec<usize> = mistakes(source).iter().map(|one| one.line).collect();
    assert_eq!(lines, [1, 2, 4]);
    let source = "var a: money\nsend $b from $c to liabilities:$d:$e code $a";
    assert_eq!(mistakes(source).iter().len(), 5);
}

#[test]
fn hints_help_writers_from_elsewhere() {
    for (source, hint) in [
        (
            "send 12.34 EUR from assets:a to assets:b",
            "the currency comes first",
        ),
        ("send EUR 1.00 from wallet to assets:b", "an account is a path"),
        (
            "send EUR 1.00 from assets:a to { max EUR 1 to assets:b }",
            "`up to EUR 12.34`",
        ),
        ("send 2% of EUR 1.00 from assets:a to assets:b", "`rounded down`"),
        (
            "var order: money send $ordr from assets:a to assets:b",
            "did you mean `$order`?",
        ),
        (
            "send EUR 1.00 from assets:bank to liabilities:a",
            "`debit assets:bank credit liabilities:a` if both rise",
        ),
        (
            "send EUR 1.00 from liabilities:a to assets:bank",
            "`debit liabilities:a credit assets:bank` if both fall",
        ),
    ] {
        let hints: Vec<String> = mistakes(source)
            .iter()
            .filter_map(|one| one.hint.clone())
            .collect();
        assert!(
            hints.iter().any(|one| one.contains(hint)),
            "{source}\n{}",
            mistakes(source).render(source, "flow.bz")
        );
    }
}

#[test]
fn texts_beyond_the_limits_are_refused() {
    let nested = format!("send EUR 1.00 from {}assets:a", "{".repeat(50_000));
    let grouped = format!("send {}EUR 1.00", "(".repeat(50_000));
    let shares = format!("send {} EUR 1.00", "2% of ".repeat(10_000));
    let name = format!("var {}: money", "x".repeat(MAX_NAME_BYTES + 1));
    let long = " ".repeat(MAX_SOURCE_BYTES + 1);
    let variables: String = (0..=MAX_VARIABLES).map(|n| format!("var v{n}: money ")).collect();
    for (source, code) in [
        (nested, "too_large"),
        (grouped, "too_large"),
        (long, "too_large"),
        (name, "too_large"),
        (variables, "too_large"),
        (shares, "unexpected_token"),
    ] {
        let codes: Vec<&str> = mistakes(&source).iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, [code]);
    }
}

#[test]
fn the_deepest_nesting_fits_a_small_stack() {
    let (braces, groups) = (MAX_DEPTH / 2, MAX_DEPTH - MAX_DEPTH / 2);
    let source = format!(
        "send EUR 1.00 from {}up to {}EUR 1.00{} from assets:a{} to assets:b",
        "{ ".repeat(braces),
        "(".repeat(groups),
        ")".repeat(groups),
        " }".repeat(braces),
    );
    let all_braces = format!(
        "send EUR 1.00 from {}assets:a{} to assets:b",
        "{ ".repeat(MAX_DEPTH),
        " }".repeat(MAX_DEPTH)
    );
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let parsed = small
        .spawn(move || [source, all_braces].map(|source| parse(&source).is_ok()))
        .unwrap();
    assert_eq!(parsed.join().unwrap(), [true, true]);
}

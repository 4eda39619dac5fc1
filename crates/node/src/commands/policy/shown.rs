//! What a person reads about policies, and the same as JSON.

use bezant_policy::{Bundle, Change, Comparison, Explanation, Outcome, SuiteReport, Verdict};
use serde_json::{Value, json};

use crate::output::line;

pub(super) fn digest(bundle: &Bundle) -> String {
    bundle
        .digest()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

pub(super) fn suite(report: &SuiteReport) {
    for test in &report.tests {
        let name = test.rule.trim_start_matches("data.");
        match &test.outcome {
            Outcome::Passed => line(&format!("passed  {name}")),
            Outcome::Failed => line(&format!("FAILED  {name}")),
            Outcome::Broken(error) => line(&format!("FAILED  {name}: {error}")),
        }
        for print in &test.prints {
            line(&format!("          {print}"));
        }
    }
    for file in &report.coverage {
        let missed: Vec<String> = file.not_covered.iter().map(u32::to_string).collect();
        let all = file.covered + missed.len();
        let lines = if missed.is_empty() {
            String::new()
        } else {
            format!("; not lines {}", missed.join(", "))
        };
        line(&format!(
            "covered {} of {all} lines of {}{lines}",
            file.covered, file.path
        ));
    }
    let failures = report.failures();
    line(&format!(
        "{} tests, {} passed, {failures} failed",
        report.tests.len(),
        report.tests.len() - failures
    ));
}

fn word(allow: bool) -> &'static str {
    if allow { "allowed" } else { "denied" }
}

fn reasons(verdict: &Verdict) -> Vec<&str> {
    verdict
        .reasons
        .iter()
        .map(bezant_policy::Reason::as_str)
        .collect()
}

pub(super) fn verdict(verdict: &Verdict) {
    line(&format!(
        "{}: {}",
        word(verdict.allow),
        reasons(verdict).join(", ")
    ));
    if let Some(error) = &verdict.error {
        line(&format!("  {error}"));
    }
}

pub(super) fn verdict_json(verdict: &Verdict) -> Value {
    json!({ "allow": verdict.allow, "reasons": reasons(verdict), "error": verdict.error.as_deref() })
}

pub(super) fn explanation(explanation: &Explanation) {
    line(&format!("The request is {}.", word(explanation.verdict.allow)));
    if let Some(missing) = explanation.missing_permission {
        line(&format!(
            "  The caller does not have the permission {missing}, which the route asks for. The policy was not asked."
        ));
    } else {
        for (reason, sentence) in &explanation.reasons {
            let sentence = sentence
                .as_ref()
                .map(|text| format!(": {text}"))
                .unwrap_or_default();
            line(&format!("  {reason}{sentence}"));
        }
    }
    if let Some(error) = &explanation.verdict.error {
        line(&format!("  {error}"));
    }
    line("What the rules say:");
    for rule in &explanation.rules {
        let value = rule
            .value
            .as_ref()
            .map_or_else(|| "does not hold".to_owned(), Value::to_string);
        line(&format!("  {} = {value}", rule.rule.trim_start_matches("data.")));
    }
    if !explanation.prints.is_empty() {
        line("What the policy printed:");
    }
    for print in &explanation.prints {
        line(&format!("  {print}"));
    }
}

pub(super) fn explanation_json(explanation: &Explanation) -> Value {
    let reasons: Vec<Value> = explanation
        .reasons
        .iter()
        .map(|(reason, words)| json!({ "reason": reason, "words": words }))
        .collect();
    json!({
        "allow": explanation.verdict.allow,
        "reasons": reasons,
        "missing_permission": explanation.missing_permission,
        "error": explanation.verdict.error.as_deref(),
        "rules": explanation.rules,
        "prints": explanation.prints,
    })
}

pub(super) fn comparison(found: &Comparison) {
    line(&format!("{:>10}  decided as before", found.same));
    line(&format!("{:>10}  newly denied", found.newly_denied));
    line(&format!("{:>10}  newly allowed", found.newly_allowed));
    changes("Newly denied, for example:", &found.denied_examples);
    changes("Newly allowed, for example:", &found.allowed_examples);
}

fn changes(title: &str, changes: &[Change]) {
    if !changes.is_empty() {
        line(title);
    }
    for Change { record, reasons } in changes {
        let (who, what) = (&record.input.principal, &record.input.request);
        line(&format!(
            "  {} {} {} by {} ({}): {}, was {}",
            record.at,
            what.method,
            what.route,
            who.id,
            who.roles.join(" "),
            reasons.join(", "),
            record
                .reasons
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        ));
    }
}

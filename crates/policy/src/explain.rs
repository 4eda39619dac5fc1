//! Why a question is answered as it is: each reason in the policy's own words, and what each rule says.

use regorus::Value;
use serde::Serialize;

use crate::document::document;
use crate::policy::{compile, engine};
use crate::{CompileError, Input, Policy, Verdict};

const WORDS: &str = "data.bezant.authz.words";

/// A decision with what led to it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The permission that the route asks for and the caller does not have; the rules are shown nevertheless.
    pub missing_permission: Option<&'static str>,
    /// What was decided.
    pub verdict: Verdict,
    /// Each reason of the decision with the policy's words for it, if it has some.
    pub reasons: Vec<(String, Option<String>)>,
    /// What each rule says about this question, by name.
    pub rules: Vec<RuleValue>,
    /// What the policy printed.
    pub prints: Vec<String>,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleValue {
    /// The rule, such as `data.bezant.authz.grants`.
    pub rule: String,
    /// Its value; none if it does not hold.
    pub value: Option<serde_json::Value>,
}

/// Explains a decision. Much slower than the decision itself.
pub fn explain(policy: &Policy, input: &Input) -> Result<Explanation, CompileError> {
    let mut engine = engine(policy.bundle().rules())?;
    engine.set_gather_prints(true);
    let compiled = compile(&mut engine)?;
    engine.set_input(document(input));
    let words = engine.eval_rule(WORDS.to_owned()).ok();
    let mut names: Vec<&String> = compiled
        .get_rules()
        .keys()
        .filter(|name| *name != WORDS)
        .collect();
    names.sort();
    // Functions and constants that do not evaluate without arguments are left out.
    let rules = names.into_iter().filter_map(|name| {
        let value = engine.eval_rule(name.clone()).ok()?;
        Some(RuleValue {
            rule: name.clone(),
            value: json(&value),
        })
    });
    let rules = rules.collect();
    let verdict = policy.decide(input);
    let reasons = verdict.reasons.iter().map(|reason| {
        let found = words.as_ref().and_then(|words| {
            let sentence = words.as_object().ok()?.get(&Value::from(reason.as_str()))?;
            sentence.as_string().ok().map(|text| text.to_string())
        });
        (reason.to_string(), found)
    });
    Ok(Explanation {
        missing_permission: input
            .request
            .permission
            .filter(|_| !input.is_permitted())
            .map(bezant_identity::Permission::as_str),
        reasons: reasons.collect(),
        verdict,
        rules,
        prints: engine.take_prints().unwrap_or_default(),
    })
}

fn json(value: &Value) -> Option<serde_json::Value> {
    if *value == Value::Undefined {
        None
    } else {
        serde_json::to_value(value).ok()
    }
}

//! The access policy as the API takes and shows it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bezant_identity::bundle::{BUILT_IN, State, Version};
use bezant_kernel::Timestamp;
use bezant_policy::{Bundle, Change, Comparison, DecisionRecord, Explanation, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::giver;
use crate::problem::{Code, Problem};

/// The policy in force.
#[derive(Serialize, ToSchema)]
#[schema(as = Policy)]
pub(crate) struct PolicyDto {
    /// Always `policy`.
    object: &'static str,
    /// The version in force; 0 is the policy that Bezant brings.
    version: u32,
    /// The version that this node decides by: the same, but for a moment after a change.
    applied_version: u32,
    /// Which version a step back would put in force.
    before: Option<u32>,
    /// What identifies the texts, in hexadecimal.
    digest: String,
    /// The texts by their paths.
    files: BTreeMap<String, String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    activated_at: Option<Timestamp>,
}

impl PolicyDto {
    pub(crate) fn of(
        bundles: &State,
        active: Option<&Version>,
        built_in: &Bundle,
        applied: u32,
    ) -> PolicyDto {
        PolicyDto {
            object: "policy",
            version: bundles.active(),
            applied_version: applied,
            before: bundles.before(),
            digest: hexadecimal(&active.map_or_else(|| built_in.digest(), |version| version.digest)),
            files: active.map_or_else(|| built_in.files().clone(), |version| (*version.files).clone()),
            activated_at: active.and_then(|version| version.activated_at),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A version of the policy.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyBundle)]
pub(crate) struct BundleDto {
    /// Always `policy_bundle`.
    object: &'static str,
    /// Its number; null where it was only checked.
    pub(crate) version: Option<u32>,
    /// Whether it is in force.
    active: bool,
    note: String,
    /// What identifies the texts, in hexadecimal.
    digest: String,
    /// The texts by their paths; not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<BTreeMap<String, String>>,
    /// Who proposed it: an id, or `node`.
    proposed_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    proposed_at: Option<Timestamp>,
    /// When it came into force for the last time.
    #[schema(value_type = Option<String>, format = DateTime)]
    activated_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dry_run: Option<DryRun>,
}

impl BundleDto {
    pub(crate) fn of(number: u32, version: &Version, active: u32) -> BundleDto {
        BundleDto {
            object: "policy_bundle",
            version: Some(number),
            active: number == active && number != BUILT_IN,
            note: version.note.clone(),
            digest: hexadecimal(&version.digest),
            files: Some((*version.files).clone()),
            proposed_by: Some(giver(&version.by)),
            proposed_at: Some(version.proposed_at),
            activated_at: version.activated_at,
            dry_run: None,
        }
    }

    /// One that compiles and is not kept.
    pub(crate) fn checked(new: &NewBundle, digest: [u8; 32], dry_run: Option<DryRun>) -> BundleDto {
        BundleDto {
            object: "policy_bundle",
            version: None,
            active: false,
            note: new.note.clone(),
            digest: hexadecimal(&digest),
            files: None,
            proposed_by: None,
            proposed_at: None,
            activated_at: None,
            dry_run,
        }
    }

    /// The same without texts.
    pub(crate) fn brief(mut self) -> BundleDto {
        self.files = None;
        self
    }
}

/// A policy to be kept as a version, or only checked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBundle {
    /// Texts in Rego by their paths: at most 64, 256 KiB together.
    pub(crate) files: BTreeMap<String, String>,
    /// Why; at most 200 characters.
    #[serde(default)]
    pub(crate) note: String,
    /// Whether recorded decisions are decided anew by it.
    #[serde(default)]
    pub(crate) dry_run: bool,
    /// Whether it is not kept.
    #[serde(default)]
    pub(crate) check_only: bool,
}

/// What a policy would change of the newest recorded decisions, of all tenants.
#[derive(Serialize, ToSchema)]
pub(crate) struct DryRun {
    /// Decided as before.
    same: u64,
    /// Allowed then, denied now.
    newly_denied: u64,
    /// Denied then, allowed now.
    newly_allowed: u64,
    /// The first ones that are newly denied.
    denied_examples: Vec<DryRunExample>,
    /// The first ones that are newly allowed.
    allowed_examples: Vec<DryRunExample>,
}

/// A decision that would be another one. It does not say whose it was.
#[derive(Serialize, ToSchema)]
pub(crate) struct DryRunExample {
    method: String,
    route: String,
    roles: Vec<String>,
    /// Why it was decided as it was.
    reasons_then: Vec<String>,
    /// Why it would be decided otherwise.
    reasons: Vec<String>,
}

impl From<Comparison> for DryRun {
    fn from(comparison: Comparison) -> Self {
        let examples = |changes: Vec<Change>| changes.into_iter().map(DryRunExample::from).collect();
        DryRun {
            same: comparison.same,
            newly_denied: comparison.newly_denied,
            newly_allowed: comparison.newly_allowed,
            denied_examples: examples(comparison.denied_examples),
            allowed_examples: examples(comparison.allowed_examples),
        }
    }
}

impl From<Change> for DryRunExample {
    fn from(change: Change) -> Self {
        let input = Arc::unwrap_or_clone(change.record.input);
        DryRunExample {
            method: input.request.method.into_owned(),
            route: input.request.route.into_owned(),
            roles: input.principal.roles,
            reasons_then: change.record.reasons.iter().map(ToString::to_string).collect(),
            reasons: change.reasons,
        }
    }
}

/// A decision about a request.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyDecision)]
pub(crate) struct DecisionDto {
    /// Always `policy_decision`.
    object: &'static str,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    allow: bool,
    /// Why, as stable words.
    reasons: Vec<String>,
    /// By which version of the policy.
    version: u32,
    /// As in the answer to the request.
    correlation_id: String,
    /// The question, in the form that policies see.
    #[schema(value_type = Object)]
    input: serde_json::Value,
}

impl From<DecisionRecord> for DecisionDto {
    fn from(record: DecisionRecord) -> Self {
        DecisionDto {
            object: "policy_decision",
            at: record.at,
            allow: record.allow,
            reasons: record.reasons.iter().map(ToString::to_string).collect(),
            version: record.version,
            correlation_id: record.correlation_id,
            input: serde_json::to_value(&*record.input).expect("a question has text keys"),
        }
    }
}

/// Which decisions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DecisionParams {
    /// Those about requests of this principal or API key.
    principal: Option<String>,
    /// Only what was allowed, or only what was denied.
    pub(crate) allow: Option<bool>,
    /// Not before.
    #[param(value_type = Option<String>)]
    pub(crate) since: Option<Timestamp>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}

impl DecisionParams {
    pub(crate) fn subject(&self) -> Result<Option<Subject>, Problem> {
        let wrong = |_| {
            let message = "it is the id of a principal or of an API key";
            Problem::mistake("principal", Code::ParameterInvalid, message)
        };
        self.principal
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(wrong)
    }
}

/// A decision with what leads to it.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyExplanation)]
pub(crate) struct ExplanationDto {
    /// Always `policy_explanation`.
    object: &'static str,
    /// By which version of the policy.
    version: u32,
    allow: bool,
    /// The permission that the route asks for and the caller does not have. The rules are shown nevertheless.
    missing_permission: Option<&'static str>,
    reasons: Vec<ExplainedReason>,
    /// What went wrong, where the policy could not decide.
    error: Option<String>,
    rules: Vec<ExplainedRule>,
    /// What the policy printed.
    prints: Vec<String>,
}

/// A reason of a decision.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExplainedReason {
    /// As a stable word.
    reason: String,
    /// In the policy's own words.
    words: Option<String>,
}

/// What a rule says about the question.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExplainedRule {
    rule: String,
    /// Null if it does not hold.
    #[schema(value_type = Object)]
    value: Option<serde_json::Value>,
}

impl ExplanationDto {
    pub(crate) fn of(version: u32, explanation: Explanation) -> ExplanationDto {
        let reasons = explanation.reasons.into_iter();
        let rules = explanation.rules.into_iter();
        ExplanationDto {
            object: "policy_explanation",
            version,
            allow: explanation.verdict.allow && explanation.missing_permission.is_none(),
            missing_permission: explanation.missing_permission,
            reasons: reasons
                .map(|(reason, words)| ExplainedReason { reason, words })
                .collect(),
            error: explanation.verdict.error.map(|error| error.to_string()),
            rules: rules
                .map(|rule| ExplainedRule {
                    rule: rule.rule,
                    value: rule.value,
                })
                .collect(),
            prints: explanation.prints,
        }
    }
}

//! Versions of the rules.

use bezant_kernel::Timestamp;
use bezant_routing::{RulesStatus, RulesVersion};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Rules in the language of `docs/routing-rules.md`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRules {
    /// The text.
    #[schema(example = "rule \"small\" when amount < 10 EUR then prefer sandbox_a")]
    pub(crate) source: String,
}

/// A version of the rules.
#[derive(Serialize, ToSchema)]
#[schema(as = Rules)]
pub(crate) struct RulesDto<'a> {
    version: u32,
    /// Always `routing_rules`.
    object: &'static str,
    /// `proposed`, `approved` or `active`.
    status: &'static str,
    source: &'a str,
    /// The API key of who proposed it.
    author: &'a str,
    #[schema(value_type = String, format = DateTime)]
    proposed_at: Timestamp,
    /// The API key of who approved it.
    approver: Option<&'a str>,
    #[schema(value_type = Option<String>, format = DateTime)]
    approved_at: Option<Timestamp>,
    /// When it became active for the last time.
    #[schema(value_type = Option<String>, format = DateTime)]
    activated_at: Option<Timestamp>,
}

impl<'a> From<&'a (u32, RulesStatus, RulesVersion)> for RulesDto<'a> {
    fn from((version, status, rules): &'a (u32, RulesStatus, RulesVersion)) -> Self {
        let approved = rules.approved.as_ref();
        RulesDto {
            version: *version,
            object: "routing_rules",
            status: status.as_str(),
            source: &rules.source,
            author: rules.author.as_str(),
            proposed_at: rules.proposed_at,
            approver: approved.map(|(by, _)| by.as_str()),
            approved_at: approved.map(|(_, at)| *at),
            activated_at: rules.activated_at,
        }
    }
}

/// Rules that were looked at and have no mistakes.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckedRules {
    /// Always `true`: mistakes are answered as a problem.
    pub(crate) valid: bool,
    /// The names of the rules, in order.
    pub(crate) rules: Vec<String>,
    /// The gateways that they name.
    pub(crate) gateways: Vec<String>,
}

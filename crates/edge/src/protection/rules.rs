//! What looks like an attack: the shield's rules, asked about the head of each request and the body of each change.

use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use bezant_shield::waf::{Exclusion, Level, Mode, Settings, Verdict, Waf};

use crate::problem::{Code, Problem};

/// Where text is code by its nature, so that rules against code would refuse honest work.
const CODE: &[(&str, &str)] = &[
    ("/api/v1/routing/rules", "body"),
    ("/api/v1/routing/rules/check", "body"),
    ("/api/v1/routing/simulations", "body"),
    ("/api/v1/ledger/flows", "body"),
    ("/api/v1/flows", "body"),
    ("/api/v1/policy/bundles", "body"),
    ("/api/v1/policy/decisions/explain", "body"),
];

/// Secrets are anything that somebody likes.
const SECRETS: &[&str] = &["body.password", "body.new_password", "body.current_password"];

/// The rules under an operator's settings.
pub struct AttackRules(Waf);

impl AttackRules {
    /// Rules that refuse, or only tell; of level 1, or of level 2 too, which takes more honest requests for attacks.
    pub fn new(enforces: bool, is_strict: bool, exclusions: Vec<Exclusion>) -> AttackRules {
        let code = CODE.iter().map(|(route, place)| Exclusion {
            route: Some((*route).to_owned()),
            place: Some((*place).to_owned()),
            rules: Vec::new(),
        });
        let secrets = SECRETS.iter().map(|place| Exclusion {
            route: None,
            place: Some((*place).to_owned()),
            rules: Vec::new(),
        });
        AttackRules(Waf::new(Settings {
            mode: if enforces { Mode::Enforce } else { Mode::Report },
            level: if is_strict { Level::Two } else { Level::One },
            exclusions: code.chain(secrets).chain(exclusions).collect(),
            ..Settings::default()
        }))
    }

    pub(super) fn check_head(&self, request: &Request, route: &str) -> Result<(), Problem> {
        let mut inspection = self.0.inspect(route);
        inspection.method(request.method().as_str());
        inspection.target(request.uri().path(), request.uri().query());
        for (name, value) in request.headers() {
            if ![AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION].contains(name) {
                inspection.header(name.as_str(), value.as_bytes());
            }
        }
        judge(&inspection.conclude(), route)
    }

    /// Looks into a body of JSON.
    pub(crate) fn check_json(&self, route: &str, body: &[u8]) -> Result<(), Problem> {
        let mut inspection = self.0.inspect(route);
        inspection.json(body);
        judge(&inspection.conclude(), route)
    }
}

fn judge(verdict: &Verdict, route: &str) -> Result<(), Problem> {
    for finding in &verdict.findings {
        metrics::counter!("bezant_attack_findings_total", "rule" => finding.rule).increment(1);
        tracing::warn!(
            rule = finding.rule,
            place = %finding.place,
            excerpt = finding.excerpt,
            route,
            refused = verdict.is_refused,
            "a request looks like an attack"
        );
    }
    if !verdict.is_refused {
        return Ok(());
    }
    let detail = "the request looks like an attack; its correlation id leads operators to the reason";
    Err(Problem::new(Code::RequestSuspicious, detail))
}

//! Names, types and sense of rules: what can be known to be wrong before there is a payment.

mod condition;
mod field;

use std::collections::BTreeMap;

use bezant_kernel::GatewayName;

use super::MAX_LIST;
use super::diagnostic::{DiagnosticCode, MAX_DIAGNOSTICS, Mistake};
use super::program::{Actions, Condition, Expression, Rule};
use super::span::{Span, Spanned};
use super::syntax::{Action, RuleText};

/// What became of the rules.
pub(crate) struct Checked {
    pub(crate) rules: Vec<Rule>,
    pub(crate) gateways: Vec<GatewayName>,
    pub(crate) mistakes: Vec<Mistake>,
}

struct Checker<'k> {
    /// Those that exist; nothing if that was checked before.
    existing: Option<&'k [GatewayName]>,
    /// Those that the rules name, by name, so that a place is known before all are.
    named: Vec<GatewayName>,
    mistakes: Vec<Mistake>,
}

/// Checks and compiles the rules.
pub(crate) fn check(written: &[RuleText], existing: Option<&[GatewayName]>) -> Checked {
    let mut checker = Checker {
        existing,
        named: named(written),
        mistakes: Vec::new(),
    };
    if let Some(existing) = existing {
        checker.named.retain(|name| existing.contains(name));
    }
    if checker.named.len() > crate::MAXIMUM_GATEWAYS {
        checker.report(
            DiagnosticCode::TooLarge,
            Span::default(),
            "the rules name more gateways than there can be",
            "there are at most 64",
        );
        checker.named.truncate(crate::MAXIMUM_GATEWAYS);
    }
    let mut rules = Vec::with_capacity(written.len());
    let mut names: BTreeMap<&str, ()> = BTreeMap::new();
    let mut ended: Vec<(&str, Option<Expression>)> = Vec::new();
    for rule in written {
        if checker.mistakes.len() >= MAX_DIAGNOSTICS {
            break;
        }
        let name = rule.name.value.as_str();
        if name.is_empty() || names.insert(name, ()).is_some() {
            let message = if name.is_empty() {
                "a rule needs a name".to_owned()
            } else {
                format!("there are two rules '{name}'")
            };
            let hint = "the name stands in explanations: give each rule its own";
            checker.report(DiagnosticCode::Duplicate, rule.name.span, message, hint);
        }
        let expression = rule
            .condition
            .as_ref()
            .map(|condition| checker.condition(condition));
        let actions = checker.actions(&rule.actions);
        let expression = match expression {
            Some(None) => continue,
            Some(Some(expression)) => Some(expression),
            None => None,
        };
        checker.report_unreachable(rule, &expression, &ended);
        if actions.is_last() {
            ended.push((name, expression.clone()));
        }
        rules.push(Rule {
            name: name.into(),
            condition: Condition::new(expression),
            actions,
        });
    }
    Checked {
        rules,
        gateways: checker.named,
        mistakes: checker.mistakes,
    }
}

/// The gateways that the rules name, as far as they are names.
fn named(written: &[RuleText]) -> Vec<GatewayName> {
    let mut named = Vec::new();
    for action in written.iter().flat_map(|rule| &rule.actions) {
        match &action.value {
            Action::Choose(list) | Action::Prefer(list) | Action::Exclude(list) => {
                named.extend(list.iter().filter_map(|one| one.value.parse().ok()));
            }
            Action::Split(shares) => {
                named.extend(shares.iter().filter_map(|(one, _)| one.value.parse().ok()));
            }
            Action::RequireThreeDSecure => {}
        }
    }
    named.sort();
    named.dedup();
    named
}

impl Checker<'_> {
    fn report(&mut self, code: DiagnosticCode, span: Span, message: impl Into<String>, hint: &str) {
        self.mistakes.push(Mistake::new(code, span, message).hint(hint));
    }

    fn report_unreachable(
        &mut self,
        rule: &RuleText,
        expression: &Option<Expression>,
        ended: &[(&str, Option<Expression>)],
    ) {
        let cover = ended
            .iter()
            .find(|(_, earlier)| earlier.is_none() || earlier == expression);
        if let Some((earlier, _)) = cover {
            let message = format!("this rule is never reached: the rule '{earlier}' ends before it");
            let hint =
                "the first `choose` or `split` that holds is the last rule looked at: move this one up";
            self.report(DiagnosticCode::Unreachable, rule.name.span, message, hint);
        }
    }

    fn actions(&mut self, written: &[Spanned<Action>]) -> Actions {
        let mut actions = Actions::default();
        for (number, action) in written.iter().enumerate() {
            let word = action.value.word();
            if written[..number]
                .iter()
                .any(|earlier| earlier.value.word() == word)
            {
                let message = format!("`{word}` stands twice in one rule");
                self.report(
                    DiagnosticCode::Duplicate,
                    action.span,
                    message,
                    "name all gateways after one",
                );
            }
            match &action.value {
                Action::Choose(names) => {
                    actions.choose = Some(set(&self.places(names)));
                }
                Action::Exclude(names) => {
                    actions.exclude = set(&self.places(names));
                    if let Some(existing) = self.existing
                        && existing
                            .iter()
                            .all(|one| names.iter().any(|name| name.value == one.as_str()))
                    {
                        let message = "this excludes every gateway there is";
                        self.report(DiagnosticCode::Contradiction, action.span, message, "leave one");
                    }
                }
                Action::Prefer(names) => actions.prefer = self.places(names).into_boxed_slice(),
                Action::Split(shares) => actions.split = self.split(action.span, shares),
                Action::RequireThreeDSecure => actions.three_d_secure = true,
            }
        }
        self.report_contradictions(written, &actions);
        actions
    }

    fn report_contradictions(&mut self, written: &[Spanned<Action>], actions: &Actions) {
        let parts = actions.split.iter().fold(0, |set, &(place, _)| set | 1 << place);
        let only = actions.choose.unwrap_or(0) | parts;
        for action in written {
            let (message, hint) = match &action.value {
                Action::Split(_) if actions.choose.is_some() => (
                    "`choose` and `split` stand in one rule",
                    "a split already says which gateways may take it",
                ),
                Action::Exclude(_) if actions.exclude & only != 0 => (
                    "this excludes a gateway that the same rule chooses",
                    "remove it from one of the two",
                ),
                Action::Exclude(_) if actions.exclude & set(&actions.prefer) != 0 => (
                    "this excludes a gateway that the same rule prefers",
                    "remove it from one of the two",
                ),
                Action::Prefer(_) if !actions.split.is_empty() => (
                    "`prefer` means nothing beside `split`",
                    "the weights say who goes first",
                ),
                _ => continue,
            };
            self.report(DiagnosticCode::Contradiction, action.span, message, hint);
        }
    }

    fn split(&mut self, span: Span, shares: &[(Spanned<String>, Spanned<String>)]) -> Box<[(u8, u32)]> {
        let names: Vec<Spanned<String>> = shares.iter().map(|(name, _)| name.clone()).collect();
        let mistakes_before = self.mistakes.len();
        let places = self.places(&names);
        let mut weights = Vec::with_capacity(shares.len());
        for (_, written) in shares {
            match written.value.parse::<u32>() {
                Ok(weight @ 1..=100) => weights.push(weight),
                _ => {
                    let hint = "to send nothing to a gateway, leave it out";
                    self.report(
                        DiagnosticCode::InvalidNumber,
                        written.span,
                        "a weight is a whole number of percent from 1 to 100",
                        hint,
                    );
                }
            }
        }
        if self.mistakes.len() > mistakes_before {
            return Box::default();
        }
        let sum: u32 = weights.iter().sum();
        if sum != 100 {
            let message = format!("the weights add up to {sum}, not to 100");
            self.report(
                DiagnosticCode::WeightsNotWhole,
                span,
                message,
                "weights are percent of the payments",
            );
        }
        places.into_iter().zip(weights).collect()
    }

    /// The places of these gateways in the table; those that are not there are reported and left out.
    fn places(&mut self, names: &[Spanned<String>]) -> Vec<u8> {
        let mut places = Vec::with_capacity(names.len());
        for (number, name) in names.iter().enumerate() {
            if names[..number].iter().any(|earlier| earlier.value == name.value) {
                let message = format!("the gateway '{}' is named twice", name.value);
                self.report(DiagnosticCode::Duplicate, name.span, message, "name it once");
                continue;
            }
            let exists = match (self.existing, name.value.parse::<GatewayName>()) {
                (_, Err(_)) => false,
                (None, Ok(_)) => true,
                (Some(existing), Ok(parsed)) => existing.contains(&parsed),
            };
            let place = self.named.iter().position(|one| one.as_str() == name.value);
            match place.and_then(|place| u8::try_from(place).ok()) {
                Some(place) if exists => places.push(place),
                _ => self.unknown_gateway(name),
            }
        }
        places
    }

    fn unknown_gateway(&mut self, name: &Spanned<String>) {
        let existing: Vec<&str> = self
            .existing
            .unwrap_or_default()
            .iter()
            .map(GatewayName::as_str)
            .collect();
        let hint = if existing.is_empty() {
            "no gateway is declared".to_owned()
        } else {
            format!("the declared ones are {}", existing.join(", "))
        };
        let message = format!("there is no gateway '{}'", name.value);
        self.report(DiagnosticCode::UnknownGateway, name.span, message, &hint);
    }
}

fn set(places: &[u8]) -> u64 {
    places.iter().fold(0, |set, place| set | 1 << place)
}

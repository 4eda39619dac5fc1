//! The compiled form of a rule set: tests with a place to go on for yes and for no.

use bezant_kernel::{Currency, GatewayName};

use super::check::Checked;
use super::diagnostic::Diagnostics;
use super::{check, parse};

/// A rule set that was checked and can be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    pub(crate) source: Box<str>,
    /// The gateways that it names, by name. Rules speak of them by their place here.
    pub(crate) gateways: Box<[GatewayName]>,
    pub(crate) rules: Box<[Rule]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) name: Box<str>,
    pub(crate) condition: Condition,
    pub(crate) actions: Actions,
}

/// What a rule does. Sets of gateways are bits, since there are at most 64.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Actions {
    pub(crate) choose: Option<u64>,
    pub(crate) prefer: Box<[u8]>,
    pub(crate) exclude: u64,
    pub(crate) split: Box<[(u8, u32)]>,
    pub(crate) three_d_secure: bool,
}

impl Actions {
    /// Whether no later rule is looked at.
    pub(crate) fn is_last(&self) -> bool {
        self.choose.is_some() || !self.split.is_empty()
    }
}

/// Tests; each names the one to go on with. A target is always an earlier test, so that every walk ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) steps: Box<[Step]>,
    pub(crate) entry: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) test: Test,
    pub(crate) yes: u32,
    pub(crate) no: u32,
}

/// Instead of a step: the condition holds.
pub(crate) const HOLDS: u32 = u32::MAX;
/// Instead of a step: it does not.
pub(crate) const FAILS: u32 = u32::MAX - 1;

/// Values from the first to the second, both included; lists of them are sorted and do not touch.
pub(crate) type Ranges = Box<[(i128, i128)]>;

/// A comparison of one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    Key(KeyField, Ranges),
    /// The payment is in the currency, and its amount in the ranges.
    Amount(Currency, Ranges),
    /// The part of the time at so many minutes from UTC.
    Time(TimePart, i16, Ranges),
    Customer(Box<[Box<str>]>),
    Metadata(Box<str>, Box<[Box<str>]>),
    KeyKnown(KeyField),
    CustomerKnown,
    MetadataKnown(Box<str>),
}

/// Facts that are a number, or can be told apart by one.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyField {
    Currency,
    Method,
    Scheme,
    Category,
    Country,
    IssuerCountry,
    Bin,
    Tenant,
}

impl KeyField {
    pub(crate) const COUNT: usize = 8;

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum TimePart {
    /// Minutes since midnight.
    Clock,
    /// Monday is 0.
    Weekday,
    /// Days since 1970.
    Date,
}

/// A condition as a tree, before it becomes steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Test(Test),
}

impl Condition {
    pub(crate) fn new(expression: Option<Expression>) -> Condition {
        let mut steps = Vec::new();
        let entry = match expression {
            Some(expression) => place(expression, HOLDS, FAILS, &mut steps),
            None => HOLDS,
        };
        Condition {
            steps: steps.into_boxed_slice(),
            entry,
        }
    }
}

/// Writes the steps behind those that they lead to, and says where to begin.
fn place(expression: Expression, yes: u32, no: u32, steps: &mut Vec<Step>) -> u32 {
    match expression {
        Expression::All(parts) => parts
            .into_iter()
            .rev()
            .fold(yes, |next, part| place(part, next, no, steps)),
        Expression::Any(parts) => parts
            .into_iter()
            .rev()
            .fold(no, |next, part| place(part, yes, next, steps)),
        Expression::Not(inner) => place(*inner, no, yes, steps),
        Expression::Test(test) => {
            steps.push(Step { test, yes, no });
            u32::try_from(steps.len() - 1).expect("the source is bounded")
        }
    }
}

impl RuleSet {
    /// Reads, checks and compiles rules for these gateways. All mistakes are reported in one go.
    pub fn compile(source: &str, gateways: &[GatewayName]) -> Result<RuleSet, Diagnostics> {
        RuleSet::build(source, Some(gateways))
    }

    /// The same for a text that was checked before: gateways may be gone since then.
    pub(crate) fn recompile(source: &str) -> Result<RuleSet, Diagnostics> {
        RuleSet::build(source, None)
    }

    fn build(source: &str, gateways: Option<&[GatewayName]>) -> Result<RuleSet, Diagnostics> {
        let (written, mut mistakes) = parse::parse(source);
        let Checked {
            rules,
            gateways,
            mistakes: further,
        } = check::check(&written, gateways);
        mistakes.extend(further);
        if !mistakes.is_empty() {
            return Err(Diagnostics::new(source, mistakes));
        }
        Ok(RuleSet {
            source: source.into(),
            gateways: gateways.into_boxed_slice(),
            rules: rules.into_boxed_slice(),
        })
    }

    /// The text that it was made from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The gateways that it names, by name.
    pub fn gateways(&self) -> &[GatewayName] {
        &self.gateways
    }

    /// The names of its rules, in their order.
    pub fn rule_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.rules.iter().map(|rule| &*rule.name)
    }
}

#[cfg(test)]
mod tests;

//! What a set of rules is made of, as written.

use super::span::Spanned;

/// `rule "name" when … then …`.
#[derive(Clone, Debug)]
pub(crate) struct RuleText {
    pub(crate) name: Spanned<String>,
    /// Without a condition the rule holds for every payment.
    pub(crate) condition: Option<Spanned<Condition>>,
    pub(crate) actions: Vec<Spanned<Action>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Condition {
    All(Vec<Spanned<Condition>>),
    Any(Vec<Spanned<Condition>>),
    Not(Box<Spanned<Condition>>),
    Test(TestText),
}

/// One comparison of a fact.
#[derive(Clone, Debug)]
pub(crate) struct TestText {
    pub(crate) field: Spanned<FieldName>,
    pub(crate) predicate: Predicate,
    /// `at +01:00`, in minutes.
    pub(crate) offset: Option<Spanned<i16>>,
}

#[derive(Clone, Debug)]
pub(crate) enum FieldName {
    Plain(String),
    Metadata(String),
}

#[derive(Clone, Debug)]
pub(crate) enum Predicate {
    Compare(Spanned<Comparison>, Spanned<Literal>),
    In {
        is_negated: bool,
        items: Vec<Spanned<Item>>,
    },
    Between(Item),
    Known(bool),
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// A value of a list, or a range of values.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) low: Spanned<Literal>,
    pub(crate) high: Option<Spanned<Literal>>,
}

/// A value as written. What it means is said by the field that it is compared with.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    Word(String),
    Text(String),
    Number(String),
    /// Currency and number.
    Money(String, String),
    Date(String),
    Clock(String),
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    Choose(Vec<Spanned<String>>),
    Prefer(Vec<Spanned<String>>),
    Exclude(Vec<Spanned<String>>),
    Split(Vec<(Spanned<String>, Spanned<String>)>),
    RequireThreeDSecure,
}

impl Action {
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Action::Choose(_) => "choose",
            Action::Prefer(_) => "prefer",
            Action::Exclude(_) => "exclude",
            Action::Split(_) => "split",
            Action::RequireThreeDSecure => "require",
        }
    }
}

//! From what the parser says to what a writer of rules understands.

use std::collections::BTreeSet;

use chumsky::error::{Rich, RichPattern, RichReason};
use chumsky::span::SimpleSpan;

use super::diagnostic::{DiagnosticCode, Mistake};
use super::token::{RESERVED, Token};

pub(crate) fn mistake(error: Rich<'_, Token<'_>, SimpleSpan, Mistake>) -> Mistake {
    let span = *error.span();
    let (expected, found) = match error.into_reason() {
        RichReason::Custom(mistake) => return mistake,
        RichReason::ExpectedFound { expected, found } => (expected, found.map(|token| *token)),
    };
    let names: BTreeSet<String> = expected.iter().map(name).collect();
    let names: Vec<String> = names.into_iter().collect();
    let found_text = found.map_or("the end of the text".to_owned(), |token| format!("`{token}`"));
    let message = match names.as_slice() {
        [] => format!("{found_text} does not belong here"),
        [only] => format!("expected {only}, found {found_text}"),
        [most @ .., last] => format!("expected {} or {last}, found {found_text}", most.join(", ")),
    };
    let mistake = Mistake::new(DiagnosticCode::UnexpectedToken, span, message);
    match hint(&names, found) {
        Some(hint) => mistake.hint(hint),
        None => mistake,
    }
}

fn name(pattern: &RichPattern<'_, Token<'_>>) -> String {
    match pattern {
        RichPattern::Token(token) => format!("`{}`", **token),
        RichPattern::Label(label) => label.to_string(),
        RichPattern::Identifier(word) => format!("`{word}`"),
        RichPattern::EndOfInput => "the end of the text".to_owned(),
        _ => "something else".to_owned(),
    }
}

fn hint(expected: &[String], found: Option<Token<'_>>) -> Option<&'static str> {
    let wants = |what: &str| expected.iter().any(|name| name == what);
    match found {
        Some(Token::Word("if")) => Some("a condition starts with `when`"),
        Some(Token::Word("contains" | "between")) if wants(labels::COMPARISON) => {
            Some("a list is written `in (DE, AT)`, a range `from EUR 5 to EUR 10`")
        }
        Some(Token::Word(word))
            if RESERVED.contains(&word)
                && [labels::VALUE, labels::GATEWAY, labels::RULE_NAME]
                    .iter()
                    .any(|label| wants(label)) =>
        {
            Some("this word is reserved: put it in quotes to use it as a name")
        }
        _ if wants("`rule`") => Some("a rule is `rule \"name\" when … then …`"),
        _ if wants("`then`") => Some("after its condition a rule says what to do: `then choose adyen`"),
        Some(Token::Number(_) | Token::Percent(_)) if wants(labels::GATEWAY) => {
            Some("the gateway comes first: `split adyen 70, stripe 30`")
        }
        _ if wants(labels::WEIGHT) => {
            Some("each gateway of a split has a weight: `split adyen 70, stripe 30`")
        }
        _ => None,
    }
}

/// What the grammar calls its parts.
pub(crate) mod labels {
    pub(crate) const ACTION: &str = "an action";
    pub(crate) const COMPARISON: &str = "a comparison";
    pub(crate) const FIELD: &str = "a field";
    pub(crate) const GATEWAY: &str = "a gateway";
    pub(crate) const OFFSET: &str = "a distance from UTC";
    pub(crate) const RULE_NAME: &str = "the rule's name";
    pub(crate) const VALUE: &str = "a value";
    pub(crate) const WEIGHT: &str = "a weight";
}

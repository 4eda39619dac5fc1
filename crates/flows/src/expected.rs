//! From what the parser says to what a writer of flows understands.

use std::collections::BTreeSet;

use chumsky::error::{Rich, RichPattern, RichReason};
use chumsky::span::SimpleSpan;

use crate::diagnostic::{DiagnosticCode, Mistake};
use crate::token::Token;

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

/// What writers coming from other notations need to know.
fn hint(expected: &[String], found: Option<Token<'_>>) -> Option<&'static str> {
    let wants = |what: &str| expected.iter().any(|name| name == what);
    match found? {
        Token::Number(_) if wants(labels::AMOUNT) => Some("the currency comes first: `EUR 12.34`"),
        Token::Number(_) if wants(labels::PORTION) => Some("a portion is written `12.5%` or `1/8`"),
        Token::Currency(_) | Token::Number(_) if wants(labels::ACCOUNT) && wants(labels::PORTION) => {
            Some("a bound is written `up to EUR 12.34`")
        }
        Token::Word("max") if wants("`up`") => Some("a bound is written `up to EUR 12.34`"),
        Token::Word(_) if wants(labels::ACCOUNT) => {
            Some("an account is a path such as `liabilities:wallets:ann`; a variable starts with `$`")
        }
        Token::Word(_) if wants(labels::AMOUNT) => {
            Some("an amount is written `EUR 12.34`; a variable starts with `$`")
        }
        Token::Path(_) if wants("`:`") || wants("`}`") => Some("put a space after the colon of a key"),
        Token::Word(_) | Token::Path(_) if wants("`rounded`") => {
            Some("say how: `rounded down`, `up`, `half up` or `half even`")
        }
        _ if wants("`rounded`") => Some("a share of an amount says how it is rounded: `rounded half even`"),
        _ => None,
    }
}

/// What the grammar calls its parts.
pub(crate) mod labels {
    pub(crate) const ACCOUNT: &str = "an account";
    pub(crate) const AMOUNT: &str = "an amount";
    pub(crate) const CURRENCY: &str = "a currency";
    pub(crate) const NUMBER: &str = "a number";
    pub(crate) const PORTION: &str = "a portion";
    pub(crate) const RATE: &str = "a rate";
    pub(crate) const STATEMENT: &str = "a statement";
    pub(crate) const TEXT: &str = "a text";
    pub(crate) const TIME: &str = "a time";
    pub(crate) const VALUE: &str = "a value";
    pub(crate) const VARIABLE: &str = "a variable";
}

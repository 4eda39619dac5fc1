//! From source text to rules as written: limits, tokens, grammar.

use chumsky::input::Input as _;
use chumsky::prelude::*;

use super::diagnostic::{DiagnosticCode, Mistake};
use super::syntax::RuleText;
use super::token::{Token, lex};
use super::{MAX_NAME_BYTES, MAX_NESTING, MAX_RULES, MAX_RULES_BYTES, expected, grammar};

/// Reads the rules. With them come all mistakes of syntax; where there are some, rules may be missing.
pub(crate) fn parse(source: &str) -> (Vec<RuleText>, Vec<Mistake>) {
    let too_large = |span, message: String| {
        (
            Vec::new(),
            vec![Mistake::new(DiagnosticCode::TooLarge, span, message)],
        )
    };
    if source.len() > MAX_RULES_BYTES {
        let message = format!("the text is longer than {MAX_RULES_BYTES} bytes");
        return too_large(MAX_RULES_BYTES..source.len(), message);
    }
    let lexed = lex(source);
    if let Some(span) = first_too_deep(&lexed.tokens) {
        let message = format!("parentheses nest deeper than {MAX_NESTING}");
        return too_large(span.into_range(), message);
    }
    if let Some(span) = first_too_long(&lexed.tokens) {
        let message = format!("words and texts have at most {MAX_NAME_BYTES} bytes");
        return too_large(span.into_range(), message);
    }
    let mut mistakes = lexed.mistakes;
    let end = SimpleSpan::from(source.len()..source.len());
    let (parts, errors) = grammar::program()
        .parse(lexed.tokens.as_slice().split_token_span(end))
        .into_output_errors();
    mistakes.extend(errors.into_iter().map(expected::mistake));
    let rules: Vec<RuleText> = parts.unwrap_or_default().into_iter().flatten().collect();
    if let Some(rule) = rules.get(MAX_RULES) {
        let message = format!("there are more than {MAX_RULES} rules");
        mistakes.push(Mistake::new(DiagnosticCode::TooLarge, rule.name.span, message));
    }
    (rules, mistakes)
}

fn first_too_long(tokens: &[(Token<'_>, SimpleSpan)]) -> Option<SimpleSpan> {
    let is_too_long = |token: &Token<'_>| match token {
        Token::Word(text) | Token::Metadata(text) | Token::Text(text) | Token::OpenText(text) => {
            text.len() > MAX_NAME_BYTES
        }
        _ => false,
    };
    tokens
        .iter()
        .find(|(token, _)| is_too_long(token))
        .map(|(_, span)| *span)
}

/// The parser recurses once per level, so this bounds its stack.
fn first_too_deep(tokens: &[(Token<'_>, SimpleSpan)]) -> Option<SimpleSpan> {
    let mut depth = 0usize;
    for (token, span) in tokens {
        match token {
            Token::OpenParenthesis => depth += 1,
            Token::CloseParenthesis => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Some(*span);
        }
    }
    None
}

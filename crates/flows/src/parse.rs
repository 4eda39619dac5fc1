//! From source text to program: limits, tokens, grammar.

use chumsky::input::Input as _;
use chumsky::prelude::*;

use crate::diagnostic::{DiagnosticCode, Diagnostics, Mistake};
use crate::expected::mistake;
use crate::grammar::{self, Part};
use crate::program::Program;
use crate::token::{Token, lex};
use crate::{MAX_DEPTH, MAX_NAME_BYTES, MAX_SOURCE_BYTES, MAX_TRANSFERS, MAX_VARIABLES};

/// Reads a program. All syntax mistakes are reported in one go; names and types are the matter of [`crate::check`].
pub fn parse(source: &str) -> Result<Program, Diagnostics> {
    if source.len() > MAX_SOURCE_BYTES {
        let message = format!("the text is longer than {MAX_SOURCE_BYTES} bytes");
        return Err(too_large(source, MAX_SOURCE_BYTES..source.len(), message));
    }
    let lexed = lex(source);
    let mut mistakes = lexed.mistakes;
    if let Some(span) = first_too_deep(&lexed.tokens) {
        let message = format!("braces and parentheses nest deeper than {MAX_DEPTH}");
        return Err(too_large(source, span.into_range(), message));
    }
    if let Some(span) = first_too_long(&lexed.tokens) {
        let message = format!("names have at most {MAX_NAME_BYTES} bytes, accounts {MAX_ACCOUNT_BYTES}");
        return Err(too_large(source, span.into_range(), message));
    }
    let end = SimpleSpan::from(source.len()..source.len());
    let (parts, errors) = grammar::program()
        .parse(lexed.tokens.as_slice().split_token_span(end))
        .into_output_errors();
    mistakes.extend(errors.into_iter().map(mistake));

    let mut program = Program {
        source: source.to_owned(),
        comments: lexed.comments,
        declarations: Vec::new(),
        statements: Vec::new(),
    };
    for part in parts.unwrap_or_default() {
        match part {
            Part::Statement(statement) => program.statements.push(statement),
            Part::Declaration(declaration) => {
                if !program.statements.is_empty() {
                    mistakes.push(
                        Mistake::new(
                            DiagnosticCode::Misplaced,
                            declaration.span,
                            "a variable is declared after a statement",
                        )
                        .hint("declare all variables before the first statement"),
                    );
                }
                program.declarations.push(declaration);
            }
            Part::Broken => {}
        }
    }
    for (spans, limit, what) in [
        (
            program.declarations.iter().map(|one| one.span).nth(MAX_VARIABLES),
            MAX_VARIABLES,
            "variables",
        ),
        (
            program.statements.iter().map(|one| one.span).nth(MAX_TRANSFERS),
            MAX_TRANSFERS,
            "statements",
        ),
    ] {
        if let Some(span) = spans {
            mistakes.push(Mistake::new(
                DiagnosticCode::TooLarge,
                span,
                format!("there are more than {limit} {what}"),
            ));
        }
    }
    if mistakes.is_empty() {
        Ok(program)
    } else {
        Err(Diagnostics::new(source, mistakes))
    }
}

fn too_large(source: &str, span: std::ops::Range<usize>, message: String) -> Diagnostics {
    Diagnostics::new(
        source,
        vec![Mistake::new(DiagnosticCode::TooLarge, span, message)],
    )
}

/// Paths of the ledger are shorter; this leaves room for the names of variables in them.
const MAX_ACCOUNT_BYTES: usize = 400;

fn first_too_long(tokens: &[(Token<'_>, SimpleSpan)]) -> Option<SimpleSpan> {
    let is_too_long = |token: &Token<'_>| match token {
        Token::Word(name) | Token::Variable(name) => name.len() > MAX_NAME_BYTES,
        Token::Path(path) => path.len() > MAX_ACCOUNT_BYTES,
        _ => false,
    };
    tokens
        .iter()
        .find(|(token, _)| is_too_long(token))
        .map(|(_, span)| *span)
}

fn first_too_deep(tokens: &[(Token<'_>, SimpleSpan)]) -> Option<SimpleSpan> {
    let mut depth = 0usize;
    for (token, span) in tokens {
        match token {
            Token::OpenBrace | Token::OpenParenthesis => depth += 1,
            Token::CloseBrace | Token::CloseParenthesis => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(*span);
        }
    }
    None
}

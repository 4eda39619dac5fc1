//! From characters to tokens. Words are told apart by what stands around them; only those in [`RESERVED`] are taken.

use std::fmt;

use chumsky::span::SimpleSpan;
use logos::Logos;

use super::diagnostic::{DiagnosticCode, Mistake};
use super::span::Span;

/// Words that can't name a field, a value or a gateway unless they stand in quotes.
pub(crate) const RESERVED: &[&str] = &[
    "rule", "when", "then", "and", "or", "not", "in", "from", "to", "at", "is", "choose", "prefer",
    "exclude", "split", "require",
];

/// A token. A text comes with its quotes, a percentage without its `%`.
#[derive(Logos, Copy, Clone, Debug, PartialEq, Eq)]
#[logos(skip r"[ \t\r\n\f]+")]
pub(crate) enum Token<'s> {
    #[regex(r"//[^\n]*", allow_greedy = true)]
    Comment(&'s str),
    #[regex(r"[A-Za-z_][A-Za-z0-9_-]*", priority = 2)]
    Word(&'s str),
    #[regex(r"metadata\.[A-Za-z0-9_-]+", |lexer| &lexer.slice()["metadata.".len()..])]
    Metadata(&'s str),
    #[regex(r"[0-9]+(\.[0-9]+)?")]
    Number(&'s str),
    #[regex(r"[0-9]+%", |lexer| lexer.slice().trim_end_matches('%'))]
    Percent(&'s str),
    #[regex(r"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]")]
    Date(&'s str),
    #[regex(r"[0-9][0-9]:[0-9][0-9]")]
    Clock(&'s str),
    #[regex(r"[+-][0-9][0-9]:[0-9][0-9]")]
    Offset(&'s str),
    #[regex(r#""([^"\\\n]|\\[^\n])*""#)]
    Text(&'s str),
    #[regex(r#""([^"\\\n]|\\[^\n])*"#, priority = 1)]
    OpenText(&'s str),
    #[token("(")]
    OpenParenthesis,
    #[token(")")]
    CloseParenthesis,
    #[token(",")]
    Comma,
    #[token("=")]
    Equal,
    #[token("!=")]
    NotEqual,
    #[token("<")]
    Less,
    #[token("<=")]
    AtMost,
    #[token(">")]
    More,
    #[token(">=")]
    AtLeast,
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Comment(text)
            | Token::Word(text)
            | Token::Number(text)
            | Token::Date(text)
            | Token::Clock(text)
            | Token::Offset(text)
            | Token::Text(text)
            | Token::OpenText(text) => f.write_str(text),
            Token::Metadata(key) => write!(f, "metadata.{key}"),
            Token::Percent(number) => write!(f, "{number}%"),
            Token::OpenParenthesis => f.write_str("("),
            Token::CloseParenthesis => f.write_str(")"),
            Token::Comma => f.write_str(","),
            Token::Equal => f.write_str("="),
            Token::NotEqual => f.write_str("!="),
            Token::Less => f.write_str("<"),
            Token::AtMost => f.write_str("<="),
            Token::More => f.write_str(">"),
            Token::AtLeast => f.write_str(">="),
        }
    }
}

/// What the lexer found.
pub(crate) struct Lexed<'s> {
    pub(crate) tokens: Vec<(Token<'s>, SimpleSpan)>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// Splits `source` into tokens without comments; what is no token becomes a mistake and is left out.
pub(crate) fn lex(source: &str) -> Lexed<'_> {
    let mut lexed = Lexed {
        tokens: Vec::new(),
        mistakes: Vec::new(),
    };
    for (token, range) in Token::lexer(source).spanned() {
        match token {
            Ok(Token::Comment(_)) => {}
            Ok(token) => {
                if let Token::OpenText(_) = token {
                    let message = "this text is not closed";
                    lexed.mistakes.push(
                        Mistake::new(DiagnosticCode::UnclosedText, range.clone(), message)
                            .hint("end it with `\"` on the same line; write a line break as `\\n`"),
                    );
                }
                lexed.tokens.push((token, range.into()));
            }
            Err(()) => lexed.stray(source, range.into()),
        }
    }
    lexed
}

impl Lexed<'_> {
    fn stray(&mut self, source: &str, span: Span) {
        if let Some(last) = self.mistakes.last_mut()
            && last.code == DiagnosticCode::UnknownCharacter
            && last.span.end == span.start
        {
            last.span.end = span.end;
            return;
        }
        let hint = match source[span.range()].chars().next() {
            Some(';' | '{' | '}') => {
                "rules need no separators and no braces: the next `rule` ends the one before"
            }
            Some('[' | ']') => "lists stand in parentheses: `in (DE, AT)`",
            Some('\'') => "texts stand in double quotes",
            Some('&' | '|' | '!') => "conditions are joined by the words `and`, `or`, `not`",
            Some('#' | '*' | '/') => "a comment starts with `//`",
            _ => {
                "the language uses ASCII letters, digits and `( ) , = != < <= > >= % \" .`; anything may stand in a text"
            }
        };
        let message = "this character means nothing here";
        self.mistakes
            .push(Mistake::new(DiagnosticCode::UnknownCharacter, span, message).hint(hint));
    }
}

//! From characters to tokens. No word is reserved: variables start with `$` and accounts contain `:`.

use std::fmt;

use chumsky::span::SimpleSpan;
use logos::Logos;

use crate::diagnostic::{DiagnosticCode, Mistake};
use crate::span::Span;

/// A token. The text of a variable comes without its `$`, that of a percentage without its `%`, a text with its quotes.
#[derive(Logos, Copy, Clone, Debug, PartialEq, Eq)]
#[logos(skip r"[ \t\r\n\f]+")]
pub(crate) enum Token<'s> {
    #[regex(r"//[^\n]*", allow_greedy = true)]
    Comment(&'s str),
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*", priority = 2)]
    Word(&'s str),
    #[regex(r"[A-Z][A-Z][A-Z]", priority = 20)]
    Currency(&'s str),
    #[regex(r"\$[A-Za-z_][A-Za-z0-9_]*", |lexer| &lexer.slice()[1..])]
    Variable(&'s str),
    #[regex(r"[A-Za-z][A-Za-z0-9_-]*(:\$?[A-Za-z0-9_-]+)+")]
    Path(&'s str),
    #[regex(r"[0-9]+(\.[0-9]+)?")]
    Number(&'s str),
    #[regex(r"[0-9]+(\.[0-9]+)?%", |lexer| lexer.slice().trim_end_matches('%'))]
    Percent(&'s str),
    #[regex(r"[0-9]+/[0-9]+")]
    Fraction(&'s str),
    #[regex(r"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9](T[0-9:.]+(Z|[+-][0-9:]+))?")]
    Time(&'s str),
    #[regex(r#""([^"\\\n]|\\[^\n])*""#)]
    Text(&'s str),
    #[regex(r#""([^"\\\n]|\\[^\n])*"#, priority = 1)]
    OpenText(&'s str),
    #[token("{")]
    OpenBrace,
    #[token("}")]
    CloseBrace,
    #[token("(")]
    OpenParenthesis,
    #[token(")")]
    CloseParenthesis,
    #[token(",")]
    Comma,
    #[token(":")]
    Colon,
    #[token("=")]
    Equals,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
}

impl fmt::Display for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Comment(text)
            | Token::Word(text)
            | Token::Currency(text)
            | Token::Path(text)
            | Token::Number(text)
            | Token::Fraction(text)
            | Token::Time(text)
            | Token::Text(text)
            | Token::OpenText(text) => f.write_str(text),
            Token::Variable(name) => write!(f, "${name}"),
            Token::Percent(number) => write!(f, "{number}%"),
            Token::OpenBrace => f.write_str("{"),
            Token::CloseBrace => f.write_str("}"),
            Token::OpenParenthesis => f.write_str("("),
            Token::CloseParenthesis => f.write_str(")"),
            Token::Comma => f.write_str(","),
            Token::Colon => f.write_str(":"),
            Token::Equals => f.write_str("="),
            Token::Plus => f.write_str("+"),
            Token::Minus => f.write_str("-"),
        }
    }
}

/// A comment, kept so that the formatter can put it back.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    pub(crate) text: String,
    pub(crate) start: usize,
    /// Whether code stands before it on its line.
    pub(crate) is_trailing: bool,
}

/// What the lexer found.
pub(crate) struct Lexed<'s> {
    pub(crate) tokens: Vec<(Token<'s>, SimpleSpan)>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// Splits `source` into tokens; what is no token becomes a mistake and is left out.
pub(crate) fn lex(source: &str) -> Lexed<'_> {
    let mut lexed = Lexed {
        tokens: Vec::new(),
        comments: Vec::new(),
        mistakes: Vec::new(),
    };
    for (token, range) in Token::lexer(source).spanned() {
        match token {
            Ok(Token::Comment(text)) => {
                let line_start = source[..range.start].rfind('\n').map_or(0, |at| at + 1);
                lexed.comments.push(Comment {
                    text: text.trim_end().to_owned(),
                    start: range.start,
                    is_trailing: !source[line_start..range.start].trim().is_empty(),
                });
            }
            Ok(Token::Path(text)) if follows_var(&lexed.tokens) => {
                split_declaration(text, range.start, &mut lexed.tokens)
            }
            Ok(token) => {
                if let Token::OpenText(_) = token {
                    lexed.mistakes.push(
                        Mistake::new(
                            DiagnosticCode::UnclosedText,
                            range.clone(),
                            "this text is not closed",
                        )
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
        let text: String = source[span.range()].chars().take(1).collect();
        let hint = match text.as_str() {
            ";" => "statements need no separator",
            "'" => "texts stand in double quotes",
            "$" => "a variable is `$` and its name",
            "#" | "*" | "/" => "a comment starts with `//`",
            _ => {
                "the language uses ASCII letters, digits and `$ : { } ( ) , = + - % / \" .`; anything may stand in a text"
            }
        };
        self.mistakes.push(
            Mistake::new(
                DiagnosticCode::UnknownCharacter,
                span,
                "this character means nothing here",
            )
            .hint(hint),
        );
    }
}

fn follows_var(tokens: &[(Token<'_>, SimpleSpan)]) -> bool {
    matches!(tokens.last(), Some((Token::Word("var"), _)))
}

/// `name:money` after `var` is a name, a colon and a type, not an account.
fn split_declaration<'s>(text: &'s str, start: usize, tokens: &mut Vec<(Token<'s>, SimpleSpan)>) {
    let mut at = start;
    for (nth, part) in text.split(':').enumerate() {
        if nth > 0 {
            tokens.push((Token::Colon, (at..at + 1).into()));
            at += 1;
        }
        tokens.push((Token::Word(part), (at..at + part.len()).into()));
        at += part.len();
    }
}

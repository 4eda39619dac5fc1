//! Values as written, and the places where a variable may stand for one.

use bezant_kernel::{AccountPath, AccountType, Currency, Timestamp};
use chumsky::prelude::*;

use super::{Rule, spanned};
use crate::diagnostic::{DiagnosticCode, Mistake};
use crate::expected::labels;
use crate::span::Spanned;
use crate::syntax::{AccountName, Decimal, Given, Literal, RatioLiteral};
use crate::token::Token;
use crate::value::{ValueType, read_time};

/// The literal, or a variable in its place.
pub(super) fn given<'t, 's: 't, T: Clone + 't>(
    literal: impl Rule<'t, 's, T>,
) -> impl Rule<'t, 's, Spanned<Given<T>>> {
    spanned(literal.map(Given::Literal).or(variable().map(Given::Variable)))
}

pub(super) fn variable<'t, 's: 't>() -> impl Rule<'t, 's, String> {
    select! { Token::Variable(name) => name.to_owned() }.labelled(labels::VARIABLE)
}

/// The name in a declaration.
pub(super) fn name<'t, 's: 't>() -> impl Rule<'t, 's, String> {
    select! { Token::Word(name) => name.to_owned() }.labelled("the variable's name, without `$`")
}

/// A metadata key.
pub(super) fn key<'t, 's: 't>() -> impl Rule<'t, 's, String> {
    let bare = select! { Token::Word(name) => name.to_owned() };
    bare.or(text()).labelled("a key")
}

pub(super) fn currency<'t, 's: 't>() -> impl Rule<'t, 's, Currency> {
    select! { Token::Currency(code) => code }
        .validate(|code, extra, emitter| {
            Currency::from_code(code).unwrap_or_else(|| {
                let message = format!("`{code}` is no currency of ISO 4217");
                emitter.emit(custom(
                    DiagnosticCode::UnknownCurrency,
                    extra.span(),
                    message,
                    None,
                ));
                Currency::EUR
            })
        })
        .labelled(labels::CURRENCY)
}

pub(super) fn number<'t, 's: 't>() -> impl Rule<'t, 's, Decimal> {
    select! { Token::Number(text) => text }
        .validate(|text, extra, emitter| {
            Decimal::read(text).unwrap_or_else(|| {
                let message = "this number has too many digits".to_owned();
                emitter.emit(custom(DiagnosticCode::InvalidNumber, extra.span(), message, None));
                Decimal { digits: 0, scale: 0 }
            })
        })
        .labelled(labels::NUMBER)
}

/// `12.5%` or `1/8`.
pub(super) fn portion<'t, 's: 't>() -> impl Rule<'t, 's, RatioLiteral> {
    ratio_token(false).labelled(labels::PORTION)
}

/// A portion or a plain number.
pub(super) fn rate<'t, 's: 't>() -> impl Rule<'t, 's, RatioLiteral> {
    ratio_token(true).labelled(labels::RATE)
}

fn ratio_token<'t, 's: 't>(with_numbers: bool) -> impl Rule<'t, 's, RatioLiteral> {
    select! {
        token @ (Token::Percent(_) | Token::Fraction(_)) => token,
        token @ Token::Number(_) if with_numbers => token,
    }
    .validate(|token, extra, emitter| {
        let ratio = match token {
            Token::Percent(text) => Decimal::read(text).and_then(RatioLiteral::percent),
            Token::Fraction(text) => RatioLiteral::fraction(text),
            Token::Number(text) => Decimal::read(text).and_then(RatioLiteral::decimal),
            _ => None,
        };
        ratio
            .or_else(|| {
                let message = "this ratio has too many digits or nothing to divide by".to_owned();
                let hint = Some("numerator and denominator in lowest terms must fit 64 bits");
                emitter.emit(custom(DiagnosticCode::InvalidNumber, extra.span(), message, hint));
                RatioLiteral::fraction("0/1")
            })
            .expect("0/1 is a ratio")
    })
}

pub(super) fn text<'t, 's: 't>() -> impl Rule<'t, 's, String> {
    // A text that is not closed is reported by the lexer.
    select! { Token::Text(text) | Token::OpenText(text) => text }
        .validate(|text, extra, emitter| {
            unescaped(text).unwrap_or_else(|| {
                let message = "unknown escape in this text".to_owned();
                let hint = Some("after a backslash stands one of `\\`, `\"`, `n`, `t`");
                emitter.emit(custom(DiagnosticCode::UnknownEscape, extra.span(), message, hint));
                String::new()
            })
        })
        .labelled(labels::TEXT)
}

fn unescaped(quoted: &str) -> Option<String> {
    let mut text = String::with_capacity(quoted.len());
    let mut characters = quoted.strip_prefix('"')?.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => text.push(match characters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(same @ ('\\' | '"')) => same,
                _ => return None,
            }),
            other => text.push(other),
        }
    }
    Some(text)
}

pub(super) fn time<'t, 's: 't>() -> impl Rule<'t, 's, Timestamp> {
    select! { Token::Time(text) => text }
        .validate(|text, extra, emitter| {
            read_time(text).unwrap_or_else(|| {
                let message = "this is no time from 1970 on".to_owned();
                emitter.emit(custom(
                    DiagnosticCode::InvalidTime,
                    extra.span(),
                    message,
                    Some(ValueType::Time.form()),
                ));
                Timestamp::default()
            })
        })
        .labelled(labels::TIME)
}

pub(super) fn account<'t, 's: 't>() -> impl Rule<'t, 's, AccountName> {
    let path = select! { Token::Path(text) => text }.validate(|text, extra, emitter| {
        read_account(text).unwrap_or_else(|| {
            emitter.emit(invalid_account(text, extra.span()));
            AccountName::Variable(String::new())
        })
    });
    path.or(select! { Token::Variable(name) => AccountName::Variable(name.to_owned()) })
        .labelled(labels::ACCOUNT)
}

fn read_account(text: &str) -> Option<AccountName> {
    if !text.contains('$') {
        return text.parse().ok().map(AccountName::Path);
    }
    let mut parts = text.split(':');
    let root = parts.next()?;
    let account_type = AccountType::ALL.into_iter().find(|one| one.root() == root)?;
    let parts: Vec<Given<String>> = parts
        .map(|part| match part.strip_prefix('$') {
            Some(name) => Given::Variable(name.to_owned()),
            None => Given::Literal(part.to_owned()),
        })
        .collect();
    let example: Vec<&str> = text
        .split(':')
        .map(|part| if part.starts_with('$') { "x" } else { part })
        .collect();
    example.join(":").parse::<AccountPath>().ok()?;
    Some(AccountName::Pattern(account_type, parts))
}

/// What a variable may have as its default.
pub(super) fn any_literal<'t, 's: 't>() -> impl Rule<'t, 's, Literal> {
    let path = select! { Token::Path(text) => text }.validate(|text, extra, emitter| match text.parse() {
        Ok(path) => Literal::Account(path),
        Err(_) => {
            emitter.emit(invalid_account(text, extra.span()));
            Literal::Text(String::new())
        }
    });
    choice((
        currency()
            .then(number().or_not())
            .map(|(currency, number)| match number {
                Some(number) => Literal::Money(currency, number),
                None => Literal::Currency(currency),
            }),
        portion().map(Literal::Ratio),
        number().map(Literal::Number),
        text().map(Literal::Text),
        time().map(Literal::Time),
        path,
    ))
    .labelled(labels::VALUE)
}

fn invalid_account<'t, 's: 't>(text: &str, span: SimpleSpan) -> Rich<'t, Token<'s>, SimpleSpan, Mistake> {
    let message = format!("`{text}` is not an account path");
    let hint = "it starts with assets, liabilities, equity, revenue or expenses and has 2 to 8 parts of a-z, 0-9, `_` and `-`";
    custom(DiagnosticCode::InvalidAccount, span, message, Some(hint))
}

fn custom<'t, 's: 't>(
    code: DiagnosticCode,
    span: SimpleSpan,
    message: String,
    hint: Option<&str>,
) -> Rich<'t, Token<'s>, SimpleSpan, Mistake> {
    let mistake = Mistake::new(code, span, message);
    Rich::custom(
        span,
        match hint {
            Some(hint) => mistake.hint(hint),
            None => mistake,
        },
    )
}

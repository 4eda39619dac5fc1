//! Conditions: comparisons joined by `and`, `or`, `not`, which bind in the order not, and, or.

use chumsky::prelude::*;

use super::{Rule, free_word, spanned, text, word};
use crate::rules::diagnostic::{DiagnosticCode, Mistake};
use crate::rules::expected::labels;
use crate::rules::span::Spanned;
use crate::rules::syntax::{Comparison, Condition, FieldName, Item, Literal, Predicate, TestText};
use crate::rules::token::Token;

pub(super) fn condition<'t, 's: 't>() -> impl Rule<'t, 's, Condition> {
    recursive(|condition| {
        let group = condition.delimited_by(just(Token::OpenParenthesis), just(Token::CloseParenthesis));
        let single = spanned(test().map(Condition::Test).or(group)).boxed();
        // Counted and not nested, so that a long row of them needs no stack.
        let negated = word("not")
            .repeated()
            .count()
            .then(single)
            .map_with(|(negations, inner), extra| match negations % 2 {
                0 => inner,
                _ => Spanned::new(Condition::Not(Box::new(inner)), extra.span()),
            })
            .boxed();
        let all = joined(negated, "and", Condition::All);
        joined(all, "or", Condition::Any).map(|whole| whole.value).boxed()
    })
}

fn joined<'t, 's: 't>(
    part: impl Rule<'t, 's, Spanned<Condition>>,
    by: &'static str,
    whole: fn(Vec<Spanned<Condition>>) -> Condition,
) -> impl Rule<'t, 's, Spanned<Condition>> {
    part.separated_by(word(by))
        .at_least(1)
        .collect::<Vec<_>>()
        .map_with(move |mut parts, extra| match parts.len() {
            1 => parts.remove(0),
            _ => Spanned::new(whole(parts), extra.span()),
        })
        .boxed()
}

fn test<'t, 's: 't>() -> impl Rule<'t, 's, TestText> {
    let comparison = select! {
        Token::Equal => Comparison::Equal,
        Token::NotEqual => Comparison::NotEqual,
        Token::Less => Comparison::Less,
        Token::AtMost => Comparison::AtMost,
        Token::More => Comparison::More,
        Token::AtLeast => Comparison::AtLeast,
    }
    .labelled(labels::COMPARISON);
    let compare = spanned(comparison)
        .then(spanned(literal()))
        .map(|(comparison, literal)| Predicate::Compare(comparison, literal));
    let item = spanned(literal())
        .then(word("to").ignore_then(spanned(literal())).or_not())
        .map(|(low, high)| Item { low, high });
    let list = spanned(item)
        .separated_by(just(Token::Comma))
        .allow_trailing()
        .at_least(1)
        .collect()
        .delimited_by(just(Token::OpenParenthesis), just(Token::CloseParenthesis));
    let within = word("not")
        .or_not()
        .then_ignore(word("in"))
        .then(list)
        .map(|(not, items)| Predicate::In {
            is_negated: not.is_some(),
            items,
        });
    let between = word("from")
        .ignore_then(spanned(literal()))
        .then_ignore(word("to"))
        .then(spanned(literal()))
        .map(|(low, high)| {
            Predicate::Between(Item {
                low,
                high: Some(high),
            })
        });
    let known = word("is").ignore_then(word("known").to(true).or(word("unknown").to(false)));
    let predicate = choice((compare, within, between, known.map(Predicate::Known)));
    spanned(field())
        .then(predicate)
        .then(word("at").ignore_then(spanned(offset())).or_not())
        .map(|((field, predicate), offset)| TestText {
            field,
            predicate,
            offset,
        })
        .boxed()
}

fn field<'t, 's: 't>() -> impl Rule<'t, 's, FieldName> {
    let key = select! { Token::Metadata(key) => FieldName::Metadata(key.to_owned()) };
    let quoted = word("metadata").ignore_then(text()).map(FieldName::Metadata);
    choice((key, quoted, free_word().map(FieldName::Plain))).labelled(labels::FIELD)
}

fn literal<'t, 's: 't>() -> impl Rule<'t, 's, Literal> {
    let number = select! { Token::Number(text) => text.to_owned() };
    let worded = free_word()
        .then(number.or_not())
        .map(|(word, number)| match number {
            Some(number) => Literal::Money(word, number),
            None => Literal::Word(word),
        });
    let plain = select! {
        Token::Number(text) => Literal::Number(text.to_owned()),
        Token::Date(text) => Literal::Date(text.to_owned()),
        Token::Clock(text) => Literal::Clock(text.to_owned()),
    };
    choice((worded, plain, text().map(Literal::Text))).labelled(labels::VALUE)
}

/// `+01:00`, in minutes. `UTC` is zero.
fn offset<'t, 's: 't>() -> impl Rule<'t, 's, i16> {
    let written = select! { Token::Offset(text) => text }.validate(|text, extra, emitter| {
        minutes(text).unwrap_or_else(|| {
            let message = "this is no distance from UTC";
            let mistake = Mistake::new(DiagnosticCode::InvalidNumber, extra.span(), message)
                .hint("from `-14:00` to `+14:00`");
            emitter.emit(Rich::custom(extra.span(), mistake));
            0
        })
    });
    written.or(word("UTC").to(0)).labelled(labels::OFFSET)
}

fn minutes(text: &str) -> Option<i16> {
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let whole = hours * 60 + minutes;
    if minutes > 59 || whole > 14 * 60 {
        return None;
    }
    Some(if text.starts_with('-') { -whole } else { whole })
}

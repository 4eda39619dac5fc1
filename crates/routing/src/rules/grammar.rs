//! The grammar, as a parser over tokens. A mistake skips to the next `rule`, so that each rule reports its own first one.

mod condition;

use chumsky::input::MappedInput;
use chumsky::prelude::*;

use super::diagnostic::{DiagnosticCode, Mistake};
use super::expected::labels;
use super::span::Spanned;
use super::syntax::{Action, RuleText};
use super::token::{RESERVED, Token};

pub(crate) type Tokens<'t, 's> = MappedInput<'t, Token<'s>, SimpleSpan, &'t [(Token<'s>, SimpleSpan)]>;
pub(crate) type Extra<'t, 's> = extra::Err<Rich<'t, Token<'s>, SimpleSpan, Mistake>>;

/// A parser of this grammar.
pub(crate) trait Rule<'t, 's: 't, O>:
    Parser<'t, Tokens<'t, 's>, O, Extra<'t, 's>> + Clone + 't
{
}
impl<'t, 's: 't, O, P: Parser<'t, Tokens<'t, 's>, O, Extra<'t, 's>> + Clone + 't> Rule<'t, 's, O> for P {}

/// The whole text; nothing stands for a rule that was skipped because of a mistake, which is reported.
pub(crate) fn program<'t, 's: 't>() -> impl Rule<'t, 's, Vec<Option<RuleText>>> {
    let start = just(Token::Word("rule"));
    let skipped = any().then(any().and_is(start.not()).repeated()).map(|_| None);
    rule()
        .map(Some)
        .recover_with(via_parser(skipped))
        .repeated()
        .collect()
        .then_ignore(end())
        .boxed()
}

fn rule<'t, 's: 't>() -> impl Rule<'t, 's, RuleText> {
    let when = word("when").ignore_then(spanned(condition::condition()));
    let then = word("then").ignore_then(spanned(action()).repeated().at_least(1).collect());
    word("rule")
        .ignore_then(spanned(name().labelled(labels::RULE_NAME)))
        .then(when.or_not())
        .then(then)
        .map(|((name, condition), actions)| RuleText {
            name,
            condition,
            actions,
        })
        .boxed()
}

fn action<'t, 's: 't>() -> impl Rule<'t, 's, Action> {
    let gateway = || spanned(name().labelled(labels::GATEWAY));
    let gateways = || {
        gateway()
            .separated_by(just(Token::Comma))
            .at_least(1)
            .collect::<Vec<_>>()
    };
    let weight =
        select! { Token::Number(text) | Token::Percent(text) => text.to_owned() }.labelled(labels::WEIGHT);
    let shares = gateway()
        .then(spanned(weight))
        .separated_by(just(Token::Comma))
        .at_least(1)
        .collect::<Vec<_>>();
    choice((
        word("choose").ignore_then(gateways()).map(Action::Choose),
        word("prefer").ignore_then(gateways()).map(Action::Prefer),
        word("exclude").ignore_then(gateways()).map(Action::Exclude),
        word("split").ignore_then(shares).map(Action::Split),
        word("require")
            .then(word("three_d_secure"))
            .to(Action::RequireThreeDSecure),
    ))
    .labelled(labels::ACTION)
    .boxed()
}

/// A word that is not reserved, or a text.
fn name<'t, 's: 't>() -> impl Rule<'t, 's, String> {
    free_word().or(text())
}

fn free_word<'t, 's: 't>() -> impl Rule<'t, 's, String> {
    select! { Token::Word(word) if !RESERVED.contains(&word) => word.to_owned() }
}

fn text<'t, 's: 't>() -> impl Rule<'t, 's, String> {
    // A text that is not closed is reported by the lexer.
    select! { Token::Text(text) | Token::OpenText(text) => text }.validate(|text, extra, emitter| {
        unescaped(text).unwrap_or_else(|| {
            let message = "unknown escape in this text";
            let hint = "after a backslash stands one of `\\`, `\"`, `n`, `t`";
            let mistake = Mistake::new(DiagnosticCode::UnknownEscape, extra.span(), message).hint(hint);
            emitter.emit(Rich::custom(extra.span(), mistake));
            String::new()
        })
    })
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

fn word<'t, 's: 't>(text: &'static str) -> impl Rule<'t, 's, ()> {
    just(Token::Word(text)).ignored()
}

fn spanned<'t, 's: 't, O: 't>(rule: impl Rule<'t, 's, O>) -> impl Rule<'t, 's, Spanned<O>> {
    rule.map_with(|value, extra| Spanned::new(value, extra.span()))
}

//! The grammar, as a parser over tokens: declarations and statements. Its parts are [`literal`], [`amount`] and [`tree`].
//!
//! A mistake skips to the next `var`, `send` or `hold`, so that each statement reports its own first mistake.

mod amount;
mod literal;
mod tree;

use chumsky::input::MappedInput;
use chumsky::prelude::*;

use crate::diagnostic::Mistake;
use crate::expected::labels;
use crate::span::Spanned;
use crate::syntax::{Clause, Declaration, Direction, Quantity, Statement, TimeUnit};
use crate::token::Token;
use crate::value::ValueType;

pub(crate) type Tokens<'t, 's> = MappedInput<'t, Token<'s>, SimpleSpan, &'t [(Token<'s>, SimpleSpan)]>;
pub(crate) type Extra<'t, 's> = extra::Err<Rich<'t, Token<'s>, SimpleSpan, Mistake>>;

/// A parser of this grammar.
pub(crate) trait Rule<'t, 's: 't, O>:
    Parser<'t, Tokens<'t, 's>, O, Extra<'t, 's>> + Clone + 't
{
}
impl<'t, 's: 't, O, P: Parser<'t, Tokens<'t, 's>, O, Extra<'t, 's>> + Clone + 't> Rule<'t, 's, O> for P {}

/// What a program is a list of.
pub(crate) enum Part {
    Declaration(Spanned<Declaration>),
    Statement(Spanned<Statement>),
    /// Skipped because of a mistake, which is reported.
    Broken,
}

/// The whole text.
pub(crate) fn program<'t, 's: 't>() -> impl Rule<'t, 's, Vec<Part>> {
    let start = one_of([Token::Word("var"), Token::Word("send"), Token::Word("hold")]);
    let skipped = any()
        .then(any().and_is(start.not()).repeated())
        .map(|_| Part::Broken);
    let declaration = spanned(declaration()).map(Part::Declaration);
    let statement = spanned(statement()).map(Part::Statement);
    declaration
        .or(statement)
        .recover_with(via_parser(skipped))
        .repeated()
        .collect()
        .then_ignore(end())
        .boxed()
}

fn declaration<'t, 's: 't>() -> impl Rule<'t, 's, Declaration> {
    let value_type = choice(ValueType::ALL.map(|value_type| word(value_type.word()).to(value_type)));
    let default = just(Token::Equals).ignore_then(spanned(literal::any_literal()));
    word("var")
        .ignore_then(spanned(literal::name()))
        .then_ignore(just(Token::Colon))
        .then(spanned(value_type))
        .then(default.or_not())
        .map(|((name, value_type), default)| Declaration {
            name,
            value_type,
            default,
        })
        .boxed()
}

fn statement<'t, 's: 't>() -> impl Rule<'t, 's, Statement> {
    let amount = amount::amount();
    let source = tree::source(amount.clone());
    let destination = tree::destination(amount.clone());
    let verb = word("send").to(false).or(word("hold").to(true));
    let all = word("all")
        .ignore_then(literal::given(literal::currency()))
        .map(Quantity::All);
    let quantity = all.or(spanned(amount).map(Quantity::Amount));
    let flows = choice(
        [Direction::FromTo, Direction::DebitCredit, Direction::CreditDebit].map(|direction| {
            let (first, second) = direction.words();
            word(first)
                .ignore_then(spanned(source.clone()))
                .then(word(second).ignore_then(spanned(destination.clone())))
                .map(move |(source, destination)| (direction, source, destination))
        }),
    );
    verb.then(spanned(quantity))
        .then(flows)
        .then(spanned(clause()).repeated().collect())
        .map(
            |(((is_hold, quantity), (direction, source, destination)), clauses)| Statement {
                is_hold,
                quantity,
                direction,
                source,
                destination,
                clauses,
            },
        )
        .labelled(labels::STATEMENT)
        .boxed()
}

fn clause<'t, 's: 't>() -> impl Rule<'t, 's, Clause> {
    let number = || literal::given(literal::number());
    let unit = choice(TimeUnit::ALL.map(|unit| word(unit.word()).to(unit)));
    let entry = spanned(literal::key())
        .then_ignore(just(Token::Colon))
        .then(literal::given(literal::text()))
        .then_ignore(just(Token::Comma).or_not());
    choice((
        word("code").ignore_then(number()).map(Clause::Code),
        word("reference").ignore_then(number()).map(Clause::Reference),
        word("external")
            .then(word("reference"))
            .ignore_then(literal::given(literal::text()))
            .map(Clause::ExternalReference),
        word("metadata")
            .ignore_then(
                entry
                    .repeated()
                    .collect()
                    .delimited_by(just(Token::OpenBrace), just(Token::CloseBrace)),
            )
            .map(Clause::Metadata),
        word("effective")
            .ignore_then(literal::given(literal::time()))
            .map(Clause::Effective),
        word("timeout")
            .ignore_then(number().then(unit))
            .map(|(count, unit)| Clause::Timeout(count, unit)),
    ))
    .boxed()
}

fn word<'t, 's: 't>(text: &'static str) -> impl Rule<'t, 's, ()> {
    just(Token::Word(text)).ignored()
}

fn spanned<'t, 's: 't, O: 't>(rule: impl Rule<'t, 's, O>) -> impl Rule<'t, 's, Spanned<O>> {
    rule.map_with(|value, extra| Spanned::new(value, extra.span()))
}

//! Amounts: sums of written amounts, variables, shares and exchanges.

use chumsky::prelude::*;

use super::literal::{currency, given, number, portion, rate, variable};
use super::{Rule, spanned, word};
use crate::expected::labels;
use crate::span::Spanned;
use crate::syntax::{Amount, Given, Operand, Rounding, Sign, Term};
use crate::token::Token;

pub(super) fn amount<'t, 's: 't>() -> impl Rule<'t, 's, Amount> {
    recursive(|amount| {
        let literal_currency = spanned(currency().map(Given::Literal));
        let named = spanned(variable())
            .then(spanned(number()).or_not())
            .map(|(name, number)| match number {
                Some(number) => Operand::Money(Spanned::new(Given::Variable(name.value), name.span), number),
                None => Operand::Variable(name.value),
            });
        let group = spanned(amount)
            .delimited_by(just(Token::OpenParenthesis), just(Token::CloseParenthesis))
            .map(|inner| Operand::Group(Box::new(inner)));
        let written = literal_currency
            .then(spanned(number()))
            .map(|(currency, number)| Operand::Money(currency, number));
        let operand = spanned(choice((written, named, group))).boxed();

        let share = given(portion())
            .then_ignore(word("of"))
            .then(operand.clone())
            .then(rounded())
            .map(|((ratio, of), rounding)| Term::Share { ratio, of, rounding });
        let exchange = word("in")
            .ignore_then(given(currency()))
            .then(word("at").ignore_then(given(rate())))
            .then(rounded());
        let plain = operand
            .then(exchange.or_not())
            .map(|(of, exchange)| match exchange {
                Some(((currency, rate), rounding)) => Term::Exchange {
                    of,
                    currency,
                    rate,
                    rounding,
                },
                None => Term::Operand(of.value),
            });
        let term = spanned(share.or(plain)).boxed();
        let sign = choice((
            just(Token::Plus).to(Sign::Plus),
            just(Token::Minus).to(Sign::Minus),
        ));
        term.clone()
            .then(sign.then(term).repeated().collect::<Vec<_>>())
            .map(|(first, rest)| {
                let mut terms = vec![(Sign::Plus, first)];
                terms.extend(rest);
                Amount(terms)
            })
            .labelled(labels::AMOUNT)
            .boxed()
    })
}

fn rounded<'t, 's: 't>() -> impl Rule<'t, 's, Rounding> {
    let half = word("half").ignore_then(
        word("up")
            .to(Rounding::HalfUp)
            .or(word("even").to(Rounding::HalfEven)),
    );
    word("rounded").ignore_then(choice((
        word("down").to(Rounding::Down),
        word("up").to(Rounding::Up),
        half,
    )))
}

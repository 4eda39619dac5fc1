//! Names, types and shapes: what can be known to be wrong before any variable has a value.

mod tree;
mod variables;

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{AccountType, Currency};

use crate::diagnostic::{DiagnosticCode, Diagnostics, MAX_DIAGNOSTICS, Mistake};
use crate::program::Program;
use crate::ratio::Sum;
use crate::span::{Span, Spanned};
use crate::syntax::{
    Amount, Clause, Decimal, Declaration, Given, Literal, Operand, Quantity, Statement, Term,
};
use crate::value::{Value, ValueType};
use crate::{MAX_METADATA_KEY_BYTES, MAX_METADATA_KEYS, MAX_TEXT_BYTES};

/// Checks a program; [`crate::plan`] does it as well. All mistakes are reported in one go.
pub fn check(program: &Program) -> Result<(), Diagnostics> {
    let mut checker = Checker {
        types: BTreeMap::new(),
        mistakes: Vec::new(),
    };
    for declaration in &program.declarations {
        checker.declaration(&declaration.value);
    }
    for statement in &program.statements {
        // Statements stand in order, so what is left out here would not be reported anyway.
        if checker.mistakes.len() < MAX_DIAGNOSTICS {
            checker.statement(&statement.value);
        }
    }
    if checker.mistakes.is_empty() {
        Ok(())
    } else {
        Err(Diagnostics::new(&program.source, checker.mistakes))
    }
}

struct Checker<'p> {
    types: BTreeMap<&'p str, ValueType>,
    mistakes: Vec<Mistake>,
}

impl<'p> Checker<'p> {
    fn report(&mut self, code: DiagnosticCode, span: Span, message: impl Into<String>, hint: &str) {
        self.mistakes.push(Mistake::new(code, span, message).hint(hint));
    }

    fn declaration(&mut self, declaration: &'p Declaration) {
        let (name, value_type) = (&declaration.name, declaration.value_type.value);
        if self.types.insert(&name.value, value_type).is_some() {
            let message = format!("`${}` is declared twice", name.value);
            self.report(
                DiagnosticCode::Duplicate,
                name.span,
                message,
                "give one of them another name",
            );
        }
        let Some(default) = &declaration.default else {
            return;
        };
        if !default.value.fits(value_type) {
            let message = format!("this is no value of type {value_type}");
            let hint = format!("expected {}", value_type.form());
            self.report(DiagnosticCode::WrongType, default.span, message, &hint);
        } else if let Literal::Money(currency, number) = &default.value {
            self.decimals(*currency, *number, default.span);
        } else if value_type == ValueType::Ratio {
            if let Literal::Number(number) = &default.value
                && crate::syntax::RatioLiteral::decimal(*number).is_none()
            {
                self.report(
                    DiagnosticCode::InvalidNumber,
                    default.span,
                    "this ratio has too many digits",
                    ValueType::Ratio.form(),
                );
            }
        } else if Value::of(&default.value).is_none() {
            self.report(
                DiagnosticCode::InvalidNumber,
                default.span,
                "a number is whole",
                ValueType::Number.form(),
            );
        } else if let Literal::Text(text) = &default.value {
            self.text_length(text, default.span);
        }
    }

    fn statement(&mut self, statement: &'p Statement) {
        let (currency, is_whole) = match &statement.quantity.value {
            Quantity::Amount(amount) => (self.amount(amount, None), false),
            Quantity::All(currency) => (self.currency(currency), true),
        };
        self.source(&statement.source, currency, is_whole);
        self.destination(&statement.destination, currency, statement.direction);
        self.direction(statement);
        let mut seen = BTreeSet::new();
        for clause in &statement.clauses {
            let name = clause.value.name();
            if !seen.insert(name) {
                let message = format!("`{name}` stands twice on one statement");
                self.report(
                    DiagnosticCode::Duplicate,
                    clause.span,
                    message,
                    "remove one of them",
                );
            }
            self.clause(clause, statement.is_hold);
        }
    }

    fn clause(&mut self, clause: &Spanned<Clause>, is_hold: bool) {
        match &clause.value {
            Clause::Code(code) => self.code(code),
            Clause::Reference(reference) => self.number(reference),
            Clause::ExternalReference(text) => self.text(text),
            Clause::Effective(time) => self.given(time, &[ValueType::Time]),
            Clause::Timeout(count, _) => {
                self.number(count);
                if !is_hold {
                    let message = "only a hold ends by itself";
                    self.report(
                        DiagnosticCode::Misplaced,
                        clause.span,
                        message,
                        "write `hold` in place of `send`",
                    );
                }
            }
            Clause::Metadata(entries) => {
                if entries.len() > MAX_METADATA_KEYS {
                    let message = format!("there are more than {MAX_METADATA_KEYS} keys");
                    self.report(
                        DiagnosticCode::TooLarge,
                        clause.span,
                        message,
                        "put several facts into one value",
                    );
                }
                let mut seen = BTreeSet::new();
                for (key, value) in entries {
                    if !seen.insert(&key.value) {
                        let message = format!("the key `{}` stands twice", key.value);
                        self.report(DiagnosticCode::Duplicate, key.span, message, "remove one of them");
                    }
                    if key.value.is_empty() || key.value.len() > MAX_METADATA_KEY_BYTES {
                        let message = format!("a key has 1 to {MAX_METADATA_KEY_BYTES} bytes");
                        self.report(DiagnosticCode::TooLarge, key.span, message, "choose another key");
                    }
                    self.text(value);
                }
            }
        }
    }

    fn code(&mut self, code: &Spanned<Given<Decimal>>) {
        self.number(code);
        if let Given::Literal(number) = code.value
            && number.whole().is_some_and(|number| number > u128::from(u16::MAX))
        {
            self.report(
                DiagnosticCode::InvalidNumber,
                code.span,
                "a code is from 0 to 65535",
                "choose a smaller number",
            );
        }
    }

    fn number(&mut self, number: &Spanned<Given<Decimal>>) {
        self.given(number, &[ValueType::Number]);
        if let Given::Literal(literal) = number.value
            && literal.whole().is_none()
        {
            self.report(
                DiagnosticCode::InvalidNumber,
                number.span,
                "this number must be whole",
                ValueType::Number.form(),
            );
        }
    }

    fn text(&mut self, text: &Spanned<Given<String>>) {
        self.given(text, &[ValueType::Text, ValueType::Number]);
        if let Given::Literal(literal) = &text.value {
            self.text_length(literal, text.span);
        }
    }

    fn text_length(&mut self, text: &str, span: Span) {
        if text.len() > MAX_TEXT_BYTES {
            let message = format!("a text has at most {MAX_TEXT_BYTES} bytes");
            self.report(DiagnosticCode::TooLarge, span, message, "shorten it");
        }
    }

    /// The currency, if it can be known now.
    fn currency(&mut self, currency: &Spanned<Given<Currency>>) -> Option<Currency> {
        self.given(currency, &[ValueType::Currency]);
        match currency.value {
            Given::Literal(currency) => Some(currency),
            Given::Variable(_) => None,
        }
    }

    /// Checks an amount that must be in `currency`, if that is known, and returns its own currency, if that is known.
    fn amount(&mut self, amount: &Spanned<Amount>, currency: Option<Currency>) -> Option<Currency> {
        let mut known = currency;
        for (_, term) in &amount.value.0 {
            let own = self.term(term);
            match (known, own) {
                (Some(known), Some(own)) if known != own => {
                    let message = format!("this is an amount in {own}, {known} is expected");
                    let hint = format!("exchange it: `… in {known} at RATE rounded half even`");
                    self.report(DiagnosticCode::CurrencyMismatch, term.span, message, &hint);
                }
                (None, own) => known = own,
                _ => {}
            }
        }
        known
    }

    fn term(&mut self, term: &Spanned<Term>) -> Option<Currency> {
        match &term.value {
            Term::Operand(operand) => self.operand(operand, term.span),
            Term::Share { ratio, of, .. } => {
                self.given(ratio, &[ValueType::Ratio]);
                self.operand(&of.value, of.span)
            }
            Term::Exchange {
                of, currency, rate, ..
            } => {
                self.operand(&of.value, of.span);
                self.given(rate, &[ValueType::Ratio]);
                self.currency(currency)
            }
        }
    }

    fn operand(&mut self, operand: &Operand, span: Span) -> Option<Currency> {
        match operand {
            Operand::Group(amount) => self.amount(amount, None),
            Operand::Variable(name) => {
                self.variable(name, span, &[ValueType::Money]);
                None
            }
            Operand::Money(currency, number) => {
                let known = self.currency(currency);
                if let Some(currency) = known {
                    self.decimals(currency, number.value, number.span);
                }
                known
            }
        }
    }

    fn decimals(&mut self, currency: Currency, number: Decimal, span: Span) {
        let digits = currency.minor_digits();
        if number.scale > digits {
            let message = format!(
                "{currency} has {digits} decimals, this amount has {}",
                number.scale
            );
            self.report(DiagnosticCode::TooPrecise, span, message, "round it");
        } else if number.money(currency).is_none() {
            self.report(
                DiagnosticCode::AmountOutOfRange,
                span,
                "this amount is too large",
                "",
            );
        }
    }
}

/// Why accounts of these types can't stand in `from` and `to`.
pub(crate) fn ambiguous_direction(from: &str, from_type: AccountType, to: &str, span: Span) -> Mistake {
    let (both_rise, both_fall) = if from_type.is_debit_normal() {
        (("debit", "credit"), ("credit", "debit"))
    } else {
        (("credit", "debit"), ("debit", "credit"))
    };
    let say = |(first, second): (&str, &str)| format!("`{first} {from} {second} {to}`");
    Mistake::new(
        DiagnosticCode::AmbiguousDirection,
        span,
        "one account is debit-normal and the other credit-normal: they rise together or fall together",
    )
    .hint(format!(
        "write {} if both rise, {} if both fall",
        say(both_rise),
        say(both_fall)
    ))
}

/// What is wrong with portions of this sum.
pub(crate) fn portions_mistake(sum: Sum, has_remaining: bool, span: Span) -> Option<Mistake> {
    let (message, hint) = match sum {
        Sum::Whole => return None,
        Sum::Below if has_remaining => return None,
        Sum::Below => (
            "the portions add up to less than the whole",
            "say where the rest belongs with `remaining`",
        ),
        Sum::Above => (
            "the portions add up to more than the whole",
            "portions of a block are at most 100% together",
        ),
        Sum::TooFine => (
            "the portions have no common denominator of 128 bits",
            "use fewer or rounder portions",
        ),
    };
    Some(Mistake::new(DiagnosticCode::PortionsNotWhole, span, message).hint(hint))
}

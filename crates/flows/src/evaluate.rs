//! The values of expressions, once the variables are known.

use std::collections::BTreeMap;

use bezant_kernel::{AccountPath, AccountType, Currency, Money, MoneyError, Timestamp};

use crate::diagnostic::{Diagnostic, DiagnosticCode, Mistake};
use crate::error::{FlowError, VariableProblem};
use crate::program::Program;
use crate::ratio::Ratio;
use crate::span::{Span, Spanned};
use crate::syntax::{
    AccountName, Amount, Decimal, Given, Literal, Operand, RatioLiteral, Rounding, Sign, Term,
};
use crate::value::{Value, ValueType};

/// The variables of a checked program with their values.
pub(crate) struct Scope<'p> {
    program: &'p Program,
    values: BTreeMap<&'p str, Value>,
}

const CHECKED: &str = "a checked program uses declared variables by their types";

impl<'p> Scope<'p> {
    /// Reads the values that a caller gave; those that are missing get their defaults.
    pub(crate) fn new(program: &'p Program, given: &BTreeMap<String, String>) -> Result<Self, FlowError> {
        let mut values = BTreeMap::new();
        for declaration in &program.declarations {
            let (name, value_type) = (
                declaration.value.name.value.as_str(),
                declaration.value.value_type.value,
            );
            let value = match (given.get(name), &declaration.value.default) {
                (Some(text), _) => Value::read(value_type, text).ok_or(VariableProblem::Invalid(value_type)),
                (None, Some(default)) => Ok(Self::default_value(&default.value, value_type)),
                (None, None) => Err(VariableProblem::Missing(value_type)),
            };
            let value = value.map_err(|problem| FlowError::Variable {
                name: name.to_owned(),
                problem,
            })?;
            values.insert(name, value);
        }
        match given.keys().find(|name| !values.contains_key(name.as_str())) {
            None => Ok(Scope { program, values }),
            Some(name) => Err(FlowError::Variable {
                name: name.clone(),
                problem: VariableProblem::Undeclared,
            }),
        }
    }

    fn default_value(literal: &Literal, value_type: ValueType) -> Value {
        match (literal, value_type) {
            (Literal::Number(number), ValueType::Ratio) => {
                Value::Ratio(RatioLiteral::decimal(*number).expect(CHECKED).ratio())
            }
            _ => Value::of(literal).expect("the defaults of a checked program are values"),
        }
    }

    pub(crate) fn mistake(&self, mistake: Mistake) -> FlowError {
        FlowError::Refused(self.locate(mistake))
    }

    pub(crate) fn refused(&self, code: DiagnosticCode, span: Span, message: impl Into<String>) -> FlowError {
        self.mistake(Mistake::new(code, span, message))
    }

    /// The line of a place, from 1.
    pub(crate) fn line(&self, span: Span) -> usize {
        self.locate(Mistake::new(DiagnosticCode::Misplaced, span, ""))
            .line
    }

    pub(crate) fn locate(&self, mistake: Mistake) -> Box<Diagnostic> {
        Box::new(mistake.located(&self.program.source))
    }

    fn value(&self, name: &str) -> &Value {
        self.values.get(name).expect(CHECKED)
    }

    pub(crate) fn ratio(&self, given: &Given<RatioLiteral>) -> Ratio {
        match given {
            Given::Literal(literal) => literal.ratio(),
            Given::Variable(name) => match self.value(name) {
                Value::Ratio(ratio) => *ratio,
                _ => unreachable!("{CHECKED}"),
            },
        }
    }

    pub(crate) fn currency(&self, given: &Given<Currency>) -> Currency {
        match given {
            Given::Literal(currency) => *currency,
            Given::Variable(name) => match self.value(name) {
                Value::Currency(currency) => *currency,
                _ => unreachable!("{CHECKED}"),
            },
        }
    }

    pub(crate) fn number(&self, given: &Given<Decimal>) -> u128 {
        match given {
            Given::Literal(number) => number.whole().expect("a checked program has whole numbers here"),
            Given::Variable(name) => match self.value(name) {
                Value::Number(number) => *number,
                _ => unreachable!("{CHECKED}"),
            },
        }
    }

    pub(crate) fn text(&self, given: &Given<String>) -> String {
        match given {
            Given::Literal(text) => text.clone(),
            Given::Variable(name) => match self.value(name) {
                Value::Text(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => unreachable!("{CHECKED}"),
            },
        }
    }

    pub(crate) fn time(&self, given: &Given<Timestamp>) -> Timestamp {
        match given {
            Given::Literal(time) => *time,
            Given::Variable(name) => match self.value(name) {
                Value::Time(time) => *time,
                _ => unreachable!("{CHECKED}"),
            },
        }
    }

    pub(crate) fn account(&self, account: &Spanned<AccountName>) -> Result<AccountPath, FlowError> {
        match &account.value {
            AccountName::Path(path) => Ok(path.clone()),
            AccountName::Variable(name) => match self.value(name) {
                Value::Account(path) => Ok(path.clone()),
                _ => unreachable!("{CHECKED}"),
            },
            AccountName::Pattern(account_type, parts) => self.pattern(*account_type, parts, account.span),
        }
    }

    fn pattern(
        &self,
        account_type: AccountType,
        parts: &[Given<String>],
        span: Span,
    ) -> Result<AccountPath, FlowError> {
        let parts: Vec<String> = parts.iter().map(|part| self.text(part)).collect();
        let text = format!("{}:{}", account_type.root(), parts.join(":"));
        // A variable fills one part, so that a value from outside can't name an account elsewhere in the chart.
        let is_one_part_each = parts.iter().all(|part| !part.contains(':'));
        match text.parse() {
            Ok(path) if is_one_part_each => Ok(path),
            _ => Err(self.mistake(
                Mistake::new(
                    DiagnosticCode::InvalidAccount,
                    span,
                    format!("`{text}` is not an account path"),
                )
                .hint("a variable in a path fills one part of a-z, 0-9, `_` and `-`"),
            )),
        }
    }

    /// The amount, which must be in `currency`, in minor units.
    pub(crate) fn minor(&self, amount: &Spanned<Amount>, currency: Currency) -> Result<i128, FlowError> {
        let money = self.amount(amount)?;
        if money.currency() == currency {
            Ok(money.minor())
        } else {
            let message = format!(
                "this is an amount in {}, the statement is in {currency}",
                money.currency()
            );
            Err(self.refused(DiagnosticCode::CurrencyMismatch, amount.span, message))
        }
    }

    /// The amount; never less than nothing.
    pub(crate) fn amount(&self, amount: &Spanned<Amount>) -> Result<Money, FlowError> {
        let mut total: Option<Money> = None;
        for (sign, term) in &amount.value.0 {
            let money = self.term(term)?;
            let next = match (total, sign) {
                (None, _) => Ok(money),
                (Some(total), Sign::Plus) => total.checked_add(money),
                (Some(total), Sign::Minus) => total.checked_sub(money),
            };
            total = Some(next.map_err(|error| match error {
                MoneyError::Overflow => {
                    self.refused(DiagnosticCode::AmountOutOfRange, term.span, error.to_string())
                }
                MoneyError::CurrencyMismatch(..) => {
                    self.refused(DiagnosticCode::CurrencyMismatch, term.span, error.to_string())
                }
            })?);
        }
        let total = total.expect("an amount has at least one term");
        if total.minor() < 0 {
            let message = format!("this amount is {total}, less than nothing");
            return Err(self.refused(DiagnosticCode::AmountOutOfRange, amount.span, message));
        }
        Ok(total)
    }

    fn term(&self, term: &Spanned<Term>) -> Result<Money, FlowError> {
        match &term.value {
            Term::Operand(operand) => self.operand(operand, term.span),
            Term::Share { ratio, of, rounding } => {
                let money = self.operand(&of.value, of.span)?;
                self.share(
                    Some(self.ratio(&ratio.value)),
                    money,
                    *rounding,
                    money.currency(),
                    term.span,
                )
            }
            Term::Exchange {
                of,
                currency,
                rate,
                rounding,
            } => {
                let money = self.operand(&of.value, of.span)?;
                let target = self.currency(&currency.value);
                let digits =
                    |currency: Currency| i8::try_from(currency.minor_digits()).expect("few decimals");
                let rate = self
                    .ratio(&rate.value)
                    .scaled(digits(target) - digits(money.currency()));
                self.share(rate, money, *rounding, target, term.span)
            }
        }
    }

    fn share(
        &self,
        ratio: Option<Ratio>,
        money: Money,
        rounding: Rounding,
        currency: Currency,
        span: Span,
    ) -> Result<Money, FlowError> {
        ratio
            .and_then(|ratio| ratio.of(money.minor(), rounding))
            .map(|minor| Money::new(minor, currency))
            .ok_or_else(|| self.refused(DiagnosticCode::AmountOutOfRange, span, "this amount is too large"))
    }

    fn operand(&self, operand: &Operand, span: Span) -> Result<Money, FlowError> {
        match operand {
            Operand::Group(amount) => self.amount(amount),
            Operand::Variable(name) => match self.value(name) {
                Value::Money(money) => Ok(*money),
                _ => unreachable!("{CHECKED}"),
            },
            Operand::Money(currency, number) => {
                let currency = self.currency(&currency.value);
                number.value.money(currency).ok_or_else(|| {
                    let message = format!("{currency} has {} decimals", currency.minor_digits());
                    self.refused(DiagnosticCode::TooPrecise, span, message)
                })
            }
        }
    }
}

//! The types of variables, and how the texts that a caller gives for them are read.

use std::fmt;

use bezant_kernel::{AccountPath, Currency, Money, Timestamp};

use crate::MAX_TEXT_BYTES;
use crate::ratio::Ratio;
use crate::syntax::{Decimal, Literal, RatioLiteral};

/// The type of a variable.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// An account path, `liabilities:wallets:ann`.
    Account,
    /// An amount, `EUR 12.34`.
    Money,
    /// A currency, `EUR`.
    Currency,
    /// A portion or a rate, `2.5%`, `1/3` or `1.0837`.
    Ratio,
    /// A text. In programs it stands in quotes, as a value from outside it does not.
    Text,
    /// A whole number.
    Number,
    /// A day or an RFC 3339 time, `2026-01-31` or `2026-01-31T12:00:00Z`.
    Time,
}

impl ValueType {
    /// All types.
    pub const ALL: [ValueType; 7] = [
        ValueType::Account,
        ValueType::Money,
        ValueType::Currency,
        ValueType::Ratio,
        ValueType::Text,
        ValueType::Number,
        ValueType::Time,
    ];

    /// The word for it in a program.
    pub const fn word(self) -> &'static str {
        match self {
            ValueType::Account => "account",
            ValueType::Money => "money",
            ValueType::Currency => "currency",
            ValueType::Ratio => "ratio",
            ValueType::Text => "text",
            ValueType::Number => "number",
            ValueType::Time => "time",
        }
    }

    /// How values of the type are written.
    pub(crate) const fn form(self) -> &'static str {
        match self {
            ValueType::Account => "an account path such as `liabilities:wallets:ann`",
            ValueType::Money => "a currency and an amount with at most its decimals, such as `EUR 12.34`",
            ValueType::Currency => "a currency code of ISO 4217 such as `EUR`",
            ValueType::Ratio => "a ratio such as `2.5%`, `1/3` or `1.0837`",
            ValueType::Text => "a text of at most 500 bytes",
            ValueType::Number => "a whole number from 0 up",
            ValueType::Time => "a day or an RFC 3339 time, such as `2026-01-31` or `2026-01-31T12:00:00Z`",
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a variable holds while a flow is planned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Account(AccountPath),
    Money(Money),
    Currency(Currency),
    Ratio(Ratio),
    Text(String),
    Number(u128),
    Time(Timestamp),
}

impl Value {
    /// Reads the text that a caller gave for a variable of this type.
    pub(crate) fn read(value_type: ValueType, text: &str) -> Option<Value> {
        match value_type {
            ValueType::Account => text.parse().ok().map(Value::Account),
            ValueType::Money => {
                let (code, number) = text.split_once(' ')?;
                let currency = Currency::from_code(code)?;
                Decimal::read(number)?.money(currency).map(Value::Money)
            }
            ValueType::Currency => Currency::from_code(text).map(Value::Currency),
            ValueType::Ratio => RatioLiteral::read(text).map(|literal| Value::Ratio(literal.ratio())),
            ValueType::Text => (text.len() <= MAX_TEXT_BYTES).then(|| Value::Text(text.to_owned())),
            ValueType::Number => Decimal::read(text)?.whole().map(Value::Number),
            ValueType::Time => read_time(text).map(Value::Time),
        }
    }

    /// The value of a literal; `None` where it does not fit its currency or is not whole.
    pub(crate) fn of(literal: &Literal) -> Option<Value> {
        Some(match literal {
            Literal::Account(path) => Value::Account(path.clone()),
            Literal::Money(currency, number) => Value::Money(number.money(*currency)?),
            Literal::Currency(currency) => Value::Currency(*currency),
            Literal::Ratio(ratio) => Value::Ratio(ratio.ratio()),
            Literal::Text(text) => Value::Text(text.clone()),
            Literal::Number(number) => Value::Number(number.whole()?),
            Literal::Time(time) => Value::Time(*time),
        })
    }
}

impl Literal {
    /// Whether a variable of this type may have the literal as its default.
    pub(crate) const fn fits(&self, value_type: ValueType) -> bool {
        matches!(
            (self, value_type),
            (Literal::Account(_), ValueType::Account)
                | (Literal::Money(..), ValueType::Money)
                | (Literal::Currency(_), ValueType::Currency)
                | (Literal::Ratio(_), ValueType::Ratio)
                | (Literal::Text(_), ValueType::Text)
                | (Literal::Number(_), ValueType::Number | ValueType::Ratio)
                | (Literal::Time(_), ValueType::Time)
        )
    }
}

impl Decimal {
    /// Digits, and perhaps a point and more digits; nothing else.
    pub(crate) fn read(text: &str) -> Option<Decimal> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let fraction = if text.contains('.') { fraction } else { "" };
        let scale = u8::try_from(fraction.len()).ok()?;
        let digits = format!("{whole}{fraction}").parse().ok()?;
        Some(Decimal { digits, scale })
    }

    /// The number, if it was written without a point.
    pub(crate) const fn whole(self) -> Option<u128> {
        if self.scale == 0 { Some(self.digits) } else { None }
    }

    /// The amount; `None` with more decimals than the currency has, or where it does not fit.
    pub(crate) fn money(self, currency: Currency) -> Option<Money> {
        let missing = currency.minor_digits().checked_sub(self.scale)?;
        let minor = self.digits.checked_mul(10u128.pow(u32::from(missing)))?;
        Some(Money::new(i128::try_from(minor).ok()?, currency))
    }
}

impl RatioLiteral {
    pub(crate) fn percent(number: Decimal) -> Option<RatioLiteral> {
        Ratio::from_decimal(number, 2).map(|ratio| RatioLiteral::Percent(number, ratio))
    }

    pub(crate) fn decimal(number: Decimal) -> Option<RatioLiteral> {
        Ratio::from_decimal(number, 0).map(|ratio| RatioLiteral::Decimal(number, ratio))
    }

    /// `1/3`; both numbers of digits only.
    pub(crate) fn fraction(text: &str) -> Option<RatioLiteral> {
        let (numerator, denominator) = text.split_once('/')?;
        let read = |part| u64::try_from(Decimal::read(part)?.whole()?).ok();
        let (numerator, denominator) = (read(numerator)?, read(denominator)?);
        Ratio::new(numerator, denominator).map(|ratio| RatioLiteral::Fraction(numerator, denominator, ratio))
    }

    fn read(text: &str) -> Option<RatioLiteral> {
        if let Some(number) = text.strip_suffix('%') {
            RatioLiteral::percent(Decimal::read(number)?)
        } else if text.contains('/') {
            RatioLiteral::fraction(text)
        } else {
            RatioLiteral::decimal(Decimal::read(text)?)
        }
    }

    pub(crate) const fn ratio(self) -> Ratio {
        match self {
            RatioLiteral::Percent(_, ratio)
            | RatioLiteral::Fraction(_, _, ratio)
            | RatioLiteral::Decimal(_, ratio) => ratio,
        }
    }
}

/// A day is its first instant in UTC.
pub(crate) fn read_time(text: &str) -> Option<Timestamp> {
    if text.contains('T') {
        text.parse().ok()
    } else {
        format!("{text}T00:00:00Z").parse().ok()
    }
}

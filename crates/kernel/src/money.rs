//! Money: whole minor units of one currency. Never a float; overflow and mixing of currencies are errors.

use std::fmt;

use crate::Currency;

/// An amount in minor units (cents, yen, fils) of a currency.
///
/// ```
/// use bezant_kernel::{Currency, Money};
/// let price = Money::new(1099, Currency::EUR);
/// assert_eq!(price.checked_add(Money::new(1, Currency::EUR)).unwrap().minor(), 1100);
/// assert!(price.checked_add(Money::new(1, Currency::USD)).is_err());
/// assert_eq!(price.to_string(), "10.99 EUR");
/// ```
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i128,
    currency: Currency,
}

/// Why a calculation with money has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit.
    #[error("the amount is too large")]
    Overflow,
    /// The amounts are of two currencies.
    #[error("the amounts are of different currencies, {0} and {1}")]
    CurrencyMismatch(Currency, Currency),
}

impl Money {
    /// An amount of `minor` units of `currency`.
    pub const fn new(minor: i128, currency: Currency) -> Self {
        Money { minor, currency }
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Money { minor: 0, currency }
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i128 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Whether the amount is nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.combine(other, i128::checked_add)
    }

    /// The difference.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.combine(other, i128::checked_sub)
    }

    /// The share of `basis_points` ten-thousandths, rounded half up away from zero.
    pub fn basis_points(self, basis_points: u32) -> Result<Money, MoneyError> {
        let scaled = self
            .minor
            .checked_mul(i128::from(basis_points))
            .ok_or(MoneyError::Overflow)?;
        let half = if scaled < 0 { -5_000 } else { 5_000 };
        let rounded = scaled.checked_add(half).ok_or(MoneyError::Overflow)? / 10_000;
        Ok(Money::new(rounded, self.currency))
    }

    fn combine(self, other: Money, operation: fn(i128, i128) -> Option<i128>) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        operation(self.minor, other.minor)
            .map(|minor| Money::new(minor, self.currency))
            .ok_or(MoneyError::Overflow)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = u32::from(self.currency.minor_digits());
        let sign = if self.minor < 0 { "-" } else { "" };
        let scale = 10u128.pow(digits);
        let (major, rest) = (
            self.minor.unsigned_abs() / scale,
            self.minor.unsigned_abs() % scale,
        );
        if digits == 0 {
            write!(f, "{sign}{major} {}", self.currency)
        } else {
            write!(
                f,
                "{sign}{major}.{rest:0width$} {}",
                self.currency,
                width = digits as usize
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prints_by_the_currency_s_digits() {
        assert_eq!(Money::new(-5, Currency::EUR).to_string(), "-0.05 EUR");
        assert_eq!(
            Money::new(500, Currency::from_code("JPY").unwrap()).to_string(),
            "500 JPY"
        );
        assert_eq!(
            Money::new(1234, Currency::from_code("KWD").unwrap()).to_string(),
            "1.234 KWD"
        );
        assert!(
            Money::new(i128::MIN, Currency::EUR)
                .to_string()
                .starts_with("-1701411834604692317316873037158841057")
        );
    }

    #[test]
    fn basis_points_round_half_up() {
        let euro = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(euro(1_000).basis_points(250), Ok(euro(25)));
        assert_eq!(euro(50).basis_points(100), Ok(euro(1)));
        assert_eq!(euro(49).basis_points(100), Ok(euro(0)));
        assert_eq!(euro(-50).basis_points(100), Ok(euro(-1)));
        assert_eq!(euro(i128::MAX).basis_points(2), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn addition_agrees_with_checked_integers(a: i128, b: i128) {
            let sum = Money::new(a, Currency::USD).checked_add(Money::new(b, Currency::USD));
            prop_assert_eq!(sum.ok().map(Money::minor), a.checked_add(b));
        }

        #[test]
        fn currencies_never_mix(a: i128, b: i128) {
            let difference = Money::new(a, Currency::USD).checked_sub(Money::new(b, Currency::EUR));
            prop_assert_eq!(difference, Err(MoneyError::CurrencyMismatch(Currency::USD, Currency::EUR)));
        }
    }
}

//! Amounts: whole minor units with their currency, from and to decimal texts without a float in between.

use std::fmt;

/// An amount of money, such as 4990 minor units of EUR: 49.90.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Whole minor units.
    pub amount: i64,
    /// As in ISO 4217.
    pub currency: String,
}

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Three capital letters are.
    #[error("'{0}' is no currency code")]
    Currency(String),
    /// No decimal number, or with more decimals than the currency has.
    #[error("'{0}' is no amount of this currency")]
    Amount(String),
    /// More than 63 bits.
    #[error("'{0}' is too large")]
    TooLarge(String),
}

/// How many decimal places a currency has: 2 for EUR, 0 for JPY, 3 for KWD.
pub fn minor_digits(currency: &str) -> Result<usize, MoneyError> {
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(MoneyError::Currency(currency.to_owned()));
    }
    // ISO 4217 where it is not two.
    Ok(match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    })
}

impl Money {
    /// `Money::parse("49.90", "EUR")` is 4990 minor units.
    pub fn parse(decimal: &str, currency: &str) -> Result<Self, MoneyError> {
        let digits = minor_digits(currency)?;
        let (sign, unsigned) = match decimal.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", decimal),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || !is_number(whole)
            || !is_number(fraction)
            || fraction.len() > digits
            || unsigned.ends_with('.')
        {
            return Err(MoneyError::Amount(decimal.to_owned()));
        }
        let amount = format!("{sign}{whole}{fraction:0<digits$}").parse();
        Ok(Money {
            amount: amount.map_err(|_| MoneyError::TooLarge(decimal.to_owned()))?,
            currency: currency.to_owned(),
        })
    }
}

/// `49.90`, without the currency.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = minor_digits(&self.currency).map_err(|_| fmt::Error)?;
        let sign = if self.amount < 0 { "-" } else { "" };
        let text = format!("{:0>1$}", self.amount.unsigned_abs(), digits + 1);
        let (whole, fraction) = text.split_at(text.len() - digits);
        match digits {
            0 => write!(f, "{sign}{whole}"),
            _ => write!(f, "{sign}{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_whole_minor_units_and_back() {
        for (text, currency, amount) in [
            ("49.90", "EUR", 4990),
            ("-0.05", "EUR", -5),
            ("500", "JPY", 500),
            ("1.234", "KWD", 1234),
            ("92233720368547758.07", "USD", i64::MAX),
        ] {
            let money = Money::parse(text, currency).unwrap();
            assert_eq!((money.amount, &*money.to_string()), (amount, text));
        }
        assert_eq!(Money::parse("7", "EUR").unwrap().amount, 700);
    }

    #[test]
    fn what_would_be_rounded_is_refused() {
        for text in ["1.005", "1.", ".5", "1e3", "", "-", "1,00", "+1", "１"] {
            assert_eq!(
                Money::parse(text, "EUR"),
                Err(MoneyError::Amount(text.to_owned()))
            );
        }
        assert!(matches!(
            Money::parse("92233720368547758.08", "USD"),
            Err(MoneyError::TooLarge(_))
        ));
        assert!(matches!(Money::parse("1", "eur"), Err(MoneyError::Currency(_))));
    }
}

//! Amounts as people write and read them: `10.99` of a currency with two digits is 1099 minor units.

use bezant_kernel::{Currency, Money};
use serde_json::Value;

/// Why a text is no amount.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidAmount {
    /// Not digits with at most one point between them.
    #[error("an amount is written in digits, such as 10 or 10.99")]
    Form,
    /// The currency has fewer digits behind the point.
    #[error("{0} has {digits} digits behind the point", digits = .0.minor_digits())]
    TooFine(Currency),
    /// More than the API takes.
    #[error("the amount is too large")]
    TooLarge,
}

/// The minor units in a text. Nothing is rounded.
pub(crate) fn minor_units(text: &str, currency: Currency) -> Result<u64, InvalidAmount> {
    let (major, minor) = text.split_once('.').unwrap_or((text, ""));
    let has_empty_part = major.is_empty() || (minor.is_empty() && text.contains('.'));
    if has_empty_part
        || !major
            .bytes()
            .chain(minor.bytes())
            .all(|byte| byte.is_ascii_digit())
    {
        return Err(InvalidAmount::Form);
    }
    let digits = usize::from(currency.minor_digits());
    if minor.len() > digits {
        return Err(InvalidAmount::TooFine(currency));
    }
    let zeros = "0".repeat(digits - minor.len());
    format!("{major}{minor}{zeros}")
        .parse()
        .map_err(|_| InvalidAmount::TooLarge)
}

/// Minor units from the API for people; nothing if it is no whole number.
pub(crate) fn shown(minor: &Value, currency: Currency) -> Option<String> {
    let minor = minor
        .as_i64()
        .map(i128::from)
        .or_else(|| minor.as_u64().map(i128::from))?;
    Some(Money::new(minor, currency).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_rounded_or_guessed() {
        let yen = Currency::from_code("JPY").unwrap();
        for (text, currency, minor) in [
            ("10.99", Currency::EUR, Ok(1_099)),
            ("10", Currency::EUR, Ok(1_000)),
            ("0.5", Currency::EUR, Ok(50)),
            ("007", yen, Ok(7)),
            ("1.0", yen, Err(InvalidAmount::TooFine(yen))),
            ("0.001", Currency::EUR, Err(InvalidAmount::TooFine(Currency::EUR))),
            ("-1", Currency::EUR, Err(InvalidAmount::Form)),
            ("1,50", Currency::EUR, Err(InvalidAmount::Form)),
            (".5", Currency::EUR, Err(InvalidAmount::Form)),
            ("5.", Currency::EUR, Err(InvalidAmount::Form)),
            ("1.2.3", Currency::EUR, Err(InvalidAmount::Form)),
            ("", Currency::EUR, Err(InvalidAmount::Form)),
            (
                "99999999999999999999",
                Currency::EUR,
                Err(InvalidAmount::TooLarge),
            ),
        ] {
            assert_eq!(minor_units(text, currency), minor, "{text}");
        }
        assert_eq!(shown(&Value::from(-5), Currency::EUR).unwrap(), "-0.05 EUR");
        assert_eq!(shown(&Value::from("5"), Currency::EUR), None);
    }
}

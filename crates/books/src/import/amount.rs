//! Amounts as decimal text, exact.

use bezant_kernel::{Currency, Money};

/// The amount that `text` says in major units (`12.50`), if it is positive and no finer than the currency's minor unit.
pub(super) fn parse(text: &str, currency: Currency) -> Option<Money> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = usize::from(currency.minor_digits());
    let kept = fraction.trim_end_matches('0');
    if !are_digits(whole) || !are_digits(fraction) || kept.len() > digits {
        return None;
    }
    let minor: i128 = format!("{whole}{kept:0<digits$}").parse().ok()?;
    (minor > 0).then(|| Money::new(minor, currency))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn takes_what_is_exact_and_nothing_else() {
        let minor = |text, code| parse(text, Currency::from_code(code).unwrap()).map(Money::minor);
        for (text, code, expected) in [
            ("12.50", "EUR", Some(1_250)),
            ("12.5", "EUR", Some(1_250)),
            ("12.5000", "EUR", Some(1_250)),
            ("12", "JPY", Some(12)),
            ("12.0", "JPY", Some(12)),
            ("0.001", "BHD", Some(1)),
            ("12.505", "EUR", None),
            ("12.5", "JPY", None),
            ("-1", "EUR", None),
            ("+1", "EUR", None),
            ("0.00", "EUR", None),
            ("1,000.00", "EUR", None),
            ("1e3", "EUR", None),
            (".5", "EUR", None),
            ("5.", "EUR", None),
            ("", "EUR", None),
            ("1.2.3", "EUR", None),
            ("999999999999999999999999999999999999999", "EUR", None),
        ] {
            assert_eq!(minor(text, code), expected, "{text} {code}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_money_prints(minor in 1..i128::MAX, at in 0usize..150) {
            let currency = Currency::all().nth(at).unwrap_or(Currency::EUR);
            let money = Money::new(minor, currency);
            let text = money.to_string();
            prop_assert_eq!(parse(text.split(' ').next().unwrap(), currency), Some(money));
        }
    }
}

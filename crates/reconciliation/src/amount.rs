//! Amounts as files write them, read into whole minor units without a float in between.

use bezant_kernel::{Currency, Money};

/// The text is not an amount in the declared form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an amount: digits in groups of three where a thousands separator is declared, no more decimals than the currency has"
)]
pub struct InvalidAmount;

/// More digits are no bank's amount, and sums of hundreds of thousands of such amounts still fit.
const MAXIMUM_DIGITS: usize = 27;

/// Reads `-1,234.50`, `1.234,50-`, `(12.00)` and the like. A thousands separator must stand where one belongs: with
/// `.` for thousands, `1.5` is refused and not read as 15. More decimals than the currency has must be zeros.
pub fn parse_amount(
    text: &str,
    decimal: char,
    thousands: Option<char>,
    currency: Currency,
) -> Result<Money, InvalidAmount> {
    let text = text.trim();
    let (negative, digits) = signed(text)?;
    let (whole, fraction) = match digits.split_once(decimal) {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let mut minor: i128 = 0;
    let mut count = 0;
    let mut push = |byte: u8| {
        count += 1;
        if !byte.is_ascii_digit() || count > MAXIMUM_DIGITS {
            return Err(InvalidAmount);
        }
        minor = minor * 10 + i128::from(byte - b'0');
        Ok(())
    };
    let groups: Vec<&str> = match thousands {
        Some(separator) => whole.split(separator).collect(),
        None => vec![whole],
    };
    let is_grouped = groups.len() > 1;
    for (at, group) in groups.iter().enumerate() {
        // India groups by two above the thousands.
        let fits = match (is_grouped, at) {
            (false, _) => true,
            (true, 0) => (1..=3).contains(&group.len()),
            (true, _) if at + 1 == groups.len() => group.len() == 3,
            (true, _) => (2..=3).contains(&group.len()),
        };
        if !fits {
            return Err(InvalidAmount);
        }
        group.bytes().try_for_each(&mut push)?;
    }
    let places = usize::from(currency.minor_digits());
    let (kept, dropped) = fraction
        .split_at_checked(places.min(fraction.len()))
        .ok_or(InvalidAmount)?;
    if whole.is_empty() && fraction.is_empty() || !dropped.bytes().all(|byte| byte == b'0') {
        return Err(InvalidAmount);
    }
    kept.bytes().try_for_each(&mut push)?;
    (kept.len()..places).try_for_each(|_| push(b'0'))?;
    Ok(Money::new(if negative { -minor } else { minor }, currency))
}

fn signed(text: &str) -> Result<(bool, &str), InvalidAmount> {
    const MINUS: [char; 2] = ['-', '\u{2212}'];
    let (negative, rest) = if let Some(rest) = text.strip_prefix(MINUS).or_else(|| text.strip_suffix(MINUS)) {
        (true, rest)
    } else if let Some(rest) = text.strip_prefix('(') {
        (true, rest.strip_suffix(')').ok_or(InvalidAmount)?)
    } else {
        (
            false,
            text.strip_prefix('+')
                .or_else(|| text.strip_suffix('+'))
                .unwrap_or(text),
        )
    };
    Ok((negative, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_banks_write_and_refuses_what_is_ambiguous() {
        let read = |text, decimal, thousands, code| {
            let currency = Currency::from_code(code).unwrap();
            parse_amount(text, decimal, thousands, currency)
                .ok()
                .map(Money::minor)
        };
        for (text, decimal, thousands, code, minor) in [
            ("1234.50", '.', None, "EUR", Some(123_450)),
            (" -1,234.5 ", '.', Some(','), "EUR", Some(-123_450)),
            ("1.234.567,89-", ',', Some('.'), "EUR", Some(-123_456_789)),
            ("12,34,567.00", '.', Some(','), "INR", Some(123_456_700)),
            ("(12.00)", '.', None, "USD", Some(-1_200)),
            ("\u{2212}7", '.', None, "JPY", Some(-7)),
            ("+5,", ',', None, "EUR", Some(500)),
            (",05", ',', None, "EUR", Some(5)),
            ("1'000.10", '.', Some('\''), "CHF", Some(100_010)),
            ("1 000,10", ',', Some(' '), "PLN", Some(100_010)),
            ("1.2345", '.', None, "KWD", None),
            ("1.2340", '.', None, "KWD", Some(1_234)),
            ("10.00000", '.', None, "JPY", Some(10)),
            ("1.5", ',', Some('.'), "EUR", None),
            ("1.5", ',', None, "EUR", None),
            ("1,2,3", ',', None, "EUR", None),
            ("12.345", '.', None, "EUR", None),
            ("1e5", '.', None, "EUR", None),
            ("--5", '.', None, "EUR", None),
            ("", '.', None, "EUR", None),
            ("-", '.', None, "EUR", None),
            (".", '.', None, "EUR", None),
            ("(5", '.', None, "EUR", None),
            ("5.0é", '.', None, "EUR", None),
            ("1234567890123456789012345678", '.', None, "JPY", None),
            ("٣", '.', None, "EUR", None),
        ] {
            assert_eq!(read(text, decimal, thousands, code), minor, "{text}");
        }
    }
}

//! What Stripe can do, and how it writes amounts.

use bezant_kernel::{Currency, MethodKind, Money, OperationKind};

/// Wallets (Apple Pay, Google Pay) reach Stripe as cards.
pub(super) const METHODS: &[MethodKind] = &[MethodKind::Card, MethodKind::Wallet];
pub(super) const OPERATIONS: &[OperationKind] = OperationKind::ALL;

/// Where Stripe's minor unit has other digits than ISO 4217's (docs.stripe.com/currencies): MGA is written without
/// decimals, ISK and UGX with two that must be zero.
const OTHER_DIGITS: &[(&str, u8)] = &[("ISK", 2), ("MGA", 0), ("UGX", 2)];

fn digits(currency: Currency) -> u8 {
    let other = OTHER_DIGITS.iter().find(|row| row.0 == currency.code());
    other.map_or(currency.minor_digits(), |row| row.1)
}

/// The amount in Stripe's smallest unit, where Stripe can write it.
pub(super) fn to_stripe(money: Money) -> Option<i64> {
    let (ours, theirs) = (money.currency().minor_digits(), digits(money.currency()));
    let minor = if theirs >= ours {
        money.minor().checked_mul(10i128.pow(u32::from(theirs - ours)))?
    } else {
        let unit = 10i128.pow(u32::from(ours - theirs));
        (money.minor() % unit == 0).then_some(money.minor() / unit)?
    };
    // Of three decimals Stripe wants the last to be zero.
    if ours == 3 && minor % 10 != 0 {
        return None;
    }
    i64::try_from(minor).ok().filter(|minor| *minor > 0)
}

/// The money behind an amount of Stripe's; parts of our minor unit are rounded away from zero, as they occur in fees.
pub(super) fn from_stripe(amount: i64, currency: Currency) -> Money {
    let (ours, theirs) = (currency.minor_digits(), digits(currency));
    let minor = if ours >= theirs {
        i128::from(amount) * 10i128.pow(u32::from(ours - theirs))
    } else {
        let unit = 10i128.pow(u32::from(theirs - ours));
        let (whole, rest) = (i128::from(amount) / unit, i128::from(amount) % unit);
        whole + rest.signum()
    };
    Money::new(minor, currency)
}

/// The currency behind Stripe's lower-case code.
pub(super) fn currency(code: &str) -> Option<Currency> {
    Currency::from_code(&code.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_stripe_s_units() {
        for (code, ours, theirs) in [
            ("EUR", 1_099, Some(1_099)),
            ("JPY", 500, Some(500)),
            ("KWD", 5_120, Some(5_120)),
            ("KWD", 5_124, None),
            ("MGA", 500, Some(5)),
            ("MGA", 501, None),
            ("ISK", 5, Some(500)),
            ("UGX", 5, Some(500)),
            ("EUR", 0, None),
            ("EUR", -1, None),
            ("EUR", i128::MAX, None),
            ("ISK", i128::MAX, None),
        ] {
            let money = Money::new(ours, currency(code).unwrap());
            assert_eq!(to_stripe(money), theirs, "{money}");
            if let Some(theirs) = theirs {
                assert_eq!(from_stripe(theirs, money.currency()), money);
            }
        }
        let krona = currency("isk").unwrap();
        assert_eq!(from_stripe(101, krona), Money::new(2, krona));
    }
}

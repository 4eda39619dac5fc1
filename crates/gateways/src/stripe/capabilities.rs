//! What Stripe can do, and how it writes amounts.

use bezant_kernel::{Currency, MethodKind, Money, OperationKind};

use crate::minor_units::MinorUnits;

/// Wallets (Apple Pay, Google Pay) reach Stripe as cards.
pub(super) const METHODS: &[MethodKind] = &[MethodKind::Card, MethodKind::Wallet];
pub(super) const OPERATIONS: &[OperationKind] = OperationKind::ALL;

/// Where Stripe's minor unit has other digits than ISO 4217's (docs.stripe.com/currencies): MGA is written without
/// decimals, ISK and UGX with two that must be zero.
const OTHER_DIGITS: &[(&str, u8)] = &[("ISK", 2), ("MGA", 0), ("UGX", 2)];

const UNITS: MinorUnits = MinorUnits(OTHER_DIGITS);

/// The amount in Stripe's smallest unit, where Stripe can write it.
pub(super) fn to_stripe(money: Money) -> Option<i64> {
    let minor = UNITS.theirs(money)?;
    // Of three decimals Stripe wants the last to be zero.
    let written = money.currency().minor_digits() != 3 || minor % 10 == 0;
    written.then_some(minor)
}

/// The money behind an amount of Stripe's; parts of our minor unit are rounded away from zero, as they occur in fees.
pub(super) fn from_stripe(amount: i64, currency: Currency) -> Money {
    UNITS.ours(amount, currency)
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

//! What Adyen can do here, and how it writes amounts.

use bezant_kernel::{Currency, MethodKind, Money, OperationKind};

use crate::minor_units::MinorUnits;

/// Stored payment methods are cards; wallets need data from the shopper's device with each payment.
pub(super) const METHODS: &[MethodKind] = &[MethodKind::Card];
pub(super) const OPERATIONS: &[OperationKind] = OperationKind::ALL;

/// Where Adyen's minor unit has other digits than ISO 4217's (docs.adyen.com/development-resources/currency-codes).
const UNITS: MinorUnits = MinorUnits(&[("CLP", 2), ("CVE", 0), ("IDR", 0), ("ISK", 2)]);

/// The amount in Adyen's minor unit, where Adyen can write it.
pub(super) fn to_adyen(money: Money) -> Option<i64> {
    UNITS.theirs(money)
}

/// The money behind an amount of Adyen's.
pub(super) fn from_adyen(amount: i64, currency: Currency) -> Money {
    UNITS.ours(amount, currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_adyen_s_units() {
        for (code, ours, theirs) in [
            ("EUR", 1_099, Some(1_099)),
            ("JPY", 500, Some(500)),
            ("KWD", 5_124, Some(5_124)),
            ("CLP", 5, Some(500)),
            ("ISK", 5, Some(500)),
            ("CVE", 500, Some(5)),
            ("CVE", 501, None),
            ("IDR", 1_500_000, Some(15_000)),
            ("EUR", 0, None),
        ] {
            let money = Money::new(ours, Currency::from_code(code).unwrap());
            assert_eq!(to_adyen(money), theirs, "{money}");
            if let Some(theirs) = theirs {
                assert_eq!(from_adyen(theirs, money.currency()), money);
            }
        }
    }
}

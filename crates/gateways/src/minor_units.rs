//! Amounts at gateways whose minor units have other digits than ISO 4217's for a few currencies.

use bezant_kernel::{Currency, Money};

/// The currencies that a gateway writes with other digits, and those digits.
pub(crate) struct MinorUnits(pub(crate) &'static [(&'static str, u8)]);

impl MinorUnits {
    /// The amount in the gateway's smallest unit, where it is positive and can be written there.
    pub(crate) fn theirs(&self, money: Money) -> Option<i64> {
        let (ours, theirs) = (money.currency().minor_digits(), self.digits(money.currency()));
        let minor = if theirs >= ours {
            money.minor().checked_mul(10i128.pow(u32::from(theirs - ours)))?
        } else {
            let unit = 10i128.pow(u32::from(ours - theirs));
            (money.minor() % unit == 0).then_some(money.minor() / unit)?
        };
        i64::try_from(minor).ok().filter(|minor| *minor > 0)
    }

    /// The money behind a gateway's amount; parts of our minor unit are rounded away from zero, as they occur in fees.
    pub(crate) fn ours(&self, amount: i64, currency: Currency) -> Money {
        let (ours, theirs) = (currency.minor_digits(), self.digits(currency));
        let minor = if ours >= theirs {
            i128::from(amount) * 10i128.pow(u32::from(ours - theirs))
        } else {
            let unit = 10i128.pow(u32::from(theirs - ours));
            let (whole, rest) = (i128::from(amount) / unit, i128::from(amount) % unit);
            whole + rest.signum()
        };
        Money::new(minor, currency)
    }

    fn digits(&self, currency: Currency) -> u8 {
        let other = self.0.iter().find(|row| row.0 == currency.code());
        other.map_or(currency.minor_digits(), |row| row.1)
    }
}

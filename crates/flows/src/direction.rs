//! Which account is debited and which is credited.
//!
//! `from S to D` promises that S falls and D rises. If both are normal on the same side, exactly one orientation does
//! that. If not, none does: an asset and a liability rise together or fall together, and the flow must say which by
//! naming the sides.

use bezant_kernel::AccountType;

use crate::syntax::Direction;

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Debit,
    Credit,
}

/// Whether an account of this type falls when it stands on this side.
const fn falls(account_type: AccountType, side: Side) -> bool {
    match side {
        Side::Debit => !account_type.is_debit_normal(),
        Side::Credit => account_type.is_debit_normal(),
    }
}

impl Direction {
    /// The side on which the source stands; `None` where `from` and `to` do not tell.
    pub(crate) fn source_side(self, source: AccountType, destination: AccountType) -> Option<Side> {
        match self {
            Direction::DebitCredit => Some(Side::Debit),
            Direction::CreditDebit => Some(Side::Credit),
            Direction::FromTo if source.is_debit_normal() != destination.is_debit_normal() => None,
            Direction::FromTo if source.is_debit_normal() => Some(Side::Credit),
            Direction::FromTo => Some(Side::Debit),
        }
    }

    /// Whether a source of this type falls, so that what it has bounds what it gives.
    pub(crate) const fn source_falls(self, account_type: AccountType) -> bool {
        match self {
            Direction::FromTo => true,
            Direction::DebitCredit => falls(account_type, Side::Debit),
            Direction::CreditDebit => falls(account_type, Side::Credit),
        }
    }

    /// Whether a destination of this type falls.
    pub(crate) const fn destination_falls(self, account_type: AccountType) -> bool {
        match self {
            Direction::FromTo => false,
            Direction::DebitCredit => falls(account_type, Side::Credit),
            Direction::CreditDebit => falls(account_type, Side::Debit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_falls_and_to_rises_or_the_sides_are_named() {
        for source in AccountType::ALL {
            for destination in AccountType::ALL {
                let side = Direction::FromTo.source_side(source, destination);
                assert_eq!(
                    side.is_some(),
                    source.is_debit_normal() == destination.is_debit_normal()
                );
                if let Some(side) = side {
                    let other = if side == Side::Debit {
                        Side::Credit
                    } else {
                        Side::Debit
                    };
                    assert!(falls(source, side) && !falls(destination, other));
                }
                for direction in [Direction::DebitCredit, Direction::CreditDebit] {
                    let mixed = source.is_debit_normal() != destination.is_debit_normal();
                    let together = direction.source_falls(source) == direction.destination_falls(destination);
                    assert_eq!(mixed, together);
                }
            }
        }
    }
}

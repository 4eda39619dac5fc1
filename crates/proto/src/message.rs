//! Between messages and the values they stand for.

use crate::ledger::v1;
use crate::packed::PackedTransfer;

/// A field that can't hold what it should.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// The field's name in the message.
    pub field: &'static str,
}

impl std::fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is out of range", self.field)
    }
}

impl std::error::Error for OutOfRange {}

impl v1::U128 {
    /// Nothing for zero: that is what a message means that leaves the field out.
    pub fn unless_zero(value: u128) -> Option<Self> {
        (value != 0).then(|| v1::U128::from(value))
    }

    /// The value of a field that may be left out.
    pub fn or_zero(field: Option<&Self>) -> u128 {
        field.map_or(0, |value| u128::from(*value))
    }
}

impl From<u128> for v1::U128 {
    fn from(value: u128) -> Self {
        let bytes = value.to_be_bytes();
        let half =
            |at: usize| u64::from_be_bytes(*bytes[at..].first_chunk().expect("16 bytes have two halves"));
        v1::U128 {
            high: half(0),
            low: half(8),
        }
    }
}

impl From<v1::U128> for u128 {
    fn from(value: v1::U128) -> Self {
        u128::from(value.high) << 64 | u128::from(value.low)
    }
}

impl From<&PackedTransfer> for v1::Transfer {
    fn from(packed: &PackedTransfer) -> Self {
        v1::Transfer {
            id: v1::U128::unless_zero(packed.id),
            debit_account: v1::U128::unless_zero(packed.debit),
            credit_account: v1::U128::unless_zero(packed.credit),
            related: v1::U128::unless_zero(packed.related),
            amount: v1::U128::unless_zero(packed.amount),
            reference: v1::U128::unless_zero(packed.reference),
            effective_at_us: packed.effective_at_microseconds,
            timeout_seconds: packed.timeout_seconds,
            currency: u32::from(packed.currency),
            code: u32::from(packed.code),
            flags: u32::from(packed.flags),
            kind: i32::from(packed.kind),
            ..v1::Transfer::default()
        }
    }
}

impl TryFrom<&v1::Transfer> for PackedTransfer {
    type Error = OutOfRange;

    fn try_from(message: &v1::Transfer) -> Result<Self, OutOfRange> {
        let out_of_range = |field| OutOfRange { field };
        Ok(PackedTransfer {
            id: v1::U128::or_zero(message.id.as_ref()),
            debit: v1::U128::or_zero(message.debit_account.as_ref()),
            credit: v1::U128::or_zero(message.credit_account.as_ref()),
            related: v1::U128::or_zero(message.related.as_ref()),
            amount: v1::U128::or_zero(message.amount.as_ref()),
            reference: v1::U128::or_zero(message.reference.as_ref()),
            committed_at_microseconds: 0,
            effective_at_microseconds: message.effective_at_us,
            timeout_seconds: message.timeout_seconds,
            currency: message
                .currency
                .try_into()
                .map_err(|_| out_of_range("currency"))?,
            code: message.code.try_into().map_err(|_| out_of_range("code"))?,
            flags: message.flags.try_into().map_err(|_| out_of_range("flags"))?,
            kind: message.kind.try_into().map_err(|_| out_of_range("kind"))?,
            digest: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_transfer_says_the_same_in_both_forms(bytes in any::<[[u8; 32]; 4]>(), value in any::<u128>()) {
            let mut whole = [0; crate::TRANSFER_BYTES];
            whole.copy_from_slice(bytes.as_flattened());
            // What only the ledger itself sets has no place in the message, and words have none in the packed form.
            let packed = PackedTransfer {
                committed_at_microseconds: 0,
                digest: 0,
                ..PackedTransfer::from_bytes(&whole)
            };
            prop_assert_eq!(PackedTransfer::try_from(&v1::Transfer::from(&packed)), Ok(packed));
            prop_assert_eq!(u128::from(v1::U128::from(value)), value);
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let fits = v1::Transfer::default();
        assert_eq!(PackedTransfer::try_from(&fits), Ok(PackedTransfer::default()));
        let cases = [
            (
                v1::Transfer {
                    currency: 65_536,
                    ..fits.clone()
                },
                "currency",
            ),
            (
                v1::Transfer {
                    code: 65_536,
                    ..fits.clone()
                },
                "code",
            ),
            (
                v1::Transfer {
                    flags: u32::MAX,
                    ..fits.clone()
                },
                "flags",
            ),
            (
                v1::Transfer {
                    kind: -1,
                    ..fits.clone()
                },
                "kind",
            ),
            (v1::Transfer { kind: 256, ..fits }, "kind"),
        ];
        for (message, field) in cases {
            assert_eq!(PackedTransfer::try_from(&message), Err(OutOfRange { field }));
        }
    }
}

//! The transfer as it is stored: 128 bytes, little-endian, the same in the log, in snapshots and in the cold tier.
//!
//! | Bytes | Field | Bytes | Field |
//! |---|---|---|---|
//! | 0..16 | id | 96..104 | time, microseconds since 1970 |
//! | 16..32 | debit account | 104..106 | currency, ISO 4217 number |
//! | 32..48 | credit account | 106..108 | posting code |
//! | 48..64 | hold, zero if none | 108 | kind: 1 transfer, 2 hold, 3 post, 4 void |
//! | 64..80 | amount, minor units | 109 | outcome of a hold: 0 open, 1 posted, 2 voided |
//! | 80..96 | reference | 110..128 | zero, for fields to come |

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{AccountId, Currency, PostingCode, Timestamp, TransferId};

use crate::reader::Reader;
use crate::sums::MAX_SUM;

/// The size of a stored transfer.
pub const RECORD_BYTES: usize = 128;

/// The reserved id zero, where a transfer has no hold.
pub const NO_TRANSFER: TransferId = TransferId::from_u128(0);

/// One line of the journal. A post or void repeats the accounts and currency of its hold; a void repeats its amount.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The transfer's id.
    pub id: TransferId,
    /// The account that is debited.
    pub debit: AccountId,
    /// The account that is credited.
    pub credit: AccountId,
    /// The hold that a post or void ends; [`NO_TRANSFER`] for the other kinds.
    pub hold: TransferId,
    /// Minor units; positive.
    pub amount: u128,
    /// What the caller wants to find it by, such as the bits of a payment's id; zero for nothing.
    pub reference: u128,
    /// When it was decided.
    pub time: Timestamp,
    /// The currency of both accounts.
    pub currency: Currency,
    /// Why money moved.
    pub code: PostingCode,
    /// What it does.
    pub kind: TransferKind,
    /// How a finished hold ended; `Open` for everything else, and in every logged event.
    pub outcome: HoldOutcome,
}

/// What a transfer does. The numbers are stored for ever.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TransferKind {
    /// Moves money at once.
    Transfer = 1,
    /// Reserves money until a post or void.
    Hold = 2,
    /// Moves a hold's money, or part of it, and releases the rest.
    Post = 3,
    /// Releases a hold.
    Void = 4,
}

/// How a hold ended. The numbers are stored for ever.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum HoldOutcome {
    /// Not yet, or not a hold.
    Open = 0,
    /// By a post.
    Posted = 1,
    /// By a void.
    Voided = 2,
}

impl Transfer {
    /// The stored form.
    pub fn to_bytes(&self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0u8; RECORD_BYTES];
        bytes[0..16].copy_from_slice(&self.id.as_u128().to_le_bytes());
        bytes[16..32].copy_from_slice(&self.debit.as_u128().to_le_bytes());
        bytes[32..48].copy_from_slice(&self.credit.as_u128().to_le_bytes());
        bytes[48..64].copy_from_slice(&self.hold.as_u128().to_le_bytes());
        bytes[64..80].copy_from_slice(&self.amount.to_le_bytes());
        bytes[80..96].copy_from_slice(&self.reference.to_le_bytes());
        bytes[96..104].copy_from_slice(&self.time.as_microseconds().to_le_bytes());
        bytes[104..106].copy_from_slice(&self.currency.number().to_le_bytes());
        bytes[106..108].copy_from_slice(&self.code.0.to_le_bytes());
        bytes[108] = self.kind as u8;
        bytes[109] = self.outcome as u8;
        bytes
    }

    /// The transfer in these bytes, refused unless it could have been written by [`Transfer::to_bytes`].
    pub fn from_bytes(bytes: &[u8; RECORD_BYTES]) -> Result<Transfer, Corrupt> {
        let mut reader = Reader::new(bytes);
        let transfer = Transfer {
            id: TransferId::from_u128(reader.u128()?),
            debit: AccountId::from_u128(reader.u128()?),
            credit: AccountId::from_u128(reader.u128()?),
            hold: TransferId::from_u128(reader.u128()?),
            amount: reader.u128()?,
            reference: reader.u128()?,
            time: Timestamp::from_microseconds(reader.u64()?),
            currency: bezant_kernel::wire::currency_from(u32::from(reader.u16()?))?,
            code: PostingCode(reader.u16()?),
            kind: kind_from(reader.u8()?)?,
            outcome: outcome_from(reader.u8()?)?,
        };
        if reader.rest().iter().any(|&byte| byte != 0) {
            return Err(Corrupt("a transfer has fields this version does not know"));
        }
        if transfer.is_well_formed() {
            Ok(transfer)
        } else {
            Err(Corrupt("a transfer's fields contradict each other"))
        }
    }

    /// What holds for every transfer ever decided.
    pub(crate) fn is_well_formed(&self) -> bool {
        let ends_hold = matches!(self.kind, TransferKind::Post | TransferKind::Void);
        self.id != NO_TRANSFER
            && (1..=MAX_SUM).contains(&self.amount)
            && self.debit != self.credit
            && ends_hold == (self.hold != NO_TRANSFER)
            && (self.kind == TransferKind::Hold || self.outcome == HoldOutcome::Open)
    }
}

fn kind_from(byte: u8) -> Result<TransferKind, Corrupt> {
    match byte {
        1 => Ok(TransferKind::Transfer),
        2 => Ok(TransferKind::Hold),
        3 => Ok(TransferKind::Post),
        4 => Ok(TransferKind::Void),
        _ => Err(Corrupt("unknown kind of transfer")),
    }
}

fn outcome_from(byte: u8) -> Result<HoldOutcome, Corrupt> {
    match byte {
        0 => Ok(HoldOutcome::Open),
        1 => Ok(HoldOutcome::Posted),
        2 => Ok(HoldOutcome::Voided),
        _ => Err(Corrupt("unknown outcome of a hold")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn sample() -> Transfer {
        Transfer {
            id: TransferId::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10),
            debit: AccountId::from_u128(0xd1),
            credit: AccountId::from_u128(0xc2),
            hold: TransferId::from_u128(0xb3),
            amount: 1_099,
            reference: 0xa4 << 120,
            time: Timestamp::from_microseconds(1_700_000_000_123_456),
            currency: Currency::EUR,
            code: PostingCode(0x0203),
            kind: TransferKind::Post,
            outcome: HoldOutcome::Open,
        }
    }

    #[test]
    fn the_layout_never_changes() {
        let text: String = sample().to_bytes().iter().map(|b| format!("{b:02x}")).collect();
        let expected = concat!(
            "100f0e0d0c0b0a090807060504030201",
            "d1000000000000000000000000000000",
            "c2000000000000000000000000000000",
            "b3000000000000000000000000000000",
            "4b040000000000000000000000000000",
            "000000000000000000000000000000a4",
            "40222018240a0600",
            "d203",
            "0302",
            "03",
            "00",
            "000000000000000000000000000000000000",
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn refuses_what_was_never_written() {
        let good = sample().to_bytes();
        // (offset, byte, what it breaks)
        let cases = [
            (104, 0xff, "currency"),
            (108, 0, "kind"),
            (108, 5, "kind"),
            (108, 1, "a plain transfer with a hold"),
            (109, 1, "an outcome on a post"),
            (109, 3, "outcome"),
            (79, 0x80, "amount beyond the largest sum"),
            (110, 1, "reserved"),
            (127, 1, "reserved"),
        ];
        for (offset, byte, what) in cases {
            let mut bytes = good;
            bytes[offset] = byte;
            assert!(Transfer::from_bytes(&bytes).is_err(), "{what}");
        }
        for zeroed in [0..16, 48..64, 64..80] {
            let mut bytes = good;
            bytes[zeroed.clone()].fill(0);
            assert!(Transfer::from_bytes(&bytes).is_err(), "{zeroed:?}");
        }
    }

    proptest! {
        #[test]
        fn round_trips(id in 1u128.., debit: u128, credit: u128, hold in 1u128.., amount in 1..=MAX_SUM,
            reference: u128, time: u64, code: u16, kind in 1u8..5, outcome in 0u8..3) {
            prop_assume!(debit != credit);
            let kind = kind_from(kind).unwrap();
            let transfer = Transfer {
                id: TransferId::from_u128(id),
                debit: AccountId::from_u128(debit),
                credit: AccountId::from_u128(credit),
                hold: match kind {
                    TransferKind::Post | TransferKind::Void => TransferId::from_u128(hold),
                    TransferKind::Transfer | TransferKind::Hold => NO_TRANSFER,
                },
                amount,
                reference,
                time: Timestamp::from_microseconds(time),
                currency: Currency::USD,
                code: PostingCode(code),
                kind,
                outcome: if kind == TransferKind::Hold { outcome_from(outcome).unwrap() } else { HoldOutcome::Open },
            };
            prop_assert_eq!(Transfer::from_bytes(&transfer.to_bytes()), Ok(transfer));
        }
    }
}

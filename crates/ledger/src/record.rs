//! The transfer as it is stored: 128 bytes, little-endian, the same in requests, in the log and in snapshots.
//!
//! | Bytes | Field | Bytes | Field |
//! |---|---|---|---|
//! | 0..16 | id | 104..112 | effective time, microseconds since 1970 |
//! | 16..32 | debit account | 112..116 | timeout of a hold in seconds, zero for none |
//! | 32..48 | credit account | 116..118 | currency, ISO 4217 number |
//! | 48..64 | related transfer, zero if none | 118..120 | posting code |
//! | 64..80 | amount, minor units | 120..122 | flags, see [`Flags`] |
//! | 80..96 | reference | 122 | kind, see [`TransferKind`] |
//! | 96..104 | commit time, microseconds since 1970 | 123 | outcome of a hold, zero in the log |
//! | | | 124..128 | digest of what is attached, zero for nothing |

use bezant_kernel::wire::{Corrupt, currency_from};
use bezant_kernel::{AccountId, Currency, PostingCode, Timestamp, TransferId};

use crate::flags::Flags;
use crate::reader::Reader;
use crate::sums::MAX_SUM;

/// The size of a stored transfer.
pub const RECORD_BYTES: usize = 128;

/// A packed transfer, requested or stored.
pub(crate) type Packed = [u8; RECORD_BYTES];

/// The reserved id zero, where a transfer has no related one.
pub const NO_TRANSFER: TransferId = TransferId::from_u128(0);

/// Where the fields start that are written one by one.
pub(crate) mod offset {
    pub(crate) const DEBIT: usize = 16;
    pub(crate) const CREDIT: usize = 32;
    pub(crate) const RELATED: usize = 48;
    pub(crate) const AMOUNT: usize = 64;
    pub(crate) const REFERENCE: usize = 80;
    pub(crate) const TIME: usize = 96;
    pub(crate) const EFFECTIVE: usize = 104;
    pub(crate) const TIMEOUT: usize = 112;
    pub(crate) const CURRENCY: usize = 116;
    pub(crate) const CODE: usize = 118;
    pub(crate) const FLAGS: usize = 120;
    pub(crate) const KIND: usize = 122;
    pub(crate) const OUTCOME: usize = 123;
    pub(crate) const DIGEST: usize = 124;
}

/// One line of the journal. What ends a hold repeats the hold's accounts and currency; a reversal repeats those of its
/// original with the sides exchanged.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The transfer's id.
    pub id: TransferId,
    /// The account that is debited.
    pub debit: AccountId,
    /// The account that is credited.
    pub credit: AccountId,
    /// The hold that this ends, or the original of a reversal; [`NO_TRANSFER`] for the other kinds.
    pub related: TransferId,
    /// Minor units; positive, or zero where it closes an account.
    pub amount: u128,
    /// What the caller wants to find it by, such as the bits of a payment's id; zero for nothing.
    pub reference: u128,
    /// When it was decided.
    pub time: Timestamp,
    /// When it counts in the books; never later than `time`.
    pub effective: Timestamp,
    /// After how many seconds a hold ends by itself; zero for never.
    pub timeout_seconds: u32,
    /// The currency of both accounts.
    pub currency: Currency,
    /// Why money moved.
    pub code: PostingCode,
    /// How it was asked for.
    pub flags: Flags,
    /// What it does.
    pub kind: TransferKind,
    /// How a finished hold ended; `Open` for everything else, and in every logged event.
    pub outcome: HoldOutcome,
    /// Digest of the metadata and external reference that were attached; zero for none.
    pub digest: u32,
}

/// What a transfer does. The numbers are stored for ever.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TransferKind {
    /// Moves money at once.
    Transfer = 1,
    /// Reserves money until a post, a void or its timeout.
    Hold = 2,
    /// Moves a hold's money, or part of it, and releases the rest.
    Post = 3,
    /// Releases a hold.
    Void = 4,
    /// Releases a hold whose time is over. Never asked for by a caller.
    Expiry = 5,
    /// Moves the money of a transfer or post back.
    Reversal = 6,
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
    /// By its timeout.
    Expired = 3,
}

impl TransferKind {
    /// The kind with this number.
    #[inline]
    pub const fn from_number(number: u8) -> Option<TransferKind> {
        match number {
            1 => Some(TransferKind::Transfer),
            2 => Some(TransferKind::Hold),
            3 => Some(TransferKind::Post),
            4 => Some(TransferKind::Void),
            5 => Some(TransferKind::Expiry),
            6 => Some(TransferKind::Reversal),
            _ => None,
        }
    }

    /// The word that users know it by.
    pub const fn as_str(self) -> &'static str {
        match self {
            TransferKind::Transfer => "transfer",
            TransferKind::Hold => "hold",
            TransferKind::Post => "post",
            TransferKind::Void => "void",
            TransferKind::Expiry => "expiry",
            TransferKind::Reversal => "reversal",
        }
    }

    /// Whether it ends a hold.
    pub const fn ends_hold(self) -> bool {
        match self {
            TransferKind::Post | TransferKind::Void | TransferKind::Expiry => true,
            TransferKind::Transfer | TransferKind::Hold | TransferKind::Reversal => false,
        }
    }

    /// The flags that can stand on it.
    pub(crate) const fn allowed_flags(self) -> Flags {
        const ALWAYS: Flags = Flags::LINKED.with(Flags::INTERNAL);
        match self {
            TransferKind::Transfer | TransferKind::Hold => ALWAYS.with(Flags::BALANCING).with(Flags::CLOSING),
            // The closing flags of the hold stand on what ends it too.
            TransferKind::Post | TransferKind::Void => ALWAYS.with(Flags::WHOLE_CHAIN).with(Flags::CLOSING),
            TransferKind::Expiry => ALWAYS.with(Flags::CLOSING),
            TransferKind::Reversal => ALWAYS,
        }
    }
}

impl Transfer {
    /// The stored form.
    pub fn to_bytes(&self) -> [u8; RECORD_BYTES] {
        let mut bytes = [0u8; RECORD_BYTES];
        bytes[0..16].copy_from_slice(&self.id.as_u128().to_le_bytes());
        put(&mut bytes, offset::DEBIT, self.debit.as_u128().to_le_bytes());
        put(&mut bytes, offset::CREDIT, self.credit.as_u128().to_le_bytes());
        put(&mut bytes, offset::RELATED, self.related.as_u128().to_le_bytes());
        put(&mut bytes, offset::AMOUNT, self.amount.to_le_bytes());
        put(&mut bytes, offset::REFERENCE, self.reference.to_le_bytes());
        put(
            &mut bytes,
            offset::TIME,
            self.time.as_microseconds().to_le_bytes(),
        );
        put(
            &mut bytes,
            offset::EFFECTIVE,
            self.effective.as_microseconds().to_le_bytes(),
        );
        put(&mut bytes, offset::TIMEOUT, self.timeout_seconds.to_le_bytes());
        put(&mut bytes, offset::CURRENCY, self.currency.number().to_le_bytes());
        put(&mut bytes, offset::CODE, self.code.0.to_le_bytes());
        put(&mut bytes, offset::FLAGS, self.flags.bits().to_le_bytes());
        bytes[offset::KIND] = self.kind as u8;
        bytes[offset::OUTCOME] = self.outcome as u8;
        put(&mut bytes, offset::DIGEST, self.digest.to_le_bytes());
        bytes
    }

    /// The transfer in these bytes, refused unless it could have been written by [`Transfer::to_bytes`].
    pub fn from_bytes(bytes: &[u8; RECORD_BYTES]) -> Result<Transfer, Corrupt> {
        let mut reader = Reader::new(bytes);
        let transfer = Transfer {
            id: TransferId::from_u128(reader.u128()?),
            debit: AccountId::from_u128(reader.u128()?),
            credit: AccountId::from_u128(reader.u128()?),
            related: TransferId::from_u128(reader.u128()?),
            amount: reader.u128()?,
            reference: reader.u128()?,
            time: Timestamp::from_microseconds(reader.u64()?),
            effective: Timestamp::from_microseconds(reader.u64()?),
            timeout_seconds: reader.u32()?,
            currency: currency_from(u32::from(reader.u16()?))?,
            code: PostingCode(reader.u16()?),
            flags: Flags::from_bits(reader.u16()?).ok_or(Corrupt("unknown flags of a transfer"))?,
            kind: TransferKind::from_number(reader.u8()?).ok_or(Corrupt("unknown kind of transfer"))?,
            outcome: outcome_from(reader.u8()?)?,
            digest: reader.u32()?,
        };
        if transfer.is_well_formed() {
            Ok(transfer)
        } else {
            Err(Corrupt("a transfer's fields contradict each other"))
        }
    }

    /// What holds for every transfer ever decided.
    #[inline]
    pub(crate) fn is_well_formed(&self) -> bool {
        let names_another = self.kind.ends_hold() || self.kind == TransferKind::Reversal;
        self.id != NO_TRANSFER
            && self.amount <= MAX_SUM
            && (self.amount != 0 || self.flags.intersects(Flags::CLOSING))
            && self.debit != self.credit
            && names_another == (self.related != NO_TRANSFER)
            && self.effective <= self.time
            && self.kind.allowed_flags().contains(self.flags)
            && (self.kind == TransferKind::Hold
                || (self.outcome == HoldOutcome::Open && self.timeout_seconds == 0))
            && (self.kind != TransferKind::Expiry || self.flags.contains(Flags::INTERNAL))
    }

    /// When a hold ends by itself, if it does.
    pub fn deadline(&self) -> Option<Timestamp> {
        let span = bezant_kernel::Milliseconds(u64::from(self.timeout_seconds) * 1_000);
        (self.timeout_seconds != 0).then(|| self.time.after(span))
    }

    /// Whether the hold that this ends is one of Bezant's own. Expiries and the further members of a whole chain are
    /// made by Bezant too, but for holds of callers.
    pub fn ends_internal_hold(&self) -> bool {
        self.flags.contains(Flags::INTERNAL)
            && self.kind != TransferKind::Expiry
            && !self.flags.contains(Flags::WHOLE_CHAIN)
    }
}

/// Writes a field.
#[inline]
pub(crate) fn put<const N: usize>(bytes: &mut Packed, at: usize, field: [u8; N]) {
    bytes[at..at + N].copy_from_slice(&field);
}

/// Reads a field of 16 bytes.
#[inline]
pub(crate) fn u128_at(bytes: &Packed, at: usize) -> u128 {
    u128::from_le_bytes(array_at(bytes, at))
}

/// Reads a field.
#[inline]
pub(crate) fn array_at<const N: usize>(bytes: &Packed, at: usize) -> [u8; N] {
    bytes[at..at + N]
        .try_into()
        .expect("the fields of a record have fixed places")
}

fn outcome_from(byte: u8) -> Result<HoldOutcome, Corrupt> {
    match byte {
        0 => Ok(HoldOutcome::Open),
        1 => Ok(HoldOutcome::Posted),
        2 => Ok(HoldOutcome::Voided),
        3 => Ok(HoldOutcome::Expired),
        _ => Err(Corrupt("unknown outcome of a hold")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> Transfer {
        Transfer {
            id: TransferId::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10),
            debit: AccountId::from_u128(0xd1),
            credit: AccountId::from_u128(0xc2),
            related: TransferId::from_u128(0xb3),
            amount: 1_099,
            reference: 0xa4 << 120,
            time: Timestamp::from_microseconds(1_700_000_000_123_456),
            effective: Timestamp::from_microseconds(1_700_000_000_000_000),
            timeout_seconds: 0,
            currency: Currency::EUR,
            code: PostingCode(0x0203),
            flags: Flags::LINKED.with(Flags::WHOLE_CHAIN),
            kind: TransferKind::Post,
            outcome: HoldOutcome::Open,
            digest: 0x0807_0605,
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
            "00401e18240a0600",
            "00000000",
            "d203",
            "0302",
            "2100",
            "03",
            "00",
            "05060708",
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn refuses_what_was_never_written() {
        let good = sample().to_bytes();
        // (offset, byte, what it breaks)
        let cases = [
            (offset::CURRENCY, 0xff, "currency"),
            (offset::KIND, 0, "kind"),
            (offset::KIND, 7, "kind"),
            (offset::KIND, 1, "a plain transfer with a hold"),
            (offset::KIND, 5, "an expiry that a caller made"),
            (offset::OUTCOME, 1, "an outcome on a post"),
            (offset::OUTCOME, 4, "outcome"),
            (offset::FLAGS, 2, "a balancing post"),
            (offset::FLAGS, 64, "an unknown flag"),
            (offset::TIMEOUT, 1, "a post with a timeout"),
            (offset::EFFECTIVE + 7, 1, "effective after the commit"),
            (79, 0x80, "amount beyond the largest sum"),
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
        fn what_decodes_is_written_the_same(
            fields: [u128; 4], amount in 1..=MAX_SUM, times: (u64, u64), timeout: u32, digest: u32,
            flags in prop_oneof![Just(0u16), any::<u16>()], kind in 0u8..8, outcome in 0u8..5,
        ) {
            let mut bytes = sample().to_bytes();
            for (field, value) in [0, 16, 32, 48].into_iter().zip(fields) {
                put(&mut bytes, field, value.to_le_bytes());
            }
            put(&mut bytes, offset::AMOUNT, amount.to_le_bytes());
            put(&mut bytes, offset::TIME, times.0.max(times.1).to_le_bytes());
            put(&mut bytes, offset::EFFECTIVE, times.0.min(times.1).to_le_bytes());
            put(&mut bytes, offset::TIMEOUT, timeout.to_le_bytes());
            put(&mut bytes, offset::FLAGS, flags.to_le_bytes());
            put(&mut bytes, offset::DIGEST, digest.to_le_bytes());
            bytes[offset::KIND] = kind;
            bytes[offset::OUTCOME] = outcome;
            if let Ok(transfer) = Transfer::from_bytes(&bytes) {
                prop_assert_eq!(transfer.to_bytes(), bytes);
            }
        }
    }
}

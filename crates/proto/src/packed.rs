//! The packed layouts: a transfer in 128 bytes, a result in 8, an id in 16; all little-endian.
//!
//! | Bytes | Field of a transfer | Bytes | Field of a transfer |
//! |---|---|---|---|
//! | 0..16 | id | 96..104 | commit time, microseconds since 1970; zero in a request |
//! | 16..32 | debit account | 104..112 | effective time; zero in a request for the commit time |
//! | 32..48 | credit account | 112..116 | timeout of a hold in seconds, zero for none |
//! | 48..64 | related transfer: a hold, or the original of a reversal | 116..118 | currency, ISO 4217 number |
//! | 64..80 | amount, minor units | 118..120 | code |
//! | 80..96 | reference | 120..122 | flags |
//! | 122 | kind | 123 | zero |
//! | 124..128 | digest of what is attached, zero for nothing; in a request the server sets it | | |
//!
//! A result: index of the item (4 bytes), [`crate::ledger::v1::ResultCode`] (2), number of the field it is about (2).

use bytes::{BufMut, Bytes, BytesMut};

/// The size of a packed transfer.
pub const TRANSFER_BYTES: usize = 128;

/// The size of a packed result.
pub const RESULT_BYTES: usize = 8;

/// The most transfers in one batch.
pub const MAX_BATCH_ITEMS: usize = 8_190;

const ID_BYTES: usize = 16;

/// What a transfer does; byte 122. The numbers never change.
pub mod kinds {
    /// Moves money at once.
    pub const TRANSFER: u8 = 1;
    /// Reserves money until it is posted or voided, or its timeout passes.
    pub const HOLD: u8 = 2;
    /// Moves a hold's money, or part of it, and releases the rest.
    pub const POST: u8 = 3;
    /// Releases a hold.
    pub const VOID: u8 = 4;
    /// A hold released by its timeout. Never in a request.
    pub const EXPIRY: u8 = 5;
    /// Moves a transfer's money back.
    pub const REVERSAL: u8 = 6;
}

/// The bits of bytes 120..122. They never change.
pub mod flags {
    /// Done only if the next item of the batch is done too, and the other way round.
    pub const LINKED: u16 = 1;
    /// Moves at most what the debit account's guard leaves.
    pub const BALANCING_DEBIT: u16 = 2;
    /// Moves at most what the credit account's guard leaves.
    pub const BALANCING_CREDIT: u16 = 4;
    /// Closes the debit account.
    pub const CLOSING_DEBIT: u16 = 8;
    /// Closes the credit account.
    pub const CLOSING_CREDIT: u16 = 16;
    /// A post or void of every hold in the chain that the named hold was made in.
    pub const WHOLE_CHAIN: u16 = 32;
    /// Made by Bezant itself. Never in a request.
    pub const INTERNAL: u16 = 0x8000;
}

/// A transfer, field by field. Nothing is checked here: the ledger says what it accepts.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct PackedTransfer {
    /// Any value but zero, unique for ever within a tenant.
    pub id: u128,
    /// The account that is debited.
    pub debit: u128,
    /// The account that is credited.
    pub credit: u128,
    /// The hold that a post, void or expiry ends, the original of a reversal, else zero.
    pub related: u128,
    /// Minor units.
    pub amount: u128,
    /// What the caller wants to find it by; zero for nothing.
    pub reference: u128,
    /// When it was committed, microseconds since 1970.
    pub committed_at_microseconds: u64,
    /// From when on it counts, microseconds since 1970.
    pub effective_at_microseconds: u64,
    /// When a hold ends by itself; zero for never.
    pub timeout_seconds: u32,
    /// The ISO 4217 number of the currency.
    pub currency: u16,
    /// Why money moves, in the caller's own numbers.
    pub code: u16,
    /// See [`flags`].
    pub flags: u16,
    /// See [`kinds`].
    pub kind: u8,
    /// A digest of the attached metadata and external reference.
    pub digest: u32,
}

/// A result that is not plain success.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct PackedResult {
    /// The item's place in its batch.
    pub index: u32,
    /// A number of [`crate::ledger::v1::ResultCode`], or one that this version does not know.
    pub code: u16,
    /// The number of the field that differs, or zero.
    pub field: u16,
}

/// Bytes that are no whole number of packed items.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct InvalidPacked {
    /// How many bytes there are.
    pub bytes: usize,
    /// How many one item has.
    pub item_bytes: usize,
}

impl std::fmt::Display for InvalidPacked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes are no multiple of {}", self.bytes, self.item_bytes)
    }
}

impl std::error::Error for InvalidPacked {}

impl PackedTransfer {
    /// The packed form.
    pub fn to_bytes(&self) -> [u8; TRANSFER_BYTES] {
        let mut bytes = [0; TRANSFER_BYTES];
        bytes[0..16].copy_from_slice(&self.id.to_le_bytes());
        bytes[16..32].copy_from_slice(&self.debit.to_le_bytes());
        bytes[32..48].copy_from_slice(&self.credit.to_le_bytes());
        bytes[48..64].copy_from_slice(&self.related.to_le_bytes());
        bytes[64..80].copy_from_slice(&self.amount.to_le_bytes());
        bytes[80..96].copy_from_slice(&self.reference.to_le_bytes());
        bytes[96..104].copy_from_slice(&self.committed_at_microseconds.to_le_bytes());
        bytes[104..112].copy_from_slice(&self.effective_at_microseconds.to_le_bytes());
        bytes[112..116].copy_from_slice(&self.timeout_seconds.to_le_bytes());
        bytes[116..118].copy_from_slice(&self.currency.to_le_bytes());
        bytes[118..120].copy_from_slice(&self.code.to_le_bytes());
        bytes[120..122].copy_from_slice(&self.flags.to_le_bytes());
        bytes[122] = self.kind;
        bytes[124..128].copy_from_slice(&self.digest.to_le_bytes());
        bytes
    }

    /// The fields in these bytes. Byte 123 is not looked at: nobody but the ledger's own storage gives it a meaning.
    pub fn from_bytes(bytes: &[u8; TRANSFER_BYTES]) -> PackedTransfer {
        PackedTransfer {
            id: u128::from_le_bytes(part(bytes, 0)),
            debit: u128::from_le_bytes(part(bytes, 16)),
            credit: u128::from_le_bytes(part(bytes, 32)),
            related: u128::from_le_bytes(part(bytes, 48)),
            amount: u128::from_le_bytes(part(bytes, 64)),
            reference: u128::from_le_bytes(part(bytes, 80)),
            committed_at_microseconds: u64::from_le_bytes(part(bytes, 96)),
            effective_at_microseconds: u64::from_le_bytes(part(bytes, 104)),
            timeout_seconds: u32::from_le_bytes(part(bytes, 112)),
            currency: u16::from_le_bytes(part(bytes, 116)),
            code: u16::from_le_bytes(part(bytes, 118)),
            flags: u16::from_le_bytes(part(bytes, 120)),
            kind: bytes[122],
            digest: u32::from_le_bytes(part(bytes, 124)),
        }
    }

    /// The transfers in a packed field.
    pub fn all_in(bytes: &[u8]) -> Result<impl ExactSizeIterator<Item = PackedTransfer> + '_, InvalidPacked> {
        Ok(items::<TRANSFER_BYTES>(bytes)?
            .iter()
            .map(PackedTransfer::from_bytes))
    }
}

impl PackedResult {
    /// The packed form.
    pub fn to_bytes(&self) -> [u8; RESULT_BYTES] {
        let mut bytes = [0; RESULT_BYTES];
        bytes[0..4].copy_from_slice(&self.index.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.code.to_le_bytes());
        bytes[6..8].copy_from_slice(&self.field.to_le_bytes());
        bytes
    }
}

/// The results in a packed field.
pub fn results_in(bytes: &[u8]) -> Result<impl ExactSizeIterator<Item = PackedResult> + '_, InvalidPacked> {
    Ok(items::<RESULT_BYTES>(bytes)?.iter().map(|item| PackedResult {
        index: u32::from_le_bytes(part(item, 0)),
        code: u16::from_le_bytes(part(item, 4)),
        field: u16::from_le_bytes(part(item, 6)),
    }))
}

/// The ids in a packed field.
pub fn ids_in(bytes: &[u8]) -> Result<impl ExactSizeIterator<Item = u128> + '_, InvalidPacked> {
    Ok(items::<ID_BYTES>(bytes)?
        .iter()
        .map(|item| u128::from_le_bytes(*item)))
}

/// A packed field of these ids.
pub fn pack_ids(ids: impl IntoIterator<Item = u128>) -> Bytes {
    let mut packed = BytesMut::new();
    for id in ids {
        packed.put_u128_le(id);
    }
    packed.freeze()
}

fn items<const N: usize>(bytes: &[u8]) -> Result<&[[u8; N]], InvalidPacked> {
    let (items, rest) = bytes.as_chunks::<N>();
    if rest.is_empty() {
        Ok(items)
    } else {
        Err(InvalidPacked {
            bytes: bytes.len(),
            item_bytes: N,
        })
    }
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    *bytes[at..]
        .first_chunk()
        .expect("the layout lies within the item")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_layout_of_a_transfer_never_changes() {
        let transfer = PackedTransfer {
            id: 0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10,
            debit: 0xd1,
            credit: 0xc2,
            related: 0xb3,
            amount: 1_099,
            reference: 0xa4 << 120,
            committed_at_microseconds: 1_700_000_000_123_456,
            effective_at_microseconds: 2,
            timeout_seconds: 0x0403_0201,
            currency: 978,
            code: 0x0203,
            flags: 0x8001,
            kind: 3,
            digest: 0x0d0c_0b0a,
        };
        let text: String = transfer
            .to_bytes()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let expected = concat!(
            "100f0e0d0c0b0a090807060504030201",
            "d1000000000000000000000000000000",
            "c2000000000000000000000000000000",
            "b3000000000000000000000000000000",
            "4b040000000000000000000000000000",
            "000000000000000000000000000000a4",
            "40222018240a0600",
            "0200000000000000",
            "01020304",
            "d203",
            "0302",
            "0180",
            "03",
            "00",
            "0a0b0c0d",
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn the_layout_of_a_result_never_changes() {
        let result = PackedResult {
            index: 0x0403_0201,
            code: 0x0605,
            field: 0x0807,
        };
        assert_eq!(result.to_bytes(), [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    proptest! {
        #[test]
        fn packed_items_round_trip(bytes in proptest::collection::vec(any::<u8>(), 0..700)) {
            let whole = bytes.len() - bytes.len() % TRANSFER_BYTES;
            let again: Vec<u8> = PackedTransfer::all_in(&bytes[..whole]).unwrap()
                .flat_map(|transfer| transfer.to_bytes()).collect();
            let mut expected = bytes[..whole].to_vec();
            for item in expected.chunks_exact_mut(TRANSFER_BYTES) {
                item[123] = 0;
            }
            prop_assert_eq!(again, expected);
            prop_assert_eq!(PackedTransfer::all_in(&bytes).is_ok(), whole == bytes.len());

            let whole = bytes.len() - bytes.len() % RESULT_BYTES;
            let again: Vec<u8> = results_in(&bytes[..whole]).unwrap().flat_map(|result| result.to_bytes()).collect();
            prop_assert_eq!(again, &bytes[..whole]);

            let whole = bytes.len() - bytes.len() % ID_BYTES;
            prop_assert_eq!(&pack_ids(ids_in(&bytes[..whole]).unwrap())[..], &bytes[..whole]);
        }
    }
}

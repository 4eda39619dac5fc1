//! Packed transfers out of few bytes: small ids and known accounts, so that items name each other.

use bezant_kernel::{AccountId, Currency, Money, PostingCode, Timestamp, TransferId};
use bezant_ledger::{CallerTransfer, Flags, RECORD_BYTES, RequestKind};
use bezant_proto::PackedTransfer;

use crate::input::Input;

/// What one item is made of.
pub(super) struct Item {
    pub(super) packed: PackedTransfer,
    outcome: u8,
}

impl Item {
    pub(super) fn read(input: &mut Input<'_>, now: u64) -> Item {
        let kind = input.byte();
        let flags = input.byte();
        let rare = input.byte();
        let names_another = matches!(kind & 7, 3..=6);
        // What ends a hold or reverses may repeat the accounts, and mostly leaves them out.
        let with_accounts = !names_another || rare & 1 != 0;
        let account = |byte: u8| u128::from(byte % 14);
        let (id, debit, credit, related) = (input.byte(), input.byte(), input.byte(), input.byte());
        Item {
            packed: PackedTransfer {
                id: u128::from(id),
                debit: if with_accounts { account(debit) } else { 0 },
                credit: if with_accounts { account(credit) } else { 0 },
                related: if names_another || rare & 2 != 0 {
                    u128::from(related)
                } else {
                    0
                },
                amount: amount(input.byte()),
                reference: u128::from(rare >> 6),
                committed_at_microseconds: u64::from(rare & 12 == 12),
                effective_at_microseconds: match rare & 48 {
                    16 => 1,
                    32 => now,
                    48 => now.saturating_add(1),
                    _ => 0,
                },
                timeout_seconds: if kind & 7 == 2 || rare & 4 != 0 {
                    u32::from(kind >> 3)
                } else {
                    0
                },
                currency: match rare {
                    250.. => u16::from(related),
                    240..=249 => Currency::USD.number(),
                    _ if !with_accounts => 0,
                    _ => Currency::EUR.number(),
                },
                code: 0,
                flags: u16::from(flags & 63) | if flags == 0xff { 0x8000 } else { 0 },
                kind: kind & 7,
                digest: u32::from(rare == 239),
            },
            outcome: u8::from(rare == 238),
        }
    }

    pub(super) fn bytes(&self) -> [u8; RECORD_BYTES] {
        let mut bytes = self.packed.to_bytes();
        bytes[123] = self.outcome;
        bytes
    }

    /// The same as the other door of the ledger takes it; `None` where it has no words for it.
    pub(super) fn caller_transfer(&self) -> Option<CallerTransfer> {
        let packed = &self.packed;
        let (debit, credit) = (
            AccountId::from_u128(packed.debit),
            AccountId::from_u128(packed.credit),
        );
        let related = TransferId::from_u128(packed.related);
        let amount = i128::try_from(packed.amount).unwrap_or(i128::MIN);
        let money = |number| Currency::from_number(number).map(|currency| Money::new(amount, currency));
        let kind = match packed.kind {
            1 => RequestKind::Transfer {
                debit,
                credit,
                amount: money(packed.currency)?,
            },
            2 => RequestKind::Hold {
                debit,
                credit,
                amount: money(packed.currency)?,
                timeout_seconds: packed.timeout_seconds,
            },
            3 => RequestKind::Post {
                hold: related,
                amount: (packed.code == 0 && packed.amount % 3 != 0).then_some(packed.amount),
            },
            4 => RequestKind::Void { hold: related },
            6 => RequestKind::Reversal { original: related },
            _ => return None,
        };
        Some(CallerTransfer {
            flags: Flags::from_bits(packed.flags)?,
            effective: (packed.effective_at_microseconds != 0)
                .then(|| Timestamp::from_microseconds(packed.effective_at_microseconds)),
            reference: packed.reference,
            code: PostingCode(packed.code),
            ..CallerTransfer::new(TransferId::from_u128(packed.id), kind)
        })
    }
}

/// Mostly small sums, some at the edges of what fits.
fn amount(byte: u8) -> u128 {
    match byte {
        0..=199 => u128::from(byte),
        200..=249 => 1 << (u32::from(byte - 200) * 2 + 29),
        250 => i128::MAX as u128 - 1,
        251 => i128::MAX as u128,
        252 => i128::MAX as u128 + 1,
        253 => i128::MAX as u128 / 2,
        254 => u128::MAX - 1,
        255 => u128::MAX,
    }
}

//! A packed request with its fields taken apart, and what can be said of it without looking at any account.

use bezant_kernel::{AccountId, Currency, Timestamp, TransferId};

use crate::flags::Flags;
use crate::record::{Packed, Transfer, TransferKind, array_at, offset, u128_at};
use crate::rejection::{Field, Rejection};

/// The fields as they came.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Request {
    pub(crate) id: u128,
    pub(crate) debit: u128,
    pub(crate) credit: u128,
    pub(crate) related: u128,
    pub(crate) amount: u128,
    pub(crate) reference: u128,
    time: u64,
    effective: u64,
    pub(crate) timeout_seconds: u32,
    pub(crate) currency: u16,
    pub(crate) code: u16,
    flags: u16,
    kind: u8,
    outcome: u8,
    pub(crate) digest: u32,
}

impl Request {
    #[inline]
    pub(crate) fn read(item: &Packed) -> Request {
        Request {
            id: u128_at(item, 0),
            debit: u128_at(item, offset::DEBIT),
            credit: u128_at(item, offset::CREDIT),
            related: u128_at(item, offset::RELATED),
            amount: u128_at(item, offset::AMOUNT),
            reference: u128_at(item, offset::REFERENCE),
            time: u64::from_le_bytes(array_at(item, offset::TIME)),
            effective: u64::from_le_bytes(array_at(item, offset::EFFECTIVE)),
            timeout_seconds: u32::from_le_bytes(array_at(item, offset::TIMEOUT)),
            currency: u16::from_le_bytes(array_at(item, offset::CURRENCY)),
            code: u16::from_le_bytes(array_at(item, offset::CODE)),
            flags: u16::from_le_bytes(array_at(item, offset::FLAGS)),
            kind: item[offset::KIND],
            outcome: item[offset::OUTCOME],
            digest: u32::from_le_bytes(array_at(item, offset::DIGEST)),
        }
    }

    pub(crate) const fn transfer_id(&self) -> TransferId {
        TransferId::from_u128(self.id)
    }

    pub(crate) const fn related_id(&self) -> TransferId {
        TransferId::from_u128(self.related)
    }

    /// The flags, all of which are known once the form is checked.
    pub(crate) fn flags(&self) -> Flags {
        Flags::from_bits(self.flags).expect("the form was checked")
    }

    /// When it shall count.
    #[inline]
    pub(crate) const fn effective(&self, now: Timestamp) -> Timestamp {
        if self.effective == 0 {
            now
        } else {
            Timestamp::from_microseconds(self.effective)
        }
    }

    /// Whether it counts from the commit on.
    pub(crate) const fn is_undated(&self) -> bool {
        self.effective == 0
    }

    /// What it asks for, if its fields go together.
    #[inline]
    pub(crate) fn check_form(&self, internal: bool, now: Timestamp) -> Result<TransferKind, Rejection> {
        let refuse = |field| Err(Rejection::FieldNotAllowed { field });
        let marked = self.flags & Flags::INTERNAL.bits() != 0;
        if self.id == 0 || marked != internal {
            return Err(Rejection::ReservedId {
                id: self.transfer_id(),
            });
        }
        let kind = match TransferKind::from_number(self.kind) {
            Some(TransferKind::Expiry) | None => return refuse(Field::Kind),
            Some(kind) => kind,
        };
        let allowed = if kind.ends_hold() {
            kind.allowed_flags().without(Flags::CLOSING)
        } else {
            kind.allowed_flags()
        };
        if self.flags & !allowed.bits() != 0 {
            return refuse(Field::Flags);
        }
        if self.time != 0 {
            return refuse(Field::CommitTime);
        }
        if self.outcome != 0 {
            return refuse(Field::Outcome);
        }
        if self.timeout_seconds != 0 && kind != TransferKind::Hold {
            return refuse(Field::Timeout);
        }
        if self.effective > now.as_microseconds() {
            return Err(Rejection::EffectiveInFuture);
        }
        let names_another = kind.ends_hold() || kind == TransferKind::Reversal;
        if names_another != (self.related != 0) {
            return refuse(Field::Related);
        }
        if self.flags & Flags::WHOLE_CHAIN.bits() != 0 && self.amount != 0 {
            return refuse(Field::Amount);
        }
        Ok(kind)
    }

    /// Refuses a post, void or reversal that says something else about the sides or currency than follows from what
    /// it names. Zero says nothing.
    pub(crate) fn check_sides(
        &self,
        debit: AccountId,
        credit: AccountId,
        other: Currency,
    ) -> Result<(), Rejection> {
        let refuse = |field| Err(Rejection::FieldNotAllowed { field });
        if self.debit != 0 && self.debit != debit.as_u128() {
            return refuse(Field::Debit);
        }
        if self.credit != 0 && self.credit != credit.as_u128() {
            return refuse(Field::Credit);
        }
        if self.currency == 0 || self.currency == other.number() {
            return Ok(());
        }
        match Currency::from_number(self.currency) {
            Some(amount) => Err(Rejection::CurrencyMismatch { amount, other }),
            None => refuse(Field::Currency),
        }
    }

    /// The first field in which this is not the request that `existing` was made from. `held` is the amount of the hold
    /// that `existing` ended, if it did. What stands together in a chain is no part of the content.
    pub(crate) fn difference(&self, existing: &Transfer, held: Option<u128>) -> Option<Field> {
        let kind_flags = |flags: Flags| {
            flags.only(match existing.kind {
                TransferKind::Transfer | TransferKind::Hold => Flags::BALANCING.with(Flags::CLOSING),
                TransferKind::Post | TransferKind::Void => Flags::WHOLE_CHAIN,
                TransferKind::Expiry | TransferKind::Reversal => Flags::NONE,
            })
        };
        let inherits = existing.related.as_u128() != 0;
        let unlike = |asked: u128, stored: u128| asked != stored && !(inherits && asked == 0);
        let amount_differs = match existing.kind {
            TransferKind::Transfer | TransferKind::Hold if self.flags().intersects(Flags::BALANCING) => {
                self.amount != 0 && self.amount < existing.amount
            }
            TransferKind::Transfer | TransferKind::Hold => self.amount != existing.amount,
            TransferKind::Post => match self.amount {
                0 => held.is_some_and(|held| held != existing.amount),
                asked => asked != existing.amount,
            },
            TransferKind::Void | TransferKind::Expiry | TransferKind::Reversal => {
                unlike(self.amount, existing.amount)
            }
        };
        let effective_differs = match self.effective {
            0 => existing.effective != existing.time,
            asked => asked != existing.effective.as_microseconds(),
        };
        [
            (self.kind != existing.kind as u8, Field::Kind),
            (unlike(self.debit, existing.debit.as_u128()), Field::Debit),
            (unlike(self.credit, existing.credit.as_u128()), Field::Credit),
            (self.related != existing.related.as_u128(), Field::Related),
            (
                kind_flags(self.flags()) != kind_flags(existing.flags),
                Field::Flags,
            ),
            (amount_differs, Field::Amount),
            (
                unlike(u128::from(self.currency), u128::from(existing.currency.number())),
                Field::Currency,
            ),
            (self.timeout_seconds != existing.timeout_seconds, Field::Timeout),
            (effective_differs, Field::EffectiveTime),
            (self.reference != existing.reference, Field::Reference),
            (self.code != existing.code.0, Field::Code),
            (self.digest != existing.digest, Field::Attached),
        ]
        .into_iter()
        .find_map(|(differs, field)| differs.then_some(field))
    }
}

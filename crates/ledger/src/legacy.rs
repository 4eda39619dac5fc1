//! Events of the first version, read so that its logs replay: one transfer of 128 bytes with time at 96, currency at
//! 104, code at 106, kind at 108, outcome at 109.

use bezant_kernel::wire::{Corrupt, currency_from};
use bezant_kernel::{PostingCode, Timestamp, TransferId};
use bytes::Bytes;

use crate::batch::Records;
use crate::event::Event;
use crate::flags::Flags;
use crate::reader::Reader;
use crate::record::{HoldOutcome, RECORD_BYTES, Transfer, TransferKind};

/// The event in the body of a single posted transfer. What had a derived id was Bezant's own.
pub(crate) fn posted(body: &[u8]) -> Result<Event, Corrupt> {
    let body: &[u8; RECORD_BYTES] = body.try_into().map_err(|_| Corrupt("a transfer is 128 bytes"))?;
    let mut reader = Reader::new(body);
    let (id, debit, credit) = (reader.u128()?, reader.u128()?, reader.u128()?);
    let (related, amount, reference) = (reader.u128()?, reader.u128()?, reader.u128()?);
    let time = Timestamp::from_microseconds(reader.u64()?);
    let id = TransferId::from_u128(id);
    let transfer = Transfer {
        id,
        debit: bezant_kernel::AccountId::from_u128(debit),
        credit: bezant_kernel::AccountId::from_u128(credit),
        related: TransferId::from_u128(related),
        amount,
        reference,
        time,
        effective: time,
        timeout_seconds: 0,
        currency: currency_from(u32::from(reader.u16()?))?,
        code: PostingCode(reader.u16()?),
        flags: if id.is_derived() {
            Flags::INTERNAL
        } else {
            Flags::NONE
        },
        kind: match reader.u8()? {
            1 => TransferKind::Transfer,
            2 => TransferKind::Hold,
            3 => TransferKind::Post,
            4 => TransferKind::Void,
            _ => return Err(Corrupt("unknown kind of transfer")),
        },
        outcome: HoldOutcome::Open,
        digest: 0,
    };
    if reader.rest().iter().any(|&byte| byte != 0) || !transfer.is_well_formed() {
        return Err(Corrupt("a transfer's fields contradict each other"));
    }
    Records::from_stored(Bytes::copy_from_slice(&transfer.to_bytes())).map(Event::Posted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_kernel::Currency;

    #[test]
    fn reads_the_first_layout() {
        let mut body = [0u8; RECORD_BYTES];
        let id = TransferId::derive(&[b"payment"]);
        for (at, value) in [
            (0, id.as_u128()),
            (16, 0xd1),
            (32, 0xc2),
            (48, 0xb3),
            (64, 1_099),
            (80, 7),
        ] {
            body[at..at + 16].copy_from_slice(&u128::to_le_bytes(value));
        }
        body[96..104].copy_from_slice(&300u64.to_le_bytes());
        body[104..106].copy_from_slice(&978u16.to_le_bytes());
        body[106..108].copy_from_slice(&5u16.to_le_bytes());
        body[108] = 3;
        let Ok(Event::Posted(records)) = posted(&body) else {
            panic!("a transfer of the first version");
        };
        let transfer = records.iter().next().unwrap();
        assert_eq!(
            (
                transfer.id,
                transfer.kind,
                transfer.flags,
                transfer.currency,
                transfer.amount,
                transfer.code.0
            ),
            (id, TransferKind::Post, Flags::INTERNAL, Currency::EUR, 1_099, 5)
        );
        assert_eq!(
            (transfer.time, transfer.effective),
            (transfer.effective, transfer.time)
        );
        body[127] = 1;
        assert!(posted(&body).is_err());
    }
}

//! Why a vault did not do what it was asked, one to one.

use std::time::Duration;

use bezant_kernel::wire::Corrupt;
use bezant_vault::{InvalidCard, VaultError};
use prost::Message;

/// A refusal.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct RefusalWire {
    #[prost(uint32, tag = "1")]
    kind: u32,
    /// What is wrong with a card.
    #[prost(uint32, tag = "2")]
    invalid: u32,
    #[prost(uint64, tag = "3")]
    retry_after_ms: u64,
    /// Why the vault can't be reached; never anything of a request.
    #[prost(string, tag = "4")]
    reason: String,
}

const INVALID: u32 = 1;
const NOT_FOUND: u32 = 2;
const DELETED: u32 = 3;
const DENIED: u32 = 4;
const CUSTOMER_FULL: u32 = 5;
const ROTATING: u32 = 6;
const BUSY: u32 = 7;
const STORAGE_FULL: u32 = 8;
const DAMAGED: u32 = 9;
const UNAVAILABLE: u32 = 10;

/// No one waits longer for a vault that is busy, whatever its server says.
const LONGEST_RETRY_MS: u64 = 60_000;

/// The numbers of what can be wrong with a card.
const INVALID_CARDS: &[(u32, InvalidCard)] = &[
    (1, InvalidCard::Number),
    (2, InvalidCard::CheckDigit),
    (3, InvalidCard::Length),
    (4, InvalidCard::Expiry),
    (5, InvalidCard::Expired),
    (6, InvalidCard::SecurityCode),
    (7, InvalidCard::Holder),
    (8, InvalidCard::Customer),
];

fn number_of(invalid: InvalidCard) -> u32 {
    match invalid {
        InvalidCard::Number => 1,
        InvalidCard::CheckDigit => 2,
        InvalidCard::Length => 3,
        InvalidCard::Expiry => 4,
        InvalidCard::Expired => 5,
        InvalidCard::SecurityCode => 6,
        InvalidCard::Holder => 7,
        InvalidCard::Customer => 8,
    }
}

impl From<&VaultError> for RefusalWire {
    fn from(error: &VaultError) -> Self {
        let of = |kind| RefusalWire {
            kind,
            ..RefusalWire::default()
        };
        match error {
            VaultError::Invalid(invalid) => RefusalWire {
                invalid: number_of(*invalid),
                ..of(INVALID)
            },
            VaultError::NotFound => of(NOT_FOUND),
            VaultError::Deleted => of(DELETED),
            VaultError::Denied => of(DENIED),
            VaultError::CustomerFull => of(CUSTOMER_FULL),
            VaultError::Rotating => of(ROTATING),
            VaultError::Busy { retry_after } => RefusalWire {
                retry_after_ms: u64::try_from(retry_after.as_millis()).unwrap_or(LONGEST_RETRY_MS),
                ..of(BUSY)
            },
            VaultError::StorageFull => of(STORAGE_FULL),
            VaultError::Damaged => of(DAMAGED),
            VaultError::Unavailable(reason) => RefusalWire {
                reason: reason.clone(),
                ..of(UNAVAILABLE)
            },
        }
    }
}

impl TryFrom<RefusalWire> for VaultError {
    type Error = Corrupt;

    fn try_from(wire: RefusalWire) -> Result<VaultError, Corrupt> {
        Ok(match wire.kind {
            INVALID => {
                let row = INVALID_CARDS.iter().find(|(number, _)| *number == wire.invalid);
                VaultError::Invalid(row.ok_or(Corrupt("no such fault of a card"))?.1)
            }
            NOT_FOUND => VaultError::NotFound,
            DELETED => VaultError::Deleted,
            DENIED => VaultError::Denied,
            CUSTOMER_FULL => VaultError::CustomerFull,
            ROTATING => VaultError::Rotating,
            BUSY => VaultError::Busy {
                retry_after: Duration::from_millis(wire.retry_after_ms.min(LONGEST_RETRY_MS)),
            },
            STORAGE_FULL => VaultError::StorageFull,
            DAMAGED => VaultError::Damaged,
            UNAVAILABLE => VaultError::Unavailable(wire.reason),
            _ => return Err(Corrupt("no such refusal of a vault")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_comes_back_as_it_was() {
        let mut errors = vec![
            VaultError::NotFound,
            VaultError::Deleted,
            VaultError::Denied,
            VaultError::CustomerFull,
            VaultError::Rotating,
            VaultError::StorageFull,
            VaultError::Damaged,
            VaultError::Busy {
                retry_after: Duration::from_millis(250),
            },
            VaultError::Unavailable("it has stopped".to_owned()),
        ];
        errors.extend(
            INVALID_CARDS
                .iter()
                .map(|(_, invalid)| VaultError::Invalid(*invalid)),
        );
        for error in errors {
            let wire = RefusalWire::from(&error);
            let read = RefusalWire::decode(&*wire.encode_to_vec()).unwrap();
            assert_eq!(VaultError::try_from(read), Ok(error));
        }
        assert!(VaultError::try_from(RefusalWire::default()).is_err());
        for (place, (number, _)) in INVALID_CARDS.iter().enumerate() {
            assert_eq!(*number as usize, place + 1);
        }
    }
}

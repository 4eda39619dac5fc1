//! Balance checkpoints in the cold tier: what an account's sums were after every 256th of its transfers.

use bezant_engine::ColdKey;
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{AccountId, TenantId};
use bezant_ledger::{Checkpoint, Sums};

use crate::state::COLD_BALANCE;

/// The sums of an account right after one of its transfers.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct BalanceCheckpoint {
    /// The position of the log at which the transfer stands.
    pub position: u64,
    /// Which packed record of the position it is, from zero.
    pub nth: u16,
    /// The debit column after it.
    pub debits: Sums,
    /// The credit column after it.
    pub credits: Sums,
}

impl BalanceCheckpoint {
    /// Where the account's checkpoint of this number, from one, lies in the cold tier.
    pub fn key(tenant: TenantId, account: AccountId, number: u64) -> ColdKey {
        // An account's id is its tenant's own; 128 bits of a cryptographic hash do not collide.
        let derived = AccountId::derive(&[
            b"checkpoint",
            &tenant.as_u128().to_be_bytes(),
            &account.as_u128().to_be_bytes(),
            &number.to_be_bytes(),
        ]);
        ColdKey {
            space: COLD_BALANCE,
            id: derived.as_u128(),
        }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(8 + 2 + 4 * 16);
        out.extend(self.position.to_le_bytes());
        out.extend(self.nth.to_le_bytes());
        for sums in [self.debits, self.credits] {
            out.extend(sums.posted.to_le_bytes());
            out.extend(sums.pending.to_le_bytes());
        }
        out
    }

    /// Reads what the cold tier has.
    pub fn decode(bytes: &[u8]) -> Result<BalanceCheckpoint, Corrupt> {
        let cut = Corrupt("a balance checkpoint is 74 bytes");
        let (position, rest) = bytes.split_first_chunk().ok_or(cut)?;
        let (nth, rest) = rest.split_first_chunk().ok_or(cut)?;
        let (numbers, rest) = rest.as_chunks::<16>();
        let [debits_posted, debits_pending, credits_posted, credits_pending] =
            <[[u8; 16]; 4]>::try_from(numbers)
                .map_err(|_| cut)?
                .map(u128::from_le_bytes);
        if !rest.is_empty() {
            return Err(cut);
        }
        let sums = |posted, pending| Sums { posted, pending };
        Ok(BalanceCheckpoint {
            position: u64::from_le_bytes(*position),
            nth: u16::from_le_bytes(*nth),
            debits: sums(debits_posted, debits_pending),
            credits: sums(credits_posted, credits_pending),
        })
    }
}

impl From<&Checkpoint> for BalanceCheckpoint {
    fn from(noted: &Checkpoint) -> Self {
        BalanceCheckpoint {
            position: noted.position,
            nth: noted.nth,
            debits: noted.debits,
            credits: noted.credits,
        }
    }
}

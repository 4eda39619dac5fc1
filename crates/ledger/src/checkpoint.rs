//! Balance checkpoints: every 256th transfer of an account notes its sums, so that a balance at any past instant is one
//! checkpoint and at most 255 transfers away.

use bezant_kernel::{AccountId, TenantId};

use crate::sums::Sums;

/// How many transfers of an account lie between two of its checkpoints.
pub const CHECKPOINT_INTERVAL: u64 = 256;

/// An account's sums right after one of its transfers.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose account.
    pub tenant: TenantId,
    /// The account.
    pub account: AccountId,
    /// Which checkpoint of the account, from one: after `number` times 256 transfers.
    pub number: u64,
    /// The position of the log at which the transfer stands.
    pub position: u64,
    /// Which record of that event the transfer is, from zero.
    pub nth: u16,
    /// The debit column after it.
    pub debits: Sums,
    /// The credit column after it.
    pub credits: Sums,
}

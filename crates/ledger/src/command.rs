//! What callers ask of the ledger.

use bezant_kernel::{
    AccountId, AccountPath, AccountType, Currency, Money, MonitorId, PostingCode, ScheduleId, Timestamp,
    TransferId,
};

use crate::account::{AccountChange, Guard};
use crate::batch::RequestBatch;
use crate::flags::Flags;
use crate::metadata::{ExternalReference, Metadata, digest};
use crate::monitor::Condition;
use crate::names::AccountPaths;
use crate::record::{NO_TRANSFER, Packed, RECORD_BYTES, TransferKind, offset, put};
use crate::rejection::Rejection;
use crate::sums::MAX_SUM;

/// The longest chain of [`Command::Transfers`] and [`Command::Schedule`].
pub const MAX_CHAIN: usize = 256;

/// A command of one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Opens an account.
    OpenAccount(OpenAccount),
    /// Changes an account.
    ChangeAccount {
        /// Which.
        account: AccountId,
        /// To what.
        change: AccountChange,
    },
    /// Makes all of these transfers or none; each sees those before it.
    Transfers(Vec<CallerTransfer>),
    /// Makes of these transfers what can be made; those that are linked, all or none.
    Batch(RequestBatch),
    /// Makes all of these transfers or none, later.
    Schedule {
        /// The schedule's id.
        id: ScheduleId,
        /// When.
        at: Timestamp,
        /// What.
        transfers: Vec<CallerTransfer>,
    },
    /// Takes back a schedule whose time has not come.
    CancelSchedule {
        /// Which.
        id: ScheduleId,
    },
    /// Watches a balance, or changes what is watched.
    SetMonitor {
        /// The monitor's id.
        id: MonitorId,
        /// The account that is watched.
        account: AccountId,
        /// For what.
        condition: Condition,
    },
    /// Watches no longer.
    RemoveMonitor {
        /// Which.
        id: MonitorId,
    },
    /// A command in which ids stand for paths.
    Named {
        /// The paths.
        paths: AccountPaths,
        /// What is to be done with the accounts there.
        command: Box<Command>,
    },
}

impl Command {
    /// How many bytes of packed transfers it brings along, and of what is attached to them.
    pub fn packed_bytes(&self) -> usize {
        match self {
            Command::Batch(batch) => batch.as_bytes().len() + batch.attached_bytes(),
            Command::Named { command, .. } => command.packed_bytes(),
            Command::OpenAccount(_)
            | Command::ChangeAccount { .. }
            | Command::Transfers(_)
            | Command::Schedule { .. }
            | Command::CancelSchedule { .. }
            | Command::SetMonitor { .. }
            | Command::RemoveMonitor { .. } => 0,
        }
    }
}

/// The account to open. Id or path may be left out, and then follow from the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAccount {
    /// The caller's id, or the id that follows from the path.
    pub id: Option<AccountId>,
    /// Where it stands, or which type it has.
    pub place: Place,
    /// The only currency it holds.
    pub currency: Currency,
    /// Which balance it must keep.
    pub guard: Guard,
    /// How far beyond the guard it may go, in minor units.
    pub credit_limit: u128,
    /// What the caller sorts accounts by.
    pub code: u16,
    /// Any number of the caller's.
    pub user_data: u128,
    /// Any words of the caller's.
    pub metadata: Metadata,
}

/// Where an account stands in the chart of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this path, which gives its type.
    At(AccountPath),
    /// At the path of its id below the root of this type; needs an id.
    Below(AccountType),
}

impl OpenAccount {
    /// Plain terms at `path` in `currency`.
    pub fn at(path: AccountPath, currency: Currency) -> OpenAccount {
        OpenAccount {
            id: None,
            place: Place::At(path),
            currency,
            guard: Guard::NormalSide,
            credit_limit: 0,
            code: 0,
            user_data: 0,
            metadata: Metadata::new(),
        }
    }
}

/// A transfer as a caller asks for it, under an id of the caller's choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerTransfer {
    /// The transfer's id, never used before.
    pub id: TransferId,
    /// What to do.
    pub kind: RequestKind,
    /// Balancing, closing or whole chain. `LINKED` is set by the place in the chain.
    pub flags: Flags,
    /// When it shall count in the books; the time of the commit where `None`.
    pub effective: Option<Timestamp>,
    /// What the caller wants to find it by; zero for nothing.
    pub reference: u128,
    /// Why money moves.
    pub code: PostingCode,
    /// Any words of the caller's.
    pub metadata: Metadata,
    /// The caller's own name for it.
    pub external_reference: Option<ExternalReference>,
}

/// What a transfer shall do.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// Move `amount` at once.
    Transfer {
        /// The account that is debited.
        debit: AccountId,
        /// The account that is credited.
        credit: AccountId,
        /// How much; positive, or zero for a balancing transfer without a cap.
        amount: Money,
    },
    /// Reserve `amount` until a post or void.
    Hold {
        /// The account that will be debited.
        debit: AccountId,
        /// The account that will be credited.
        credit: AccountId,
        /// How much; positive, or zero for a balancing hold without a cap.
        amount: Money,
        /// After how many seconds it ends by itself; zero for never.
        timeout_seconds: u32,
    },
    /// Move a hold's money and release what is left of it.
    Post {
        /// The hold that ends.
        hold: TransferId,
        /// How much, in minor units; all of it where `None`.
        amount: Option<u128>,
    },
    /// Release a hold.
    Void {
        /// The hold that ends.
        hold: TransferId,
    },
    /// Move the money of a transfer or post back.
    Reversal {
        /// The transfer or post.
        original: TransferId,
    },
}

impl CallerTransfer {
    /// A transfer of this id and kind with nothing else set.
    pub fn new(id: TransferId, kind: RequestKind) -> CallerTransfer {
        CallerTransfer {
            id,
            kind,
            flags: Flags::NONE,
            effective: None,
            reference: 0,
            code: PostingCode(0),
            metadata: Metadata::new(),
            external_reference: None,
        }
    }

    pub(crate) const fn names(&self) -> (TransferKind, TransferId) {
        match self.kind {
            RequestKind::Transfer { .. } => (TransferKind::Transfer, NO_TRANSFER),
            RequestKind::Hold { .. } => (TransferKind::Hold, NO_TRANSFER),
            RequestKind::Post { hold, .. } => (TransferKind::Post, hold),
            RequestKind::Void { hold } => (TransferKind::Void, hold),
            RequestKind::Reversal { original } => (TransferKind::Reversal, original),
        }
    }

    /// The packed request.
    pub fn pack(&self) -> Result<[u8; RECORD_BYTES], Rejection> {
        let (kind, debit, credit, related, amount, currency, timeout) = match self.kind {
            RequestKind::Transfer {
                debit,
                credit,
                amount,
            } => (
                TransferKind::Transfer,
                debit,
                credit,
                0,
                unsigned(amount)?,
                amount.currency().number(),
                0,
            ),
            RequestKind::Hold {
                debit,
                credit,
                amount,
                timeout_seconds,
            } => (
                TransferKind::Hold,
                debit,
                credit,
                0,
                unsigned(amount)?,
                amount.currency().number(),
                timeout_seconds,
            ),
            RequestKind::Post { hold, amount } => {
                if amount == Some(0) {
                    return Err(Rejection::AmountMustBePositive);
                }
                let part = amount.unwrap_or(0);
                (
                    TransferKind::Post,
                    NO_ACCOUNT,
                    NO_ACCOUNT,
                    hold.as_u128(),
                    part,
                    0,
                    0,
                )
            }
            RequestKind::Void { hold } => (
                TransferKind::Void,
                NO_ACCOUNT,
                NO_ACCOUNT,
                hold.as_u128(),
                0,
                0,
                0,
            ),
            RequestKind::Reversal { original } => (
                TransferKind::Reversal,
                NO_ACCOUNT,
                NO_ACCOUNT,
                original.as_u128(),
                0,
                0,
                0,
            ),
        };
        let effective = self.effective.map_or(0, Timestamp::as_microseconds);
        let digest = digest(&self.metadata, self.external_reference.as_ref());
        let mut packed: Packed = [0; RECORD_BYTES];
        put(&mut packed, 0, self.id.as_u128().to_le_bytes());
        put(&mut packed, offset::DEBIT, debit.as_u128().to_le_bytes());
        put(&mut packed, offset::CREDIT, credit.as_u128().to_le_bytes());
        put(&mut packed, offset::RELATED, related.to_le_bytes());
        put(&mut packed, offset::AMOUNT, amount.to_le_bytes());
        put(&mut packed, offset::REFERENCE, self.reference.to_le_bytes());
        put(&mut packed, offset::EFFECTIVE, effective.to_le_bytes());
        put(&mut packed, offset::TIMEOUT, timeout.to_le_bytes());
        put(&mut packed, offset::CURRENCY, currency.to_le_bytes());
        put(&mut packed, offset::CODE, self.code.0.to_le_bytes());
        put(
            &mut packed,
            offset::FLAGS,
            self.flags.without(Flags::LINKED).bits().to_le_bytes(),
        );
        packed[offset::KIND] = kind as u8;
        put(&mut packed, offset::DIGEST, digest.to_le_bytes());
        Ok(packed)
    }
}

const NO_ACCOUNT: AccountId = AccountId::from_u128(0);

fn unsigned(amount: Money) -> Result<u128, Rejection> {
    u128::try_from(amount.minor())
        .ok()
        .filter(|&minor| minor <= MAX_SUM)
        .ok_or(Rejection::AmountMustBePositive)
}

/// Packs a chain: all linked but the last.
pub(crate) fn pack_chain(chain: &[CallerTransfer]) -> Result<Vec<Packed>, crate::rejection::Refusal> {
    let refuse = |index, rejection| Err(crate::rejection::Refusal { index, rejection });
    if chain.is_empty() {
        return refuse(0, Rejection::ChainEmpty);
    }
    if chain.len() > MAX_CHAIN {
        return refuse(MAX_CHAIN, Rejection::ChainTooLong { limit: MAX_CHAIN });
    }
    let mut packed = Vec::with_capacity(chain.len());
    for (index, transfer) in chain.iter().enumerate() {
        let mut item = match transfer.pack() {
            Ok(item) => item,
            Err(rejection) => return refuse(index, rejection),
        };
        if index + 1 < chain.len() {
            item[offset::FLAGS] |= 1;
        }
        packed.push(item);
    }
    Ok(packed)
}

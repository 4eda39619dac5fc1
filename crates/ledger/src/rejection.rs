//! Why the ledger refuses a command. Codes and numbers are part of the API and never change; each code has a page in
//! docs/errors. The numbers are what the results of packed batches carry.

use bezant_kernel::{AccountId, Currency, ErrorKind, MonitorId, ScheduleId, TransferId};

/// A refusal, and which item of the command earned it (zero where the command has one only). Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("transfer {index}: {rejection}")]
pub struct Refusal {
    /// The place of the refused item, from zero.
    pub index: usize,
    /// Why.
    pub rejection: Rejection,
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Refusal { index: 0, rejection }
    }
}

macro_rules! rejections {
    ($($(#[$doc:meta])* $number:literal $code:literal $kind:ident $text:literal
        $variant:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })?;)*) => {
        /// Why a command or one item of it is refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        pub enum Rejection {
            $( $(#[$doc])* #[error($text)] $variant $({ $($(#[$field_doc])* $field: $type,)* })?, )*
        }

        impl Rejection {
            /// All codes with the numbers of packed results.
            pub const NUMBERS: &'static [(u16, &'static str)] = &[$(($number, $code)),*];

            /// All codes.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            const fn row(&self) -> (u16, &'static str, ErrorKind) {
                match self { $(Rejection::$variant { .. } => ($number, $code, ErrorKind::$kind),)* }
            }
        }
    };
}

rejections! {
    /// The very same transfer was made before; for a chain: all its transfers were.
    1 "transfer_exists" Conflict "the transfer {id} exists already, with the same content"
    TransferExists {
        /// The id of both.
        id: TransferId,
    };
    /// Another transfer was made under this id before.
    2 "transfer_exists_with_different_content" Conflict "the transfer {id} exists already, with another {field}"
    TransferExistsWithDifferent {
        /// The id of both.
        id: TransferId,
        /// The first field in which they differ.
        field: Field,
    };
    /// A part of a chain was made before, and not the whole of it.
    3 "transfer_chain_partly_made" Conflict "the transfer {id} exists already, and others of its chain do not"
    ChainPartlyMade {
        /// The transfer that exists.
        id: TransferId,
    };
    /// Another transfer of the chain was refused.
    4 "transfer_linked_failed" Conflict "another transfer of the same chain was refused"
    LinkedFailed;
    /// The last transfer of a batch is linked to a next one.
    5 "transfer_chain_open" Invalid "the last transfer of a batch can't be linked to a next one"
    ChainOpen;
    /// A chain without transfers.
    6 "transfer_chain_empty" Invalid "a chain has at least one transfer"
    ChainEmpty;
    /// A chain with too many transfers.
    7 "transfer_chain_too_long" Invalid "a chain has at most {limit} transfers"
    ChainTooLong {
        /// How many it may have.
        limit: usize,
    };
    /// The transfers of a command would make more records than fit.
    8 "transfer_batch_full" Limit "one command makes at most {limit} records"
    BatchFull {
        /// How many it may make.
        limit: usize,
    };
    /// The id is zero, or the transfer claims to be made by Bezant itself.
    9 "transfer_id_reserved" Invalid "the transfer id {id} can't be used by a caller"
    ReservedId {
        /// The id.
        id: TransferId,
    };
    /// A field has a value that this kind of transfer can't have.
    10 "transfer_field_not_allowed" Invalid "this transfer can't have this {field}"
    FieldNotAllowed {
        /// The field.
        field: Field,
    };
    /// The amount is zero, negative or beyond what the ledger keeps.
    11 "transfer_amount_not_positive" Invalid "the amount must be positive"
    AmountMustBePositive;
    /// Debit and credit name one account.
    12 "transfer_same_account" Invalid "a transfer moves money between two accounts, and {account} stands on both sides"
    SameAccount {
        /// The account on both sides.
        account: AccountId,
    };
    /// The effective time is later than now.
    13 "transfer_effective_in_future" Invalid "the effective time can't be in the future, schedule the transfer instead"
    EffectiveInFuture;
    /// No such account of this tenant.
    14 "account_not_found" NotFound "there is no account {account}"
    AccountNotFound {
        /// The account that was named.
        account: AccountId,
    };
    /// The amount, an account or a hold is of another currency.
    15 "account_currency_mismatch" Invalid "the amount is in {amount}, the other side of the transfer in {other}"
    CurrencyMismatch {
        /// The amount's currency.
        amount: Currency,
        /// The account's or the hold's currency.
        other: Currency,
    };
    /// The account may not go that far beyond its guard.
    16 "overdraft" Limit "the account {account} does not have that much available and may not be overdrawn"
    Overdraft {
        /// The account that would go below.
        account: AccountId,
    };
    /// A sum would not fit.
    17 "balance_overflow" Limit "the books in this currency would grow beyond the largest sum the ledger keeps"
    BalanceOverflow;
    /// The account is frozen.
    18 "account_frozen" Denied "the account {account} is frozen"
    AccountFrozen {
        /// The account.
        account: AccountId,
    };
    /// The account is closed.
    19 "account_closed" Denied "the account {account} is closed"
    AccountClosed {
        /// The account.
        account: AccountId,
    };
    /// Only Bezant itself moves money on this account.
    20 "account_reserved" Denied "only Bezant itself moves money on the account {account}"
    AccountReserved {
        /// The account.
        account: AccountId,
    };
    /// No such hold of this tenant.
    21 "hold_not_found" NotFound "there is no hold {hold}"
    HoldNotFound {
        /// The hold that was named.
        hold: TransferId,
    };
    /// The hold was posted before.
    22 "hold_already_posted" Conflict "the hold {hold} was posted already"
    HoldAlreadyPosted {
        /// The hold.
        hold: TransferId,
    };
    /// The hold was voided before.
    23 "hold_already_voided" Conflict "the hold {hold} was voided already"
    HoldAlreadyVoided {
        /// The hold.
        hold: TransferId,
    };
    /// The hold's time is over.
    24 "hold_expired" Conflict "the hold {hold} has expired"
    HoldExpired {
        /// The hold.
        hold: TransferId,
    };
    /// The hold belongs to a payment, which ends it itself.
    25 "hold_reserved" Denied "the hold {hold} belongs to a payment: capture or cancel the payment instead"
    HoldReserved {
        /// The hold.
        hold: TransferId,
    };
    /// More is posted than is held.
    26 "post_exceeds_hold" Invalid "the hold {hold} is for {held} minor units, less than the amount to post"
    PostExceedsHold {
        /// The hold.
        hold: TransferId,
        /// How much it holds, in minor units.
        held: u128,
    };
    /// No such transfer of this tenant.
    27 "original_not_found" NotFound "there is no transfer {original} to reverse"
    OriginalNotFound {
        /// The transfer that was named.
        original: TransferId,
    };
    /// Only transfers and posts can be reversed.
    28 "transfer_not_reversible" Invalid "the transfer {original} is neither a plain transfer nor a post"
    NotReversible {
        /// The transfer that was named.
        original: TransferId,
    };
    /// The transfer was reversed before.
    29 "transfer_already_reversed" Conflict "the transfer {original} was reversed already"
    AlreadyReversed {
        /// The transfer that was named.
        original: TransferId,
    };
    /// The transfer belongs to a payment, which pays back itself.
    30 "original_reserved" Denied "the transfer {original} belongs to a payment: refund the payment instead"
    OriginalReserved {
        /// The transfer that was named.
        original: TransferId,
    };
    /// A transfer of this id is scheduled.
    31 "transfer_scheduled" Conflict "a transfer with the id {id} is scheduled for later"
    TransferScheduled {
        /// The id.
        id: TransferId,
    };
    /// The account is open already.
    32 "account_exists" Conflict "the account {account} is open already (with the same settings: {same})"
    AccountExists {
        /// The open account.
        account: AccountId,
        /// Whether it has the settings that were asked for.
        same: bool,
    };
    /// Another account stands at this path in this currency.
    33 "account_path_taken" Conflict "the account {account} stands at this path already"
    PathTaken {
        /// The account at the path.
        account: AccountId,
    };
    /// The account id is zero.
    34 "account_id_reserved" Invalid "the account id zero can't be used"
    ReservedAccountId;
    /// A limit beyond the largest sum, or one on an account that may be overdrawn anyway.
    35 "account_limit_invalid" Invalid "this credit limit can't be set on this account"
    LimitInvalid;
    /// Everything is as asked for already.
    36 "nothing_to_change" Conflict "everything is as asked for already"
    NothingToChange;
    /// The account's metadata would have too many keys.
    37 "metadata_too_large" Invalid "metadata has at most {limit} keys"
    MetadataTooLarge {
        /// How many there may be.
        limit: usize,
    };
    /// A schedule of this id is open.
    38 "schedule_exists" Conflict "the schedule {schedule} is open already"
    ScheduleExists {
        /// The schedule.
        schedule: ScheduleId,
    };
    /// No open schedule of this id.
    39 "schedule_not_found" NotFound "there is no open schedule {schedule}"
    ScheduleNotFound {
        /// The schedule that was named.
        schedule: ScheduleId,
    };
    /// The time of the schedule is over.
    40 "schedule_time_passed" Invalid "the time to schedule for has passed"
    ScheduleTimePassed;
    /// Only transfers and holds can be scheduled.
    41 "transfer_not_schedulable" Invalid "only transfers and holds without an effective time can be scheduled"
    NotSchedulable;
    /// No monitor of this id.
    42 "monitor_not_found" NotFound "there is no monitor {monitor}"
    MonitorNotFound {
        /// The monitor that was named.
        monitor: MonitorId,
    };
    /// The account has enough monitors.
    43 "too_many_monitors" Limit "an account has at most {limit} monitors"
    TooManyMonitors {
        /// How many it may have.
        limit: usize,
    };
}

/// A field of a transfer, with its number in packed results. The numbers never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Field {
    /// What the transfer does.
    Kind = 1,
    /// The debit account.
    Debit = 2,
    /// The credit account.
    Credit = 3,
    /// The hold that is ended or the transfer that is reversed.
    Related = 4,
    /// The amount.
    Amount = 5,
    /// The currency.
    Currency = 6,
    /// The reference.
    Reference = 7,
    /// The posting code.
    Code = 8,
    /// The flags.
    Flags = 9,
    /// The timeout.
    Timeout = 10,
    /// The effective time.
    EffectiveTime = 11,
    /// Metadata or external reference.
    Attached = 12,
    /// The commit time.
    CommitTime = 13,
    /// The outcome of a hold.
    Outcome = 14,
}

impl Rejection {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.row().1
    }

    /// The stable number in packed results.
    pub const fn number(&self) -> u16 {
        self.row().0
    }

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        self.row().2
    }

    /// The field of which it speaks, if it speaks of one.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Rejection::TransferExistsWithDifferent { field, .. } | Rejection::FieldNotAllowed { field } => {
                Some(*field)
            }
            _ => None,
        }
    }
}

impl Field {
    /// The stable number.
    pub const fn number(self) -> u16 {
        self as u16
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Field::Kind => "kind",
            Field::Debit => "debit account",
            Field::Credit => "credit account",
            Field::Related => "related transfer",
            Field::Amount => "amount",
            Field::Currency => "currency",
            Field::Reference => "reference",
            Field::Code => "code",
            Field::Flags => "flags",
            Field::Timeout => "timeout",
            Field::EffectiveTime => "effective time",
            Field::Attached => "metadata or external reference",
            Field::CommitTime => "commit time",
            Field::Outcome => "outcome",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_codes_are_unique_and_never_change() {
        let mut codes: Vec<_> = Rejection::CODES.to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Rejection::CODES.len());
        assert!(
            Rejection::NUMBERS
                .iter()
                .zip(1..)
                .all(|(row, number)| row.0 == number)
        );
        // What clients have compiled in.
        for (number, code) in [
            (1, "transfer_exists"),
            (2, "transfer_exists_with_different_content"),
            (4, "transfer_linked_failed"),
            (16, "overdraft"),
            (24, "hold_expired"),
            (29, "transfer_already_reversed"),
            (43, "too_many_monitors"),
        ] {
            assert_eq!(Rejection::NUMBERS[number - 1].1, code);
        }
    }
}

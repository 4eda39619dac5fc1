//! An account's balance at any instant: the nearest checkpoint before, and the transfers since.

use bezant_core::BalanceCheckpoint;
use bezant_engine::PackedSpans;
use bezant_journal::{Of, Place};
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{AccountId, AccountType, Tenant};
use bezant_ledger::{Account, CHECKPOINT_INTERVAL, Movement, Sums, Transfer, TransferKind};
use bezant_log::Position;

use crate::books::{Books, Holds, Walk, hold_of, needs_hold};
use crate::error::BooksError;
use crate::instant::{Effective, Instant};

/// The sums of both sides of an account.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// The debit column.
    pub debits: Sums,
    /// The credit column.
    pub credits: Sums,
}

impl Balance {
    /// The posted balance on the normal side of such an account, in minor units.
    pub fn posted(&self, account_type: AccountType) -> i128 {
        let net = signed(self.debits.posted) - signed(self.credits.posted);
        if account_type.is_debit_normal() { net } else { -net }
    }

    /// This with a movement on the sides of the transfer that are the account's.
    fn after(self, account: AccountId, transfer: &Transfer, movement: Movement) -> Option<Balance> {
        let moved = |sums: Sums, side: AccountId| {
            if side == account {
                sums.after(movement)
            } else {
                Some(sums)
            }
        };
        Some(Balance {
            debits: moved(self.debits, transfer.debit)?,
            credits: moved(self.credits, transfer.credit)?,
        })
    }
}

pub(crate) fn signed(sum: u128) -> i128 {
    i128::try_from(sum).expect("sums stay within i128")
}

/// What a transfer moves at an instant of effective time, and what it moves in the end where `effective` is `None`.
fn movement(
    transfer: &Transfer,
    holds: &Holds,
    effective: Option<&Effective>,
) -> Result<Movement, BooksError> {
    let held = if !transfer.kind.ends_hold() {
        0
    } else if needs_hold(transfer) {
        let hold = hold_of(holds, transfer)?;
        // A hold that does not yet count can't be released, though its post may be backdated to before it.
        let counts = effective.is_none_or(|effective| hold.effective <= effective.by);
        if counts { hold.amount } else { 0 }
    } else {
        transfer.amount
    };
    Ok(Movement::of(transfer.kind, transfer.amount, held))
}

/// What a transfer adds to the posted column of each of its sides.
pub(crate) fn posted(transfer: &Transfer) -> u128 {
    Movement::of(transfer.kind, transfer.amount, transfer.amount).posted()
}

/// Whether a transfer moves money for good.
pub(crate) fn is_posting(kind: TransferKind) -> bool {
    match kind {
        TransferKind::Transfer | TransferKind::Post | TransferKind::Reversal => true,
        TransferKind::Hold | TransferKind::Void | TransferKind::Expiry => false,
    }
}

impl Books {
    /// The exact sums of an account at an instant. Of `account`, only what never changes counts, and how many transfers touched
    /// it, from which the checkpoints are found.
    ///
    /// By effective time a transfer, post or reversal counts from its effective time on; a hold from its own until its end
    /// counts too.
    pub fn balance_at(&self, account: &Account, at: &Instant) -> Result<Balance, BooksError> {
        if at.committed_by.is_some_and(|by| by < account.opened_at) {
            return Ok(Balance::default());
        }
        let Some(effective) = &at.effective else {
            return self.balance_to(account, Place::last_of(at.known));
        };
        let base = self.balance_to(account, Place::last_of(effective.base))?;
        let backdated = Walk {
            of: Of::Dated(account.id.as_u128()),
            positions: effective.base.next()..=at.known,
            after: None,
        };
        let mut counts = |_, transfer: &Transfer| transfer.effective <= effective.by;
        self.sum(account, base, backdated, Some(effective), &mut counts)
    }

    /// The sums of an account right after the transfers up to `place`.
    pub(crate) fn balance_to(&self, account: &Account, place: Place) -> Result<Balance, BooksError> {
        let (after, base) = match self.checkpoint(account, place)? {
            Some((after, checkpoint)) => {
                let base = Balance {
                    debits: checkpoint.debits,
                    credits: checkpoint.credits,
                };
                (Some(after), base)
            }
            None => (None, Balance::default()),
        };
        let since = Walk {
            of: Of::Account(account.id.as_u128()),
            positions: after.map_or(Position::NONE, Place::position)..=place.position(),
            after,
        };
        self.sum(account, base, since, None, &mut |at, _| at <= place)
    }

    fn sum(
        &self,
        account: &Account,
        base: Balance,
        walk: Walk,
        effective: Option<&Effective>,
        keep: &mut dyn FnMut(Place, &Transfer) -> bool,
    ) -> Result<Balance, BooksError> {
        let tenant = Tenant::new(account.tenant);
        let mut balance = base;
        self.walk(tenant, walk, keep, &mut |some| {
            let holds = self.holds_of(tenant, some)?;
            for one in some {
                let movement = movement(&one.transfer, &holds, effective)?;
                balance = balance
                    .after(account.id, &one.transfer, movement)
                    .ok_or(BooksError::Overflow)?;
            }
            Ok(())
        })?;
        Ok(balance)
    }

    /// The last checkpoint at or before `limit`, and where it stands.
    fn checkpoint(
        &self,
        account: &Account,
        limit: Place,
    ) -> Result<Option<(Place, BalanceCheckpoint)>, BooksError> {
        let (mut there, mut beyond) = (0, account.touches / CHECKPOINT_INTERVAL + 1);
        let mut best = None;
        while beyond - there > 1 {
            let middle = there + (beyond - there) / 2;
            match self.read_checkpoint(account, middle, limit)? {
                Some(found) => (there, best) = (middle, Some(found)),
                // Beyond the limit, or not yet in the cold tier: those behind it are neither.
                None => beyond = middle,
            }
        }
        while let Some((place, checkpoint)) = best {
            if let Some(place) = self.place_of(account, place)?.filter(|&place| place <= limit) {
                return Ok(Some((place, checkpoint)));
            }
            there -= 1;
            best = match there {
                0 => None,
                number => self.read_checkpoint(account, number, limit)?,
            };
        }
        Ok(None)
    }

    fn read_checkpoint(
        &self,
        account: &Account,
        number: u64,
        limit: Place,
    ) -> Result<Option<(Place, BalanceCheckpoint)>, BooksError> {
        let key = BalanceCheckpoint::key(account.tenant, account.id, number);
        let Some(bytes) = self.cold.get(key, limit.position())? else {
            return Ok(None);
        };
        let damaged = |damage| BooksError::Record {
            position: limit.position(),
            damage,
        };
        let checkpoint = BalanceCheckpoint::decode(&bytes).map_err(damaged)?;
        if checkpoint.nth >= Place::MAX_TRANSFERS {
            return Err(damaged(Corrupt(
                "a checkpoint behind the last transfer of a record",
            )));
        }
        let place = Place::new(Position(checkpoint.position), checkpoint.nth);
        Ok((place <= limit).then_some((place, checkpoint)))
    }

    /// Where a checkpoint stands. It counts within its event; of a record with several it is known only if that record touched the
    /// account once.
    fn place_of(&self, account: &Account, noted: Place) -> Result<Option<Place>, BooksError> {
        let position = noted.position();
        if PackedSpans::read::<bezant_core::Core>(&*self.reader, position)?.events() == 1 {
            return Ok(Some(noted));
        }
        let walk = Walk {
            of: Of::Account(account.id.as_u128()),
            positions: position..=position,
            after: None,
        };
        let mut places = Vec::new();
        self.walk(Tenant::new(account.tenant), walk, &mut |_, _| true, &mut |some| {
            places.extend(some.iter().map(|one| one.place));
            Ok(())
        })?;
        Ok(match places[..] {
            [one] => Some(one),
            _ => None,
        })
    }
}

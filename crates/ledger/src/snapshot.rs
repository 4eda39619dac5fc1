//! The whole state as bytes, the same bytes for the same state, little-endian:
//! a version byte; accounts by tenant in the order of their opening; open holds by id; finished transfers in the order
//! in which they will be evicted. Sums over all accounts are worked out again, and what does not add up is damage.

use bezant_kernel::wire::{Corrupt, currency_from};
use bezant_kernel::{AccountPath, TenantId, Timestamp};

use crate::account::{Account, Line, account_id};
use crate::apply::open;
use crate::reader::Reader;
use crate::record::{HoldOutcome, Transfer, TransferKind};
use crate::state::State;
use crate::sums::Sums;

const VERSION: u8 = 1;

/// Appends the stored form of `state` to `out`.
pub fn encode(state: &State, out: &mut Vec<u8>) {
    out.push(VERSION);
    put_count(out, state.accounts.len());
    let mut tenants: Vec<_> = state.books.iter().collect();
    tenants.sort_unstable_by_key(|(tenant, _)| **tenant);
    for id in tenants.iter().flat_map(|(_, books)| &books.accounts) {
        put_account(
            out,
            state.accounts.get(id).expect("books list accounts that are open"),
        );
    }

    put_count(out, state.holds.len());
    let mut holds: Vec<_> = state.holds.values().collect();
    holds.sort_unstable_by_key(|hold| hold.id);
    for hold in holds {
        out.extend_from_slice(&hold.to_bytes());
    }

    let fresh = state.finished.fresh();
    put_count(out, fresh.len());
    for (position, transfer) in fresh {
        out.extend_from_slice(&position.to_le_bytes());
        out.extend_from_slice(&transfer.to_bytes());
    }

    let reloaded = state.finished.reloaded();
    put_count(out, reloaded.len());
    for transfer in reloaded {
        out.extend_from_slice(&transfer.to_bytes());
    }
}

/// The state in these bytes.
pub fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
    let mut reader = Reader::new(bytes);
    if reader.u8()? != VERSION {
        return Err(Corrupt("a ledger snapshot of an unknown version"));
    }
    let mut state = State::new();
    for _ in 0..reader.u64()? {
        let account = read_account(&mut reader)?;
        if state.accounts.contains_key(&account.id) {
            return Err(Corrupt("an account stands twice in the snapshot"));
        }
        add_to_total(&mut state, &account)?;
        open(&mut state, account);
    }
    for _ in 0..reader.u64()? {
        let hold = read_transfer(&mut reader, &state)?;
        if hold.kind != TransferKind::Hold || hold.outcome != HoldOutcome::Open {
            return Err(Corrupt("what is listed as an open hold is none"));
        }
        state.holds.insert(hold.id, hold);
    }
    for _ in 0..reader.u64()? {
        let position = reader.u64()?;
        let transfer = read_finished(&mut reader, &state)?;
        if position < state.finished.last_position() {
            return Err(Corrupt("finished transfers are out of order"));
        }
        state.finished.finish(position, transfer);
    }
    for _ in 0..reader.u64()? {
        let transfer = read_finished(&mut reader, &state)?;
        state.finished.reload(transfer);
    }
    if !reader.rest().is_empty() {
        return Err(Corrupt("bytes behind the end of the snapshot"));
    }
    state.consistency().map_err(Corrupt)?;
    Ok(state)
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&(count as u64).to_le_bytes());
}

fn put_account(out: &mut Vec<u8>, account: &Account) {
    let line = &account.line;
    out.extend_from_slice(&account.tenant.as_u128().to_le_bytes());
    out.extend_from_slice(&account.opened_at.as_microseconds().to_le_bytes());
    out.extend_from_slice(&line.currency.number().to_le_bytes());
    out.push(u8::from(line.allows_overdraft));
    for column in [line.debits, line.credits] {
        out.extend_from_slice(&column.posted.to_le_bytes());
        out.extend_from_slice(&column.pending.to_le_bytes());
    }
    let path = account.path.as_str();
    out.push(u8::try_from(path.len()).expect("a path is at most 128 bytes"));
    out.extend_from_slice(path.as_bytes());
}

fn read_account(reader: &mut Reader<'_>) -> Result<Account, Corrupt> {
    let tenant = TenantId::from_u128(reader.u128()?);
    let opened_at = Timestamp::from_microseconds(reader.u64()?);
    let currency = currency_from(u32::from(reader.u16()?))?;
    let allows_overdraft = match reader.u8()? {
        0 => false,
        1 => true,
        _ => return Err(Corrupt("an unknown setting of an account")),
    };
    let mut column = || -> Result<Sums, Corrupt> {
        Ok(Sums {
            posted: reader.u128()?,
            pending: reader.u128()?,
        })
    };
    let (debits, credits) = (column()?, column()?);
    let length = reader.u8()?;
    let path: AccountPath = std::str::from_utf8(reader.take(usize::from(length))?)
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or(Corrupt("not an account path"))?;
    Ok(Account {
        id: account_id(tenant, &path, currency),
        tenant,
        opened_at,
        line: Line {
            account_type: path.account_type(),
            currency,
            allows_overdraft,
            debits,
            credits,
        },
        path,
    })
}

/// Debits alone make the total; the check at the end compares it with the credits.
fn add_to_total(state: &mut State, account: &Account) -> Result<(), Corrupt> {
    let books = state.books.entry(account.tenant).or_default();
    let total = books.total_mut(account.line.currency);
    let add = |a: u128, b: u128| a.checked_add(b).ok_or(Corrupt("sums overflow"));
    *total = Sums {
        posted: add(total.posted, account.line.debits.posted)?,
        pending: add(total.pending, account.line.debits.pending)?,
    };
    Ok(())
}

fn read_transfer(reader: &mut Reader<'_>, state: &State) -> Result<Transfer, Corrupt> {
    let transfer = Transfer::from_bytes(reader.array()?)?;
    let owner = |id| state.accounts.get(&id).map(|account| account.tenant);
    if owner(transfer.debit).is_none() || owner(transfer.debit) != owner(transfer.credit) {
        return Err(Corrupt("a transfer names accounts that do not belong together"));
    }
    if state.has_transfer(transfer.id) {
        return Err(Corrupt("a transfer stands twice in the snapshot"));
    }
    Ok(transfer)
}

fn read_finished(reader: &mut Reader<'_>, state: &State) -> Result<Transfer, Corrupt> {
    let transfer = read_transfer(reader, state)?;
    if transfer.id.is_derived() {
        return Err(Corrupt("a derived transfer is never kept once finished"));
    }
    let finished = (transfer.kind == TransferKind::Hold) == (transfer.outcome != HoldOutcome::Open);
    if finished {
        Ok(transfer)
    } else {
        Err(Corrupt("a transfer is listed as finished and is not"))
    }
}

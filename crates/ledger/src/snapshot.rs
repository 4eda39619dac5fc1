//! The whole state as bytes, the same bytes for the same state, little-endian: a version byte; tenants with their
//! currencies; accounts in the order of their opening; open holds, schedules and monitors by tenant and id;
//! checkpoints that were not handed over yet. Sums over all accounts are worked out again, and what does not add up is
//! damage.

use bezant_kernel::wire::{Corrupt, currency_from};
use bezant_kernel::{AccountId, TableSecret, TenantId, TransferId};
use bytes::Bytes;
use prost::Message;

use crate::account::{Account, TemporaryLimit};
use crate::apply::{apply, insert_hold, open};
use crate::checkpoint::Checkpoint;
use crate::event::Event;
use crate::flags::Flags;
use crate::holds::{ChainPlace, Hold};
use crate::line::{Traits, TwoSides};
use crate::messages::{AccountOpenedWire, MonitorWire, ScheduledWire, TemporaryLimitWire};
use crate::reader::Reader;
use crate::record::{HoldOutcome, NO_TRANSFER, Transfer, TransferKind};
use crate::state::{Books, Number, State};
use crate::sums::Sums;

const VERSION: u8 = 2;

/// Bytes of a usual account in a snapshot, rather too many.
const ACCOUNT_BYTES: usize = 320;

/// A state set aside, to be written out elsewhere and later.
#[derive(Debug)]
pub struct Frozen(State);

impl Frozen {
    /// Sets aside what a snapshot has of `state`. This is all that callers wait for: a copy of the sums, pointers to the rest of
    /// the accounts, and what is open.
    pub fn new(state: &State) -> Frozen {
        let books = |books: &Books| Books {
            totals: books.totals.clone(),
            schedules: books.schedules.clone(),
            monitors: books.monitors.clone(),
            ..Books::new(books.tenant, state.secret)
        };
        Frozen(State {
            lines: state.lines.clone(),
            details: state.details.clone(),
            books: state.books.iter().map(books).collect(),
            holds: state.holds.clone(),
            checkpoints: state.checkpoints.clone(),
            ..State::new()
        })
    }

    /// Appends the same bytes as [`encode`] would have, when it was set aside.
    pub fn encode(&self, out: &mut Vec<u8>) {
        encode(&self.0, out);
    }
}

/// Appends the stored form of `state` to `out`.
pub fn encode(state: &State, out: &mut Vec<u8>) {
    // Grown step by step it would be copied over and over, and for a moment be there twice.
    out.reserve(state.lines.len() * ACCOUNT_BYTES);
    out.push(VERSION);
    put_count(out, state.books.len());
    for books in &state.books {
        out.extend_from_slice(&books.tenant.as_u128().to_le_bytes());
        // The order in which currencies came says nothing.
        let mut currencies: Vec<_> = books
            .totals
            .iter()
            .map(|(currency, _)| currency.number())
            .collect();
        currencies.sort_unstable();
        put_count(out, currencies.len());
        out.extend(currencies.into_iter().flat_map(u16::to_le_bytes));
    }
    put_count(out, state.lines.len());
    for at in 0..state.lines.len() {
        put_account(
            out,
            state,
            Number(u32::try_from(at).expect("fewer than 2^32 accounts are open")),
        );
    }

    let mut holds: Vec<_> = state.holds.iter().collect();
    holds.sort_unstable_by_key(|hold| {
        let internal = hold.transfer.flags.contains(Flags::INTERNAL);
        (state.line(hold.debit).tenant, hold.transfer.id, internal)
    });
    put_count(out, holds.len());
    for hold in holds {
        out.extend_from_slice(&state.line(hold.debit).tenant.to_le_bytes());
        out.extend_from_slice(&hold.transfer.to_bytes());
        let (first, nth) = hold
            .chain
            .map_or((NO_TRANSFER, 0), |place| (place.first, place.nth));
        out.extend_from_slice(&first.as_u128().to_le_bytes());
        out.extend_from_slice(&nth.to_le_bytes());
    }

    for books in &state.books {
        put_count(out, books.schedules.len());
        for schedule in books.schedules.values() {
            put_message(out, &ScheduledWire::from(schedule));
        }
        put_count(out, books.monitors.all().len());
        for monitor in books.monitors.all() {
            let account = state.line(monitor.account).id;
            put_message(
                out,
                &MonitorWire::new(monitor.id, account, &monitor.condition, monitor.holds),
            );
        }
    }

    put_count(out, state.checkpoints.len());
    for checkpoint in &state.checkpoints {
        put_checkpoint(out, checkpoint);
    }
}

/// The state in these bytes, as [`State::new`] makes one.
pub fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
    decode_keyed(bytes, TableSecret::default())
}

/// The state in these bytes, as [`State::keyed`] makes one.
pub fn decode_keyed(bytes: &[u8], secret: TableSecret) -> Result<State, Corrupt> {
    let mut reader = Reader::new(bytes);
    if reader.u8()? != VERSION {
        return Err(Corrupt("a ledger snapshot of an unknown version"));
    }
    let mut state = State::keyed(secret);
    for nth in 0..reader.u64()? {
        let tenant = TenantId::from_u128(reader.u128()?);
        let number = state.begin_books(tenant);
        if u64::from(number) != nth {
            return Err(Corrupt("a tenant stands twice in the snapshot"));
        }
        for _ in 0..reader.u64()? {
            let currency = currency_from(u32::from(reader.u16()?))?;
            state.books[number as usize].total_mut(currency);
        }
    }
    for _ in 0..reader.u64()? {
        read_account(&mut reader, &mut state)?;
    }
    for _ in 0..reader.u64()? {
        read_hold(&mut reader, &mut state)?;
    }
    for number in 0..state.books.len() {
        read_schedules(&mut reader, &mut state, number)?;
        read_monitors(&mut reader, &mut state, number)?;
    }
    for _ in 0..reader.u64()? {
        let checkpoint = read_checkpoint(&mut reader)?;
        if state
            .checkpoints
            .back()
            .is_some_and(|last| last.position > checkpoint.position)
        {
            return Err(Corrupt("checkpoints are out of order"));
        }
        state.checkpoints.push_back(checkpoint);
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

fn put_message(out: &mut Vec<u8>, message: &impl Message) {
    put_count(out, message.encoded_len());
    message
        .encode(out)
        .expect("a vector grows to what a message needs");
}

fn read_message<M: Message + Default>(reader: &mut Reader<'_>) -> Result<M, Corrupt> {
    let length = usize::try_from(reader.u64()?).map_err(|_| Corrupt("a message is too long"))?;
    Ok(M::decode(Bytes::copy_from_slice(reader.take(length)?))?)
}

fn put_sums(out: &mut Vec<u8>, balance: &TwoSides) {
    for column in [balance.debits, balance.credits] {
        out.extend_from_slice(&column.posted.to_le_bytes());
        out.extend_from_slice(&column.pending.to_le_bytes());
    }
}

fn read_sums(reader: &mut Reader<'_>) -> Result<TwoSides, Corrupt> {
    let mut column = || -> Result<Sums, Corrupt> {
        Ok(Sums {
            posted: reader.u128()?,
            pending: reader.u128()?,
        })
    };
    Ok(TwoSides {
        debits: column()?,
        credits: column()?,
    })
}

/// Those that are not told by the terms, the limits or the monitors.
const STORED_TRAITS: u16 = Traits::CLOSED.0 | Traits::FROZEN.0 | Traits::LIMITS_CHANGED.0;

fn put_account(out: &mut Vec<u8>, state: &State, number: Number) {
    let line = state.line(number);
    let account = Account::view(state, number);
    out.extend_from_slice(&line.tenant.to_le_bytes());
    put_message(
        out,
        &AccountOpenedWire::new(line.id, &account.terms, account.opened_at),
    );
    put_sums(out, &line.balance);
    out.extend_from_slice(&line.touches.to_le_bytes());
    out.extend_from_slice(&(line.traits.0 & STORED_TRAITS).to_le_bytes());
    match account.temporary_limit {
        Some(limit) => put_message(out, &TemporaryLimitWire::from(limit)),
        None => put_count(out, 0),
    }
}

fn read_account(reader: &mut Reader<'_>, state: &mut State) -> Result<(), Corrupt> {
    let tenant = reader.u32()?;
    let books = state
        .books
        .get(tenant as usize)
        .ok_or(Corrupt("an account without a tenant"))?;
    let opened: AccountOpenedWire = read_message(reader)?;
    let Event::AccountOpened { id, terms, opened_at } = opened.event()? else {
        return Err(Corrupt("not an account"));
    };
    let tenant = bezant_kernel::Tenant::new(books.tenant);
    if state.number_of(tenant, id).is_some() || state.number_at(tenant, &terms.path, terms.currency).is_some()
    {
        return Err(Corrupt("an account stands twice in the snapshot"));
    }
    let number = Number(u32::try_from(state.lines.len()).map_err(|_| Corrupt("too many accounts"))?);
    open(state, tenant.id(), id, &terms, opened_at);
    let balance = read_sums(reader)?;
    let touches = reader.u64()?;
    let traits = reader.u16()?;
    if traits & !STORED_TRAITS != 0 {
        return Err(Corrupt("unknown traits of an account"));
    }
    let limit: TemporaryLimitWire = read_message(reader)?;
    let limit = Some(TemporaryLimit::try_from(limit)?).filter(|limit| limit.extra != 0);

    let total = state.own_books_mut(tenant).total_mut(terms.currency);
    // Debits alone make the total; the check at the end compares it with the credits.
    *total = total.plus(balance.debits).ok_or(Corrupt("sums overflow"))?;
    state.detail_mut(number).temporary_limit = limit;
    let line = state.line_mut(number);
    line.balance = balance;
    line.touches = touches;
    line.traits = Traits(line.traits.0 | traits).with(Traits::TEMPORARY, limit.is_some());
    Ok(())
}

fn read_hold(reader: &mut Reader<'_>, state: &mut State) -> Result<(), Corrupt> {
    let tenant = reader.u32()?;
    let transfer = Transfer::from_bytes(reader.array()?)?;
    let (first, nth) = (TransferId::from_u128(reader.u128()?), reader.u16()?);
    if transfer.kind != TransferKind::Hold || transfer.outcome != HoldOutcome::Open {
        return Err(Corrupt("what is listed as an open hold is none"));
    }
    let books = state
        .books
        .get(tenant as usize)
        .ok_or(Corrupt("a hold without a tenant"))?;
    let account = |id: AccountId| {
        let number = state.index.find(&state.lines, tenant, id);
        number
            .filter(|&number| state.line(number).currency == transfer.currency)
            .ok_or(Corrupt("a hold names accounts that do not belong together"))
    };
    let (debit, credit) = (account(transfer.debit)?, account(transfer.credit)?);
    let chain = (first != NO_TRANSFER).then_some(ChainPlace { first, nth });
    let internal = transfer.flags.contains(Flags::INTERNAL);
    let index = &books.holds;
    if index.place(internal, transfer.id).is_some() || chain.is_some_and(|place| index.is_taken(place)) {
        return Err(Corrupt("a hold stands twice in the snapshot"));
    }
    insert_hold(
        state,
        tenant,
        Hold {
            transfer,
            debit,
            credit,
            chain,
        },
    );
    Ok(())
}

fn read_schedules(reader: &mut Reader<'_>, state: &mut State, number: usize) -> Result<(), Corrupt> {
    let tenant = bezant_kernel::Tenant::new(state.books[number].tenant);
    for _ in 0..reader.u64()? {
        let schedule = read_message::<ScheduledWire>(reader)?.schedule()?;
        let books = &state.books[number];
        let taken = |item: &crate::record::Packed| {
            let id = TransferId::from_u128(crate::record::u128_at(item, 0));
            books.scheduled.contains_key(&id)
        };
        let mut ids: Vec<_> = schedule.items.items().iter().map(|item| &item[..16]).collect();
        ids.sort_unstable();
        ids.dedup();
        if books.schedules.contains_key(&schedule.id)
            || schedule.items.items().iter().any(taken)
            || ids.len() != schedule.items.len()
        {
            return Err(Corrupt("a schedule stands twice in the snapshot"));
        }
        apply(state, tenant, 0, &Event::Scheduled(schedule));
    }
    Ok(())
}

fn read_monitors(reader: &mut Reader<'_>, state: &mut State, number: usize) -> Result<(), Corrupt> {
    let tenant = bezant_kernel::Tenant::new(state.books[number].tenant);
    for _ in 0..reader.u64()? {
        let event = read_message::<MonitorWire>(reader)?.event()?;
        let Event::MonitorSet { id, account, .. } = &event else {
            return Err(Corrupt("not a monitor"));
        };
        if state.number_of(tenant, *account).is_none() || state.monitor(tenant, *id).is_some() {
            return Err(Corrupt("a monitor without an account, or twice"));
        }
        apply(state, tenant, 0, &event);
    }
    Ok(())
}

fn put_checkpoint(out: &mut Vec<u8>, checkpoint: &Checkpoint) {
    out.extend_from_slice(&checkpoint.tenant.as_u128().to_le_bytes());
    out.extend_from_slice(&checkpoint.account.as_u128().to_le_bytes());
    out.extend_from_slice(&checkpoint.number.to_le_bytes());
    out.extend_from_slice(&checkpoint.position.to_le_bytes());
    out.extend_from_slice(&checkpoint.nth.to_le_bytes());
    put_sums(
        out,
        &TwoSides {
            debits: checkpoint.debits,
            credits: checkpoint.credits,
        },
    );
}

fn read_checkpoint(reader: &mut Reader<'_>) -> Result<Checkpoint, Corrupt> {
    let (tenant, account) = (
        TenantId::from_u128(reader.u128()?),
        AccountId::from_u128(reader.u128()?),
    );
    let (number, position, nth) = (reader.u64()?, reader.u64()?, reader.u16()?);
    let balance = read_sums(reader)?;
    Ok(Checkpoint {
        tenant,
        account,
        number,
        position,
        nth,
        debits: balance.debits,
        credits: balance.credits,
    })
}

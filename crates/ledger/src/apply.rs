//! Puts a committed event into the state. Cannot fail: what the ledger decided holds, and what does not hold is a
//! defect on which everything stops.

use bezant_kernel::{AccountId, Currency, Tenant, TenantId, Timestamp, TransferId};

use crate::account::{AccountChange, Detail, Terms};
use crate::batch::Records;
use crate::checkpoint::{CHECKPOINT_INTERVAL, Checkpoint};
use crate::event::{Event, Schedule};
use crate::flags::Flags;
use crate::holds::{ChainPlace, Hold};
use crate::line::{Line, Side, Traits};
use crate::monitor::Monitor;
use crate::record::{Packed, Transfer, TransferKind, array_at, offset, u128_at};
use crate::state::{Books, Due, Number, State, Timer};
use crate::sums::{Movement, Sums};

/// Applies `event`, committed for `tenant` at `position` of the log. Positions never go back.
pub fn apply(state: &mut State, tenant: Tenant, position: u64, event: &Event) {
    match event {
        Event::AccountOpened { id, terms, opened_at } => {
            state.begin_books(tenant.id());
            open(state, tenant.id(), *id, terms, *opened_at);
        }
        Event::AccountChanged { account, change } => change_account(state, tenant, *account, change),
        Event::Posted(records) => post(state, tenant, position, records),
        Event::Refused(_) | Event::Attached(_) => {}
        Event::Scheduled(schedule) => schedule_later(state, tenant, schedule),
        Event::ScheduleCancelled { id } | Event::ScheduleFailed { id, .. } => {
            unschedule(state, tenant, *id);
        }
        Event::MonitorSet {
            id,
            account,
            condition,
            holds,
        } => {
            let number = state
                .number_of(tenant, *account)
                .expect("a monitored account is open");
            state.own_books_mut(tenant).monitors.set(Monitor {
                id: *id,
                account: number,
                condition: *condition,
                holds: *holds,
            });
            state.set_trait(number, Traits::MONITORED, true);
        }
        Event::MonitorRemoved { id } => {
            let monitors = &mut state.own_books_mut(tenant).monitors;
            let account = monitors.remove(*id).expect("a removed monitor was set");
            let any_left = monitors.of(account).len() > 0;
            state.set_trait(account, Traits::MONITORED, any_left);
        }
        Event::MonitorCrossed(crossing) => {
            state
                .own_books_mut(tenant)
                .monitors
                .cross(crossing.monitor, crossing.holds);
        }
    }
}

pub(crate) fn open(state: &mut State, tenant: TenantId, id: AccountId, terms: &Terms, opened_at: Timestamp) {
    let number = state.begin_books(tenant);
    let detail = Detail {
        path: terms.path.clone(),
        guard: terms.guard,
        code: terms.code,
        user_data: terms.user_data,
        metadata: terms.metadata.clone(),
        opened_at,
        temporary_limit: None,
        sibling: None,
    };
    state.open(tenant, Line::open(id, number, terms), detail);
}

fn change_account(state: &mut State, tenant: Tenant, account: AccountId, change: &AccountChange) {
    let AccountChange {
        credit_limit,
        temporary_limit,
        frozen,
        closed,
        code,
        user_data,
        metadata,
    } = change;
    let number = state
        .number_of(tenant, account)
        .expect("a changed account is open");
    if credit_limit.is_some() || temporary_limit.is_some() {
        state.set_trait(number, Traits::LIMITS_CHANGED, true);
    }
    if let Some(limit) = credit_limit {
        state.line_mut(number).credit_limit = *limit;
    }
    if let Some(limit) = temporary_limit {
        let limit = Some(*limit).filter(|limit| limit.extra != 0);
        state.detail_mut(number).temporary_limit = limit;
        state.set_trait(number, Traits::TEMPORARY, limit.is_some());
    }
    for (asked, which) in [(frozen, Traits::FROZEN), (closed, Traits::CLOSED)] {
        if let Some(on) = asked {
            state.set_trait(number, which, *on);
        }
    }
    let detail = state.detail_mut(number);
    detail.code = code.unwrap_or(detail.code);
    detail.user_data = user_data.unwrap_or(detail.user_data);
    if let Some(patch) = metadata {
        detail.metadata = detail
            .metadata
            .patched(patch)
            .expect("a decided change of metadata fits");
    }
}

fn schedule_later(state: &mut State, tenant: Tenant, schedule: &Schedule) {
    let number = state.begin_books(tenant.id());
    let books = &mut state.books[number as usize];
    for item in schedule.items.items() {
        let id = TransferId::from_u128(u128_at(item, 0));
        let before = books.scheduled.insert(id, schedule.id);
        assert!(before.is_none(), "a transfer is scheduled once");
    }
    let before = books.schedules.insert(schedule.id, schedule.clone());
    assert!(before.is_none(), "a schedule is made once");
    state.timers.insert(Timer {
        at: schedule.at,
        tenant: number,
        due: Due::Schedule(schedule.id),
    });
}

fn unschedule(state: &mut State, tenant: Tenant, id: bezant_kernel::ScheduleId) {
    let number = state.begin_books(tenant.id());
    let books = &mut state.books[number as usize];
    let schedule = books
        .schedules
        .remove(&id)
        .expect("what ends a schedule names an open one");
    for item in schedule.items.items() {
        books.scheduled.remove(&TransferId::from_u128(u128_at(item, 0)));
    }
    state.timers.remove(&Timer {
        at: schedule.at,
        tenant: number,
        due: Due::Schedule(id),
    });
}

/// The sums of the currency that the last record was in, written back when another comes.
struct RunningTotal {
    currency: Currency,
    sums: Sums,
}

/// The chain that the last record belongs to.
#[derive(Default)]
struct RunningChain {
    first: Option<TransferId>,
    holds: u16,
    goes_on: bool,
}

fn post(state: &mut State, tenant: Tenant, position: u64, records: &Records) {
    let tenant_number = state
        .tenant_number(tenant)
        .expect("a tenant with accounts has books");
    let hints = std::mem::take(&mut state.scratch.get_mut().hints);
    let mut running: Option<RunningTotal> = None;
    let mut chain = RunningChain::default();
    for (nth, record) in records.packed().iter().enumerate() {
        let kind = TransferKind::from_number(record[offset::KIND]).expect("a record is well formed");
        let flags = Flags::from_bits(u16::from_le_bytes(array_at(record, offset::FLAGS)))
            .expect("a record is well formed");
        let sides = accounts(state, tenant_number, record, hints.get(nth));
        let held = match kind {
            TransferKind::Transfer | TransferKind::Reversal => 0,
            TransferKind::Hold => {
                let place = chain.place(record, flags);
                open_hold(state, tenant_number, record, sides, place);
                0
            }
            TransferKind::Post | TransferKind::Void | TransferKind::Expiry => {
                end_hold(state, tenant_number, record)
            }
        };
        chain.follow(flags);
        let amount = u128_at(record, offset::AMOUNT);
        let movement = Movement::of(kind, amount, held);
        let [debit, credit] = sides;
        enter(state, debit, Side::Debit, kind, movement, record);
        enter(state, credit, Side::Credit, kind, movement, record);
        note_checkpoints(state, sides, position, nth);
        if flags.intersects(Flags::CLOSING) {
            close(state, sides, kind, flags);
        }
        let currency = state.line(debit).currency;
        assert!(currency == state.line(credit).currency, "currencies never mix");
        let total = match &mut running {
            Some(total) if total.currency == currency => total,
            Some(_) | None => {
                write_back(&mut state.books[tenant_number as usize], running.take());
                running.insert(RunningTotal {
                    currency,
                    sums: state.book(tenant_number).total(currency),
                })
            }
        };
        total.sums = total.sums.after(movement).expect("a decided transfer fits");
        let books = &state.books[tenant_number as usize];
        if !books.scheduled.is_empty()
            && let Some(&schedule) = books.scheduled.get(&TransferId::from_u128(u128_at(record, 0)))
            && !flags.contains(Flags::INTERNAL)
        {
            unschedule(state, tenant, schedule);
        }
    }
    write_back(&mut state.books[tenant_number as usize], running);
    state.scratch.get_mut().hints = hints;
}

fn write_back(books: &mut Books, running: Option<RunningTotal>) {
    if let Some(total) = running {
        *books.total_mut(total.currency) = total.sums;
    }
}

impl RunningChain {
    /// The place of the next record, a hold, in its chain, if it stands in one.
    fn place(&mut self, record: &Packed, flags: Flags) -> Option<ChainPlace> {
        if !self.goes_on && !flags.contains(Flags::LINKED) {
            return None;
        }
        let id = TransferId::from_u128(u128_at(record, 0));
        let place = ChainPlace {
            first: *self.first.get_or_insert(id),
            nth: self.holds,
        };
        self.holds += 1;
        Some(place)
    }

    fn follow(&mut self, flags: Flags) {
        self.goes_on = flags.contains(Flags::LINKED);
        if !self.goes_on {
            *self = RunningChain::default();
        }
    }
}

/// The accounts of a record, looked up unless the hint is right.
#[inline]
fn accounts(state: &State, tenant: u32, record: &Packed, hint: Option<&[Number; 2]>) -> [Number; 2] {
    let ids = [offset::DEBIT, offset::CREDIT].map(|at| AccountId::from_u128(u128_at(record, at)));
    if let Some(hint) = hint {
        let is_right = |number: Number, id| {
            let line = state.lines.get(number.0 as usize);
            line.is_some_and(|line| line.id == id && line.tenant == tenant)
        };
        if is_right(hint[0], ids[0]) && is_right(hint[1], ids[1]) {
            return *hint;
        }
    }
    ids.map(|id| {
        let number = state.index.find(&state.lines, tenant, id);
        number.expect("a decided transfer names open accounts")
    })
}

/// Moves one side.
#[inline]
fn enter(
    state: &mut State,
    number: Number,
    side: Side,
    kind: TransferKind,
    movement: Movement,
    record: &Packed,
) {
    let line = &mut state.lines[number.0 as usize];
    assert!(
        line.currency.number() == u16::from_le_bytes(array_at(record, offset::CURRENCY)),
        "currencies never mix"
    );
    line.balance = line.balance.after(side, movement);
    line.touches += 1;
    let takes = match kind {
        TransferKind::Transfer | TransferKind::Hold | TransferKind::Reversal => true,
        TransferKind::Post | TransferKind::Void | TransferKind::Expiry => false,
    };
    if takes && line.traits.guards(side) {
        let mut allowance = line.credit_limit;
        if line.traits.has(Traits::TEMPORARY) {
            let time = Timestamp::from_microseconds(u64::from_le_bytes(array_at(record, offset::TIME)));
            let limit = state.details[number.0 as usize].temporary_limit;
            allowance = allowance.saturating_add(limit.map_or(0, |limit| limit.at(time)));
        }
        assert!(line.balance.is_covered(side, allowance), "the guard holds");
    }
}

#[inline]
fn note_checkpoints(state: &mut State, sides: [Number; 2], position: u64, nth: usize) {
    for number in sides {
        let line = &state.lines[number.0 as usize];
        if line.touches.is_multiple_of(CHECKPOINT_INTERVAL) {
            let checkpoint = Checkpoint {
                tenant: state.book(line.tenant).tenant,
                account: line.id,
                number: line.touches / CHECKPOINT_INTERVAL,
                position,
                nth: u16::try_from(nth).expect("a decision makes few records"),
                debits: line.balance.debits,
                credits: line.balance.credits,
            };
            assert!(
                state
                    .checkpoints
                    .back()
                    .is_none_or(|last| last.position <= position),
                "positions never go back"
            );
            state.checkpoints.push_back(checkpoint);
        }
    }
}

/// Closes or opens again what the flags say.
fn close(state: &mut State, sides: [Number; 2], kind: TransferKind, flags: Flags) {
    let closes = match kind {
        TransferKind::Transfer | TransferKind::Hold => true,
        TransferKind::Void | TransferKind::Expiry => false,
        // A post leaves the account as its hold has made it.
        TransferKind::Post | TransferKind::Reversal => return,
    };
    for (number, closing) in sides
        .into_iter()
        .zip([Flags::CLOSING_DEBIT, Flags::CLOSING_CREDIT])
    {
        if flags.contains(closing) {
            state.set_trait(number, Traits::CLOSED, closes);
        }
    }
}

fn open_hold(
    state: &mut State,
    tenant: u32,
    record: &Packed,
    [debit, credit]: [Number; 2],
    chain: Option<ChainPlace>,
) {
    let transfer = Transfer::from_bytes(record).expect("a record is well formed");
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
}

pub(crate) fn insert_hold(state: &mut State, tenant: u32, hold: Hold) {
    if let Some(at) = hold.transfer.deadline() {
        state.timers.insert(Timer {
            at,
            tenant,
            due: Due::Hold(hold.transfer.id),
        });
    }
    let State { books, holds, .. } = state;
    books[tenant as usize].holds.open(holds, hold);
}

/// Takes the hold that `record` ends out of the open ones and returns its amount.
fn end_hold(state: &mut State, tenant: u32, record: &Packed) -> u128 {
    let end = Transfer::from_bytes(record).expect("a record is well formed");
    let State {
        books, holds, timers, ..
    } = state;
    let index = &mut books[tenant as usize].holds;
    let hold = index.end(holds, end.ends_internal_hold(), end.related).transfer;
    assert!(
        (hold.debit, hold.credit, hold.currency) == (end.debit, end.credit, end.currency)
            && end.amount <= hold.amount,
        "what ends a hold stays within it"
    );
    if let Some(at) = hold.deadline() {
        timers.remove(&Timer {
            at,
            tenant,
            due: Due::Hold(hold.id),
        });
    }
    hold.amount
}

//! The ledger as a running decision sees it: slots of the accounts over those of the state, totals, the tables of ids,
//! and the way back for a chain that is refused.

use bezant_kernel::{AccountId, AccountPath, Currency, TransferId};

use crate::draft::Draft;
use crate::event::Crossing;
use crate::line::{Traits, TwoSides};
use crate::record::{Packed, Transfer, offset, u128_at};
use crate::scratch::{NO_SLOT, Slot, SlotPlace, Vacancy};
use crate::state::Number;
use crate::sums::Sums;

/// Where a chain began.
pub(crate) struct Savepoint {
    records: usize,
    crossings: usize,
}

impl Draft<'_> {
    /// Finds the accounts of all items in three walks, in each of which nothing waits for anything else, so that the
    /// cache misses overlap: index, accounts, copies.
    pub(crate) fn resolve(&mut self, items: &[Packed]) {
        self.seed = crate::scratch::seed(items, self.now.as_microseconds());
        let seed = self.seed;
        self.work.ids.begin(items.len(), seed);
        let tenant = self.state.tenant_number(self.tenant).unwrap_or(u32::MAX);
        let (index, lines) = (&self.state.index, &self.state.lines[..]);
        let mut begun = std::mem::take(&mut self.work.begun);
        begun.clear();
        begun.extend(
            items
                .iter()
                .map(|item| [offset::DEBIT, offset::CREDIT].map(|at| index.begin(tenant, u128_at(item, at)))),
        );
        let mut sides = std::mem::take(&mut self.work.sides);
        sides.clear();
        sides.extend(items.iter().zip(&begun).map(|(item, begun)| {
            let names = matches!(item[offset::KIND], 1 | 2);
            let find = |begun, at| {
                let id = AccountId::from_u128(u128_at(item, at));
                let number = index
                    .finish(begun, lines, tenant, id)
                    .or_else(|| self.find_fresh(id));
                number.map_or(NO_SLOT, |number| number.0)
            };
            if names {
                [find(begun[0], offset::DEBIT), find(begun[1], offset::CREDIT)]
            } else {
                [NO_SLOT; 2]
            }
        }));
        for side in sides
            .as_flattened_mut()
            .iter_mut()
            .filter(|side| **side != NO_SLOT)
        {
            *side = self.slot_of(Number(*side));
        }
        self.work.begun = begun;
        self.work.sides = sides;
    }

    /// Notes which conditions on the account have become true or false.
    #[cold]
    pub(crate) fn watch(&mut self, place: SlotPlace, transfer: TransferId) {
        let slot = *self.slot(place);
        let account = self.account_of(place);
        let books = self.books.expect("a monitored account is open");
        for monitor in books.monitors.of(slot.number) {
            let held = *self.work.monitors.get(&monitor.id).unwrap_or(&monitor.holds);
            let (value, holds) = monitor.condition.of(&slot.balance, slot.traits);
            if holds != held {
                self.work.monitors.insert(monitor.id, holds);
                self.work.crossings.push(Crossing {
                    monitor: monitor.id,
                    account,
                    value,
                    holds,
                    transfer,
                });
            }
        }
    }

    pub(crate) fn save(&mut self) -> Savepoint {
        self.undoable = true;
        let work = &mut *self.work;
        work.undo.clear();
        work.totals_before.clone_from(&work.totals);
        Savepoint {
            records: self.records.len(),
            crossings: work.crossings.len(),
        }
    }

    pub(crate) fn take_back(&mut self, savepoint: &Savepoint) {
        self.undoable = false;
        let work = &mut *self.work;
        for (place, balance, traits) in work.undo.drain(..).rev() {
            let slot = &mut work.slots[place as usize];
            slot.balance = balance;
            slot.traits = traits;
        }
        std::mem::swap(&mut work.totals, &mut work.totals_before);
        for crossing in work.crossings.drain(savepoint.crossings..).rev() {
            work.monitors.insert(crossing.monitor, !crossing.holds);
        }
        self.records.truncate(savepoint.records);
        work.hints.truncate(savepoint.records);
    }

    /// The slot of an account of the tenant.
    #[inline]
    pub(crate) fn find(&mut self, id: AccountId) -> SlotPlace {
        match self.number(id) {
            Some(number) => self.slot_of(number),
            None => NO_SLOT,
        }
    }

    pub(crate) fn number(&self, id: AccountId) -> Option<Number> {
        self.state
            .number_of(self.tenant, id)
            .or_else(|| self.find_fresh(id))
    }

    /// An account that is opened within this decision.
    pub(crate) fn find_fresh(&self, id: AccountId) -> Option<Number> {
        let fresh = self.work.fresh.iter().position(|line| line.id == id)?;
        u32::try_from(self.state.lines.len() + fresh).ok().map(Number)
    }

    /// Whether this account, which may be opened only within this decision, stands at `path`.
    pub(crate) fn stands_at(&self, number: Number, path: &AccountPath) -> bool {
        match self.state.details.get(number.0 as usize) {
            Some(detail) => detail.path == *path,
            // Only derived ids are opened here, and no two paths derive one.
            None => true,
        }
    }

    #[inline]
    pub(crate) fn slot_of(&mut self, number: Number) -> SlotPlace {
        let work = &mut *self.work;
        let line = match self.state.lines.get(number.0 as usize) {
            Some(line) => line,
            None => &work.fresh[number.0 as usize - self.state.lines.len()],
        };
        let mark = line.mark.get();
        if mark >> 16 == work.epoch {
            return (mark & 0xffff) as SlotPlace;
        }
        let place = work.slots.len() as u64;
        assert!(place < 1 << 16, "a decision touches fewer than 2^16 accounts");
        line.mark.set(work.epoch << 16 | place);
        let mut allowance = line.credit_limit;
        if line.traits.has(Traits::TEMPORARY) {
            let limit = self.state.detail(number).temporary_limit;
            allowance = allowance.saturating_add(limit.map_or(0, |limit| limit.at(self.now)));
        }
        work.slots.push(Slot {
            balance: line.balance,
            allowance,
            number,
            currency: line.currency,
            traits: line.traits,
        });
        place as SlotPlace
    }

    #[inline]
    pub(crate) fn slot(&self, place: SlotPlace) -> &Slot {
        &self.work.slots[place as usize]
    }

    #[inline]
    pub(crate) fn set(&mut self, place: SlotPlace, balance: TwoSides, traits: Traits) {
        let work = &mut *self.work;
        let slot = &mut work.slots[place as usize];
        if self.undoable {
            work.undo.push((place, slot.balance, slot.traits));
        }
        slot.balance = balance;
        slot.traits = traits;
    }

    pub(crate) fn account_of(&self, place: SlotPlace) -> AccountId {
        let number = self.slot(place).number.0 as usize;
        match self.state.lines.get(number) {
            Some(line) => line.id,
            None => self.work.fresh[number - self.state.lines.len()].id,
        }
    }

    #[inline]
    pub(crate) fn total(&mut self, currency: Currency) -> Sums {
        *self.total_mut(currency)
    }

    #[inline]
    pub(crate) fn total_mut(&mut self, currency: Currency) -> &mut Sums {
        let totals = &mut self.work.totals;
        let place = match totals.iter().position(|(of, _)| *of == currency) {
            Some(place) => place,
            None => {
                let total = self.books.map_or(Sums::default(), |books| books.total(currency));
                totals.push((currency, total));
                totals.len() - 1
            }
        };
        &mut totals[place].1
    }

    /// The record with this number, taken apart.
    pub(crate) fn made(&self, number: usize) -> Transfer {
        Transfer::from_bytes(&self.records[number]).expect("a decided record is well formed")
    }

    /// Notes what a record that comes next ends or reverses.
    pub(crate) fn enter_ended(&mut self, related: TransferId) {
        let seed = self.seed;
        let (work, records) = (&mut *self.work, &self.records);
        work.ended.make_room(offset::RELATED, records, seed);
        if let Err(vacancy) = work.ended.find(related.as_u128(), offset::RELATED, records) {
            work.ended.enter(vacancy, records.len());
        }
    }

    pub(crate) fn enter_id(&mut self, vacancy: Vacancy) {
        let number = self.records.len();
        self.work.ids.enter(vacancy, number);
    }
}

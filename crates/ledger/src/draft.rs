//! A decision in the making: the records so far, seen on top of the state, which stays untouched.
//!
//! Later items see earlier ones. The accounts that are touched are copied into slots on first touch; a mark on the
//! account says where, so that neither look-up nor copy happens twice. A chain that is refused takes its slots back.

use std::cell::RefMut;

use bezant_kernel::{AccountId, Currency, Tenant, Timestamp, TransferId};

use crate::account::Terms;
use crate::attached::Attached;
use crate::batch::{MAX_RECORDS, Records};
use crate::event::Event;
use crate::flags::Flags;
use crate::line::{Line, Side, Traits};
use crate::record::{Packed, Transfer, TransferKind, offset, put, u128_at};
use crate::rejection::{Field, Rejection};
use crate::request::Request;
use crate::scratch::{NO_SLOT, Scratch, SlotPlace, Vacancy};
use crate::state::{Books, Number, State};
use crate::sums::Movement;

pub(crate) struct Draft<'a> {
    pub(crate) state: &'a State,
    pub(crate) tenant: Tenant,
    pub(crate) books: Option<&'a Books>,
    pub(crate) now: Timestamp,
    /// Whether Bezant itself decides, and not a caller.
    pub(crate) internal: bool,
    /// The schedule that is carried out.
    pub(crate) schedule: Option<bezant_kernel::ScheduleId>,
    /// What a batch brings along for its items. Elsewhere digests are no caller's, and right.
    pub(crate) attached: Option<&'a [Attached]>,
    pub(crate) records: Vec<Packed>,
    pub(crate) work: RefMut<'a, Scratch>,
    opened: Vec<Event>,
    /// Spreads ids over the tables.
    pub(crate) seed: u64,
    /// Whether changes of slots are kept, to be taken back.
    pub(crate) undoable: bool,
}

impl<'a> Draft<'a> {
    /// A decision about `items`.
    pub(crate) fn new(
        state: &'a State,
        tenant: Tenant,
        now: Timestamp,
        internal: bool,
        items: usize,
    ) -> Self {
        let mut work = state.scratch.borrow_mut();
        work.begin();
        Draft {
            state,
            tenant,
            books: state.books_of(tenant),
            now,
            internal,
            schedule: None,
            attached: None,
            records: Vec::with_capacity(items),
            work,
            opened: Vec::new(),
            seed: 0,
            undoable: false,
        }
    }

    /// Decides all of `items` or none, which [`Draft::resolve`] has got from place `first` on. Says which one is refused.
    pub(crate) fn chain(&mut self, first: usize, items: &[Packed]) -> Result<(), (usize, Rejection)> {
        if let [single] = items {
            let sides = self.work.sides[first];
            return self.add(first, single, sides).map_err(|rejection| (0, rejection));
        }
        let savepoint = self.save();
        for (nth, item) in items.iter().enumerate() {
            let sides = self.work.sides[first + nth];
            if let Err(rejection) = self.add(first + nth, item, sides) {
                self.take_back(&savepoint);
                return Err(self.refuse_chain(items, nth, rejection));
            }
        }
        self.undoable = false;
        Ok(())
    }

    /// A chain exists where all of it does, and else is refused where its first new transfer would be or at its first
    /// refused one.
    fn refuse_chain(&self, items: &[Packed], nth: usize, rejection: Rejection) -> (usize, Rejection) {
        let Rejection::TransferExists { id } = rejection else {
            return (nth, rejection);
        };
        let exists = |item: &Packed| {
            let known = self.check(&Request::read(item)).err();
            matches!(known, Some(Rejection::TransferExists { .. }))
        };
        if nth == 0 && items.iter().all(exists) {
            (0, rejection)
        } else {
            (nth, Rejection::ChainPartlyMade { id })
        }
    }

    /// Decides one more transfer, which stands at place `index`.
    #[inline]
    fn add(&mut self, index: usize, item: &Packed, sides: [SlotPlace; 2]) -> Result<(), Rejection> {
        let request = Request::read(item);
        let (kind, vacancy) = self.check(&request)?;
        if request.digest != 0 {
            self.check_attached(index, request.digest)?;
        }
        if self.records.len() >= MAX_RECORDS {
            return Err(Rejection::BatchFull { limit: MAX_RECORDS });
        }
        match kind {
            TransferKind::Transfer | TransferKind::Hold => self.fresh(kind, &request, item, sides, vacancy),
            TransferKind::Post | TransferKind::Void => self.end(kind, &request, vacancy),
            TransferKind::Reversal => self.reverse(&request, vacancy),
            TransferKind::Expiry => Err(Rejection::FieldNotAllowed { field: Field::Kind }),
        }
    }

    /// Checks the form, and that the id is a new one.
    #[inline]
    pub(crate) fn check(&self, request: &Request) -> Result<(TransferKind, Vacancy), Rejection> {
        let kind = request.check_form(self.internal, self.now)?;
        let vacancy = match self.work.ids.find(request.id, 0, &self.records) {
            Ok(number) => return Err(self.exists(request, &self.made(number))),
            Err(vacancy) => vacancy,
        };
        if !self.state.recalled.is_empty()
            && let Some(existing) = self.state.recalled.get(self.tenant.id(), request.transfer_id())
            && !existing.flags.contains(Flags::INTERNAL)
        {
            return Err(self.exists(request, existing));
        }
        if let Some(books) = self.books
            && !books.scheduled.is_empty()
            && !self.internal
            && let Some(&schedule) = books.scheduled.get(&request.transfer_id())
            && self.schedule != Some(schedule)
        {
            return Err(Rejection::TransferScheduled {
                id: request.transfer_id(),
            });
        }
        Ok((kind, vacancy))
    }

    /// A digest is that of what is attached: a record never speaks of words that nobody has. Words without a digest there are
    /// none, which [`crate::RequestBatch::with_attachments`] sees to.
    #[cold]
    fn check_attached(&self, index: usize, digest: u32) -> Result<(), Rejection> {
        let Some(attached) = self.attached else {
            return Ok(());
        };
        let place = attached.binary_search_by_key(&index, |one| one.index);
        if place.is_ok_and(|place| attached[place].digest == digest) {
            return Ok(());
        }
        Err(Rejection::FieldNotAllowed {
            field: Field::Attached,
        })
    }

    #[cold]
    fn exists(&self, request: &Request, existing: &Transfer) -> Rejection {
        let id = existing.id;
        let held = existing
            .kind
            .ends_hold()
            .then(|| self.any_hold(existing.related))
            .flatten();
        match request.difference(existing, held.map(|hold| hold.amount)) {
            Some(field) => Rejection::TransferExistsWithDifferent { id, field },
            None => Rejection::TransferExists { id },
        }
    }

    /// A transfer or hold, after all checks on its accounts.
    #[inline]
    fn fresh(
        &mut self,
        kind: TransferKind,
        request: &Request,
        item: &Packed,
        sides: [SlotPlace; 2],
        vacancy: Vacancy,
    ) -> Result<(), Rejection> {
        let flags = request.flags();
        if request.amount == 0 && flags.is_fixed_amount() {
            return Err(Rejection::AmountMustBePositive);
        }
        let (debit, credit) = (
            AccountId::from_u128(request.debit),
            AccountId::from_u128(request.credit),
        );
        if debit == credit {
            return Err(Rejection::SameAccount { account: debit });
        }
        for (side, account) in sides.into_iter().zip([debit, credit]) {
            if side == NO_SLOT {
                return Err(Rejection::AccountNotFound { account });
            }
        }
        let currency = self.slot(sides[0]).currency;
        if request.currency != currency.number() || self.slot(sides[1]).currency != currency {
            return Err(self.mismatch(request.currency, sides));
        }
        let amount = if flags.intersects(Flags::BALANCING) {
            self.balancing_amount(request.amount, flags, sides)?
        } else {
            request.amount
        };
        self.move_money(kind, amount, flags, currency, sides)?;
        let mut record = *item;
        put(&mut record, offset::AMOUNT, amount.to_le_bytes());
        put(
            &mut record,
            offset::TIME,
            self.now.as_microseconds().to_le_bytes(),
        );
        let effective = request.effective(self.now).as_microseconds();
        put(&mut record, offset::EFFECTIVE, effective.to_le_bytes());
        self.work.ids.enter(vacancy, self.records.len());
        self.push(record, sides);
        Ok(())
    }

    /// Checks and makes a movement between two accounts of `currency`.
    #[inline]
    pub(crate) fn move_money(
        &mut self,
        kind: TransferKind,
        amount: u128,
        flags: Flags,
        currency: Currency,
        sides: [SlotPlace; 2],
    ) -> Result<(), Rejection> {
        let movement = Movement::of(kind, amount, 0);
        let total = self.total(currency).after(movement);
        let (debit, credit) = (self.slot(sides[0]), self.slot(sides[1]));
        if debit.traits.has(Traits::BARRED) || credit.traits.has(Traits::BARRED) {
            self.refuse_barred(sides)?;
        }
        let total = total.ok_or(Rejection::BalanceOverflow)?;
        let debited = debit.balance.after(Side::Debit, movement);
        let credited = credit.balance.after(Side::Credit, movement);
        if debit.traits.guards(Side::Debit) && !debited.is_covered(Side::Debit, debit.allowance) {
            return Err(self.overdraft(sides[0]));
        }
        if credit.traits.guards(Side::Credit) && !credited.is_covered(Side::Credit, credit.allowance) {
            return Err(self.overdraft(sides[1]));
        }
        let closing = [Flags::CLOSING_DEBIT, Flags::CLOSING_CREDIT].map(|flag| flags.contains(flag));
        for ((place, balance), closes) in sides.into_iter().zip([debited, credited]).zip(closing) {
            let traits = self.slot(place).traits;
            self.set(
                place,
                balance,
                traits.with(Traits::CLOSED, closes || traits.has(Traits::CLOSED)),
            );
        }
        *self.total_mut(currency) = total;
        Ok(())
    }

    /// Accounts that take no transfers now. What Bezant itself posts has happened outside already, at a gateway: a caller who
    /// froze or closed an account must not keep it out of the books.
    #[cold]
    fn refuse_barred(&self, sides: [SlotPlace; 2]) -> Result<(), Rejection> {
        if self.internal {
            return Ok(());
        }
        for place in sides {
            let (account, traits) = (self.account_of(place), self.slot(place).traits);
            if traits.has(Traits::RESERVED) {
                return Err(Rejection::AccountReserved { account });
            }
            if traits.has(Traits::CLOSED) {
                return Err(Rejection::AccountClosed { account });
            }
            if traits.has(Traits::FROZEN) {
                return Err(Rejection::AccountFrozen { account });
            }
        }
        Ok(())
    }

    /// The cap, or what the accounts have left for it.
    fn balancing_amount(&self, cap: u128, flags: Flags, sides: [SlotPlace; 2]) -> Result<u128, Rejection> {
        let mut amount = if cap == 0 { u128::MAX } else { cap };
        let both = [
            (Flags::BALANCING_DEBIT, Side::Debit),
            (Flags::BALANCING_CREDIT, Side::Credit),
        ];
        for (place, (flag, side)) in sides.into_iter().zip(both) {
            if !flags.contains(flag) {
                continue;
            }
            let slot = self.slot(place);
            let allowance = if slot.traits.guards(side) {
                slot.allowance
            } else {
                0
            };
            amount = amount.min(slot.balance.room(side, allowance));
            if amount == 0 && !flags.intersects(Flags::CLOSING) {
                return Err(self.overdraft(place));
            }
        }
        Ok(amount)
    }

    /// Adds a decided record.
    #[inline]
    pub(crate) fn push(&mut self, record: Packed, sides: [SlotPlace; 2]) {
        let [debit, credit] = sides.map(|place| (self.slot(place).number, self.slot(place).traits));
        self.work.hints.push([debit.0, credit.0]);
        self.records.push(record);
        if debit.1.has(Traits::MONITORED) || credit.1.has(Traits::MONITORED) {
            let transfer = TransferId::from_u128(u128_at(&record, 0));
            for place in sides {
                self.watch(place, transfer);
            }
        }
    }

    /// Opens an account within this decision.
    pub(crate) fn open(&mut self, id: AccountId, terms: Terms) -> Number {
        let fresh = self.work.fresh.len();
        let tenant = self.state.tenant_number(self.tenant);
        self.work
            .fresh
            .push(Line::open(id, tenant.unwrap_or(u32::MAX), &terms));
        self.opened.push(Event::AccountOpened {
            id,
            terms,
            opened_at: self.now,
        });
        Number(u32::try_from(self.state.lines.len() + fresh).expect("fewer than 2^32 accounts are open"))
    }

    /// What was decided: accounts, then records, then conditions that crossed.
    pub(crate) fn into_events(self) -> Vec<Event> {
        let Draft {
            records,
            mut work,
            opened: mut events,
            ..
        } = self;
        assert_eq!(records.len(), work.hints.len(), "each record has its accounts");
        if !records.is_empty() {
            events.push(Event::Posted(Records::decided(records.into_flattened())));
        }
        events.extend(work.crossings.drain(..).map(Event::MonitorCrossed));
        events
    }

    #[cold]
    fn overdraft(&self, place: SlotPlace) -> Rejection {
        Rejection::Overdraft {
            account: self.account_of(place),
        }
    }

    #[cold]
    fn mismatch(&self, currency: u16, sides: [SlotPlace; 2]) -> Rejection {
        let Some(amount) = Currency::from_number(currency) else {
            return Rejection::FieldNotAllowed {
                field: Field::Currency,
            };
        };
        let other = sides
            .map(|place| self.slot(place).currency)
            .into_iter()
            .find(|&other| other != amount)
            .expect("one of the accounts is of another currency");
        Rejection::CurrencyMismatch { amount, other }
    }
}

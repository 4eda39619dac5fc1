//! A decision in the making: the events so far, seen on top of the state, which stays untouched.
//!
//! Later items see earlier ones. What earlier events changed is worked out only when a further item asks, so that the
//! commonest decision, a single transfer, copies nothing.

use bezant_kernel::{AccountId, AccountPath, Currency, Money, Tenant, Timestamp, TransferId};

use crate::account::{Line, Side, account_id};
use crate::event::Event;
use crate::record::{HoldOutcome, NO_TRANSFER, Transfer, TransferKind};
use crate::rejection::{DifferentField, Rejection};
use crate::state::State;
use crate::sums::{Movement, Sums};
use crate::transfer::{CallerTransfer, RequestKind};

pub(crate) struct Draft<'a> {
    state: &'a State,
    tenant: Tenant,
    now: Timestamp,
    events: Vec<Event>,
    /// How many of `events` are contained in `lines` and `totals`.
    absorbed: usize,
    lines: Vec<(AccountId, Line)>,
    totals: Vec<(Currency, Sums)>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(state: &'a State, tenant: Tenant, now: Timestamp, expected_events: usize) -> Self {
        Draft {
            state,
            tenant,
            now,
            events: Vec::with_capacity(expected_events),
            absorbed: 0,
            lines: Vec::new(),
            totals: Vec::new(),
        }
    }

    pub(crate) fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// The account at this path, opened if it is not yet.
    pub(crate) fn open_if_missing(
        &mut self,
        path: &AccountPath,
        currency: Currency,
        allows_overdraft: bool,
    ) -> AccountId {
        self.absorb();
        let id = account_id(self.tenant.id(), path, currency);
        if self.line(id).is_none() {
            self.events.push(Event::AccountOpened {
                id,
                path: path.clone(),
                currency,
                allows_overdraft,
                opened_at: self.now,
            });
        }
        id
    }

    /// Decides one more transfer.
    pub(crate) fn add(&mut self, item: &CallerTransfer) -> Result<(), Rejection> {
        self.absorb();
        self.refuse_known_id(item)?;
        let transfer = match item.kind {
            RequestKind::Transfer {
                debit,
                credit,
                amount,
            } => self.fresh(item, TransferKind::Transfer, debit, credit, amount)?,
            RequestKind::Hold {
                debit,
                credit,
                amount,
            } => self.fresh(item, TransferKind::Hold, debit, credit, amount)?,
            RequestKind::Post { hold, amount } => {
                let hold = self.open_hold(hold)?;
                let amount = amount.unwrap_or(hold.amount);
                if amount == 0 {
                    return Err(Rejection::AmountMustBePositive);
                }
                if amount > hold.amount {
                    return Err(Rejection::PostExceedsHold {
                        hold: hold.id,
                        held: hold.amount,
                    });
                }
                self.ending(item, TransferKind::Post, &hold, amount)
            }
            RequestKind::Void { hold } => {
                let hold = self.open_hold(hold)?;
                self.ending(item, TransferKind::Void, &hold, hold.amount)
            }
        };
        assert!(transfer.is_well_formed(), "a decided transfer is well formed");
        self.events.push(Event::Posted(transfer));
        Ok(())
    }

    /// An open hold of the tenant, possibly made within this draft.
    pub(crate) fn open_hold(&self, id: TransferId) -> Result<Transfer, Rejection> {
        let hold = self
            .drafted(id)
            .or_else(|| self.state.transfer(self.tenant, id))
            .filter(|found| found.kind == TransferKind::Hold)
            .ok_or(Rejection::HoldNotFound { hold: id })?;
        match self.outcome(hold) {
            HoldOutcome::Open => Ok(*hold),
            HoldOutcome::Posted => Err(Rejection::HoldAlreadyPosted { hold: id }),
            HoldOutcome::Voided => Err(Rejection::HoldAlreadyVoided { hold: id }),
        }
    }

    fn outcome(&self, hold: &Transfer) -> HoldOutcome {
        let ended_here = self.transfers().find(|transfer| transfer.hold == hold.id);
        match ended_here.map(|transfer| transfer.kind) {
            Some(TransferKind::Post) => HoldOutcome::Posted,
            Some(TransferKind::Void) => HoldOutcome::Voided,
            Some(TransferKind::Transfer | TransferKind::Hold) | None => hold.outcome,
        }
    }

    /// A transfer or hold, after all checks on its accounts.
    fn fresh(
        &self,
        item: &CallerTransfer,
        kind: TransferKind,
        debit: AccountId,
        credit: AccountId,
        amount: Money,
    ) -> Result<Transfer, Rejection> {
        if !amount.is_positive() {
            return Err(Rejection::AmountMustBePositive);
        }
        if debit == credit {
            return Err(Rejection::SameAccount { account: debit });
        }
        let find = |account| self.line(account).ok_or(Rejection::AccountNotFound { account });
        let sides = [
            (debit, Side::Debit, find(debit)?),
            (credit, Side::Credit, find(credit)?),
        ];
        let transfer = Transfer {
            id: item.id,
            debit,
            credit,
            hold: NO_TRANSFER,
            amount: amount.minor().unsigned_abs(),
            reference: item.reference,
            time: self.now,
            currency: amount.currency(),
            code: item.code,
            kind,
            outcome: HoldOutcome::Open,
        };
        for (_, _, line) in sides {
            if line.currency != transfer.currency {
                return Err(Rejection::CurrencyMismatch {
                    amount: transfer.currency,
                    other: line.currency,
                });
            }
        }
        let movement = Movement::of(&transfer, 0);
        self.total(transfer.currency)
            .after(movement)
            .ok_or(Rejection::BalanceOverflow)?;
        for (account, side, line) in sides {
            let line = line.after(side, movement).ok_or(Rejection::BalanceOverflow)?;
            if !line.is_covered() {
                return Err(Rejection::Overdraft { account });
            }
        }
        Ok(transfer)
    }

    /// A post or void. It only lowers what is reserved and posts at most that, so it can break no guard.
    fn ending(&self, item: &CallerTransfer, kind: TransferKind, hold: &Transfer, amount: u128) -> Transfer {
        Transfer {
            id: item.id,
            hold: hold.id,
            amount,
            reference: item.reference,
            time: self.now,
            code: item.code,
            kind,
            ..*hold
        }
    }

    fn refuse_known_id(&self, item: &CallerTransfer) -> Result<(), Rejection> {
        let id = item.id;
        if id == NO_TRANSFER {
            return Err(Rejection::ReservedId { id });
        }
        let existing = match self.drafted(id) {
            Some(drafted) => drafted,
            None => match self.state.recorded(id) {
                Some(recorded) if self.state.owner(recorded) != self.tenant.id() => {
                    return Err(Rejection::TransferIdTaken { id });
                }
                Some(recorded) => recorded,
                None => return Ok(()),
            },
        };
        match self.difference(existing, item) {
            Some(field) => Err(Rejection::TransferExistsWithDifferent { id, field }),
            None => Err(Rejection::TransferExists { id }),
        }
    }

    /// The first field in which `item` is not the transfer that `existing` is.
    fn difference(&self, existing: &Transfer, item: &CallerTransfer) -> Option<DifferentField> {
        use DifferentField as Field;
        let accounts = |kind, debit, credit, amount: Money| {
            [
                (existing.kind != kind, Field::Kind),
                (existing.debit != debit, Field::Debit),
                (existing.credit != credit, Field::Credit),
                (
                    i128::try_from(existing.amount) != Ok(amount.minor()),
                    Field::Amount,
                ),
                (existing.currency != amount.currency(), Field::Currency),
            ]
        };
        let ending = |kind, hold, amount: Option<u128>| {
            let asked = amount.or_else(|| self.hold_amount(hold));
            [
                (existing.kind != kind, Field::Kind),
                (existing.hold != hold, Field::Hold),
                (asked.is_some_and(|asked| asked != existing.amount), Field::Amount),
                (false, Field::Debit),
                (false, Field::Credit),
            ]
        };
        let fields = match item.kind {
            RequestKind::Transfer {
                debit,
                credit,
                amount,
            } => accounts(TransferKind::Transfer, debit, credit, amount),
            RequestKind::Hold {
                debit,
                credit,
                amount,
            } => accounts(TransferKind::Hold, debit, credit, amount),
            RequestKind::Post { hold, amount } => ending(TransferKind::Post, hold, amount),
            RequestKind::Void { hold } => ending(TransferKind::Void, hold, None),
        };
        fields
            .into_iter()
            .chain([
                (existing.reference != item.reference, Field::Reference),
                (existing.code != item.code, Field::Code),
            ])
            .find_map(|(differs, field)| differs.then_some(field))
    }

    fn hold_amount(&self, id: TransferId) -> Option<u128> {
        let hold = self.drafted(id).or_else(|| self.state.recorded(id))?;
        Some(hold.amount)
    }

    fn line(&self, id: AccountId) -> Option<Line> {
        match self.lines.iter().find(|(of, _)| *of == id) {
            Some(&(_, line)) => Some(line),
            None => self.state.account(self.tenant, id).map(|account| account.line),
        }
    }

    fn total(&self, currency: Currency) -> Sums {
        match self.totals.iter().find(|(of, _)| *of == currency) {
            Some(&(_, sums)) => sums,
            None => self.state.total(self.tenant.id(), currency),
        }
    }

    fn transfers(&self) -> impl Iterator<Item = &Transfer> {
        self.events.iter().filter_map(|event| match event {
            Event::Posted(transfer) => Some(transfer),
            Event::AccountOpened { .. } => None,
        })
    }

    fn drafted(&self, id: TransferId) -> Option<&Transfer> {
        self.transfers().find(|transfer| transfer.id == id)
    }

    fn absorb(&mut self) {
        while self.absorbed < self.events.len() {
            match &self.events[self.absorbed] {
                Event::AccountOpened {
                    id,
                    path,
                    currency,
                    allows_overdraft,
                    ..
                } => {
                    let line = Line {
                        account_type: path.account_type(),
                        currency: *currency,
                        allows_overdraft: *allows_overdraft,
                        debits: Sums::default(),
                        credits: Sums::default(),
                    };
                    self.lines.push((*id, line));
                }
                Event::Posted(transfer) => {
                    let transfer = *transfer;
                    self.absorb_transfer(&transfer);
                }
            }
            self.absorbed += 1;
        }
    }

    fn absorb_transfer(&mut self, transfer: &Transfer) {
        let held = match transfer.kind {
            TransferKind::Transfer | TransferKind::Hold => 0,
            TransferKind::Post | TransferKind::Void => self
                .hold_amount(transfer.hold)
                .expect("a drafted post or void has its hold"),
        };
        let movement = Movement::of(transfer, held);
        for (id, side) in [(transfer.debit, Side::Debit), (transfer.credit, Side::Credit)] {
            let line = self
                .line(id)
                .and_then(|line| line.after(side, movement))
                .expect("a drafted transfer fits its accounts");
            assert!(line.is_covered(), "the overdraft guard holds");
            replace(&mut self.lines, id, line);
        }
        let total = self
            .total(transfer.currency)
            .after(movement)
            .expect("a drafted transfer fits the books");
        replace(&mut self.totals, transfer.currency, total);
    }
}

fn replace<K: PartialEq, V>(entries: &mut Vec<(K, V)>, key: K, value: V) {
    match entries.iter_mut().find(|(of, _)| *of == key) {
        Some((_, place)) => *place = value,
        None => entries.push((key, value)),
    }
}

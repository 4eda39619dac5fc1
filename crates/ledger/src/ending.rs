//! What refers to an earlier transfer: posts, voids and expiries of holds, alone or a whole chain of them, and reversals.

use bezant_kernel::{PostingCode, TransferId};

use crate::batch::MAX_RECORDS;
use crate::draft::Draft;
use crate::flags::Flags;
use crate::holds::Hold;
use crate::line::{Side, Traits};
use crate::record::{HoldOutcome, Transfer, TransferKind, offset};
use crate::rejection::{Field, Rejection};
use crate::request::Request;
use crate::scratch::{NO_SLOT, SlotPlace, Vacancy};
use crate::sums::Movement;

impl Draft<'_> {
    /// Decides a post or void.
    pub(crate) fn end(
        &mut self,
        kind: TransferKind,
        request: &Request,
        vacancy: Vacancy,
    ) -> Result<(), Rejection> {
        let hold = self.open_hold(request.related_id())?;
        request.check_sides(hold.debit, hold.credit, hold.currency)?;
        let amount = match (kind, request.amount) {
            (_, 0) => hold.amount,
            (TransferKind::Post, asked) if asked > hold.amount => {
                return Err(Rejection::PostExceedsHold {
                    hold: hold.id,
                    held: hold.amount,
                });
            }
            (TransferKind::Post, asked) => asked,
            (_, asked) if asked == hold.amount => asked,
            (_, _) => return Err(Rejection::FieldNotAllowed { field: Field::Amount }),
        };
        let first = Transfer {
            id: request.transfer_id(),
            related: hold.id,
            amount,
            reference: request.reference,
            time: self.now,
            effective: request.effective(self.now),
            timeout_seconds: 0,
            code: PostingCode(request.code),
            flags: request.flags().with(hold.flags.only(Flags::CLOSING)),
            kind,
            outcome: HoldOutcome::Open,
            digest: request.digest,
            ..hold
        };
        if !request.flags().contains(Flags::WHOLE_CHAIN) {
            let sides = self.endable(kind, &hold)?;
            self.enter_id(vacancy);
            self.release(&first, hold.amount, sides);
            return Ok(());
        }

        let mut members = vec![(hold, self.endable(kind, &hold)?)];
        for id in self.others_of_chain(hold.id) {
            let other = self.open_hold(id)?;
            members.push((other, self.endable(kind, &other)?));
        }
        if self.records.len() + members.len() > MAX_RECORDS {
            return Err(Rejection::BatchFull { limit: MAX_RECORDS });
        }
        self.enter_id(vacancy);
        let last = members.len() - 1;
        for (nth, (hold, sides)) in members.into_iter().enumerate() {
            // The members stand together as a chain of their own, which goes on where the request's chain does.
            let linked = if nth < last {
                Flags::LINKED
            } else {
                request.flags().only(Flags::LINKED)
            };
            let own = if nth == 0 { Flags::NONE } else { Flags::INTERNAL };
            let record = Transfer {
                id: if nth == 0 {
                    first.id
                } else {
                    self.member_id(first.id, hold.id)
                },
                debit: hold.debit,
                credit: hold.credit,
                related: hold.id,
                amount: hold.amount,
                currency: hold.currency,
                flags: Flags::WHOLE_CHAIN
                    .with(linked)
                    .with(own)
                    .with(hold.flags.only(Flags::CLOSING)),
                digest: if nth == 0 { first.digest } else { 0 },
                ..first
            };
            self.release(&record, hold.amount, sides);
        }
        Ok(())
    }

    /// Ends an open hold because its time is over.
    pub(crate) fn expire(&mut self, hold: &Hold) {
        let transfer = &hold.transfer;
        let record = Transfer {
            id: self.expiry_id(transfer.id),
            related: transfer.id,
            reference: transfer.reference,
            time: self.now,
            effective: self.now,
            timeout_seconds: 0,
            flags: Flags::INTERNAL.with(transfer.flags.only(Flags::CLOSING)),
            kind: TransferKind::Expiry,
            outcome: HoldOutcome::Open,
            digest: 0,
            ..*transfer
        };
        let sides = [self.slot_of(hold.debit), self.slot_of(hold.credit)];
        self.release(&record, transfer.amount, sides);
    }

    /// Decides a reversal.
    pub(crate) fn reverse(&mut self, request: &Request, vacancy: Vacancy) -> Result<(), Rejection> {
        let original = self.original(request.related_id())?;
        request.check_sides(original.credit, original.debit, original.currency)?;
        if request.amount != 0 && request.amount != original.amount {
            return Err(Rejection::FieldNotAllowed { field: Field::Amount });
        }
        let reversal = Transfer {
            id: request.transfer_id(),
            debit: original.credit,
            credit: original.debit,
            related: original.id,
            amount: original.amount,
            reference: request.reference,
            time: self.now,
            effective: request.effective(self.now),
            timeout_seconds: 0,
            currency: original.currency,
            code: PostingCode(request.code),
            flags: request.flags(),
            kind: TransferKind::Reversal,
            outcome: HoldOutcome::Open,
            digest: request.digest,
        };
        let sides = [self.find(reversal.debit), self.find(reversal.credit)];
        assert!(
            !sides.contains(&NO_SLOT),
            "accounts stay where transfers name them"
        );
        self.move_money(
            TransferKind::Reversal,
            reversal.amount,
            Flags::NONE,
            reversal.currency,
            sides,
        )?;
        self.enter_id(vacancy);
        self.enter_ended(original.id);
        self.push(reversal.to_bytes(), sides);
        Ok(())
    }

    /// An open hold of the tenant, possibly made within this draft.
    pub(crate) fn open_hold(&self, id: TransferId) -> Result<Transfer, Rejection> {
        let not_found = Rejection::HoldNotFound { hold: id };
        let ended_here = self.ended_here(id).map(|record| record.kind);
        if let Some(kind) = ended_here {
            return Err(ended(id, kind));
        }
        if let Ok(number) = self.work.ids.find(id.as_u128(), 0, &self.records) {
            let made = self.made(number);
            return if made.kind == TransferKind::Hold {
                Ok(made)
            } else {
                Err(not_found)
            };
        }
        let Some(books) = self.books else {
            return Err(not_found);
        };
        if let Some(place) = books.holds.place(self.internal, id) {
            let hold = self.state.holds.get(place).transfer;
            return match hold.deadline() {
                Some(deadline) if deadline <= self.now => Err(Rejection::HoldExpired { hold: id }),
                Some(_) | None => Ok(hold),
            };
        }
        if !self.internal && books.holds.place(true, id).is_some() {
            return Err(Rejection::HoldReserved { hold: id });
        }
        match self.state.recalled.get(self.tenant.id(), id) {
            Some(recalled) if recalled.kind != TransferKind::Hold => Err(not_found),
            Some(recalled) if recalled.flags.contains(Flags::INTERNAL) => {
                Err(Rejection::HoldReserved { hold: id })
            }
            Some(_) => {
                let end = self
                    .state
                    .recalled
                    .related_to(self.tenant.id(), id)
                    .expect("whoever recalls a finished hold recalls what ended it");
                Err(ended(id, end.kind))
            }
            None => Err(not_found),
        }
    }

    /// A hold of the tenant, open or not, as far as it is known.
    pub(crate) fn any_hold(&self, id: TransferId) -> Option<Transfer> {
        if let Ok(number) = self.work.ids.find(id.as_u128(), 0, &self.records) {
            return Some(self.made(number));
        }
        let place = self.books.and_then(|books| books.holds.place(self.internal, id));
        match place {
            Some(place) => Some(self.state.holds.get(place).transfer),
            None => self.state.recalled.get(self.tenant.id(), id).copied(),
        }
    }

    fn original(&self, id: TransferId) -> Result<Transfer, Rejection> {
        let here = self.work.ids.find(id.as_u128(), 0, &self.records);
        let original = match here {
            Ok(number) => self.made(number),
            Err(_) => match self.state.recalled.get(self.tenant.id(), id) {
                Some(recalled) => *recalled,
                None => return Err(Rejection::OriginalNotFound { original: id }),
            },
        };
        let flags = original.flags;
        if flags.contains(Flags::INTERNAL) && !flags.contains(Flags::WHOLE_CHAIN) {
            return Err(Rejection::OriginalReserved { original: id });
        }
        let moves = match original.kind {
            TransferKind::Transfer | TransferKind::Post => original.amount > 0,
            TransferKind::Hold | TransferKind::Void | TransferKind::Expiry | TransferKind::Reversal => false,
        };
        if !moves {
            return Err(Rejection::NotReversible { original: id });
        }
        let recalled = self.state.recalled.related_to(self.tenant.id(), id);
        if recalled.is_some() || self.ended_here(id).is_some() {
            return Err(Rejection::AlreadyReversed { original: id });
        }
        Ok(original)
    }

    /// The record of this draft that ends or reverses `id`.
    fn ended_here(&self, id: TransferId) -> Option<Transfer> {
        if self.work.ended.is_empty() {
            return None;
        }
        let found = self.work.ended.find(id.as_u128(), offset::RELATED, &self.records);
        found.ok().map(|number| self.made(number))
    }

    /// The accounts of a hold, if they let it end this way: what is frozen or closed only gives back. The hold that
    /// closed an account can still be posted.
    fn endable(&mut self, kind: TransferKind, hold: &Transfer) -> Result<[SlotPlace; 2], Rejection> {
        let sides = [self.find(hold.debit), self.find(hold.credit)];
        assert!(!sides.contains(&NO_SLOT), "accounts stay where holds name them");
        // As with new transfers, what happened at a gateway is booked whatever callers did to the accounts.
        if kind != TransferKind::Post || self.internal {
            return Ok(sides);
        }
        for (place, closing) in sides
            .into_iter()
            .zip([Flags::CLOSING_DEBIT, Flags::CLOSING_CREDIT])
        {
            let traits = self.slot(place).traits;
            let account = self.account_of(place);
            if traits.has(Traits::CLOSED) && !hold.flags.contains(closing) {
                return Err(Rejection::AccountClosed { account });
            }
            if traits.has(Traits::FROZEN) {
                return Err(Rejection::AccountFrozen { account });
            }
        }
        Ok(sides)
    }

    /// Makes the end of a hold. It only lowers what is reserved and posts at most that, so it can break no guard.
    fn release(&mut self, record: &Transfer, held: u128, sides: [SlotPlace; 2]) {
        assert!(record.is_well_formed(), "a decided transfer is well formed");
        let movement = Movement::of(record.kind, record.amount, held);
        let both = [
            (Side::Debit, Flags::CLOSING_DEBIT),
            (Side::Credit, Flags::CLOSING_CREDIT),
        ];
        for (place, (side, closing)) in sides.into_iter().zip(both) {
            let slot = self.slot(place);
            let balance = slot.balance.after(side, movement);
            let reopens = record.kind != TransferKind::Post && record.flags.contains(closing);
            let closed = slot.traits.has(Traits::CLOSED) && !reopens;
            let traits = slot.traits.with(Traits::CLOSED, closed);
            self.set(place, balance, traits);
        }
        let total = self.total_mut(record.currency);
        *total = total.after(movement).expect("what a hold has reserved fits");
        self.enter_ended(record.related);
        self.push(record.to_bytes(), sides);
    }

    /// The open holds that were made in one chain with this one, in their order, without it.
    fn others_of_chain(&self, id: TransferId) -> Vec<TransferId> {
        let found = match self.work.ids.find(id.as_u128(), 0, &self.records) {
            Ok(number) => self.chain_of_record(number),
            Err(_) => {
                let index = &self.books.expect("a tenant with holds has books").holds;
                let place = index.place(false, id).expect("the named hold is open");
                match self.state.holds.get(place).chain {
                    Some(chain) => index.chain(chain.first).collect(),
                    None => Vec::new(),
                }
            }
        };
        found
            .into_iter()
            .filter(|&other| other != id && self.ended_here(other).is_none())
            .collect()
    }

    /// The holds among the records that are linked with this one.
    fn chain_of_record(&self, number: usize) -> Vec<TransferId> {
        let is_linked = |at: usize| self.records[at][offset::FLAGS] & 1 != 0;
        let first = (0..number)
            .rev()
            .take_while(|&at| is_linked(at))
            .last()
            .unwrap_or(number);
        let mut holds = Vec::new();
        for at in first..self.records.len() {
            let record = self.made(at);
            if record.kind == TransferKind::Hold {
                holds.push(record.id);
            }
            if !is_linked(at) {
                break;
            }
        }
        holds
    }

    fn member_id(&self, request: TransferId, hold: TransferId) -> TransferId {
        self.derive(b"chain", request, hold)
    }

    fn expiry_id(&self, hold: TransferId) -> TransferId {
        self.derive(b"expiry", hold, hold)
    }

    fn derive(&self, what: &[u8], of: TransferId, hold: TransferId) -> TransferId {
        TransferId::derive(&[
            what,
            &self.tenant.id().as_u128().to_be_bytes(),
            &of.as_u128().to_be_bytes(),
            &hold.as_u128().to_be_bytes(),
        ])
    }
}

fn ended(hold: TransferId, by: TransferKind) -> Rejection {
    match by {
        TransferKind::Post => Rejection::HoldAlreadyPosted { hold },
        TransferKind::Void => Rejection::HoldAlreadyVoided { hold },
        TransferKind::Expiry => Rejection::HoldExpired { hold },
        TransferKind::Transfer | TransferKind::Hold | TransferKind::Reversal => {
            Rejection::HoldNotFound { hold }
        }
    }
}

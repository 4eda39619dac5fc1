//! How asks become commands, and how events are committed and compared with what the model has made.

use bezant_kernel::{AccountId, Timestamp};
use bezant_ledger::{
    Command, Event, Flags, Guard, ItemResult, Rejection, account_id, apply, decide, decode_event,
    encode_event,
};
use bytes::Bytes;

use crate::World;
use crate::commands::{CURRENCIES, Item, Side, caller_id, digest_of, path, payment_id, tenant, words};
use crate::reference::{Ask, INTERNAL, LINKED, Reason};

impl World {
    pub(crate) fn time(&self) -> Timestamp {
        Timestamp::from_microseconds(self.now)
    }

    pub(crate) fn account_id(&self, of: usize, (foreign, at, currency): Side) -> AccountId {
        let owner = if foreign { 1 - of } else { of };
        account_id(tenant(owner).id(), &path(at), CURRENCIES[currency])
    }

    /// Commits events that the model has made too, and holds their records together.
    pub(crate) fn commit(&mut self, of: usize, events: &[Event], made_before: usize) {
        let mut next = made_before;
        let (mut crossed, mut with_digest, mut attached) = (Vec::new(), Vec::new(), Vec::new());
        for event in events {
            let mut bytes = Vec::new();
            encode_event(event, &mut bytes);
            assert_eq!(decode_event(Bytes::from(bytes.clone())).as_ref(), Ok(event));
            apply(&mut self.state, tenant(of), self.log.len() as u64, event);
            self.log.push((of, bytes));
            match event {
                Event::Posted(records) => {
                    for record in records.iter() {
                        let made = &mut self.model.made[next];
                        let ask = &mut made.ask;
                        assert!(ask.id == 0 || ask.id == record.id.as_u128());
                        ask.id = record.id.as_u128();
                        assert_eq!(
                            (
                                ask.kind,
                                ask.debit,
                                ask.credit,
                                ask.related,
                                ask.amount,
                                ask.currency,
                                ask.effective
                            ),
                            (
                                record.kind as u8,
                                record.debit.as_u128(),
                                record.credit.as_u128(),
                                record.related.as_u128(),
                                record.amount,
                                record.currency.number(),
                                record.effective.as_microseconds(),
                            )
                        );
                        assert_eq!(
                            (made.time, ask.timeout, ask.digest),
                            (
                                record.time.as_microseconds(),
                                record.timeout_seconds,
                                record.digest
                            )
                        );
                        if record.digest != 0 {
                            with_digest.push((record.id, words(ask.words)));
                        }
                        self.journal.push((of, record));
                        if record.flags.contains(Flags::INTERNAL) {
                            self.recent
                                .push((of, record.kind as u8, record.id.as_u128(), true));
                        }
                        next += 1;
                    }
                }
                Event::Attached(one) => attached.push((one.transfer, one.external_reference.clone())),
                Event::MonitorCrossed(one) => crossed.push((one.monitor.as_u128(), one.value, one.holds)),
                _ => {}
            }
        }
        assert_eq!(
            next,
            self.model.made.len(),
            "each transfer of the model has its record"
        );
        assert_eq!(attached, with_digest, "each digest has its words");
        assert_eq!(crossed, std::mem::take(&mut self.model.crossed));
    }

    pub(crate) fn recall(&mut self, of: usize, command: &Command) {
        let (mut ids, mut related) = (Vec::new(), Vec::new());
        self.state.lookups(tenant(of), command, &mut ids, &mut related);
        for (owner, transfer) in &self.journal {
            if *owner == of
                && (ids.contains(&transfer.id.as_u128()) || related.contains(&transfer.related.as_u128()))
            {
                self.state.recall(tenant(of), *transfer);
            }
        }
    }

    pub(crate) fn decide(&mut self, of: usize, command: Command) -> Result<Vec<Event>, (usize, Reason)> {
        self.recall(of, &command);
        decide(&self.state, tenant(of), self.time(), command)
            .map_err(|refusal| (refusal.index, reason(&refusal.rejection)))
    }

    /// What an item asks for, with ids chosen.
    pub(crate) fn ask(&mut self, of: usize, item: &Item, internal: bool) -> Ask {
        self.ids += 1;
        let id = match item.id {
            // Ids of payments are unique but within the decision at hand.
            Some(place) if internal && self.model.find(of, true, payment_id(place)).is_none() => {
                payment_id(place)
            }
            _ if internal => payment_id(100 + self.ids as usize),
            Some(place) => caller_id(place),
            None => 1_000 + self.ids,
        };
        // What can be named: holds for what ends one, what moves money for a reversal, made or just asked for, of callers
        // or sometimes of payments.
        let nameable = |(owner, kind, _, is_internal): &&(usize, u8, u128, bool)| {
            let fits = if item.kind == 6 {
                [1, 3].contains(kind)
            } else {
                *kind == 2
            };
            *owner == of && (fits || item.says_sides) && (internal == *is_internal || item.says_sides)
        };
        let named = match item.kind {
            1 | 2 => 0,
            _ => {
                let open = self.model.open_holds().map(|made| {
                    (
                        made.tenant,
                        made.ask.kind,
                        made.ask.id,
                        made.ask.flags & INTERNAL != 0,
                    )
                });
                let made = open.collect::<Vec<_>>();
                // Mostly what is really open.
                let from = if self.ids.is_multiple_of(3) || item.kind == 6 {
                    &self.recent
                } else {
                    &made
                };
                let found = from.iter().rev().filter(nameable).nth(item.back);
                found.map_or(caller_id(item.back), |&(_, _, id, _)| id)
            }
        };
        self.recent.push((of, item.kind, id, internal));
        let names_another = item.kind > 2;
        let says = !names_another || item.says_sides;
        Ask {
            id,
            kind: item.kind,
            debit: if says {
                self.account_id(of, item.debit).as_u128()
            } else {
                0
            },
            credit: if says {
                self.account_id(of, item.credit).as_u128()
            } else {
                0
            },
            related: named,
            amount: if names_another && item.whole {
                0
            } else {
                item.amount
            },
            currency: if says {
                CURRENCIES[item.currency].number()
            } else {
                0
            },
            reference: 7,
            effective: item
                .effective
                .map_or(0, |back| self.now.saturating_add_signed(-back)),
            timeout: item.timeout,
            flags: item.flags | if item.linked { LINKED } else { 0 },
            digest: match (internal, item.forged) {
                (true, _) => 0,
                (false, true) => 77,
                (false, false) => digest_of(item.words),
            },
            words: if internal { 0 } else { item.words },
        }
    }

    pub(crate) fn compare(&self) {
        self.state.assert_consistent();
        assert_eq!(self.state.account_count(), self.model.accounts.len());
        assert_eq!(self.state.hold_count(), self.model.open_holds().count());
        for account in &self.model.accounts {
            let of = account.tenant;
            let shown = self.state.account(tenant(of), account.id).unwrap();
            let (debits, credits) = (shown.debits, shown.credits);
            let shown_sums = [debits.posted, debits.pending, credits.posted, credits.pending];
            assert_eq!(shown_sums, self.model.sums(of, account.id.as_u128()));
            assert_eq!((shown.frozen, shown.closed), (account.frozen, account.closed));
            let touches = self.model.made.iter().filter(|made| {
                made.tenant == of && [made.ask.debit, made.ask.credit].contains(&account.id.as_u128())
            });
            assert_eq!(shown.touches, touches.count() as u64);
            if !account.loosened && account.guard == Guard::NormalSide {
                assert!(shown.available() + shown.terms.credit_limit as i128 >= 0);
            }
            assert_eq!(self.state.account(tenant(1 - of), account.id), None);
        }
        for of in 0..2 {
            for line in self.state.trial_balance(tenant(of)) {
                assert_eq!(line.debits, line.credits);
            }
            let monitors = self
                .state
                .monitors(tenant(of))
                .map(|(_, one)| (one.id.as_u128(), one.holds));
            let expected = self.model.monitors.iter().filter(|one| one.tenant == of);
            assert!(monitors.eq(expected.map(|one| (one.id, one.holds))));
        }
    }
}

pub(crate) fn ask_bytes(ask: &Ask) -> [u8; 128] {
    let mut bytes = [0; 128];
    for (at, field) in [
        (0, ask.id),
        (16, ask.debit),
        (32, ask.credit),
        (48, ask.related),
        (64, ask.amount),
        (80, ask.reference),
    ] {
        bytes[at..at + 16].copy_from_slice(&field.to_le_bytes());
    }
    bytes[104..112].copy_from_slice(&ask.effective.to_le_bytes());
    bytes[112..116].copy_from_slice(&ask.timeout.to_le_bytes());
    bytes[116..118].copy_from_slice(&ask.currency.to_le_bytes());
    bytes[118] = 1;
    bytes[120..122].copy_from_slice(&ask.flags.to_le_bytes());
    bytes[122] = ask.kind;
    // A right one may be left out.
    let is_said = ask.digest != digest_of(ask.words) || ask.id.is_multiple_of(2);
    let digest = if is_said { ask.digest } else { 0 };
    bytes[124..].copy_from_slice(&digest.to_le_bytes());
    bytes
}

pub(crate) fn reason_of(result: ItemResult) -> Reason {
    let (number, code) = Rejection::NUMBERS[usize::from(result.code) - 1];
    assert_eq!(number, result.code);
    (code, result.field)
}

pub(crate) fn reason(rejection: &Rejection) -> Reason {
    (
        rejection.code(),
        rejection.field().map_or(0, |field| field.number()),
    )
}

//! One kind of command after the other, given to the ledger and to the model.

use bezant_kernel::{MonitorId, Posting, ScheduleId, Timestamp};
use bezant_ledger::{
    AccountChange, CallerTransfer, Command, Event, Guard, ItemAttachment, Metadata, OpenAccount,
    RequestBatch, TemporaryLimit, due, post,
};
use bytes::Bytes;

use crate::World;
use crate::commands::{CURRENCIES, Change, Item, caller_transfer, path, posting, tenant, words};
use crate::commit::{ask_bytes, reason, reason_of};
use crate::reference::{Ask, INTERNAL, LINKED, ModelAccount, ModelMonitor, ModelSchedule};

impl World {
    pub(crate) fn open(&mut self, of: usize, at: usize, currency: usize, guard: Guard, limit: u128) {
        let id = self.account_id(of, (false, at, currency));
        let command = Command::OpenAccount(OpenAccount {
            guard,
            credit_limit: limit,
            ..OpenAccount::at(path(at), CURRENCIES[currency])
        });
        let decided = self.decide(of, command);
        let expected = if guard == Guard::None && limit != 0 {
            Err("account_limit_invalid")
        } else if self.model.account(of, id.as_u128()).is_some() {
            Err("account_exists")
        } else {
            self.model_open(of, at, currency, guard, limit);
            Ok(())
        };
        assert_eq!(
            decided.as_ref().map(|_| ()).map_err(|(_, reason)| reason.0),
            expected
        );
        self.commit(of, &decided.unwrap_or_default(), self.model.made.len());
    }

    pub(crate) fn model_open(&mut self, of: usize, at: usize, currency: usize, guard: Guard, limit: u128) {
        let id = self.account_id(of, (false, at, currency));
        self.model.accounts.push(ModelAccount {
            id,
            tenant: of,
            kind: path(at).account_type(),
            currency: CURRENCIES[currency],
            guard,
            limit,
            temporary: (0, 0),
            frozen: false,
            closed: false,
            loosened: false,
        });
    }

    pub(crate) fn change(&mut self, of: usize, account: usize, change: &Change) {
        let id = self.account_id(of, (false, account, 0));
        let mut asked = AccountChange::default();
        match change {
            Change::Limit(limit) => asked.credit_limit = Some(*limit),
            Change::Temporary(extra, seconds) => {
                asked.temporary_limit = Some(TemporaryLimit {
                    extra: *extra,
                    until: Timestamp::from_microseconds(self.now + seconds * 1_000_000),
                });
            }
            Change::Frozen(on) => asked.frozen = Some(*on),
            Change::Closed(on) => asked.closed = Some(*on),
        }
        let decided = self.decide(
            of,
            Command::ChangeAccount {
                account: id,
                change: asked,
            },
        );
        let now = self.now;
        let found = |one: &&mut ModelAccount| one.tenant == of && one.id == id;
        let Some(account) = self.model.accounts.iter_mut().find(found) else {
            assert_eq!(decided, Err((0, ("account_not_found", 0))));
            return;
        };
        let unlimited = account.guard == Guard::None;
        match change {
            Change::Limit(limit) | Change::Temporary(limit, _) if unlimited && *limit != 0 => {
                assert_eq!(decided, Err((0, ("account_limit_invalid", 0))));
                return;
            }
            Change::Limit(limit) => account.limit = *limit,
            Change::Temporary(extra, seconds) => account.temporary = (*extra, now + seconds * 1_000_000),
            Change::Frozen(on) => account.frozen = *on,
            Change::Closed(on) => account.closed = *on,
        }
        if let Ok(events) = decided {
            account.loosened |= matches!(change, Change::Limit(_) | Change::Temporary(..));
            self.commit(of, &events, self.model.made.len());
        } else {
            assert_eq!(decided, Err((0, ("nothing_to_change", 0))));
        }
    }

    pub(crate) fn chain(&mut self, of: usize, asks: &[Ask]) {
        let sayable: Vec<_> = asks.iter().filter_map(caller_transfer).collect();
        let (chain, asks): (Vec<CallerTransfer>, Vec<Ask>) = sayable.into_iter().unzip();
        let decided = self.decide(of, Command::Transfers(chain));
        let before = self.model.made.len();
        let expected = match &asks[..] {
            [] => Err((0, ("transfer_chain_empty", 0))),
            asks => self.model.chain(of, self.now, asks, None),
        };
        match (decided, expected) {
            (Ok(events), Ok(())) => {
                self.asked.extend(asks.into_iter().map(|ask| (of, ask)));
                self.commit(of, &events, before);
            }
            (decided, expected) => assert_eq!(decided.map(|_| ()), expected, "{asks:?}"),
        }
    }

    pub(crate) fn batch(&mut self, of: usize, asks: &[Ask]) {
        let bytes: Vec<u8> = asks.iter().flat_map(ask_bytes).collect();
        let attachments = asks.iter().enumerate().filter(|(_, ask)| ask.words != 0);
        let attachments = attachments.map(|(index, ask)| ItemAttachment {
            index,
            metadata: Metadata::new(),
            external_reference: words(ask.words),
        });
        let batch = RequestBatch::try_from(Bytes::from(bytes)).unwrap();
        let batch = batch.with_attachments(attachments.collect()).unwrap();
        let events = self.decide(of, Command::Batch(batch)).unwrap();
        let (before, mut expected) = (self.model.made.len(), Vec::new());
        let mut rest = asks;
        while !rest.is_empty() {
            let first = asks.len() - rest.len();
            let linked = rest.iter().take_while(|ask| ask.flags & LINKED != 0).count();
            let (chain, behind) = rest.split_at((linked + 1).min(rest.len()));
            rest = behind;
            let outcome = if linked == chain.len() {
                Err((chain.len() - 1, ("transfer_chain_open", 0)))
            } else {
                self.model.chain(of, self.now, chain, None)
            };
            match outcome {
                Ok(()) => self.asked.extend(chain.iter().cloned().map(|ask| (of, ask))),
                Err((nth, reason)) => expected.extend((0..chain.len()).map(|at| {
                    let own = at == nth || reason.0 == "transfer_exists";
                    let shown = if own {
                        reason
                    } else {
                        ("transfer_linked_failed", 0)
                    };
                    ((first + at) as u32, shown)
                })),
            }
        }
        let refused: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::Refused(results) => Some(
                    results
                        .iter()
                        .map(|one| (one.index, reason_of(one)))
                        .collect::<Vec<_>>(),
                ),
                _ => None,
            })
            .flatten()
            .collect();
        assert_eq!(refused, expected, "{asks:?}");
        self.commit(of, &events, before);
    }

    pub(crate) fn post(&mut self, of: usize, items: &[Item]) {
        let mut postings: Vec<Posting> = Vec::new();
        let mut asks = Vec::new();
        for item in items {
            let ask = self.ask(of, item, true);
            if let Some(posting) = posting(item, ask.id, ask.related) {
                postings.push(posting);
                asks.push((ask, item));
            }
        }
        let decided = post(&self.state, tenant(of), self.time(), 7, &postings, &[]);
        let mut next = World {
            model: self.model.begin(),
            ..World::default()
        };
        let before = self.model.made.len();
        // Every account is opened and every amount looked at before the first transfer is made.
        let outcome = asks.iter_mut().try_for_each(|(ask, item)| {
            ask.flags = INTERNAL;
            (ask.effective, ask.timeout) = (0, 0);
            let currency = CURRENCIES[item.currency].number();
            if item.kind <= 2 {
                for (id, at) in [(&mut ask.debit, item.debit.1), (&mut ask.credit, item.credit.1)] {
                    let owed = path(at).as_str().starts_with("liabilities")
                        || path(at).as_str().starts_with("equity");
                    *id = self.account_id(of, (false, at, item.currency)).as_u128();
                    if next.model.account(of, *id).is_none() {
                        let guard = if owed { Guard::NormalSide } else { Guard::None };
                        next.model_open(of, at, item.currency, guard, 0);
                    }
                }
                (ask.currency, ask.amount) = (currency, item.amount);
            } else {
                (ask.debit, ask.credit) = (0, 0);
                (ask.currency, ask.amount) = if item.kind == 3 {
                    (currency, item.amount)
                } else {
                    (0, 0)
                };
            }
            if item.kind == 3 && item.amount == 0 {
                Err(("transfer_amount_not_positive", 0))
            } else {
                Ok(())
            }
        });
        let outcome = outcome.and_then(|()| {
            asks.iter()
                .try_for_each(|(ask, _)| next.model.add(of, self.now, ask, true, None))
        });
        match (decided, outcome) {
            (Ok(events), Ok(())) => {
                self.model = next.model;
                self.commit(of, &events, before);
            }
            (decided, outcome) => assert_eq!(decided.map(|_| ()).map_err(|one| reason(&one)), outcome),
        }
    }

    pub(crate) fn schedule(&mut self, of: usize, seconds: u64, asks: &[Ask]) {
        let only_plain = asks
            .iter()
            .filter(|ask| ask.kind <= 2 && ask.amount > 0)
            .map(|ask| Ask {
                effective: 0,
                flags: ask.flags & !LINKED,
                ..ask.clone()
            })
            .collect::<Vec<_>>();
        let (chain, asks): (Vec<_>, Vec<_>) = only_plain.iter().filter_map(caller_transfer).unzip();
        if chain.is_empty() {
            return;
        }
        self.ids += 1;
        let (id, at) = (self.ids, self.now + seconds * 1_000_000);
        let command = Command::Schedule {
            id: ScheduleId::from_u128(id),
            at: Timestamp::from_microseconds(at),
            transfers: chain,
        };
        let decided = self.decide(of, command);
        if seconds == 0 {
            assert_eq!(decided, Err((0, ("schedule_time_passed", 0))));
        } else if let Ok(events) = decided {
            for ask in &asks {
                assert!(self.model.find(of, false, ask.id).is_none(), "a new id");
                assert!(
                    self.model.account(of, ask.debit).is_some()
                        && self.model.account(of, ask.credit).is_some()
                );
            }
            self.model.schedules.push(ModelSchedule {
                tenant: of,
                id,
                at,
                asks,
            });
            self.commit(of, &events, self.model.made.len());
        }
    }

    pub(crate) fn monitor(
        &mut self,
        of: usize,
        id: u128,
        account: usize,
        condition: &bezant_ledger::Condition,
    ) {
        let account = self.account_id(of, (false, account, 0));
        let decided = self.decide(
            of,
            Command::SetMonitor {
                id: MonitorId::from_u128(id),
                account,
                condition: *condition,
            },
        );
        if let Ok(events) = decided {
            let (_, holds) = self.model.measure(of, account.as_u128(), condition);
            assert!(matches!(events[..], [Event::MonitorSet { holds: shown, .. }] if shown == holds));
            self.model.monitors.retain(|one| (one.tenant, one.id) != (of, id));
            self.model.monitors.push(ModelMonitor {
                tenant: of,
                id,
                account,
                condition: *condition,
                holds,
            });
            self.model.monitors.sort_by_key(|one| (one.tenant, one.id));
            self.commit(of, &events, self.model.made.len());
        } else {
            let elsewhere = |one: &ModelMonitor| {
                (one.tenant, one.id) == (of, id) && (one.account != account || one.condition == *condition)
            };
            assert!(
                self.model.account(of, account.as_u128()).is_none()
                    || self.model.monitors.iter().any(elsewhere)
            );
        }
    }

    pub(crate) fn due(&mut self) {
        let groups = due(&self.state, self.time(), usize::MAX);
        assert_eq!(
            groups.is_empty(),
            self.state.next_timer().is_none_or(|at| at > self.time())
        );
        for (of, events) in groups {
            let of = of.id().as_u128() as usize - 1;
            let before = self.model.made.len();
            let expected = self.model.due(of, self.now);
            let failed: Vec<_> = events
                .iter()
                .filter_map(|event| match event {
                    Event::ScheduleFailed { id, refused } => {
                        Some((id.as_u128(), refused.index as usize, reason_of(*refused)))
                    }
                    _ => None,
                })
                .collect();
            assert_eq!(failed, expected);
            self.commit(of, &events, before);
        }
        assert!(self.state.next_timer().is_none_or(|at| at > self.time()));
    }
}

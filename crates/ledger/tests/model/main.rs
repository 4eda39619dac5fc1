//! The ledger against a naive model that keeps every transfer ever made in one list and sums up balances anew each
//! time: both accept and refuse the same items for the same reason and show the same balances, conditions and timers;
//! no guard breaks, money is conserved, events replay and snapshots restore to the same state.

#![allow(clippy::unwrap_used)]

mod commands;
mod commit;
mod reference;
mod rules;
mod steps;

use bezant_kernel::{MonitorId, ScheduleId, TableSecret};
use bezant_ledger::{Command, State, Transfer, apply, decode_event, snapshot};
use bytes::Bytes;
use commands::{Op, ops, tenant};
use proptest::prelude::*;
use reference::{Ask, Model, ModelMonitor};

#[derive(Default)]
struct World {
    state: State,
    model: Model,
    /// What the journal would have: everything that was posted.
    journal: Vec<(usize, Transfer)>,
    log: Vec<(usize, Vec<u8>)>,
    /// What callers asked for in the order in which it was made.
    asked: Vec<(usize, Ask)>,
    /// What was asked for lately: tenant, kind, id, whether by a payment.
    recent: Vec<(usize, u8, u128, bool)>,
    frozen: Option<(snapshot::Frozen, Vec<u8>)>,
    ids: u128,
    now: u64,
}

impl World {
    fn run(&mut self, op: &Op) {
        self.now += 700_000;
        match op {
            Op::Open {
                tenant: of,
                path: at,
                currency,
                guard,
                limit,
            } => self.open(*of, *at, *currency, *guard, *limit),
            Op::Change {
                tenant: of,
                account,
                change,
            } => self.change(*of, *account, change),
            Op::Chain { tenant: of, items } => {
                let asks: Vec<_> = items.iter().map(|item| self.ask(*of, item, false)).collect();
                self.chain(*of, &asks);
            }
            Op::Again {
                tenant: of,
                place,
                changed,
                two,
            } => {
                let place = place % self.asked.len().max(1);
                let mut asks: Vec<_> = self
                    .asked
                    .iter()
                    .skip(place)
                    .take(1 + usize::from(*two))
                    .cloned()
                    .collect();
                asks.iter_mut()
                    .for_each(|(_, ask)| ask.reference += u128::from(*changed));
                let asks: Vec<_> = asks.into_iter().map(|(_, ask)| ask).collect();
                self.chain(*of, &asks);
            }
            Op::Batch { tenant: of, items } => {
                let asks: Vec<_> = items.iter().map(|item| self.ask(*of, item, false)).collect();
                self.batch(*of, &asks);
            }
            Op::Post { tenant: of, items } => self.post(*of, items),
            Op::Schedule {
                tenant: of,
                seconds,
                items,
            } => {
                let asks: Vec<_> = items.iter().map(|item| self.ask(*of, item, false)).collect();
                self.schedule(*of, *seconds, &asks);
            }
            Op::Cancel(place) => {
                let Some(one) = self.model.schedules.get(*place).cloned() else {
                    return;
                };
                let id = ScheduleId::from_u128(one.id);
                let events = self.decide(one.tenant, Command::CancelSchedule { id }).unwrap();
                self.model.schedules.remove(*place);
                self.commit(one.tenant, &events, self.model.made.len());
                let again = self.decide(one.tenant, Command::CancelSchedule { id });
                assert_eq!(again, Err((0, ("schedule_not_found", 0))));
            }
            Op::Monitor {
                tenant: of,
                id,
                account,
                condition,
            } => self.monitor(*of, *id, *account, condition),
            Op::Unwatch(of, id) => {
                let decided = self.decide(
                    *of,
                    Command::RemoveMonitor {
                        id: MonitorId::from_u128(*id),
                    },
                );
                let known = |one: &ModelMonitor| one.tenant == *of && one.id == *id;
                assert_eq!(decided.is_ok(), self.model.monitors.iter().any(known));
                self.model.monitors.retain(|one| !known(one));
                self.commit(*of, &decided.unwrap_or_default(), self.model.made.len());
            }
            Op::Due => self.due(),
            Op::Snapshot => {
                let mut bytes = Vec::new();
                snapshot::encode(&self.state, &mut bytes);
                // Another start has other secrets, and nobody must see that.
                let secret = TableSecret::from_seed([self.log.len() as u8; 32]);
                let restored = snapshot::decode_keyed(&bytes, secret).unwrap();
                assert_eq!(restored, self.state);
                self.state = restored;
                self.check_frozen();
                self.frozen = Some((snapshot::Frozen::new(&self.state), bytes));
            }
        }
        self.state.forget_recalled();
        self.compare();
    }

    /// What was set aside stays as it was, whatever came after it.
    fn check_frozen(&self) {
        if let Some((frozen, bytes)) = &self.frozen {
            let mut now = Vec::new();
            frozen.encode(&mut now);
            assert_eq!(&now, bytes);
        }
    }

    fn replay(self) {
        self.check_frozen();
        let mut replayed = State::new();
        for (position, (of, bytes)) in self.log.iter().enumerate() {
            let event = decode_event(Bytes::from(bytes.clone())).unwrap();
            apply(&mut replayed, tenant(*of), position as u64, &event);
        }
        assert_eq!(replayed, self.state);
        assert_eq!(self.state.clone(), self.state);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_model(ops in ops(120)) {
        let mut world = World::default();
        for op in &ops {
            world.run(op);
        }
        world.replay();
    }

    #[test]
    fn a_damaged_snapshot_is_refused_or_is_a_sound_state(
        ops in ops(30), place: prop::sample::Index, flip in 1u8..,
    ) {
        let mut world = World::default();
        for op in &ops {
            world.run(op);
        }
        let mut bytes = Vec::new();
        snapshot::encode(&world.state, &mut bytes);
        prop_assert!(snapshot::decode(&bytes[..bytes.len() - 1]).is_err());
        let at = place.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(state) = snapshot::decode(&bytes) {
            state.assert_consistent();
            prop_assert!(state.account_count() >= world.state.account_count());
        }
    }
}

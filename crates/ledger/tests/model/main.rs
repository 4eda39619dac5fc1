//! The ledger against a naive model that keeps every transfer ever made in one list and sums up balances anew each
//! time: both accept and refuse the same commands for the same reason and show the same balances, whatever is in the
//! cold tier; events replay and snapshots restore to the same state.

#![allow(clippy::unwrap_used)]

mod commands;
mod reference;

use std::collections::BTreeMap;

use bezant_kernel::{Timestamp, TransferId};
use bezant_ledger::{
    CallerTransfer, Event, State, Transfer, apply, decode_event, encode_event, linked, open_account, post,
    snapshot, transfer,
};
use commands::{CURRENCIES, Item, Op, caller_id, ops, path, payment_id, posting, request, tenant};
use proptest::prelude::*;
use reference::Model;

#[derive(Default)]
struct World {
    state: State,
    model: Model,
    cold: BTreeMap<TransferId, (u64, Transfer)>,
    log: Vec<(usize, Vec<u8>)>,
    /// What callers asked for and got.
    made: Vec<CallerTransfer>,
    /// The ids of holds asked for, by tenant: of callers, of payments.
    holds: [[Vec<TransferId>; 2]; 2],
    ids: u64,
}

impl World {
    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(1_000 + self.log.len() as u64)
    }

    fn commit(&mut self, tenant_index: usize, events: &[Event]) {
        for event in events {
            let mut bytes = Vec::new();
            encode_event(event, &mut bytes);
            assert_eq!(decode_event(&bytes).as_ref(), Ok(event));
            apply(
                &mut self.state,
                tenant(tenant_index),
                self.log.len() as u64,
                event,
            );
            self.log.push((tenant_index, bytes));
        }
    }

    /// Commits what both accept, and holds the reasons together where both refuse.
    fn settle(
        &mut self,
        of: usize,
        decided: Result<Vec<Event>, &'static str>,
        expected: Result<Model, &'static str>,
    ) {
        match (decided, expected) {
            (Ok(events), Ok(model)) => {
                self.commit(of, &events);
                self.model = model;
            }
            (decided, expected) => assert_eq!(decided.err(), expected.err()),
        }
    }

    fn run(&mut self, op: &Op) {
        let now = self.now();
        match op {
            Op::Open {
                tenant: of,
                path: at,
                currency,
                overdraft,
            } => {
                let decided = open_account(
                    &self.state,
                    tenant(*of),
                    now,
                    &path(*at),
                    CURRENCIES[*currency],
                    *overdraft,
                );
                let mut model = self.model.next();
                let missing = model.open(*of, *at, CURRENCIES[*currency], *overdraft);
                let expected = if missing { Ok(model) } else { Err("account_exists") };
                self.settle(*of, decided.map_err(|rejection| rejection.code()), expected);
            }
            Op::Linked { tenant: of, items } => {
                let chain: Vec<_> = items
                    .iter()
                    .map(|item| {
                        let (id, hold) = self.ids(*of, item, true);
                        request(*of, item, id, hold)
                    })
                    .collect();
                self.link(*of, &chain);
            }
            Op::Again {
                tenant: of,
                place,
                changed,
            } => {
                let Some(&(mut again)) = self.made.get(place % self.made.len().max(1)) else {
                    return;
                };
                again.reference += u128::from(*changed);
                self.link(*of, &[again]);
            }
            Op::Post { tenant: of, items } => {
                let ids: Vec<_> = items.iter().map(|item| self.ids(*of, item, false)).collect();
                let numbered = || items.iter().zip(&ids);
                let postings: Vec<_> = numbered()
                    .map(|(item, &(id, hold))| posting(item, id, hold))
                    .collect();
                let decided = post(&self.state, tenant(*of), now, 7, &postings);
                let mut model = self.model.next();
                let refused = numbered().find_map(|(item, ids)| model.post(*of, item, *ids).err());
                let expected = refused.map_or(Ok(model), Err);
                self.settle(*of, decided.map_err(|rejection| rejection.code()), expected);
            }
            Op::Evict(limit) => {
                // The last entry counts as not committed yet.
                evict(
                    &mut self.state,
                    (self.log.len() as u64).saturating_sub(2),
                    *limit,
                    &mut self.cold,
                );
            }
            Op::Snapshot => {
                let mut bytes = Vec::new();
                snapshot::encode(&self.state, &mut bytes);
                let restored = snapshot::decode(&bytes).unwrap();
                assert_eq!(restored, self.state);
                let mut again = Vec::new();
                snapshot::encode(&restored, &mut again);
                assert_eq!(again, bytes);
                self.state = restored;
            }
        }
        self.compare();
    }

    /// The transfer's id and the id of the hold it may end.
    fn ids(&mut self, of: usize, item: &Item, by_caller: bool) -> (TransferId, TransferId) {
        self.ids += 1;
        let pool = if by_caller { caller_id } else { payment_id };
        let id = match item.id {
            Some(place) => pool(place),
            None if by_caller => TransferId::from_u128(1_000 + u128::from(self.ids)),
            None => TransferId::derive(&[&self.ids.to_le_bytes()]),
        };
        let holds = &mut self.holds[of][usize::from(by_caller)];
        let back = item.hold % holds.len().clamp(1, 5);
        let hold = match holds.iter().rev().nth(back) {
            Some(&hold) if item.aimed => hold,
            Some(_) | None => pool(item.hold),
        };
        if item.kind == 1 {
            holds.push(id);
        }
        (id, hold)
    }

    fn link(&mut self, of: usize, chain: &[CallerTransfer]) {
        self.warm(chain);
        let decided = linked(&self.state, tenant(of), self.now(), chain);
        if let [single] = chain {
            let alone = transfer(&self.state, tenant(of), self.now(), single);
            assert_eq!(alone, decided.clone().map_err(|refused| refused.rejection));
        }
        let mut model = self.model.next();
        let refused = match chain {
            [] => Some((0, "transfer_chain_empty")),
            [..] => chain.iter().enumerate().find_map(|(index, item)| {
                let code = model.add(of, item, true).err()?;
                Some((index, code))
            }),
        };
        let index = decided.as_ref().err().map(|refused| refused.index);
        assert_eq!(index, refused.map(|(index, _)| index), "{decided:?} {refused:?}");
        if decided.is_ok() {
            self.made.extend(chain);
        }
        let expected = refused.map_or(Ok(model), |(_, code)| Err(code));
        self.settle(of, decided.map_err(|refused| refused.rejection.code()), expected);
    }

    fn warm(&mut self, chain: &[CallerTransfer]) {
        for id in chain.iter().flat_map(CallerTransfer::needed_ids) {
            if !self.state.has_transfer(id)
                && let Some((_, transfer)) = self.cold.get(&id)
            {
                self.state.insert_from_cold(*transfer);
            }
        }
    }

    fn compare(&self) {
        self.state.assert_consistent();
        assert_eq!(self.state.account_count(), self.model.accounts.len());
        for account in &self.model.accounts {
            let shown = self.state.account(tenant(account.tenant), account.id).unwrap();
            let (debits, credits) = (shown.debits(), shown.credits());
            let shown_sums = [debits.posted, debits.pending, credits.posted, credits.pending];
            assert_eq!(shown_sums, self.model.sums(account.id));
            assert!(shown.allows_overdraft() || shown.available() >= 0);
            assert_eq!(self.state.account(tenant(1 - account.tenant), account.id), None);
        }
        for of in 0..2 {
            for line in self.state.trial_balance(tenant(of)) {
                assert_eq!(line.debits, line.credits);
            }
        }
    }

    fn replay(mut self) {
        let mut replayed = State::new();
        for (position, (of, bytes)) in self.log.iter().enumerate() {
            apply(
                &mut replayed,
                tenant(*of),
                position as u64,
                &decode_event(bytes).unwrap(),
            );
        }
        let mut cold = BTreeMap::new();
        evict(&mut replayed, u64::MAX, usize::MAX, &mut cold);
        evict(&mut self.state, u64::MAX, usize::MAX, &mut self.cold);
        assert_eq!(self.state.finished_count(), 0);
        assert_eq!(replayed, self.state);
        assert_eq!(cold, self.cold);
    }
}

fn evict(state: &mut State, committed: u64, limit: usize, cold: &mut BTreeMap<TransferId, (u64, Transfer)>) {
    let (before, mut sunk) = (state.finished_count(), 0);
    let evicted = state.evict(committed, limit, &mut |id, position, transfer| {
        assert!(position <= committed && id == transfer.id);
        assert_eq!(Transfer::from_bytes(&transfer.to_bytes()), Ok(*transfer));
        assert_eq!(
            cold.insert(id, (position, *transfer)),
            None,
            "each goes to the cold tier once"
        );
        sunk += 1;
    });
    assert!(sunk <= evicted && evicted <= limit);
    assert_eq!(state.finished_count(), before - evicted);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_model(ops in ops(70)) {
        let mut world = World::default();
        for op in &ops {
            world.run(op);
        }
        world.replay();
    }

    #[test]
    fn a_damaged_snapshot_is_refused_or_is_another_sound_state(
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
            prop_assert_ne!(state, world.state);
        }
    }
}

//! A ledger with a few accounts of every kind, its log, and the journal of what it made.

use std::collections::BTreeSet;

use bezant_kernel::{AccountId, AccountType, Currency, MonitorId, ScheduleId, Tenant, TenantId, Timestamp};
use bezant_ledger::{
    AccountChange, Command, Comparison, Condition, Event, Flags, Guard, Measure, Metadata, OpenAccount,
    Place, RequestBatch, State, TemporaryLimit, Transfer, apply, decide, decode_event, due, encode_event,
    snapshot,
};
use bytes::Bytes;

use super::item::Item;
use crate::input::Input;

const TENANTS: [Tenant; 2] = [
    Tenant::new(TenantId::from_u128(1)),
    Tenant::new(TenantId::from_u128(2)),
];
const START_US: u64 = 1_000_000;

pub(super) struct World {
    state: State,
    log: Vec<(Tenant, Vec<u8>)>,
    journal: Vec<(Tenant, Transfer)>,
    callers_ids: BTreeSet<(TenantId, u128)>,
    now_us: u64,
}

impl World {
    /// Accounts 1 to 10 in euros and 11 in dollars of the first tenant, 12 and 13 of the second; 1 and 12 are unguarded.
    pub(super) fn new() -> World {
        let mut world = World {
            state: State::new(),
            log: Vec::new(),
            journal: Vec::new(),
            callers_ids: BTreeSet::new(),
            now_us: START_US,
        };
        for number in 1..=13u8 {
            let guard = match number {
                1 | 12 => Guard::None,
                2 | 3 => Guard::DebitsWithinCredits,
                4 => Guard::CreditsWithinDebits,
                _ => Guard::NormalSide,
            };
            let account_type = match number % 5 {
                0 => AccountType::Asset,
                1 => AccountType::Liability,
                2 => AccountType::Equity,
                3 => AccountType::Revenue,
                _ => AccountType::Expense,
            };
            let open = OpenAccount {
                id: Some(AccountId::from_u128(u128::from(number))),
                place: Place::Below(account_type),
                guard,
                credit_limit: if number % 4 == 2 { 150 } else { 0 },
                ..OpenAccount::at(
                    "assets:unused".parse().expect("a path"),
                    if number == 11 {
                        Currency::USD
                    } else {
                        Currency::EUR
                    },
                )
            };
            let tenant = TENANTS[usize::from(number > 11)];
            assert!(world.decide(tenant, Command::OpenAccount(open)));
        }
        world
    }

    pub(super) fn step(&mut self, input: &mut Input<'_>) {
        let kind = input.byte();
        let tenant = TENANTS[usize::from(kind >= 0xe0)];
        match kind & 15 {
            0..=4 => self.batch(tenant, input),
            5 => self.raw_batch(tenant, input),
            6 | 7 => {
                let transfers = items(input, self.now_us)
                    .iter()
                    .filter_map(Item::caller_transfer)
                    .collect();
                self.decide(tenant, Command::Transfers(transfers));
            }
            8 => {
                let transfers = items(input, self.now_us)
                    .iter()
                    .filter_map(Item::caller_transfer)
                    .collect();
                let id = ScheduleId::from_u128(u128::from(input.byte() & 3));
                let at = Timestamp::from_microseconds(self.now_us + u64::from(input.short()) * 1_000);
                self.decide(tenant, Command::Schedule { id, at, transfers });
            }
            9 => {
                let id = ScheduleId::from_u128(u128::from(input.byte() & 3));
                self.decide(tenant, Command::CancelSchedule { id });
            }
            10 => {
                let account = AccountId::from_u128(input.below(14) as u128);
                let change = change(input, self.now_us);
                self.decide(tenant, Command::ChangeAccount { account, change });
            }
            11 => self.monitor(tenant, input),
            12 => self.restart(),
            _ => {
                self.now_us += u64::from(input.short()) * 10_000;
                self.happen();
            }
        }
    }

    /// The log alone gives the same state.
    pub(super) fn finish(self) {
        let mut replayed = State::new();
        for (position, (tenant, bytes)) in self.log.iter().enumerate() {
            let event = decode_event(Bytes::copy_from_slice(bytes)).expect("the log can be read");
            apply(&mut replayed, *tenant, position as u64, &event);
        }
        assert_eq!(replayed, self.state, "replaying the log gives another state");
        for tenant in TENANTS {
            self.state.trial_balance(tenant);
        }
    }

    fn batch(&mut self, tenant: Tenant, input: &mut Input<'_>) {
        let packed: Vec<u8> = items(input, self.now_us).iter().flat_map(Item::bytes).collect();
        self.packed(tenant, packed);
    }

    fn raw_batch(&mut self, tenant: Tenant, input: &mut Input<'_>) {
        let count = 1 + input.below(3);
        let packed: Vec<u8> = (0..count).flat_map(|_| input.take::<128>()).collect();
        self.packed(tenant, packed);
    }

    /// Every item is either refused or made, and only made ones are in the journal.
    fn packed(&mut self, tenant: Tenant, packed: Vec<u8>) {
        let batch = RequestBatch::try_from(Bytes::from(packed)).expect("whole items, and few");
        let asked: Vec<u128> = batch
            .as_bytes()
            .as_chunks::<128>()
            .0
            .iter()
            .map(|item| u128::from_le_bytes(*item.first_chunk().expect("an item is longer")))
            .collect();
        self.recall(tenant, &Command::Batch(batch.clone()));
        let events = decide(&self.state, tenant, self.now(), Command::Batch(batch))
            .expect("a batch is answered item by item");
        let mut refused = BTreeSet::new();
        let mut made = BTreeSet::new();
        for event in &events {
            match event {
                Event::Refused(results) => {
                    refused.extend(results.iter().map(|result| result.index as usize));
                }
                Event::Posted(records) => made.extend(records.iter().map(|record| record.id.as_u128())),
                Event::MonitorCrossed(_) => {}
                other => panic!("a batch does not make {other:?}"),
            }
        }
        assert!(refused.iter().all(|index| *index < asked.len()));
        for (index, id) in asked.iter().enumerate() {
            if !refused.contains(&index) {
                assert!(made.contains(id), "item {index} has no answer");
            }
        }
        self.commit(tenant, &events);
    }

    fn monitor(&mut self, tenant: Tenant, input: &mut Input<'_>) {
        let id = MonitorId::from_u128(u128::from(input.byte() & 7));
        let measure = input.byte();
        let command = if measure & 0x40 != 0 {
            Command::RemoveMonitor { id }
        } else {
            Command::SetMonitor {
                id,
                account: AccountId::from_u128(input.below(14) as u128),
                condition: Condition {
                    measure: Measure::ALL[usize::from(measure) % Measure::ALL.len()],
                    comparison: Comparison::ALL[input.below(Comparison::ALL.len())],
                    threshold: i128::from(input.byte()) - 100,
                },
            }
        };
        self.decide(tenant, command);
    }

    /// A snapshot and a start from it.
    fn restart(&mut self) {
        let mut bytes = Vec::new();
        snapshot::encode(&self.state, &mut bytes);
        let restored = snapshot::decode(&bytes).expect("an encoded snapshot can be decoded");
        assert_eq!(restored, self.state);
        self.state = restored;
    }

    /// What is due happens until nothing is.
    fn happen(&mut self) {
        while self.state.next_timer().is_some_and(|at| at <= self.now()) {
            let groups = due(&self.state, self.now(), 2);
            assert!(!groups.is_empty(), "a timer is due, and nothing happens");
            for (tenant, events) in groups {
                assert!(!events.is_empty(), "a timer is due, and nothing happens");
                self.commit(tenant, &events);
            }
        }
    }

    /// Whether it was accepted.
    fn decide(&mut self, tenant: Tenant, command: Command) -> bool {
        self.recall(tenant, &command);
        let decided = decide(&self.state, tenant, self.now(), command);
        let is_accepted = decided.is_ok();
        self.commit(tenant, &decided.unwrap_or_default());
        is_accepted
    }

    /// What the journal would look up.
    fn recall(&mut self, tenant: Tenant, command: &Command) {
        let (mut ids, mut related) = (Vec::new(), Vec::new());
        self.state.lookups(tenant, command, &mut ids, &mut related);
        for (owner, transfer) in &self.journal {
            let is_asked =
                ids.contains(&transfer.id.as_u128()) || related.contains(&transfer.related.as_u128());
            if *owner == tenant && is_asked {
                self.state.recall(tenant, *transfer);
            }
        }
    }

    fn commit(&mut self, tenant: Tenant, events: &[Event]) {
        for event in events {
            let mut bytes = Vec::new();
            encode_event(event, &mut bytes);
            let stored = decode_event(Bytes::copy_from_slice(&bytes)).expect("a decided event can be read");
            assert_eq!(stored, *event);
            apply(&mut self.state, tenant, self.log.len() as u64, &stored);
            self.log.push((tenant, bytes));
            if let Event::Posted(records) = event {
                for record in records.iter() {
                    if !record.flags.contains(Flags::INTERNAL) {
                        let is_new = self.callers_ids.insert((tenant.id(), record.id.as_u128()));
                        assert!(is_new, "the id {:?} is used twice", record.id);
                    }
                    self.journal.push((tenant, record));
                }
            }
        }
        self.state.forget_recalled();
        self.state.assert_consistent();
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(self.now_us)
    }
}

fn items(input: &mut Input<'_>, now_us: u64) -> Vec<Item> {
    let count = 1 + input.below(12);
    (0..count).map(|_| Item::read(input, now_us)).collect()
}

fn change(input: &mut Input<'_>, now_us: u64) -> AccountChange {
    let (which, value) = (input.byte(), input.byte());
    let amount = if value > 250 { u128::MAX } else { u128::from(value) };
    AccountChange {
        credit_limit: (which & 1 != 0).then_some(amount),
        temporary_limit: (which & 2 != 0).then(|| TemporaryLimit {
            extra: amount,
            until: Timestamp::from_microseconds(now_us.saturating_add(u64::from(value) * 1_000_000)),
        }),
        frozen: (which & 4 != 0).then_some(which & 8 != 0),
        closed: (which & 16 != 0).then_some(which & 32 != 0),
        code: (which & 64 != 0).then_some(u16::from(value)),
        user_data: None,
        metadata: (which & 128 != 0).then(|| {
            let mut patch = Metadata::new();
            if value & 1 != 0 {
                patch
                    .insert("key", ["", "value"][usize::from(value >> 1 & 1)])
                    .expect("a short key and value");
            }
            patch
        }),
    }
}

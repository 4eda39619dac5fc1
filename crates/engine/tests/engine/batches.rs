//! The partition against the naive model: any calls, batches, evictions, snapshots and crashes in any order.

use std::sync::Arc;

use bezant_engine::{Correlation, IdempotencyKey, MemoryCold, Release, Request, Sealed, Snapshot};
use bezant_kernel::{Milliseconds, Timestamp};
use bezant_log::{Batch, Position, SnapshotStore};
use proptest::prelude::*;

use crate::model::{Call, Model};
use crate::support::{ByHand, Disk, recover};
use crate::toy::{Command, Query, Toy, tenant};

#[derive(Clone, Debug)]
enum Step {
    Submit {
        tenant: u64,
        command: Command,
        key: Option<(u64, u64)>,
        wait: Option<u64>,
    },
    Pass {
        milliseconds: u64,
    },
    ClockGoesBack,
    Tick,
    Seal,
    Commit,
    Evict,
    TakeSnapshot,
    Crash {
        is_in_flight_durable: bool,
        cold_survives: u64,
    },
}

fn commands() -> impl Strategy<Value = Command> {
    let account = 0..2u64;
    let task = || 0..6u64;
    prop_oneof![
        (account.clone(), 1..50u64).prop_map(|(account, amount)| Command::Deposit { account, amount }),
        (account, 1..80u64).prop_map(|(account, amount)| Command::Withdraw { account, amount }),
        (task(), 0..3_000u64).prop_map(|(task, lasts)| Command::Open {
            task,
            lasts: Milliseconds(lasts)
        }),
        task().prop_map(|task| Command::Finish { task }),
        task().prop_map(|task| Command::Touch { task }),
        prop::collection::btree_set(1_u128..40, 1..4).prop_map(|ids| Command::Pack {
            ids: ids.into_iter().collect()
        }),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    let key = proptest::option::of((0..3u64, 0..2u64));
    let wait = proptest::option::of(0..2_000u64);
    prop_oneof![
        12 => (0..2u64, commands(), key, wait)
            .prop_map(|(tenant, command, key, wait)| Step::Submit { tenant, command, key, wait }),
        2 => (1..1_500u64).prop_map(|milliseconds| Step::Pass { milliseconds }),
        1 => Just(Step::Pass { milliseconds: 25 * 60 * 60 * 1_000 }),
        1 => Just(Step::ClockGoesBack),
        3 => Just(Step::Tick),
        4 => Just(Step::Seal),
        4 => Just(Step::Commit),
        4 => Just(Step::Evict),
        1 => Just(Step::TakeSnapshot),
        1 => (any::<bool>(), any::<u64>()).prop_map(|(is_in_flight_durable, cold_survives)| Step::Crash {
            is_in_flight_durable,
            cold_survives,
        }),
    ]
}

struct Run {
    disk: Disk,
    cold: Arc<MemoryCold>,
    partition: ByHand,
    model: Model,
    in_flight: Option<Sealed>,
    snapshot: Option<Snapshot>,
    now: Timestamp,
    handles: u64,
    followed: Vec<Position>,
}

impl Run {
    fn new() -> Self {
        let (disk, cold) = (Disk::default(), Arc::new(MemoryCold::new()));
        let partition = recover(&disk, &cold);
        Run {
            disk,
            cold,
            partition,
            model: Model::new(),
            in_flight: None,
            snapshot: None,
            now: Timestamp::from_microseconds(1_000_000_000),
            handles: 0,
            followed: Vec::new(),
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Submit {
                tenant: number,
                command,
                key,
                wait,
            } => {
                let handle = self.handles;
                self.handles += 1;
                let settle_by = wait.map(|wait| self.now.after(Milliseconds(wait)));
                let request = Request {
                    tenant: tenant(number),
                    correlation: Correlation::new("step").unwrap(),
                    idempotency: key.map(|(key, body)| {
                        IdempotencyKey::new(tenant(number), "/", &key.to_string(), &body.to_be_bytes())
                    }),
                    command: command.clone(),
                };
                self.partition
                    .stage(self.now, request, settle_by, handle)
                    .unwrap();
                self.model.submit(
                    self.now,
                    handle,
                    Call {
                        tenant: number,
                        command,
                        key,
                        settle_by,
                    },
                );
            }
            Step::Pass { milliseconds } => self.now = self.now.after(Milliseconds(milliseconds)),
            Step::ClockGoesBack => {
                self.now = Timestamp::from_microseconds(self.now.as_microseconds() - 400_000)
            }
            Step::Tick => {
                self.partition.end_waits(self.now, self.now, true).unwrap();
                self.model.end_waits(self.now);
                self.partition.stage_timers(self.now).unwrap();
                self.model.timers(self.now);
            }
            Step::Seal => {
                if self.in_flight.is_none() {
                    self.in_flight = self.partition.seal(Batch::new());
                }
            }
            Step::Commit => self.commit(),
            Step::Evict => drop(self.partition.evict().unwrap()),
            Step::TakeSnapshot => self.snapshot = Some(self.partition.snapshot()),
            Step::Crash {
                is_in_flight_durable,
                cold_survives,
            } => {
                if let Some(sealed) = self.in_flight.take().filter(|_| is_in_flight_durable) {
                    self.disk
                        .log()
                        .append(sealed.expected, bezant_log::Epoch(1), &sealed.batch)
                        .unwrap();
                }
                let mut draw = cold_survives;
                self.cold.crash(|_, _| {
                    draw = draw.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                    draw & 1 == 0
                });
                self.snapshot = None;
                self.partition = recover(&self.disk, &self.cold);
                self.model.crash(self.disk.durable());
            }
        }
        self.check();
    }

    fn commit(&mut self) {
        let Some(sealed) = self.in_flight.take() else {
            return;
        };
        let end = self
            .disk
            .log()
            .append(sealed.expected, bezant_log::Epoch(1), &sealed.batch)
            .unwrap();
        let entries = self.partition.commit(end).unwrap();
        self.followed.extend(entries.iter().map(|entry| entry.position));
        if let Some(snapshot) = self.snapshot.take_if(|snapshot| snapshot.position <= end) {
            snapshot.save(&self.disk, &*self.cold).unwrap();
        }
    }

    /// Whatever is said is what the model says, and never before what it rests on is durable.
    fn check(&mut self) {
        assert_eq!(self.partition.head(), self.model.head());
        assert_eq!(self.partition.parked(), self.model.parked());
        assert_eq!(self.partition.committed(), self.disk.durable());
        while let Some(release) = self.partition.pop_release() {
            let Release::Submitted { to, outcome } = release else {
                panic!("no one asked")
            };
            let (rests_on, expected) = self.model.expected.remove(&to).expect("each caller hears once");
            assert_eq!(outcome, expected);
            assert!(rests_on <= self.disk.durable());
        }
        assert!(
            self.model
                .expected
                .values()
                .all(|expected| expected.0 > self.disk.durable())
        );
    }

    fn commit_all(&mut self) {
        for step in [Step::Commit, Step::Seal, Step::Commit] {
            self.step(step);
        }
        assert!(self.partition.is_idle());
    }
}

/// Each account and task as the partition sees it.
fn state(partition: &mut ByHand) -> Vec<Option<crate::toy::Reply>> {
    let mut answers = Vec::new();
    for number in 0..2 {
        let queries = (0..2).map(Query::Balance).chain((0..6).map(Query::Task));
        for query in queries {
            partition.query(tenant(number), query, 0).unwrap();
            match partition.pop_release() {
                Some(Release::<Toy, _, _>::Answered { answer, .. }) => answers.push(answer),
                _ => panic!("everything is committed"),
            }
        }
    }
    answers
}

fn expected_state(model: &Model) -> Vec<Option<crate::toy::Reply>> {
    let mut answers = Vec::new();
    for number in 0..2 {
        let balance = |account| model.world().balances.get(&(number, account)).copied();
        answers.extend((0..2).map(|account| balance(account).map(crate::toy::Reply::Balance)));
        answers.extend((0..6).map(|task| model.task((number, task))));
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn behaves_as_the_naive_model(steps in proptest::collection::vec(steps(), 1..120)) {
        let mut run = Run::new();
        for step in steps {
            run.step(step);
        }
        run.commit_all();
        let expected = expected_state(&run.model);
        prop_assert_eq!(&state(&mut run.partition), &expected);
        prop_assert!(run.followed.is_sorted_by(|a, b| a < b));

        // From the newest snapshot, from a snapshot of now, and from nothing but the log.
        prop_assert_eq!(&state(&mut recover(&run.disk, &run.cold)), &expected);
        let snapshot = run.partition.snapshot();
        snapshot.save(&run.disk, &*run.cold).unwrap();
        prop_assert_eq!(&state(&mut recover(&run.disk, &run.cold)), &expected);
        // With the cold tier lost, and with both lost.
        prop_assert_eq!(&state(&mut recover(&run.disk, &Arc::default())), &expected);
        run.disk.remove_all().unwrap();
        prop_assert_eq!(&state(&mut recover(&run.disk, &Arc::new(MemoryCold::new()))), &expected);
    }
}

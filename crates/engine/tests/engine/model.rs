//! What a caller may expect, written down as naively as possible: everything in memory, nothing batched, one copy of the world
//! per record.

use std::collections::{BTreeMap, BTreeSet};

use bezant_engine::{KEY_RETENTION, Outcome, SubmitError, Submitted};
use bezant_kernel::Timestamp;
use bezant_log::Position;

use crate::toy::{Command, Rejection, Reply, Status, Toy};

/// A tenant's account or task.
pub(crate) type Name = (u64, u64);

#[derive(Clone, Debug)]
struct Task {
    status: Status,
    touches: u64,
    until: Timestamp,
}

#[derive(Clone, Debug)]
struct Key {
    body: u64,
    expires_at: Timestamp,
    /// Or the task that it waits for.
    answer: Result<Reply, Name>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) balances: BTreeMap<Name, i64>,
    tasks: BTreeMap<Name, Task>,
    keys: BTreeMap<Name, Key>,
    packed: BTreeSet<(u64, u128)>,
    time: Timestamp,
}

#[derive(Clone, Debug)]
struct Parked {
    handle: u64,
    task: Name,
    deadline: Timestamp,
    key: Option<Name>,
}

/// The naive engine.
#[derive(Debug)]
pub(crate) struct Model {
    /// By position.
    history: Vec<World>,
    parked: Vec<Parked>,
    /// What each caller must hear, and the head at which that was decided.
    pub(crate) expected: BTreeMap<u64, (Position, Submitted<Toy>)>,
}

pub(crate) struct Call {
    pub(crate) tenant: u64,
    pub(crate) command: Command,
    pub(crate) key: Option<(u64, u64)>,
    pub(crate) settle_by: Option<Timestamp>,
}

impl Model {
    pub(crate) fn new() -> Self {
        Model {
            history: vec![World::default()],
            parked: Vec::new(),
            expected: BTreeMap::new(),
        }
    }

    pub(crate) fn head(&self) -> Position {
        Position(self.history.len() as u64 - 1)
    }

    pub(crate) fn world(&self) -> &World {
        self.history.last().unwrap()
    }

    pub(crate) fn parked(&self) -> usize {
        self.parked.len()
    }

    /// Only the records up to `durable` are left, and no caller.
    pub(crate) fn crash(&mut self, durable: Position) {
        self.history.truncate(durable.0 as usize + 1);
        self.parked.clear();
        self.expected.clear();
    }

    pub(crate) fn task(&self, name: Name) -> Option<Reply> {
        let task = self.world().tasks.get(&name)?;
        Some(Reply::Task {
            task: name.1,
            status: task.status,
            touches: task.touches,
        })
    }

    pub(crate) fn submit(&mut self, now: Timestamp, handle: u64, call: Call) {
        let mut next = self.world().clone();
        next.time = next.time.max(now);
        let tenant = call.tenant;
        let key_name = call.key.map(|(key, _)| (tenant, key));
        let kept = key_name
            .and_then(|name| next.keys.get(&name))
            .filter(|kept| kept.answer.is_err() || kept.expires_at > next.time);
        if let (Some(kept), Some((_, body))) = (kept, call.key) {
            let heard = match &kept.answer {
                _ if kept.body != body => Err(SubmitError::KeyReused),
                Ok(reply) => Ok((reply.clone(), true, true)),
                Err(_) => Err(SubmitError::KeyInFlight {
                    retry_after: std::time::Duration::from_secs(1),
                }),
            };
            return self.expect(handle, heard);
        }
        let task = match next.execute(tenant, call.command) {
            Err(rejection) => return self.expect(handle, Err(SubmitError::Rejected(rejection))),
            Ok(task) => task,
        };
        let time = next.time;
        self.history.push(next);
        let reply = match &task {
            Ok(task) => self.task(*task).unwrap(),
            Err(balance) => balance.clone(),
        };
        let open = task
            .ok()
            .filter(|task| self.world().tasks[task].status == Status::Open);
        self.settle();
        if let (Some((_, body)), Some(name)) = (call.key, key_name) {
            let answer = match open {
                Some(task) if call.settle_by.is_some() => Err(task),
                _ => Ok(reply.clone()),
            };
            let key = Key {
                body,
                expires_at: time.after(KEY_RETENTION),
                answer,
            };
            self.history.last_mut().unwrap().keys.insert(name, key);
        }
        match (open, call.settle_by) {
            (Some(task), Some(deadline)) => {
                self.parked.push(Parked {
                    handle,
                    task,
                    deadline,
                    key: key_name,
                });
            }
            _ => self.expect(handle, Ok((reply, false, open.is_none()))),
        }
    }

    pub(crate) fn timers(&mut self, now: Timestamp) {
        let time = now.max(self.world().time);
        let tasks = self
            .world()
            .tasks
            .iter()
            .filter(|(_, task)| task.status == Status::Open);
        let mut due: Vec<_> = tasks
            .filter(|(_, task)| task.until <= time)
            .map(|(&name, task)| (task.until, name))
            .collect();
        due.sort();
        for (_, name) in due {
            let mut next = self.world().clone();
            next.time = time;
            next.tasks.get_mut(&name).unwrap().status = Status::Expired;
            self.history.push(next);
            self.settle();
        }
    }

    pub(crate) fn end_waits(&mut self, now: Timestamp) {
        let time = now.max(self.world().time);
        let (mut due, rest) = self
            .parked
            .drain(..)
            .partition(|parked: &Parked| parked.deadline <= now);
        self.parked = rest;
        due.sort_by_key(|parked: &Parked| (parked.deadline, parked.handle));
        for parked in due {
            let reply = self.task(parked.task).unwrap();
            let mut next = self.world().clone();
            let alive = |key: &&mut Key| key.answer == Err(parked.task);
            if let Some(key) = parked.key.and_then(|name| next.keys.get_mut(&name)).filter(alive) {
                key.answer = Ok(reply.clone());
                next.time = time;
                self.history.push(next);
            }
            self.expect(parked.handle, Ok((reply, false, false)));
        }
    }

    /// Answers the keys and callers that wait for tasks that are no longer open.
    fn settle(&mut self) {
        let tasks = self.world().tasks.clone();
        let reply = |task: &Name| {
            let Task { status, touches, .. } = tasks[task];
            (status != Status::Open).then_some(Reply::Task {
                task: task.1,
                status,
                touches,
            })
        };
        for key in self.history.last_mut().unwrap().keys.values_mut() {
            if let Err(task) = &key.answer
                && let Some(reply) = reply(task)
            {
                key.answer = Ok(reply);
            }
        }
        for parked in std::mem::take(&mut self.parked) {
            match reply(&parked.task) {
                Some(reply) => self.expect(parked.handle, Ok((reply, false, true))),
                None => self.parked.push(parked),
            }
        }
    }

    fn expect(&mut self, handle: u64, heard: Result<(Reply, bool, bool), SubmitError<Rejection>>) {
        let position = self.head();
        let heard = heard.map(|(reply, replayed, settled)| Outcome {
            position,
            reply,
            replayed,
            settled,
        });
        assert!(self.expected.insert(handle, (position, heard)).is_none());
    }
}

impl World {
    /// The task or the balance that the reply is about.
    fn execute(&mut self, tenant: u64, command: Command) -> Result<Result<Name, Reply>, Rejection> {
        match command {
            Command::Deposit { account, amount } => {
                let balance = self.balances.entry((tenant, account)).or_default();
                *balance += amount as i64;
                Ok(Err(Reply::Balance(*balance)))
            }
            Command::Withdraw { account, amount } => {
                let balance = self.balances.get(&(tenant, account)).copied().unwrap_or(0);
                if balance < amount as i64 {
                    return Err(Rejection::Insufficient { balance });
                }
                self.balances.insert((tenant, account), balance - amount as i64);
                Ok(Err(Reply::Balance(balance - amount as i64)))
            }
            Command::Open { task, lasts } => {
                if self.tasks.contains_key(&(tenant, task)) {
                    return Err(Rejection::Exists);
                }
                let opened = Task {
                    status: Status::Open,
                    touches: 0,
                    until: self.time.after(lasts),
                };
                self.tasks.insert((tenant, task), opened);
                Ok(Ok((tenant, task)))
            }
            Command::Finish { task } => {
                let found = self.tasks.get_mut(&(tenant, task)).ok_or(Rejection::NoTask)?;
                if found.status != Status::Open {
                    return Err(Rejection::NotOpen);
                }
                found.status = Status::Finished;
                Ok(Ok((tenant, task)))
            }
            Command::Touch { task } => {
                self.tasks
                    .get_mut(&(tenant, task))
                    .ok_or(Rejection::NoTask)?
                    .touches += 1;
                Ok(Ok((tenant, task)))
            }
            Command::Blob { .. } => Ok(Err(Reply::Blob)),
            Command::Pack { ids } => {
                if ids.iter().any(|&id| self.packed.contains(&(tenant, id))) {
                    return Err(Rejection::Exists);
                }
                self.packed.extend(ids.iter().map(|&id| (tenant, id)));
                Ok(Err(Reply::Packed(ids.len())))
            }
        }
    }
}

//! A machine small enough to know by heart: accounts that stay in memory, and tasks that are open until they are finished or
//! their time is over, and then leave memory.

use std::collections::{BTreeMap, BTreeSet};

use bezant_engine::{
    ARCHIVED_BYTES, Archived, By, ColdError, ColdKey, ColdRead, Machine, Stamp, Subject, Touch,
};
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{Context, Milliseconds, Tenant, TenantId, Timestamp};
use bezant_log::Position;
use bytes::Bytes;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Deposit {
        account: u64,
        amount: u64,
    },
    Withdraw {
        account: u64,
        amount: u64,
    },
    Open {
        task: u64,
        lasts: Milliseconds,
    },
    Finish {
        task: u64,
    },
    Touch {
        task: u64,
    },
    Blob {
        bytes: usize,
    },
    /// Records that are packed and archived, none of them known.
    Pack {
        ids: Vec<u128>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Moved { account: u64, amount: i64 },
    Opened { task: u64, until: Timestamp },
    Closed { task: u64, status: Status },
    Touched { task: u64 },
    Blob(Vec<u8>),
    Packed(Bytes),
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Open,
    Finished,
    Expired,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    Insufficient { balance: i64 },
    Exists,
    NoTask,
    NotOpen,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Balance(i64),
    Task { task: u64, status: Status, touches: u64 },
    Blob,
    Packed(usize),
}

#[derive(Clone, Debug)]
pub(crate) enum Query {
    Balance(u64),
    Task(u64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Task {
    status: Status,
    touches: u64,
    until: Timestamp,
    changed: Position,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Toy {
    balances: BTreeMap<(Tenant, u64), i64>,
    tasks: BTreeMap<(Tenant, u64), Task>,
    timers: BTreeSet<(Timestamp, Tenant, u64)>,
    /// Records that the last command named and the archive knew; not a part of the state.
    recalled: Recalled,
}

#[derive(Clone, Debug, Default)]
struct Recalled(BTreeSet<u128>);

impl PartialEq for Recalled {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Recalled {}

pub(crate) fn tenant(number: u64) -> Tenant {
    Tenant::new(TenantId::from_u128(u128::from(number) + 1))
}

fn cold_key(tenant: Tenant, task: u64) -> ColdKey {
    ColdKey {
        space: 1,
        id: tenant.id().as_u128() << 64 | u128::from(task),
    }
}

impl Toy {
    /// How many tasks are in memory.
    pub(crate) fn resident(&self) -> usize {
        self.tasks.len()
    }

    fn task_reply(&self, tenant: Tenant, task: u64) -> Option<Reply> {
        let Task { status, touches, .. } = *self.tasks.get(&(tenant, task))?;
        Some(Reply::Task {
            task,
            status,
            touches,
        })
    }
}

impl Machine for Toy {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;
    type Reply = Reply;
    type Query = Query;
    type Answer = Option<Reply>;

    fn prefetch(
        &mut self,
        tenant: Tenant,
        touch: Touch<'_, Self>,
        cold: &dyn ColdRead,
    ) -> Result<(), ColdError> {
        self.recalled.0.clear();
        if let Touch::Command(Command::Pack { ids }) = touch {
            let recalled = &mut self.recalled.0;
            return cold.find(tenant, By::Id, ids, &mut |record| {
                recalled.insert(u128::from_le_bytes(*record.first_chunk().unwrap()));
            });
        }
        let task = match touch {
            Touch::Command(
                &Command::Open { task, .. } | &Command::Finish { task } | &Command::Touch { task },
            )
            | Touch::Event(
                &Event::Opened { task, .. } | &Event::Closed { task, .. } | &Event::Touched { task },
            )
            | Touch::Query(&Query::Task(task)) => task,
            _ => return Ok(()),
        };
        if !self.tasks.contains_key(&(tenant, task))
            && let Some(bytes) = cold.get(cold_key(tenant, task))?
        {
            let task_back = read_task(&mut Reader(&bytes)).map_err(|e| ColdError(e.to_string()))?;
            self.tasks.insert((tenant, task), task_back);
        }
        Ok(())
    }

    fn decide(
        &self,
        tenant: Tenant,
        context: &Context<'_>,
        command: Command,
    ) -> Result<Vec<Event>, Rejection> {
        let status = |task| self.tasks.get(&(tenant, task)).map(|task| task.status);
        Ok(vec![match command {
            Command::Deposit { account, amount } => Event::Moved {
                account,
                amount: amount as i64,
            },
            Command::Withdraw { account, amount } => {
                let balance = self.balances.get(&(tenant, account)).copied().unwrap_or(0);
                if balance < amount as i64 {
                    return Err(Rejection::Insufficient { balance });
                }
                Event::Moved {
                    account,
                    amount: -(amount as i64),
                }
            }
            Command::Open { task, lasts } => match status(task) {
                None => Event::Opened {
                    task,
                    until: context.now.after(lasts),
                },
                Some(_) => return Err(Rejection::Exists),
            },
            Command::Finish { task } => match status(task) {
                Some(Status::Open) => Event::Closed {
                    task,
                    status: Status::Finished,
                },
                Some(_) => return Err(Rejection::NotOpen),
                None => return Err(Rejection::NoTask),
            },
            Command::Touch { task } => match status(task) {
                Some(_) => Event::Touched { task },
                None => return Err(Rejection::NoTask),
            },
            Command::Blob { bytes } => Event::Blob(vec![7; bytes]),
            Command::Pack { ids } if ids.iter().any(|id| self.recalled.0.contains(id)) => {
                return Err(Rejection::Exists);
            }
            Command::Pack { ids } => Event::Packed(packed(&ids)),
        }])
    }

    fn apply(&mut self, stamp: &Stamp, event: &Event) {
        let tenant = stamp.tenant;
        match *event {
            Event::Moved { account, amount } => {
                *self.balances.entry((tenant, account)).or_default() += amount
            }
            Event::Opened { task, until } => {
                let opened = Task {
                    status: Status::Open,
                    touches: 0,
                    until,
                    changed: stamp.position,
                };
                assert!(self.tasks.insert((tenant, task), opened).is_none());
                self.timers.insert((until, tenant, task));
            }
            Event::Closed { task, status } => {
                let closed = self.tasks.get_mut(&(tenant, task)).unwrap();
                closed.status = status;
                closed.changed = stamp.position;
                self.timers.remove(&(closed.until, tenant, task));
            }
            Event::Touched { task } => {
                let touched = self.tasks.get_mut(&(tenant, task)).unwrap();
                touched.touches += 1;
                touched.changed = stamp.position;
            }
            Event::Blob(_) | Event::Packed(_) => {}
        }
    }

    fn reply(&self, tenant: Tenant, events: &[Event]) -> Reply {
        match events[0] {
            Event::Moved { account, .. } => Reply::Balance(self.balances[&(tenant, account)]),
            Event::Opened { task, .. } | Event::Closed { task, .. } | Event::Touched { task } => {
                self.task_reply(tenant, task).unwrap()
            }
            Event::Blob(_) => Reply::Blob,
            Event::Packed(ref records) => Reply::Packed(records.len() / ARCHIVED_BYTES),
        }
    }

    fn query(&self, tenant: Tenant, query: Query) -> Option<Reply> {
        match query {
            Query::Balance(account) => self.balances.get(&(tenant, account)).copied().map(Reply::Balance),
            Query::Task(task) => self.task_reply(tenant, task),
        }
    }

    fn subject(reply: &Reply) -> Option<Subject> {
        match reply {
            Reply::Task { task, .. } => Some(Subject(u128::from(*task))),
            Reply::Balance(_) | Reply::Blob | Reply::Packed(_) => None,
        }
    }

    fn touches(event: &Event) -> Option<Subject> {
        match event {
            Event::Closed { task, .. } => Some(Subject(u128::from(*task))),
            _ => None,
        }
    }

    fn settled(&self, tenant: Tenant, subject: Subject) -> Option<Reply> {
        let task = self.tasks.get(&(tenant, subject.0 as u64))?;
        if task.status == Status::Open {
            None
        } else {
            self.task_reply(tenant, subject.0 as u64)
        }
    }

    fn reply_now(&self, tenant: Tenant, subject: Subject) -> Option<Reply> {
        self.task_reply(tenant, subject.0 as u64)
    }

    fn next_timer(&self) -> Option<Timestamp> {
        self.timers.first().map(|first| first.0)
    }

    fn due(&self, context: &Context<'_>, limit: usize) -> Vec<(Tenant, Vec<Event>)> {
        let due = self
            .timers
            .iter()
            .take_while(|timer| timer.0 <= context.now)
            .take(limit);
        due.map(|&(_, tenant, task)| {
            (
                tenant,
                vec![Event::Closed {
                    task,
                    status: Status::Expired,
                }],
            )
        })
        .collect()
    }

    fn evict(&mut self, committed: Position, sink: &mut dyn FnMut(ColdKey, Position, Vec<u8>)) {
        let is_finished = |task: &Task| task.status != Status::Open && task.changed <= committed;
        let finished: Vec<_> = self
            .tasks
            .iter()
            .filter(|(_, task)| is_finished(task))
            .map(|(&at, _)| at)
            .take(3)
            .collect();
        for (tenant, number) in finished {
            let task = self.tasks.remove(&(tenant, number)).unwrap();
            let mut bytes = Vec::new();
            write_task(&task, &mut bytes);
            sink(cold_key(tenant, number), task.changed, bytes);
        }
    }

    fn snapshot(&self, out: &mut Vec<u8>) {
        put(out, self.balances.len() as u64);
        for (&(tenant, account), &balance) in &self.balances {
            put_all(out, &[tenant.id().as_u128() as u64, account, balance as u64]);
        }
        put(out, self.tasks.len() as u64);
        for (&(tenant, number), task) in &self.tasks {
            put_all(out, &[tenant.id().as_u128() as u64, number]);
            write_task(task, out);
        }
    }

    fn restore(&self, bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut reader = Reader(bytes);
        let mut toy = Toy::default();
        for _ in 0..reader.next()? {
            let at = (tenant(reader.next()? - 1), reader.next()?);
            toy.balances.insert(at, reader.next()? as i64);
        }
        for _ in 0..reader.next()? {
            let at = (tenant(reader.next()? - 1), reader.next()?);
            let task = read_task(&mut reader)?;
            if task.status == Status::Open {
                toy.timers.insert((task.until, at.0, at.1));
            }
            toy.tasks.insert(at, task);
        }
        Ok(toy)
    }

    fn encode_event(event: &Event, out: &mut Vec<u8>) {
        match event {
            Event::Moved { account, amount } => put_all(out, &[0, *account, *amount as u64]),
            Event::Opened { task, until } => put_all(out, &[1, *task, until.as_microseconds()]),
            Event::Closed { task, status } => put_all(out, &[2, *task, *status as u64]),
            Event::Touched { task } => put_all(out, &[3, *task]),
            Event::Blob(bytes) => {
                put(out, 4);
                out.extend_from_slice(bytes);
            }
            Event::Packed(records) => {
                out.extend_from_slice(&PACKED);
                out.extend_from_slice(records);
            }
        }
    }

    fn archived(event: &Event) -> Option<Archived<'_>> {
        match event {
            Event::Packed(records) => Some(Archived {
                prefix: PACKED,
                records,
            }),
            _ => None,
        }
    }

    fn archived_prefix(stored: &[u8]) -> Option<usize> {
        stored.starts_with(&PACKED).then_some(PACKED.len())
    }

    fn weight(command: &Command) -> usize {
        match command {
            Command::Blob { bytes } => *bytes,
            _ => 0,
        }
    }

    fn decode_event(bytes: Bytes) -> Result<Event, Corrupt> {
        if bytes.starts_with(&PACKED) {
            return Ok(Event::Packed(bytes.slice(PACKED.len()..)));
        }
        let mut reader = Reader(&bytes);
        Ok(match reader.next()? {
            0 => Event::Moved {
                account: reader.next()?,
                amount: reader.next()? as i64,
            },
            1 => Event::Opened {
                task: reader.next()?,
                until: Timestamp::from_microseconds(reader.next()?),
            },
            2 => Event::Closed {
                task: reader.next()?,
                status: status(reader.next()?)?,
            },
            3 => Event::Touched { task: reader.next()? },
            4 => Event::Blob(reader.0.to_vec()),
            _ => return Err(Corrupt("no such event")),
        })
    }

    fn encode_reply(reply: &Reply, out: &mut Vec<u8>) {
        match reply {
            Reply::Balance(balance) => put_all(out, &[0, *balance as u64]),
            Reply::Task {
                task,
                status,
                touches,
            } => put_all(out, &[1, *task, *status as u64, *touches]),
            Reply::Blob => put(out, 2),
            Reply::Packed(count) => put_all(out, &[3, *count as u64]),
        }
    }

    fn decode_reply(bytes: &[u8]) -> Result<Reply, Corrupt> {
        let mut reader = Reader(bytes);
        Ok(match reader.next()? {
            0 => Reply::Balance(reader.next()? as i64),
            1 => Reply::Task {
                task: reader.next()?,
                status: status(reader.next()?)?,
                touches: reader.next()?,
            },
            2 => Reply::Blob,
            3 => Reply::Packed(reader.next()? as usize),
            _ => return Err(Corrupt("no such reply")),
        })
    }
}

/// Not the beginning of any other event: those begin with small numbers of 8 bytes.
const PACKED: [u8; 2] = [0xff, 0xfe];

/// Each record relates to the one whose id is one less.
pub(crate) fn packed(ids: &[u128]) -> Bytes {
    let mut records = Vec::new();
    for id in ids {
        let mut record = [0; ARCHIVED_BYTES];
        record[..16].copy_from_slice(&id.to_le_bytes());
        record[48..64].copy_from_slice(&(id - 1).to_le_bytes());
        records.extend_from_slice(&record);
    }
    records.into()
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn next(&mut self) -> Result<u64, Corrupt> {
        let (number, rest) = self.0.split_first_chunk::<8>().ok_or(Corrupt("too short"))?;
        self.0 = rest;
        Ok(u64::from_be_bytes(*number))
    }
}

fn put(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_be_bytes());
}

fn put_all(out: &mut Vec<u8>, numbers: &[u64]) {
    numbers.iter().for_each(|&number| put(out, number));
}

fn status(number: u64) -> Result<Status, Corrupt> {
    [Status::Open, Status::Finished, Status::Expired]
        .get(number as usize)
        .copied()
        .ok_or(Corrupt("no such status"))
}

fn write_task(task: &Task, out: &mut Vec<u8>) {
    put_all(
        out,
        &[
            task.status as u64,
            task.touches,
            task.until.as_microseconds(),
            task.changed.0,
        ],
    );
}

fn read_task(reader: &mut Reader<'_>) -> Result<Task, Corrupt> {
    Ok(Task {
        status: status(reader.next()?)?,
        touches: reader.next()?,
        until: Timestamp::from_microseconds(reader.next()?),
        changed: Position(reader.next()?),
    })
}

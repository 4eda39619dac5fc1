//! The partition runtime's core: synchronous, without threads, clock or I/O of its own but for the cold tier. The threaded
//! runtime and the simulator both drive it.
//!
//! ```text
//!   stage ─▶ [ open batch ] ── seal ─▶ [ in flight: the driver appends it ] ── committed ─▶ entries, releases
//! ```
//!
//! The state runs ahead of the log: it holds every staged record. Therefore whatever is said from it, replies, rejections,
//! kept answers and answers to queries alike, is held back until the last record that it may have seen is committed, and
//! then comes out of [`Partition::pop_release`] in the order in which it was decided.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bezant_kernel::{Context, IdGenerator, Tenant, Timestamp};
use bezant_log::{Batch, Position};

use crate::archive::{ARCHIVED_BYTES, RecordPlace};
use crate::cold::{ColdError, Tiers};
use crate::entry::{self, Cause, Entry, KeyMark, Record};
use crate::idempotency::Found;
use crate::request::{Correlation, Outcome, Request, SubmitError, Submitted};
use crate::snapshot::Snapshot;
use crate::state::{AsOf, State};
use crate::waiting::{Waiter, Waiters};
use crate::{Machine, Touch};

/// More records than this gain nothing: the sync is shared by thousands already, and the answers would come later.
pub const MAX_BATCH_RECORDS: usize = 4_096;

/// The payload of a batch. About 2 ms of writing at the measured disk speed; two batches live in memory at a time.
pub const MAX_BATCH_BYTES: usize = 4 * 1024 * 1024;

/// The largest record. A batch is full when it might not take one more of these.
pub const MAX_RECORD_BYTES: usize = 2 * 1024 * 1024;

/// Groups of due timers staged per call, so that callers get their turn in between.
const TIMERS_PER_TURN: usize = 512;

/// When to ask again about a key in flight. Most payments settle within a second.
const KEY_RETRY_AFTER: Duration = Duration::from_secs(1);

/// No wait is longer, so that it always ends before its key expires.
const MAX_WAIT: bezant_kernel::Milliseconds = bezant_kernel::Milliseconds(60 * 60 * 1_000);

/// Something that may be said now. `S` and `Q` are the driver's addresses of those who submit and those who ask.
pub enum Release<M: Machine, S, Q> {
    /// A submission's end.
    Submitted {
        /// To whom.
        to: S,
        /// What.
        outcome: Submitted<M>,
    },
    /// A query's answer.
    Answered {
        /// To whom.
        to: Q,
        /// What.
        answer: M::Answer,
    },
}

/// A closed batch, to be appended after `expected`.
pub struct Sealed {
    /// The log's head before the batch.
    pub expected: Position,
    /// The log's head after it.
    pub end: Position,
    /// The records.
    pub batch: Batch,
}

/// Entries as followers share them.
pub type Entries<M> = Vec<Arc<Entry<<M as Machine>::Event>>>;

/// One machine over one log.
pub struct Partition<M: Machine, S, Q> {
    pub(crate) state: State<M>,
    tiers: Tiers,
    ids: IdGenerator,
    waiters: Waiters<S>,
    releases: VecDeque<(Position, Release<M, S, Q>)>,
    batch: Batch,
    entries: Entries<M>,
    /// The end of the batch that is being appended, and its entries.
    in_flight: Option<(Position, Entries<M>)>,
    committed: Position,
    /// The position of the snapshot that the recovery began with.
    pub(crate) recovered_from: Position,
    record_bytes: Vec<u8>,
    event_bytes: Vec<u8>,
}

impl<M: Machine, S, Q> Partition<M, S, Q> {
    /// A partition that goes on from a recovered state.
    pub(crate) fn at(state: State<M>, recovered_from: Position, tiers: Tiers, seed: [u8; 32]) -> Self {
        // Even an environment that repeats its seed gets other ids after a restart.
        let seed = *blake3::Hasher::new_keyed(&seed)
            .update(&state.head.0.to_be_bytes())
            .finalize()
            .as_bytes();
        Partition {
            committed: state.head,
            state,
            tiers,
            ids: IdGenerator::new(seed),
            waiters: Waiters::new(),
            releases: VecDeque::new(),
            batch: Batch::new(),
            entries: Vec::new(),
            in_flight: None,
            recovered_from,
            record_bytes: Vec::new(),
            event_bytes: Vec::new(),
        }
    }

    /// The last committed record.
    pub fn committed(&self) -> Position {
        self.committed
    }

    /// The time of the last record of the state.
    pub(crate) fn committed_at(&self) -> Timestamp {
        self.state.committed_at
    }

    /// The last record of the state, committed or not.
    pub fn head(&self) -> Position {
        self.state.head
    }

    /// The state, including what is not yet committed.
    pub fn machine(&self) -> &M {
        &self.state.machine
    }

    /// Whether the open batch takes no more.
    pub fn is_full(&self) -> bool {
        self.batch.len() >= MAX_BATCH_RECORDS || self.batch.bytes() + MAX_RECORD_BYTES > MAX_BATCH_BYTES
    }

    /// How much waits for what is staged and in flight.
    pub fn held_back(&self) -> usize {
        self.releases.len()
    }

    /// Whether nothing is staged, in flight or held back. Callers may still be parked.
    pub fn is_idle(&self) -> bool {
        self.batch.is_empty() && self.in_flight.is_none() && self.releases.is_empty()
    }

    /// How many callers wait for a subject to settle.
    pub fn parked(&self) -> usize {
        self.waiters.len()
    }

    /// When [`Partition::stage_timers`] or [`Partition::end_waits`] next has something to do.
    pub fn next_wake(&self) -> Option<Timestamp> {
        match (self.state.machine.next_timer(), self.waiters.next_deadline()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Decides a request. With `settle_by` the caller waits for the reply's subject to settle, at the longest until then.
    ///
    /// # Panics
    /// If the batch is full.
    pub fn stage(
        &mut self,
        now: Timestamp,
        request: Request<M>,
        settle_by: Option<Timestamp>,
        to: S,
    ) -> Result<(), ColdError> {
        assert!(!self.is_full(), "a full batch is sealed before more is staged");
        let now = self.commit_time(now);
        let Request {
            tenant,
            correlation,
            idempotency,
            command,
        } = request;
        let as_of = AsOf {
            tiers: &self.tiers,
            position: self.state.head,
        };
        if let Some(key) = &idempotency {
            let outcome = match self.state.keys.find(key, now, &as_of)? {
                Found::Absent => None,
                Found::Answered(reply) => Some(Ok(Outcome {
                    position: self.state.head,
                    reply: M::decode_reply(&reply)
                        .map_err(|damage| ColdError(format!("a kept reply: {damage}")))?,
                    replayed: true,
                    settled: true,
                })),
                Found::InFlight => Some(Err(SubmitError::KeyInFlight {
                    retry_after: KEY_RETRY_AFTER,
                })),
                Found::Reused => Some(Err(SubmitError::KeyReused)),
            };
            if let Some(outcome) = outcome {
                self.say(to, outcome);
                return Ok(());
            }
        }
        self.state
            .machine
            .prefetch(tenant, Touch::Command(&command), &as_of)?;
        let context = Context { now, ids: &self.ids };
        let events = match self.state.machine.decide(tenant, &context, command) {
            Ok(events) => events,
            Err(rejection) => {
                self.say(to, Err(SubmitError::Rejected(rejection)));
                return Ok(());
            }
        };
        assert!(
            !events.is_empty(),
            "an accepted command leads to at least one event"
        );
        let key = idempotency.map(|key| KeyMark {
            scope: key.scope,
            fingerprint: key.fingerprint,
            waits: settle_by.is_some(),
        });
        let cause = Cause::Command { key };
        let record = Record {
            committed_at: now,
            tenant,
            correlation,
            cause,
            events,
        };
        if !self.push(&record)? {
            self.say(to, Err(SubmitError::TooLarge));
            return Ok(());
        }
        let (reply, unsettled) = self.apply(record);
        let reply = reply.expect("a command has a reply");
        match (unsettled, settle_by) {
            (Some(subject), Some(deadline)) => self.waiters.park(Waiter {
                tenant,
                subject,
                scope: key.map(|key| key.scope),
                deadline: deadline.min(now.after(MAX_WAIT)),
                to,
            }),
            (unsettled, _) => {
                let settled = unsettled.is_none();
                let position = self.state.head;
                self.say(
                    to,
                    Ok(Outcome {
                        position,
                        reply,
                        replayed: false,
                        settled,
                    }),
                );
            }
        }
        Ok(())
    }

    /// Stages the events of timers that are due.
    pub fn stage_timers(&mut self, now: Timestamp) -> Result<usize, ColdError> {
        let now = self.commit_time(now);
        if self.is_full() || self.state.machine.next_timer().is_none_or(|at| at > now) {
            return Ok(0);
        }
        let limit = TIMERS_PER_TURN.min(MAX_BATCH_RECORDS - self.batch.len());
        let context = Context { now, ids: &self.ids };
        let groups = self.state.machine.due(&context, limit);
        assert!(
            !groups.is_empty() && groups.len() <= limit,
            "a timer that is due has events"
        );
        let mut staged = 0;
        for (tenant, events) in groups {
            // What is not staged stays due.
            if !self.tiers.archive.has_room() {
                break;
            }
            staged += 1;
            assert!(!events.is_empty(), "a timer that is due has events");
            let correlation = Correlation::engine();
            let record = Record {
                committed_at: now,
                tenant,
                correlation,
                cause: Cause::Timer,
                events,
            };
            assert!(self.push(&record)?, "a timer's events fit into a record");
            self.apply(record);
        }
        Ok(staged)
    }

    /// Ends the waits whose deadline is at or before `until`: each caller hears how its subject stands. Where the caller sent
    /// a key, a record keeps that answer for it; without room in the log (`may_write` is false) the key stays in flight
    /// until its subject settles.
    pub fn end_waits(&mut self, now: Timestamp, until: Timestamp, may_write: bool) -> Result<(), ColdError> {
        let now = self.commit_time(now);
        while !(may_write && self.is_full()) {
            let Some(waiter) = self.waiters.pop_due(until) else {
                break;
            };
            let Waiter {
                tenant,
                subject,
                scope,
                to,
                ..
            } = waiter;
            let is_open = |&scope: &u128| may_write && self.state.keys.is_in_flight(scope, tenant, subject);
            let reply = match scope.filter(is_open) {
                Some(scope) => {
                    let (correlation, events) = (Correlation::engine(), Vec::new());
                    let cause = Cause::Release { scope, subject };
                    let record = Record {
                        committed_at: now,
                        tenant,
                        correlation,
                        cause,
                        events,
                    };
                    assert!(self.push(&record)?, "the end of a wait fits into a record");
                    self.apply(record).0
                }
                None => self.state.machine.reply_now(tenant, subject),
            };
            let reply = reply.expect("a subject that a caller waits for is known to its tenant");
            let position = self.state.head;
            self.say(
                to,
                Ok(Outcome {
                    position,
                    reply,
                    replayed: false,
                    settled: false,
                }),
            );
        }
        Ok(())
    }

    /// Answers a question from the state.
    pub fn query(&mut self, tenant: Tenant, query: M::Query, to: Q) -> Result<(), ColdError> {
        let as_of = AsOf {
            tiers: &self.tiers,
            position: self.state.head,
        };
        self.state
            .machine
            .prefetch(tenant, Touch::Query(&query), &as_of)?;
        let answer = self.state.machine.query(tenant, query);
        self.releases
            .push_back((self.state.head, Release::Answered { to, answer }));
        Ok(())
    }

    /// Closes the open batch; `None` if nothing is staged. `spare` is an earlier batch whose memory is used again.
    ///
    /// # Panics
    /// If the batch before is not committed yet.
    pub fn seal(&mut self, mut spare: Batch) -> Option<Sealed> {
        assert!(self.in_flight.is_none(), "one batch is in flight at a time");
        if self.batch.is_empty() {
            return None;
        }
        spare.clear();
        let batch = std::mem::replace(&mut self.batch, spare);
        let end = self.state.head;
        assert!(
            self.committed.0 + batch.len() as u64 == end.0,
            "a batch holds what is not committed"
        );
        self.in_flight = Some((end, std::mem::take(&mut self.entries)));
        Some(Sealed {
            expected: self.committed,
            end,
            batch,
        })
    }

    /// The batch in flight is durable: its entries, for the followers.
    ///
    /// # Panics
    /// If no batch that ends there is in flight.
    pub fn commit(&mut self, end: Position) -> Result<Entries<M>, ColdError> {
        let (sealed_end, entries) = self.in_flight.take().expect("a batch is in flight");
        assert!(end == sealed_end, "the log's head is the end of the batch");
        self.committed = end;
        self.tiers.archive.committed(end)?;
        Ok(entries)
    }

    /// The next thing that may be said.
    pub fn pop_release(&mut self) -> Option<Release<M, S, Q>> {
        let may = self
            .releases
            .front()
            .is_some_and(|&(position, _)| position <= self.committed);
        if may {
            self.releases.pop_front().map(|(_, release)| release)
        } else {
            None
        }
    }

    /// Moves a bounded number of finished and committed entities to the cold tier; says how many.
    pub fn evict(&mut self) -> Result<usize, ColdError> {
        self.state.evict(self.committed, &*self.tiers.cold)
    }

    /// The state as it is now, at [`Partition::head`].
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            position: self.state.head,
            state: self.state.freeze(),
        }
    }

    fn commit_time(&self, now: Timestamp) -> Timestamp {
        now.max(self.state.committed_at)
    }

    fn say(&mut self, to: S, outcome: Submitted<M>) {
        self.releases
            .push_back((self.state.head, Release::Submitted { to, outcome }));
    }

    /// Puts the record into the batch and its packed records into the archive; not if it is too large.
    fn push(&mut self, record: &Record<M::Event>) -> Result<bool, ColdError> {
        self.record_bytes.clear();
        let frame = &mut self.record_bytes;
        let packed = entry::encode::<M>(record, &mut self.event_bytes, frame);
        if frame.len() + packed.iter().map(|part| part.records.len()).sum::<usize>() > MAX_RECORD_BYTES {
            return Ok(false);
        }
        let mut place = RecordPlace {
            position: self.state.head.next(),
            nth: 0,
        };
        self.batch.push_with(|buffer| {
            let mut done = 0;
            for part in &packed {
                buffer.extend_from_slice(&frame[done..part.at]);
                buffer.extend_from_slice(part.records);
                done = part.at;
            }
            buffer.extend_from_slice(&frame[done..]);
        });
        for part in packed {
            self.tiers.archive.add(record.tenant, place, part.records)?;
            place.nth += u32::try_from(part.records.len() / ARCHIVED_BYTES).expect("a record is small");
        }
        Ok(true)
    }

    fn apply(&mut self, record: Record<M::Event>) -> (Option<M::Reply>, Option<crate::Subject>) {
        let waiters = &self.waiters;
        let applied = self
            .state
            .apply(&record, |tenant, subject| waiters.awaits(tenant, subject));
        let position = self.state.head;
        for (subject, reply) in applied.settled {
            for waiter in self.waiters.take(record.tenant, subject) {
                let reply = reply.clone();
                self.say(
                    waiter.to,
                    Ok(Outcome {
                        position,
                        reply,
                        replayed: false,
                        settled: true,
                    }),
                );
            }
        }
        let Record {
            committed_at,
            tenant,
            correlation,
            events,
            ..
        } = record;
        if !events.is_empty() {
            self.entries.push(Arc::new(Entry {
                position,
                committed_at,
                tenant,
                correlation,
                events,
            }));
        }
        (applied.reply, applied.unsettled)
    }
}

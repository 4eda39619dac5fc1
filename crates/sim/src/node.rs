//! The node: the real partition over the real log, driven step by step as the threaded runtime drives it, and its deaths.

use std::collections::VecDeque;
use std::sync::Arc;

use bezant_books::JournalArchive;
use bezant_core::{Command, Event};
use bezant_engine::{
    Archive, ColdError, Correlation, Entries, Machine, Partition, Release, Request, Snapshot, SubmitError,
    Submitted,
};
use bezant_kernel::{Milliseconds, Timestamp};
use bezant_log::embedded::{EmbeddedLog, FileSnapshots};
use bezant_log::{Batch, Log, LogError};
use bezant_payments::EventKind;

use crate::Sabotage;
use crate::clients::Attempt;
use crate::faults::Moment;
use crate::machine::Simulated;
use crate::timeline::{MILLISECOND, SECOND, shifted, skewed};
use crate::violation::{Invariant, Violation, ensure};
use crate::world::{Happening, World};

/// Requests decided per turn: few, so that batches stay far below what a small segment takes.
const WORK_PER_TURN: usize = 48;

/// What a request adds to a batch at most, besides what the command itself carries.
const REQUEST_BYTES: usize = 2 * 1024;

/// How often a full log is looked at again.
const ROOM_RETRY: u64 = 100 * MILLISECOND;

/// How the node dies.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Death {
    /// The process is gone; the disk has all that was written.
    Killed,
    /// The power is gone; the disk has what was synced, and any part of the rest.
    PowerLost,
}

/// Who waits for the end of a submission.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    /// A client, over the network.
    Client(Attempt),
    /// The orchestrator, in the same process.
    Record(u64),
    /// The node's own wiring.
    Settings,
}

/// A submission that waits to be decided.
pub(crate) struct Work {
    pub(crate) request: Request<Simulated>,
    pub(crate) wait: Option<Milliseconds>,
    pub(crate) to: Caller,
}

pub(crate) type SimulatedPartition = Partition<Simulated, Caller, ()>;

pub(crate) struct Node {
    pub(crate) partition: SimulatedPartition,
    pub(crate) log: EmbeddedLog,
    pub(crate) journal: Arc<JournalArchive>,
    pub(crate) snapshots: FileSnapshots,
    pub(crate) has_room: bool,
    pub(crate) inbox: VecDeque<Work>,
    /// The batch that is being appended.
    pub(crate) appending: Option<bezant_engine::Sealed>,
    pub(crate) spare: Batch,
    /// What was staged since the last batch was closed, at most.
    pub(crate) staged_bytes: usize,
    /// What was committed before it was appended, by sabotage.
    pub(crate) early: Option<Entries<Simulated>>,
    /// Taken when its batch was sealed, to be saved when that is durable.
    pub(crate) snapshot: Option<Snapshot>,
    pub(crate) saving: Option<Snapshot>,
    /// How far this life's clock is ahead. It goes on at its own pace where the wall clock is set back.
    pub(crate) skew_us: i64,
    /// The earliest turn that is arranged.
    pub(crate) turn_at: Option<Timestamp>,
    pub(crate) is_delivering: bool,
}

impl Node {
    /// Whether what is decided next can be kept.
    fn has_room(&self) -> bool {
        self.has_room && self.journal.has_room()
    }

    /// Whether the open batch takes no more.
    fn is_saturated(&self) -> bool {
        self.partition.is_full() || self.staged_bytes > self.log.max_batch_bytes() / 2
    }
}

impl World {
    pub(crate) fn die(&mut self, death: Death) {
        let Some(node) = self.node.take() else { return };
        if let Some(sealed) = &node.appending {
            self.doubtful = Some(sealed.end);
        }
        drop(node);
        if death == Death::PowerLost || self.disk.has_lost_power() || self.journal_disk.has_lost_power() {
            self.lose_power();
        }
        self.life += 1;
        self.armed = None;
        self.orchestrator.die();
        self.webhooks.die();
        let pause = self.chance.between(20 * MILLISECOND, 3 * SECOND);
        self.timeline.after(pause, Happening::Restart);
    }

    pub(crate) fn lose_power(&mut self) {
        self.report.power_losses += 1;
        self.disk.crash();
        self.journal_disk.crash();
        self.journal_is_in_trouble = false;
        let chance = &mut self.chance;
        self.cold.crash(|_, _| chance.percent(50));
        self.forget_too_much();
    }

    /// Hands a submission to the node. Whoever submits to a dead one hears nothing, but for clients, see there.
    pub(crate) fn submit(&mut self, work: Work) {
        let Some(node) = &mut self.node else { return };
        node.inbox.push_back(work);
        let delay = self.chance.below(2 * MILLISECOND);
        self.arrange_turn(delay);
    }

    pub(crate) fn arrange_turn(&mut self, delay: u64) {
        let at = shifted(self.now(), delay);
        let life = self.life;
        let Some(node) = &mut self.node else { return };
        if node.turn_at.is_none_or(|earlier| at < earlier) {
            node.turn_at = Some(at);
            self.timeline.at(at, Happening::Turn { life });
        }
    }

    /// Decides what is waiting and hands a batch over if the log is free.
    pub(crate) fn turn(&mut self) -> Result<(), Violation> {
        let now = self.now();
        let Some(node) = &mut self.node else { return Ok(()) };
        if node.turn_at.is_some_and(|at| at <= now) {
            node.turn_at = None;
        }
        let now = skewed(now, node.skew_us);
        if !node.has_room {
            self.look_for_room();
        }
        let Some(node) = &mut self.node else { return Ok(()) };
        let has_room = node.has_room();
        if !has_room {
            self.last_full = self.timeline.now();
        }
        let waits = node.partition.end_waits(now, now, has_room);
        let timers = match has_room {
            true => node.partition.stage_timers(now).map(drop),
            false => Ok(()),
        };
        if let Err(error) = waits.and(timers) {
            return self.tier_fails(error);
        }
        for _ in 0..WORK_PER_TURN {
            let node = self.node.as_mut().expect("nobody dies in between");
            if node.is_saturated() {
                break;
            }
            let Some(work) = node.inbox.pop_front() else {
                break;
            };
            let settle_by = work.wait.map(|wait| now.after(wait));
            if node.has_room() {
                node.staged_bytes += REQUEST_BYTES + Simulated::weight(&work.request.command);
                if let Err(error) = node.partition.stage(now, work.request, settle_by, work.to) {
                    return self.tier_fails(error);
                }
            } else {
                self.hear(work.to, Err(SubmitError::StorageFull))?;
                return self.after_turn();
            }
        }
        if self.dies_at(Moment::Staged) {
            return Ok(());
        }
        self.seal();
        if self.dies_at(Moment::Sealed) {
            return Ok(());
        }
        self.release()?;
        self.after_turn()
    }

    /// The journal's disk has failed: the node can't go on. Anything else is a defect, a full disk too.
    fn tier_fails(&mut self, error: ColdError) -> Result<(), Violation> {
        // The journal reads from the log's disk too.
        let may_fail = self.journal_is_in_trouble || self.disk.has_lost_power();
        ensure(may_fail, Invariant::StateIsTheLog, || error.to_string())?;
        self.die(Death::Killed);
        Ok(())
    }

    fn seal(&mut self) {
        let life = self.life;
        let answers_early = self.is_sabotaged(Sabotage::AnsweredEarly);
        let Some(node) = &mut self.node else { return };
        if node.appending.is_some() {
            return;
        }
        node.staged_bytes = 0;
        let Some(sealed) = node.partition.seal(std::mem::take(&mut node.spare)) else {
            return;
        };
        if node.snapshot.is_none() && self.chance.percent(self.weather.snapshot_percent) {
            node.snapshot = Some(node.partition.snapshot());
        }
        if answers_early {
            let entries = node.partition.commit(sealed.end);
            node.early = Some(entries.expect("an archive takes word of a commit"));
        }
        node.appending = Some(sealed);
        let slow = self.chance.percent(self.weather.slow_disk_percent);
        let sync = self.chance.between(MILLISECOND / 2, 6 * MILLISECOND) * if slow { 80 } else { 1 };
        self.timeline.after(sync, Happening::Append { life });
    }

    /// Arranges what comes next by itself.
    fn after_turn(&mut self) -> Result<(), Violation> {
        let now = self.now();
        let Some(node) = &self.node else { return Ok(()) };
        let wake = node.partition.next_wake();
        if node.is_saturated() && node.appending.is_some() {
            // The end of the append arranges the next turn.
            return Ok(());
        }
        let delay = if !node.inbox.is_empty() {
            Some(MILLISECOND / 10)
        } else if !node.has_room() {
            wake.map(|_| ROOM_RETRY)
        } else {
            wake.map(|at| {
                let local = skewed(now, node.skew_us);
                at.as_microseconds()
                    .saturating_sub(local.as_microseconds())
                    .max(MILLISECOND / 10)
            })
        };
        if let Some(delay) = delay {
            self.arrange_turn(delay);
        }
        Ok(())
    }

    /// Appends the sealed batch; what is durable then goes out to everybody.
    pub(crate) fn append(&mut self) -> Result<(), Violation> {
        let Some(node) = &mut self.node else { return Ok(()) };
        let sealed = node.appending.as_ref().expect("an append in flight has a batch");
        let epoch = node.log.epoch();
        match node.log.append(sealed.expected, epoch, &sealed.batch) {
            Ok(head) => ensure(head == sealed.end, Invariant::LogIsStable, || {
                format!("the batch ends at {}, the log at {head}", sealed.end)
            })?,
            // An append that fails is fatal: what is on the disk is known only after a restart.
            Err(LogError::StorageFull | LogError::Failed { .. }) => {
                self.die(Death::Killed);
                return Ok(());
            }
            Err(other) => return Err(Violation::new(Invariant::LogIsStable, other.to_string())),
        }
        self.durable = sealed.end;
        if self.dies_at(Moment::Appended) {
            return Ok(());
        }
        let node = self.node.as_mut().expect("it has just appended");
        let sealed = node.appending.take().expect("it has just been appended");
        let entries = match node.early.take() {
            Some(entries) => entries,
            None => node
                .partition
                .commit(sealed.end)
                .expect("an archive takes word of a commit"),
        };
        self.chronicle
            .absorb(sealed.expected, sealed.batch.payloads(), &entries)?;
        for entry in &entries {
            for event in &entry.events {
                if let Event::Payment(event) = event
                    && let EventKind::OperationStarted(started) = &event.kind
                {
                    let lag = self.chance.below(3 * MILLISECOND);
                    self.timeline.after(
                        lag,
                        Happening::Call {
                            life: self.life,
                            tenant: entry.tenant,
                            correlation: entry.correlation.clone(),
                            operation: started.operation.clone(),
                        },
                    );
                }
            }
        }
        if self.dies_at(Moment::Committed) {
            return Ok(());
        }
        self.release()?;
        self.after_commit(sealed.batch)
    }

    fn after_commit(&mut self, spare: Batch) -> Result<(), Violation> {
        let life = self.life;
        let Some(node) = &mut self.node else { return Ok(()) };
        node.spare = spare;
        if !std::mem::replace(&mut node.is_delivering, true) {
            self.timeline.after(MILLISECOND, Happening::Deliver { life });
        }
        if let Some(snapshot) = node.snapshot.take() {
            node.saving = Some(snapshot);
            let pause = self.chance.below(50 * MILLISECOND);
            self.timeline.after(pause, Happening::SaveSnapshot { life });
        }
        if self.chance.percent(self.weather.eviction_percent) {
            let evicted = node.partition.evict();
            evicted.map_err(|error| Violation::new(Invariant::StateIsTheLog, error.to_string()))?;
        }
        self.look_for_room();
        self.arrange_turn(0);
        Ok(())
    }

    pub(crate) fn look_for_room(&mut self) {
        let Some(node) = &mut self.node else { return };
        let bytes = node.log.max_batch_bytes();
        match node.log.ensure_room(bytes) {
            Ok(()) => node.has_room = true,
            Err(LogError::StorageFull) => {
                self.report.full_disks += u32::from(node.has_room);
                node.has_room = false;
            }
            Err(_) => self.die(Death::Killed),
        }
    }

    /// A snapshot that can't be saved costs nothing but the time of the next start.
    pub(crate) fn save_snapshot(&mut self) {
        let Some(node) = &mut self.node else { return };
        let Some(snapshot) = node.saving.take() else {
            return;
        };
        let cold = Arc::clone(&self.cold);
        if snapshot.save(&node.snapshots, &*cold).is_ok() {
            self.report.snapshots += 1;
        }
        if self.disk.has_lost_power() {
            self.die(Death::PowerLost);
        }
    }

    fn release(&mut self) -> Result<(), Violation> {
        while let Some(node) = &mut self.node
            && let Some(release) = node.partition.pop_release()
        {
            match release {
                Release::Submitted { to, outcome } => self.hear(to, outcome)?,
                Release::Answered { .. } => unreachable!("nothing is asked while the node works"),
            }
        }
        Ok(())
    }

    fn hear(&mut self, to: Caller, outcome: Submitted<Simulated>) -> Result<(), Violation> {
        match to {
            Caller::Client(attempt) => {
                if !self.chance.percent(self.weather.lost_answer_percent) {
                    let travel = self.travel();
                    self.timeline
                        .after(travel, Happening::Answer(attempt, Box::new(outcome)));
                }
                Ok(())
            }
            Caller::Record(record) => self.recorded(record, outcome),
            Caller::Settings => {
                use bezant_core::Rejection::Unchanged;
                let is_fine = matches!(
                    outcome,
                    Ok(_) | Err(SubmitError::Rejected(Unchanged(_)) | SubmitError::StorageFull)
                );
                ensure(is_fine, Invariant::NothingIsStuck, || {
                    "the node's settings are refused".to_owned()
                })
            }
        }
    }

    /// The node tells the machines its configuration at every start.
    pub(crate) fn submit_settings(&mut self) {
        let commands = [
            Command::Routing(bezant_routing::Command::DeclareGateways {
                profiles: self.gateways.profiles(),
            }),
            Command::SetPolicy(self.policy),
        ];
        for command in commands {
            self.submit(Work {
                request: Request {
                    tenant: bezant_core::system_tenant(),
                    correlation: Correlation::new("settings").expect("a short word"),
                    idempotency: None,
                    command,
                },
                wait: None,
                to: Caller::Settings,
            });
        }
    }
}

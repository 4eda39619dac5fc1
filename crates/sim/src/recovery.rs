//! Starting the node, the first time and after every death: recovery by the real code, sometimes with what it needs taken
//! away, and the comparison of every way to get at the state.

use std::collections::VecDeque;
use std::sync::Arc;

use bezant_core::{Answer, Core, Query};
use bezant_engine::{Cold, MemoryCold, Partition, RecoverError};
use bezant_log::embedded::{EmbeddedLog, FileSnapshots};
use bezant_log::{Batch, Log, LogError, LogReader, Position, SnapshotStore};

use crate::audit::ask;
use crate::node::{Node, SimulatedPartition};
use crate::timeline::{MILLISECOND, SECOND};
use crate::violation::{Invariant, Violation, ensure};
use crate::world::{Happening, World};

/// Starts that fail in a row before the node counts as stuck. A full disk may well outlast a dozen.
const MOST_FAILED_STARTS: u32 = 200;

/// Why the node does not start.
enum Refusal {
    /// The disk failed or is full: try again.
    Again,
    /// For no good reason.
    Never(Violation),
}

impl From<LogError> for Refusal {
    fn from(error: LogError) -> Self {
        match error {
            LogError::StorageFull | LogError::Failed { .. } => Refusal::Again,
            other => Refusal::Never(Violation::new(Invariant::LogIsStable, other.to_string())),
        }
    }
}

impl From<RecoverError> for Refusal {
    fn from(error: RecoverError) -> Self {
        match error {
            RecoverError::Log(error) => error.into(),
            other => Refusal::Never(Violation::new(Invariant::StateIsTheLog, other.to_string())),
        }
    }
}

/// A store that has lost its snapshots.
struct NoSnapshots;

impl SnapshotStore for NoSnapshots {
    fn save(&self, _: Position, _: &[u8]) -> Result<(), LogError> {
        unreachable!("a comparison saves nothing")
    }

    fn latest(&self) -> Result<Option<(Position, Vec<u8>)>, LogError> {
        Ok(None)
    }

    fn remove_all(&self) -> Result<(), LogError> {
        Ok(())
    }
}

impl World {
    pub(crate) fn restart(&mut self) -> Result<(), Violation> {
        if self.node.is_some() {
            return Ok(());
        }
        if self.chance.percent(self.weather.fault_percent) {
            self.disk.lose_power_after(self.chance.below(40));
        }
        match self.open() {
            Ok(node) => {
                self.failed_starts = 0;
                self.node = Some(node);
                self.after_start()
            }
            Err(Refusal::Never(violation)) => Err(violation),
            Err(Refusal::Again) => {
                self.failed_starts += 1;
                ensure(
                    self.failed_starts < MOST_FAILED_STARTS,
                    Invariant::NothingIsStuck,
                    || "the node does not start".to_owned(),
                )?;
                if self.disk.has_lost_power() {
                    self.lose_power();
                }
                let pause = self.chance.between(50 * MILLISECOND, 2 * SECOND);
                self.timeline.after(pause, Happening::Restart);
                Ok(())
            }
        }
    }

    fn open(&mut self) -> Result<Node, Refusal> {
        let disk = Arc::new(self.disk.clone());
        let log = EmbeddedLog::open(disk.clone(), self.log_options.clone())?;
        let snapshots = FileSnapshots::open_with(disk, &self.log_options)?;
        if self.weather.has_faults {
            if self.chance.percent(8) {
                snapshots.remove_all()?;
            }
            if self.chance.percent(5) {
                self.cold = Arc::new(MemoryCold::new());
            }
        }
        let cold = Arc::clone(&self.cold) as Arc<dyn Cold>;
        let seed = self.chance.bytes();
        let partition = Partition::recover(Core::new(), &*log.reader(), &snapshots, cold, seed, &mut |_| {})?;
        Ok(Node {
            partition,
            log,
            snapshots,
            has_room: true,
            inbox: VecDeque::new(),
            appending: None,
            spare: Batch::new(),
            snapshot: None,
            saving: None,
            skew_us: self.chance.below(3 * SECOND),
            turn_at: None,
            is_delivering: true,
        })
    }

    fn after_start(&mut self) -> Result<(), Violation> {
        self.report.starts += 1;
        let node = self.node.as_mut().expect("it has just started");
        let head = node.partition.head();
        let doubtful = self.doubtful.take();
        let is_whole = head == self.durable || doubtful == Some(head) && head > self.durable;
        ensure(is_whole, Invariant::LogIsStable, || {
            format!(
                "the log ends at {head}; {} was durable, {doubtful:?} in doubt",
                self.durable
            )
        })?;
        self.durable = head;
        let reader = node.log.reader();
        self.chronicle.reread(&*reader, self.chance.percent(20))?;
        node.partition.machine().ledger().assert_consistent();
        if self.chance.percent(20) {
            self.compare_with_whole_log()?;
        }
        self.answers_are_there()?;
        let node = self.node.as_mut().expect("it has just started");
        let system = bezant_core::system_tenant();
        let Answer::OpenOperations(_, open) = ask(&mut node.partition, system, Query::OpenOperations)? else {
            unreachable!("a question about open operations is answered with open operations")
        };
        self.look_for_room();
        self.submit_settings();
        self.resume(open);
        self.timeline
            .after(MILLISECOND, Happening::Deliver { life: self.life });
        self.arrange_turn(0);
        Ok(())
    }

    /// The state here, and the state that the whole log gives without any snapshot and with an empty cold tier, are one.
    /// What may leave memory does so first in both, for where things lie is no part of the state.
    pub(crate) fn compare_with_whole_log(&mut self) -> Result<(), Violation> {
        self.report.comparisons += 1;
        let node = self.node.as_mut().expect("the node runs");
        let mut replayed = replay(&*node.log.reader())?;
        let here = settled_snapshot(&mut node.partition)?;
        let there = settled_snapshot(&mut replayed)?;
        ensure(here == there, Invariant::StateIsTheLog, || {
            let at = here.iter().zip(&there).position(|(a, b)| a != b);
            format!(
                "the whole log gives another state at {}: first difference at byte {at:?} of {} and {}",
                node.partition.head(),
                here.len(),
                there.len()
            )
        })?;
        for (&id, shadow) in &self.chronicle.payments {
            let payment =
                |partition: &mut SimulatedPartition| match ask(partition, shadow.tenant, Query::Payment(id))?
                {
                    Answer::Payment(payment) => Ok(payment),
                    _ => unreachable!("a question about a payment is answered with one"),
                };
            let (here, there) = (payment(&mut node.partition)?, payment(&mut replayed)?);
            ensure(here.is_some() && here == there, Invariant::StateIsTheLog, || {
                format!("{id} is {here:?} here, and {there:?} in the whole log")
            })?;
        }
        Ok(())
    }
}

fn replay(reader: &dyn LogReader) -> Result<SimulatedPartition, Violation> {
    let cold = Arc::new(MemoryCold::new()) as Arc<dyn Cold>;
    Partition::recover(Core::new(), reader, &NoSnapshots, cold, [0; 32], &mut |_| {})
        .map_err(|error| Violation::new(Invariant::StateIsTheLog, error.to_string()))
}

fn settled_snapshot(partition: &mut SimulatedPartition) -> Result<Vec<u8>, Violation> {
    let damaged =
        |error: bezant_engine::ColdError| Violation::new(Invariant::StateIsTheLog, error.to_string());
    while partition.evict().map_err(damaged)? > 0 {}
    Ok(partition.snapshot().bytes)
}

//! Starting the node, the first time and after every death: recovery by the real code, sometimes with what it needs taken
//! away, and the comparison of every way to get at the state.

use std::collections::VecDeque;
use std::sync::Arc;

use bezant_books::{JournalArchive, LogRecords};
use bezant_core::{Answer, Core, Query};
use bezant_engine::{Archive, MemoryArchive, MemoryCold, Partition, RecoverError, Tiers};
use bezant_journal::{Journal, JournalError};
use bezant_kernel::TableSecret;
use bezant_log::disk::Disk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots};
use bezant_log::{Batch, Log, LogError, LogReader, Position, SnapshotStore};

use crate::Sabotage;
use crate::archive::ForgetfulArchive;
use crate::audit::ask;
use crate::disk::CarelessDisk;
use crate::machine::Simulated;
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

impl From<JournalError> for Refusal {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::StorageFull | JournalError::Failed { .. } | JournalError::Stopped(_) => {
                Refusal::Again
            }
            other => Refusal::Never(Violation::new(Invariant::StateIsTheLog, other.to_string())),
        }
    }
}

impl Refusal {
    /// Why the partition did not recover. The archive fails where its disk does.
    fn of(error: RecoverError, journal_is_in_trouble: bool) -> Self {
        match error {
            RecoverError::Log(error) => error.into(),
            RecoverError::Cold(_) if journal_is_in_trouble => Refusal::Again,
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
                if self.disk.has_lost_power() || self.journal_disk.has_lost_power() {
                    self.lose_power();
                }
                let pause = self.chance.between(50 * MILLISECOND, 2 * SECOND);
                self.timeline.after(pause, Happening::Restart);
                Ok(())
            }
        }
    }

    fn open(&mut self) -> Result<Node, Refusal> {
        let disk: Arc<dyn Disk> = match self.is_sabotaged(Sabotage::SyncSkipped) {
            true => Arc::new(CarelessDisk {
                disk: self.disk.clone(),
                syncs: Arc::clone(&self.syncs),
            }),
            false => Arc::new(self.disk.clone()),
        };
        let log = EmbeddedLog::open(disk.clone(), self.log_options.clone())?;
        let snapshots = FileSnapshots::open_with(disk, &self.log_options)?;
        if self.weather.has_faults {
            if self.chance.percent(8) {
                snapshots.remove_all()?;
            }
            if self.chance.percent(5) {
                self.cold = Arc::new(MemoryCold::new());
            }
            if self.chance.percent(4) {
                // A journal that was lost is made anew from the log.
                Journal::reset_on(&self.journal_disk)?;
            }
        }
        let records = Arc::new(LogRecords::<Core>::new(log.reader()));
        let journal_disk = Arc::new(self.journal_disk.clone());
        let journal = Journal::open_on(journal_disk, self.journal_options, records)?;
        let journal = Arc::new(JournalArchive::new(journal));
        let archive: Arc<dyn Archive> = match self.is_sabotaged(Sabotage::DuplicatesForgotten) {
            true => Arc::new(ForgetfulArchive {
                archive: Arc::clone(&journal),
                asked: 0.into(),
            }),
            false => Arc::clone(&journal) as Arc<dyn Archive>,
        };
        let tiers = Tiers {
            cold: Arc::clone(&self.cold) as _,
            archive,
        };
        let seed = self.chance.bytes();
        let machine = Simulated::new(self.options.sabotage, TableSecret::from_seed(seed));
        let partition = Partition::recover(machine, &*log.reader(), &snapshots, tiers, seed, &mut |_| {})
            .map_err(|error| Refusal::of(error, self.journal_is_in_trouble || self.journal_is_full))?;
        if self.journal_disk.has_lost_power() {
            // What the journal does beside, it does not answer for.
            return Err(Refusal::Again);
        }
        let drift = i64::try_from(self.chance.below(3 * SECOND)).expect("seconds fit");
        Ok(Node {
            partition,
            log,
            journal,
            snapshots,
            has_room: true,
            inbox: VecDeque::new(),
            appending: None,
            spare: Batch::new(),
            staged_bytes: 0,
            early: None,
            snapshot: None,
            saving: None,
            skew_us: self.wall_skew_us + drift,
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
        let mut replayed = replay(&*node.log.reader(), self.options.sabotage)?;
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

fn replay(reader: &dyn LogReader, sabotage: Option<Sabotage>) -> Result<SimulatedPartition, Violation> {
    let tiers = Tiers {
        cold: Arc::new(MemoryCold::new()),
        archive: Arc::new(MemoryArchive::new()),
    };
    Partition::recover(
        Simulated::new(sabotage, TableSecret::default()),
        reader,
        &NoSnapshots,
        tiers,
        [0; 32],
        &mut |_| {},
    )
    .map_err(|error| Violation::new(Invariant::StateIsTheLog, error.to_string()))
}

fn settled_snapshot(partition: &mut SimulatedPartition) -> Result<Vec<u8>, Violation> {
    let damaged =
        |error: bezant_engine::ColdError| Violation::new(Invariant::StateIsTheLog, error.to_string());
    while partition.evict().map_err(damaged)? > 0 {}
    Ok(partition.snapshot().into_bytes())
}

//! A log in memory whose appends can be held, refused and broken, an archive that can be full, and what the tests say again
//! and again.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use bezant_engine::{
    Archive, ArchivedRecord, By, Clock, ColdError, Correlation, Engine, Environment, Fatal, IdempotencyKey,
    MemoryArchive, MemoryCold, Options, Partition, RecordPlace, Request, Storage, Submitted, SystemClock,
    Tiers, Wait,
};
use bezant_kernel::{Milliseconds, Tenant, Timestamp};
use bezant_log::{Batch, Epoch, Log, LogError, LogReader, Position, Record, SnapshotStore};
use bytes::Bytes;

use crate::toy::{Command, Toy, tenant};

/// What survives a restart, with the levers of the tests.
#[derive(Clone, Default)]
pub(crate) struct Disk(Arc<Inner>);

#[derive(Default)]
struct Inner {
    records: Mutex<Vec<Bytes>>,
    snapshots: Mutex<Vec<(Position, Vec<u8>)>>,
    held: Mutex<Held>,
    moved: Condvar,
    is_full: AtomicBool,
    has_lost_room: AtomicBool,
    is_broken: AtomicBool,
    reads: AtomicU64,
}

#[derive(Default)]
struct Held {
    is_held: bool,
    waiting: usize,
}

impl Disk {
    pub(crate) fn log(&self) -> Box<dyn Log> {
        Box::new(self.clone())
    }

    /// Appends stop before they take effect, until [`Disk::let_go`].
    pub(crate) fn hold(&self) {
        self.0.held.lock().unwrap().is_held = true;
    }

    pub(crate) fn let_go(&self) {
        self.0.held.lock().unwrap().is_held = false;
        self.0.moved.notify_all();
    }

    /// Waits until an append is being held.
    pub(crate) fn wait_until_holding(&self) {
        let held = self.0.held.lock().unwrap();
        drop(self.0.moved.wait_while(held, |held| held.waiting == 0).unwrap());
    }

    pub(crate) fn set_full(&self, is_full: bool) {
        self.0.is_full.store(is_full, Ordering::SeqCst);
    }

    /// Appends find no room, whatever was promised.
    pub(crate) fn lose_room(&self, is_lost: bool) {
        self.0.has_lost_room.store(is_lost, Ordering::SeqCst);
    }

    pub(crate) fn break_syncs(&self) {
        self.0.is_broken.store(true, Ordering::SeqCst);
    }

    pub(crate) fn reads(&self) -> u64 {
        self.0.reads.load(Ordering::SeqCst)
    }

    pub(crate) fn durable(&self) -> Position {
        Position(self.0.records.lock().unwrap().len() as u64)
    }

    pub(crate) fn has_snapshot(&self) -> Option<Position> {
        self.0.snapshots.lock().unwrap().last().map(|last| last.0)
    }
}

impl Log for Disk {
    fn head(&self) -> Position {
        self.durable()
    }

    fn epoch(&self) -> Epoch {
        Epoch(1)
    }

    fn ensure_room(&mut self, _bytes: usize) -> Result<(), LogError> {
        if self.0.is_full.load(Ordering::SeqCst) {
            Err(LogError::StorageFull)
        } else {
            Ok(())
        }
    }

    fn append(&mut self, expected: Position, _epoch: Epoch, batch: &Batch) -> Result<Position, LogError> {
        let mut held = self.0.held.lock().unwrap();
        held.waiting += 1;
        self.0.moved.notify_all();
        held = self.0.moved.wait_while(held, |held| held.is_held).unwrap();
        held.waiting -= 1;
        drop(held);
        if self.0.is_broken.load(Ordering::SeqCst) {
            return Err(broken());
        }
        if self.0.has_lost_room.load(Ordering::SeqCst) {
            return Err(LogError::StorageFull);
        }
        let mut records = self.0.records.lock().unwrap();
        assert_eq!(expected.0, records.len() as u64);
        records.extend(batch.payloads().map(Bytes::copy_from_slice));
        Ok(Position(records.len() as u64))
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        Arc::new(self.clone())
    }
}

impl LogReader for Disk {
    fn head(&self) -> Position {
        self.durable()
    }

    fn read_after(&self, after: Position, max_bytes: usize) -> Result<Vec<Record>, LogError> {
        self.0.reads.fetch_add(1, Ordering::SeqCst);
        let records = self.0.records.lock().unwrap();
        let mut bytes = 0;
        let numbered = records.iter().enumerate().skip(after.0 as usize);
        let fitting = numbered.take_while(|(_, payload)| {
            let fits = bytes == 0 || bytes + payload.len() <= max_bytes;
            bytes += payload.len();
            fits
        });
        Ok(fitting
            .map(|(at, payload)| Record {
                position: Position(at as u64 + 1),
                payload: payload.clone(),
            })
            .collect())
    }
}

impl SnapshotStore for Disk {
    fn save(&self, at: Position, bytes: &[u8]) -> Result<(), LogError> {
        self.0.snapshots.lock().unwrap().push((at, bytes.to_vec()));
        Ok(())
    }

    fn latest(&self) -> Result<Option<(Position, Vec<u8>)>, LogError> {
        Ok(self.0.snapshots.lock().unwrap().last().cloned())
    }

    fn remove_all(&self) -> Result<(), LogError> {
        self.0.snapshots.lock().unwrap().clear();
        Ok(())
    }
}

fn broken() -> LogError {
    LogError::Failed {
        what: "the sync".into(),
        source: std::io::Error::other("no answer"),
    }
}

/// An archive in memory that can say that it is full.
#[derive(Default)]
pub(crate) struct Shelf {
    archive: MemoryArchive,
    is_full: AtomicBool,
}

impl Shelf {
    pub(crate) fn set_full(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::SeqCst);
    }
}

impl Archive for Shelf {
    fn add(&self, tenant: Tenant, place: RecordPlace, records: &Bytes) -> Result<(), ColdError> {
        self.archive.add(tenant, place, records)
    }

    fn has_room(&self) -> bool {
        !self.is_full.load(Ordering::SeqCst)
    }

    fn committed(&self, up_to: Position) -> Result<(), ColdError> {
        self.archive.committed(up_to)
    }

    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        as_of: Position,
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError> {
        self.archive.find(tenant, by, ids, as_of, found)
    }

    fn indexed(&self) -> Position {
        self.archive.indexed()
    }
}

/// The system's clock, which can be moved forward.
#[derive(Default)]
pub(crate) struct MovedClock {
    ahead_ms: AtomicU64,
}

impl MovedClock {
    pub(crate) fn forward(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap();
        self.ahead_ms.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        SystemClock
            .now()
            .after(Milliseconds(self.ahead_ms.load(Ordering::SeqCst)))
    }
}

/// A running engine with its disk.
pub(crate) struct Rig {
    pub(crate) engine: Engine<Toy>,
    pub(crate) disk: Disk,
    pub(crate) cold: Arc<MemoryCold>,
    pub(crate) archive: Arc<Shelf>,
    pub(crate) clock: Arc<MovedClock>,
    /// How often the engine said that it failed.
    pub(crate) fatal: Arc<Mutex<Vec<Fatal>>>,
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(Disk::default(), Arc::default(), Options::default())
    }

    pub(crate) fn with(disk: Disk, cold: Arc<MemoryCold>, options: Options) -> Self {
        Self::on(disk, cold, Arc::default(), options)
    }

    fn on(disk: Disk, cold: Arc<MemoryCold>, archive: Arc<Shelf>, options: Options) -> Self {
        let fatal: Arc<Mutex<Vec<Fatal>>> = Arc::default();
        let heard = Arc::clone(&fatal);
        let storage = Storage {
            log: disk.log(),
            snapshots: Arc::new(disk.clone()),
            cold: Arc::clone(&cold) as Arc<dyn bezant_engine::Cold>,
            archive: Arc::clone(&archive) as Arc<dyn bezant_engine::Archive>,
        };
        let clock: Arc<MovedClock> = Arc::default();
        let environment = Environment {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            seed: [3; 32],
        };
        let on_fatal = move |error| heard.lock().unwrap().push(error);
        let engine = Engine::start(
            Toy::default(),
            storage,
            environment,
            options,
            &mut |_| {},
            on_fatal,
        )
        .unwrap();
        Rig {
            engine,
            disk,
            cold,
            archive,
            clock,
            fatal,
        }
    }

    pub(crate) async fn submit(&self, command: Command) -> Submitted<Toy> {
        self.engine.submit(request(command), Wait::Committed).await
    }

    pub(crate) async fn deposit(&self, amount: u64) -> Submitted<Toy> {
        self.submit(Command::Deposit { account: 1, amount }).await
    }

    /// Ends the engine and starts it again.
    pub(crate) async fn restart(self) -> Self {
        self.engine.shutdown().await;
        Self::on(self.disk, self.cold, self.archive, Options::default())
    }
}

pub(crate) fn request(command: Command) -> Request<Toy> {
    keyed(command, None)
}

pub(crate) fn keyed(command: Command, key: Option<IdempotencyKey>) -> Request<Toy> {
    Request {
        tenant: tenant(1),
        correlation: Correlation::new("test").unwrap(),
        idempotency: key,
        command,
    }
}

/// A key as a client would send it to one endpoint.
pub(crate) fn key(number: u64, body: u64) -> IdempotencyKey {
    IdempotencyKey::new(tenant(1), "/tasks", &number.to_string(), &body.to_be_bytes())
}

/// The partition in the hands of a test: callers are numbers.
pub(crate) type ByHand = Partition<Toy, u64, u64>;

pub(crate) fn recover(disk: &Disk, cold: &Arc<MemoryCold>) -> ByHand {
    Partition::recover(Toy::default(), disk, disk, tiers(cold), [5; 32], &mut |_| {}).unwrap()
}

/// The archive is filled from the log again at every start.
pub(crate) fn tiers(cold: &Arc<MemoryCold>) -> Tiers {
    Tiers {
        cold: Arc::clone(cold) as Arc<dyn bezant_engine::Cold>,
        archive: Arc::new(MemoryArchive::new()),
    }
}

/// Polls a future once: work that is handed in by the call itself is then on its way.
pub(crate) async fn poll_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    tokio::select! {
        biased;
        done = future => Some(done),
        () = std::future::ready(()) => None,
    }
}

/// Long enough for any machine; reached only when a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

//! The open journal: its writer's side, its start and its end.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use bezant_kernel::Tenant;
use bezant_log::Position;
use bezant_log::disk::{Disk, DiskLock, RealDisk};
use bytes::Bytes;

use crate::hash::Secret;
use crate::keeper::Keeper;
use crate::known::Known;
use crate::manifest::Manifest;
use crate::records::{RecordSource, TRANSFER_BYTES};
use crate::run::{Family, Run};
use crate::state::{Runs, State};
use crate::table::{Table, TenantHashes};
use crate::{JournalError, Options, Place, Stored};

pub(crate) const LOCK: &str = "no code panics while it holds a lock of the journal";

/// How long the background work waits before it tries a full disk again.
const FULL_DISK_RETRY: Duration = Duration::from_secs(1);

/// The index of all transfers. See the crate's page.
pub struct Journal {
    pub(crate) shared: Arc<Shared>,
    /// None where the disk forbids background work: it is then done by whoever calls.
    worker: Option<JoinHandle<()>>,
    inline: Option<Mutex<Keeper>>,
}

/// What the journal's users and its background work share. Of its locks no two are held at once, but that the
/// state may be read while the signal is held.
pub(crate) struct Shared {
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) options: Options,
    pub(crate) secret: Secret,
    records: Arc<dyn RecordSource>,
    state: RwLock<State>,
    signal: Mutex<Signal>,
    wake: Condvar,
    done: Condvar,
    stopping: AtomicBool,
    has_failed: AtomicBool,
    /// The oldest table could not be written for want of room.
    is_disk_full: AtomicBool,
    pub(crate) spare: Mutex<Vec<Table>>,
    pub(crate) flushes: AtomicU64,
    pub(crate) merges: AtomicU64,
    pub(crate) writer_waits: AtomicU64,
    _lock: Box<dyn DiskLock>,
}

#[derive(Default)]
struct Signal {
    is_work: bool,
    is_busy: bool,
    is_full: bool,
    failed: Option<Arc<JournalError>>,
}

impl Journal {
    /// Opens the journal in a folder, which is made if it is not there. Then everything in the log above
    /// [`Journal::indexed`] must be added again.
    ///
    /// # Errors
    /// `Locked`, `StorageFull`, `Damaged`, `Unsupported` or `Failed`.
    pub fn open(
        folder: impl AsRef<Path>,
        options: Options,
        records: Arc<dyn RecordSource>,
    ) -> Result<Self, JournalError> {
        let disk = RealDisk::open(folder)
            .map_err(|error| JournalError::from_io("opening the journal's folder", error))?;
        Self::open_on(Arc::new(disk), options, records)
    }

    /// Opens the journal on a disk of its own.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open_on(
        disk: Arc<dyn Disk>,
        options: Options,
        records: Arc<dyn RecordSource>,
    ) -> Result<Self, JournalError> {
        options.check();
        let lock = lock(&*disk)?;
        let manifest = Manifest::open(&*disk)?;
        let mut runs = Runs::default();
        for family in Family::ALL {
            for header in manifest.of(family) {
                runs.of_mut(family).push(Arc::new(Run::open(&*disk, header)?));
            }
        }
        let runs = Arc::new(runs);
        let known = Known::of(&runs.ids, options.table_transfers)?;
        let filter = known.filter().clone();
        let keeper = Keeper::new(&manifest, runs.clone(), known);
        let active = Table::with_capacity(options.table_transfers);
        let in_background = disk.allows_background_work();
        let shared = Arc::new(Shared {
            disk,
            options,
            secret: manifest.secret,
            records,
            state: RwLock::new(State::new(active, runs, filter, manifest.indexed)),
            signal: Mutex::new(Signal::default()),
            wake: Condvar::new(),
            done: Condvar::new(),
            stopping: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            is_disk_full: AtomicBool::new(false),
            spare: Mutex::new(Vec::new()),
            flushes: AtomicU64::new(0),
            merges: AtomicU64::new(0),
            writer_waits: AtomicU64::new(0),
            _lock: lock,
        });
        let (worker, inline) = if in_background {
            let for_worker = shared.clone();
            let worker = std::thread::Builder::new()
                .name("journal".to_owned())
                .spawn(move || for_worker.run(keeper))
                .map_err(|error| JournalError::from_io("starting the journal's thread", error))?;
            (Some(worker), None)
        } else {
            (None, Some(Mutex::new(keeper)))
        };
        let journal = Self {
            shared,
            worker,
            inline,
        };
        // A merge that a crash interrupted.
        journal.wake();
        Ok(journal)
    }

    /// Removes all of a journal, so that it is made anew from the log's beginning. For one that is damaged.
    ///
    /// # Errors
    /// `Locked` if it is open, `StorageFull` or `Failed`; calling again is safe.
    pub fn reset(folder: impl AsRef<Path>) -> Result<(), JournalError> {
        let disk = RealDisk::open(folder)
            .map_err(|error| JournalError::from_io("opening the journal's folder", error))?;
        Self::reset_on(&disk)
    }

    /// [`Journal::reset`] on a disk of its own.
    ///
    /// # Errors
    /// As [`Journal::reset`].
    pub fn reset_on(disk: &dyn Disk) -> Result<(), JournalError> {
        let _lock = lock(disk)?;
        Manifest::reset(disk)
    }

    /// Files the transfers that lie packed in `records`, the first of which is the `first_nth` of the log record at
    /// `position`. Calls come in the order of the log; what is at or below [`Journal::indexed`] is passed over. They
    /// may be ahead of what is committed.
    ///
    /// # Errors
    /// `StorageFull` if there is no room on disk for what waits to be written, nor in memory ([`Journal::has_room`] says
    /// so before): nothing was added. `Stopped` if the background work failed.
    ///
    /// # Panics
    /// If places do not go up from call to call, or `records` is not whole transfers.
    pub fn add(
        &self,
        tenant: Tenant,
        position: Position,
        first_nth: u16,
        records: &Bytes,
    ) -> Result<(), JournalError> {
        let shared = &*self.shared;
        if shared.has_failed.load(Ordering::Relaxed) {
            return Err(shared.failure());
        }
        let count = records.len() / TRANSFER_BYTES;
        assert_eq!(records.len() % TRANSFER_BYTES, 0, "whole transfers");
        let mut state = shared.write();
        if position <= state.indexed || count == 0 {
            return Ok(());
        }
        let first = Place::new(position, first_nth);
        let last_nth = usize::from(first_nth) + count - 1;
        let last = Place::new(position, u16::try_from(last_nth).unwrap_or(u16::MAX));
        assert!(state.last < first, "{first} was added after {}", state.last);

        // A table ends where a record ends, so that a restart can go on behind it.
        if state.active.is_full() && state.active.last < position {
            let most = shared.options.waiting_tables;
            let was_full = shared.is_disk_full.load(Ordering::Relaxed);
            while state.waiting.len() >= most && state.ready().is_some() {
                drop(state);
                shared.writer_waits.fetch_add(1, Ordering::Relaxed);
                let waited = self.wait_for_room();
                state = shared.write();
                match waited {
                    // Whoever asked for room just before could not know: one table more.
                    Err(JournalError::StorageFull) if !was_full || state.waiting.len() <= most => break,
                    waited => waited?,
                }
            }
            shared.freeze(&mut state);
        }
        let hashes = TenantHashes::new(&shared.secret, tenant);
        let was_half_full = state.active.is_half_full();
        state.active.add(&hashes, position, first_nth, records);
        state.keep(tenant, first, records);
        state.last = last;
        let is_half_full = state.active.is_half_full() && !was_half_full;
        let is_work = state.ready().is_some() || is_half_full;
        drop(state);
        if is_work {
            self.wake();
        }
        Ok(())
    }

    /// Whether the transfers of one more log record can surely be added. Not so while the disk is full and as many tables
    /// wait for it as may; room on disk is then looked for without anyone's doing.
    #[must_use]
    pub fn has_room(&self) -> bool {
        let shared = &*self.shared;
        let has_room = || {
            !shared.is_disk_full.load(Ordering::Relaxed)
                || shared.read().waiting.len() < shared.options.waiting_tables
        };
        if !has_room() && self.inline.is_some() {
            self.wake();
        }
        has_room()
    }

    /// Says that the log can't lose anything at or below `position` any more.
    pub fn committed(&self, position: Position) {
        let mut state = self.shared.write();
        state.commit(position);
        let is_work = state.ready().is_some();
        drop(state);
        if is_work {
            self.wake();
        }
    }

    /// Everything at or below this position is in durable runs.
    #[must_use]
    pub fn indexed(&self) -> Position {
        self.shared.read().indexed
    }

    /// Writes what is in memory and committed, and waits for it. Makes the next start quicker; nothing else needs it.
    ///
    /// # Errors
    /// `StorageFull` or `Stopped`.
    pub fn flush(&self) -> Result<(), JournalError> {
        let mut state = self.shared.write();
        if !state.active.is_empty() && state.active.last <= state.committed {
            self.shared.freeze(&mut state);
        }
        drop(state);
        while self.shared.read().ready().is_some() {
            self.wait_for_room()?;
        }
        Ok(())
    }

    /// Waits until the background work has nothing to do: for tests and benchmarks.
    ///
    /// # Errors
    /// `StorageFull` or `Stopped`.
    pub fn settle(&self) -> Result<(), JournalError> {
        self.wake();
        let shared = &*self.shared;
        let mut signal = shared.signal();
        loop {
            shared.check(&signal)?;
            if !signal.is_work && !signal.is_busy {
                return Ok(());
            }
            signal = shared.done.wait(signal).expect(LOCK);
        }
    }

    /// Has the background work look for something to do.
    fn wake(&self) {
        let shared = &*self.shared;
        if shared.has_failed.load(Ordering::Relaxed) {
            return;
        }
        if let Some(keeper) = &self.inline {
            let result = keeper.lock().expect(LOCK).work(shared);
            shared.note(&mut shared.signal(), result);
        } else {
            shared.signal().is_work = true;
            shared.wake.notify_one();
        }
    }

    /// Waits until a table that is ready has been written.
    fn wait_for_room(&self) -> Result<(), JournalError> {
        let shared = &*self.shared;
        let before = shared.read().indexed;
        self.wake();
        let mut signal = shared.signal();
        loop {
            let state = shared.read();
            if state.indexed > before || state.ready().is_none() {
                return Ok(());
            }
            drop(state);
            shared.check(&signal)?;
            signal = shared.done.wait(signal).expect(LOCK);
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        {
            // Under the lock, so that the thread does not go to sleep between looking and this.
            let _signal = self.shared.signal();
            self.shared.stopping.store(true, Ordering::Relaxed);
        }
        self.shared.wake.notify_one();
        if let Some(worker) = self.worker.take()
            && worker.join().is_err()
        {
            tracing::error!("the journal's thread panicked");
        }
    }
}

fn lock(disk: &dyn Disk) -> Result<Box<dyn DiskLock>, JournalError> {
    disk.lock().map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => JournalError::Locked,
        _ => JournalError::from_io("locking the journal", error),
    })
}

impl Shared {
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().expect(LOCK)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().expect(LOCK)
    }

    fn signal(&self) -> MutexGuard<'_, Signal> {
        self.signal.lock().expect(LOCK)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Tells those who wait that something was published.
    pub(crate) fn signal_done(&self) {
        // Under the lock, so that no one goes to sleep between looking and this.
        let signal = self.signal();
        self.done.notify_all();
        drop(signal);
    }

    /// Committed transfers, from the log.
    pub(crate) fn transfers(&self, places: &[Place]) -> Result<Vec<Stored>, JournalError> {
        let transfers = self.records.transfers(places)?;
        assert_eq!(
            transfers.len(),
            places.len(),
            "a record source answers for every place"
        );
        Ok(transfers)
    }

    /// Ends the active table and begins another.
    fn freeze(&self, state: &mut State) {
        let spare = self.spare.lock().expect(LOCK).pop();
        let next = spare.unwrap_or_else(|| Table::with_capacity(self.options.table_transfers));
        let full = std::mem::replace(&mut state.active, next);
        state.waiting.push_back(Arc::new(full));
    }

    fn check(&self, signal: &Signal) -> Result<(), JournalError> {
        if let Some(error) = &signal.failed {
            return Err(JournalError::Stopped(error.clone()));
        }
        if signal.is_full {
            return Err(JournalError::StorageFull);
        }
        Ok(())
    }

    fn failure(&self) -> JournalError {
        let failed = self.signal().failed.clone();
        JournalError::Stopped(failed.expect("set before the flag is"))
    }

    /// The background thread.
    fn run(&self, mut keeper: Keeper) {
        let _guard = PanicGuard(self);
        let mut signal = self.signal();
        while !self.is_stopping() {
            if !signal.is_work {
                signal = if signal.is_full {
                    // Only its own clock wakes it, or every batch that is added would try in vain.
                    signal.is_work = true;
                    let waited = self
                        .wake
                        .wait_timeout_while(signal, FULL_DISK_RETRY, |_| !self.is_stopping());
                    waited.expect(LOCK).0
                } else {
                    self.wake.wait(signal).expect(LOCK)
                };
                continue;
            }
            signal.is_work = false;
            signal.is_busy = true;
            drop(signal);
            let result = keeper.work(self);
            signal = self.signal();
            signal.is_busy = false;
            self.note(&mut signal, result);
            if signal.failed.is_some() {
                return;
            }
        }
    }

    /// Keeps how the background work ended, for those who wait and those who call next.
    fn note(&self, signal: &mut Signal, result: Result<(), JournalError>) {
        signal.is_full = matches!(result, Err(JournalError::StorageFull));
        self.is_disk_full.store(signal.is_full, Ordering::Relaxed);
        match result {
            Ok(()) => {}
            Err(JournalError::StorageFull) => {
                tracing::warn!("the disk is full: the journal waits for room");
                signal.is_work = false;
            }
            Err(error) => {
                tracing::error!(%error, "the journal has stopped");
                signal.failed = Some(Arc::new(error));
                self.has_failed.store(true, Ordering::Relaxed);
            }
        }
        self.done.notify_all();
    }
}

/// Tells those who wait for the background thread that it will not come.
struct PanicGuard<'a>(&'a Shared);

impl Drop for PanicGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let source = std::io::Error::other("its thread panicked");
            let failed = JournalError::from_io("the journal's background work", source);
            self.0.note(&mut self.0.signal(), Err(failed));
        }
    }
}

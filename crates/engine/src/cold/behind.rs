//! A cold tier that writes behind: what is put is in memory at once and reaches the tier below on a thread of its own, so
//! that the deciding thread does not spend its time in the tier's trees.
//!
//! Nothing changes for readers: what has not arrived below is answered from here. Nothing changes for crashes either:
//! the tier below promises nothing before a sync, and a sync waits for all that was put before it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;

use bezant_log::Position;
use rustc_hash::FxHashMap;

use super::{Cold, ColdError, ColdKey, Version};

const LOCK: &str = "no code panics while it holds the lock of a cold tier";

/// What may wait, in bytes of values with what it takes to keep them. Above it entities stay where they are for a while.
const MOST_WAITING_BYTES: usize = 16 * 1024 * 1024;

/// What a waiting version takes besides its value, about.
const VERSION_BYTES: usize = 96;

/// A cold tier over another one.
pub struct ColdBehind {
    shared: Arc<Shared>,
    worker: Option<JoinHandle<()>>,
}

struct Shared {
    below: Box<dyn Cold>,
    waiting: Mutex<Waiting>,
    /// Something was put, or it is time to end.
    wake: Condvar,
    /// What was handed to the thread has arrived, or never will.
    done: Condvar,
}

type Versions = FxHashMap<ColdKey, Vec<(Position, Vec<u8>)>>;

#[derive(Default)]
struct Waiting {
    young: Versions,
    /// What the thread is writing, still to be read from here.
    leaving: Arc<Versions>,
    young_bytes: usize,
    leaving_bytes: usize,
    /// How often the thread has taken what was young, and how often that arrived.
    taken: u64,
    arrived: u64,
    failed: Option<String>,
    is_stopping: bool,
}

impl ColdBehind {
    /// Writes to `below` on a thread of its own, which ends when this is dropped; what then waits is lost, as in a crash.
    pub fn over(below: impl Cold + 'static) -> Result<Self, ColdError> {
        let shared = Arc::new(Shared {
            below: Box::new(below),
            waiting: Mutex::new(Waiting::default()),
            wake: Condvar::new(),
            done: Condvar::new(),
        });
        let for_worker = Arc::clone(&shared);
        let worker = std::thread::Builder::new()
            .name("cold-behind".to_owned())
            .spawn(move || for_worker.run())
            .map_err(|error| ColdError(format!("starting its thread: {error}")))?;
        Ok(ColdBehind {
            shared,
            worker: Some(worker),
        })
    }
}

impl Cold for ColdBehind {
    fn version(&self, key: ColdKey, as_of: Position) -> Result<Option<Version>, ColdError> {
        let waiting = self.shared.lock()?;
        let young = newest(&waiting.young, key, as_of);
        let here = young.max(newest(&waiting.leaving, key, as_of)).cloned();
        // What leaves while the lock is open is below before it is gone from here.
        drop(waiting);
        let below = self.shared.below.version(key, as_of)?;
        Ok(match (here, below) {
            (Some((position, value)), Some(below)) if below.position <= position => {
                Some(Version { position, value })
            }
            (Some((position, value)), None) => Some(Version { position, value }),
            (_, below) => below,
        })
    }

    fn put(&self, key: ColdKey, position: Position, value: &[u8]) -> Result<(), ColdError> {
        let mut waiting = self.shared.lock()?;
        let sleeps = waiting.young.is_empty();
        let versions = waiting.young.entry(key).or_default();
        versions.retain(|&(at, _)| at != position);
        versions.push((position, value.to_vec()));
        waiting.young_bytes += VERSION_BYTES + value.len();
        drop(waiting);
        if sleeps {
            self.shared.wake.notify_one();
        }
        Ok(())
    }

    fn has_room(&self) -> bool {
        match self.shared.lock() {
            Ok(waiting) => {
                let has_room = waiting.young_bytes + waiting.leaving_bytes <= MOST_WAITING_BYTES;
                drop(waiting);
                has_room && self.shared.below.has_room()
            }
            // Else nobody would put anything more and hear of the failure, and memory would fill up.
            Err(_) => true,
        }
    }

    fn settle(&self) -> Result<(), ColdError> {
        let mut waiting = self.shared.lock()?;
        // What is put from here on is not waited for: under load there is always more.
        let until = waiting.taken + u64::from(!waiting.young.is_empty());
        while waiting.arrived < until {
            waiting = self.shared.done.wait(waiting).expect(LOCK);
            waiting.check()?;
        }
        Ok(())
    }

    fn sync(&self) -> Result<(), ColdError> {
        self.settle()?;
        self.shared.below.sync()
    }
}

impl Drop for ColdBehind {
    fn drop(&mut self) {
        self.shared.waiting.lock().expect(LOCK).is_stopping = true;
        self.shared.wake.notify_one();
        if let Some(worker) = self.worker.take()
            && worker.join().is_err()
        {
            tracing::error!("the thread of the cold tier panicked");
        }
    }
}

impl Waiting {
    fn check(&self) -> Result<(), ColdError> {
        match &self.failed {
            Some(failed) => Err(ColdError(failed.clone())),
            None => Ok(()),
        }
    }
}

impl Shared {
    fn lock(&self) -> Result<MutexGuard<'_, Waiting>, ColdError> {
        let waiting = self.waiting.lock().expect(LOCK);
        waiting.check()?;
        Ok(waiting)
    }

    fn run(&self) {
        let _guard = PanicGuard(self);
        loop {
            let mut waiting = self.waiting.lock().expect(LOCK);
            while waiting.young.is_empty() && !waiting.is_stopping {
                waiting = self.wake.wait(waiting).expect(LOCK);
            }
            if waiting.is_stopping {
                return;
            }
            waiting.leaving = Arc::new(std::mem::take(&mut waiting.young));
            waiting.leaving_bytes = std::mem::take(&mut waiting.young_bytes);
            waiting.taken += 1;
            let leaving = Arc::clone(&waiting.leaving);
            drop(waiting);
            let written = self.write(&leaving);
            let mut waiting = self.waiting.lock().expect(LOCK);
            match written {
                Ok(()) => {
                    waiting.leaving = Arc::default();
                    waiting.leaving_bytes = 0;
                    waiting.arrived += 1;
                }
                Err(ColdError(failed)) => waiting.failed = Some(failed),
            }
            let has_failed = waiting.failed.is_some();
            drop(waiting);
            self.done.notify_all();
            if has_failed {
                return;
            }
        }
    }

    fn write(&self, versions: &Versions) -> Result<(), ColdError> {
        for (&key, versions) in versions {
            for (position, value) in versions {
                self.below.put(key, *position, value)?;
            }
        }
        Ok(())
    }
}

fn newest(versions: &Versions, key: ColdKey, as_of: Position) -> Option<&(Position, Vec<u8>)> {
    let of_key = versions.get(&key)?;
    of_key
        .iter()
        .filter(|&&(position, _)| position <= as_of)
        .max_by_key(|&&(position, _)| position)
}

/// Tells those who wait that the thread will not come.
struct PanicGuard<'a>(&'a Shared);

impl Drop for PanicGuard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.waiting.lock().expect(LOCK).failed = Some("its thread panicked".to_owned());
            self.0.done.notify_all();
        }
    }
}

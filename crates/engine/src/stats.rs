//! Counters that the node exports.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What an engine has done since its start, and how it is now.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Submissions and queries that wait to be looked at.
    pub queued: usize,
    /// Callers that wait for a subject to settle.
    pub parked: u64,
    /// Batches committed.
    pub batches: u64,
    /// Records committed.
    pub records: u64,
    /// Bytes of records committed.
    pub bytes: u64,
    /// Records in the last batch.
    pub last_batch_records: u64,
    /// The time of the last append with its sync.
    pub last_append_us: u64,
    /// The time of all appends with their syncs.
    pub append_us: u64,
    /// Requests refused because the queue was full.
    pub busy: u64,
    /// Requests refused because the log's storage was full.
    pub storage_full: u64,
    /// Whether the log's storage is full now.
    pub is_storage_full: bool,
    /// Entities moved to the cold tier.
    pub evicted: u64,
    /// Snapshots saved.
    pub snapshots: u64,
    /// Snapshots that could not be saved.
    pub snapshot_failures: u64,
}

/// Written by the engine's threads, read by anyone; no order between them is promised.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) parked: AtomicU64,
    pub(crate) batches: AtomicU64,
    pub(crate) records: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) last_batch_records: AtomicU64,
    pub(crate) last_append_us: AtomicU64,
    pub(crate) append_us: AtomicU64,
    pub(crate) busy: AtomicU64,
    pub(crate) storage_full: AtomicU64,
    pub(crate) is_storage_full: AtomicBool,
    pub(crate) evicted: AtomicU64,
    pub(crate) snapshots: AtomicU64,
    pub(crate) snapshot_failures: AtomicU64,
}

pub(crate) fn add(counter: &AtomicU64, value: u64) {
    counter.fetch_add(value, Ordering::Relaxed);
}

pub(crate) fn set(counter: &AtomicU64, value: u64) {
    counter.store(value, Ordering::Relaxed);
}

impl Counters {
    pub(crate) fn read(&self, queued: usize) -> Stats {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            queued,
            parked: get(&self.parked),
            batches: get(&self.batches),
            records: get(&self.records),
            bytes: get(&self.bytes),
            last_batch_records: get(&self.last_batch_records),
            last_append_us: get(&self.last_append_us),
            append_us: get(&self.append_us),
            busy: get(&self.busy),
            storage_full: get(&self.storage_full),
            is_storage_full: self.is_storage_full.load(Ordering::Relaxed),
            evicted: get(&self.evicted),
            snapshots: get(&self.snapshots),
            snapshot_failures: get(&self.snapshot_failures),
        }
    }
}

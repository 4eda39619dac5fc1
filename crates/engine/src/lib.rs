//! The partition runtime: one writer over one log, generic over the machine that it runs.
//!
//! Commands come in, are decided against the state in memory, committed in batches and answered; committed entries go out
//! to followers; timers fire by the log's time. Restart is the newest snapshot and the log's tail.
//!
//! It must never: show anything that is not committed, answer the same idempotency key in two ways, retry a failed sync,
//! let a caller wait without bound, or know what the machine is about.

mod archive;
mod cold;
mod entry;
mod environment;
mod follow;
mod idempotency;
mod machine;
mod partition;
mod recovery;
mod request;
mod runtime;
mod snapshot;
mod state;
mod stats;
mod waiting;

pub use machine::{Machine, Stamp, Subject, Touch};

pub use request::{
    Correlation, IdempotencyKey, InvalidCorrelation, Outcome, Request, SubmitError, Submitted, Unavailable,
    Wait,
};
pub use runtime::{Engine, Fatal, Options, StartError, Storage};

pub use entry::{Entry, event_id, read_entry};
pub use follow::{FollowError, Follower};

pub use archive::{
    ARCHIVED_BYTES, Archive, Archived, ArchivedRecord, By, MemoryArchive, PackedSpans, RecordHead,
    RecordPlace,
};
pub use cold::{Cold, ColdBehind, ColdError, ColdKey, ColdRead, FjallCold, MemoryCold, Tiers, Version};
pub use environment::{Clock, Environment, SteadyClock, SystemClock};
pub use idempotency::KEY_RETENTION;
pub use partition::{
    Entries, MAX_BATCH_BYTES, MAX_BATCH_RECORDS, MAX_RECORD_BYTES, Partition, Release, Sealed,
};
pub use recovery::{Progress, RecoverError};
pub use snapshot::{Frozen, SaveError, Snapshot};
pub use stats::Stats;

//! Threads that only follow give way to those that a caller waits for. With few cores a batch of rows or a merge of the cold
//! tier would otherwise hold a payment's answer up for as long as it takes.

use std::path::Path;

use rustix::process::{Pid, setpriority_process};

/// Names of the threads that read models, the cold tier, the index of transfers, snapshots, the preparing of segments and the search of
/// the audit trail work on, as the system cuts them off.
const FOLLOWING: [&str; 10] = [
    "sqlx-sqlite",
    "cold-behind",
    "fjall",
    "journal",
    "log-prepare",
    "snapshot",
    "audit-index",
    "thrd-tantivy",
    "segment_updat",
    "merge_thread",
];

/// How much they give way, from 0 to 19.
const NICENESS: i32 = 10;

/// Lowers the priority of the threads of this process that only follow. On Linux a thread has its own; where this does not work
/// out, nothing is lost but speed.
pub(crate) fn give_way() {
    let Ok(threads) = std::fs::read_dir(Path::new("/proc/self/task")) else {
        return;
    };
    for thread in threads.flatten() {
        let name = std::fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
        let id = thread
            .file_name()
            .to_str()
            .and_then(|text| text.parse().ok())
            .and_then(Pid::from_raw);
        if FOLLOWING.iter().any(|start| name.starts_with(start))
            && let Err(error) = setpriority_process(id, NICENESS)
        {
            tracing::debug!(%error, "a thread keeps its priority");
        }
    }
}

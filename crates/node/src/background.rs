//! Threads that only follow give way to those that a caller waits for. With few cores a batch of rows or a merge of the cold
//! tier would otherwise hold a payment's answer up for as long as it takes.

use std::path::Path;

use rustix::process::{Pid, setpriority_process};

/// Names of the threads that read models, the cold tier, the index of transfers, snapshots and the preparing of segments work on, as the
/// system cuts them off, and how much they give way, from 0 to 19. The search of the audit trail does what it can with what all others
/// leave: nobody waits for it, and it says how far behind it is.
const FOLLOWING: [(&str, i32); 10] = [
    ("sqlx-sqlite", 10),
    ("cold-behind", 10),
    ("fjall", 10),
    ("journal", 10),
    ("log-prepare", 10),
    ("snapshot", 10),
    ("audit-index", 19),
    ("thrd-tantivy", 19),
    ("segment_updat", 19),
    ("merge_thread", 19),
];

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
        let following = FOLLOWING.iter().find(|(start, _)| name.starts_with(start));
        if let Some(&(_, niceness)) = following
            && let Err(error) = setpriority_process(id, niceness)
        {
            tracing::debug!(%error, "a thread keeps its priority");
        }
    }
}

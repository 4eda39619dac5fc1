//! `bezant views rebuild`: the read models thrown away and made anew from the log. The node must be stopped.

use std::process::ExitCode;

use bezant_log::Position;
use bezant_views::Views;

use crate::Failure;
use crate::config::Config;
use crate::node::{open, views_file};
use crate::output::line;
use crate::progress::Progress;

/// Entries per turn: large enough that a transaction's cost is shared, small enough for memory.
const ENTRIES_PER_TURN: usize = 4_096;

pub(crate) fn rebuild(config: Config) -> Result<ExitCode, Failure> {
    let opened = open(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let views = Views::open(&views_file(&config)).await?;
        views.reset().await?;
        let head = opened.engine.committed();
        let mut follower = opened.engine.follow(Position::NONE);
        let mut progress = Progress::new("rebuilding the views", "records");
        while follower.position() < head {
            let entries = follower.try_next(ENTRIES_PER_TURN)?;
            if entries.is_empty() {
                break;
            }
            views.apply(&entries).await?;
            progress.set(follower.position().0, head.0);
        }
        progress.finish();
        line(&format!(
            "the views reflect the log up to position {}",
            views.position()
        ));
        opened.engine.shutdown().await;
        Ok(ExitCode::SUCCESS)
    })
}

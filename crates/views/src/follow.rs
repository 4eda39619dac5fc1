//! The follower: takes committed entries in, as many at a time as there are.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bezant_core::{Core, Event};
use bezant_engine::{Entry, FollowError, Follower};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::store::MAX_ENTRIES;
use crate::write::shows;
use crate::{Views, ViewsError};

/// Far behind, entries come from the disk in portions smaller than [`MAX_ENTRIES`], so some are put together. Not without end: the
/// log may have nothing for the views for long.
const MAX_PORTIONS: usize = 16;

/// Between the starts of two batches, unless entries are waiting for more than one: a transaction costs as much as
/// some hundred rows, and nobody reads lists faster.
const PACE: Duration = Duration::from_millis(50);

/// What has nothing for the views only moves the position, which is stored this often: what is read once more after a
/// crash.
const KEEP_EVERY: Duration = Duration::from_secs(1);

/// Records without events move the position too; after so long without any other they are taken note of. Doubled while
/// nothing happens.
const IDLE: Duration = Duration::from_millis(250);
const LONGEST_IDLE: Duration = Duration::from_secs(60);

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Follows the log until `shutdown` or the end of the engine. A failure to write, such as a full disk, is reported and
/// tried again with growing pauses; the place in the log is never lost, and readers see the older position meanwhile.
pub async fn run(
    views: Views,
    mut follower: Follower<Core>,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ViewsError> {
    let ended = follow(&views, &mut follower, shutdown).await;
    // Spares the next start some reading, no more.
    if let Err(error) = views.keep_position().await {
        tracing::warn!(%error, position = views.position(), "the views' position can't be stored");
    }
    ended
}

async fn follow(
    views: &Views,
    follower: &mut Follower<Core>,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ViewsError> {
    let mut shutdown = pin!(shutdown);
    let mut may_start = Instant::now();
    let mut keep_at = Instant::now() + KEEP_EVERY;
    let mut idle = IDLE;
    loop {
        let mut entries = Vec::new();
        let next = async {
            sleep_until(may_start).await;
            timeout(idle, gather(follower, &mut entries)).await
        };
        let next = tokio::select! {
            biased;
            () = &mut shutdown => return Ok(()),
            next = next => next,
        };
        match next {
            Ok(Ok(())) | Err(_) => {}
            Ok(Err(FollowError::Stopped)) => return Ok(()),
            Ok(Err(error)) => return Err(error.into()),
        }
        let reached = follower.position().0;
        let is_idle = reached == views.position() && views.is_kept();
        idle = if is_idle {
            (idle * 2).min(LONGEST_IDLE)
        } else {
            IDLE
        };
        may_start = if is_far_behind(follower) {
            Instant::now()
        } else {
            Instant::now() + PACE
        };
        let keeps = Instant::now() >= keep_at;
        if keeps {
            keep_at = Instant::now() + KEEP_EVERY;
        }
        if let Some(oldest) = entries.first() {
            views.set_waiting_from(Some(oldest.committed_at));
        }
        tokio::select! {
            biased;
            () = persist(views, &entries, reached, keeps) => {}
            () = &mut shutdown => return Ok(()),
        }
        // Far behind, the newest that was taken in tells how far.
        let newest = entries.last().map(|entry| entry.committed_at);
        views.set_waiting_from(newest.filter(|_| is_far_behind(follower)));
    }
}

/// Adds the next entries that have something for the views. May be dropped at any time: what is added is handed out.
async fn gather(
    follower: &mut Follower<Core>,
    entries: &mut Vec<Arc<Entry<Event>>>,
) -> Result<(), FollowError> {
    for _ in 0..MAX_PORTIONS {
        let portion = follower.next(MAX_ENTRIES - entries.len()).await?;
        // The others are let go here: they may be large.
        entries.extend(portion.into_iter().filter(|entry| shows(entry)));
        if entries.len() == MAX_ENTRIES || !is_far_behind(follower) {
            break;
        }
    }
    Ok(())
}

/// Whether more is waiting than goes into a batch: then there is nothing to wait for.
fn is_far_behind(follower: &Follower<Core>) -> bool {
    follower.behind() >= MAX_ENTRIES as u64
}

/// Writes until it succeeds. May be dropped at any time: what is not committed then is not there.
async fn persist(views: &Views, entries: &[Arc<Entry<Event>>], reached: u64, keeps: bool) {
    let mut pause = FIRST_PAUSE;
    while let Err(error) = write(views, entries, reached, keeps).await {
        tracing::error!(
            %error,
            position = views.position(),
            retry_in_ms = pause.as_millis(),
            "the views can't be written"
        );
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn write(
    views: &Views,
    entries: &[Arc<Entry<Event>>],
    reached: u64,
    keeps: bool,
) -> Result<(), ViewsError> {
    views.advance(entries, reached).await?;
    if keeps {
        views.keep_position().await?;
    }
    Ok(())
}

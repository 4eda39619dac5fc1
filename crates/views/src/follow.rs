//! The follower: takes committed entries in, as many at a time as there are.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bezant_core::{Core, Event};
use bezant_engine::{Entry, FollowError, Follower};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use crate::{Views, ViewsError};

/// Entries taken at once.
const MAX_ENTRIES: usize = 2_048;

/// Between the starts of two batches, unless entries are waiting for more than one: a transaction costs as much as
/// some hundred rows, and nobody reads lists faster.
const PACE: Duration = Duration::from_millis(50);

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
    let mut shutdown = pin!(shutdown);
    let mut may_start = Instant::now();
    let mut idle = IDLE;
    loop {
        let next = async {
            sleep_until(may_start).await;
            timeout(idle, follower.next(MAX_ENTRIES)).await
        };
        let next = tokio::select! {
            biased;
            () = &mut shutdown => return Ok(()),
            next = next => next,
        };
        let entries = match next {
            Ok(Ok(entries)) => entries,
            Ok(Err(FollowError::Stopped)) => return Ok(()),
            Ok(Err(error)) => return Err(error.into()),
            Err(_) => Vec::new(),
        };
        let is_idle = entries.is_empty() && follower.position().0 == views.position();
        idle = if is_idle {
            (idle * 2).min(LONGEST_IDLE)
        } else {
            IDLE
        };
        // Far behind, entries come from the disk in smaller portions: then there is nothing to wait for.
        may_start = if entries.len() < MAX_ENTRIES && follower.behind() < MAX_ENTRIES as u64 {
            Instant::now() + PACE
        } else {
            Instant::now()
        };
        tokio::select! {
            biased;
            () = persist(&views, &entries, follower.position().0) => {}
            () = &mut shutdown => return Ok(()),
        }
    }
}

/// Writes until it succeeds. May be dropped at any time: what is not committed then is not there.
async fn persist(views: &Views, entries: &[Arc<Entry<Event>>], reached: u64) {
    let mut pause = FIRST_PAUSE;
    while let Err(error) = views.advance(entries, reached).await {
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

//! The follower of the main log.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bezant_core::Core;
use bezant_engine::{Engine, FollowError};
use bezant_log::{Position, SnapshotStore};
use tokio::time::{Instant, sleep_until};

use super::known::{Known, snapshots};
use super::record_of;
use crate::error::AuditError;
use crate::trail::Trail;

/// Entries taken at once.
const ENTRIES: usize = 512;
/// Between two looks, so that entries come many at a time. Far behind, there is no pause.
const PACE: Duration = Duration::from_millis(25);
/// A snapshot is taken when the trail has grown by so many records: what a start reads at most.
const SNAPSHOT_EVERY: u64 = 100_000;
/// How long what was taken in may take to become durable, before a start or a snapshot.
const DURABLE_WITHIN: Duration = Duration::from_secs(30);

/// Follows the main log until `shutdown` or the end of the engine, and puts a record of each change into the trail: each exactly once,
/// whatever ends the process.
///
/// # Errors
/// If the trail or the main log can't be read.
pub async fn follow_changes(
    trail: Trail,
    engine: Engine<Core>,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), AuditError> {
    let mut shutdown = pin!(shutdown);
    let store = Arc::new(snapshots(trail.folder())?);
    let mut known = known(&trail, &store).await?;
    if known.position > engine.committed().0 {
        tracing::warn!(
            "the audit trail is ahead of the log, which must be another one; changes are recorded from its beginning"
        );
        known = Known::default();
    }
    let mut follower = engine.follow(Position(known.position));
    let mut snapshot_at = trail.stats().head;
    loop {
        let may_start = Instant::now() + PACE;
        let entries = tokio::select! {
            biased;
            () = &mut shutdown => return Ok(()),
            entries = follower.next(ENTRIES) => match entries {
                Ok(entries) => entries,
                Err(FollowError::Stopped) => return Ok(()),
                Err(FollowError::Log(error)) => return Err(error.into()),
                Err(FollowError::Record { after, .. }) => return Err(AuditError::MainLog(after.0)),
            },
        };
        tokio::select! {
            biased;
            () = &mut shutdown => return Ok(()),
            () = trail.has_room() => {}
        }
        for entry in &entries {
            let Some(record) = record_of(&mut known, entry) else {
                continue;
            };
            while !trail.note(&record) {
                tokio::select! {
                    biased;
                    // What is not noted is followed again at the next start.
                    () = &mut shutdown => return Ok(()),
                    () = trail.has_room() => {}
                }
            }
            known.position = entry.position.0;
        }
        let head = trail.stats().head;
        if head.saturating_sub(snapshot_at) >= SNAPSHOT_EVERY {
            snapshot_at = head;
            known = saved(&trail, &store, known).await?;
        }
        if follower.behind() < ENTRIES as u64 {
            tokio::select! {
                biased;
                () = &mut shutdown => return Ok(()),
                () = sleep_until(may_start) => {}
            }
        }
    }
}

/// What a follower of before has taken in must be durable first, since that is where this one begins.
async fn known(trail: &Trail, store: &Arc<impl SnapshotStore + 'static>) -> Result<Known, AuditError> {
    let (trail, store) = (trail.clone(), Arc::clone(store));
    let reading = tokio::task::spawn_blocking(move || match trail.flush(DURABLE_WITHIN) {
        true => Known::read(&*store, &*trail.reader()),
        false => Err(AuditError::Behind),
    });
    reading.await.map_err(|_| AuditError::Closed)?
}

/// Nothing but this follower brings changes, so what is known now is what is told by the trail up to its end.
async fn saved(
    trail: &Trail,
    store: &Arc<impl SnapshotStore + 'static>,
    known: Known,
) -> Result<Known, AuditError> {
    let (trail, store) = (trail.clone(), Arc::clone(store));
    let saving = tokio::task::spawn_blocking(move || {
        if trail.flush(DURABLE_WITHIN)
            && let Err(error) = known.save(&*store, trail.reader().head())
        {
            tracing::warn!(%error, "what the audit trail tells can't be kept; the next start reads it again");
        }
        known
    });
    saving.await.map_err(|_| AuditError::Closed)
}

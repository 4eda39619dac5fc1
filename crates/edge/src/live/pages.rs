//! The log, page by page, for watchers that are behind the ring.

use std::collections::VecDeque;
use std::sync::Arc;

use bezant_core::Core;
use bezant_engine::{FollowError, Follower};
use bezant_kernel::Tenant;
use tokio::sync::Semaphore;

use super::filter::Wanted;
use super::place::Place;
use super::told::Told;

/// A page ends with the event that makes it so large, so that a slow watcher holds little while it is behind.
const PAGE_BYTES: usize = 8 * 1024;
/// Entries that are looked at before others have their turn.
const ENTRIES_A_TURN: usize = 4_096;
const ENTRIES_AT_ONCE: usize = 64;

/// What a watcher wants of a stretch of the log.
pub(super) struct Page {
    pub(super) events: VecDeque<Arc<Told>>,
    /// Everything up to here has been looked at.
    pub(super) reached: Place,
}

/// Reads on after a place, when it is this reader's turn.
pub(super) async fn read(
    readers: Arc<Semaphore>,
    follower: Follower<Core>,
    tenant: Tenant,
    after: Place,
    wanted: Arc<Wanted>,
) -> Result<Page, FollowError> {
    let permit = readers.acquire_owned().await.map_err(|_| FollowError::Stopped)?;
    let reading = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        page(follower, tenant, after, &wanted)
    });
    reading.await.map_err(|_| FollowError::Stopped)?
}

fn page(
    mut follower: Follower<Core>,
    tenant: Tenant,
    after: Place,
    wanted: &Wanted,
) -> Result<Page, FollowError> {
    let (mut events, mut bytes, mut looked_at) = (VecDeque::new(), 0, 0);
    while looked_at < ENTRIES_A_TURN {
        let entries = follower.try_next(ENTRIES_AT_ONCE)?;
        if entries.is_empty() {
            break;
        }
        looked_at += entries.len();
        for entry in entries.iter().filter(|entry| entry.tenant == tenant) {
            for (index, event) in entry.events.iter().enumerate() {
                let place = Place::at(entry.position, index);
                if place <= after || !wanted.may_want(place, event) {
                    continue;
                }
                let Some(told) = Told::of(entry, index) else {
                    continue;
                };
                bytes += told.json.len();
                events.push_back(told);
                if bytes >= PAGE_BYTES {
                    return Ok(Page {
                        events,
                        reached: place,
                    });
                }
            }
        }
    }
    let reached = Place::after(follower.position()).max(after);
    Ok(Page { events, reached })
}

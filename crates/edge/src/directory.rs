//! Tenants and keys as the log has them, always at hand for authentication.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bezant_core::{Answer, Core, Directory, Query, system_tenant};
use bezant_engine::{Engine, FollowError, Follower, Unavailable};
use bezant_log::Position;
use tokio::sync::watch;

/// Entries taken in at a time.
const ENTRIES_AT_ONCE: usize = 1_024;

/// How long a caller may wait for the directory to have caught up. It is behind by less than a millisecond.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(1);

/// A directory that follows the log. Clones are handles to the same one.
#[derive(Clone)]
pub struct DirectoryHandle {
    /// Changed in place: a copy for every sign-in would cost as much as there are users.
    current: Arc<RwLock<Directory>>,
    /// Everything up to here is in it; nothing more comes once the sender is gone.
    reached: watch::Receiver<Position>,
    /// The version of the access policy that is in force.
    policy: watch::Receiver<u32>,
}

impl DirectoryHandle {
    /// Takes the directory from the engine and follows the log until the engine ends.
    pub async fn start(engine: &Engine<Core>) -> Result<Self, Unavailable> {
        let directory = ask(engine).await?;
        let follower = engine.follow(directory.position());
        let (reached_sender, reached) = watch::channel(directory.position());
        let (policy_sender, policy) = watch::channel(directory.identity().bundle.active());
        let current = Arc::new(RwLock::new(directory));
        tokio::spawn(follow(
            follower,
            Arc::clone(&current),
            reached_sender,
            policy_sender,
        ));
        Ok(DirectoryHandle {
            current,
            reached,
            policy,
        })
    }

    /// The version of the access policy that is in force, and each that comes.
    pub(crate) fn policy_versions(&self) -> watch::Receiver<u32> {
        self.policy.clone()
    }

    /// Looks something up in the directory as it is now. What is asked must be short: changes wait for it.
    pub fn read<T>(&self, look: impl FnOnce(&Directory) -> T) -> T {
        look(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether it is being kept current.
    pub(crate) fn is_followed(&self) -> bool {
        self.reached.has_changed().is_ok()
    }

    /// Waits until everything up to `position` is in it; `false` if it was there already, so that a look-up that found
    /// nothing need not be repeated.
    pub(crate) async fn catch_up(&self, position: Position) -> bool {
        let mut reached = self.reached.clone();
        if *reached.borrow() >= position {
            return false;
        }
        // Where it does not get there in time, what it has is what there is.
        let _ = tokio::time::timeout(CATCH_UP_WITHIN, reached.wait_for(|&at| at >= position)).await;
        true
    }
}

pub(crate) async fn ask(engine: &Engine<Core>) -> Result<Directory, Unavailable> {
    loop {
        match engine.query(system_tenant(), Query::Directory).await {
            Ok(Answer::Directory(directory)) => return Ok(*directory),
            Ok(_) => unreachable!("a question for the directory is answered with it"),
            Err(Unavailable::Busy { retry_after }) => tokio::time::sleep(retry_after).await,
            Err(Unavailable::Stopped) => return Err(Unavailable::Stopped),
        }
    }
}

async fn follow(
    mut follower: Follower<Core>,
    current: Arc<RwLock<Directory>>,
    reached: watch::Sender<Position>,
    policy: watch::Sender<u32>,
) {
    loop {
        let entries = match follower.next(ENTRIES_AT_ONCE).await {
            Ok(entries) => entries,
            Err(FollowError::Stopped) => return,
            Err(error @ (FollowError::Log(_) | FollowError::Record { .. })) => {
                tracing::error!(%error, "the directory of keys is no longer kept current");
                return;
            }
        };
        if entries.iter().any(|entry| Directory::is_changed_by(entry)) {
            let mut directory = current.write().unwrap_or_else(PoisonError::into_inner);
            for entry in &entries {
                directory.apply(entry);
            }
            let active = directory.identity().bundle.active();
            policy.send_if_modified(|before| std::mem::replace(before, active) != active);
        }
        reached.send_replace(follower.position());
    }
}

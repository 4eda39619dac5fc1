//! Followers that can be killed: their work is dropped where it stands, as by a crash, and begins anew when the fault is over.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// Who can be killed.
#[derive(Default)]
pub(super) struct Kills(Mutex<BTreeMap<&'static str, watch::Sender<bool>>>);

/// What a follower hears of it.
pub(crate) struct Kill(watch::Receiver<bool>);

impl Kills {
    pub(super) fn add(&self, name: &'static str) -> Kill {
        let (sender, receiver) = watch::channel(false);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.insert(name, sender);
        assert!(before.is_none(), "followers have names of their own");
        Kill(receiver)
    }

    /// Kills a follower or lets it live; says whether there is one of this name.
    pub(super) fn set(&self, name: &str, is_killed: bool) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(name)
            .map(|follower| follower.send_replace(is_killed))
            .is_some()
    }

    pub(super) fn names(&self) -> Vec<&'static str> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.keys().copied().collect()
    }
}

impl Kill {
    #[cfg(test)]
    pub(crate) fn is_killed(&mut self) -> bool {
        *self.0.borrow_and_update()
    }

    /// What comes of the work; nothing when the follower was killed over it.
    pub(crate) async fn unless_killed<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = told(&mut self.0, true) => None,
            end = work => Some(end),
        }
    }

    /// Completes when the follower may live.
    pub(crate) async fn over(&mut self) {
        told(&mut self.0, false).await;
    }
}

async fn told(killed: &mut watch::Receiver<bool>, wanted: bool) {
    if killed.wait_for(|&killed| killed == wanted).await.is_err() {
        // Nobody is left who could say so: the node is gone.
        std::future::pending::<()>().await;
    }
}

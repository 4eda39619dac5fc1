//! The access policy in force, taken over from the log: at the start, and whenever another version is activated.
//!
//! ```text
//!   log ──▶ directory: version n is active ──compile──▶ authorizer decides by n
//!                                              └─ fails: it goes on by the one before, and says so
//! ```

use std::sync::Arc;
use std::time::Duration;

use bezant_identity::bundle::{BUILT_IN, Files};
use bezant_policy::{Authorizer, Bundle, Policy};
use tokio::sync::watch;

use crate::directory::DirectoryHandle;
use crate::edge::Edge;

/// How long who activates a version waits for it. Compiling takes milliseconds.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(5);

/// Takes over the version that is in force now, and follows from then on. What is given back is the last version that was
/// tried.
pub(crate) async fn follow_policy(
    directory: DirectoryHandle,
    authorizer: Arc<Authorizer>,
) -> watch::Receiver<u32> {
    let mut versions = directory.policy_versions();
    let first = *versions.borrow_and_update();
    // Before the first request is decided.
    take_over(&directory, &authorizer, first).await;
    let (tried, taken) = watch::channel(first);
    tokio::spawn(async move {
        while versions.changed().await.is_ok() {
            let version = *versions.borrow_and_update();
            take_over(&directory, &authorizer, version).await;
            tried.send_replace(version);
        }
    });
    taken
}

async fn take_over(directory: &DirectoryHandle, authorizer: &Arc<Authorizer>, version: u32) {
    if authorizer.policy().version() == version {
        return;
    }
    let files = directory.read(|directory| {
        let found = directory.identity().bundle.version(version);
        found.map(|version| Files::clone(&version.files))
    });
    let compiling = tokio::task::spawn_blocking(move || match files {
        _ if version == BUILT_IN => Ok(Policy::built_in()),
        // Another has come into force since, and this one is not at hand any more: it comes next.
        None => Err("its texts are not at hand".to_owned()),
        Some(files) => {
            let bundle = Bundle::new(files).map_err(|error| error.to_string())?;
            Policy::compile(version, bundle).map_err(|error| error.to_string())
        }
    });
    match compiling.await {
        Ok(Ok(policy)) => {
            authorizer.replace(policy);
            tracing::info!(version, "the access policy has changed");
        }
        Ok(Err(error)) => {
            tracing::error!(version, %error, "the access policy can't be taken over: the one before stays in force here");
        }
        Err(error) => tracing::error!(version, %error, "the access policy can't be taken over"),
    }
}

impl Edge {
    /// Waits until requests are decided by the version that is in force now.
    pub(crate) async fn policy_settled(&self) {
        let active = self
            .directory()
            .read(|directory| directory.identity().bundle.active());
        let mut tried = self.policy_tried();
        let waiting = tried.wait_for(|&version| version == active);
        let _ = tokio::time::timeout(TAKEN_OVER_WITHIN, waiting).await;
    }
}

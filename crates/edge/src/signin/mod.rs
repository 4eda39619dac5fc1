//! How people sign in: pages and API for passwords, one-time codes and passkeys, sessions and devices, step-up, recovery.
//!
//! Here is checked what people prove themselves with; what must happen once only, and what counts, is decided by the machine. A
//! session begins in one place, [`start_session`]. It must never tell whether there is an account, hash for those who guess too
//! often, let one person's guesses lock another out, or lead to a page of somebody else.

mod letters;
mod pending;
mod start;
mod throttle;

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

pub(crate) use start::{Visitor, start_session};

use crate::access::Route;

/// Letters under way.
const LETTERS: usize = 64;

/// What is kept in memory of those who sign in.
pub(crate) struct SignIns {
    pub(crate) throttle: throttle::Throttle,
    pub(crate) pending: pending::Pending,
    letters: Arc<Semaphore>,
}

impl Default for SignIns {
    fn default() -> Self {
        SignIns {
            throttle: throttle::Throttle::default(),
            pending: pending::Pending::default(),
            letters: Arc::new(Semaphore::new(LETTERS)),
        }
    }
}

impl SignIns {
    fn letter_place(&self) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        Arc::clone(&self.letters).try_acquire_owned()
    }
}

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

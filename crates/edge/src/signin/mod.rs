//! How people sign in: pages and API for passwords, one-time codes and passkeys, sessions and devices, step-up, recovery.

use crate::access::Route;

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

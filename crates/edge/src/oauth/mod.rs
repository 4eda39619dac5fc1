//! An OAuth 2.1 authorization server and OpenID provider for each tenant.

use crate::access::Route;

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

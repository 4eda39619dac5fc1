//! SCIM 2.0 (RFC 7643, RFC 7644): users and groups provisioned from outside.

use crate::access::Route;

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

//! The management of identity: tenant, principals, roles, groups, invitations, approvals, keys, clients, consent, policy.

use crate::access::Route;

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

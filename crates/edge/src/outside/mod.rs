//! Signing in with identity from outside: OpenID providers, SAML, LDAP.

use crate::access::Route;

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

//! An OAuth 2.1 authorization server and OpenID provider for each tenant, below `/realms/{tenant}`.
//!
//! In come the requests of browsers and clients as the standards have them; out go pages, redirects, codes and tokens. What is
//! granted, and that a code or a refresh token works once, is decided by the machine; here clients prove who they are, people
//! are asked, and tokens are signed. It must never send a browser to an address that is not the client's, take an answer of a
//! person from another site's form, or give a token for more than was granted.

mod answer;
mod authorize;
mod browser;
mod client;
mod consent;
mod device;
mod device_page;
mod discovery;
mod fields;
mod keys;
mod logout;
mod pages;
mod person;
mod realm;
mod request;
mod status;
mod token;
mod tokens;
mod userinfo;

pub use keys::{rotate_signing_keys, tend_signing_keys};

use crate::access::{Access, Openness, Route, get, post};

/// Who asks proves themselves in a way of its own: the standards', not the API's.
const OWN_PROOF: Access = Access::Open(Openness::OwnProof);
/// Pages on the way to a client.
const SIGN_IN: Access = Access::Open(Openness::SignIn);

/// What is kept in memory: opened signing keys, and who asks too often. Nothing is lost with it.
pub(crate) struct OAuth {
    signers: keys::Signers,
    polls: device::Polls,
    guesses: device_page::Guesses,
    /// What forms are bound to their sessions with.
    form_key: [u8; 32],
}

impl Default for OAuth {
    fn default() -> Self {
        OAuth {
            signers: keys::Signers::default(),
            polls: device::Polls::default(),
            guesses: device_page::Guesses::default(),
            form_key: rand::random(),
        }
    }
}

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        (
            "/.well-known/oauth-authorization-server/realms/{tenant}",
            get(OWN_PROOF, discovery::describe),
        ),
        (
            "/realms/{tenant}/.well-known/openid-configuration",
            get(OWN_PROOF, discovery::describe),
        ),
        ("/realms/{tenant}/jwks", get(OWN_PROOF, discovery::keys)),
        (
            "/realms/{tenant}/authorize",
            get(SIGN_IN, authorize::begin).post(SIGN_IN, consent::answer),
        ),
        ("/realms/{tenant}/token", post(OWN_PROOF, token::token)),
        ("/realms/{tenant}/introspect", post(OWN_PROOF, status::introspect)),
        ("/realms/{tenant}/revoke", post(OWN_PROOF, status::revoke)),
        (
            "/realms/{tenant}/userinfo",
            get(OWN_PROOF, userinfo::read).post(OWN_PROOF, userinfo::read),
        ),
        ("/realms/{tenant}/device", post(OWN_PROOF, device::start)),
        (
            "/realms/{tenant}/device/verify",
            get(SIGN_IN, device_page::show).post(SIGN_IN, device_page::answer),
        ),
        (
            "/realms/{tenant}/logout",
            get(SIGN_IN, logout::begin).post(SIGN_IN, logout::answer),
        ),
    ]
}

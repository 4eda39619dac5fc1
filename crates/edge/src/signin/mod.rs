//! How people sign in: pages and API for passwords, one-time codes and passkeys, sessions and devices, step-up, recovery.
//!
//! Here is checked what people prove themselves with; what must happen once only, and what counts, is decided by the machine. A
//! session begins in one place, [`start_session`]. It must never tell whether there is an account, hash for those who guess too
//! often, let one person's guesses lock another out, or lead to a page of somebody else.

mod account;
pub(crate) mod api;
pub(crate) mod dto;
pub(crate) mod email;
mod enter;
mod letters;
pub(crate) mod links;
pub(crate) mod me;
pub(crate) mod own;
pub(crate) mod page;
mod pages;
mod pending;
mod proof;
mod start;
mod throttle;
mod visit;

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

pub(crate) use start::{Visitor, no_session_cookie, start_session};
pub(crate) use visit::{CardGuess, Form};

use bezant_identity::Permission::{IdentityManage, IdentityRead};

use crate::access::{Access, Openness, Route, delete, get, post};

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

const OPEN: Access = Access::Open(Openness::SignIn);
const SELF: Access = Access::Themself { fresh: false };
/// For what a stolen session must not be enough.
const PROVEN: Access = Access::Themself { fresh: true };
const MANAGE: Access = Access::needs(IdentityManage).fresh();

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        ("/api/v1/sign-in", post(OPEN, api::sign_in)),
        ("/api/v1/sign-in/second-factor", post(OPEN, api::second_factor)),
        (
            "/api/v1/sign-in/passkey/options",
            post(OPEN, api::passkey_options),
        ),
        ("/api/v1/sign-in/passkey", post(OPEN, api::passkey)),
        ("/api/v1/sign-in/recovery", post(OPEN, links::recover)),
        (
            "/api/v1/sign-in/recovery/finish",
            post(OPEN, links::finish_recovery),
        ),
        ("/api/v1/invitations/accept", post(OPEN, links::accept_invitation)),
        ("/api/v1/email-verifications/finish", post(OPEN, email::finish)),
        ("/api/v1/sign-out", post(SELF, api::sign_out)),
        ("/api/v1/me", get(SELF, me::read)),
        ("/api/v1/me/email/verification", post(SELF, email::ask)),
        ("/api/v1/me/session", get(SELF, me::session)),
        ("/api/v1/me/sessions", get(SELF, me::sessions)),
        ("/api/v1/me/sessions/revoke-others", post(SELF, me::end_others)),
        ("/api/v1/me/sessions/{id}", delete(SELF, me::end)),
        ("/api/v1/me/devices", get(SELF, me::devices)),
        ("/api/v1/me/devices/{id}", delete(SELF, me::forget_device)),
        ("/api/v1/me/step-up", post(SELF, own::step_up)),
        ("/api/v1/me/step-up/options", post(SELF, own::step_up_options)),
        ("/api/v1/me/password", post(PROVEN, own::change_password)),
        (
            "/api/v1/me/totp",
            post(PROVEN, own::enrol_totp).delete(PROVEN, own::remove_totp),
        ),
        ("/api/v1/me/totp/confirm", post(PROVEN, own::confirm_totp)),
        ("/api/v1/me/recovery-codes", post(PROVEN, own::recovery_codes)),
        (
            "/api/v1/me/passkeys",
            post(PROVEN, own::add_passkey).get(SELF, own::passkeys),
        ),
        (
            "/api/v1/me/passkeys/options",
            post(PROVEN, own::new_passkey_options),
        ),
        ("/api/v1/me/passkeys/{id}", delete(PROVEN, own::remove_passkey)),
        (
            "/api/v1/principals/{id}/sessions",
            get(Access::needs(IdentityRead), me::sessions_of).delete(MANAGE, me::end_sessions_of),
        ),
        (
            "/sign-in",
            get(OPEN, pages::show_sign_in).post(OPEN, pages::sign_in),
        ),
        ("/sign-in/second-factor", post(OPEN, pages::second_factor)),
        ("/sign-in/style.css", get(OPEN, page::style)),
        ("/sign-in/script.js", get(OPEN, page::script)),
        (
            "/recover",
            get(OPEN, pages::show_recover).post(OPEN, pages::recover),
        ),
        (
            "/invitation",
            get(OPEN, pages::show_invitation).post(OPEN, pages::invitation),
        ),
        (
            "/verify-email",
            get(OPEN, pages::show_verify_email).post(OPEN, pages::verify_email),
        ),
        ("/account", get(OPEN, account::show)),
    ]
}

//! Signing in with identity from outside: OpenID providers, SAML, LDAP.
//!
//! ```text
//!   /sign-in/with/NAME ── 303 + cookie ──▶ provider ──▶ /sign-in/outside/NAME/callback ── session ──▶ return_to
//! ```
//!
//! In comes a browser that wants to leave for a provider or comes back from one, or a login and password for a directory; out go
//! a session and the way back, or a page that says why not. What the browser brings back counts only together with the sealed
//! cookie that it left with, so that nobody finishes what another has started. Whose account it is, identity decides. This part
//! must never link an account by e-mail on its own, send a browser to another site than the provider's, believe a provider about
//! another tenant, or write who somebody is into a log.

mod arrival;
mod browser;
mod directory;
mod kept;
mod page;

use bezant_sso::{ProviderName, SsoError};

pub(crate) use directory::{DirectoryRefusal, directory_password};

use crate::access::{Access, Openness, Route, get};

const OPEN: Access = Access::Open(Openness::SignIn);
const BACK: Access = Access::Open(Openness::OwnProof);

/// The routes of this part.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        ("/sign-in/with/{provider}", get(OPEN, browser::leave)),
        (
            "/sign-in/outside/{provider}/callback",
            get(BACK, browser::back_from_openid).post(BACK, browser::back_from_saml),
        ),
        (
            "/sign-in/outside/{provider}/metadata",
            get(OPEN, browser::metadata),
        ),
    ]
}

/// Counts what came of a sign-in, by words that are known before.
fn count(provider: &ProviderName, outcome: &'static str) {
    let provider = provider.as_str().to_owned();
    metrics::counter!("outside_sign_ins_total", "provider" => provider, "outcome" => outcome).increment(1);
}

/// The word for an error in counts and on pages.
fn word(error: &SsoError) -> &'static str {
    match error {
        SsoError::Misconfigured(_) => "sso_misconfigured",
        SsoError::ProviderUnavailable { .. } => "sso_provider_unavailable",
        SsoError::Refused(refusal) => refusal.code(),
        SsoError::Invalid(flaw) => flaw.code(),
    }
}

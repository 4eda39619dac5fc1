//! What is kept between a browser's leaving for a provider and its return.

use std::fmt;

use bezant_kernel::{Milliseconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Flaw, ProviderName, Refusal, SsoError};

/// How long somebody may take at the provider.
pub const PENDING_LIFETIME: Milliseconds = Milliseconds(10 * 60 * 1_000);

/// A sign-in that was started. The caller keeps it where only this browser can bring it back (under a random cookie, or sealed in
/// one) and takes it away when the browser returns, whatever comes of that. Its content is a secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Pending {
    pub(crate) provider: ProviderName,
    pub(crate) started_at: Timestamp,
    pub(crate) kept: Kept,
}

/// A browser's leaving: where it goes, and what is kept until it is back.
#[derive(Clone)]
pub struct Started {
    /// Where to send the browser, with a 303.
    pub redirect_to: String,
    /// What to keep for the return.
    pub pending: Pending,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    Oidc {
        state: String,
        nonce: String,
        verifier: String,
    },
    Saml {
        request: String,
        relay_state: String,
    },
}

impl Pending {
    pub(crate) fn new(provider: &ProviderName, started_at: Timestamp, kept: Kept) -> Self {
        Pending {
            provider: provider.clone(),
            started_at,
            kept,
        }
    }

    /// The provider to which the browser went, and from which alone it may return.
    pub fn provider(&self) -> &ProviderName {
        &self.provider
    }

    /// When it can't be finished any more.
    pub fn expires_at(&self) -> Timestamp {
        self.started_at.after(PENDING_LIFETIME)
    }

    /// Mix-up and lateness, which are the same for all providers.
    pub(crate) fn check(&self, provider: &ProviderName, now: Timestamp) -> Result<(), SsoError> {
        if self.provider != *provider {
            return Err(SsoError::Invalid(Flaw::State));
        }
        // One from the future was not made here, or by a clock that can't be trusted with its end either.
        if now >= self.expires_at() || self.started_at > now.after(Milliseconds(60_000)) {
            return Err(SsoError::Refused(Refusal::Expired));
        }
        Ok(())
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pending({}, {})", self.provider, self.started_at)
    }
}

impl fmt::Debug for Started {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Started({:?})", self.pending)
    }
}

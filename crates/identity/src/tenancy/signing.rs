//! What the holder of a key signs requests with (RFC 9421), as it is kept. Signatures are checked by the caller of this crate.

use bezant_kernel::{ApiKeyId, Timestamp};

use super::{Event, LONGEST_OVERLAP, Rejection};
use crate::Sealed;

/// What signatures are checked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigningKey {
    /// The public half of a key of Ed25519; the other half is its holder's alone.
    Ed25519([u8; 32]),
    /// A secret for HMAC with SHA-256, sealed: both sides need it.
    HmacSha256(Sealed),
}

impl SigningKey {
    /// The algorithm's name in the registry of RFC 9421.
    pub const fn algorithm(&self) -> &'static str {
        match self {
            SigningKey::Ed25519(_) => "ed25519",
            SigningKey::HmacSha256(_) => "hmac-sha256",
        }
    }
}

/// How the requests of a key are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySigning {
    /// With what.
    pub key: SigningKey,
    /// What they were signed with before, while that still counts.
    pub previous: Option<PreviousSigningKey>,
    /// Whether a request that is not signed is refused.
    pub required: bool,
}

/// A signing key before it was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousSigningKey {
    /// It.
    pub key: SigningKey,
    /// From when on it is refused.
    pub until: Timestamp,
}

impl KeySigning {
    /// What a signature may be by at `now`, the newest first.
    pub fn keys(&self, now: Timestamp) -> impl Iterator<Item = &SigningKey> {
        let previous = self.previous.as_ref().filter(|previous| now < previous.until);
        std::iter::once(&self.key).chain(previous.map(|previous| &previous.key))
    }
}

/// What to change of how a key's requests are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SigningChange {
    /// Take this signing key.
    Set {
        /// It; the one that there is where `None`.
        key: Option<SigningKey>,
        /// Whether a request that is not signed is refused.
        required: bool,
        /// Until when the one before counts too, at most [`LONGEST_OVERLAP`]; no longer where `None`.
        overlap_until: Option<Timestamp>,
    },
    /// Let requests come without a signature, and take none.
    Remove,
}

/// What comes of a change.
pub(super) fn changed(
    id: ApiKeyId,
    before: Option<&KeySigning>,
    change: SigningChange,
    now: Timestamp,
) -> Result<Vec<Event>, Rejection> {
    let after = match change {
        SigningChange::Remove => None,
        SigningChange::Set {
            key,
            required,
            overlap_until,
        } => {
            if overlap_until.is_some_and(|until| until > now.after(LONGEST_OVERLAP)) {
                return Err(Rejection::KeyOverlapTooLong);
            }
            let replaced = before.filter(|before| key.as_ref().is_some_and(|key| *key != before.key));
            let previous = match (replaced, before) {
                (Some(replaced), _) => {
                    overlap_until
                        .filter(|until| *until > now)
                        .map(|until| PreviousSigningKey {
                            key: replaced.key.clone(),
                            until,
                        })
                }
                (None, Some(before)) => before.previous.clone(),
                (None, None) => None,
            };
            let key = key
                .or_else(|| before.map(|before| before.key.clone()))
                .ok_or(Rejection::KeySigningMissing(id))?;
            Some(KeySigning {
                key,
                previous,
                required,
            })
        }
    };
    if after.as_ref() == before {
        return Ok(Vec::new());
    }
    let signing = after.map(Box::new);
    Ok(vec![Event::KeySigningChanged { id, signing }])
}

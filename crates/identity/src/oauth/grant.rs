//! What leads to tokens: codes, device requests, and the grants made from them.

use std::fmt;

use bezant_kernel::{ClientId, GrantId, PrincipalId, SessionId, Tenant, Timestamp};

use super::GrantScopes;
use crate::TokenHash;

/// All that is kept of an access token that is refused before its time: a hash of its `jti`.
pub fn access_token_hash(jti: &str) -> TokenHash {
    TokenHash::from_bytes(blake3::derive_key("bezant 2026-11 access token", jti.as_bytes()))
}

/// Who allowed a client what, and how they had signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Which client.
    pub client: ClientId,
    /// Who.
    pub principal: PrincipalId,
    /// In which session.
    pub session: SessionId,
    /// What.
    pub scopes: GrantScopes,
    /// What the client wants to see again in the identity token.
    pub nonce: Option<String>,
    /// When they had signed in.
    pub authenticated_at: Timestamp,
    /// The principal's number then; see [`crate::credential::Credentials::epoch`].
    pub epoch: u64,
}

/// An authorization code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// All that is kept of it.
    pub hash: TokenHash,
    /// What it stands for.
    pub allowed: Allowed,
    /// Where it was sent.
    pub redirect_uri: String,
    /// The challenge (RFC 7636, S256): the SHA-256 of the verifier.
    pub challenge: [u8; 32],
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// What was made from it, once it was used.
    pub used: Option<GrantId>,
}

/// The code that a person types to let a device in: eight letters, without vowels so that they spell nothing (RFC 8628, 6.1).
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserCode([u8; 8]);

/// The text is not a user code.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a user code is eight letters without vowels")]
pub struct InvalidUserCode;

impl UserCode {
    /// The letters there are.
    pub const LETTERS: &'static [u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

    /// From random bytes: the rest to 20, whose unevenness takes off less than a bit in all.
    pub fn from_random(random: [u8; 8]) -> UserCode {
        UserCode(random.map(|byte| Self::LETTERS[usize::from(byte) % Self::LETTERS.len()]))
    }

    /// The code in a text, as people type it: small or large, with dashes and spaces.
    pub fn parse(text: &str) -> Result<UserCode, InvalidUserCode> {
        let mut letters = text
            .bytes()
            .filter(|byte| !matches!(byte, b'-' | b' '))
            .map(|byte| byte.to_ascii_uppercase());
        let mut code = [0; 8];
        for place in &mut code {
            *place = letters.next().ok_or(InvalidUserCode)?;
        }
        if letters.next().is_none() && code.iter().all(|letter| Self::LETTERS.contains(letter)) {
            Ok(UserCode(code))
        } else {
            Err(InvalidUserCode)
        }
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, letter) in self.0.iter().enumerate() {
            if at == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

/// It opens an account to a device for some minutes.
impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(..)")
    }
}

/// What became of a device's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceStatus {
    /// Nobody has answered.
    Pending,
    /// Someone lets it in.
    Approved(Allowed),
    /// Someone does not.
    Denied,
}

/// A device that asks to be let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRequest {
    /// All that is kept of the device's code.
    pub hash: TokenHash,
    /// What its user types.
    pub user_code: UserCode,
    /// Which client it runs.
    pub client: ClientId,
    /// What it asks for.
    pub scopes: GrantScopes,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// What became of it.
    pub status: DeviceStatus,
}

/// Why a grant ended. Numbers are stored and never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum GrantEnd {
    /// Its owner, its client or an administrator ended it.
    Revoked = 1,
    /// A refresh token was presented that had been replaced.
    TokenReused = 2,
    /// The code it was made from was presented again.
    CodeReused = 3,
    /// Its owner had too many.
    Crowded = 4,
}

impl GrantEnd {
    /// The word in API and events.
    pub const fn as_str(self) -> &'static str {
        match self {
            GrantEnd::Revoked => "revoked",
            GrantEnd::TokenReused => "token_reused",
            GrantEnd::CodeReused => "code_reused",
            GrantEnd::Crowded => "crowded",
        }
    }

    pub(super) const fn from_number(number: u32) -> Option<GrantEnd> {
        match number {
            1 => Some(GrantEnd::Revoked),
            2 => Some(GrantEnd::TokenReused),
            3 => Some(GrantEnd::CodeReused),
            4 => Some(GrantEnd::Crowded),
            _ => None,
        }
    }
}

/// What a client was granted once: a family of refresh tokens with the access tokens made from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id, which is in its tokens.
    pub id: GrantId,
    /// In which tenant.
    pub tenant: Tenant,
    /// Who allowed what.
    pub allowed: Allowed,
    /// Which refresh token is good: the first is 0.
    pub generation: u32,
    /// That refresh token, if there are any.
    pub refresh: Option<TokenHash>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
    /// When tokens were made last.
    pub last_used_at: Timestamp,
    /// When it was ended, and why.
    pub revoked: Option<(Timestamp, GrantEnd)>,
}

/// Why a token is not accepted.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// Nothing is known of the grant or the client.
    #[error("the token is not known")]
    Unknown,
    /// Its time is over.
    #[error("the token's grant has expired")]
    Expired,
    /// It was ended, or its owner was suspended, has recovered their account, or has signed out of what it depends on.
    #[error("the token was revoked")]
    Revoked,
}

impl TokenRefused {
    /// The stable code, one of [`super::Rejection::CODES`].
    pub fn code(self) -> &'static str {
        super::Rejection::from(self).code()
    }
}

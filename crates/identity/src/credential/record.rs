//! What is kept of each principal's credentials.

use std::collections::BTreeMap;
use std::fmt;

use bezant_kernel::{PasskeyId, Timestamp};

use crate::{LookupHash, Sealed, TokenHash};

/// A password as argon2id left it, with salt and parameters, in PHC form.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// The text is not an argon2id hash in PHC form.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an argon2id hash in PHC form")]
pub struct InvalidPasswordHash;

impl PasswordHash {
    /// Largest that is kept.
    pub const MAXIMUM_BYTES: usize = 512;

    /// The hash with this text.
    pub fn parse(text: &str) -> Result<PasswordHash, InvalidPasswordHash> {
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if plain && text.len() <= Self::MAXIMUM_BYTES && text.starts_with("$argon2id$v=") {
            Ok(PasswordHash(text.to_owned()))
        } else {
            Err(InvalidPasswordHash)
        }
    }

    /// For verification, and for storage.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// A password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Password {
    /// All that is kept of it.
    pub hash: PasswordHash,
    /// Since when it is this one.
    pub changed_at: Timestamp,
}

/// A generator of time-based one-time passwords (RFC 6238).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totp {
    /// Its seed, sealed under the subject's key.
    pub seed: Sealed,
    /// The last time step that was used: only later ones are accepted.
    pub last_step: u64,
    /// Since when it counts.
    pub confirmed_at: Timestamp,
}

/// A passkey (WebAuthn credential).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Our id.
    pub id: PasskeyId,
    /// The id that the authenticator gave it.
    pub credential_id: Vec<u8>,
    /// The public credential, as the verifying library writes it.
    pub credential: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// How often it was used, as it counts; zero if it does not count.
    pub counter: u32,
    /// Whether it may be copied between its owner's devices.
    pub backup_eligible: bool,
    /// Whether it was.
    pub backed_up: bool,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
}

/// An e-mail address whose owner is asked to confirm it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailToken {
    /// The token that was sent.
    pub hash: TokenHash,
    /// Which address it was sent to.
    pub address: LookupHash,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// A token that was sent to someone who can't sign in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct RecoveryToken {
    /// The token.
    pub hash: TokenHash,
    /// Which address it was mailed to; none where it was handed over.
    pub address: Option<LookupHash>,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// All credentials of one principal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Their password.
    pub password: Option<Password>,
    /// Their generator of one-time passwords.
    pub totp: Option<Totp>,
    /// The seed of a generator that they have not shown to work yet.
    pub enrolling: Option<Sealed>,
    /// The recovery codes that are left.
    pub recovery_codes: Vec<TokenHash>,
    /// Their passkeys.
    pub passkeys: BTreeMap<PasskeyId, Passkey>,
    /// Recoveries under way, the oldest first.
    pub recoveries: Vec<RecoveryToken>,
    /// The e-mail verification under way.
    pub email_token: Option<EmailToken>,
    /// The address that was verified last, and when.
    pub email_verified: Option<(LookupHash, Timestamp)>,
    /// Counts what ends all sessions and grants at once: they are good only under the number that they began with. A time
    /// would leave alive what began in the same instant.
    pub epoch: u64,
}

impl Credentials {
    /// How many second factors they can use: the generator and each passkey.
    pub fn second_factors(&self) -> usize {
        usize::from(self.totp.is_some()) + self.passkeys.len()
    }
}

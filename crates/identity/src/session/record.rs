//! A session and a device as they are kept.

use std::fmt;

use bezant_kernel::{DeviceId, Milliseconds, PrincipalId, SessionId, Tenant, Timestamp};

use crate::{LookupHash, TokenHash};

/// One way to prove who one is. Numbers are stored and never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// By password.
    Password = 0,
    /// By a time-based one-time password.
    Totp = 1,
    /// By a passkey.
    Passkey = 2,
    /// By a recovery code.
    RecoveryCode = 3,
    /// At an outside provider.
    Outside = 4,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 5] = [
        Method::Password,
        Method::Totp,
        Method::Passkey,
        Method::RecoveryCode,
        Method::Outside,
    ];

    /// The word in API and events.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Password => "password",
            Method::Totp => "totp",
            Method::Passkey => "passkey",
            Method::RecoveryCode => "recovery_code",
            Method::Outside => "outside",
        }
    }
}

/// A set of ways.
#[derive(Copy, Clone, Default, PartialEq, Eq)]
pub struct Methods(u32);

impl Methods {
    /// None.
    pub const NONE: Methods = Methods(0);

    /// Exactly these.
    pub const fn of(all: &[Method]) -> Methods {
        let (mut bits, mut index) = (0, 0);
        while index < all.len() {
            bits |= 1 << all[index] as u32;
            index += 1;
        }
        Methods(bits)
    }

    /// Whether it is among them.
    pub const fn contains(self, method: Method) -> bool {
        self.0 & 1 << method as u32 != 0
    }

    /// Those in either.
    pub const fn union(self, others: Methods) -> Methods {
        Methods(self.0 | others.0)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it took more than one thing to sign in. A passkey is two at once: the device, and what unlocks it.
    pub const fn is_multi_factor(self) -> bool {
        self.contains(Method::Passkey) || self.contains(Method::Totp) || self.contains(Method::RecoveryCode)
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = Method> {
        Method::ALL.into_iter().filter(move |&one| self.contains(one))
    }

    /// For storage.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// From storage: `None` if a bit stands for nothing.
    pub const fn from_bits(bits: u32) -> Option<Methods> {
        if bits & !Methods::of(&Method::ALL).0 == 0 {
            Some(Methods(bits))
        } else {
            None
        }
    }
}

impl fmt::Debug for Methods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Why a session ended. Numbers are stored and never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RevokeReason {
    /// Its owner signed out.
    SignedOut = 1,
    /// Its owner, or an administrator, ended it from elsewhere.
    Ended = 2,
    /// A token that had been replaced was presented.
    Reused = 3,
    /// There were too many.
    Crowded = 4,
}

impl RevokeReason {
    /// The word in API and events.
    pub const fn as_str(self) -> &'static str {
        match self {
            RevokeReason::SignedOut => "signed_out",
            RevokeReason::Ended => "ended",
            RevokeReason::Reused => "reused",
            RevokeReason::Crowded => "crowded",
        }
    }

    pub(super) const fn from_number(number: u32) -> Option<RevokeReason> {
        match number {
            1 => Some(RevokeReason::SignedOut),
            2 => Some(RevokeReason::Ended),
            3 => Some(RevokeReason::Reused),
            4 => Some(RevokeReason::Crowded),
            _ => None,
        }
    }
}

/// A signed-in session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, which is no secret.
    pub id: SessionId,
    /// In which tenant.
    pub tenant: Tenant,
    /// Whose.
    pub principal: PrincipalId,
    /// The token that is good now.
    pub hash: TokenHash,
    /// The one before, and until when it is good as well: requests cross.
    pub previous: Option<(TokenHash, Timestamp)>,
    /// Those before that, the newest last: whoever presents one has copied it.
    pub retired: Vec<TokenHash>,
    /// When it began.
    pub created_at: Timestamp,
    /// Since when its token is this one.
    pub rotated_at: Timestamp,
    /// When it was used last, to the minute.
    pub last_used_at: Timestamp,
    /// How long it may rest.
    pub idle_timeout: Milliseconds,
    /// When it ends in any case.
    pub absolute_until: Timestamp,
    /// How its owner has proved who they are.
    pub methods: Methods,
    /// When they did last, by all that signing in takes.
    pub authenticated_at: Timestamp,
    /// When they did once more for something dangerous.
    pub stepped_up_at: Option<Timestamp>,
    /// From which device.
    pub device: DeviceId,
    /// From which address, for comparison.
    pub address: LookupHash,
    /// What the user agent calls itself, in short.
    pub agent: String,
    /// The principal's number when it began; see [`crate::credential::Credentials::epoch`].
    pub epoch: u64,
    /// When it was ended, and why.
    pub revoked: Option<(Timestamp, RevokeReason)>,
}

impl Session {
    /// Whether it can still be used, as far as it knows itself.
    pub fn check(&self, now: Timestamp) -> Result<(), SessionRefused> {
        if self.revoked.is_some() {
            Err(SessionRefused::Revoked)
        } else if now >= self.absolute_until {
            Err(SessionRefused::Expired)
        } else if now >= self.last_used_at.after(self.idle_timeout) {
            Err(SessionRefused::Idle)
        } else {
            Ok(())
        }
    }

    /// Whether a token that was this session's is good now.
    pub(super) fn check_token(&self, presented: &TokenHash, now: Timestamp) -> Result<(), SessionRefused> {
        let crossed = |(hash, until): (TokenHash, Timestamp)| hash == *presented && now < until;
        if self.hash == *presented || self.previous.is_some_and(crossed) {
            Ok(())
        } else {
            Err(SessionRefused::Reused)
        }
    }

    pub(super) fn tokens(&self) -> impl Iterator<Item = &TokenHash> {
        let previous = self.previous.iter().map(|(hash, _)| hash);
        [&self.hash].into_iter().chain(previous).chain(&self.retired)
    }
}

/// Why a presented session is not accepted.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionRefused {
    /// No such session: or it is so old that nothing is known of it.
    #[error("there is no such session")]
    Unknown,
    /// It has lasted as long as it may.
    #[error("the session has lasted as long as a session may")]
    Expired,
    /// It was not used for too long.
    #[error("the session was not used for too long")]
    Idle,
    /// It was ended, or its owner is suspended, or has recovered their account since.
    #[error("the session was ended")]
    Revoked,
    /// Its token was replaced before: end it by [`super::Command::RevokeReused`].
    #[error("the session's token was replaced some time ago: someone may have copied it")]
    Reused,
}

impl SessionRefused {
    /// The stable code, one of [`super::Rejection::CODES`].
    pub fn code(self) -> &'static str {
        super::Rejection::from(self).code()
    }
}

/// A device that someone has signed in from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Whose.
    pub principal: PrincipalId,
    /// What it is known by.
    pub fingerprint: TokenHash,
    /// When it was seen first.
    pub first_seen_at: Timestamp,
    /// When it was seen last, signing in.
    pub last_seen_at: Timestamp,
    /// Whether its owner said that it is theirs alone.
    pub trusted: bool,
}

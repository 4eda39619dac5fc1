//! What can be asked, and what happens then.

use bezant_kernel::{DeviceId, Milliseconds, PrincipalId, SessionId, Timestamp};

use super::{Methods, RevokeReason, Session};
use crate::{LookupHash, TokenHash};

/// A session to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub principal: PrincipalId,
    /// Its token.
    pub hash: TokenHash,
    /// How long it may rest.
    pub idle_timeout: Milliseconds,
    /// When it ends in any case.
    pub absolute_until: Timestamp,
    /// How its owner has proved who they are.
    pub methods: Methods,
    /// What the device is known by.
    pub fingerprint: TokenHash,
    /// The id that the device gets if it is new.
    pub device: DeviceId,
    /// From which address.
    pub address: LookupHash,
    /// What the user agent calls itself, in short.
    pub agent: String,
}

/// What can be asked. What proves who someone is was verified by the caller.
#[derive(Clone, Debug)]
pub enum Command {
    /// Someone has signed in.
    Start(NewSession),
    /// Give a session another token.
    Rotate {
        /// The token that was presented.
        presented: TokenHash,
        /// The new one.
        hash: TokenHash,
    },
    /// A session is in use. Once a minute is enough.
    Touch {
        /// Which.
        id: SessionId,
    },
    /// The owner has proved once more who they are.
    StepUp {
        /// Which.
        id: SessionId,
        /// How.
        methods: Methods,
    },
    /// End a session. Doing it again changes nothing.
    Revoke {
        /// Which.
        id: SessionId,
        /// Whether its owner signs out of it, or ends it from elsewhere.
        signed_out: bool,
    },
    /// End a session because of a token that had been replaced; see [`super::SessionRefused::Reused`].
    RevokeReused {
        /// That token.
        presented: TokenHash,
    },
    /// End all sessions of a principal.
    RevokeAll {
        /// Whose.
        principal: PrincipalId,
        /// But for this one.
        except: Option<SessionId>,
    },
    /// Say whether a device is its owner's alone.
    TrustDevice {
        /// Which.
        id: DeviceId,
        /// Whether it is.
        trusted: bool,
    },
    /// Forget a device, and end the sessions from it.
    ForgetDevice {
        /// Which.
        id: DeviceId,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Someone signs in from a device.
    DeviceSeen {
        /// Which.
        id: DeviceId,
        /// Who.
        principal: PrincipalId,
        /// What it is known by.
        fingerprint: TokenHash,
        /// Whether they never did before: tell them.
        new: bool,
    },
    /// A session has begun.
    Started(Box<Session>),
    /// A session has another token.
    Rotated {
        /// Which.
        id: SessionId,
        /// The new token.
        hash: TokenHash,
        /// Until when the one before is good as well.
        overlap_until: Timestamp,
    },
    /// A session is in use.
    Touched {
        /// Which.
        id: SessionId,
    },
    /// Its owner has proved once more who they are.
    SteppedUp {
        /// Which.
        id: SessionId,
        /// How.
        methods: Methods,
    },
    /// Sessions have ended.
    Revoked {
        /// Whose.
        principal: PrincipalId,
        /// Which.
        ids: Vec<SessionId>,
        /// Why.
        reason: RevokeReason,
    },
    /// Sessions that can't be used any more are forgotten.
    Pruned {
        /// Which.
        ids: Vec<SessionId>,
    },
    /// A device is its owner's alone, or not.
    DeviceTrusted {
        /// Which.
        id: DeviceId,
        /// Whether it is.
        trusted: bool,
    },
    /// A device is forgotten.
    DeviceForgotten {
        /// Which.
        id: DeviceId,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::DeviceSeen { .. } => "session.device_seen",
            Event::Started(_) => "session.started",
            Event::Rotated { .. } => "session.rotated",
            Event::Touched { .. } => "session.touched",
            Event::SteppedUp { .. } => "session.stepped_up",
            Event::Revoked { .. } => "session.revoked",
            Event::Pruned { .. } => "session.pruned",
            Event::DeviceTrusted { .. } => "session.device_trusted",
            Event::DeviceForgotten { .. } => "session.device_forgotten",
        }
    }

    /// What the tenant's event stream shows of it, by name: ids and words, never a secret, a hash or a person's data. `None` if
    /// it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match self {
            Event::DeviceSeen {
                id, principal, new, ..
            } => Some(vec![
                ("principal", principal.to_string()),
                ("device", id.to_string()),
                ("new", new.to_string()),
            ]),
            Event::Started(session) => Some(vec![
                ("session", session.id.to_string()),
                ("principal", session.principal.to_string()),
                ("device", session.device.to_string()),
                ("methods", words(session.methods)),
            ]),
            Event::SteppedUp { id, methods } => {
                Some(vec![("session", id.to_string()), ("methods", words(*methods))])
            }
            Event::Revoked {
                principal,
                ids,
                reason,
            } => {
                let ids: Vec<String> = ids.iter().map(SessionId::to_string).collect();
                Some(vec![
                    ("principal", principal.to_string()),
                    ("sessions", ids.join(" ")),
                    ("reason", reason.as_str().to_owned()),
                ])
            }
            Event::DeviceTrusted { id, trusted } => {
                Some(vec![("device", id.to_string()), ("trusted", trusted.to_string())])
            }
            Event::DeviceForgotten { id } => Some(vec![("device", id.to_string())]),
            Event::Rotated { .. } | Event::Touched { .. } | Event::Pruned { .. } => None,
        }
    }
}

fn words(methods: Methods) -> String {
    let words: Vec<&str> = methods.iter().map(super::Method::as_str).collect();
    words.join(" ")
}

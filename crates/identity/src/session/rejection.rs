//! What this part refuses.

use super::SessionRefused;

crate::rejections::rejections! {
    Denied = "session_denied" Denied None,
        "sessions are changed by who they belong to, or by someone who administers identity";
    PrincipalInactive = "session_principal_inactive" Denied None,
        "there is no such principal, or they are suspended";
    Unknown = "session_unknown" Denied None,
        "there is no such session";
    Expired = "session_expired" Denied None,
        "the session has lasted as long as a session may";
    Idle = "session_idle" Denied None,
        "the session was not used for too long";
    Revoked = "session_revoked" Denied None,
        "the session was ended";
    Reused = "session_token_reused" Denied None,
        "the session's token was replaced some time ago: someone may have copied it";
    Rotated = "session_token_rotated" Conflict None,
        "the session's token was replaced a moment ago: another request has the new one";
    Exists = "session_exists" Conflict None,
        "the session's id or token is in use: draw another";
    LifetimeInvalid = "session_lifetime_invalid" Invalid None,
        "a session lasts up to 90 days and may rest for up to that time";
    MethodsMissing = "session_methods_missing" Invalid None,
        "a session says how its owner has signed in";
    AgentInvalid = "session_agent_invalid" Invalid None,
        "what is said about the user agent is at most 120 plain characters";
    DeviceUnknown = "session_device_unknown" NotFound Some("device"),
        "there is no such device";
}

impl From<SessionRefused> for Rejection {
    fn from(refused: SessionRefused) -> Self {
        match refused {
            SessionRefused::Unknown => Rejection::Unknown,
            SessionRefused::Expired => Rejection::Expired,
            SessionRefused::Idle => Rejection::Idle,
            SessionRefused::Revoked => Rejection::Revoked,
            SessionRefused::Reused => Rejection::Reused,
        }
    }
}

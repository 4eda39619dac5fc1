//! The JSON of signing in and of one's own account.

use bezant_identity::session::{Device, Method, Session};
use bezant_kernel::{DeviceId, PasskeyId, PrincipalId, SessionId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    /// The organisation's name or id.
    pub(super) tenant: String,
    pub(super) email: String,
    pub(super) password: String,
}

/// The second factor: a code or a recovery code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFactor {
    /// From the first answer.
    pub(super) r#continue: String,
    /// Six digits.
    pub(super) code: Option<String>,
    pub(super) recovery_code: Option<String>,
}

/// Asks for a challenge.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasskeyOptionsRequest {
    /// From the first answer, where the passkey comes after the password.
    pub(super) r#continue: Option<String>,
}

/// What the browser is asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasskeyOptions {
    /// To be sent with the answer.
    pub(super) challenge: String,
    /// For `navigator.credentials`, with bytes in base64url.
    #[schema(value_type = Object)]
    pub(super) options: Value,
}

/// The browser's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasskeySignIn {
    pub(super) challenge: String,
    #[schema(value_type = Object)]
    pub(super) credential: Value,
    pub(super) r#continue: Option<String>,
}

/// How far a sign-in has come.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignInDto {
    /// `signed_in` or `second_factor`.
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<SessionDto>,
    /// What the second factor can be: `totp`, `passkey`, `recovery_code`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) methods: Vec<&'static str>,
    /// To be sent with the second factor, within five minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) r#continue: Option<String>,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionDto {
    #[schema(value_type = String)]
    pub(super) id: SessionId,
    /// Always `session`.
    object: &'static str,
    #[schema(value_type = String)]
    principal: PrincipalId,
    /// How its owner has proved who they are.
    methods: Vec<&'static str>,
    #[schema(value_type = String)]
    device: DeviceId,
    /// What the browser calls itself.
    pub(super) agent: String,
    /// Whether it is the one that asks.
    pub(super) current: bool,
    #[schema(value_type = String, format = DateTime)]
    pub(super) created_at: Timestamp,
    /// To the minute.
    #[schema(value_type = String, format = DateTime)]
    pub(super) last_used_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    stepped_up_at: Option<Timestamp>,
}

impl SessionDto {
    pub(super) fn of(session: &Session, current: Option<SessionId>) -> Self {
        SessionDto {
            id: session.id,
            object: "session",
            principal: session.principal,
            methods: session.methods.iter().map(|method| method.as_str()).collect(),
            device: session.device,
            agent: session.agent.clone(),
            current: current == Some(session.id),
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.absolute_until,
            stepped_up_at: session.stepped_up_at,
        }
    }
}

/// A browser that somebody has signed in from.
#[derive(Serialize, ToSchema)]
#[schema(as = Device)]
pub(crate) struct DeviceDto {
    #[schema(value_type = String)]
    pub(super) id: DeviceId,
    /// Always `device`.
    object: &'static str,
    #[schema(value_type = String, format = DateTime)]
    pub(super) first_seen_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub(super) last_seen_at: Timestamp,
    trusted: bool,
}

impl DeviceDto {
    pub(super) fn of(device: &Device) -> Self {
        DeviceDto {
            id: device.id,
            object: "device",
            first_seen_at: device.first_seen_at,
            last_seen_at: device.last_seen_at,
            trusted: device.trusted,
        }
    }
}

/// Oneself.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    #[schema(value_type = String)]
    pub(super) id: PrincipalId,
    /// Always `principal`.
    pub(super) object: &'static str,
    /// `user`, `agent` or `service_account`.
    pub(super) kind: &'static str,
    #[schema(value_type = String)]
    pub(super) tenant: TenantId,
    pub(super) tenant_name: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    /// Whether one has shown that the address is one's own, by a link that was mailed to it.
    pub(super) email_verified: bool,
    pub(super) roles: Vec<String>,
    /// What one may do by what one has presented.
    pub(super) permissions: Vec<&'static str>,
    /// How one has proved who one is.
    pub(super) methods: Vec<&'static str>,
    pub(super) has_password: bool,
    pub(super) has_totp: bool,
    pub(super) recovery_codes_left: usize,
    /// Whether one may do nothing until one has set up a second factor.
    pub(super) second_factor_missing: bool,
}

/// A passkey.
#[derive(Serialize, ToSchema)]
#[schema(as = Passkey)]
pub(crate) struct PasskeyDto {
    #[schema(value_type = String)]
    pub(super) id: PasskeyId,
    /// Always `passkey`.
    pub(super) object: &'static str,
    pub(super) name: String,
    /// Whether it is on several devices.
    pub(super) backed_up: bool,
    #[schema(value_type = String, format = DateTime)]
    pub(super) created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) last_used_at: Option<Timestamp>,
}

/// A proof of who one is, once more: one of these.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepUp {
    pub(super) password: Option<String>,
    /// Six digits.
    pub(super) code: Option<String>,
    pub(super) recovery_code: Option<String>,
    pub(super) passkey: Option<PasskeyAnswer>,
}

/// The browser's answer to a challenge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasskeyAnswer {
    pub(super) challenge: String,
    #[schema(value_type = Object)]
    pub(super) credential: Value,
}

/// A new passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPasskeyDto {
    /// What one calls it.
    pub(super) name: String,
    pub(super) challenge: String,
    #[schema(value_type = Object)]
    pub(super) credential: Value,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The one so far, if there is one.
    pub(super) current: Option<String>,
    pub(super) password: String,
}

/// A code of the generator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TotpCode {
    /// Six digits.
    pub(super) code: String,
}

/// What an authenticator app is told, once.
#[derive(Serialize, ToSchema)]
pub(crate) struct TotpSeed {
    /// To be typed into the app.
    pub(super) secret: String,
    /// The same as a link, for a picture.
    pub(super) uri: String,
}

/// Recovery codes, shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    pub(super) codes: Vec<String>,
}

/// Asks for a letter with a link to set a new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecoveryRequest {
    /// The organisation's name or id.
    pub(super) tenant: String,
    pub(super) email: String,
}

/// A new password, by the token in the link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecoveryFinish {
    pub(super) token: String,
    pub(super) password: String,
}

/// The token in the link that was mailed to an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmailProof {
    pub(super) token: String,
}

/// Becomes a user, by the token in the link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationAccept {
    pub(super) token: String,
    pub(super) password: String,
    pub(super) name: Option<String>,
}

/// What was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatusDto {
    /// In a word.
    pub(super) status: &'static str,
}

/// A new user.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accepted {
    /// Always `accepted`.
    pub(super) status: &'static str,
    #[schema(value_type = String)]
    pub(super) principal: PrincipalId,
    /// The organisation's name, to sign in with.
    pub(super) tenant_name: String,
}

pub(super) fn words(methods: &[Method]) -> Vec<&'static str> {
    methods.iter().map(|method| method.as_str()).collect()
}

//! Webhooks by the receiver: whether a message is from the node (Standard Webhooks 1.0). Signatures are compared in constant time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What a webhook tells.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct WebhookMessage {
    /// The same at every repetition: remember it, and do nothing twice.
    #[serde(skip)]
    pub id: String,
    /// Such as `payment.completed`.
    pub r#type: String,
    /// When it happened.
    pub timestamp: String,
    /// What happened.
    pub data: serde_json::Map<String, serde_json::Value>,
}

/// Why a message is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebhookError {
    /// One of the three headers is not there, or there twice.
    #[error("the header {0} is missing")]
    HeaderMissing(&'static str),
    /// No number of seconds.
    #[error("the timestamp is no number of seconds")]
    TimestampInvalid,
    /// A recorded message, or a clock that is wrong.
    #[error("it was sent {0:?} ago")]
    TooOld(Duration),
    /// A clock is wrong.
    #[error("it was sent {0:?} ahead of this clock")]
    TooNew(Duration),
    /// Another sender's, or changed on its way.
    #[error("no signature is by any of the secrets")]
    SignatureInvalid,
    /// Neither `whsec_…` nor `whpk_…`.
    #[error("a secret is Base64 behind whsec_ or whpk_")]
    SecretInvalid,
    /// Signed, and yet no message.
    #[error("the signed body is no message")]
    BodyMalformed,
}

impl WebhookError {
    /// The code that the SDKs of all languages share.
    pub fn code(&self) -> &'static str {
        match self {
            WebhookError::HeaderMissing(_) => "header_missing",
            WebhookError::TimestampInvalid => "timestamp_invalid",
            WebhookError::TooOld(_) => "too_old",
            WebhookError::TooNew(_) => "too_new",
            WebhookError::SignatureInvalid => "signature_invalid",
            WebhookError::SecretInvalid => "secret_invalid",
            WebhookError::BodyMalformed => "body_malformed",
        }
    }
}

/// Knows an endpoint's secrets.
pub struct WebhookVerifier {
    secrets: Vec<Secret>,
    tolerance: Duration,
}

enum Secret {
    Hmac(Zeroizing<Vec<u8>>),
    Ed25519(VerifyingKey),
}

impl WebhookVerifier {
    /// The endpoint's `whsec_…`, or its `whpk_…` where it signs with Ed25519; several while one is being replaced.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Result<Self, WebhookError> {
        let secrets: Vec<_> = secrets.into_iter().map(Secret::parse).collect::<Result<_, _>>()?;
        match secrets.is_empty() {
            true => Err(WebhookError::SecretInvalid),
            false => Ok(WebhookVerifier {
                secrets,
                tolerance: Duration::from_secs(300),
            }),
        }
    }

    /// How far the sender's clock may be from this one. Five minutes if not said.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The message, if one of the secrets has signed it. `body` is what came, byte by byte.
    pub fn verify(
        &self,
        body: &[u8],
        headers: &reqwest::header::HeaderMap,
    ) -> Result<WebhookMessage, WebhookError> {
        self.verify_at(body, headers, SystemTime::now())
    }

    /// As [`verify`](Self::verify), by another clock.
    pub fn verify_at(
        &self,
        body: &[u8],
        headers: &reqwest::header::HeaderMap,
        now: SystemTime,
    ) -> Result<WebhookMessage, WebhookError> {
        let header = |name: &'static str| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value
                .filter(|value| !value.is_empty())
                .ok_or(WebhookError::HeaderMissing(name))
        };
        let (id, timestamp, signatures) = (
            header("webhook-id")?,
            header("webhook-timestamp")?,
            header("webhook-signature")?,
        );
        self.check_time(timestamp, now)?;
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
        let is_signed = self
            .secrets
            .iter()
            .any(|secret| secret.has_signed(signatures, &signed));
        if !is_signed {
            return Err(WebhookError::SignatureInvalid);
        }
        let message: WebhookMessage =
            serde_json::from_slice(body).map_err(|_| WebhookError::BodyMalformed)?;
        Ok(WebhookMessage {
            id: id.to_owned(),
            ..message
        })
    }

    fn check_time(&self, timestamp: &str, now: SystemTime) -> Result<(), WebhookError> {
        let is_number = timestamp.len() <= 12 && timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = timestamp
            .parse()
            .ok()
            .filter(|_| is_number)
            .ok_or(WebhookError::TimestampInvalid)?;
        let sent = UNIX_EPOCH + Duration::from_secs(seconds);
        // Whole seconds are compared, since the sender says whole seconds.
        let now = now.duration_since(UNIX_EPOCH).map_or(UNIX_EPOCH, |since| {
            UNIX_EPOCH + Duration::from_secs(since.as_secs())
        });
        match now.duration_since(sent) {
            Ok(age) if age > self.tolerance => Err(WebhookError::TooOld(age)),
            Err(ahead) if ahead.duration() > self.tolerance => Err(WebhookError::TooNew(ahead.duration())),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WebhookVerifier({} secrets)", self.secrets.len())
    }
}

impl Secret {
    fn parse(text: &str) -> Result<Self, WebhookError> {
        let decode = |base64: &str| STANDARD.decode(base64).ok().filter(|bytes| !bytes.is_empty());
        if let Some(key) = text.strip_prefix("whpk_") {
            let bytes = decode(key).and_then(|bytes| bytes.try_into().ok());
            let key = bytes.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
            return key.map(Secret::Ed25519).ok_or(WebhookError::SecretInvalid);
        }
        let bytes = text.strip_prefix("whsec_").and_then(decode);
        bytes
            .map(|bytes| Secret::Hmac(Zeroizing::new(bytes)))
            .ok_or(WebhookError::SecretInvalid)
    }

    fn has_signed(&self, signatures: &str, signed: &[u8]) -> bool {
        let of_version = |version: &'static str| {
            signatures
                .split(' ')
                .filter_map(move |one| STANDARD.decode(one.strip_prefix(version)?).ok())
        };
        match self {
            Secret::Hmac(secret) => of_version("v1,").any(|signature| {
                let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
                mac.update(signed);
                mac.verify_slice(&signature).is_ok()
            }),
            Secret::Ed25519(key) => of_version("v1a,").any(|signature| {
                Signature::from_slice(&signature)
                    .is_ok_and(|signature| key.verify_strict(signed, &signature).is_ok())
            }),
        }
    }
}

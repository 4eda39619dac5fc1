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
    /// One of the three headers is not there.
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

    /// The message, if one of the secrets has signed it. `body` is what came, byte by byte; `headers` are pairs, as a
    /// `&HeaderMap` gives them.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        body: &[u8],
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<WebhookMessage, WebhookError> {
        self.verify_at(body, headers, SystemTime::now())
    }

    /// As [`verify`](Self::verify), by another clock.
    pub fn verify_at<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        body: &[u8],
        headers: impl IntoIterator<Item = (N, V)>,
        now: SystemTime,
    ) -> Result<WebhookMessage, WebhookError> {
        let [id, timestamp, signatures] = needed(headers)?;
        self.check_time(&timestamp, now)?;
        let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body].concat();
        let is_signed = self
            .secrets
            .iter()
            .any(|secret| secret.has_signed(&signatures, &signed));
        if !is_signed {
            return Err(WebhookError::SignatureInvalid);
        }
        let message: WebhookMessage =
            serde_json::from_slice(body).map_err(|_| WebhookError::BodyMalformed)?;
        Ok(WebhookMessage { id, ..message })
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

/// Id, timestamp and signatures.
fn needed<N: AsRef<str>, V: AsRef<[u8]>>(
    headers: impl IntoIterator<Item = (N, V)>,
) -> Result<[String; 3], WebhookError> {
    const NAMES: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let mut found = [const { String::new() }; 3];
    for (name, value) in headers {
        if let Some(place) = NAMES
            .iter()
            .position(|one| name.as_ref().eq_ignore_ascii_case(one))
        {
            found[place] = String::from_utf8_lossy(value.as_ref()).into_owned();
        }
    }
    match found.iter().position(String::is_empty) {
        Some(place) => Err(WebhookError::HeaderMissing(NAMES[place])),
        None => Ok(found),
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

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] =
        br#"{"type":"payment.completed","timestamp":"2026-11-22T12:00:00Z","data":{"payment":"pay_1"}}"#;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn signed(body: &[u8], sent: u64) -> [(&'static str, String); 3] {
        let key = STANDARD.decode(&SECRET[6..]).unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(&[b"msg_1.", sent.to_string().as_bytes(), b".", body].concat());
        let signature = format!("v1,AAAA v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        [
            ("webhook-id", "msg_1".to_owned()),
            ("Webhook-Timestamp", sent.to_string()),
            ("webhook-signature", signature),
        ]
    }

    #[test]
    fn a_message_is_believed_if_one_of_its_signatures_is_by_one_of_the_secrets() {
        let verifier = WebhookVerifier::new(["whsec_AAAA", SECRET]).unwrap();
        let message = verifier.verify_at(BODY, signed(BODY, 1_000), at(1_300)).unwrap();
        assert_eq!((&*message.id, &*message.r#type), ("msg_1", "payment.completed"));
        assert_eq!(message.data["payment"], "pay_1");
    }

    #[test]
    fn what_was_changed_or_is_of_another_time_is_refused() {
        let verifier = WebhookVerifier::new([SECRET]).unwrap();
        let verify = |body: &[u8], headers, now| verifier.verify_at(body, headers, at(now)).unwrap_err();
        assert_eq!(
            verify(b"{}", signed(BODY, 1_000), 1_000),
            WebhookError::SignatureInvalid
        );
        let mut other = signed(BODY, 1_000);
        other[0].1 = "msg_2".to_owned();
        assert_eq!(verify(BODY, other, 1_000), WebhookError::SignatureInvalid);
        assert_eq!(
            verify(BODY, signed(BODY, 1_000), 1_301),
            WebhookError::TooOld(Duration::from_secs(301))
        );
        assert_eq!(
            verify(BODY, signed(BODY, 1_301), 1_000),
            WebhookError::TooNew(Duration::from_secs(301))
        );
        let mut other = signed(BODY, 1_000);
        other[1].1 = "+1000".to_owned();
        assert_eq!(verify(BODY, other, 1_000), WebhookError::TimestampInvalid);
        let [id, timestamp, _] = signed(BODY, 1_000);
        let missing = verifier.verify_at(BODY, [id, timestamp], at(1_000)).unwrap_err();
        assert_eq!(missing, WebhookError::HeaderMissing("webhook-signature"));
        assert_eq!(
            verify(b"[]", signed(b"[]", 1_000), 1_000),
            WebhookError::BodyMalformed
        );
    }

    #[test]
    fn a_public_key_verifies_too() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let public = format!("whpk_{}", STANDARD.encode(key.verifying_key()));
        let signature = key.sign(&[b"msg_1.1000.", BODY].concat());
        let signature = format!("v1a,{}", STANDARD.encode(signature.to_bytes()));
        let headers = |signature: String| {
            [
                ("webhook-id", "msg_1".to_owned()),
                ("webhook-timestamp", "1000".to_owned()),
                ("webhook-signature", signature),
            ]
        };
        let verifier = WebhookVerifier::new([&*public]).unwrap();
        assert!(
            verifier
                .verify_at(BODY, headers(signature.clone()), at(1_000))
                .is_ok()
        );
        // One scheme's signature is none of the other's.
        let renamed = signature.replace("v1a,", "v1,");
        assert_eq!(
            verifier.verify_at(BODY, headers(renamed), at(1_000)).unwrap_err(),
            WebhookError::SignatureInvalid
        );
    }

    #[test]
    fn a_secret_is_base64_behind_its_kind() {
        for none in ["", "secret", "whsec_", "whsec_*", "whpk_AAAA"] {
            assert_eq!(
                WebhookVerifier::new([none]).unwrap_err(),
                WebhookError::SecretInvalid,
                "{none}"
            );
        }
        assert!(WebhookVerifier::new([]).is_err());
        assert_eq!(
            format!("{:?}", WebhookVerifier::new([SECRET]).unwrap()),
            "WebhookVerifier(1 secrets)"
        );
    }
}

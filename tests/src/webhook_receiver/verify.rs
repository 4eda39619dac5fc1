//! The checks of a receiver, by other people's libraries.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::json;
use standardwebhooks::{Webhook, WebhookError};

use super::Request;

/// Why a request is not to be believed.
#[derive(Debug, thiserror::Error)]
pub enum Unverified {
    /// The library for `v1` says so.
    #[error("v1: {0}")]
    Hmac(#[from] WebhookError),
    /// No `v1a` signature is the key's.
    #[error("v1a: no signature is of this key")]
    Ed25519,
    /// The secret is neither `whsec_` nor `whpk_`.
    #[error("the secret is of neither kind")]
    Secret,
}

/// Checks a request with the shared secret (`whsec_…`) or the sender's public key (`whpk_…`).
pub fn verify(secret: &str, request: &Request) -> Result<(), Unverified> {
    if let Some(key) = secret.strip_prefix("whpk_") {
        return verify_ed25519(key, request);
    }
    if !secret.starts_with("whsec_") {
        return Err(Unverified::Secret);
    }
    Ok(Webhook::new(secret)?.verify(&request.body, &headers(request))?)
}

fn headers(request: &Request) -> HeaderMap {
    request
        .headers
        .iter()
        .filter_map(|(name, value)| {
            let name: HeaderName = name.parse().ok()?;
            Some((name, HeaderValue::from_str(value).ok()?))
        })
        .collect()
}

fn verify_ed25519(key: &str, request: &Request) -> Result<(), Unverified> {
    let bytes = STANDARD.decode(key).map_err(|_| Unverified::Secret)?;
    let bytes = bytes.try_into().map_err(|_| Unverified::Secret)?;
    let key = VerifyingKey::from_bytes(&bytes).map_err(|_| Unverified::Secret)?;
    let content = [
        request.id().as_bytes(),
        request.header("webhook-timestamp").as_bytes(),
        &request.body,
    ]
    .join(&b'.');
    let is_of_key = |encoded: &str| {
        let bytes = STANDARD.decode(encoded).ok()?;
        key.verify_strict(&content, &Signature::from_slice(&bytes).ok()?)
            .ok()
    };
    request
        .header("webhook-signature")
        .split(' ')
        .filter_map(|one| one.strip_prefix("v1a,"))
        .find_map(is_of_key)
        .ok_or(Unverified::Ed25519)
}

/// Checks a request with the shared secret by the PyPI library `standardwebhooks`, which `python` must have.
///
/// # Errors
/// Where the script can't be run, or ends otherwise than with a verdict.
pub fn verify_in_python(python: &Path, secret: &str, request: &Request) -> io::Result<bool> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/verify_webhook.py");
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).spawn()?;
    let question = json!({
        "secret": secret,
        "headers": request.headers,
        "body": String::from_utf8_lossy(&request.body),
    });
    // Taken, so that it is closed and the script sees the end.
    let mut input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    input.write_all(question.to_string().as_bytes())?;
    drop(input);
    match child.wait()?.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        other => Err(io::Error::other(format!("the script ended with {other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::time::{SystemTime, UNIX_EPOCH};

    use ed25519_dalek::{Signer, SigningKey};

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn request(signature: impl Fn(&str, i64, &[u8]) -> String) -> Request {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let (id, body) = ("msg_1", br#"{"type":"payment.completed"}"#);
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", now.to_string()),
            ("webhook-signature", signature(id, now, body)),
        ];
        Request {
            path: "/".into(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).into(),
            body: body.to_vec(),
            status: 200,
        }
    }

    fn sign(id: &str, at: i64, body: &[u8]) -> String {
        Webhook::new(SECRET).unwrap().sign(id, at, body).unwrap()
    }

    #[test]
    fn only_what_the_key_signed_is_believed() {
        let signing = SigningKey::from_bytes(&[4; 32]);
        let public = format!("whpk_{}", STANDARD.encode(signing.verifying_key().as_bytes()));
        let both = request(|id, at, body| {
            let content = [id.as_bytes(), at.to_string().as_bytes(), body].join(&b'.');
            let signature = STANDARD.encode(signing.sign(&content).to_bytes());
            format!("v1a,{signature} {}", sign(id, at, body))
        });
        assert!(verify(SECRET, &both).is_ok() && verify(&public, &both).is_ok());
        let mut changed = both.clone();
        changed.body[0] = b'[';
        for secret in [SECRET, &public] {
            assert!(verify(secret, &changed).is_err());
        }
        let other = format!("whsec_{}", STANDARD.encode([1; 32]));
        assert!(matches!(verify(&other, &both), Err(Unverified::Hmac(_))));
        assert!(matches!(verify("secret", &both), Err(Unverified::Secret)));
    }

    /// `./x test` prepares a Python with the library and names it.
    #[test]
    fn python_agrees() {
        let Some(python) = std::env::var_os("BEZANT_TEST_PYTHON") else {
            return;
        };
        let good = request(sign);
        assert!(verify_in_python(Path::new(&python), SECRET, &good).unwrap());
        let mut changed = good.clone();
        changed.body.push(b' ');
        assert!(!verify_in_python(Path::new(&python), SECRET, &changed).unwrap());
    }
}

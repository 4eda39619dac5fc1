//! The keys that the provider publishes: kept for an hour, and asked for again when a token names one that is not there.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bezant_kernel::{Milliseconds, Timestamp};
use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::http::Http;
use crate::{Flaw, SsoError, TokenAlgorithm};

const KEPT: Milliseconds = Milliseconds(60 * 60 * 1_000);

/// Tokens with made-up key ids must not make us ask more often.
const BETWEEN_UNKNOWN: Milliseconds = Milliseconds(60 * 1_000);

/// Providers have one to ten.
const MOST_KEYS: usize = 64;

/// Of an RSA key, in bytes: 2048 to 8192 bits.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

#[derive(Default)]
pub(super) struct Keys {
    /// Held while the provider is asked, so that it is asked once.
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    since: Timestamp,
    keys: Vec<Key>,
}

#[derive(Clone)]
pub(super) struct Key {
    id: Option<String>,
    /// The algorithm to which the provider binds it.
    algorithm: Option<String>,
    kind: KeyKind,
    pub(super) key: DecodingKey,
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum KeyKind {
    Rsa,
    P256,
    Ed25519,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl Keys {
    /// The keys that may have signed a token. Without a key id there has to be a single one that could.
    pub(super) async fn fitting(
        &self,
        http: &Http,
        url: &Url,
        id: Option<&str>,
        algorithm: TokenAlgorithm,
        now: Timestamp,
    ) -> Result<Vec<Key>, SsoError> {
        let mut kept = self.kept.lock().await;
        for _ in 0..2 {
            if let Some(kept) = &*kept
                && now.since(kept.since) < KEPT
            {
                let found: Vec<Key> = kept
                    .keys
                    .iter()
                    .filter(|key| key.fits(id, algorithm))
                    .cloned()
                    .collect();
                let ambiguous = id.is_none() && found.len() > 1;
                if !found.is_empty() && !ambiguous {
                    return Ok(found);
                }
                if ambiguous || now.since(kept.since) < BETWEEN_UNKNOWN {
                    break;
                }
            }
            let answer = http.exchange(http.get(url)).await?;
            if !answer.is_success {
                return Err(http.try_again());
            }
            let set: Set = answer.json()?;
            *kept = Some(Kept {
                since: now,
                keys: set
                    .keys
                    .iter()
                    .take(MOST_KEYS)
                    .filter_map(Key::understood)
                    .collect(),
            });
        }
        Err(SsoError::Invalid(Flaw::UnknownKey))
    }
}

impl Key {
    /// A key that can check signatures; others stand in the same set and are not ours to judge. Secrets are never keys here.
    fn understood(value: &Value) -> Option<Key> {
        let text = |field: &str| value[field].as_str();
        if text("use").is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        if let Some(operations) = value["key_ops"].as_array()
            && !operations.iter().any(|operation| operation == "verify")
        {
            return None;
        }
        let kind = match (text("kty")?, text("crv")) {
            ("RSA", _) => {
                let modulus = URL_SAFE_NO_PAD.decode(text("n")?).ok()?;
                let length = modulus.iter().skip_while(|&&byte| byte == 0).count();
                RSA_BYTES.contains(&length).then_some(KeyKind::Rsa)?
            }
            ("EC", Some("P-256")) => KeyKind::P256,
            ("OKP", Some("Ed25519")) => KeyKind::Ed25519,
            _ => return None,
        };
        let jwk: Jwk = serde_json::from_value(value.clone()).ok()?;
        Some(Key {
            id: text("kid").map(str::to_owned),
            algorithm: text("alg").map(str::to_owned),
            kind,
            key: DecodingKey::from_jwk(&jwk).ok()?,
        })
    }

    fn fits(&self, id: Option<&str>, algorithm: TokenAlgorithm) -> bool {
        let (kind, name) = match algorithm {
            TokenAlgorithm::Rs256 => (KeyKind::Rsa, "RS256"),
            TokenAlgorithm::Ps256 => (KeyKind::Rsa, "PS256"),
            TokenAlgorithm::Es256 => (KeyKind::P256, "ES256"),
            TokenAlgorithm::EdDsa => (KeyKind::Ed25519, "EdDSA"),
        };
        let bound = self.algorithm.as_deref();
        self.kind == kind
            && bound.is_none_or(|bound| bound == name || (bound == "Ed25519" && name == "EdDSA"))
            && id.is_none_or(|id| self.id.as_deref() == Some(id))
    }
}

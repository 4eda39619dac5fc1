//! Public keys: as JSON (RFC 7517), and parsed to verify with.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents,
};
use serde::{Deserialize, Serialize};

use crate::text::{base64url, from_base64url};

/// Most keys that are taken from one set.
const MOST_KEYS: usize = 64;

/// Longest key set that is read.
const LARGEST_SET: usize = 256 * 1024;

/// Longest key id.
const LONGEST_KID: usize = 256;

/// Bytes of an RSA modulus: from 2048 bits, below which it could be broken, to 4096, above which checking takes too long.
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// How a token is signed. Only the first two are signed with here.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA with P-256 and SHA-256: what every OpenID Connect client knows, so for ID tokens.
    Es256,
    /// Ed25519: checked in two thirds of the time (`examples/token_speed.rs`), so for access tokens.
    EdDsa,
    /// RSA PKCS #1 1.5 with SHA-256.
    Rs256,
    /// RSA PSS with SHA-256.
    Ps256,
}

impl Algorithm {
    /// As in headers and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::Es256 => "ES256",
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Rs256 => "RS256",
            Algorithm::Ps256 => "PS256",
        }
    }

    /// Whether a header or key that says this means the algorithm. RFC 9864 gives Ed25519 a name of its own.
    pub(super) fn is_named(self, name: &str) -> bool {
        name == self.name() || self == Algorithm::EdDsa && name == "Ed25519"
    }
}

/// A public key as JSON. Parts that are not known are not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// Type of key.
    pub kty: String,
    /// What it is for.
    #[serde(rename = "use", skip_serializing_if = "Option::is_none", default)]
    pub usage: Option<String>,
    /// What it signs by.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alg: Option<String>,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kid: Option<String>,
    /// The curve.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub crv: Option<String>,
    /// On the curve.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub x: Option<String>,
    /// On the curve.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub y: Option<String>,
    /// RSA modulus.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub n: Option<String>,
    /// RSA exponent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub e: Option<String>,
}

/// Public keys as JSON, as they are published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

impl Jwk {
    pub(super) fn es256(uncompressed: &[u8]) -> Option<Jwk> {
        let (&4, point) = uncompressed.split_first()? else {
            return None;
        };
        let (x, y) = point.split_at_checked(32)?;
        let mut jwk = Jwk {
            kty: "EC".to_owned(),
            crv: Some("P-256".to_owned()),
            x: Some(base64url(x)),
            y: Some(base64url(y)),
            ..Jwk::ours(Algorithm::Es256)
        };
        let (x, y) = (base64url(x), base64url(y));
        jwk.kid = Some(thumbprint(&format!(
            r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#
        )));
        Some(jwk)
    }

    pub(super) fn ed25519(public: &[u8]) -> Jwk {
        let x = base64url(public);
        Jwk {
            kty: "OKP".to_owned(),
            crv: Some("Ed25519".to_owned()),
            kid: Some(thumbprint(&format!(
                r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#
            ))),
            x: Some(x),
            ..Jwk::ours(Algorithm::EdDsa)
        }
    }

    fn ours(algorithm: Algorithm) -> Jwk {
        Jwk {
            usage: Some("sig".to_owned()),
            alg: Some(algorithm.name().to_owned()),
            ..Jwk::default()
        }
    }

    /// The key, if it is one to verify signatures with by an algorithm that is known and fits its type.
    pub fn public_key(&self) -> Option<PublicKey> {
        let part = |part: &Option<String>| from_base64url(part.as_ref()?.as_bytes());
        if self.usage.as_deref().is_some_and(|usage| usage != "sig")
            || self.kid.as_ref().is_some_and(|kid| kid.len() > LONGEST_KID)
        {
            return None;
        }
        let says = |algorithm: Algorithm| self.alg.as_deref().is_some_and(|alg| algorithm.is_named(alg));
        let may_be = |algorithm: Algorithm| self.alg.is_none() || says(algorithm);
        let (algorithm, key) = match (self.kty.as_str(), self.crv.as_deref()) {
            ("EC", Some("P-256")) if may_be(Algorithm::Es256) => {
                let (x, y) = (part(&self.x)?, part(&self.y)?);
                if (x.len(), y.len()) != (32, 32) {
                    return None;
                }
                let point = [&[4], x.as_slice(), y.as_slice()].concat();
                (
                    Algorithm::Es256,
                    ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok()?,
                )
            }
            ("OKP", Some("Ed25519")) if may_be(Algorithm::EdDsa) => {
                let x = part(&self.x).filter(|x| x.len() == 32)?;
                (Algorithm::EdDsa, ParsedPublicKey::new(&ED25519, x).ok()?)
            }
            ("RSA", _) => {
                // What a key does not say is RS256, as OpenID Connect has it. One key is never good for both.
                let (algorithm, parameters) = if says(Algorithm::Ps256) {
                    (Algorithm::Ps256, &RSA_PSS_2048_8192_SHA256)
                } else if may_be(Algorithm::Rs256) {
                    (Algorithm::Rs256, &RSA_PKCS1_2048_8192_SHA256)
                } else {
                    return None;
                };
                let n = part(&self.n).filter(|n| MODULUS_BYTES.contains(&n.len()))?;
                let e = part(&self.e).filter(|e| (1..=4).contains(&e.len()))?;
                let components = RsaPublicKeyComponents { n, e };
                (algorithm, components.to_parsed_public_key(parameters).ok()?)
            }
            _ => return None,
        };
        Some(PublicKey {
            kid: self.kid.clone(),
            algorithm,
            key,
        })
    }
}

fn thumbprint(canonical: &str) -> String {
    base64url(digest(&SHA256, canonical.as_bytes()).as_ref())
}

/// A key to verify with: parsed once, bound to one algorithm.
#[derive(Clone)]
pub struct PublicKey {
    kid: Option<String>,
    algorithm: Algorithm,
    key: ParsedPublicKey,
}

impl PublicKey {
    /// The only algorithm that it is good for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?}, {:?})", self.kid, self.algorithm)
    }
}

/// The text is not a set of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeySet {
    /// It is not JSON of that form, or too long.
    #[error("not a set of keys (RFC 7517, 5)")]
    Malformed,
    /// None of its keys can be used.
    #[error("the set has no key for ES256, EdDSA, RS256 or PS256")]
    NoKeys,
}

/// Keys to verify with.
#[derive(Clone, Debug, Default)]
pub struct PublicKeys(Vec<PublicKey>);

impl PublicKeys {
    /// These.
    pub fn new(keys: impl IntoIterator<Item = PublicKey>) -> PublicKeys {
        PublicKeys(keys.into_iter().take(MOST_KEYS).collect())
    }

    /// Those of a published set that can be used; others, such as those to encrypt with, are left out.
    pub fn from_json(text: &[u8]) -> Result<PublicKeys, InvalidKeySet> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<serde_json::Value>,
        }
        if text.len() > LARGEST_SET {
            return Err(InvalidKeySet::Malformed);
        }
        let set: Set = serde_json::from_slice(text).map_err(|_| InvalidKeySet::Malformed)?;
        let keys = set
            .keys
            .into_iter()
            .filter_map(|key| Jwk::deserialize(key).ok()?.public_key());
        let keys = PublicKeys::new(keys);
        if keys.0.is_empty() {
            Err(InvalidKeySet::NoKeys)
        } else {
            Ok(keys)
        }
    }

    /// The key with this id. Where the token names none, the only key.
    pub(super) fn find(&self, kid: Option<&str>) -> Option<&PublicKey> {
        match (kid, self.0.as_slice()) {
            (Some(kid), keys) => keys.iter().find(|key| key.kid.as_deref() == Some(kid)),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

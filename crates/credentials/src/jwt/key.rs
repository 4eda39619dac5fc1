//! The keys that this node signs with.

use std::fmt;

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde::Serialize;
use zeroize::Zeroizing;

use super::public::{Algorithm, Jwk, PublicKey};
use super::verify::TokenType;
use crate::text::base64url;

/// A key pair. Its id is the thumbprint of its public half (RFC 7638), so that an id never stands for another key.
pub struct SigningKey {
    pair: Pair,
    jwk: Jwk,
    kid: String,
}

enum Pair {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

/// The stored bytes are not a key of this algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a private key of this algorithm in PKCS #8")]
pub struct InvalidSigningKey;

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

impl SigningKey {
    /// A new one, and its PKCS #8 form, which is to be sealed. `None` for algorithms that are only verified.
    pub fn generate(algorithm: Algorithm) -> Option<(SigningKey, Zeroizing<Vec<u8>>)> {
        let document = match algorithm {
            Algorithm::Es256 => {
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            }
            Algorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()),
            Algorithm::Rs256 | Algorithm::Ps256 => return None,
        }
        .expect("the system gives randomness");
        let pkcs8 = Zeroizing::new(document.as_ref().to_vec());
        let key = SigningKey::from_pkcs8(algorithm, &pkcs8).expect("it was made for this algorithm");
        Some((key, pkcs8))
    }

    /// As it was unsealed.
    pub fn from_pkcs8(algorithm: Algorithm, pkcs8: &[u8]) -> Result<SigningKey, InvalidSigningKey> {
        let (pair, jwk) = match algorithm {
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8)
                    .map_err(|_| InvalidSigningKey)?;
                let jwk = Jwk::es256(pair.public_key().as_ref()).ok_or(InvalidSigningKey)?;
                (Pair::Es256(pair), jwk)
            }
            Algorithm::EdDsa => {
                let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| InvalidSigningKey)?;
                let jwk = Jwk::ed25519(pair.public_key().as_ref());
                (Pair::EdDsa(pair), jwk)
            }
            Algorithm::Rs256 | Algorithm::Ps256 => return Err(InvalidSigningKey),
        };
        let kid = jwk.kid.clone().expect("our own keys have ids");
        Ok(SigningKey { pair, jwk, kid })
    }

    /// Its id.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// What it signs by.
    pub fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Es256(_) => Algorithm::Es256,
            Pair::EdDsa(_) => Algorithm::EdDsa,
        }
    }

    /// Its public half, to be published.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Its public half, to verify with.
    pub fn public(&self) -> PublicKey {
        self.jwk.public_key().expect("it is a key of ours")
    }

    /// A token of this type with these claims.
    pub fn sign(&self, kind: TokenType, claims: &impl Serialize) -> String {
        let header = Header {
            alg: self.algorithm().name(),
            typ: kind.typ(),
            kid: &self.kid,
        };
        let json =
            |value: Result<Vec<u8>, serde_json::Error>| base64url(&value.expect("claims are plain data"));
        let mut token = json(serde_json::to_vec(&header));
        token.push('.');
        token.push_str(&json(serde_json::to_vec(claims)));
        let signature = match &self.pair {
            Pair::Es256(pair) => pair
                .sign(&SystemRandom::new(), token.as_bytes())
                .expect("the system gives randomness"),
            Pair::EdDsa(pair) => pair.sign(token.as_bytes()),
        };
        token.push('.');
        token.push_str(&base64url(signature.as_ref()));
        token
    }

    /// What ties an ID token to an access token (`at_hash`): the left half of a hash of it.
    pub fn access_token_hash(&self, access_token: &str) -> String {
        let algorithm = match self.pair {
            Pair::Es256(_) => &SHA256,
            Pair::EdDsa(_) => &SHA512,
        };
        let hash = digest(algorithm, access_token.as_bytes());
        base64url(&hash.as_ref()[..hash.as_ref().len() / 2])
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, {:?})", self.kid, self.algorithm())
    }
}

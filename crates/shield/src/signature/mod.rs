//! HTTP Message Signatures (RFC 9421): whether a message is signed, by which key, and what of it.
//!
//! In come the head of a message, its body, the key that a look-up finds for a name, what a signature must cover, and the time;
//! out comes who signed, or a [`Refusal`]. It also signs, for clients and for what Bezant sends.
//!
//! Supported are the components `@method`, `@target-uri`, `@authority`, `@scheme`, `@path`, `@query`, `@query-param` and, in answers,
//! `@status`, and header fields as they are or as bytes (`bs`). Refused as [`Refusal::UnsupportedComponent`] are
//! `@request-target` (which means something else in every version of HTTP) and the parameters `sf` and `key` (which need the type
//! of each field), `tr` and `req`. Algorithms are `ed25519` and `hmac-sha256`; bodies are covered by `Content-Digest`
//! (RFC 9530) with `sha-256` or `sha-512`.
//!
//! It must never let a message say how it is to be checked (the key has its algorithm), take a signature that covers less than is
//! required, take one twice, compare in a time that depends on a secret, or look at more than a few signatures.
//!
//! ```
//! use http::{HeaderMap, Method};
//! use bezant_kernel::Timestamp;
//! use bezant_shield::signature::{
//!     Message, NonceMemory, Requirements, Signer, SigningKey, Verifier, content_digest,
//! };
//!
//! let key = SigningKey::hmac_sha256(&[7; 32]).unwrap();
//! let now = Timestamp::from_microseconds(1_700_000_000_000_000);
//! let body = br#"{"amount":"12.50"}"#;
//! let mut headers = HeaderMap::new();
//! headers.insert("content-digest", content_digest(body));
//!
//! let requirements = Requirements::default();
//! let request = Message::request(&Method::POST, "https", "api.example.com", "/api/v1/payments", None, &headers);
//! let signed = Signer::new("key_01", &key, requirements.components(body))
//!     .sign(&request, now, "nonce 1")
//!     .unwrap();
//! headers.insert("signature-input", signed.input);
//! headers.insert("signature", signed.signature);
//!
//! let verifier = Verifier::new(requirements, NonceMemory::new([1; 32], 10_000, 1_000));
//! let request = Message::request(&Method::POST, "https", "api.example.com", "/api/v1/payments", None, &headers);
//! let find = |name: &str| (name == "key_01").then(|| key.verifying());
//! assert_eq!(verifier.verify(&request, body, find, now).unwrap().key_id, "key_01");
//! assert!(verifier.verify(&request, body, find, now).is_err(), "the same one again");
//! ```

mod base;
mod component;
mod digest;
mod key;
mod message;
mod nonce;
mod refusal;
mod sign;
mod verify;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod wycheproof;

pub use digest::{DigestCheck, check_content_digest, content_digest};
pub use key::{Algorithm, InvalidKey, SigningKey, VerifyingKey};
pub use message::Message;
pub use nonce::NonceMemory;
pub use refusal::Refusal;
pub use sign::{Signed, Signer};
pub use verify::{Requirements, Verified, Verifier};

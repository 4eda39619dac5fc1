//! Signed tokens (JWS, RFC 7515): access tokens (RFC 9068), ID tokens (OpenID Connect), and those of outside issuers.
//!
//! A token never says how it is to be checked. The key decides the algorithm and the caller the type, the issuer and the
//! audience; what a header says has to agree, and keys or addresses of keys in it are not looked at. There is no symmetric
//! algorithm and no "none" in this crate. Claims are only parsed after the signature was found right, and a name that is
//! there twice, which two readers could understand differently, makes the token invalid.

mod claims;
mod key;
mod public;
mod refused;
mod verify;

pub use claims::{AccessClaims, Audience, IdClaims, OutsideClaims};
pub use key::{InvalidSigningKey, SigningKey};
pub use public::{Algorithm, InvalidKeySet, Jwk, JwkSet, PublicKey, PublicKeys};
pub use refused::TokenRefused;
pub use verify::{Claims, TokenType, Verifier};

/// Longest token that is looked at.
pub const LARGEST_TOKEN: usize = 8 * 1024;

/// How far clocks may be apart.
pub const LEEWAY_SECONDS: u64 = 30;

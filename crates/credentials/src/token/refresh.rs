//! Refresh tokens say which grant they belong to and which of its generations they are, so that an old one that comes again is
//! known for what it is: stolen, or taken from a backup. Both parts are under the hash.

use std::fmt;

use bezant_identity::TokenHash;
use bezant_kernel::GrantId;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::secret_of;
use crate::text::base64url;

const PREFIX: &str = "bzr_";
const SECRET_BYTES: usize = 32;
const BYTES: usize = 16 + 8 + SECRET_BYTES;

/// A refresh token in the clear.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct RefreshToken {
    #[zeroize(skip)]
    grant: GrantId,
    generation: u64,
    secret: [u8; SECRET_BYTES],
}

impl RefreshToken {
    /// A new one for this generation of a grant.
    pub fn random(grant: GrantId, generation: u64) -> RefreshToken {
        let secret = rand::random();
        RefreshToken {
            grant,
            generation,
            secret,
        }
    }

    /// As it was presented. What it says is only true if its hash is the one that the machine keeps.
    pub fn parse(text: &str) -> Option<RefreshToken> {
        let bytes: Zeroizing<[u8; BYTES]> = Zeroizing::new(secret_of(PREFIX, text)?);
        let (grant, rest) = bytes.split_first_chunk::<16>()?;
        let (generation, secret) = rest.split_first_chunk::<8>()?;
        Some(RefreshToken {
            grant: GrantId::from_u128(u128::from_be_bytes(*grant)),
            generation: u64::from_be_bytes(*generation),
            secret: secret.try_into().ok()?,
        })
    }

    /// The grant that it says it belongs to.
    pub fn grant(&self) -> GrantId {
        self.grant
    }

    /// The generation that it says it is.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// For the client.
    pub fn text(&self) -> Zeroizing<String> {
        let bytes = self.bytes();
        Zeroizing::new(format!("{PREFIX}{}", *Zeroizing::new(base64url(&*bytes))))
    }

    /// What the machine keeps.
    pub fn hash(&self) -> TokenHash {
        TokenHash::from_bytes(blake3::derive_key("bezant 2026-11 refresh token", &*self.bytes()))
    }

    fn bytes(&self) -> Zeroizing<[u8; BYTES]> {
        let mut bytes = Zeroizing::new([0; BYTES]);
        bytes[..16].copy_from_slice(&self.grant.as_u128().to_be_bytes());
        bytes[16..24].copy_from_slice(&self.generation.to_be_bytes());
        bytes[24..].copy_from_slice(&self.secret);
        bytes
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "RefreshToken({}, generation {}, ..)",
            self.grant, self.generation
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grant_and_generation_are_under_the_hash() {
        let grant = GrantId::from_u128(7);
        let token = RefreshToken::random(grant, 3);
        let again = RefreshToken::parse(&token.text()).unwrap();
        assert_eq!((again.grant(), again.generation()), (grant, 3));
        assert_eq!(again.hash(), token.hash());
        let other = RefreshToken {
            grant,
            generation: 4,
            secret: token.secret,
        };
        assert_ne!(other.hash(), token.hash());
        let other = RefreshToken {
            grant: GrantId::from_u128(8),
            generation: 3,
            secret: token.secret,
        };
        assert_ne!(other.hash(), token.hash());
        assert!(RefreshToken::parse(&token.text().replace("bzr_", "bzs_")).is_none());
        assert!(RefreshToken::parse(&token.text()[..40]).is_none());
    }
}

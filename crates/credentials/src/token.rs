//! Opaque tokens: random bytes behind a prefix that says what they are for, so that a scanner of leaked secrets knows them and
//! one kind is never taken for another. The machine keeps their hashes.

mod refresh;
mod user_code;

use std::fmt;

use bezant_identity::TokenHash;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::text::{base64url, from_base64url};

pub use refresh::RefreshToken;
pub use user_code::UserCode;

const SECRET_BYTES: usize = 32;

/// What a token is for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A signed-in session: the browser's cookie.
    Session,
    /// An OAuth authorization code.
    Code,
    /// An OAuth device code, and what a browser is known again by.
    Device,
    /// A link that invites somebody.
    Invitation,
    /// A link by which a forgotten password is set anew.
    PasswordReset,
    /// A sign-in that waits for its second factor.
    SignIn,
    /// A link that shows that an e-mail address is somebody's.
    EmailProof,
    /// What a confidential OAuth client proves itself with.
    ClientSecret,
}

impl TokenKind {
    /// How its text begins.
    pub const fn prefix(self) -> &'static str {
        match self {
            TokenKind::Session => "bzs_",
            TokenKind::Code => "bzc_",
            TokenKind::Device => "bzd_",
            TokenKind::Invitation => "bzi_",
            TokenKind::PasswordReset => "bzp_",
            TokenKind::SignIn => "bzn_",
            TokenKind::EmailProof => "bze_",
            TokenKind::ClientSecret => "bzo_",
        }
    }

    const fn context(self) -> &'static str {
        match self {
            TokenKind::Session => "bezant 2026-11 session token",
            TokenKind::Code => "bezant 2026-11 authorization code",
            TokenKind::Device => "bezant 2026-11 device token",
            TokenKind::Invitation => "bezant 2026-11 invitation token",
            TokenKind::PasswordReset => "bezant 2026-11 password reset token",
            TokenKind::SignIn => "bezant 2026-11 sign-in under way",
            TokenKind::EmailProof => "bezant 2026-11 e-mail token",
            TokenKind::ClientSecret => "bezant 2026-11 client secret",
        }
    }
}

/// A token in the clear: 256 random bits.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Token {
    #[zeroize(skip)]
    kind: TokenKind,
    secret: [u8; SECRET_BYTES],
}

impl Token {
    /// A new one.
    pub fn random(kind: TokenKind) -> Token {
        let secret = rand::random();
        Token { kind, secret }
    }

    /// As it was presented; `None` if it is not of this kind, whatever else it may be.
    pub fn parse(kind: TokenKind, text: &str) -> Option<Token> {
        let secret = secret_of(kind.prefix(), text)?;
        Some(Token { kind, secret })
    }

    /// What it is for.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// For the one who shall present it.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "{}{}",
            self.kind.prefix(),
            *Zeroizing::new(base64url(&self.secret))
        ))
    }

    /// What the machine keeps and looks it up by.
    pub fn hash(&self) -> TokenHash {
        TokenHash::from_bytes(blake3::derive_key(self.kind.context(), &self.secret))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({}..)", self.kind.prefix())
    }
}

fn secret_of<const N: usize>(prefix: &str, text: &str) -> Option<[u8; N]> {
    let encoded = text.strip_prefix(prefix)?;
    // Before anything is decoded: whoever presents it decides its length.
    if encoded.len() != (N * 4).div_ceil(3) {
        return None;
    }
    let bytes = Zeroizing::new(from_base64url(encoded.as_bytes())?);
    bytes.as_slice().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [TokenKind; 8] = [
        TokenKind::Session,
        TokenKind::Code,
        TokenKind::Device,
        TokenKind::Invitation,
        TokenKind::PasswordReset,
        TokenKind::SignIn,
        TokenKind::EmailProof,
        TokenKind::ClientSecret,
    ];

    #[test]
    fn a_token_is_known_again_as_its_own_kind_only() {
        for kind in KINDS {
            let token = Token::random(kind);
            let text = token.text();
            assert_eq!(Token::parse(kind, &text).unwrap().hash(), token.hash());
            assert!(!format!("{token:?}").contains(&text[4..]));
            for other in KINDS.into_iter().filter(|&other| other != kind) {
                assert!(Token::parse(other, &text).is_none());
                // Even the same secret under another prefix is another token.
                let forged = text.replace(kind.prefix(), other.prefix());
                assert_ne!(Token::parse(other, &forged).unwrap().hash(), token.hash());
            }
        }
    }

    #[test]
    fn each_token_has_one_text() {
        let text = Token::random(TokenKind::Session).text();
        let changed_last = {
            // The last character has two bits that stand for nothing.
            let last = text.as_bytes()[text.len() - 1];
            let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let place = alphabet.iter().position(|&one| one == last).unwrap();
            format!("{}{}", &text[..text.len() - 1], char::from(alphabet[place ^ 1]))
        };
        for wrong in [
            changed_last,
            format!("{}=", *text),
            format!(" {}", *text),
            text[..text.len() - 1].to_owned(),
            text.to_uppercase(),
            "bzs_".to_owned(),
            format!("bzs_{}", "A".repeat(1_000_000)),
        ] {
            assert!(Token::parse(TokenKind::Session, &wrong).is_none());
        }
    }
}

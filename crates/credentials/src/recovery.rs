//! Recovery codes: for the day on which the phone with the authenticator is gone. Shown once, kept as hashes, used once each.

use std::fmt;

use bezant_identity::TokenHash;
use bezant_kernel::PrincipalId;
use zeroize::Zeroizing;

use crate::text::random_characters;

/// How many are made at once. New ones replace the old.
pub const CODES: usize = 10;

/// Fifty bits each: with what the edge lets anyone try, that is beyond guessing.
const CHARACTERS: usize = 10;

/// Crockford's: no letter that looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// One code in the clear.
#[derive(PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// A new set.
    pub fn random_set() -> [RecoveryCode; CODES] {
        std::array::from_fn(|_| RecoveryCode(random_characters(ALPHABET, CHARACTERS)))
    }

    /// As somebody typed it: case, spaces and dashes don't matter, and O, I and L are taken for what they look like.
    pub fn parse(text: &str) -> Option<RecoveryCode> {
        let mut code = Zeroizing::new(String::with_capacity(CHARACTERS));
        for character in text.chars() {
            let character = match character.to_ascii_uppercase() {
                ' ' | '-' => continue,
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let known = u8::try_from(character).is_ok_and(|byte| ALPHABET.contains(&byte));
            if !known || code.len() == CHARACTERS {
                return None;
            }
            code.push(character);
        }
        (code.len() == CHARACTERS).then_some(RecoveryCode(code))
    }

    /// In two groups, as it is shown.
    pub fn text(&self) -> Zeroizing<String> {
        let (first, second) = self.0.split_at(CHARACTERS / 2);
        Zeroizing::new(format!("{first}-{second}"))
    }

    /// What the machine keeps. Whose it is goes into it, so that who has the hashes must guess for each person anew.
    pub fn hash(&self, owner: PrincipalId) -> TokenHash {
        let mut hasher = blake3::Hasher::new_derive_key("bezant 2026-11 recovery code");
        hasher.update(&owner.as_u128().to_be_bytes());
        hasher.update(self.0.as_bytes());
        TokenHash::from_bytes(*hasher.finalize().as_bytes())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_again_however_it_is_typed() {
        let owner = PrincipalId::from_u128(1);
        for code in RecoveryCode::random_set() {
            let text = code.text();
            assert_eq!(text.len(), 11);
            let typed = text
                .to_lowercase()
                .replace('-', " ")
                .replace('0', "o")
                .replace('1', "l");
            let again = RecoveryCode::parse(&typed).unwrap();
            assert_eq!(again.hash(owner), code.hash(owner));
            assert_ne!(again.hash(PrincipalId::from_u128(2)), code.hash(owner));
            assert!(!format!("{code:?}").contains(&text[..5]));
        }
        for wrong in ["", "ABCDE-FGHJ", "ABCDE-FGHJK-M", "ABCDE-FGHJU", "ABCDÉ-FGHJK"] {
            assert!(RecoveryCode::parse(wrong).is_none(), "{wrong}");
        }
    }
}

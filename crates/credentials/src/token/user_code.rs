//! The code that a person reads from a device without a browser and types where there is one (RFC 8628, 6.1).

use std::fmt;

use bezant_identity::TokenHash;
use zeroize::Zeroizing;

use crate::text::random_characters;

/// Consonants only: no digits that look like letters, and no words by accident.
const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Thirty-four bits, which last for the minutes that a code lives with what the edge lets anyone try.
const CHARACTERS: usize = 8;

/// A user code.
#[derive(PartialEq, Eq)]
pub struct UserCode(Zeroizing<String>);

impl UserCode {
    /// A new one.
    pub fn random() -> UserCode {
        UserCode(random_characters(ALPHABET, CHARACTERS))
    }

    /// As somebody typed it: case and whatever is between the letters don't matter.
    pub fn parse(text: &str) -> Option<UserCode> {
        let mut code = Zeroizing::new(String::with_capacity(CHARACTERS));
        for character in text.chars().filter(|one| !matches!(one, ' ' | '-' | '.' | '_')) {
            let character = character.to_ascii_uppercase();
            let known = u8::try_from(character).is_ok_and(|byte| ALPHABET.contains(&byte));
            if !known || code.len() == CHARACTERS {
                return None;
            }
            code.push(character);
        }
        (code.len() == CHARACTERS).then_some(UserCode(code))
    }

    /// In two groups, as the device shows it.
    pub fn text(&self) -> String {
        let (first, second) = self.0.split_at(CHARACTERS / 2);
        format!("{first}-{second}")
    }

    /// What the machine keeps and looks it up by.
    pub fn hash(&self) -> TokenHash {
        TokenHash::from_bytes(blake3::derive_key("bezant 2026-11 user code", self.0.as_bytes()))
    }
}

impl fmt::Debug for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_again_however_it_is_typed() {
        let code = UserCode::random();
        let text = code.text();
        assert_eq!(text.len(), 9);
        for typed in [
            text.clone(),
            text.to_lowercase(),
            text.replace('-', ""),
            format!(" {text} "),
        ] {
            assert_eq!(UserCode::parse(&typed).unwrap().hash(), code.hash());
        }
        for wrong in ["", "BCDF-GHJ", "BCDF-GHJKL", "ABCD-FGHJ", "BCDF-GHJ1"] {
            assert!(UserCode::parse(wrong).is_none(), "{wrong}");
        }
    }
}

//! Text forms of secrets: base64url for tokens, letters that people can read to each other for codes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

/// Without padding, as in JOSE and in links.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict: one text per sequence of bytes, so that a token can't be changed without changing what it says.
pub(crate) fn from_base64url(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// `length` characters drawn evenly from `alphabet`.
pub(crate) fn random_characters(alphabet: &[u8], length: usize) -> Zeroizing<String> {
    assert!((2..=256).contains(&alphabet.len()), "an alphabet of bytes");
    // A byte above the last whole multiple would favour the first letters.
    let fair = 256 - 256 % alphabet.len();
    let mut text = Zeroizing::new(String::with_capacity(length));
    while text.len() < length {
        let drawn = usize::from(rand::random::<u8>());
        if drawn < fair {
            text.push(char::from(alphabet[drawn % alphabet.len()]));
        }
    }
    text
}

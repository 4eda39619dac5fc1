//! Hexadecimal digits, of keys and of shares of keys.

/// Reads two digits into each byte; nothing if they are not digits, or not as many.
pub(crate) fn read(digits: &[u8], bytes: &mut [u8]) -> Option<()> {
    if digits.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |one: u8| char::from(one).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).expect("two digits make a byte");
    }
    Some(())
}

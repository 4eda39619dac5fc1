//! Tokens that look like the number they stand for, for systems that can hold nothing else: same length, same first six and
//! last four digits, and a wrong check digit, so that none is ever a card.
//!
//! ```text
//!   4242 42│42 4242│ 4242      the digits in the middle, enciphered until the check digit is right again (a permutation of
//!   4242 42│71 9038│ 4242      the numbers that could be there), then the last of them raised by one: no longer right
//! ```
//!
//! The cipher is FF1 of NIST SP 800-38G with AES-256, whose smallest domain of 10^6 is the middle of a number of 16 digits. The
//! key is the tenant's, the tweak the digits that stay. Such a token holds the number for whoever has that key: it can be
//! shredded only with the key, while random tokens go with the card. So it is made when asked for and kept nowhere here.

use aws_lc_rs::cipher::{AES_256, AES_256_KEY_LEN, EncryptingKey, UnboundCipherKey};
use bezant_kernel::passes_luhn;
use zeroize::Zeroizing;

use crate::number::CardNumber;

const FIRST: usize = 6;
const LAST: usize = 4;

/// Shorter numbers leave fewer than six digits in the middle, which is below FF1's smallest domain.
const SHORTEST: usize = 16;

const ROUNDS: u8 = 10;
const BLOCK: usize = 16;

/// A tenant's cipher.
pub(crate) struct FormatPreserving(EncryptingKey);

impl FormatPreserving {
    pub(crate) fn new(key: &[u8; AES_256_KEY_LEN]) -> FormatPreserving {
        let key = UnboundCipherKey::new(&AES_256, key).expect("the key has 32 bytes");
        FormatPreserving(EncryptingKey::ecb(key).expect("AES has this mode"))
    }

    /// The token of a number; `None` for numbers of fewer than 16 digits.
    pub(crate) fn token(&self, number: &CardNumber) -> Option<String> {
        let mut digits = Zeroizing::new(number.expose().as_bytes().to_vec());
        if digits.len() < SHORTEST {
            return None;
        }
        self.walk(&mut digits, Self::encipher);
        turn(&mut digits, 1);
        assert!(!passes_luhn(&digits), "one digit less or more is always noticed");
        Some(String::from_utf8(digits.to_vec()).expect("digits are ASCII"))
    }

    /// The number of a token; `None` for what is none.
    pub(crate) fn number(&self, token: &str) -> Option<CardNumber> {
        if !is_token(token) {
            return None;
        }
        let mut digits = Zeroizing::new(token.as_bytes().to_vec());
        turn(&mut digits, 9);
        if !passes_luhn(&digits) {
            return None;
        }
        self.walk(&mut digits, Self::decipher);
        CardNumber::parse(std::str::from_utf8(&digits).expect("digits are ASCII")).ok()
    }

    /// Cycle walking: goes on until the check digit is right, as it was at the beginning. It comes back there at the latest; one
    /// in ten fits.
    fn walk(&self, digits: &mut [u8], step: impl Fn(&Self, &[u8], &mut [u8])) {
        let tweak = [&digits[..FIRST], &digits[digits.len() - LAST..]].concat();
        let end = digits.len() - LAST;
        loop {
            step(self, &tweak, &mut digits[FIRST..end]);
            if passes_luhn(digits) {
                return;
            }
        }
    }

    fn encipher(&self, tweak: &[u8], digits: &mut [u8]) {
        let (u, v) = halves(digits.len());
        let (mut a, mut b) = (value(&digits[..u]), value(&digits[u..]));
        for round in 0..ROUNDS {
            let width = if round % 2 == 0 { u } else { v };
            let c = (a + self.round(tweak, digits.len(), round, b) % power(width)) % power(width);
            (a, b) = (b, c);
        }
        write(a, &mut digits[..u]);
        write(b, &mut digits[u..]);
    }

    fn decipher(&self, tweak: &[u8], digits: &mut [u8]) {
        let (u, v) = halves(digits.len());
        let (mut a, mut b) = (value(&digits[..u]), value(&digits[u..]));
        for round in (0..ROUNDS).rev() {
            let width = if round % 2 == 0 { u } else { v };
            let modulus = power(width);
            let c = (b + modulus - self.round(tweak, digits.len(), round, a) % modulus) % modulus;
            (a, b) = (c, a);
        }
        write(a, &mut digits[..u]);
        write(b, &mut digits[u..]);
    }

    /// Steps 5 and 6 of FF1: the number that the other half leads to. Its `d` is 8 for up to 18 digits, so it fits 64 bits.
    fn round(&self, tweak: &[u8], length: usize, round: u8, half: u64) -> u64 {
        let (u, v) = halves(length);
        let bytes = (64 - (power(v) - 1).leading_zeros()).div_ceil(8) as usize;
        assert!(bytes <= 4, "a half is at most nine digits");
        let mut p = [
            1,
            2,
            1,
            0,
            0,
            10,
            ROUNDS,
            u as u8,
            0,
            0,
            0,
            length as u8,
            0,
            0,
            0,
            0,
        ];
        p[12..].copy_from_slice(&(tweak.len() as u32).to_be_bytes());
        let mut q = tweak.to_vec();
        let padding = (2 * BLOCK - (tweak.len() + bytes + 1) % BLOCK) % BLOCK;
        q.resize(q.len() + padding, 0);
        q.push(round);
        q.extend_from_slice(&half.to_be_bytes()[8 - bytes..]);
        let mut block = p;
        self.block(&mut block);
        for chunk in q.chunks_exact(BLOCK) {
            for (byte, other) in block.iter_mut().zip(chunk) {
                *byte ^= other;
            }
            self.block(&mut block);
        }
        u64::from_be_bytes(*block.first_chunk().expect("a block has 16 bytes"))
    }

    fn block(&self, block: &mut [u8; BLOCK]) {
        self.0.encrypt(block).expect("a whole block is enciphered");
    }
}

/// Whether this could be a token: as many digits, and no card number.
pub(crate) fn is_token(text: &str) -> bool {
    (SHORTEST..=19).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && !passes_luhn(text.as_bytes())
}

fn turn(digits: &mut [u8], by: u8) {
    let last = digits.len() - LAST - 1;
    digits[last] = (digits[last] - b'0' + by) % 10 + b'0';
}

const fn halves(length: usize) -> (usize, usize) {
    (length / 2, length - length / 2)
}

fn power(digits: usize) -> u64 {
    10u64.pow(digits as u32)
}

fn value(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0, |value, digit| 10 * value + u64::from(digit - b'0'))
}

fn write(mut value: u64, digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Of the samples that NIST publishes for FF1: numbers 7 and 8, AES-256.
    #[test]
    fn agrees_with_nist() {
        let key = [
            0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F, 0x3C,
            0xEF, 0x43, 0x59, 0xD8, 0xD5, 0x80, 0xAA, 0x4F, 0x7F, 0x03, 0x6D, 0x6F, 0x04, 0xFC, 0x6A, 0x94,
        ];
        let cipher = FormatPreserving::new(&key);
        for (tweak, enciphered) in [
            (b"".as_slice(), b"6657667009"),
            (b"9876543210".as_slice(), b"1001623463"),
        ] {
            let mut digits = *b"0123456789";
            cipher.encipher(tweak, &mut digits);
            assert_eq!(&digits, enciphered);
            cipher.decipher(tweak, &mut digits);
            assert_eq!(&digits, b"0123456789");
        }
    }

    proptest! {
        #[test]
        fn a_token_keeps_the_ends_is_no_card_and_leads_back(start in "[1-9][0-9]{14,17}", key: [u8; 32]) {
            let check = (b'0'..=b'9').find(|&check| passes_luhn(format!("{start}{}", char::from(check)).as_bytes()));
            let digits = format!("{start}{}", char::from(check.unwrap()));
            let Ok(number) = CardNumber::parse(&digits) else { return Ok(()) };
            let cipher = FormatPreserving::new(&key);
            let token = cipher.token(&number).unwrap();
            prop_assert_eq!(token.len(), digits.len());
            prop_assert_eq!(&token[..6], &digits[..6]);
            prop_assert_eq!(&token[token.len() - 4..], &digits[digits.len() - 4..]);
            prop_assert!(CardNumber::parse(&token).is_err());
            let back = cipher.number(&token).unwrap();
            prop_assert_eq!(back.expose(), digits.as_str());
            let other = FormatPreserving::new(&[7; 32]).number(&token);
            prop_assert!(other.is_none_or(|other| other.expose() != digits));
        }
    }

    #[test]
    fn no_two_numbers_have_the_same_token() {
        let cipher = FormatPreserving::new(&[9; 32]);
        let mut seen = std::collections::BTreeSet::new();
        for middle in 0..100_000u32 {
            let digits = format!("424242{middle:06}4242");
            if let Ok(number) = CardNumber::parse(&digits) {
                assert!(seen.insert(cipher.token(&number).unwrap()));
            }
        }
        assert_eq!(seen.len(), 10_000);
    }

    #[test]
    fn short_numbers_have_none() {
        let cipher = FormatPreserving::new(&[9; 32]);
        assert!(
            cipher
                .token(&CardNumber::parse("378282246310005").unwrap())
                .is_none()
        );
        assert!(cipher.number("4242424242424242").is_none());
        assert!(cipher.number("42424242").is_none());
    }
}

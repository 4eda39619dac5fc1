//! Finds card numbers in text: where none may be, callers must hear it before anything is written, and nothing may be kept of it.
//!
//! Two readings, since a false alarm costs differently. [`looks_like_card_number`] refuses what somebody sent: it takes a number only as
//! people and programs write them, so that order numbers, timestamps, UUIDs and hashes pass. [`may_hold_card_number`] masks what is
//! written down: it takes any row of digits that could be one.

const SHORTEST: usize = 13;
const LONGEST: usize = 19;

/// First and last four digits with which a scheme's numbers start, and its shortest and longest number.
#[rustfmt::skip]
const SCHEMES: &[(u32, u32, usize, usize)] = &[
    (1000, 1999, 15, 15), // UATP
    (2200, 2720, 16, 19), // Mir, Mastercard
    (3000, 3999, 14, 19), // American Express, Diners, JCB
    (4000, 4999, 13, 19), // Visa
    (5000, 5999, 13, 19), // Mastercard, Maestro
    (6000, 6999, 13, 19), // Discover, Maestro, UnionPay, RuPay
    (8100, 8299, 16, 19), // UnionPay, RuPay
    (9792, 9792, 16, 16), // Troy
];

/// Whether the last of these ASCII digits checks the others (ISO/IEC 7812-1, annex B).
pub fn passes_luhn(digits: &[u8]) -> bool {
    let last_first = digits.iter().rev().map(|digit| u32::from(digit - b'0'));
    let sum: u32 = last_first
        .enumerate()
        .map(|(place, digit)| weighed(place, digit))
        .sum();
    sum.is_multiple_of(10)
}

/// What a digit adds to the sum, by its place from the end: each second one is doubled, and the digits of that are added.
const fn weighed(place: usize, digit: u32) -> u32 {
    match (place % 2, digit) {
        (1, 5..) => 2 * digit - 9,
        (1, _) => 2 * digit,
        (_, _) => digit,
    }
}

/// Whether the text has something in it that looks like a card number: 13 to 19 digits (ISO/IEC 7812) that pass the check and start as
/// the numbers of a scheme do, in groups apart by spaces and dashes. Letters may stand before and behind, but not between.
pub fn looks_like_card_number(text: &str) -> bool {
    if text.bytes().filter(u8::is_ascii_digit).count() < SHORTEST {
        return false;
    }
    let mut row = Row::default();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let gap = &rest[..start];
        rest = &rest[start..];
        if !gap.chars().all(is_separator) {
            row.clear();
        }
        if let Some(after) = skip_uuid(rest) {
            row.clear();
            rest = after;
            continue;
        }
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let word = &rest[..end];
        rest = &rest[end..];
        let digits = word.trim_matches(|c: char| c.is_ascii_alphabetic());
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            row.clear();
            continue;
        }
        if !word.starts_with(digits) {
            row.clear();
        }
        row.begin_group();
        digits.bytes().for_each(|digit| row.push(digit));
        if row.ends_in_groups_of_a_scheme() {
            return true;
        }
        if !word.ends_with(digits) {
            row.clear();
        }
    }
    false
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || c == '-' || ('\u{2010}'..='\u{2015}').contains(&c)
}

/// What comes behind a UUID at the start of `text`.
fn skip_uuid(text: &str) -> Option<&str> {
    let head = text.as_bytes().get(..36)?;
    let shaped = head.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    shaped
        .then(|| &text[36..])
        .filter(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// Whether 13 to 19 digits of the text, whatever separates them, pass the check. In a word that begins or ends with letters, as ids do,
/// the digits count all the same; of a longer row each part does.
pub fn may_hold_card_number(text: &str) -> bool {
    if longest_row(text) < SHORTEST {
        return false;
    }
    let is_random = is_random(text);
    let mut row = Row::default();
    for byte in text.bytes().chain([b'x']) {
        match byte {
            b'0'..=b'9' => {
                row.push(byte);
                if !is_random && row.ends_in_any() {
                    return true;
                }
            }
            b' ' | b'-' | b'.' | b'_' | b'/' | b':' => {}
            _ => {
                if is_random && row.is_one() {
                    return true;
                }
                row.clear();
            }
        }
    }
    false
}

/// How many digits follow each other at most, but for what may separate them. Nearly all texts end here.
fn longest_row(text: &str) -> usize {
    let (mut longest, mut length) = (0, 0);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                length += 1;
                longest = longest.max(length);
            }
            b' ' | b'-' | b'.' | b'_' | b'/' | b':' => {}
            _ => length = 0,
        }
    }
    longest
}

/// 32 hexadecimal digits, as in traces and UUIDs: some hundredths of those have long rows of digits between letters. Only a whole row
/// counts there, so that one in a thousand is taken for what it is not.
fn is_random(text: &str) -> bool {
    let digits = || text.bytes().filter(|byte| *byte != b'-');
    let letters = digits().filter(u8::is_ascii_alphabetic).count();
    digits().count() == 32 && letters >= 4 && digits().all(|byte| byte.is_ascii_hexdigit())
}

/// The last digits of a row, as many as a number can have.
#[derive(Default)]
struct Row {
    /// Four bits each, the last one lowest; older ones than the longest number's are not looked at.
    digits: u128,
    /// Whether a group begins with a digit, the last one lowest.
    begins_group: u32,
    is_new_group: bool,
    length: usize,
}

impl Row {
    fn clear(&mut self) {
        *self = Row::default();
    }

    /// The next digit is the first of a group.
    fn begin_group(&mut self) {
        self.is_new_group = true;
    }

    fn push(&mut self, digit: u8) {
        self.digits = self.digits << 4 | u128::from(digit - b'0');
        self.begins_group = self.begins_group << 1 | u32::from(self.is_new_group);
        self.is_new_group = false;
        self.length += 1;
    }

    fn digit(&self, place: usize) -> u32 {
        (self.digits >> (4 * place)) as u32 & 15
    }

    /// Whether the last 13 digits or more pass the check and the test, which gets how many they are.
    fn ends_in(&self, is_meant: impl Fn(usize) -> bool) -> bool {
        let mut sum = 0;
        (0..self.length.min(LONGEST)).any(|place| {
            sum += weighed(place, self.digit(place));
            let length = place + 1;
            length >= SHORTEST && sum.is_multiple_of(10) && is_meant(length)
        })
    }

    /// As whole groups, and with the first digits of a scheme that has numbers of this length.
    fn ends_in_groups_of_a_scheme(&self) -> bool {
        self.ends_in(|length| {
            let first = length - 1;
            let start = (0..4).fold(0, |start, nth| start * 10 + self.digit(first - nth));
            let is_of_scheme = |&(low, high, shortest, longest): &(u32, u32, usize, usize)| {
                (low..=high).contains(&start) && (shortest..=longest).contains(&length)
            };
            self.begins_group >> first & 1 == 1 && SCHEMES.iter().any(is_of_scheme)
        })
    }

    /// With a first digit that schemes have: 1 to 6, 8 and 9.
    fn ends_in_any(&self) -> bool {
        self.ends_in(|length| !matches!(self.digit(length - 1), 0 | 7))
    }

    /// The same of the row as a whole.
    fn is_one(&self) -> bool {
        self.ends_in(|length| length == self.length && !matches!(self.digit(length - 1), 0 | 7))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn finds_card_numbers() {
        for text in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111\u{2013}1111\u{2013}1111\u{2013}1111",
            "tok_4111111111111111",
            "card4111111111111111x",
            "order 12 for 4111 1111 1111 1111, thanks",
            "order 12 4111 1111 1111 1111 12/30",
            "378282246310005",
            "30569309025904",
            "6011111111111117",
            "5555555555554444",
            "2223003122003222",
            "4222222222222",
            "6304000000000000000 6011000990139424",
        ] {
            assert!(looks_like_card_number(text), "{text}");
            assert!(may_hold_card_number(&text.replace('\u{2013}', "-")), "{text}");
        }
    }

    #[test]
    fn lets_other_numbers_pass() {
        for text in [
            "",
            "tok_visa",
            "4111111111111112",
            "411111111111",
            "41111111111111111111",
            "order-2024-000123",
            "1700000000123456",
            "41111111-1111-4111-9111-111111111111",
            "a4111111111111111b4111111111111111",
            "+49 30 1234567",
            "4111 1111, 1111 1111",
        ] {
            assert!(!looks_like_card_number(text), "{text}");
        }
    }

    #[test]
    fn the_wider_reading_takes_whatever_could_be_one() {
        for (text, may) in [
            ("order-4111111111111111-1", true),
            ("5555.5555/5555:4444", true),
            ("41111111111111111111", true),
            ("a4111111111111111f0e1d2c3b4a5968", true),
            // As random as ids of traces are, where only a whole row counts.
            ("a4111111111111112f0e1d2c3b4a5968", false),
            ("4111 1111, 1111 1111", false),
            ("7411111111111111", false),
            ("", false),
        ] {
            assert_eq!(may_hold_card_number(text), may, "{text}");
        }
    }

    #[test]
    fn any_wrong_digit_is_noticed() {
        let right = *b"4242424242424242";
        for place in 0..right.len() {
            for digit in b'0'..=b'9' {
                let mut other = right;
                other[place] = digit;
                assert_eq!(passes_luhn(&other), digit == right[place]);
            }
        }
    }

    /// All parts of all rows, one by one.
    fn holds_by_force(text: &str) -> bool {
        let is_one = |part: &[u8]| !matches!(part[0], b'0' | b'7') && passes_luhn(part);
        let bytes: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
        bytes
            .split(|byte| !byte.is_ascii_digit())
            .any(|row| (SHORTEST..=LONGEST).any(|length| row.windows(length).any(is_one)))
    }

    proptest! {
        #[test]
        fn the_wider_reading_is_what_trying_every_part_finds(text in "[0-9 x]{0,60}") {
            prop_assert_eq!(may_hold_card_number(&text), holds_by_force(&text));
        }

        #[test]
        fn what_looks_like_one_may_be_one(text in "[0-9 -]{0,40}") {
            prop_assert!(!looks_like_card_number(&text) || may_hold_card_number(&text));
        }
    }
}

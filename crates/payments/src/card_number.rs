//! Finds card numbers where none may be: callers who send one by mistake must hear it before anything is written.
//!
//! A number counts when it has 13 to 19 digits (ISO/IEC 7812), spaces and dashes left out, passes the Luhn check and
//! starts like the numbers of a card scheme. The last two keep order numbers and timestamps out of the net; a word in
//! which digits and letters alternate, such as a UUID or a hash, is none either.

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

/// Whether the text has something in it that looks like a card number.
pub fn looks_like_card_number(text: &str) -> bool {
    if text.bytes().filter(u8::is_ascii_digit).count() < SHORTEST {
        return false;
    }
    let mut groups: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let gap = &rest[..start];
        rest = &rest[start..];
        if !gap.chars().all(is_separator) {
            groups.clear();
        }
        if let Some(after) = skip_uuid(rest) {
            groups.clear();
            rest = after;
            continue;
        }
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let word = &rest[..end];
        rest = &rest[end..];
        let digits = word.trim_matches(|c: char| c.is_ascii_alphabetic());
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            groups.clear();
            continue;
        }
        if !word.starts_with(digits) {
            groups.clear();
        }
        groups.push(digits);
        if ends_in_card_number(&groups) {
            return true;
        }
        if !word.ends_with(digits) {
            groups.clear();
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

/// Whether the last few of the groups make up a card number.
fn ends_in_card_number(groups: &[&str]) -> bool {
    let mut digits: Vec<u8> = Vec::with_capacity(LONGEST);
    for group in groups.iter().rev() {
        if digits.len() + group.len() > LONGEST {
            return false;
        }
        digits.splice(0..0, group.bytes().map(|byte| byte - b'0'));
        if is_card_number(&digits) {
            return true;
        }
    }
    false
}

fn is_card_number(digits: &[u8]) -> bool {
    if !(SHORTEST..=LONGEST).contains(&digits.len()) {
        return false;
    }
    let start = digits[..4]
        .iter()
        .fold(0, |start, digit| start * 10 + u32::from(*digit));
    let known = SCHEMES.iter().any(|&(first, last, shortest, longest)| {
        (first..=last).contains(&start) && (shortest..=longest).contains(&digits.len())
    });
    known && passes_luhn(digits)
}

/// The check of ISO/IEC 7812-1, annex B.
fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match (place % 2, u32::from(digit)) {
            (1, digit) if digit > 4 => digit * 2 - 9,
            (1, digit) => digit * 2,
            (_, digit) => digit,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
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
}

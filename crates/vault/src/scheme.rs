//! Which network a number belongs to: by its first digits, the narrowest range first.
//!
//! The ranges are those that the networks publish for acceptance (ISO/IEC 7812 issuer identification numbers); they change
//! rarely. A number of no range is a card of an unknown scheme, and taken.

use bezant_kernel::CardScheme::{self, *};

/// First and last prefix of a range, with how many digits these have, the scheme, and the lengths its numbers have.
type Range = (u32, u32, usize, CardScheme, &'static [usize]);

const SIXTEEN: &[usize] = &[16];
const SIXTEEN_TO_NINETEEN: &[usize] = &[16, 17, 18, 19];
const TWELVE_TO_NINETEEN: &[usize] = &[12, 13, 14, 15, 16, 17, 18, 19];

/// The first that fits counts.
const RANGES: &[Range] = &[
    (401_178, 401_179, 6, Elo, SIXTEEN),
    (431_274, 431_274, 6, Elo, SIXTEEN),
    (438_935, 438_935, 6, Elo, SIXTEEN),
    (451_416, 451_416, 6, Elo, SIXTEEN),
    (457_631, 457_632, 6, Elo, SIXTEEN),
    (504_175, 504_175, 6, Elo, SIXTEEN),
    (506_699, 506_778, 6, Elo, SIXTEEN),
    (509_000, 509_999, 6, Elo, SIXTEEN),
    (627_780, 627_780, 6, Elo, SIXTEEN),
    (636_297, 636_297, 6, Elo, SIXTEEN),
    (636_368, 636_368, 6, Elo, SIXTEEN),
    (508_500, 508_999, 6, Rupay, SIXTEEN),
    (606_985, 607_984, 6, Rupay, SIXTEEN),
    (608_001, 608_500, 6, Rupay, SIXTEEN),
    (652_150, 653_149, 6, Rupay, SIXTEEN),
    (4970, 4978, 4, CartesBancaires, SIXTEEN),
    (4, 4, 1, Visa, &[13, 16, 19]),
    (51, 55, 2, Mastercard, SIXTEEN),
    (222_100, 272_099, 6, Mastercard, SIXTEEN),
    (34, 34, 2, Amex, &[15]),
    (37, 37, 2, Amex, &[15]),
    (300, 305, 3, Diners, &[14, 15, 16, 17, 18, 19]),
    (3095, 3095, 4, Diners, &[14, 15, 16, 17, 18, 19]),
    (36, 36, 2, Diners, &[14, 15, 16, 17, 18, 19]),
    (38, 39, 2, Diners, SIXTEEN_TO_NINETEEN),
    (3528, 3589, 4, Jcb, SIXTEEN_TO_NINETEEN),
    (6011, 6011, 4, Discover, SIXTEEN_TO_NINETEEN),
    (644, 649, 3, Discover, SIXTEEN_TO_NINETEEN),
    (65, 65, 2, Discover, SIXTEEN_TO_NINETEEN),
    (62, 62, 2, Unionpay, SIXTEEN_TO_NINETEEN),
    (81, 81, 2, Unionpay, SIXTEEN_TO_NINETEEN),
    (50, 50, 2, Maestro, TWELVE_TO_NINETEEN),
    (56, 58, 2, Maestro, TWELVE_TO_NINETEEN),
    (6304, 6304, 4, Maestro, TWELVE_TO_NINETEEN),
    (67, 67, 2, Maestro, TWELVE_TO_NINETEEN),
];

fn range(digits: &str) -> Option<&'static Range> {
    RANGES.iter().find(|(first, last, length, ..)| {
        let prefix = digits
            .get(..*length)
            .and_then(|prefix| prefix.parse::<u32>().ok());
        prefix.is_some_and(|prefix| (*first..=*last).contains(&prefix))
    })
}

/// The scheme of a number.
pub(crate) fn of(digits: &str) -> Option<CardScheme> {
    range(digits).map(|range| range.3)
}

/// Whether the scheme has numbers of this length.
pub(crate) fn allows_length(digits: &str) -> bool {
    range(digits).is_none_or(|range| range.4.contains(&digits.len()))
}

/// How many digits a security code has.
pub(crate) fn code_length(digits: &str) -> usize {
    if of(digits) == Some(Amex) { 4 } else { 3 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_test_numbers_of_the_networks() {
        for (number, scheme) in [
            ("4242424242424242", Some(Visa)),
            ("4222222222222", Some(Visa)),
            ("5555555555554444", Some(Mastercard)),
            ("2223003122003222", Some(Mastercard)),
            ("378282246310005", Some(Amex)),
            ("6011111111111117", Some(Discover)),
            ("3056930009020004", Some(Diners)),
            ("36227206271667", Some(Diners)),
            ("3566002020360505", Some(Jcb)),
            ("6200000000000005", Some(Unionpay)),
            ("6759649826438453", Some(Maestro)),
            ("4973019750239993", Some(CartesBancaires)),
            ("6362970000457013", Some(Elo)),
            ("6521630000000000", Some(Rupay)),
            ("9999999999999995", None),
        ] {
            assert_eq!(of(number), scheme, "{number}");
            assert!(allows_length(number), "{number}");
        }
        assert!(!allows_length("37828224631000"));
        assert!(!allows_length("424242424242424"));
    }
}

//! What is secret about a card, in types that can't be printed and are wiped when they go.

use std::fmt;

use bezant_kernel::{Timestamp, passes_luhn};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::scheme;

/// The shortest and the longest number (ISO/IEC 7812-1).
const DIGITS: std::ops::RangeInclusive<usize> = 12..=19;

/// The longest text that is looked at: a number with a separator behind each digit.
const MOST_TEXT_BYTES: usize = 2 * *DIGITS.end();

/// The latest expiry that is believed, in years from now: issuers print up to ten.
const MOST_YEARS_AHEAD: u16 = 20;

/// Why something is not a card. Says what is wrong, never with what.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCard {
    /// Other characters than digits, spaces and dashes, or too few or too many digits.
    #[error("a card number is 12 to 19 digits, with spaces or dashes between them where that reads better")]
    Number,
    /// The last digit does not fit the others.
    #[error("the card number's check digit is wrong")]
    CheckDigit,
    /// The scheme has no numbers of this length.
    #[error("the card's scheme has no numbers of this length")]
    Length,
    /// No month, or a year that is far off.
    #[error("an expiry is a month from 1 to 12 and a year at most 20 years ahead")]
    Expiry,
    /// The card's last month is over.
    #[error("the card has expired")]
    Expired,
    /// Not 3 or 4 digits, as the scheme has it.
    #[error("a security code is 3 digits, 4 on American Express")]
    SecurityCode,
    /// Too long, or with control characters or digits that could be a number.
    #[error("a holder's name is 1 to 64 characters without control characters, and no number")]
    Holder,
    /// Too long, empty, or not plain.
    #[error("a customer reference is 1 to 64 letters, digits or -_.:@")]
    Customer,
}

/// A card number.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CardNumber {
    digits: [u8; *DIGITS.end()],
    length: u8,
}

impl CardNumber {
    /// Reads a number, with spaces and dashes between digits; the check digit and the length have to be right.
    pub fn parse(text: &str) -> Result<CardNumber, InvalidCard> {
        if text.len() > MOST_TEXT_BYTES {
            return Err(InvalidCard::Number);
        }
        let mut number = CardNumber {
            digits: [0; *DIGITS.end()],
            length: 0,
        };
        for byte in text.trim().bytes() {
            match byte {
                b'0'..=b'9' => {
                    let slot = number.digits.get_mut(usize::from(number.length));
                    *slot.ok_or(InvalidCard::Number)? = byte;
                    number.length += 1;
                }
                b' ' | b'-' => {}
                _ => return Err(InvalidCard::Number),
            }
        }
        if !DIGITS.contains(&usize::from(number.length)) {
            return Err(InvalidCard::Number);
        }
        if !passes_luhn(number.expose().as_bytes()) {
            return Err(InvalidCard::CheckDigit);
        }
        if !scheme::allows_length(number.expose()) {
            return Err(InvalidCard::Length);
        }
        Ok(number)
    }

    /// The digits. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.length)]).expect("digits are ASCII")
    }

    /// The first digits that may be shown (PCI DSS 4.0, 3.4.1): eight of sixteen and more, else six.
    pub fn bin(&self) -> &str {
        let digits = self.expose();
        &digits[..if digits.len() >= 16 { 8 } else { 6 }]
    }

    /// The last four digits.
    pub fn last4(&self) -> &str {
        let digits = self.expose();
        &digits[digits.len() - 4..]
    }
}

/// A card verification value: never stored, wiped after the first use.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecurityCode {
    digits: [u8; 4],
    length: u8,
}

impl SecurityCode {
    /// Reads the code of this card.
    pub fn parse(text: &str, number: &CardNumber) -> Result<SecurityCode, InvalidCard> {
        let length = scheme::code_length(number.expose());
        if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidCard::SecurityCode);
        }
        let mut code = SecurityCode {
            digits: [0; 4],
            length: length as u8,
        };
        code.digits[..length].copy_from_slice(text.as_bytes());
        Ok(code)
    }

    /// The digits. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.digits[..usize::from(self.length)]).expect("digits are ASCII")
    }
}

/// The name on a card.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct HolderName(String);

impl HolderName {
    /// Reads a name. What holds as many digits as a card number is refused: it would be shown where names are.
    pub fn parse(text: &str) -> Result<HolderName, InvalidCard> {
        let name = text.trim();
        let digits = name.chars().filter(char::is_ascii_digit).count();
        let is_name = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if is_name && digits < *DIGITS.start() {
            Ok(HolderName(name.to_owned()))
        } else {
            Err(InvalidCard::Holder)
        }
    }

    /// The name.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

macro_rules! hidden {
    ($($name:ident $shown:literal)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($shown)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($shown)
            }
        }
    )*};
}

hidden! {
    CardNumber "[card number]"
    SecurityCode "[security code]"
    HolderName "[card holder]"
}

/// The last month in which a card is good.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expiry {
    year: u16,
    month: u8,
}

impl Expiry {
    /// A month from 1 to 12 of a year, which may have its last two digits only.
    pub fn new(month: u32, year: u32) -> Result<Expiry, InvalidCard> {
        let year = if year < 100 { 2000 + year } else { year };
        if !(1..=12).contains(&month) || !(2000..=2199).contains(&year) {
            return Err(InvalidCard::Expiry);
        }
        Ok(Expiry {
            year: year as u16,
            month: month as u8,
        })
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The year, in four digits.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Whether the card is good at this time somewhere on earth, and the expiry not further off than issuers print.
    pub fn check(self, now: Timestamp) -> Result<(), InvalidCard> {
        // Where the day begins last it is still yesterday.
        let twelve_hours_us = 12 * 60 * 60 * 1_000_000;
        let behind = now.as_microseconds().saturating_sub(twelve_hours_us);
        let moment = jiff::Timestamp::from_microsecond(i64::try_from(behind).unwrap_or(i64::MAX))
            .unwrap_or(jiff::Timestamp::MAX);
        let today = moment.to_zoned(jiff::tz::TimeZone::UTC);
        let this_month = (today.year().unsigned_abs(), today.month().unsigned_abs());
        if (self.year, self.month) < this_month {
            return Err(InvalidCard::Expired);
        }
        if self.year > this_month.0 + MOST_YEARS_AHEAD {
            return Err(InvalidCard::Expiry);
        }
        Ok(())
    }
}

impl fmt::Display for Expiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// How a tenant calls the customer whose card it is. Kept as a keyed hash only.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerReference(String);

impl CustomerReference {
    /// Reads a reference.
    pub fn parse(text: &str) -> Result<CustomerReference, InvalidCard> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:@".contains(&byte);
        if (1..=64).contains(&text.len()) && text.bytes().all(is_plain) {
            Ok(CustomerReference(text.to_owned()))
        } else {
            Err(InvalidCard::Customer)
        }
    }

    /// The reference. Whoever calls this answers for where it goes: some are addresses of people.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CustomerReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[customer reference]")
    }
}

/// A card as a caller hands it in.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// The number.
    pub number: CardNumber,
    /// Until when it is good.
    pub expiry: Expiry,
    /// The name on it.
    pub holder: Option<HolderName>,
    /// Its verification value, for the first authorization.
    pub code: Option<SecurityCode>,
    /// Whose card it is.
    pub customer: Option<CustomerReference>,
}

/// A card as it leaves the vault.
#[derive(Clone, Debug)]
pub struct PlainCard {
    /// The number.
    pub number: CardNumber,
    /// Until when it is good.
    pub expiry: Expiry,
    /// The name on it.
    pub holder: Option<HolderName>,
    /// Its verification value, if there is one and the purpose is a payment. It is gone from the vault now.
    pub code: Option<SecurityCode>,
}

/// What is sealed: the digits, and behind a zero the holder's name.
pub(crate) fn pack(number: &CardNumber, holder: Option<&HolderName>) -> Zeroizing<Vec<u8>> {
    let name = holder.map(HolderName::expose).unwrap_or_default();
    // Room for everything at once: growing would leave a copy behind in memory.
    let mut plain = Zeroizing::new(Vec::with_capacity(number.expose().len() + 1 + name.len()));
    plain.extend_from_slice(number.expose().as_bytes());
    plain.push(0);
    plain.extend_from_slice(name.as_bytes());
    plain
}

/// The other way; `None` if these bytes were not packed so.
pub(crate) fn unpack(plain: &[u8]) -> Option<(CardNumber, Option<HolderName>)> {
    let at = plain.iter().position(|&byte| byte == 0)?;
    let number = CardNumber::parse(std::str::from_utf8(&plain[..at]).ok()?).ok()?;
    let name = std::str::from_utf8(&plain[at + 1..]).ok()?;
    let holder = match name {
        "" => None,
        name => Some(HolderName::parse(name).ok()?),
    };
    Some((number, holder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them_and_tells_what_is_wrong() {
        let number = CardNumber::parse(" 4242 4242-4242 4242").unwrap();
        assert_eq!(number.expose(), "4242424242424242");
        assert_eq!((number.bin(), number.last4()), ("42424242", "4242"));
        assert_eq!(CardNumber::parse("378282246310005").unwrap().bin(), "378282");
        for (text, wrong) in [
            ("4242424242424241", InvalidCard::CheckDigit),
            ("42424242424", InvalidCard::Number),
            ("42424242424242424242", InvalidCard::Number),
            ("4242_4242_4242_4242", InvalidCard::Number),
            // American Express has 15 digits.
            ("3782822463100050", InvalidCard::CheckDigit),
            ("3782822463100057", InvalidCard::CheckDigit),
        ] {
            assert_eq!(CardNumber::parse(text).unwrap_err(), wrong, "{text}");
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let number = CardNumber::parse("4242424242424242").unwrap();
        let card = NewCard {
            expiry: Expiry::new(12, 34).unwrap(),
            holder: Some(HolderName::parse("Ada Lovelace").unwrap()),
            code: Some(SecurityCode::parse("987", &number).unwrap()),
            customer: Some(CustomerReference::parse("ada@example.com").unwrap()),
            number,
        };
        let shown = format!("{card:?} {:#?} {}", card, card.number);
        for secret in ["4242", "987", "Ada", "ada"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn a_card_is_good_until_its_last_month_is_over_everywhere() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let expiry = Expiry::new(2, 28).unwrap();
        assert_eq!(expiry.to_string(), "2028-02");
        assert_eq!(expiry.check(at("2028-02-29T23:00:00Z")), Ok(()));
        assert_eq!(expiry.check(at("2028-03-01T11:00:00Z")), Ok(()));
        assert_eq!(
            expiry.check(at("2028-03-01T13:00:00Z")),
            Err(InvalidCard::Expired)
        );
        assert_eq!(expiry.check(at("2007-01-02T00:00:00Z")), Err(InvalidCard::Expiry));
        assert_eq!(Expiry::new(13, 2030), Err(InvalidCard::Expiry));
        assert_eq!(Expiry::new(0, 2030), Err(InvalidCard::Expiry));
    }

    #[test]
    fn a_name_that_hides_a_number_is_none() {
        assert!(HolderName::parse("4242 4242 4242 4242").is_err());
        assert!(HolderName::parse("Élodie O'Brien 3rd").is_ok());
        assert!(CustomerReference::parse("customer 1").is_err());
    }

    #[test]
    fn what_is_sealed_comes_back() {
        let number = CardNumber::parse("4242424242424242").unwrap();
        let name = HolderName::parse("Ada Lovelace").unwrap();
        let (back, holder) = unpack(&pack(&number, Some(&name))).unwrap();
        assert_eq!(back.expose(), number.expose());
        assert_eq!(holder.unwrap().expose(), "Ada Lovelace");
        assert!(unpack(&pack(&number, None)).unwrap().1.is_none());
        assert!(unpack(b"4242").is_none());
    }
}

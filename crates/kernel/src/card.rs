//! What is known about a card without its number: scheme, kind, issuer's country, first digits. No card data in the sense
//! of PCI DSS: a BIN names the issuer and not the card.

use std::fmt;
use std::str::FromStr;

use crate::Country;
use crate::numbered_words;

/// What a caller says about the card that a payment's token stands for. What is not known is left out.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Card {
    /// The network.
    pub scheme: Option<CardScheme>,
    /// The kind of card.
    pub category: Option<CardCategory>,
    /// Where the issuer of the card or bank account sits.
    pub issuer_country: Option<Country>,
    /// The first digits.
    pub bin: Option<Bin>,
}

impl Card {
    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        *self == Card::default()
    }
}

numbered_words! {
    /// The network that a card belongs to.
    CardScheme {
        /// Visa.
        Visa = 1 "visa",
        /// Mastercard.
        Mastercard = 2 "mastercard",
        /// American Express.
        Amex = 3 "amex",
        /// Discover.
        Discover = 4 "discover",
        /// Diners Club.
        Diners = 5 "diners",
        /// JCB.
        Jcb = 6 "jcb",
        /// UnionPay.
        Unionpay = 7 "unionpay",
        /// Maestro.
        Maestro = 8 "maestro",
        /// Cartes Bancaires.
        CartesBancaires = 9 "cartes_bancaires",
        /// Girocard.
        Girocard = 10 "girocard",
        /// RuPay.
        Rupay = 11 "rupay",
        /// Elo.
        Elo = 12 "elo",
    }
}

numbered_words! {
    /// What kind of card it is, as far as interchange tells kinds apart.
    CardCategory {
        /// A consumer's credit card.
        Credit = 1 "credit",
        /// A consumer's debit card.
        Debit = 2 "debit",
        /// A prepaid card.
        Prepaid = 3 "prepaid",
        /// A company's card of any kind.
        Commercial = 4 "commercial",
    }
}

/// The first six to eight digits of a card number: they name the issuer and are no secret.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bin {
    /// The first card of it, in eight digits.
    low: u32,
    /// The last.
    high: u32,
}

/// The text is no BIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a BIN is 6 to 8 digits")]
pub struct InvalidBin;

impl Bin {
    /// The cards whose numbers start with these digits, of which there are one to eight: for ranges in rules, which may be
    /// wider than a BIN.
    pub fn of_digits(text: &str) -> Option<Bin> {
        let missing = 8u32.checked_sub(u32::try_from(text.len()).ok()?)?;
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let step = 10u32.pow(missing);
        let low = text.parse::<u32>().ok()?.checked_mul(step)?;
        Some(Bin {
            low,
            high: low + step - 1,
        })
    }

    /// The first and the last card of it, in eight digits.
    pub const fn range(self) -> (u32, u32) {
        (self.low, self.high)
    }
}

impl FromStr for Bin {
    type Err = InvalidBin;

    fn from_str(text: &str) -> Result<Bin, InvalidBin> {
        if (6..=8).contains(&text.len()) {
            Bin::of_digits(text).ok_or(InvalidBin)
        } else {
            Err(InvalidBin)
        }
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut low, mut span, mut digits) = (self.low, self.high - self.low + 1, 8);
        while span > 1 {
            (low, span, digits) = (low / 10, span / 10, digits - 1);
        }
        write!(f, "{low:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_is_six_to_eight_digits_and_covers_what_starts_with_it() {
        let bin: Bin = "411111".parse().unwrap();
        assert_eq!(bin.range(), (41_111_100, 41_111_199));
        assert_eq!("99999999".parse::<Bin>().unwrap().range().1, 99_999_999);
        for text in ["411111", "0411112", "00000000", "99999999"] {
            assert_eq!(text.parse::<Bin>().unwrap().to_string(), text);
        }
        for wrong in ["41111", "411111111", "41111a", ""] {
            assert_eq!(wrong.parse::<Bin>(), Err(InvalidBin));
        }
    }

    #[test]
    fn numbers_and_words_are_each_used_once() {
        for (place, scheme) in CardScheme::ALL.iter().enumerate() {
            assert_eq!(CardScheme::from_number(scheme.number()), Some(*scheme));
            assert!(
                CardScheme::ALL[..place]
                    .iter()
                    .all(|one| one.as_str() != scheme.as_str())
            );
        }
    }
}

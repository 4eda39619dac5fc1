//! What is known about a payment beside what is wanted: the card, the customer, the tenant, metadata.

use std::str::FromStr;

use bezant_kernel::{Country, MethodKind, PaymentId, Tenant};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $( $(#[$variant_doc])* #[serde(rename = $word)] $variant, )* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word in rules, API and reports.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The number in stored events.
            pub const fn number(self) -> u32 {
                match self { $($name::$variant => $number,)* }
            }

            /// The one with this number.
            pub fn from_number(number: u32) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.number() == number)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use words;

words! {
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

words! {
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
    pub(crate) low: u32,
    /// The last.
    pub(crate) high: u32,
}

/// The text is no BIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a BIN is 6 to 8 digits")]
pub struct InvalidBin;

impl Bin {
    /// The cards whose numbers start with these digits, of which there are at most eight.
    pub(crate) fn of_digits(text: &str) -> Option<Bin> {
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

/// The facts of one payment. What is not known is left out and then fits no condition.
#[derive(Copy, Clone, Debug)]
pub struct Facts<'a> {
    /// The payment. Splits, samples and experiments follow from its id, so asking again gives the same answer.
    pub payment: PaymentId,
    /// Whose payment it is.
    pub tenant: Tenant,
    /// The card's network.
    pub scheme: Option<CardScheme>,
    /// The kind of card.
    pub category: Option<CardCategory>,
    /// Where the issuer of the card or bank account sits.
    pub issuer_country: Option<Country>,
    /// The card's first digits.
    pub bin: Option<Bin>,
    /// The merchant's own name for the customer.
    pub customer: Option<&'a str>,
    /// What the merchant noted on the payment.
    pub metadata: &'a [(String, String)],
}

impl<'a> Facts<'a> {
    /// A payment of which nothing else is known.
    pub const fn of(payment: PaymentId, tenant: Tenant) -> Facts<'a> {
        Facts {
            payment,
            tenant,
            scheme: None,
            category: None,
            issuer_country: None,
            bin: None,
            customer: None,
            metadata: &[],
        }
    }
}

pub(crate) fn country_key(country: Country) -> i128 {
    match *country.as_str().as_bytes() {
        [first, second] => i128::from(first) << 8 | i128::from(second),
        _ => unreachable!("a country is two letters"),
    }
}

pub(crate) fn method_from(word: &str) -> Option<MethodKind> {
    MethodKind::ALL.iter().copied().find(|one| one.as_str() == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bin_is_six_to_eight_digits_and_covers_what_starts_with_it() {
        let bin: Bin = "411111".parse().unwrap();
        assert_eq!((bin.low, bin.high), (41_111_100, 41_111_199));
        assert_eq!("99999999".parse::<Bin>().unwrap().high, 99_999_999);
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

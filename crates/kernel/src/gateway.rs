//! The words about gateways that several machines share: a gateway's name, what is done through it, with which kind of
//! payment method, from which country.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The configured name of a gateway: 1 to 32 of a-z, 0-9, `_` and `-`, so that it can be a part of an account path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GatewayName(Arc<str>);

/// The text is not a gateway name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a gateway name is 1 to 32 characters of a-z, 0-9, '_' and '-'")]
pub struct InvalidGatewayName;

impl GatewayName {
    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GatewayName {
    type Err = InvalidGatewayName;

    fn from_str(text: &str) -> Result<Self, InvalidGatewayName> {
        let clean = text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
        if clean && (1..=32).contains(&text.len()) {
            Ok(GatewayName(text.into()))
        } else {
            Err(InvalidGatewayName)
        }
    }
}

impl fmt::Display for GatewayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for GatewayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An enum with a word and a stored number for each variant. The crate that uses it has `serde`.
#[macro_export]
macro_rules! numbered_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $( $(#[$variant_doc])* #[serde(rename = $word)] $variant, )* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word in API and reports.
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

numbered_words! {
    /// What is asked of a gateway.
    OperationKind {
        /// Reserve the money (and take it at once when asked to).
        Authorize = 1 "authorize",
        /// Take reserved money.
        Capture = 2 "capture",
        /// Release reserved money.
        Void = 3 "void",
        /// Give captured money back.
        Refund = 4 "refund",
    }
}

numbered_words! {
    /// The kind of a payment method.
    MethodKind {
        /// A payment card.
        Card = 1 "card",
        /// A bank account.
        BankTransfer = 2 "bank_transfer",
        /// A wallet.
        Wallet = 3 "wallet",
    }
}

/// A country of ISO 3166-1, as its two upper-case letters.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// The text is not a country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country is two upper-case letters of ISO 3166-1, such as DE")]
pub struct InvalidCountry;

impl Country {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a country is two ASCII letters")
    }
}

impl FromStr for Country {
    type Err = InvalidCountry;

    fn from_str(text: &str) -> Result<Self, InvalidCountry> {
        match *text.as_bytes() {
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Ok(Country([a, b])),
            _ => Err(InvalidCountry),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_countries_are_checked() {
        assert!("sandbox_a".parse::<GatewayName>().is_ok());
        for text in ["", "A", "a b", "a:b", "ä", "a234567890123456789012345678901234"] {
            assert!(text.parse::<GatewayName>().is_err(), "{text}");
        }
        assert_eq!(
            "DE".parse::<Country>().map(|c| c.to_string()),
            Ok("DE".to_owned())
        );
        assert!(
            ["de", "D", "DEU", "1A"]
                .iter()
                .all(|text| text.parse::<Country>().is_err())
        );
    }

    #[test]
    fn numbers_round_trip() {
        for kind in OperationKind::ALL {
            assert_eq!(OperationKind::from_number(kind.number()), Some(*kind));
        }
        assert_eq!(MethodKind::from_number(0), None);
    }
}

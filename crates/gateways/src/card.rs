//! A whole card, for connectors that send numbers. It is wiped when it goes, and nothing prints it.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A card as a gateway takes it.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct CardData {
    number: String,
    expiry_month: u8,
    expiry_year: u16,
    holder: Option<String>,
    security_code: Option<String>,
}

impl CardData {
    /// A card with this number, good until the end of that month.
    pub fn new(number: &str, expiry_month: u8, expiry_year: u16) -> CardData {
        CardData {
            number: number.to_owned(),
            expiry_month,
            expiry_year,
            holder: None,
            security_code: None,
        }
    }

    /// The same with the name on it.
    pub fn with_holder(mut self, name: &str) -> CardData {
        self.holder = Some(name.to_owned());
        self
    }

    /// The same with its security code.
    pub fn with_security_code(mut self, code: &str) -> CardData {
        self.security_code = Some(code.to_owned());
        self
    }

    pub(crate) fn number(&self) -> &str {
        &self.number
    }

    pub(crate) const fn expiry(&self) -> (u8, u16) {
        (self.expiry_month, self.expiry_year)
    }

    pub(crate) fn holder(&self) -> Option<&str> {
        self.holder.as_deref()
    }

    pub(crate) fn security_code(&self) -> Option<&str> {
        self.security_code.as_deref()
    }
}

impl fmt::Debug for CardData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[card]")
    }
}

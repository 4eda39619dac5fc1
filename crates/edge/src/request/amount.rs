//! Amounts in requests: whole minor units and nothing else.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// Minor units as a caller sent them. Whether they are positive and not too large is the machines' to say.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Amount(pub(crate) i128);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(AmountVisitor)
    }
}

struct AmountVisitor;

impl Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number of minor units, such as 1099 for 10.99 EUR, written without fraction and exponent")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Amount, E> {
        Ok(Amount(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Amount, E> {
        Ok(Amount(value.into()))
    }

    /// Also what JSON's parser makes of numbers beyond 64 bits.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Amount, E> {
        Err(E::invalid_type(Unexpected::Float(value), &self))
    }
}

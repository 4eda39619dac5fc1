//! How kernel values stand in stored protobuf messages. Every domain's `wire.rs` uses these and no other form.
//!
//! Ids are 16 big-endian bytes, amounts the shortest two's complement big-endian bytes (empty = 0), currencies their ISO 4217
//! number. What can't be read back is [`Corrupt`]: stored bytes are ours, so the caller treats it as damage.

use crate::{Currency, Id, IdKind, Money};

/// Stored bytes that do not decode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stored bytes do not decode: {0}")]
pub struct Corrupt(pub &'static str);

impl From<prost::DecodeError> for Corrupt {
    fn from(_: prost::DecodeError) -> Self {
        Corrupt("not a protobuf message of this type")
    }
}

/// The stored form of an id.
pub fn id_bytes<K: IdKind>(id: Id<K>) -> Vec<u8> {
    id.as_u128().to_be_bytes().to_vec()
}

/// The id in these bytes.
pub fn id_from<K: IdKind>(bytes: &[u8]) -> Result<Id<K>, Corrupt> {
    let bytes: [u8; 16] = bytes.try_into().map_err(|_| Corrupt("an id is 16 bytes"))?;
    Ok(Id::from_u128(u128::from_be_bytes(bytes)))
}

/// Money as a message field.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MoneyWire {
    /// Shortest two's complement, big-endian.
    #[prost(bytes = "vec", tag = "1")]
    pub minor: Vec<u8>,
    /// ISO 4217 number.
    #[prost(uint32, tag = "2")]
    pub currency: u32,
}

impl From<Money> for MoneyWire {
    fn from(money: Money) -> Self {
        MoneyWire {
            minor: amount_bytes(money.minor()),
            currency: u32::from(money.currency().number()),
        }
    }
}

impl TryFrom<MoneyWire> for Money {
    type Error = Corrupt;

    fn try_from(wire: MoneyWire) -> Result<Money, Corrupt> {
        Ok(Money::new(
            amount_from(&wire.minor)?,
            currency_from(wire.currency)?,
        ))
    }
}

/// The currency with this ISO 4217 number.
pub fn currency_from(number: u32) -> Result<Currency, Corrupt> {
    u16::try_from(number)
        .ok()
        .and_then(Currency::from_number)
        .ok_or(Corrupt("unknown currency number"))
}

/// The shortest two's complement form, big-endian; empty for zero.
pub fn amount_bytes(value: i128) -> Vec<u8> {
    if value == 0 {
        return Vec::new();
    }
    let bytes = value.to_be_bytes();
    let filler = if value < 0 { 0xff } else { 0 };
    let mut start = 0;
    // Keep one byte that carries the sign.
    while start < 15 && bytes[start] == filler && (bytes[start + 1] & 0x80 == filler & 0x80) {
        start += 1;
    }
    bytes[start..].to_vec()
}

/// The amount in these bytes.
pub fn amount_from(bytes: &[u8]) -> Result<i128, Corrupt> {
    let Some(&first) = bytes.first() else { return Ok(0) };
    if bytes.len() > 16 {
        return Err(Corrupt("an amount is at most 16 bytes"));
    }
    let filler = if first & 0x80 != 0 { 0xff } else { 0 };
    let mut whole = [filler; 16];
    whole[16 - bytes.len()..].copy_from_slice(bytes);
    Ok(i128::from_be_bytes(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn amounts_round_trip(value: i128, shift in 0u32..127) {
            let value = value >> shift;
            prop_assert_eq!(amount_from(&amount_bytes(value)), Ok(value));
        }

        #[test]
        fn small_amounts_are_short(value in -128i128..128) {
            prop_assert!(amount_bytes(value).len() <= 1);
        }
    }
}

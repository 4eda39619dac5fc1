//! Money, whole numbers, times and pairs of words.

use std::collections::BTreeMap;

use async_graphql::{InputValueError, InputValueResult, Number, Scalar, ScalarType, SimpleObject, Value};
use serde::Deserialize;

/// A whole number of any size: a JSON number where it fits 64 bits, as in REST, and its digits as a string beyond that.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct BigInt(pub(crate) i128);

#[Scalar]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        let digits = match &value {
            Value::Number(number) => Some(number.to_string()),
            Value::String(text) => Some(text.clone()),
            _ => None,
        };
        match digits.and_then(|digits| digits.parse().ok()) {
            Some(number) => Ok(BigInt(number)),
            None => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        let small = i64::try_from(self.0).map(Number::from);
        let number = small.or_else(|_| u64::try_from(self.0).map(Number::from));
        number.map_or_else(|_| Value::String(self.0.to_string()), Value::Number)
    }
}

/// An instant (RFC 3339), such as `2026-11-22T10:00:00Z`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct DateTime(pub(crate) String);

/// Whether a text is an instant is for whoever reads it to say.
#[Scalar]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(DateTime(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An amount.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Money {
    /// In minor units of the currency.
    minor: BigInt,
    /// Such as `EUR`.
    currency: String,
}

impl Money {
    pub(crate) fn new(minor: BigInt, currency: &str) -> Money {
        Money {
            minor,
            currency: currency.to_owned(),
        }
    }
}

/// A key with its value.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Pair {
    /// A word of yours.
    key: String,
    /// What it says.
    value: String,
}

/// All pairs, by key.
pub(crate) fn pairs(metadata: &BTreeMap<String, String>) -> Vec<Pair> {
    let pair = |(key, value): (&String, &String)| Pair {
        key: key.clone(),
        value: value.clone(),
    };
    metadata.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_keep_all_digits() {
        for (number, json) in [
            (0, "0"),
            (-4_990, "-4990"),
            (i128::from(u64::MAX), "18446744073709551615"),
            (i128::MAX, "\"170141183460469231731687303715884105727\""),
        ] {
            let value = BigInt(number).to_value();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(BigInt::parse(value).unwrap(), BigInt(number));
        }
        assert_eq!(
            serde_json::from_str::<BigInt>("170141183460469231731687303715884105727")
                .unwrap()
                .0,
            i128::MAX
        );
        assert!(BigInt::parse(Value::String("1.5".to_owned())).is_err());
    }
}

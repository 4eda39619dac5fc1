//! Currency exchanges as the API takes them.

use bezant_kernel::{Currency, TransferId};
use bezant_ledger::Rate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::request::{AccountName, Amount, from_text, optional_from_text};

/// An exchange of money of one currency for another, by two transfers through liquidity accounts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExchange {
    /// An id of your choice; a fresh one if left out. It is the id of the first transfer, and the other's follows from it.
    #[schema(value_type = Option<String>)]
    pub(crate) id: Option<TransferId>,
    /// The account whose balance falls, by id or path.
    #[serde(deserialize_with = "from_text")]
    #[schema(value_type = String, example = "liabilities:customers:4711")]
    pub(crate) from: AccountName,
    /// The account whose balance rises, by id or path.
    #[serde(deserialize_with = "from_text")]
    #[schema(value_type = String, example = "liabilities:customers:4711")]
    pub(crate) to: AccountName,
    /// What is sold, in minor units.
    #[schema(value_type = i64, minimum = 1)]
    pub(crate) amount: Amount,
    /// The sold currency.
    #[schema(value_type = String, example = "EUR")]
    pub(crate) currency: Currency,
    /// The bought currency.
    #[schema(value_type = String, example = "USD")]
    pub(crate) to_currency: Currency,
    /// How much of the bought currency one unit of the sold one buys (1 euro, not 1 cent).
    pub(crate) rate: NewRate,
    /// What takes the sold money, by id or path; `equity:liquidity` if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>)]
    pub(crate) liquidity_from: Option<AccountName>,
    /// What gives the bought money, by id or path; `equity:liquidity` if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>)]
    pub(crate) liquidity_to: Option<AccountName>,
    /// What to find both transfers by: a payment's id, or up to 32 hexadecimal digits.
    pub(crate) reference: Option<String>,
    /// Why money moves, a number of your own.
    #[serde(default)]
    pub(crate) code: u16,
}

/// An exact rate.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum NewRate {
    /// As a decimal number in a text.
    #[schema(title = "decimal", example = "1.0837")]
    Decimal(String),
    /// As a fraction.
    #[schema(title = "fraction")]
    Fraction(NewFraction),
}

/// A fraction.
#[derive(Copy, Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewFraction {
    numerator: u64,
    denominator: u64,
}

impl NewRate {
    /// The rate; `None` if the text is no decimal number of at most 18 decimals.
    pub(crate) fn rate(&self) -> Option<Rate> {
        match self {
            NewRate::Fraction(fraction) => Some(Rate {
                numerator: fraction.numerator,
                denominator: fraction.denominator,
            }),
            NewRate::Decimal(text) => decimal(text),
        }
    }
}

fn decimal(text: &str) -> Option<Rate> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !are_digits(whole) || !are_digits(decimals) || decimals.len() > 18 {
        return None;
    }
    Some(Rate {
        numerator: [whole, decimals].concat().parse().ok()?,
        denominator: 10u64.checked_pow(u32::try_from(decimals.len()).ok()?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_exactly() {
        let read = |text| decimal(text).map(|rate| (rate.numerator, rate.denominator));
        assert_eq!(read("1.0837"), Some((10_837, 10_000)));
        assert_eq!(read("162"), Some((1_620, 10)));
        assert_eq!(read("0.000000000000000001"), Some((1, 1_000_000_000_000_000_000)));
        for wrong in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e3",
            "1,5",
            "0.0000000000000000001",
            "99999999999999999999",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}

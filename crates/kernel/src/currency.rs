//! The currencies of ISO 4217 with their numbers and minor-unit digits (list one, money in use; funds and metals left out).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency of ISO 4217.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(u16);

struct Row {
    code: &'static str,
    number: u16,
    minor_digits: u8,
}

const fn row(code: &'static str, number: u16, minor_digits: u8) -> Row {
    Row {
        code,
        number,
        minor_digits,
    }
}

/// Sorted by code, so that a look-up by code is a binary search.
#[rustfmt::skip]
static TABLE: &[Row] = &[
    row("AED", 784, 2), row("AFN", 971, 2), row("ALL", 8, 2), row("AMD", 51, 2), row("AOA", 973, 2),
    row("ARS", 32, 2), row("AUD", 36, 2), row("AWG", 533, 2), row("AZN", 944, 2), row("BAM", 977, 2),
    row("BBD", 52, 2), row("BDT", 50, 2), row("BHD", 48, 3), row("BIF", 108, 0), row("BMD", 60, 2),
    row("BND", 96, 2), row("BOB", 68, 2), row("BRL", 986, 2), row("BSD", 44, 2), row("BTN", 64, 2),
    row("BWP", 72, 2), row("BYN", 933, 2), row("BZD", 84, 2), row("CAD", 124, 2), row("CDF", 976, 2),
    row("CHF", 756, 2), row("CLF", 990, 4), row("CLP", 152, 0), row("CNY", 156, 2), row("COP", 170, 2),
    row("CRC", 188, 2), row("CUP", 192, 2), row("CVE", 132, 2), row("CZK", 203, 2), row("DJF", 262, 0),
    row("DKK", 208, 2), row("DOP", 214, 2), row("DZD", 12, 2), row("EGP", 818, 2), row("ERN", 232, 2),
    row("ETB", 230, 2), row("EUR", 978, 2), row("FJD", 242, 2), row("FKP", 238, 2), row("GBP", 826, 2),
    row("GEL", 981, 2), row("GHS", 936, 2), row("GIP", 292, 2), row("GMD", 270, 2), row("GNF", 324, 0),
    row("GTQ", 320, 2), row("GYD", 328, 2), row("HKD", 344, 2), row("HNL", 340, 2), row("HTG", 332, 2),
    row("HUF", 348, 2), row("IDR", 360, 2), row("ILS", 376, 2), row("INR", 356, 2), row("IQD", 368, 3),
    row("IRR", 364, 2), row("ISK", 352, 0), row("JMD", 388, 2), row("JOD", 400, 3), row("JPY", 392, 0),
    row("KES", 404, 2), row("KGS", 417, 2), row("KHR", 116, 2), row("KMF", 174, 0), row("KPW", 408, 2),
    row("KRW", 410, 0), row("KWD", 414, 3), row("KYD", 136, 2), row("KZT", 398, 2), row("LAK", 418, 2),
    row("LBP", 422, 2), row("LKR", 144, 2), row("LRD", 430, 2), row("LSL", 426, 2), row("LYD", 434, 3),
    row("MAD", 504, 2), row("MDL", 498, 2), row("MGA", 969, 2), row("MKD", 807, 2), row("MMK", 104, 2),
    row("MNT", 496, 2), row("MOP", 446, 2), row("MRU", 929, 2), row("MUR", 480, 2), row("MVR", 462, 2),
    row("MWK", 454, 2), row("MXN", 484, 2), row("MYR", 458, 2), row("MZN", 943, 2), row("NAD", 516, 2),
    row("NGN", 566, 2), row("NIO", 558, 2), row("NOK", 578, 2), row("NPR", 524, 2), row("NZD", 554, 2),
    row("OMR", 512, 3), row("PAB", 590, 2), row("PEN", 604, 2), row("PGK", 598, 2), row("PHP", 608, 2),
    row("PKR", 586, 2), row("PLN", 985, 2), row("PYG", 600, 0), row("QAR", 634, 2), row("RON", 946, 2),
    row("RSD", 941, 2), row("RUB", 643, 2), row("RWF", 646, 0), row("SAR", 682, 2), row("SBD", 90, 2),
    row("SCR", 690, 2), row("SDG", 938, 2), row("SEK", 752, 2), row("SGD", 702, 2), row("SHP", 654, 2),
    row("SLE", 925, 2), row("SOS", 706, 2), row("SRD", 968, 2), row("SSP", 728, 2), row("STN", 930, 2),
    row("SVC", 222, 2), row("SYP", 760, 2), row("SZL", 748, 2), row("THB", 764, 2), row("TJS", 972, 2),
    row("TMT", 934, 2), row("TND", 788, 3), row("TOP", 776, 2), row("TRY", 949, 2), row("TTD", 780, 2),
    row("TWD", 901, 2), row("TZS", 834, 2), row("UAH", 980, 2), row("UGX", 800, 0), row("USD", 840, 2),
    row("UYU", 858, 2), row("UYW", 927, 4), row("UZS", 860, 2), row("VED", 926, 2), row("VES", 928, 2),
    row("VND", 704, 0), row("VUV", 548, 0), row("WST", 882, 2), row("XAF", 950, 0), row("XCD", 951, 2),
    row("XCG", 532, 2), row("XOF", 952, 0), row("XPF", 953, 0), row("YER", 886, 2), row("ZAR", 710, 2),
    row("ZMW", 967, 2), row("ZWG", 924, 2),
];

/// For each ISO number the place in `TABLE` plus one; zero where there is none.
static BY_NUMBER: [u8; 1_000] = {
    let mut places = [0u8; 1_000];
    let mut at = 0;
    while at < TABLE.len() {
        places[TABLE[at].number as usize] = at as u8 + 1;
        at += 1;
    }
    places
};

/// No currency has this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a currency code of ISO 4217 (three upper-case letters, such as EUR)")]
pub struct UnknownCurrency;

impl Currency {
    /// Euro.
    pub const EUR: Currency = Currency(978);
    /// US dollar.
    pub const USD: Currency = Currency(840);

    /// The currency with this three-letter code, in upper case.
    pub fn from_code(code: &str) -> Option<Currency> {
        let at = TABLE.binary_search_by(|row| row.code.cmp(code)).ok()?;
        Some(Currency(TABLE[at].number))
    }

    /// The currency with this ISO number.
    pub fn from_number(number: u16) -> Option<Currency> {
        BY_NUMBER
            .get(usize::from(number))
            .filter(|&&place| place != 0)
            .map(|_| Currency(number))
    }

    /// All currencies, sorted by code.
    pub fn all() -> impl Iterator<Item = Currency> {
        TABLE.iter().map(|row| Currency(row.number))
    }

    fn row(self) -> &'static Row {
        let place = BY_NUMBER[usize::from(self.0)];
        &TABLE[usize::from(
            place
                .checked_sub(1)
                .expect("a Currency is made only from the table"),
        )]
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The ISO number.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// How many decimal digits the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn minor_digits(self) -> u8 {
        self.row().minor_digits
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        Currency::from_code(text).ok_or(UnknownCurrency)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_its_numbers_are_distinct() {
        assert!(TABLE.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(TABLE.len() < 255);
        for currency in Currency::all() {
            assert_eq!(Currency::from_number(currency.number()), Some(currency));
            assert_eq!(Currency::from_code(currency.code()), Some(currency));
        }
    }

    #[test]
    fn knows_minor_digits_and_refuses_strangers() {
        let digits = |code| Currency::from_code(code).map(Currency::minor_digits);
        assert_eq!(
            [digits("EUR"), digits("JPY"), digits("BHD"), digits("CLF")],
            [Some(2), Some(0), Some(3), Some(4)]
        );
        assert_eq!(
            [digits("eur"), digits("XXX"), digits(""), digits("EURO")],
            [None; 4]
        );
    }
}

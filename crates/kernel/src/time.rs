//! Points in time and spans of it. Nothing here reads a clock: the time of a decision comes from its context.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

/// A span of time in milliseconds.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Milliseconds(pub u64);

impl Timestamp {
    /// The point this many microseconds after 1970.
    pub const fn from_microseconds(value: u64) -> Self {
        Timestamp(value)
    }

    /// Microseconds after 1970.
    pub const fn as_microseconds(self) -> u64 {
        self.0
    }

    /// The point `span` later; the end of representable time where it would be beyond.
    pub const fn after(self, span: Milliseconds) -> Self {
        Timestamp(self.0.saturating_add(span.0.saturating_mul(1_000)))
    }

    /// How long after `earlier` this is; zero if it is not later.
    pub const fn since(self, earlier: Timestamp) -> Milliseconds {
        Milliseconds(self.0.saturating_sub(earlier.0) / 1_000)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = i64::try_from(self.0)
            .ok()
            .and_then(|us| jiff::Timestamp::from_microsecond(us).ok());
        match instant {
            Some(instant) => write!(f, "{instant:.6}"),
            None => write!(f, "{}us", self.0),
        }
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, InvalidTimestamp> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| InvalidTimestamp)?;
        u64::try_from(instant.as_microsecond())
            .map(Timestamp)
            .map_err(|_| InvalidTimestamp)
    }
}

/// The text is not an RFC 3339 time after 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 time after 1970")]
pub struct InvalidTimestamp;

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_parses_rfc_3339() {
        let at = Timestamp::from_microseconds(1_700_000_000_123_456);
        assert_eq!(at.to_string(), "2023-11-14T22:13:20.123456Z");
        assert_eq!(at.to_string().parse(), Ok(at));
        assert!("yesterday".parse::<Timestamp>().is_err());
        assert!("1969-12-31T23:59:59Z".parse::<Timestamp>().is_err());
    }

    #[test]
    fn spans_saturate() {
        let at = Timestamp::from_microseconds(5_000_000);
        assert_eq!(at.after(Milliseconds(1)).since(at), Milliseconds(1));
        assert_eq!(at.since(at.after(Milliseconds(1))), Milliseconds(0));
        assert_eq!(at.after(Milliseconds(u64::MAX)).as_microseconds(), u64::MAX);
    }
}

//! Which events an endpoint wants.

use std::fmt;

/// An endpoint has at most so many filters: each event is compared with all of them.
pub const MAXIMUM_FILTERS: usize = 50;

const MAXIMUM_CHARACTERS: usize = 128;

/// `*` for every event, `payment.*` for all below `payment.`, or an event's whole name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventFilter(Box<str>);

/// The text is not a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an event filter is '*', an event's name such as 'payment.captured', or the start of one such as 'payment.*'"
)]
pub struct InvalidFilter;

impl EventFilter {
    /// The filter in `text`.
    pub fn parse(text: &str) -> Result<Self, InvalidFilter> {
        let name = match text {
            "*" => "all",
            _ => text.strip_suffix(".*").unwrap_or(text),
        };
        let clean = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        };
        if text.len() <= MAXIMUM_CHARACTERS && name.split('.').all(clean) {
            Ok(EventFilter(text.into()))
        } else {
            Err(InvalidFilter)
        }
    }

    /// The filter's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A filter that was checked when it was stored.
    pub(crate) fn stored(text: &str) -> Self {
        EventFilter(text.into())
    }
}

/// Whether the event of this name passes the filter.
pub fn matches(filter: &EventFilter, event_name: &str) -> bool {
    match &*filter.0 {
        "*" => true,
        text => match text.strip_suffix('*') {
            Some(start) => event_name.len() > start.len() && event_name.starts_with(start),
            None => event_name == text,
        },
    }
}

impl fmt::Display for EventFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EventFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_match_all_a_branch_or_one_name() {
        let cases = [
            ("*", "payment.captured", true),
            ("payment.*", "payment.captured", true),
            ("payment.*", "payment.refund.created", true),
            ("payment.*", "payment", false),
            ("payment.*", "payment.", false),
            ("payment.*", "payments.captured", false),
            ("payment.captured", "payment.captured", true),
            ("payment.captured", "payment.captured_late", false),
            ("payment.captured", "payment", false),
        ];
        for (filter, name, wanted) in cases {
            assert_eq!(
                matches(&EventFilter::parse(filter).unwrap(), name),
                wanted,
                "{filter} {name}"
            );
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let long = "a".repeat(129);
        for text in [
            "", ".", "**", "*.*", ".*", "a.", ".a", "a..b", "a.*.b", "a*", "Payment", "a b", "ä", &long,
        ] {
            assert_eq!(EventFilter::parse(text), Err(InvalidFilter), "{text}");
        }
    }
}

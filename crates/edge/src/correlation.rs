//! The id that follows a request through answers, logs, events and webhooks.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use bezant_engine::Correlation;

pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The caller's own id where it is a sane one, else a fresh one. What is not sane is not refused: the header is often set
/// by something between the caller and us.
pub(crate) fn of(headers: &HeaderMap) -> Correlation {
    headers
        .get(HEADER)
        .and_then(|value| value.to_str().ok())
        .filter(|text| is_sane(text))
        .and_then(|text| Correlation::new(text).ok())
        .unwrap_or_else(fresh)
}

fn is_sane(text: &str) -> bool {
    (1..=Correlation::MAX_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'/'))
}

fn fresh() -> Correlation {
    const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";
    let mut random: u128 = rand::random();
    let text = std::array::from_fn::<u8, 32, _>(|_| {
        let digit = HEXADECIMAL[(random & 15) as usize];
        random >>= 4;
        digit
    });
    let text = std::str::from_utf8(&text).expect("hexadecimal digits are ASCII");
    Correlation::new(text).expect("32 characters are within the bound")
}

pub(crate) fn header_value(correlation: &Correlation) -> HeaderValue {
    HeaderValue::from_str(correlation.as_str()).expect("a correlation id of the edge is plain ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        let of_text = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, HeaderValue::from_str(text).unwrap());
            of(&headers).as_str().to_owned()
        };
        assert_eq!(of_text("order-1:a/b_c.d"), "order-1:a/b_c.d");
        for strange in ["", "a b", "<script>", &"a".repeat(65), "\"x\""] {
            let replaced = of_text(strange);
            assert_eq!(
                (replaced.len(), replaced.as_str() == strange),
                (32, false),
                "{strange}"
            );
        }
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }
}

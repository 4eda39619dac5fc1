//! The headers that say how a change shall be made: `Idempotency-Key`, `If-Match`, `Prefer`.

use std::time::Duration;

use axum::http::header::IF_MATCH;
use axum::http::{HeaderMap, HeaderName};
use bezant_engine::Wait;

use crate::conditional::Wanted;
use crate::edge::Limits;
use crate::problem::{Code, Problem};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const PREFER: HeaderName = HeaderName::from_static("prefer");
const MAX_KEY_CHARACTERS: usize = 255;

fn invalid(header: &str, message: &str) -> Problem {
    Problem::mistake(header, Code::HeaderInvalid, message)
}

/// The caller's idempotency key.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let is_good = is_key(value.as_bytes());
    match value.to_str() {
        Ok(text) if is_good && values.next().is_none() => Ok(Some(text)),
        _ => Err(invalid(
            "Idempotency-Key",
            "it must be given once, as 1 to 255 visible ASCII characters",
        )),
    }
}

/// Whether a text can be an idempotency key.
pub(crate) fn is_key(bytes: &[u8]) -> bool {
    (1..=MAX_KEY_CHARACTERS).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
}

/// The version that the caller wants to change, where they name one. Whatever else they name was compared before
/// ([`crate::conditional`]).
pub(crate) fn expected_version(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    match Wanted::read(headers, &IF_MATCH) {
        Ok(wanted) => Ok(wanted.and_then(|wanted| wanted.version())),
        Err(_) => Err(invalid(
            "If-Match",
            "it must be the version from an ETag, in double quotes, such as \"3\"",
        )),
    }
}

/// How long the caller wants to wait for the outcome: `Prefer: wait=5`, `Prefer: respond-async`. Preferences that are
/// not understood are passed over, as RFC 7240 has it.
pub(crate) fn wait(headers: &HeaderMap, limits: &Limits) -> Wait {
    let mut seconds = None;
    let mut is_async = false;
    for value in headers.get_all(PREFER) {
        for preference in value.to_str().unwrap_or_default().split(',') {
            let preference = preference.split(';').next().unwrap_or_default().trim();
            if preference.eq_ignore_ascii_case("respond-async") {
                is_async = true;
            } else if let Some((name, value)) = preference.split_once('=')
                && name.trim().eq_ignore_ascii_case("wait")
            {
                seconds = seconds.or(value.trim().trim_matches('"').parse::<u64>().ok());
            }
        }
    }
    let within = match seconds {
        Some(seconds) => Duration::from_secs(seconds).min(limits.longest_wait),
        None if is_async => Duration::ZERO,
        None => limits.default_wait,
    };
    if within.is_zero() {
        Wait::Committed
    } else {
        Wait::Settled { within }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn keys_are_visible_ascii_and_given_once() {
        let key = |values: &[&str]| {
            let headers = headers("idempotency-key", values);
            idempotency_key(&headers).map(|key| key.map(str::to_owned)).ok()
        };
        let long = "k".repeat(255);
        assert_eq!(key(&[]), Some(None));
        assert_eq!(key(&["order-1/a"]), Some(Some("order-1/a".to_owned())));
        assert_eq!(key(&[&long]), Some(Some(long.clone())));
        let longer = "k".repeat(256);
        for wrong in [&[""][..], &["a b"], &["ü"], &[&longer], &["a", "a"]] {
            assert_eq!(key(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn versions_are_quoted_numbers() {
        let version = |text| expected_version(&headers("if-match", &[text])).ok();
        for (text, expected) in [
            ("\"3\"", Some(3)),
            ("\"3-xml-gzip\"", Some(3)),
            ("*", None),
            ("\"3\", \"4\"", None),
            ("W/\"3\"", None),
            ("\"-3\"", None),
        ] {
            assert_eq!(version(text), Some(expected), "{text}");
        }
        for wrong in ["3", "\"3", "*, \"3\""] {
            assert_eq!(version(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn preferences_say_how_long_to_wait() {
        let seconds = |within| Wait::Settled {
            within: Duration::from_secs(within),
        };
        let cases: &[(&[&str], Wait)] = &[
            (&[], seconds(10)),
            (&["respond-async"], Wait::Committed),
            (&["wait=3"], seconds(3)),
            (&["respond-async, wait=3"], seconds(3)),
            (&["respond-async", "WAIT = \"4\""], seconds(4)),
            (&["wait=3600"], seconds(30)),
            (&["wait=0"], Wait::Committed),
            (&["wait=soon; x=y"], seconds(10)),
            (&["return=minimal"], seconds(10)),
        ];
        for (values, expected) in cases {
            assert_eq!(
                wait(&headers("prefer", values), &Limits::default()),
                *expected,
                "{values:?}"
            );
        }
    }
}

//! The head of a message, and the values of its components (RFC 9421, section 2).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method, StatusCode};

/// The head of a request, or of an answer.
#[derive(Copy, Clone, Debug)]
pub struct Message<'a> {
    start: Start<'a>,
    headers: &'a HeaderMap,
}

#[derive(Copy, Clone, Debug)]
enum Start<'a> {
    Request {
        method: &'a Method,
        scheme: &'a str,
        authority: &'a str,
        path: &'a str,
        query: Option<&'a str>,
    },
    Response(StatusCode),
}

/// Parameters in a query that are looked at.
const MAX_QUERY_PARAMETERS: usize = 256;

impl<'a> Message<'a> {
    /// A request, as its caller sees it: the scheme and authority in front of a proxy that ends TLS, path and query as they were
    /// sent, without the `?`.
    pub fn request(
        method: &'a Method,
        scheme: &'a str,
        authority: &'a str,
        path: &'a str,
        query: Option<&'a str>,
        headers: &'a HeaderMap,
    ) -> Message<'a> {
        let start = Start::Request {
            method,
            scheme,
            authority,
            path: if path.is_empty() { "/" } else { path },
            query,
        };
        Message { start, headers }
    }

    /// An answer.
    pub fn response(status: StatusCode, headers: &'a HeaderMap) -> Message<'a> {
        Message {
            start: Start::Response(status),
            headers,
        }
    }

    /// Its fields.
    pub(super) fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// Appends the value of a derived component, or says that there is none. A name that is not known was refused before.
    pub(super) fn derived(&self, name: &str, value: &mut String) -> Option<()> {
        match (self.start, name) {
            (Start::Response(status), "@status") => value.push_str(status.as_str()),
            (Start::Response(_), _) | (Start::Request { .. }, "@status") => return None,
            (Start::Request { method, .. }, "@method") => value.push_str(method.as_str()),
            (Start::Request { scheme, .. }, "@scheme") => push_lower(value, scheme),
            (
                Start::Request {
                    scheme, authority, ..
                },
                "@authority",
            ) => push_authority(value, scheme, authority),
            (Start::Request { path, .. }, "@path") => value.push_str(path),
            (Start::Request { query, .. }, "@query") => {
                value.push('?');
                value.push_str(query.unwrap_or_default());
            }
            (
                Start::Request {
                    scheme,
                    authority,
                    path,
                    query,
                    ..
                },
                "@target-uri",
            ) => {
                push_lower(value, scheme);
                value.push_str("://");
                push_authority(value, scheme, authority);
                value.push_str(path);
                if let Some(query) = query {
                    value.push('?');
                    value.push_str(query);
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Appends the value of the one parameter of this (encoded) name, encoded again in one way. A name that is there twice is
    /// nothing that can be signed.
    pub(super) fn query_parameter(&self, name: &str, value: &mut String) -> Option<()> {
        let Start::Request { query, .. } = self.start else {
            return None;
        };
        let mut found = None;
        for (nth, pair) in query?.split('&').enumerate() {
            if nth >= MAX_QUERY_PARAMETERS {
                return None;
            }
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            if pair.is_empty() || recoded(key)? != name {
                continue;
            }
            if found.replace(value).is_some() {
                return None;
            }
        }
        value.push_str(&recoded(found?)?);
        Some(())
    }

    /// Appends the values of a field, without the white space around them, as one.
    pub(super) fn field(&self, name: &str, value: &mut String) -> Option<()> {
        let mut all = self.headers.get_all(name).iter().peekable();
        all.peek()?;
        let mut is_first = true;
        for line in all {
            if !is_first {
                value.push_str(", ");
            }
            is_first = false;
            // What is no ASCII can't stand in a signature base.
            value.push_str(trimmed(line.to_str().ok()?));
        }
        Some(())
    }

    /// The same as bytes, each value for itself, so that commas within them can't be taken for commas between them.
    pub(super) fn field_as_bytes(&self, name: &str, value: &mut String) -> Option<()> {
        let mut all = self.headers.get_all(name).iter().peekable();
        all.peek()?;
        let mut is_first = true;
        for line in all {
            value.push_str(if is_first { ":" } else { ", :" });
            is_first = false;
            STANDARD.encode_string(line.as_bytes().trim_ascii(), value);
            value.push(':');
        }
        Some(())
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

fn push_lower(value: &mut String, text: &str) {
    value.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
}

/// In small letters, without the port that the scheme has anyway.
fn push_authority(value: &mut String, scheme: &str, authority: &str) {
    let usual = if scheme.eq_ignore_ascii_case("https") {
        ":443"
    } else {
        ":80"
    };
    push_lower(value, authority.strip_suffix(usual).unwrap_or(authority));
}

/// Decoded as a form is, and encoded again, a space as `%20`. None where it is not UTF-8.
fn recoded(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => match after {
                [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    rest = after;
                    hex(*high) << 4 | hex(*low)
                }
                _ => byte,
            },
            _ => byte,
        });
    }
    let decoded = String::from_utf8(decoded).ok()?;
    let mut encoded = String::with_capacity(decoded.len());
    for byte in decoded.bytes() {
        if byte.is_ascii_alphanumeric() || b"*-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    Some(encoded)
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

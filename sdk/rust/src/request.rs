//! A request, before it is sent.

use std::fmt::Write;

use reqwest::Method;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;

/// What is asked of the node. Resources make them; [`crate::Client::request`] takes one of your own.
#[derive(Clone, Debug)]
pub struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) media_type: &'static str,
    pub(crate) is_keyed: bool,
}

impl Call {
    /// A request without a body. The path begins with `/`.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Call {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            media_type: "application/json",
            is_keyed: false,
        }
    }

    /// Says that the route takes an idempotency key: then the request may be repeated.
    #[must_use]
    pub fn keyed(mut self) -> Self {
        self.is_keyed = true;
        self
    }

    /// Parameters: the fields that are not null.
    pub fn query(mut self, query: &impl Serialize) -> Result<Self, Error> {
        let Value::Object(fields) = serde_json::to_value(query).map_err(unmade)? else {
            return Err(Error::Request("a query has fields".to_owned()));
        };
        self.query = fields
            .into_iter()
            .filter_map(|(name, value)| match value {
                Value::Null => None,
                Value::String(text) => Some((name, text)),
                other => Some((name, other.to_string())),
            })
            .collect();
        Ok(self)
    }

    /// A body in JSON. Encoded once: the node compares the bodies of repetitions byte by byte.
    pub fn json(self, body: &impl Serialize) -> Result<Self, Error> {
        let body = serde_json::to_vec(body).map_err(unmade)?;
        Ok(self.bytes("application/json", body))
    }

    pub(crate) fn json_if(self, body: Option<&impl Serialize>) -> Result<Self, Error> {
        match body {
            Some(body) => self.json(body),
            None => Ok(self),
        }
    }

    /// A body in another form.
    #[must_use]
    pub fn bytes(mut self, media_type: &'static str, body: Vec<u8>) -> Self {
        self.media_type = media_type;
        self.body = Some(body);
        self
    }
}

fn unmade(error: serde_json::Error) -> Error {
    Error::Request(error.to_string())
}

/// A part of a path, so that nothing in an id can lead to another route.
pub(crate) fn segment(text: &str) -> Result<String, Error> {
    // Encoded dots would lead up too.
    if matches!(text, "" | "." | "..") {
        return Err(Error::Request(format!("'{text}' is no id")));
    }
    let mut path = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' | b'.' => {
                path.push(char::from(byte))
            }
            _ => write!(path, "%{byte:02X}").expect("a text takes more"),
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_one() {
        assert_eq!(segment("assets:bank").unwrap(), "assets%3Abank");
        assert_eq!(segment("../x?y#é").unwrap(), "..%2Fx%3Fy%23%C3%A9");
        for none in ["", ".", ".."] {
            assert!(segment(none).is_err());
        }
    }

    #[test]
    fn a_query_leaves_out_what_is_not_said() {
        let query =
            serde_json::json!({ "status": "FAILED", "limit": 2, "cursor": null, "needs_attention": true });
        let call = Call::new(Method::GET, "/").query(&query).unwrap();
        let shown: Vec<_> = call
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(shown, ["limit=2", "needs_attention=true", "status=FAILED"]);
    }
}

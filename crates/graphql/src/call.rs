//! A call and its reply.

use async_graphql::Response;
use serde::Deserialize;

/// A call, as GraphQL over HTTP writes it. What else stands beside these is left alone.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The text of the query; may be left out where its hash is given.
    pub query: Option<String>,
    /// Which operation of the text.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Option<serde_json::Map<String, serde_json::Value>>,
    /// What clients add.
    pub extensions: Option<CallExtensions>,
}

/// What clients add to a call.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallExtensions {
    /// The hash of the query.
    pub persisted_query: Option<PersistedQuery>,
}

/// A query by its hash, as Apollo's clients send it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersistedQuery {
    /// Always 1.
    pub version: u32,
    /// SHA-256 of the text, in hexadecimal digits.
    pub sha256_hash: String,
}

/// A reply.
#[derive(Debug)]
pub struct Reply {
    /// As JSON: `data`, `errors` or both.
    pub body: Vec<u8>,
    /// Whether the call was refused before anything was read. Being asked for the text of a hash is a step, and no refusal.
    pub refused: bool,
}

impl Reply {
    pub(crate) fn of(response: &Response, refused: bool) -> Reply {
        Reply {
            body: serde_json::to_vec(response).expect("a response has text keys and writes to memory"),
            refused,
        }
    }
}

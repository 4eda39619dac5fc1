//! Answers to changes that may need a second person.

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

use crate::generated::types::Approval;

/// What became of such a change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Decided<T> {
    /// It is done.
    Done(T),
    /// It waits for somebody's approval.
    Waiting(Box<Approval>),
}

impl<'de, T: de::DeserializeOwned> Deserialize<'de> for Decided<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let read = match value["object"] == "approval" {
            true => serde_json::from_value(value).map(Decided::Waiting),
            false => serde_json::from_value(value).map(Decided::Done),
        };
        read.map_err(de::Error::custom)
    }
}

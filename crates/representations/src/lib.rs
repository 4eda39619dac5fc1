//! Bodies in the forms that callers prefer: what is JSON inside is XML or Protobuf outside.
//!
//! The OpenAPI document and the descriptors of the messages come in once, at the start; then bodies and headers come in, and the
//! same content in another form goes out, with what was preferred. XML is read by the schema of the body, so that a number is a
//! number; a Protobuf message is found under the name of the schema. It must never judge content: a value of the wrong kind goes
//! through, for whoever reads the JSON to refuse it in its own words. It opens nothing, resolves nothing from outside, and holds
//! no more than its [`Bounds`].

mod json;
mod negotiation;
mod operations;
mod protobuf;
mod shape;
#[cfg(test)]
mod tests;
mod xml;

pub use json::Node;
pub use negotiation::{Chosen, Format, Unacceptable, body_format, choose, weight};
pub use operations::{Body, Operation, Operations};
pub use protobuf::{Message, Messages};
pub use xml::{problem_to_xml, to_json, to_xml};

/// What a body may have at most.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Levels of nesting.
    pub depth: usize,
    /// Elements or values in all.
    pub values: usize,
}

impl Bounds {
    /// For what comes from callers: a bulk request of 8,190 transfers has some 100,000 values.
    pub const REQUEST: Bounds = Bounds {
        depth: 32,
        values: 200_000,
    };
    /// For what we have written ourselves.
    pub const ANSWER: Bounds = Bounds {
        depth: 64,
        values: 4_000_000,
    };
}

/// Why a body was not converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is not what its type says, or is larger than is taken. Its sender has to change it.
    #[error("{0}")]
    Malformed(String),
    /// It has something that the wanted form has no room for. Another form has to be asked for.
    #[error("{0}")]
    NotRepresentable(String),
}

impl Error {
    pub(crate) fn malformed(why: impl Into<String>) -> Error {
        Error::Malformed(why.into())
    }
}

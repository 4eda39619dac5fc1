//! Types and resources of the API. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost.
#![allow(clippy::large_enum_variant)]

pub mod resources;
pub mod types;

//! Types and resources of the API. Made from the node's OpenAPI document by `./x sdk`; changes by hand are lost.

pub mod resources;
pub mod types;

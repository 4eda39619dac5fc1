//! The SDKs: `sdk/scenario.json` run by each of them against the real binary, their own tests, the examples of their READMEs as
//! they are written, and that what is generated is what the node's OpenAPI document says.
#![allow(clippy::unwrap_used)]

mod folder;
mod generated;
mod languages;
mod readme;
mod rust_scenario;
mod surroundings;
mod way;

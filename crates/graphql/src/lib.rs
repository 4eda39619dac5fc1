//! GraphQL reads: a schema over the documents that the REST interface answers with.
//!
//! A call comes in as text with variables, and goes out as JSON. Before anything is read the text is measured and its cost is
//! reckoned; then fields are resolved by asking a port ([`Reads`]) for things by their ids, all that are wanted at one moment at
//! once, and for pages of lists. What comes back is what REST would have answered, a refusal too. It must never know a caller, a
//! permission or a rule of the business, change anything, or do more for a call than its bounds allow.

mod arguments;
mod call;
mod connection;
mod cost;
mod documents;
mod loader;
mod measure;
mod money;
mod reads;
mod refusal;
mod rules;
mod schema;
mod service;
mod settings;
#[cfg(test)]
mod tests;

pub use call::{Call, CallExtensions, PersistedQuery, Reply};
pub use documents::Registered;
pub use reads::{Answer, Asked, Reading, Reads, Thing};
pub use refusal::{CODES, Refusal, WrongField};
pub use service::{GraphQl, UnfitQuery, schema_text};
pub use settings::{Bounds, Introspection, Settings};

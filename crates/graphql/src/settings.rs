//! What an operator decides.

use std::time::Duration;

use crate::documents::Registered;

/// How calls are answered.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What a call may take.
    pub bounds: Bounds,
    /// Whether callers are shown the schema. Nobody is who is not a caller.
    pub introspection: Introspection,
    /// The queries that are known by their hash from the start.
    pub registered: Registered,
    /// Whether no other queries are answered.
    pub only_registered: bool,
}

/// Whether the schema is shown.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Introspection {
    /// To every caller.
    #[default]
    Shown,
    /// To nobody.
    Hidden,
}

/// What one call may take. Each is checked before anything is read.
#[derive(Copy, Clone, Debug)]
pub struct Bounds {
    /// Bytes of a query: some 300 lines. The parser takes memory in proportion.
    pub query_bytes: usize,
    /// Fields in each other. A payment of a delivery of an endpoint with its routing is at nine.
    pub depth: usize,
    /// Fields with those of fragments, as often as each is spread: what validation looks at.
    pub fields: usize,
    /// Fields under another name: the way to ask for the same a hundred times.
    pub aliases: usize,
    /// Directives.
    pub directives: usize,
    /// Fields times rows: a page of 200 payments with 40 fields each is at 8,000.
    pub cost: usize,
    /// How long an answer may take.
    pub answer_within: Duration,
    /// Bytes of the queries that are remembered by their hash.
    pub remembered_bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            query_bytes: 16 * 1024,
            depth: 12,
            fields: 1_000,
            aliases: 30,
            directives: 30,
            cost: 10_000,
            answer_within: Duration::from_secs(10),
            remembered_bytes: 4 << 20,
        }
    }
}

//! What lies on disk once nothing is wanted of it: names for the cold tier and what can go wrong when reading back.

use bezant_kernel::wire::Corrupt;

/// The kinds of entities that leave memory.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColdKind {
    /// A matched or resolved item.
    Item,
    /// A match that is no longer proposed.
    Match,
    /// Which match a transfer was taken for.
    TransferUse,
    /// An imported statement.
    Statement,
}

impl ColdKind {
    /// All of them.
    pub const ALL: [ColdKind; 4] = [
        ColdKind::Item,
        ColdKind::Match,
        ColdKind::TransferUse,
        ColdKind::Statement,
    ];
}

/// Names an entity in the cold tier.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColdKey {
    /// Its kind.
    pub kind: ColdKind,
    /// Its id.
    pub id: u128,
}

/// Why an entity could not be brought back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecallError<E> {
    /// The cold tier failed.
    #[error("{0}")]
    Cold(E),
    /// What it holds does not decode.
    #[error("{0}")]
    Corrupt(Corrupt),
}

//! The ids of this machine. All but a reconciliation's own are derived from content, so that the same file read twice
//! gives the same ids.

use bezant_kernel::{Id, IdKind, Tenant, TransferId};

macro_rules! kinds {
    ($($(#[$doc:meta])* $vis:vis $alias:ident, $kind:ident, $prefix:literal;)*) => {
        pub(crate) mod kinds {
            $(
                $(#[$doc])*
                #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
                $vis struct $kind;
                impl super::IdKind for $kind { const PREFIX: &'static str = $prefix; }
            )*
        }
        $( $(#[$doc])* $vis type $alias = Id<kinds::$kind>; )*
    };
}

kinds! {
    /// A ledger account that is reconciled with an account outside; chosen by the caller.
    pub ReconciliationId, ReconciliationKind, "rcn";
    /// An imported statement: its content under a tenant and a reconciliation.
    pub StatementId, StatementKind, "stm";
    /// A line as its bank wrote it, whoever imports it.
    pub LineId, LineKind, "lin";
    /// A line that a reconciliation took in.
    pub ItemId, ItemKind, "itm";
    /// Certain items with certain transfers.
    pub MatchId, MatchKind, "mat";
    /// A transfer within a reconciliation.
    pub(crate) TransferUseId, TransferUseKind, "tru";
}

fn under<K: IdKind>(tenant: Tenant, reconciliation: ReconciliationId, of: u128) -> Id<K> {
    Id::derive(&[
        &tenant.id().as_u128().to_be_bytes(),
        &reconciliation.as_u128().to_be_bytes(),
        &of.to_be_bytes(),
    ])
}

/// The id of the item that `line` becomes in a reconciliation.
pub(crate) fn item_id(tenant: Tenant, reconciliation: ReconciliationId, line: LineId) -> ItemId {
    under(tenant, reconciliation, line.as_u128())
}

/// The id of a statement with this content in a reconciliation.
pub(crate) fn statement_id(tenant: Tenant, reconciliation: ReconciliationId, content: u128) -> StatementId {
    under(tenant, reconciliation, content)
}

/// Under which a reconciliation remembers that it matched a transfer.
pub(crate) fn transfer_use_id(
    tenant: Tenant,
    reconciliation: ReconciliationId,
    transfer: TransferId,
) -> TransferUseId {
    under(tenant, reconciliation, transfer.as_u128())
}

/// The id of a match of these, in whatever order they are given.
pub(crate) fn match_id(items: &[ItemId], transfers: &[TransferId]) -> MatchId {
    fn sorted<K: IdKind>(ids: &[Id<K>]) -> Vec<u8> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.iter().flat_map(|id| id.as_u128().to_be_bytes()).collect()
    }
    MatchId::derive(&[&sorted(items), &sorted(transfers)])
}

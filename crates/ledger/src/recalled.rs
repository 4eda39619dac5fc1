//! Finished transfers that the journal had, for the decision at hand. No part of the state.

use bezant_kernel::{SecretMap, TableSecret, TenantId, TransferId};

use crate::flags::Flags;
use crate::record::{NO_TRANSFER, Transfer};

#[derive(Clone, Debug)]
pub(crate) struct Recalled {
    by_id: SecretMap<(TenantId, TransferId), Transfer>,
    /// What ended a hold or reversed a transfer, by the hold or original.
    by_related: SecretMap<(TenantId, TransferId), Transfer>,
}

impl Recalled {
    pub(crate) fn new(secret: TableSecret) -> Self {
        Recalled {
            by_id: SecretMap::with_hasher(secret),
            by_related: SecretMap::with_hasher(secret),
        }
    }

    pub(crate) fn insert(&mut self, tenant: TenantId, transfer: Transfer) {
        let internal = transfer.flags.contains(Flags::INTERNAL);
        let id = (tenant, transfer.id);
        // Ids of callers and ids that Bezant made are apart; where both have one, the caller means its own.
        if !internal || !self.by_id.contains_key(&id) {
            self.by_id.insert(id, transfer);
        }
        if transfer.related != NO_TRANSFER {
            let related = (tenant, transfer.related);
            if !transfer.ends_internal_hold() || !self.by_related.contains_key(&related) {
                self.by_related.insert(related, transfer);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.by_id.clear();
        self.by_related.clear();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub(crate) fn get(&self, tenant: TenantId, id: TransferId) -> Option<&Transfer> {
        self.by_id.get(&(tenant, id))
    }

    pub(crate) fn related_to(&self, tenant: TenantId, id: TransferId) -> Option<&Transfer> {
        self.by_related.get(&(tenant, id))
    }
}

//! The tenants and keys there are, and how events change them.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{ApiKeyId, Tenant, TenantId, Timestamp};

use super::{ApiKey, Event, KeyRefused, KeySecret, verify};
use crate::Authority;

/// All tenants and keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    tenants: BTreeMap<TenantId, TenantRecord>,
    tenants_by_name: BTreeMap<String, TenantId>,
    keys: BTreeMap<ApiKeyId, ApiKey>,
    keys_by_tenant: BTreeSet<(Tenant, ApiKeyId)>,
}

/// What is known about a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantRecord {
    /// Its id.
    pub id: TenantId,
    /// Its name, unique among the tenants.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl State {
    /// The key behind a presented secret, if it is accepted at `now`; it names the tenant and the scopes.
    pub fn authenticate(&self, presented: &KeySecret, now: Timestamp) -> Result<&ApiKey, KeyRefused> {
        let key = self.keys.get(&presented.id()).ok_or(KeyRefused::Unknown)?;
        verify(key, presented, now)?;
        Ok(key)
    }

    /// The tenant with this id.
    pub fn tenant(&self, id: TenantId) -> Option<&TenantRecord> {
        self.tenants.get(&id)
    }

    /// The tenant with this name.
    pub fn tenant_named(&self, name: &str) -> Option<&TenantRecord> {
        self.tenants_by_name.get(name).and_then(|id| self.tenants.get(id))
    }

    /// All tenants, by id.
    pub fn tenants(&self) -> impl Iterator<Item = &TenantRecord> {
        self.tenants.values()
    }

    /// The key with this id, whoever owns it; for checks, not for answers.
    pub fn key(&self, id: ApiKeyId) -> Option<&ApiKey> {
        self.keys.get(&id)
    }

    /// The keys of a tenant, revoked and expired ones included, by id.
    pub fn keys(&self, tenant: Tenant) -> impl Iterator<Item = &ApiKey> {
        let all = (tenant, ApiKeyId::from_u128(0))..=(tenant, ApiKeyId::from_u128(u128::MAX));
        self.keys_by_tenant
            .range(all)
            .filter_map(|(_, id)| self.keys.get(id))
    }

    pub(crate) fn all_keys(&self) -> impl Iterator<Item = &ApiKey> {
        self.keys.values()
    }

    pub(crate) fn insert_tenant(&mut self, record: TenantRecord) {
        self.tenants_by_name.insert(record.name.clone(), record.id);
        self.tenants.insert(record.id, record);
    }

    pub(crate) fn insert_key(&mut self, key: ApiKey) {
        self.keys_by_tenant.insert((key.tenant, key.id));
        self.keys.insert(key.id, key);
    }
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(state: &mut State, at: Timestamp, tenant: Tenant, _by: &Authority, event: &Event) {
    match event {
        Event::TenantCreated { id, name } => {
            state.insert_tenant(TenantRecord {
                id: *id,
                name: name.clone(),
                created_at: at,
            });
        }
        Event::KeyCreated {
            id,
            name,
            hash,
            scopes,
            expires_at,
        } => state.insert_key(ApiKey {
            id: *id,
            tenant,
            name: name.clone(),
            hash: *hash,
            scopes: *scopes,
            created_at: at,
            expires_at: *expires_at,
            revoked_at: None,
        }),
        Event::KeyRevoked { id } => {
            if let Some(key) = state.keys.get_mut(id) {
                key.revoked_at.get_or_insert(at);
            }
        }
    }
}

//! The tenants and keys there are, and how events change them.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{ApiKeyId, Tenant, TenantId, Timestamp};

use super::{
    ApiKey, CertificateName, Event, Hold, Holds, KeyRefused, KeySecret, PresentedCertificate, PreviousProof,
    Region, TenantLimits, TenantRecord, TenantStatus, verify,
};
use crate::Authority;

/// All tenants and keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    region: Option<Region>,
    tenants: BTreeMap<TenantId, TenantRecord>,
    tenants_by_name: BTreeMap<String, TenantId>,
    /// Boxed, so that the tree over many keys is small: a key is looked up with each request.
    keys: BTreeMap<ApiKeyId, Box<ApiKey>>,
    keys_by_tenant: BTreeSet<(Tenant, ApiKeyId)>,
    /// By all that proves them or did before, and of each those first that are not revoked: what is looked for is soon found.
    keys_by_certificate: BTreeSet<(CertificateName, IsRevoked, ApiKeyId)>,
}

type IsRevoked = bool;

impl State {
    /// The key behind a presented secret, if it is accepted at `now`; it names the tenant and the scopes.
    pub fn authenticate(&self, presented: &KeySecret, now: Timestamp) -> Result<&ApiKey, KeyRefused> {
        let key = self.keys.get(&presented.id()).ok_or(KeyRefused::Unknown)?;
        verify(key, presented, now)?;
        self.of_open_tenant(key)
    }

    /// The key behind a presented certificate, if it is accepted at `now`.
    ///
    /// A name in it is given by the node; that a key has this very certificate may be a tenant's own claim. So the key that names the
    /// certificate itself counts before keys that name its names, ended or not, but only within their tenants: nobody gets or stops
    /// the calls of another tenant by naming its certificates. Names of more than one caller are nobody's.
    pub fn authenticate_certificate(
        &self,
        presented: &PresentedCertificate,
        now: Timestamp,
    ) -> Result<&ApiKey, KeyRefused> {
        let mut named: Vec<&ApiKey> = Vec::new();
        for key in presented
            .names()
            .iter()
            .filter_map(|name| self.key_of_certificate(name, now))
        {
            if named.iter().all(|other| other.id != key.id) {
                named.push(key);
            }
        }
        let counts = |key: &&ApiKey| named.is_empty() || named.iter().any(|other| other.tenant == key.tenant);
        let itself = self.known_by(presented.itself(), now).filter(counts);
        let key = match (itself, &named[..]) {
            (Some(key), _) => key,
            (None, &[key]) => key,
            // Who has the certificate is told what became of its key.
            (None, []) => presented
                .names()
                .iter()
                .find_map(|name| self.known_by(name, now))
                .ok_or(KeyRefused::Unknown)?,
            (None, _) => return Err(KeyRefused::Ambiguous),
        };
        key.check_live(now)?;
        self.of_open_tenant(key)
    }

    fn of_open_tenant<'a>(&self, key: &'a ApiKey) -> Result<&'a ApiKey, KeyRefused> {
        match self.tenant(key.tenant.id()).map(|tenant| &tenant.status) {
            Some(TenantStatus::Suspended { .. }) => Err(KeyRefused::TenantSuspended),
            Some(TenantStatus::Closed) => Err(KeyRefused::TenantClosed),
            Some(TenantStatus::Active) | None => Ok(key),
        }
    }

    /// The live key that is proved by this at `now`: there is never more than one.
    pub(crate) fn key_of_certificate(&self, name: &CertificateName, now: Timestamp) -> Option<&ApiKey> {
        let mut live = self.keys_with(name, false);
        live.find(|key| key.is_live(now) && key.is_proved_by(name, now))
    }

    /// The same, or else one that has ended.
    fn known_by(&self, name: &CertificateName, now: Timestamp) -> Option<&ApiKey> {
        let is_proved = |key: &&ApiKey| key.is_proved_by(name, now);
        self.key_of_certificate(name, now)
            .or_else(|| self.keys_with(name, false).find(is_proved))
            .or_else(|| self.keys_with(name, true).find(is_proved))
    }

    fn keys_with(&self, name: &CertificateName, is_revoked: IsRevoked) -> impl Iterator<Item = &ApiKey> {
        let from = (name.clone(), is_revoked, ApiKeyId::from_u128(0));
        let to = (name.clone(), is_revoked, ApiKeyId::from_u128(u128::MAX));
        let found = self.keys_by_certificate.range(from..=to);
        found.filter_map(|(_, _, id)| self.key(*id))
    }

    /// Whether there is such a tenant, neither suspended nor closed.
    pub fn is_open(&self, tenant: Tenant) -> bool {
        self.tenant(tenant.id())
            .is_some_and(|record| record.status == TenantStatus::Active)
    }

    /// Whether the tenant is suspended or closed. The system's own tenant has no record and is neither.
    pub(crate) fn is_shut(&self, tenant: Tenant) -> bool {
        self.tenant(tenant.id())
            .is_some_and(|record| record.status != TenantStatus::Active)
    }

    /// Where the data of this log is, if that was said.
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    pub(crate) fn set_region(&mut self, region: Region) {
        self.region = Some(region);
    }

    /// Whether nothing of the tenant may be deleted.
    pub fn is_held(&self, tenant: Tenant) -> bool {
        self.tenant(tenant.id())
            .is_some_and(|record| !record.holds.is_empty())
    }

    /// How much a tenant may have and do: one look-up. A tenant without a record has no limits of its own.
    pub fn limits(&self, tenant: Tenant) -> TenantLimits {
        let record = self.tenant(tenant.id());
        record.map_or_else(TenantLimits::default, |record| record.settings.limits)
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
        self.keys.get(&id).map(Box::as_ref)
    }

    /// The keys of a tenant, revoked and expired ones included, by id.
    pub fn keys(&self, tenant: Tenant) -> impl Iterator<Item = &ApiKey> {
        let all = (tenant, ApiKeyId::from_u128(0))..=(tenant, ApiKeyId::from_u128(u128::MAX));
        self.keys_by_tenant.range(all).filter_map(|(_, id)| self.key(*id))
    }

    pub(crate) fn all_keys(&self) -> impl Iterator<Item = &ApiKey> {
        self.keys.values().map(Box::as_ref)
    }

    pub(crate) fn insert_tenant(&mut self, record: TenantRecord) {
        self.tenants_by_name.insert(record.name.clone(), record.id);
        self.tenants.insert(record.id, record);
    }

    pub(crate) fn insert_key(&mut self, key: ApiKey) {
        self.keys_by_tenant.insert((key.tenant, key.id));
        self.keys_by_certificate.extend(certificates_of(&key));
        self.keys.insert(key.id, Box::new(key));
    }

    fn change_key(&mut self, id: ApiKeyId, change: impl FnOnce(&mut ApiKey)) {
        if let Some(key) = self.keys.get_mut(&id) {
            for before in certificates_of(key) {
                self.keys_by_certificate.remove(&before);
            }
            change(key);
            self.keys_by_certificate.extend(certificates_of(key));
        }
    }
}

fn certificates_of(key: &ApiKey) -> Vec<(CertificateName, IsRevoked, ApiKeyId)> {
    let is_revoked = key.revoked_at.is_some();
    let all = key.certificates();
    all.map(|name| (name.clone(), is_revoked, key.id)).collect()
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(state: &mut State, at: Timestamp, tenant: Tenant, _by: &Authority, event: &Event) {
    match event {
        Event::TenantCreated { id, name, settings } => state.insert_tenant(TenantRecord {
            id: *id,
            name: name.clone(),
            settings: (**settings).clone(),
            status: TenantStatus::Active,
            holds: Holds::new(),
            version: 1,
            created_at: at,
        }),
        Event::TenantChanged { settings } => {
            change(state, tenant, |record| record.settings = (**settings).clone());
        }
        Event::TenantSuspended { reason } => change(state, tenant, |record| {
            record.status = TenantStatus::Suspended {
                reason: reason.clone(),
            };
        }),
        Event::TenantResumed => change(state, tenant, |record| record.status = TenantStatus::Active),
        Event::TenantClosed => change(state, tenant, |record| record.status = TenantStatus::Closed),
        Event::RegionDeclared { region } => state.set_region(region.clone()),
        Event::HoldPlaced { name, reason } => change(state, tenant, |record| {
            let hold = Hold {
                reason: reason.clone(),
                placed_at: at,
            };
            record.holds.insert(name.clone(), hold);
        }),
        Event::HoldReleased { name } => change(state, tenant, |record| {
            record.holds.remove(name);
        }),
        Event::KeyCreated(key) => state.insert_key(ApiKey {
            id: key.id,
            tenant,
            name: key.name.clone(),
            proof: key.proof.clone(),
            previous: None,
            signing: None,
            scopes: key.scopes,
            granted: key.permissions,
            principal: key.principal,
            certifications: key.certifications,
            region: key.region.clone(),
            created_at: at,
            expires_at: key.expires_at,
            revoked_at: None,
            last_used_at: None,
        }),
        Event::KeyRotated {
            id,
            proof,
            overlap_until,
        } => state.change_key(*id, |key| {
            let before = std::mem::replace(&mut key.proof, proof.clone());
            key.previous = overlap_until.map(|until| PreviousProof { proof: before, until });
        }),
        Event::KeySigningChanged { id, signing } => {
            state.change_key(*id, |key| key.signing = signing.as_deref().cloned());
        }
        Event::KeyUsed { id, at } => {
            if let Some(key) = state.keys.get_mut(id) {
                key.last_used_at = Some(*at);
            }
        }
        Event::KeyRevoked { id } => state.change_key(*id, |key| {
            key.revoked_at.get_or_insert(at);
        }),
    }
}

fn change(state: &mut State, tenant: Tenant, change: impl FnOnce(&mut TenantRecord)) {
    if let Some(record) = state.tenants.get_mut(&tenant.id()) {
        change(record);
        record.version += 1;
    }
}

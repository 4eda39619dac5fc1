//! The clients, codes, grants and keys there are, and how events change them.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{ClientId, GrantId, Milliseconds, PrincipalId, Tenant, Timestamp};

use super::{Client, Code, DeviceRequest, DeviceStatus, Event, Grant, GrantScopes, SigningKey, UserCode};
use crate::{Authority, TokenHash};

/// A used code is known so long after its end, so that its second use is noticed.
const CODE_MEMORY: Milliseconds = Milliseconds(3_600_000);

/// All clients, codes, device requests, grants, approvals and keys. Hashes of random bytes may be found by search: nobody can
/// come near one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub(super) clients: BTreeMap<(Tenant, ClientId), Client>,
    pub(super) codes: BTreeMap<(Tenant, [u8; 32]), Code>,
    pub(super) devices: BTreeMap<(Tenant, [u8; 32]), DeviceRequest>,
    /// Access tokens that are refused before their time, and when that is.
    pub(super) revoked: BTreeMap<(Tenant, [u8; 32]), Timestamp>,
    user_codes: BTreeMap<(Tenant, UserCode), [u8; 32]>,
    pub(super) grants: BTreeMap<(Tenant, GrantId), Grant>,
    by_principal: BTreeSet<(Tenant, PrincipalId, GrantId)>,
    /// Codes, device requests and revoked tokens by when they can be forgotten, and grants by when they end.
    hashes_by_end: BTreeSet<(Tenant, Timestamp, [u8; 32])>,
    grants_by_end: BTreeSet<(Tenant, Timestamp, GrantId)>,
    pub(super) approvals: BTreeMap<(Tenant, PrincipalId, ClientId), GrantScopes>,
    pub(super) keys: BTreeMap<String, SigningKey>,
}

impl State {
    /// A client of the tenant.
    pub fn client(&self, tenant: Tenant, id: ClientId) -> Option<&Client> {
        self.clients.get(&(tenant, id))
    }

    /// The clients of a tenant, by id.
    pub fn clients(&self, tenant: Tenant) -> impl Iterator<Item = &Client> {
        let all = (tenant, ClientId::from_u128(0))..=(tenant, ClientId::from_u128(u128::MAX));
        self.clients.range(all).map(|(_, client)| client)
    }

    /// A grant of the tenant, ended ones included. Whether its tokens are good says [`crate::State::check_grant`].
    pub fn grant(&self, tenant: Tenant, id: GrantId) -> Option<&Grant> {
        self.grants.get(&(tenant, id))
    }

    /// The grants of a principal, ended ones included, by id.
    pub fn grants_of(&self, tenant: Tenant, principal: PrincipalId) -> impl Iterator<Item = &Grant> {
        let all =
            (tenant, principal, GrantId::from_u128(0))..=(tenant, principal, GrantId::from_u128(u128::MAX));
        self.by_principal
            .range(all)
            .filter_map(|(tenant, _, id)| self.grant(*tenant, *id))
    }

    /// A code of the tenant, used ones included.
    pub fn code(&self, tenant: Tenant, hash: &TokenHash) -> Option<&Code> {
        self.codes.get(&(tenant, *hash.as_bytes()))
    }

    /// The device request with this code of the device.
    pub fn device(&self, tenant: Tenant, hash: &TokenHash) -> Option<&DeviceRequest> {
        self.devices.get(&(tenant, *hash.as_bytes()))
    }

    /// The device request with this code of its user.
    pub fn device_of(&self, tenant: Tenant, user_code: UserCode) -> Option<&DeviceRequest> {
        let hash = self.user_codes.get(&(tenant, user_code))?;
        self.devices.get(&(tenant, *hash))
    }

    /// What a principal need not be asked about again.
    pub fn approved(&self, tenant: Tenant, principal: PrincipalId, client: ClientId) -> GrantScopes {
        let place = (tenant, principal, client);
        self.approvals.get(&place).copied().unwrap_or(GrantScopes::NONE)
    }

    /// The key to sign with at `now`: of those that do, the one that began last.
    pub fn signing_key(&self, now: Timestamp) -> Option<&SigningKey> {
        let signing = self.keys.values().filter(|key| key.signs(now));
        signing.max_by_key(|key| (key.active_from, key.created_at, &key.kid))
    }

    /// The keys to verify with at `now`: those that will sign, do, or did until lately.
    pub fn published_keys(&self, now: Timestamp) -> impl Iterator<Item = &SigningKey> {
        self.keys.values().filter(move |key| key.is_published(now))
    }

    /// A key, by its name.
    pub fn key(&self, kid: &str) -> Option<&SigningKey> {
        self.keys.get(kid)
    }

    /// Whether an access token was revoked by itself; see [`super::access_token_hash`].
    pub fn is_revoked(&self, tenant: Tenant, hash: &TokenHash) -> bool {
        self.revoked.contains_key(&(tenant, *hash.as_bytes()))
    }

    pub(super) fn revoked_tokens(&self, tenant: Tenant) -> usize {
        self.revoked
            .range((tenant, [0; 32])..=(tenant, [0xff; 32]))
            .count()
    }

    pub(super) fn insert_revoked(&mut self, tenant: Tenant, hash: &TokenHash, expires_at: Timestamp) {
        let hash = *hash.as_bytes();
        self.hashes_by_end.insert((tenant, expires_at, hash));
        self.revoked.insert((tenant, hash), expires_at);
    }

    pub(super) fn waiting_devices(&self, tenant: Tenant) -> usize {
        self.devices
            .range((tenant, [0; 32])..=(tenant, [0xff; 32]))
            .count()
    }

    pub(super) fn ended_hashes(&self, tenant: Tenant, now: Timestamp) -> impl Iterator<Item = TokenHash> {
        let all = (tenant, Timestamp::default(), [0; 32])..=(tenant, now, [0xff; 32]);
        self.hashes_by_end
            .range(all)
            .map(|(_, _, hash)| TokenHash::from_bytes(*hash))
    }

    pub(super) fn ended_grants(&self, tenant: Tenant, now: Timestamp) -> impl Iterator<Item = GrantId> {
        let first = (tenant, Timestamp::default(), GrantId::from_u128(0));
        let last = (tenant, now, GrantId::from_u128(u128::MAX));
        self.grants_by_end.range(first..=last).map(|(_, _, id)| *id)
    }

    pub(super) fn insert_code(&mut self, tenant: Tenant, code: Code) {
        let hash = *code.hash.as_bytes();
        self.hashes_by_end
            .insert((tenant, code.expires_at.after(CODE_MEMORY), hash));
        self.codes.insert((tenant, hash), code);
    }

    pub(super) fn insert_device(&mut self, tenant: Tenant, device: DeviceRequest) {
        let hash = *device.hash.as_bytes();
        self.hashes_by_end.insert((tenant, device.expires_at, hash));
        self.user_codes.insert((tenant, device.user_code), hash);
        self.devices.insert((tenant, hash), device);
    }

    pub(super) fn insert_grant(&mut self, grant: Grant) {
        let (tenant, id) = (grant.tenant, grant.id);
        self.by_principal.insert((tenant, grant.allowed.principal, id));
        self.grants_by_end.insert((tenant, grant.expires_at, id));
        self.grants.insert((tenant, id), grant);
    }

    fn forget(&mut self, tenant: Tenant, hash: &TokenHash) {
        let hash = *hash.as_bytes();
        if let Some(code) = self.codes.remove(&(tenant, hash)) {
            self.hashes_by_end
                .remove(&(tenant, code.expires_at.after(CODE_MEMORY), hash));
        }
        if let Some(end) = self.revoked.remove(&(tenant, hash)) {
            self.hashes_by_end.remove(&(tenant, end, hash));
        }
        if let Some(device) = self.devices.remove(&(tenant, hash)) {
            self.hashes_by_end.remove(&(tenant, device.expires_at, hash));
            self.user_codes.remove(&(tenant, device.user_code));
        }
    }

    fn forget_grant(&mut self, tenant: Tenant, id: GrantId) {
        if let Some(grant) = self.grants.remove(&(tenant, id)) {
            self.by_principal.remove(&(tenant, grant.allowed.principal, id));
            self.grants_by_end.remove(&(tenant, grant.expires_at, id));
        }
    }

    fn answer_device(&mut self, tenant: Tenant, user_code: UserCode, status: DeviceStatus) {
        let hash = self.user_codes.get(&(tenant, user_code));
        if let Some(device) = hash.and_then(|hash| self.devices.get_mut(&(tenant, *hash))) {
            device.status = status;
        }
    }

    fn apply_to_client(&mut self, at: Timestamp, tenant: Tenant, id: ClientId, change: impl Fn(&mut Client)) {
        if let Some(client) = self.clients.get_mut(&(tenant, id)) {
            client.secrets.retain(|(_, end)| end.is_none_or(|end| at < end));
            change(client);
        }
    }
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(state: &mut State, at: Timestamp, tenant: Tenant, _by: &Authority, event: &Event) {
    match event {
        Event::ClientCreated(client) => {
            state.clients.insert((tenant, client.id), Client::clone(client));
        }
        Event::ClientChanged { id, terms } => {
            state.apply_to_client(at, tenant, *id, |client| client.terms.clone_from(terms));
        }
        Event::ClientSecretAdded {
            id,
            hash,
            former_until,
        } => state.apply_to_client(at, tenant, *id, |client| {
            for (_, end) in &mut client.secrets {
                *end = Some(end.map_or(*former_until, |end| end.min(*former_until)));
            }
            // The newest of the former ones overlaps, and no more.
            let older = client.secrets.len().saturating_sub(1);
            client.secrets.drain(..older);
            client.secrets.push((*hash, None));
        }),
        Event::ClientTokensRevoked { id } => {
            state.apply_to_client(at, tenant, *id, |client| client.not_before = at);
        }
        Event::AccessTokenRevoked { hash, expires_at, .. } => state.insert_revoked(tenant, hash, *expires_at),
        Event::ClientRemoved { id } => {
            state.clients.remove(&(tenant, *id));
            state
                .approvals
                .retain(|(of, _, client), _| (*of, *client) != (tenant, *id));
        }
        Event::CodeIssued(code) => state.insert_code(tenant, Code::clone(code)),
        Event::CodeRedeemed { hash, grant } => {
            if let Some(code) = state.codes.get_mut(&(tenant, *hash.as_bytes())) {
                code.used = Some(*grant);
            }
        }
        Event::GrantMade(grant) => state.insert_grant(Grant::clone(grant)),
        Event::Refreshed {
            grant,
            generation,
            hash,
        } => {
            if let Some(grant) = state.grants.get_mut(&(tenant, *grant)) {
                grant.generation = *generation;
                grant.refresh = Some(*hash);
                grant.last_used_at = at;
            }
        }
        Event::GrantRevoked { grant, reason } => {
            if let Some(grant) = state.grants.get_mut(&(tenant, *grant)) {
                grant.revoked.get_or_insert((at, *reason));
            }
        }
        Event::Pruned { hashes, grants } => {
            for hash in hashes {
                state.forget(tenant, hash);
            }
            for grant in grants {
                state.forget_grant(tenant, *grant);
            }
        }
        Event::DeviceStarted(device) => state.insert_device(tenant, DeviceRequest::clone(device)),
        Event::DeviceApproved { user_code, allowed } => {
            let status = DeviceStatus::Approved(super::Allowed::clone(allowed));
            state.answer_device(tenant, *user_code, status);
        }
        Event::DeviceDenied { user_code } => state.answer_device(tenant, *user_code, DeviceStatus::Denied),
        Event::DeviceRedeemed { hash } => state.forget(tenant, hash),
        Event::ApprovalRemembered {
            principal,
            client,
            scopes,
        } => {
            state.approvals.insert((tenant, *principal, *client), *scopes);
        }
        Event::ApprovalForgotten { principal, client } => {
            let forgotten = |of: Tenant, who: PrincipalId, which: ClientId| {
                (of, who) == (tenant, *principal) && client.is_none_or(|client| client == which)
            };
            state
                .approvals
                .retain(|(of, who, which), _| !forgotten(*of, *who, *which));
        }
        Event::SigningKeyAdded(key) => {
            state.keys.retain(|_, key| key.is_published(at));
            state.keys.insert(key.kid.clone(), SigningKey::clone(key));
        }
        Event::SigningKeyRetired { kid, retire_at } => {
            if let Some(key) = state.keys.get_mut(kid) {
                key.retire_at = Some(*retire_at);
            }
        }
    }
}

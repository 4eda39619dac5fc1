//! The sessions and devices there are, and how events change them.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{DeviceId, PrincipalId, SessionId, Tenant, Timestamp};

use super::{Device, Event, Session};
use crate::{Authority, TokenHash};

/// So many replaced tokens are known per session.
const RETIRED: usize = 4;
/// So many devices are known per principal; the one that was seen longest ago goes first.
const MAXIMUM_DEVICES: usize = 50;

/// All sessions and devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    sessions: BTreeMap<SessionId, Session>,
    /// By each token, replaced ones included. Hashes of random bytes may be found by search: nobody can come near one.
    tokens: BTreeMap<[u8; 32], SessionId>,
    by_principal: BTreeSet<(Tenant, PrincipalId, SessionId)>,
    by_end: BTreeSet<(Tenant, Timestamp, SessionId)>,
    devices: BTreeMap<(Tenant, DeviceId), Device>,
    by_fingerprint: BTreeMap<(Tenant, PrincipalId, [u8; 32]), DeviceId>,
}

impl State {
    /// The session with this id, whoever owns it; for checks, not for answers.
    pub fn session(&self, id: SessionId) -> Option<&Session> {
        self.sessions.get(&id)
    }

    /// The sessions of a principal, ended ones included, by id.
    pub fn sessions_of(&self, tenant: Tenant, principal: PrincipalId) -> impl Iterator<Item = &Session> {
        let all = (tenant, principal, SessionId::from_u128(0))
            ..=(tenant, principal, SessionId::from_u128(u128::MAX));
        self.by_principal
            .range(all)
            .filter_map(|(_, _, id)| self.sessions.get(id))
    }

    /// A device of the tenant.
    pub fn device(&self, tenant: Tenant, id: DeviceId) -> Option<&Device> {
        self.devices.get(&(tenant, id))
    }

    /// The devices of a principal.
    pub fn devices_of(&self, tenant: Tenant, principal: PrincipalId) -> impl Iterator<Item = &Device> {
        let all = (tenant, principal, [0; 32])..=(tenant, principal, [0xff; 32]);
        self.by_fingerprint
            .range(all)
            .filter_map(move |(_, id)| self.devices.get(&(tenant, *id)))
    }

    /// The device of a principal that is known by this.
    pub fn device_of(
        &self,
        tenant: Tenant,
        principal: PrincipalId,
        fingerprint: &TokenHash,
    ) -> Option<&Device> {
        let id = self
            .by_fingerprint
            .get(&(tenant, principal, *fingerprint.as_bytes()))?;
        self.device(tenant, *id)
    }

    pub(super) fn device_id_is_taken(&self, tenant: Tenant, id: DeviceId) -> bool {
        self.devices.contains_key(&(tenant, id))
    }

    /// The session that this is or was a token of, whoever owns it; for checks, not for answers.
    pub fn by_token(&self, token: &TokenHash) -> Option<&Session> {
        self.tokens
            .get(token.as_bytes())
            .and_then(|id| self.sessions.get(id))
    }

    /// Those of a tenant whose time is over, the earliest first.
    pub(super) fn ended(&self, tenant: Tenant, now: Timestamp) -> impl Iterator<Item = SessionId> {
        let first = (tenant, Timestamp::default(), SessionId::from_u128(0));
        let last = (tenant, now, SessionId::from_u128(u128::MAX));
        self.by_end.range(first..=last).map(|(_, _, id)| *id)
    }

    pub(super) fn all_sessions(&self) -> impl Iterator<Item = &Session> {
        self.sessions.values()
    }

    pub(super) fn all_devices(&self) -> impl Iterator<Item = (Tenant, &Device)> {
        self.devices.iter().map(|((tenant, _), device)| (*tenant, device))
    }

    pub(super) fn insert(&mut self, session: Session) {
        for token in session.tokens() {
            self.tokens.insert(*token.as_bytes(), session.id);
        }
        self.by_principal
            .insert((session.tenant, session.principal, session.id));
        self.by_end
            .insert((session.tenant, session.absolute_until, session.id));
        self.sessions.insert(session.id, session);
    }

    fn remove(&mut self, id: SessionId) -> Option<Session> {
        let session = self.sessions.remove(&id)?;
        for token in session.tokens() {
            self.tokens.remove(token.as_bytes());
        }
        self.by_principal.remove(&(session.tenant, session.principal, id));
        self.by_end.remove(&(session.tenant, session.absolute_until, id));
        Some(session)
    }

    fn rotate(&mut self, id: SessionId, at: Timestamp, hash: TokenHash, overlap_until: Timestamp) {
        let Some(mut session) = self.remove(id) else {
            return;
        };
        let before = session.previous.replace((session.hash, overlap_until));
        session.retired.extend(before.map(|(hash, _)| hash));
        let forgotten = session.retired.len().saturating_sub(RETIRED);
        session.retired.drain(..forgotten);
        session.hash = hash;
        session.rotated_at = at;
        session.last_used_at = session.last_used_at.max(at);
        self.insert(session);
    }

    pub(super) fn insert_device(&mut self, tenant: Tenant, device: Device) {
        let place = (tenant, device.principal, *device.fingerprint.as_bytes());
        self.by_fingerprint.insert(place, device.id);
        self.devices.insert((tenant, device.id), device);
    }

    fn forget_device(&mut self, tenant: Tenant, id: DeviceId) {
        if let Some(device) = self.devices.remove(&(tenant, id)) {
            let place = (tenant, device.principal, *device.fingerprint.as_bytes());
            self.by_fingerprint.remove(&place);
        }
    }

    fn see_device(&mut self, at: Timestamp, tenant: Tenant, seen: Device) {
        if let Some(device) = self.devices.get_mut(&(tenant, seen.id)) {
            device.last_seen_at = at;
            return;
        }
        let known: Vec<(Timestamp, DeviceId)> = self
            .devices_of(tenant, seen.principal)
            .map(|device| (device.last_seen_at, device.id))
            .collect();
        if known.len() >= MAXIMUM_DEVICES
            && let Some((_, oldest)) = known.into_iter().min()
        {
            self.forget_device(tenant, oldest);
        }
        self.insert_device(tenant, seen);
    }
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(state: &mut State, at: Timestamp, tenant: Tenant, _by: &Authority, event: &Event) {
    match event {
        Event::DeviceSeen {
            id,
            principal,
            fingerprint,
            ..
        } => {
            let seen = Device {
                id: *id,
                principal: *principal,
                fingerprint: *fingerprint,
                first_seen_at: at,
                last_seen_at: at,
                trusted: false,
            };
            state.see_device(at, tenant, seen);
        }
        Event::Started(session) => state.insert(Session::clone(session)),
        Event::Rotated {
            id,
            hash,
            overlap_until,
        } => state.rotate(*id, at, *hash, *overlap_until),
        Event::Touched { id } => {
            if let Some(session) = state.sessions.get_mut(id) {
                session.last_used_at = session.last_used_at.max(at);
            }
        }
        Event::SteppedUp { id, methods } => {
            if let Some(session) = state.sessions.get_mut(id) {
                session.methods = session.methods.union(*methods);
                session.stepped_up_at = Some(at);
                session.last_used_at = session.last_used_at.max(at);
            }
        }
        Event::Revoked { ids, reason, .. } => {
            for id in ids {
                if let Some(session) = state.sessions.get_mut(id) {
                    session.revoked.get_or_insert((at, *reason));
                }
            }
        }
        Event::Pruned { ids } => {
            for id in ids {
                state.remove(*id);
            }
        }
        Event::DeviceTrusted { id, trusted } => {
            if let Some(device) = state.devices.get_mut(&(tenant, *id)) {
                device.trusted = *trusted;
            }
        }
        Event::DeviceForgotten { id } => state.forget_device(tenant, *id),
    }
}

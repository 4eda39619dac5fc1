//! The decision between what is asked and what happens.

use bezant_kernel::{Milliseconds, PrincipalId, SessionId, Tenant, Timestamp};

use super::{Command, Event, Method, Methods, NewSession, Rejection, RevokeReason, Session, SessionRefused};
use crate::credential::is_self;
use crate::{Authority, Permission, TokenHash};

/// How long the token before is good beside the new one: requests that were under way carry it.
const OVERLAP: Milliseconds = Milliseconds(30_000);
const LONGEST: Milliseconds = Milliseconds(90 * 24 * 3_600_000);
/// So many sessions are kept per principal, ended ones among them; the oldest go first.
pub(super) const MAXIMUM_SESSIONS: usize = 100;
/// So many that have ended, of all, are forgotten when one starts: more than one, so that they don't pile up.
const PRUNED_AT_ONCE: usize = 16;
const AGENT_CHARACTERS: usize = 120;

/// Decides a command of `tenant`, by `authority`, that would be committed at `now`.
pub(crate) fn decide(
    state: &crate::State,
    now: Timestamp,
    tenant: Tenant,
    authority: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let asked = Asked {
        state,
        now,
        tenant,
        authority,
    };
    match command {
        Command::Start(new) => asked.start(new),
        Command::Rotate { presented, hash } => asked.rotate(&presented, hash),
        Command::Touch { id } => {
            asked.own_live(id)?;
            Ok(vec![Event::Touched { id }])
        }
        Command::StepUp { id, methods } => {
            asked.own_live(id)?;
            if methods.is_empty() {
                return Err(Rejection::MethodsMissing);
            }
            Ok(vec![Event::SteppedUp { id, methods }])
        }
        Command::Revoke { id, signed_out } => {
            let session = asked.known(id)?;
            asked.by_owner_or_administrator(session.principal)?;
            let reason = if signed_out {
                RevokeReason::SignedOut
            } else {
                RevokeReason::Ended
            };
            Ok(asked.revoke(session.principal, reason, |one| one.id == id))
        }
        Command::RevokeReused { presented } => {
            let found = state.session.by_token(&presented);
            let session = found
                .filter(|one| one.tenant == tenant)
                .ok_or(Rejection::Unknown)?;
            match session.check_token(&presented, now) {
                Ok(()) => Err(Rejection::Denied),
                Err(_) => Ok(asked.revoke(session.principal, RevokeReason::Reused, |one| {
                    one.id == session.id
                })),
            }
        }
        Command::RevokeAll { principal, except } => {
            asked.by_owner_or_administrator(principal)?;
            Ok(asked.revoke(principal, RevokeReason::Ended, |one| Some(one.id) != except))
        }
        Command::TrustDevice { id, trusted } => {
            let device = state.session.device(tenant, id).ok_or(Rejection::DeviceUnknown)?;
            // Nobody else can know whose device it is.
            if !is_self(authority, device.principal) {
                return Err(Rejection::Denied);
            }
            Ok(vec![Event::DeviceTrusted { id, trusted }])
        }
        Command::ForgetDevice { id } => {
            let device = state.session.device(tenant, id).ok_or(Rejection::DeviceUnknown)?;
            asked.by_owner_or_administrator(device.principal)?;
            let mut events = asked.revoke(device.principal, RevokeReason::Ended, |one| one.device == id);
            events.push(Event::DeviceForgotten { id });
            Ok(events)
        }
    }
}

struct Asked<'a> {
    state: &'a crate::State,
    now: Timestamp,
    tenant: Tenant,
    authority: &'a Authority,
}

impl Asked<'_> {
    fn start(&self, new: NewSession) -> Result<Vec<Event>, Rejection> {
        // Only who signs in starts sessions, as nobody or as themselves: an administrator can't be someone else.
        let allowed = match self.authority {
            Authority::Anyone | Authority::Node => true,
            Authority::Principal { .. } => is_self(self.authority, new.principal),
            Authority::Key(_) => false,
        };
        if !allowed {
            return Err(Rejection::Denied);
        }
        if !self.state.access.is_active(self.tenant, new.principal) {
            return Err(Rejection::PrincipalInactive);
        }
        // Who comes from an outside provider comes from there each time: it alone knows whether they still may.
        if self.state.access.comes_from_outside(self.tenant, new.principal)
            && !new.methods.contains(Method::Outside)
        {
            return Err(Rejection::PrincipalInactive);
        }
        self.check(&new)?;
        let sessions = &self.state.session;
        if sessions.session(new.id).is_some() || sessions.by_token(&new.hash).is_some() {
            return Err(Rejection::Exists);
        }
        let known = sessions.device_of(self.tenant, new.principal, &new.fingerprint);
        let device = known.map_or(new.device, |device| device.id);
        if known.is_none() && sessions.device_id_is_taken(self.tenant, device) {
            return Err(Rejection::Exists);
        }
        let mut events = self.make_room(new.principal);
        events.push(Event::DeviceSeen {
            id: device,
            principal: new.principal,
            fingerprint: new.fingerprint,
            new: known.is_none(),
        });
        events.push(Event::Started(Box::new(Session {
            id: new.id,
            tenant: self.tenant,
            principal: new.principal,
            hash: new.hash,
            previous: None,
            retired: Vec::new(),
            created_at: self.now,
            rotated_at: self.now,
            last_used_at: self.now,
            idle_timeout: new.idle_timeout,
            absolute_until: new.absolute_until,
            methods: new.methods,
            authenticated_at: self.now,
            stepped_up_at: None,
            device,
            address: new.address,
            agent: new.agent,
            epoch: self.state.credential.epoch(self.tenant, new.principal),
            revoked: None,
        })));
        Ok(events)
    }

    fn check(&self, new: &NewSession) -> Result<(), Rejection> {
        let ends = new.absolute_until;
        let idle = new.idle_timeout;
        if ends <= self.now || ends > self.now.after(LONGEST) || idle.0 == 0 || idle > LONGEST {
            Err(Rejection::LifetimeInvalid)
        } else if new.methods == Methods::NONE {
            Err(Rejection::MethodsMissing)
        } else if new.agent.chars().count() > AGENT_CHARACTERS || new.agent.chars().any(char::is_control) {
            Err(Rejection::AgentInvalid)
        } else {
            Ok(())
        }
    }

    /// Forgets what has ended, and ends the oldest where there are too many.
    fn make_room(&self, principal: PrincipalId) -> Vec<Event> {
        let sessions = &self.state.session;
        let mut events = Vec::new();
        // The log entry is this tenant's: what it forgets must be this tenant's too.
        let ended = sessions.ended(self.tenant, self.now).take(PRUNED_AT_ONCE);
        let mut forgotten: Vec<SessionId> = ended.collect();
        let mut own: Vec<&Session> = sessions.sessions_of(self.tenant, principal).collect();
        own.retain(|one| !forgotten.contains(&one.id));
        if own.len() >= MAXIMUM_SESSIONS {
            let goes = own
                .iter()
                .min_by_key(|one| (one.check(self.now).is_ok(), one.created_at, one.id));
            if let Some(goes) = goes {
                if goes.check(self.now).is_ok() {
                    events.push(Event::Revoked {
                        principal,
                        ids: vec![goes.id],
                        reason: RevokeReason::Crowded,
                    });
                }
                forgotten.push(goes.id);
            }
        }
        if !forgotten.is_empty() {
            events.push(Event::Pruned { ids: forgotten });
        }
        events
    }

    /// Holding the token is the proof.
    fn rotate(&self, presented: &TokenHash, hash: TokenHash) -> Result<Vec<Event>, Rejection> {
        let session = self.state.authenticate_session(presented, self.now)?;
        if session.tenant != self.tenant {
            return Err(Rejection::Unknown);
        }
        if session.hash != *presented {
            return Err(Rejection::Rotated);
        }
        if self.state.session.by_token(&hash).is_some() {
            return Err(Rejection::Exists);
        }
        Ok(vec![Event::Rotated {
            id: session.id,
            hash,
            overlap_until: self.now.after(OVERLAP),
        }])
    }

    fn known(&self, id: SessionId) -> Result<&Session, Rejection> {
        let found = self.state.session.session(id);
        found
            .filter(|one| one.tenant == self.tenant)
            .ok_or(Rejection::Unknown)
    }

    fn own_live(&self, id: SessionId) -> Result<(), Rejection> {
        let session = self.known(id)?;
        if !is_self(self.authority, session.principal) {
            return Err(Rejection::Denied);
        }
        Ok(self.state.check_session(session, self.now)?)
    }

    fn by_owner_or_administrator(&self, principal: PrincipalId) -> Result<(), Rejection> {
        let may = self.authority.permissions(self.state, self.tenant);
        if is_self(self.authority, principal) || may.contains(Permission::IdentityManage) {
            Ok(())
        } else {
            Err(Rejection::Denied)
        }
    }

    fn revoke(
        &self,
        principal: PrincipalId,
        reason: RevokeReason,
        which: impl Fn(&Session) -> bool,
    ) -> Vec<Event> {
        let own = self.state.session.sessions_of(self.tenant, principal);
        let ids: Vec<SessionId> = own
            .filter(|one| one.revoked.is_none() && which(one))
            .map(|one| one.id)
            .collect();
        if ids.is_empty() {
            return Vec::new();
        }
        vec![Event::Revoked {
            principal,
            ids,
            reason,
        }]
    }
}

impl crate::State {
    /// The session behind a presented token, if it is accepted at `now`; it names the tenant and the principal.
    pub fn authenticate_session(
        &self,
        presented: &TokenHash,
        now: Timestamp,
    ) -> Result<&Session, SessionRefused> {
        let session = self.session.by_token(presented).ok_or(SessionRefused::Unknown)?;
        self.check_session(session, now)?;
        session.check_token(presented, now)?;
        Ok(session)
    }

    /// Whether a session can be used at `now`: it and its owner are alive, and nothing has ended all of theirs since.
    pub fn check_session(&self, session: &Session, now: Timestamp) -> Result<(), SessionRefused> {
        session.check(now)?;
        let (tenant, principal) = (session.tenant, session.principal);
        let current = self.credential.epoch(tenant, principal) == session.epoch;
        if current && self.access.is_active(tenant, principal) {
            Ok(())
        } else {
            Err(SessionRefused::Revoked)
        }
    }
}

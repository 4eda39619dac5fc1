//! Codes, refresh tokens and device requests: each works once.

use super::*;
use crate::oauth::client::LONGEST_ACCESS;
use crate::oauth::{Claim, Code, DeviceRequest, DeviceStatus, Flow, UserCode};

const LONGEST_CODE: Milliseconds = Milliseconds(60_000);
const LONGEST_DEVICE: Milliseconds = Milliseconds(600_000);
const NONCE_CHARACTERS: usize = 256;
/// So many device requests of a tenant are kept: anyone may start one.
const MAXIMUM_DEVICES: usize = 1_000;
/// So many access tokens of a tenant are refused one by one.
const MAXIMUM_REVOKED: usize = 10_000;
/// So many grants are kept per principal, ended ones among them; the oldest go first.
const MAXIMUM_GRANTS: usize = 200;
/// So much that has ended is forgotten when something is made: more than is made, so that it does not pile up.
const PRUNED_AT_ONCE: usize = 16;

impl Asked<'_> {
    pub(super) fn about_tokens(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::IssueCode {
                hash,
                client,
                principal,
                session,
                redirect_uri,
                challenge,
                scopes,
                nonce,
                expires_at,
            } => {
                self.by_owner(principal)?;
                let terms = self.client_for(client, Flow::AuthorizationCode, scopes)?;
                if !terms.takes_answers_at(&redirect_uri) {
                    return Err(Rejection::RedirectUriUnknown);
                }
                if nonce
                    .as_ref()
                    .is_some_and(|nonce| nonce.chars().count() > NONCE_CHARACTERS)
                {
                    return Err(Rejection::NonceInvalid);
                }
                self.check_span(expires_at, LONGEST_CODE)?;
                self.check_new(&hash)?;
                let allowed = self.allowed(client, principal, session, scopes, nonce)?;
                let mut events = self.pruned();
                events.push(Event::CodeIssued(Box::new(Code {
                    hash,
                    allowed,
                    redirect_uri,
                    challenge,
                    expires_at,
                    used: None,
                })));
                Ok(events)
            }
            Command::RedeemCode {
                hash,
                client,
                redirect_uri,
                challenge,
                grant,
                refresh,
            } => {
                let found = self.state.oauth.code(self.tenant, &hash);
                let own = found.filter(|code| code.allowed.client == client);
                let code = own.ok_or(Rejection::CodeUnknown)?;
                if let Some(made) = code.used {
                    // RFC 6749, 4.1.2: one of the two is a thief, and nobody can tell which.
                    let events = self.end(made, GrantEnd::CodeReused);
                    return if events.is_empty() {
                        Err(Rejection::CodeUnknown)
                    } else {
                        Ok(events)
                    };
                }
                if self.now >= code.expires_at {
                    return Err(Rejection::CodeUnknown);
                }
                if code.redirect_uri != redirect_uri || code.challenge != challenge {
                    return Err(Rejection::CodeMismatch);
                }
                let mut events = self.make_grant(&code.allowed, grant, refresh)?;
                events.push(Event::CodeRedeemed { hash, grant });
                Ok(events)
            }
            Command::Refresh {
                grant,
                client,
                generation,
                presented,
                next,
            } => self.refresh(grant, client, generation, &presented, next),
            Command::RevokeGrant { grant, client } => {
                let found = self.state.oauth.grant(self.tenant, grant);
                let found = found.ok_or(Rejection::GrantUnknown)?;
                if client != Some(found.allowed.client) {
                    self.by_owner_or_administrator(found.allowed.principal)?;
                }
                Ok(self.end(grant, GrantEnd::Revoked))
            }
            Command::RevokeGrants { principal, client } => {
                self.by_owner_or_administrator(principal)?;
                let grants = self.state.oauth.grants_of(self.tenant, principal);
                let theirs =
                    grants.filter(|grant| client.is_none_or(|client| client == grant.allowed.client));
                let mut events: Vec<Event> = theirs
                    .flat_map(|grant| self.end(grant.id, GrantEnd::Revoked))
                    .collect();
                events.push(Event::ApprovalForgotten { principal, client });
                Ok(events)
            }
            Command::StartDevice {
                hash,
                user_code,
                client,
                scopes,
                expires_at,
            } => {
                self.client_for(client, Flow::DeviceCode, scopes)?;
                self.check_span(expires_at, LONGEST_DEVICE)?;
                self.check_new(&hash)?;
                let oauth = &self.state.oauth;
                if oauth.device_of(self.tenant, user_code).is_some() {
                    return Err(Rejection::TokenTaken);
                }
                if oauth.waiting_devices(self.tenant) >= MAXIMUM_DEVICES {
                    return Err(Rejection::DeviceLimit);
                }
                let mut events = self.pruned();
                events.push(Event::DeviceStarted(Box::new(DeviceRequest {
                    hash,
                    user_code,
                    client,
                    scopes,
                    expires_at,
                    status: DeviceStatus::Pending,
                })));
                Ok(events)
            }
            Command::ApproveDevice {
                user_code,
                principal,
                session,
            } => {
                self.by_owner(principal)?;
                let device = self.waiting(user_code)?;
                let allowed = self.allowed(device.client, principal, session, device.scopes, None)?;
                Ok(vec![Event::DeviceApproved {
                    user_code,
                    allowed: Box::new(allowed),
                }])
            }
            Command::DenyDevice { user_code } => {
                let by = self.authority.principal_id().ok_or(Rejection::Denied)?;
                self.by_owner(by)?;
                self.waiting(user_code)?;
                Ok(vec![Event::DeviceDenied { user_code }])
            }
            Command::RedeemDevice {
                hash,
                client,
                grant,
                refresh,
            } => {
                let found = self.state.oauth.device(self.tenant, &hash);
                let own = found.filter(|device| device.client == client);
                let device = own.ok_or(Rejection::DeviceUnknown)?;
                if self.now >= device.expires_at {
                    return Err(Rejection::DeviceExpired);
                }
                match &device.status {
                    DeviceStatus::Pending => Err(Rejection::DevicePending),
                    DeviceStatus::Denied => Err(Rejection::DeviceDenied),
                    DeviceStatus::Approved(allowed) => {
                        let mut events = self.make_grant(allowed, grant, refresh)?;
                        events.push(Event::DeviceRedeemed { hash });
                        Ok(events)
                    }
                }
            }
            Command::CreateClient { .. }
            | Command::ChangeClient { .. }
            | Command::AddClientSecret { .. }
            | Command::RevokeClientTokens { .. }
            | Command::RevokeAccessToken { .. }
            | Command::RemoveClient { .. }
            | Command::RememberApproval { .. }
            | Command::AddSigningKey(_)
            | Command::RetireSigningKey { .. } => unreachable!("these are decided by the caller"),
        }
    }

    fn refresh(
        &self,
        id: GrantId,
        client: ClientId,
        generation: u32,
        presented: &TokenHash,
        next: TokenHash,
    ) -> Result<Vec<Event>, Rejection> {
        let found = self.state.oauth.grant(self.tenant, id);
        let own = found.filter(|grant| grant.allowed.client == client);
        let current = own
            .and_then(|grant| grant.refresh)
            .ok_or(Rejection::RefreshUnknown)?;
        let grant = self.state.check_grant(self.tenant, id, self.now)?;
        if generation < grant.generation {
            // RFC 9700, 4.14.2: the token was used already, so the client or a thief has a copy. Whoever says so without having
            // one is the client itself, or knows its grant: it costs them the grant.
            return Ok(self.end(id, GrantEnd::TokenReused));
        }
        if generation != grant.generation || current != *presented {
            return Err(Rejection::RefreshUnknown);
        }
        let client = self.client_for(client, Flow::RefreshToken, grant.allowed.scopes)?;
        if self.now >= grant.last_used_at.after(client.terms.refresh_idle) {
            return Err(Rejection::GrantExpired);
        }
        if next == *presented {
            return Err(Rejection::TokenTaken);
        }
        Ok(vec![Event::Refreshed {
            grant: id,
            generation: generation.checked_add(1).ok_or(Rejection::GrantExpired)?,
            hash: next,
        }])
    }

    fn make_grant(
        &self,
        allowed: &Allowed,
        id: GrantId,
        refresh: Option<TokenHash>,
    ) -> Result<Vec<Event>, Rejection> {
        let client = self.client(allowed.client)?;
        if refresh.is_some() && !client.terms.flows.contains(Flow::RefreshToken) {
            return Err(Rejection::FlowNotAllowed);
        }
        if !client.terms.scopes.contains_all(allowed.scopes) {
            return Err(Rejection::ScopeNotAllowed);
        }
        // Even with `offline_access`: what leads to the first token is done within the session.
        self.check_allowed(allowed)?;
        if self.state.oauth.grant(self.tenant, id).is_some() {
            return Err(Rejection::TokenTaken);
        }
        let mut events = self.room_for_grant(allowed.principal);
        events.push(Event::GrantMade(Box::new(Grant {
            id,
            tenant: self.tenant,
            allowed: allowed.clone(),
            generation: 0,
            refresh,
            created_at: self.now,
            expires_at: self.now.after(client.terms.grant_lifetime),
            last_used_at: self.now,
            revoked: None,
        })));
        Ok(events)
    }

    fn room_for_grant(&self, principal: PrincipalId) -> Vec<Event> {
        let oauth = &self.state.oauth;
        let ended = oauth.ended_grants(self.tenant, self.now).take(PRUNED_AT_ONCE);
        let mut grants: Vec<GrantId> = ended.collect();
        let mut events = Vec::new();
        let kept = oauth
            .grants_of(self.tenant, principal)
            .filter(|grant| !grants.contains(&grant.id));
        let mut kept: Vec<&Grant> = kept.collect();
        if kept.len() >= MAXIMUM_GRANTS {
            kept.sort_by_key(|grant| (grant.revoked.is_none(), grant.last_used_at, grant.id));
            events.extend(self.end(kept[0].id, GrantEnd::Crowded));
            grants.push(kept[0].id);
        }
        if !grants.is_empty() {
            events.push(Event::Pruned {
                hashes: Vec::new(),
                grants,
            });
        }
        events
    }

    fn pruned(&self) -> Vec<Event> {
        let ended = self.state.oauth.ended_hashes(self.tenant, self.now);
        let hashes: Vec<TokenHash> = ended.take(PRUNED_AT_ONCE).collect();
        if hashes.is_empty() {
            return Vec::new();
        }
        vec![Event::Pruned {
            hashes,
            grants: Vec::new(),
        }]
    }

    /// By the client itself, which the caller has verified.
    pub(super) fn revoke_token(
        &self,
        hash: TokenHash,
        client: ClientId,
        expires_at: Timestamp,
    ) -> Result<Vec<Event>, Rejection> {
        let id = self.client(client)?.id;
        let oauth = &self.state.oauth;
        if self.now >= expires_at || oauth.is_revoked(self.tenant, &hash) {
            return Ok(Vec::new());
        }
        self.check_span(expires_at, LONGEST_ACCESS)?;
        let mut events = self.pruned();
        events.push(if oauth.revoked_tokens(self.tenant) < MAXIMUM_REVOKED {
            Event::AccessTokenRevoked {
                hash,
                client,
                expires_at,
            }
        } else {
            Event::ClientTokensRevoked { id }
        });
        Ok(events)
    }

    fn end(&self, id: GrantId, reason: GrantEnd) -> Vec<Event> {
        let found = self.state.oauth.grant(self.tenant, id);
        match found.filter(|grant| grant.revoked.is_none()) {
            Some(_) => vec![Event::GrantRevoked { grant: id, reason }],
            None => Vec::new(),
        }
    }

    fn client_for(&self, id: ClientId, flow: Flow, scopes: GrantScopes) -> Result<&Client, Rejection> {
        let client = self.client(id)?;
        if !client.terms.flows.contains(flow) {
            Err(Rejection::FlowNotAllowed)
        } else if scopes.is_empty() || !client.terms.scopes.contains_all(scopes) {
            Err(Rejection::ScopeNotAllowed)
        } else if scopes.has(Claim::OfflineAccess) && !client.terms.flows.contains(Flow::RefreshToken) {
            Err(Rejection::FlowNotAllowed)
        } else {
            Ok(client)
        }
    }

    fn allowed(
        &self,
        client: ClientId,
        principal: PrincipalId,
        session: SessionId,
        scopes: GrantScopes,
        nonce: Option<String>,
    ) -> Result<Allowed, Rejection> {
        let found = self.state.session.session(session);
        let own = found.filter(|one| one.tenant == self.tenant && one.principal == principal);
        let allowed = Allowed {
            client,
            principal,
            session,
            scopes,
            nonce,
            authenticated_at: own.ok_or(Rejection::SessionRefused)?.authenticated_at,
            epoch: self.state.credential.epoch(self.tenant, principal),
        };
        self.check_allowed(&allowed)?;
        Ok(allowed)
    }

    fn check_allowed(&self, allowed: &Allowed) -> Result<(), Rejection> {
        if !self.is_active(allowed.principal) {
            Err(Rejection::PrincipalInactive)
        } else if self.state.still_allowed(self.tenant, allowed, self.now)
            && self.state.session_is_live(self.tenant, allowed.session, self.now)
        {
            Ok(())
        } else {
            Err(Rejection::SessionRefused)
        }
    }

    fn waiting(&self, user_code: UserCode) -> Result<&DeviceRequest, Rejection> {
        let found = self.state.oauth.device_of(self.tenant, user_code);
        let live =
            found.filter(|device| device.status == DeviceStatus::Pending && self.now < device.expires_at);
        live.ok_or(Rejection::DeviceUnknown)
    }

    fn by_owner_or_administrator(&self, principal: PrincipalId) -> Result<(), Rejection> {
        let may = self.authority.permissions(self.state, self.tenant);
        if is_self(self.authority, principal) || may.contains(Permission::IdentityManage) {
            Ok(())
        } else {
            Err(Rejection::Denied)
        }
    }

    fn check_span(&self, expires_at: Timestamp, longest: Milliseconds) -> Result<(), Rejection> {
        if expires_at > self.now && expires_at <= self.now.after(longest) {
            Ok(())
        } else {
            Err(Rejection::LifetimeInvalid)
        }
    }

    fn check_new(&self, hash: &TokenHash) -> Result<(), Rejection> {
        let oauth = &self.state.oauth;
        if oauth.code(self.tenant, hash).is_none() && oauth.device(self.tenant, hash).is_none() {
            Ok(())
        } else {
            Err(Rejection::TokenTaken)
        }
    }
}

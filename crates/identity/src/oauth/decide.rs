//! The decision between what is asked and what happens: clients, keys and approvals here, what leads to tokens in `tokens`.

mod tokens;

use bezant_kernel::{ClientId, GrantId, Milliseconds, PrincipalId, SessionId, Tenant, Timestamp};

use super::{
    Allowed, Client, ClientKind, ClientTerms, Command, Event, Grant, GrantEnd, GrantScopes, Rejection,
    SigningKey, TokenRefused,
};
use crate::credential::is_self;
use crate::{Authority, Permission, TokenHash};

const MAXIMUM_CLIENTS: usize = 500;
const MAXIMUM_KEYS: usize = 16;

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
        Command::CreateClient { id, kind, terms } => asked.create_client(id, kind, terms),
        Command::ChangeClient { id, terms } => {
            let client = asked.client(id)?;
            asked.by_who_may_give(&client.terms)?;
            asked.by_who_may_give(&terms)?;
            terms.check(client.kind)?;
            Ok(vec![Event::ClientChanged {
                id,
                terms: Box::new(terms),
            }])
        }
        Command::AddClientSecret {
            id,
            hash,
            former_until,
        } => {
            let client = asked.client(id)?;
            // Who knows a secret can do what the client can.
            asked.by_who_may_give(&client.terms)?;
            if client.kind == ClientKind::Public {
                return Err(Rejection::SecretPointless);
            }
            Ok(vec![Event::ClientSecretAdded {
                id,
                hash,
                former_until,
            }])
        }
        Command::RevokeClientTokens { id } => {
            asked.by_manager()?;
            asked.client(id)?;
            Ok(vec![Event::ClientTokensRevoked { id }])
        }
        Command::RevokeAccessToken {
            hash,
            client,
            expires_at,
        } => asked.revoke_token(hash, client, expires_at),
        Command::RemoveClient { id } => {
            asked.by_manager()?;
            asked.client(id)?;
            Ok(vec![Event::ClientRemoved { id }])
        }
        Command::RememberApproval {
            principal,
            client,
            scopes,
        } => {
            asked.by_owner(principal)?;
            if !asked.client(client)?.terms.scopes.contains_all(scopes) {
                return Err(Rejection::ScopeNotAllowed);
            }
            let scopes = scopes.union(state.oauth.approved(tenant, principal, client));
            Ok(vec![Event::ApprovalRemembered {
                principal,
                client,
                scopes,
            }])
        }
        Command::AddSigningKey(key) => asked.add_key(key),
        Command::RetireSigningKey { kid, retire_at } => asked.retire_key(kid, retire_at),
        Command::IssueCode { .. }
        | Command::RedeemCode { .. }
        | Command::Refresh { .. }
        | Command::RevokeGrant { .. }
        | Command::RevokeGrants { .. }
        | Command::StartDevice { .. }
        | Command::ApproveDevice { .. }
        | Command::DenyDevice { .. }
        | Command::RedeemDevice { .. } => asked.about_tokens(command),
    }
}

struct Asked<'a> {
    state: &'a crate::State,
    now: Timestamp,
    tenant: Tenant,
    authority: &'a Authority,
}

impl Asked<'_> {
    fn create_client(
        &self,
        id: ClientId,
        kind: ClientKind,
        terms: ClientTerms,
    ) -> Result<Vec<Event>, Rejection> {
        self.by_who_may_give(&terms)?;
        terms.check(kind)?;
        if self.state.oauth.client(self.tenant, id).is_some() {
            return Err(Rejection::ClientExists);
        }
        if self.state.oauth.clients(self.tenant).count() >= MAXIMUM_CLIENTS {
            return Err(Rejection::ClientLimit);
        }
        Ok(vec![Event::ClientCreated(Box::new(Client {
            id,
            tenant: self.tenant,
            kind,
            terms,
            secrets: Vec::new(),
            created_at: self.now,
            not_before: self.now,
        }))])
    }

    fn add_key(&self, mut key: SigningKey) -> Result<Vec<Event>, Rejection> {
        self.by_node()?;
        key.created_at = self.now;
        key.retire_at = None;
        if !key.is_well_formed() {
            return Err(Rejection::SigningKeyInvalid);
        }
        if self.state.oauth.key(&key.kid).is_some() {
            return Err(Rejection::SigningKeyExists);
        }
        if self.state.oauth.published_keys(self.now).count() >= MAXIMUM_KEYS {
            return Err(Rejection::SigningKeyLimit);
        }
        Ok(vec![Event::SigningKeyAdded(Box::new(key))])
    }

    fn retire_key(&self, kid: String, retire_at: Timestamp) -> Result<Vec<Event>, Rejection> {
        self.by_node()?;
        let oauth = &self.state.oauth;
        let key = oauth.key(&kid).filter(|key| key.retire_at.is_none());
        let key = key.ok_or(Rejection::SigningKeyUnknown)?;
        let others = oauth
            .published_keys(self.now)
            .filter(|other| other.kid != key.kid);
        if others.filter(|other| other.signs(self.now)).count() == 0 {
            return Err(Rejection::SigningKeyLast);
        }
        Ok(vec![Event::SigningKeyRetired { kid, retire_at }])
    }

    fn client(&self, id: ClientId) -> Result<&Client, Rejection> {
        let found = self.state.oauth.client(self.tenant, id);
        found.ok_or(Rejection::ClientUnknown)
    }

    /// Signing keys are for the tokens of all tenants.
    fn by_node(&self) -> Result<(), Rejection> {
        if *self.authority == Authority::Node {
            Ok(())
        } else {
            Err(Rejection::Denied)
        }
    }

    fn by_manager(&self) -> Result<(), Rejection> {
        let own = self.authority.permissions(self.state, self.tenant);
        if own.contains(Permission::ClientsManage) {
            Ok(())
        } else {
            Err(Rejection::Denied)
        }
    }

    /// Who makes or changes a client, or knows its secret, must not get by it what they don't have.
    fn by_who_may_give(&self, terms: &ClientTerms) -> Result<(), Rejection> {
        self.by_manager()?;
        // A person signs in: a client that acts as one would let its maker be two people.
        let acts_as = terms
            .principal
            .and_then(|id| self.state.access.principal(self.tenant, id));
        if acts_as.is_some_and(|one| one.kind == crate::access::PrincipalKind::User) {
            return Err(Rejection::Denied);
        }
        let own = self.authority.permissions(self.state, self.tenant);
        let acting = match terms.principal {
            None => crate::Permissions::NONE,
            Some(principal) if *self.authority == Authority::Node || self.is_active(principal) => {
                self.state.access.permissions_of(self.tenant, principal)
            }
            Some(_) => return Err(Rejection::PrincipalInactive),
        };
        if own.contains_all(terms.scopes.permissions()) && own.contains_all(acting) {
            Ok(())
        } else {
            Err(Rejection::Denied)
        }
    }

    /// By themselves and not with a narrowed token: a client must not widen what it was granted.
    fn by_owner(&self, principal: PrincipalId) -> Result<(), Rejection> {
        if !is_self(self.authority, principal) {
            Err(Rejection::Denied)
        } else if self.is_active(principal) {
            Ok(())
        } else {
            Err(Rejection::PrincipalInactive)
        }
    }

    fn is_active(&self, principal: PrincipalId) -> bool {
        self.state.access.is_active(self.tenant, principal)
    }
}

impl crate::State {
    /// The grant behind a token, if it is good at `now`: it, its client and its owner are there, and the session that it
    /// depends on, unless it was granted `offline_access`.
    pub fn check_grant(&self, tenant: Tenant, id: GrantId, now: Timestamp) -> Result<&Grant, TokenRefused> {
        let grant = self.oauth.grant(tenant, id).ok_or(TokenRefused::Unknown)?;
        let client = self
            .oauth
            .client(tenant, grant.allowed.client)
            .ok_or(TokenRefused::Revoked)?;
        if grant.revoked.is_some() || grant.created_at < client.created_at {
            Err(TokenRefused::Revoked)
        } else if now >= grant.expires_at {
            Err(TokenRefused::Expired)
        } else if self.still_allowed(tenant, &grant.allowed, now) {
            Ok(grant)
        } else {
            Err(TokenRefused::Revoked)
        }
    }

    /// What a grant lets its client do now: what was granted, as far as its owner and its client still may.
    pub fn scopes_of(&self, grant: &Grant) -> GrantScopes {
        let (tenant, allowed) = (grant.tenant, &grant.allowed);
        let own = self.access.permissions_of(tenant, allowed.principal);
        let terms = self
            .oauth
            .client(tenant, allowed.client)
            .map(|client| client.terms.scopes);
        let scopes = allowed.scopes.intersection(terms.unwrap_or_default());
        scopes.with_permissions(scopes.permissions().intersection(own))
    }

    /// The client behind an access token that it got for itself at `issued_at`, if it is good, and whom it acts as.
    pub fn check_client_token(
        &self,
        tenant: Tenant,
        id: ClientId,
        issued_at: Timestamp,
    ) -> Result<(&Client, PrincipalId), TokenRefused> {
        let client = self.oauth.client(tenant, id).ok_or(TokenRefused::Unknown)?;
        let principal = client.terms.principal.ok_or(TokenRefused::Revoked)?;
        // Tokens say the second only: one of the second in which the client was made is good, one of that in which its tokens
        // were revoked is not.
        let first_second = client.not_before == client.created_at;
        let issued_at = if first_second {
            issued_at.after(Milliseconds(1_000))
        } else {
            issued_at
        };
        if issued_at < client.not_before || !self.access.is_active(tenant, principal) {
            return Err(TokenRefused::Revoked);
        }
        Ok((client, principal))
    }

    fn still_allowed(&self, tenant: Tenant, allowed: &Allowed, now: Timestamp) -> bool {
        let offline = allowed.scopes.has(super::Claim::OfflineAccess);
        self.access.is_active(tenant, allowed.principal)
            && self.credential.epoch(tenant, allowed.principal) == allowed.epoch
            && (offline || self.session_is_live(tenant, allowed.session, now))
    }

    fn session_is_live(&self, tenant: Tenant, id: SessionId, now: Timestamp) -> bool {
        let session = self.session.session(id).filter(|one| one.tenant == tenant);
        session.is_some_and(|session| self.check_session(session, now).is_ok())
    }
}

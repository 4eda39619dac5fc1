//! Proof that a request was let in.

use bezant_identity::tenancy::{ApiKey, KeySigning};
use bezant_identity::{Authority, Permissions, State, TokenHash};
use bezant_kernel::{Actor, ApiKeyId, ClientId, GrantId, PrincipalId, SessionId, Tenant, Timestamp};
use bezant_payments::Payment;

use super::policy::Admission;

/// Who a request comes from, and what they may do.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// Whose things the request is about.
    pub(crate) tenant: Tenant,
    /// In whose name commands are given.
    pub(crate) by: Authority,
    /// All that the caller may do.
    pub(crate) permissions: Permissions,
    /// What they presented.
    pub(crate) credential: Credential,
    /// How they proved who they are.
    pub(crate) methods: Vec<&'static str>,
    /// When a person did last.
    pub(crate) proved_at: Option<Timestamp>,
    /// How the requests of their key are signed, until that was looked at.
    pub(super) signing: Option<Box<KeySigning>>,
    /// What they were let in to; none before it was decided.
    pub(super) admission: Option<Admission>,
    /// The only principal whose things they may see, if it is not all of the tenant's.
    pub(super) only_of: Option<PrincipalId>,
}

/// What a request presented.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// The secret of an API key.
    Key(ApiKeyId),
    /// A certificate, in the place of the secret of an API key.
    Certificate(OwnCertificate),
    /// A session's cookie.
    Session(SessionId),
    /// An access token.
    Token(AccessToken),
}

/// A certificate that a caller has.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnCertificate {
    /// The key that it proves.
    pub(crate) key: ApiKeyId,
    /// When it ends: a connection may be open for longer.
    pub(crate) expires_at: Timestamp,
}

impl Credential {
    /// The API key, if it is one, whatever proved it.
    pub(crate) const fn key(&self) -> Option<ApiKeyId> {
        match self {
            Credential::Key(id) | Credential::Certificate(OwnCertificate { key: id, .. }) => Some(*id),
            Credential::Session(_) | Credential::Token(_) => None,
        }
    }
}

/// What an access token stands on: when that ends, so does the token.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessToken {
    /// The client that it was made for.
    pub(crate) client: ClientId,
    /// The grant that it was made from; none where the client asked for itself.
    pub(crate) grant: Option<GrantId>,
    /// By what it is known if it was revoked by itself.
    pub(crate) hash: TokenHash,
    /// When it was made.
    pub(crate) issued_at: Timestamp,
    /// When it ends in any case.
    pub(crate) expires_at: Timestamp,
}

/// Whether nobody is behind a key, or somebody who may act.
pub(super) fn has_active_owner(identity: &State, key: &ApiKey) -> bool {
    key.principal
        .is_none_or(|id| identity.access.is_active(key.tenant, id))
}

/// Which of a tenant's payments a caller sees. Look-ups take this and not a bare tenant, so that the bound can't be forgotten.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    /// Whose.
    pub(crate) tenant: Tenant,
    /// Only what this principal has created.
    pub(crate) only_of: Option<PrincipalId>,
}

impl Sight {
    /// Whether it is among them.
    pub(crate) fn sees(&self, payment: &Payment) -> bool {
        payment.tenant == self.tenant && self.only_of.is_none_or(|only| payment.created_by == Some(only))
    }
}

impl Caller {
    /// What of the tenant's payments the caller sees.
    pub(crate) fn sight(&self) -> Sight {
        Sight {
            tenant: self.tenant,
            only_of: self.only_of,
        }
    }

    /// Whether what they presented still counts.
    pub(super) fn is_live(&self, identity: &State, now: Timestamp) -> bool {
        let is_live = |id| {
            let key = identity.tenancy.key(id);
            key.is_some_and(|key| key.is_live(now) && has_active_owner(identity, key))
        };
        match self.credential {
            Credential::Key(id) => is_live(id),
            Credential::Certificate(own) => now < own.expires_at && is_live(own.key),
            Credential::Session(id) => identity
                .session
                .session(id)
                .is_some_and(|session| identity.check_session(session, now).is_ok()),
            Credential::Token(token) => super::tokens::is_live(identity, self, &token, now),
        }
    }

    /// The name for histories.
    pub(crate) fn actor(&self) -> Actor {
        let name = match (&self.by, self.credential) {
            (Authority::Principal { id, .. }, _) => id.to_string(),
            (_, Credential::Key(id)) => id.to_string(),
            (_, Credential::Certificate(own)) => own.key.to_string(),
            (_, Credential::Session(id)) => id.to_string(),
            (_, Credential::Token(token)) => token.client.to_string(),
        };
        Actor::new(&name).expect("an id is short and plain")
    }
}

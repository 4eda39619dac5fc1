//! Proof that a request was let in.

use bezant_identity::{Authority, Permissions};
use bezant_payments::Payment;
use bezant_kernel::{Actor, ApiKeyId, PrincipalId, Tenant};

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
    /// What they were let in by.
    pub(super) used: Permissions,
    /// The only principal whose things they may see, if it is not all of the tenant's.
    pub(super) only_of: Option<PrincipalId>,
}

/// What a request presented.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// An API key.
    Key(ApiKeyId),
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

    /// The name for histories.
    pub(crate) fn actor(&self) -> Actor {
        let name = match (self.by.principal_id(), self.credential) {
            (Some(id), _) => id.to_string(),
            (None, Credential::Key(id)) => id.to_string(),
        };
        Actor::new(&name).expect("an id is short and plain")
    }
}

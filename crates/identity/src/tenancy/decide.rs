//! What can be asked, what happens then, and the decision between the two.

use bezant_kernel::{ApiKeyId, Tenant, TenantId, Timestamp};

use super::{Rejection, Scopes, SecretHash};
use crate::Authority;

/// A tenant has at most so many live keys, so that a loop that makes keys is noticed.
pub const MAXIMUM_KEYS: usize = 100;

const NAME_CHARACTERS: usize = 64;

/// What can be asked of identity.
#[derive(Clone, Debug)]
pub enum Command {
    /// Make a tenant. For operators: the acting tenant does not matter.
    CreateTenant {
        /// The new tenant's id.
        id: TenantId,
        /// Its name, unique among the tenants.
        name: String,
    },
    /// Make a key of the acting tenant.
    CreateKey {
        /// The new key's id.
        id: ApiKeyId,
        /// What its owner calls it.
        name: String,
        /// The hash of its secret, see [`super::KeySecret::hash`].
        hash: SecretHash,
        /// What it may be used for.
        scopes: Scopes,
        /// From when on it is refused, if ever.
        expires_at: Option<Timestamp>,
    },
    /// Refuse a key of the acting tenant from now on. Doing it again changes nothing.
    RevokeKey {
        /// The key.
        id: ApiKeyId,
    },
}

/// What happened. Keys belong to the tenant of the log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A tenant was made.
    TenantCreated {
        /// Its id.
        id: TenantId,
        /// Its name.
        name: String,
    },
    /// A key was made.
    KeyCreated {
        /// Its id.
        id: ApiKeyId,
        /// Its name.
        name: String,
        /// The hash of its secret.
        hash: SecretHash,
        /// What it may be used for.
        scopes: Scopes,
        /// From when on it is refused, if ever.
        expires_at: Option<Timestamp>,
    },
    /// A key was revoked.
    KeyRevoked {
        /// Its id.
        id: ApiKeyId,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::TenantCreated { .. } => "tenant.created",
            Event::KeyCreated { .. } => "api_key.created",
            Event::KeyRevoked { .. } => "api_key.revoked",
        }
    }

    /// What the tenant's event stream shows of it; `None` if it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match self {
            Event::TenantCreated { .. } => None,
            Event::KeyCreated { id, name, scopes, .. } => {
                let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
                Some(vec![
                    ("api_key", id.to_string()),
                    ("name", name.clone()),
                    ("scopes", scopes.join(" ")),
                ])
            }
            Event::KeyRevoked { id } => Some(vec![("api_key", id.to_string())]),
        }
    }
}

/// Decides a command of `tenant`, by `authority`, that would be committed at `now`.
pub(crate) fn decide(
    state: &crate::State,
    now: Timestamp,
    tenant: Tenant,
    _authority: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let state = &state.tenancy;
    match command {
        Command::CreateTenant { id, name } => {
            check_name(&name)?;
            if state.tenant(id).is_some() {
                return Err(Rejection::TenantExists(id));
            }
            if let Some(other) = state.tenant_named(&name) {
                return Err(Rejection::TenantNameTaken(other.id));
            }
            Ok(vec![Event::TenantCreated { id, name }])
        }
        Command::CreateKey {
            id,
            name,
            hash,
            scopes,
            expires_at,
        } => {
            check_name(&name)?;
            if scopes.is_empty() {
                return Err(Rejection::ScopesMissing);
            }
            if expires_at.is_some_and(|end| end <= now) {
                return Err(Rejection::ExpiryPassed);
            }
            if state.tenant(tenant.id()).is_none() {
                return Err(Rejection::TenantUnknown(tenant.id()));
            }
            if state.key(id).is_some() {
                return Err(Rejection::KeyExists(id));
            }
            if state.keys(tenant).filter(|key| key.is_live(now)).count() >= MAXIMUM_KEYS {
                return Err(Rejection::TooManyKeys);
            }
            Ok(vec![Event::KeyCreated {
                id,
                name,
                hash,
                scopes,
                expires_at,
            }])
        }
        Command::RevokeKey { id } => {
            let own = state.key(id).filter(|key| key.tenant == tenant);
            let key = own.ok_or(Rejection::KeyUnknown(id))?;
            if key.revoked_at.is_some() {
                Ok(Vec::new())
            } else {
                Ok(vec![Event::KeyRevoked { id }])
            }
        }
    }
}

fn check_name(name: &str) -> Result<(), Rejection> {
    let length = name.chars().count();
    let plain = !name.chars().any(char::is_control) && name.trim() == name;
    if plain && (1..=NAME_CHARACTERS).contains(&length) {
        Ok(())
    } else {
        Err(Rejection::NameInvalid)
    }
}

#[cfg(test)]
mod tests;

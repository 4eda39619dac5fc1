//! Passwords that a directory knows (LDAP).

use std::time::Duration;

use axum::http::HeaderMap;
use bezant_credentials::seal::Lookup;
use bezant_identity::access::ProviderKind;
use bezant_kernel::{PrincipalId, Tenant};
use bezant_sso::{Kind, LdapProvider, Refusal, SsoError};

use super::{arrival, count, word};
use crate::correlation;
use crate::edge::Edge;

/// Why a directory let nobody in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum DirectoryRefusal {
    /// Nobody has this login and password, or they have no account here, or no directory could be asked. Which one is not said:
    /// only who has no password of their own here comes to a directory at all.
    Wrong,
    /// They have the password, and the account can't be reached now.
    Later(Duration),
}

/// Asks the tenant's directories whose login and password these are. `None` if there is none to ask, or if this is the address of
/// somebody with a password of their own here.
pub(crate) async fn directory_password(
    edge: &Edge,
    tenant: Tenant,
    login: &str,
    password: &str,
) -> Option<Result<PrincipalId, DirectoryRefusal>> {
    let directories = directories(edge, tenant);
    if directories.is_empty() || has_own_password(edge, tenant, login) {
        return None;
    }
    for directory in directories {
        let name = directory.name();
        match directory.sign_in(login, password, edge.now()).await {
            Ok(identity) => {
                let correlation = correlation::of(&HeaderMap::new());
                let account = arrival::account(edge, tenant, identity, correlation).await;
                let outcome = account
                    .as_ref()
                    .map_or_else(|problem| problem.code(), |_| "signed_in");
                count(name, outcome);
                return Some(account.map_err(|problem| match problem.retry_after_time() {
                    Some(after) => DirectoryRefusal::Later(after),
                    None => DirectoryRefusal::Wrong,
                }));
            }
            Err(error) => {
                count(name, word(&error));
                match error {
                    SsoError::ProviderUnavailable { .. } => {
                        tracing::warn!(provider = %name, %error, "a directory does not answer: its people can't sign in");
                    }
                    SsoError::Misconfigured(error) => {
                        tracing::error!(provider = %name, %error, "a directory can't be asked: its people can't sign in");
                    }
                    // Another directory may know them.
                    SsoError::Refused(Refusal::WrongCredentials) => {}
                    SsoError::Refused(_) | SsoError::Invalid(_) => {
                        tracing::info!(provider = %name, code = word(&error), "a directory refused a sign-in");
                    }
                }
            }
        }
    }
    Some(Err(DirectoryRefusal::Wrong))
}

/// The directories of a tenant: configured at the node, and used by the tenant.
fn directories(edge: &Edge, tenant: Tenant) -> Vec<&LdapProvider> {
    let configured = edge.identity().providers.of_tenant(tenant.id());
    let all = configured.filter_map(|(name, provider)| match &provider.kind {
        Kind::Ldap(directory) if super::browser::is_used(edge, tenant, name, ProviderKind::Ldap) => {
            Some(&**directory)
        }
        Kind::Ldap(_) | Kind::Oidc(_) | Kind::Saml(_) => None,
    });
    all.collect()
}

fn has_own_password(edge: &Edge, tenant: Tenant, login: &str) -> bool {
    let email = edge.identity().sealer.lookup_hash(tenant, Lookup::Email, login);
    edge.directory().read(|directory| {
        let identity = directory.identity();
        let known = identity.access.principal_by_email(tenant, &email);
        let credentials = known.and_then(|known| identity.credential.of(tenant, known.id));
        credentials.is_some_and(|credentials| credentials.password.is_some())
    })
}

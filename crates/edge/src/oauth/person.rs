//! What a client may know of a person.

use std::sync::Arc;

use bezant_credentials::seal::{Purpose, Subject};
use bezant_identity::oauth::{Claim, GrantScopes};
use bezant_kernel::{PrincipalId, Tenant};
use serde::Deserialize;

use crate::edge::Edge;

/// A person, opened. It does not print.
#[derive(Default, Deserialize)]
pub(super) struct Person {
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) email: Option<String>,
    /// Whether they have shown that the address is theirs.
    #[serde(skip)]
    pub(super) email_verified: Option<bool>,
}

/// What these scopes show of a principal. Nothing is opened where they show nothing; who can't be opened any more was erased.
pub(super) async fn shown(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    scopes: GrantScopes,
) -> Person {
    if !scopes.has(Claim::Profile) && !scopes.has(Claim::Email) {
        return Person::default();
    }
    let known = edge.directory().read(|directory| {
        let identity = directory.identity();
        let known = identity.access.principal(tenant, principal)?;
        let credentials = identity.credential.of(tenant, principal);
        let verified = credentials.and_then(|own| own.email_verified);
        let is_verified = verified.is_some_and(|(address, _)| known.email == Some(address));
        (!known.profile.as_bytes().is_empty()).then(|| (known.profile.clone(), is_verified))
    });
    let Some((sealed, is_verified)) = known else {
        return Person::default();
    };
    let sealer = Arc::clone(&edge.identity().sealer);
    let open = move || {
        let subject = Subject::Principal(principal);
        let opened = sealer.open_sealed(subject, Purpose::Profile, &sealed);
        opened
            .ok()
            .and_then(|plain| serde_json::from_slice::<Person>(&plain).ok())
    };
    let person = tokio::task::spawn_blocking(open)
        .await
        .ok()
        .flatten()
        .unwrap_or_default();
    let email = person.email.filter(|_| scopes.has(Claim::Email));
    Person {
        name: person.name.filter(|_| scopes.has(Claim::Profile)),
        email_verified: email.as_ref().map(|_| is_verified),
        email,
    }
}

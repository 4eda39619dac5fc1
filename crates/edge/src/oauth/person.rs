//! What a client may know of a person.

use bezant_credentials::seal::Subject;
use bezant_identity::oauth::{Claim, GrantScopes};
use bezant_kernel::{PrincipalId, Tenant};

use crate::edge::Edge;
use crate::problem::Problem;
use crate::profile;

/// What is shown of a person. It does not print.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    /// Whether they have shown that the address is theirs.
    pub(super) email_verified: Option<bool>,
}

/// What these scopes show of a principal. Nothing is opened where they show nothing; who can't be opened any more was erased.
pub(super) async fn shown(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    scopes: GrantScopes,
) -> Result<Shown, Problem> {
    if !scopes.has(Claim::Profile) && !scopes.has(Claim::Email) {
        return Ok(Shown::default());
    }
    let known = edge.directory().read(|directory| {
        let identity = directory.identity();
        let known = identity.access.principal(tenant, principal)?;
        let credentials = &identity.credential;
        let is_verified = known
            .email
            .is_some_and(|address| credentials.has_verified(tenant, principal, &address));
        Some((known.profile.clone(), is_verified))
    });
    let Some((sealed, is_verified)) = known else {
        return Ok(Shown::default());
    };
    let subject = Subject::Principal(principal);
    let person = profile::open(&edge.identity().sealer, subject, &sealed).await?;
    let person = person.unwrap_or_default();
    let email = person.email.filter(|_| scopes.has(Claim::Email));
    Ok(Shown {
        name: person.name.filter(|_| scopes.has(Claim::Profile)),
        email_verified: email.as_ref().map(|_| is_verified),
        email,
    })
}

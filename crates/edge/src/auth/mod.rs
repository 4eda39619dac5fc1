//! Who calls, and whether they may: from the credential in a request's head to a [`Caller`], or the problem that says why not.
//!
//! Whatever a request presents is checked against the directory, which follows the log. What a route demands stands beside it
//! in the table of routes ([`crate::access`]); a handler gets the caller from here and in no other way.

mod caller;
mod presented;

use axum::http::{Extensions, HeaderMap};
use bezant_core::Directory;
use bezant_identity::{ApiKey, Authority, KeyRefused, KeySecret};
use bezant_kernel::Timestamp;

pub(crate) use caller::{Caller, Credential, Sight};
use presented::Presented;

use crate::access::Access;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// Lets a request in to the handler it goes to, or says why not.
pub(crate) async fn admit(
    edge: &Edge,
    extensions: &Extensions,
    headers: &HeaderMap,
) -> Result<Caller, Problem> {
    // Deny by default: only the table of routes puts a demand there.
    let access = extensions.get::<Access>().copied();
    let access = access.ok_or_else(|| Problem::new(Code::PermissionMissing, "nobody may do this"))?;
    authorize(edge, headers, access).await
}

/// Checks what a request presents against what is demanded.
pub(crate) async fn authorize(edge: &Edge, headers: &HeaderMap, access: Access) -> Result<Caller, Problem> {
    let presented = Presented::of(headers)?;
    let caller = match identify(edge, &presented) {
        // What was made a moment ago may not have reached the directory yet.
        Err(problem) if problem.is(Code::ApiKeyUnknown) => {
            if !edge.directory().catch_up(edge.engine().committed()).await {
                return Err(problem);
            }
            identify(edge, &presented)?
        }
        other => other?,
    };
    demand(caller, access)
}

/// Whether a caller that was let in still would be; for what stays open longer than a request.
pub(crate) fn still_may(edge: &Edge, caller: &Caller) -> Result<(), Problem> {
    let now = edge.now();
    let permissions = edge.directory().read(|directory| {
        let identity = directory.identity();
        let is_live = match caller.credential {
            Credential::Key(id) => identity.tenancy.key(id).is_some_and(|key| key.is_live(now)),
        };
        is_live.then(|| caller.by.permissions(identity, caller.tenant))
    });
    match permissions {
        Some(permissions) if permissions.contains_all(caller.used) => Ok(()),
        Some(_) => Err(permission_missing(caller.used)),
        None => {
            let detail = "the API key was revoked or has expired";
            Err(Problem::new(Code::ApiKeyRevoked, detail))
        }
    }
}

fn identify(edge: &Edge, presented: &Presented) -> Result<Caller, Problem> {
    let now = edge.now();
    match presented {
        Presented::Key(secret) => edge.directory().read(|directory| by_key(directory, secret, now)),
    }
}

fn by_key(directory: &Directory, secret: &KeySecret, now: Timestamp) -> Result<Caller, Problem> {
    let identity = directory.identity();
    let key: &ApiKey = identity.tenancy.authenticate(secret, now).map_err(|refused| {
        let code = match refused {
            KeyRefused::Unknown => Code::ApiKeyUnknown,
            KeyRefused::Revoked => Code::ApiKeyRevoked,
            KeyRefused::Expired => Code::ApiKeyExpired,
            KeyRefused::TenantSuspended => Code::TenantSuspended,
            KeyRefused::TenantClosed => Code::TenantClosed,
        };
        Problem::new(code, refused.to_string())
    })?;
    let by = match key.principal {
        Some(id) => Authority::Principal {
            id,
            limit: key.permissions(),
        },
        None => Authority::Key(key.id),
    };
    Ok(Caller {
        tenant: key.tenant,
        permissions: by.permissions(identity, key.tenant),
        by,
        credential: Credential::Key(key.id),
        used: Default::default(),
        only_of: None,
    })
}

/// Roles first: whether the caller has the permission at all.
fn demand(mut caller: Caller, access: Access) -> Result<Caller, Problem> {
    match access {
        Access::Open(_) => Ok(caller),
        Access::Themself { .. } => match caller.by.principal_id() {
            Some(_) => Ok(caller),
            None => Err(Problem::new(
                Code::PermissionMissing,
                "this is for users, agents and service accounts: the API key belongs to none",
            )),
        },
        Access::Needs(demand) => {
            let wanted = bezant_identity::Permissions::of(&[demand.permission]);
            if caller.permissions.contains(demand.permission) {
                caller.used = wanted;
                return Ok(caller);
            }
            match (demand.own, caller.by.principal_id()) {
                (Some(own), Some(id)) if caller.permissions.contains(own) => {
                    caller.used = bezant_identity::Permissions::of(&[own]);
                    caller.only_of = Some(id);
                    Ok(caller)
                }
                _ => Err(permission_missing(wanted)),
            }
        }
    }
}

fn permission_missing(wanted: bezant_identity::Permissions) -> Problem {
    let words: Vec<&str> = wanted.iter().map(|one| one.as_str()).collect();
    let detail = format!("this needs the permission '{}'", words.join("', '"));
    Problem::new(Code::PermissionMissing, detail)
}

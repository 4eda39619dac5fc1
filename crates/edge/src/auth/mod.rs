//! Who calls, and whether they may: from the credential in a request's head to a [`Caller`], or the problem that says why not.
//!
//! Whatever a request presents is checked against the directory, which follows the log. What a route demands stands beside it
//! in the table of routes ([`crate::access`]); roles are asked first and then the access policy. A handler gets the caller from
//! here and in no other way, so what is not in the table is refused.

mod caller;
mod origin;
mod peer;
mod policy;
mod presented;
mod signed;
mod stolen;
mod tokens;
mod uses;

use axum::http::Extensions;
use axum::http::request::Parts;
use bezant_identity::session::{Method, Session, SessionRefused};
use bezant_identity::tenancy::{ApiKey, PresentedCertificate};
use bezant_identity::{Authority, KeyRefused, KeySecret, Permission, Permissions, State, TokenHash};
use bezant_kernel::{ApiKeyId, Milliseconds, Timestamp};
use bezant_transport::PeerCertificate;

pub(crate) use caller::{Caller, Credential, Sight};
use caller::{OwnCertificate, has_active_owner};
pub(crate) use origin::{check_own_page, check_own_socket};
pub(crate) use peer::Peer;
pub(crate) use policy::{Asked, route_of};
use presented::Presented;
pub(crate) use presented::{cookie, presented_session, session_cookie};
pub(crate) use signed::{Original, Signatures};
pub(crate) use tokens::{Tokens, audience, issuer};
pub(crate) use uses::Uses;

use crate::access::Access;
use crate::audit::{self, Noted};
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// How long a proof of who someone is counts for what is dangerous.
const FRESH_FOR: Milliseconds = Milliseconds(5 * 60 * 1_000);

/// Lets a request in to the handler it goes to, or says why not: before anything else of it is looked at. What is open to anyone
/// has no caller.
pub(crate) async fn admit(edge: &Edge, head: &Parts, access: Access) -> Result<Option<Caller>, Problem> {
    if let Access::Open(_) = access {
        return Ok(None);
    }
    let asked = Asked::of(&head.method, &head.extensions, &head.headers);
    authorize(edge, &asked, access).await.map(Some)
}

/// The caller that was let in. A handler of a route that is open to anyone has none, and refuses if it asks for one.
pub(crate) fn admitted(extensions: &Extensions) -> Result<Caller, Problem> {
    let caller = extensions.get::<Caller>().cloned();
    caller.ok_or_else(|| Problem::new(Code::PermissionMissing, "nobody may do this"))
}

/// Checks what a request presents against what is demanded.
pub(crate) async fn authorize(edge: &Edge, asked: &Asked<'_>, access: Access) -> Result<Caller, Problem> {
    if !edge.directory().is_followed() {
        // What was revoked since would still be let in.
        return Err(not_followed());
    }
    let presented = Presented::of(edge, asked.headers, asked.extensions)?;
    match presented {
        Presented::Session(_) => origin::check(edge, asked)?,
        Presented::Certificate(_) => origin::check_certificate(edge, asked)?,
        Presented::Key(_) | Presented::Token(_) => {}
    }
    let mut caller = match identify(edge, &presented) {
        // What was made a moment ago may not have reached the directory yet.
        Err(problem) if is_unknown(&problem) => {
            if !edge.directory().catch_up(edge.engine().committed()).await {
                return Err(problem);
            }
            identify(edge, &presented)?
        }
        Err(problem) => {
            if let Presented::Session(token) = &presented {
                stolen::end(edge, *token, asked).await;
            }
            return Err(problem);
        }
        Ok(caller) => caller,
    };
    if let Some(noted) = Noted::of(asked.extensions) {
        noted.set_caller(&caller);
    }
    signed::check(edge, asked, &mut caller)?;
    let limits = edge
        .directory()
        .read(|directory| directory.identity().tenancy.limits(caller.tenant));
    edge.rates()
        .admit(caller.tenant, limits.requests_per_second, edge.now())?;
    edge.uses().note(edge, &caller);
    decide(edge, &mut caller, asked, access)?;
    Ok(caller)
}

fn is_unknown(problem: &Problem) -> bool {
    let codes = [
        Code::ApiKeyUnknown,
        Code::SessionUnknown,
        Code::CertificateUnknown,
    ];
    codes.into_iter().any(|code| problem.is(code))
}

/// Who presents this: the first part of [`authorize`].
pub(crate) fn authenticate(edge: &Edge, headers: &axum::http::HeaderMap) -> Result<Caller, Problem> {
    identify(edge, &Presented::of(edge, headers, &Extensions::new())?)
}

/// Whether they may: the last part of [`authorize`], permissions first and then the policy.
pub(crate) fn decide(
    edge: &Edge,
    caller: &mut Caller,
    asked: &Asked<'_>,
    access: Access,
) -> Result<(), Problem> {
    if policy::is_about_health(edge, caller, access) {
        audit::about_health(edge, asked)?;
    }
    let used = demand(edge, caller, access)?;
    if access == Access::Known {
        // Each part of what is asked for is decided by itself.
        return Ok(());
    }
    caller.admission = Some(policy::check(edge, caller, access, used, asked)?);
    Ok(())
}

/// Whether a caller that was let in still would be, by all that let them in but how fresh their proof is; for what stays open
/// longer than a request.
pub(crate) fn still_may(edge: &Edge, caller: &Caller) -> Result<(), Problem> {
    if !edge.directory().is_followed() {
        return Err(not_followed());
    }
    let now = edge.now();
    let mut again = caller.clone();
    let is_live = edge.directory().read(|directory| {
        let identity = directory.identity();
        again.permissions = again.by.permissions(identity, again.tenant);
        again.is_live(identity, now)
    });
    if !is_live {
        let detail = "the credential was revoked or has expired";
        return Err(Problem::new(Code::CredentialEnded, detail));
    }
    let Some(admission) = &caller.admission else {
        return Err(Problem::new(Code::PermissionMissing, "nobody may do this"));
    };
    let used = demand(edge, &mut again, admission.access.stale())?;
    if used != admission.used() || again.only_of != caller.only_of {
        // What is left to them would be another answer than the one that they are being given.
        return Err(permission_missing(Permissions::of(&Vec::from_iter(
            admission.used(),
        ))));
    }
    policy::check_again(edge, &again, admission)
}

fn identify(edge: &Edge, presented: &Presented) -> Result<Caller, Problem> {
    let now = edge.now();
    match presented {
        Presented::Key(secret) => edge
            .directory()
            .read(|directory| by_key(directory.identity(), secret, now)),
        Presented::Session(token) => edge
            .directory()
            .read(|directory| by_session(directory.identity(), token, now)),
        Presented::Token(token) => edge.tokens().caller(edge, token, now),
        Presented::Certificate(certificate) => edge
            .directory()
            .read(|directory| by_certificate(directory.identity(), certificate, now)),
    }
}

/// By an API key.
pub(crate) fn by_key(identity: &State, secret: &KeySecret, now: Timestamp) -> Result<Caller, Problem> {
    let found = identity.tenancy.authenticate(secret, now);
    let key = found.map_err(|refused| key_refused(refused, Code::ApiKeyUnknown))?;
    of_key(identity, key, Credential::Key(key.id), "api_key")
}

/// In the name of an API key that made something which is used now, if the key still may do anything.
pub(crate) fn by_key_id(identity: &State, id: ApiKeyId, now: Timestamp) -> Option<Caller> {
    let key = identity.tenancy.key(id).filter(|key| key.is_live(now))?;
    if !identity.tenancy.is_open(key.tenant) {
        return None;
    }
    of_key(identity, key, Credential::Key(key.id), "api_key").ok()
}

/// By a certificate, in the place of an API key's secret.
fn by_certificate(
    identity: &State,
    certificate: &PeerCertificate,
    now: Timestamp,
) -> Result<Caller, Problem> {
    // The handshake saw to it that it was valid then.
    let ends = u64::try_from(certificate.expires_at_unix_seconds()).unwrap_or(0);
    let expires_at = Timestamp::from_microseconds(ends.saturating_mul(1_000_000));
    if now >= expires_at {
        return Err(Problem::new(
            Code::CertificateExpired,
            "the certificate of this connection has expired",
        ));
    }
    let uris = certificate.uris().iter().map(String::as_str);
    let hosts = certificate.dns_names().iter().map(String::as_str);
    let presented = PresentedCertificate::new(*certificate.fingerprint(), uris, hosts);
    let found = identity.tenancy.authenticate_certificate(&presented, now);
    let key = found.map_err(|refused| key_refused(refused, Code::CertificateUnknown))?;
    let own = OwnCertificate {
        key: key.id,
        expires_at,
    };
    of_key(identity, key, Credential::Certificate(own), "certificate")
}

fn key_refused(refused: KeyRefused, unknown: Code) -> Problem {
    let code = match refused {
        KeyRefused::Unknown if unknown == Code::CertificateUnknown => {
            let detail =
                "there is no Authorization header, and no API key has the certificate of this connection";
            return Problem::new(unknown, detail);
        }
        KeyRefused::Unknown => unknown,
        KeyRefused::Revoked => Code::ApiKeyRevoked,
        KeyRefused::Expired => Code::ApiKeyExpired,
        KeyRefused::Ambiguous => Code::CertificateAmbiguous,
        KeyRefused::TenantSuspended => Code::TenantSuspended,
        KeyRefused::TenantClosed => Code::TenantClosed,
    };
    Problem::new(code, refused.to_string())
}

fn of_key(
    identity: &State,
    key: &ApiKey,
    credential: Credential,
    method: &'static str,
) -> Result<Caller, Problem> {
    if !has_active_owner(identity, key) {
        let detail = "whoever this API key belongs to is suspended";
        return Err(Problem::new(Code::CredentialEnded, detail));
    }
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
        credential,
        methods: vec![method],
        proved_at: None,
        signing: key.signing.clone().map(Box::new),
        admission: None,
        only_of: None,
    })
}

fn by_session(identity: &State, token: &TokenHash, now: Timestamp) -> Result<Caller, Problem> {
    let session = identity.authenticate_session(token, now).map_err(|refused| {
        let code = match refused {
            SessionRefused::Unknown => Code::SessionUnknown,
            _ => Code::SessionEnded,
        };
        Problem::new(code, refused.to_string())
    })?;
    if !identity.tenancy.is_open(session.tenant) {
        let detail = "the organisation is suspended or closed";
        return Err(Problem::new(Code::TenantSuspended, detail));
    }
    let by = Authority::principal(session.principal);
    Ok(Caller {
        tenant: session.tenant,
        permissions: by.permissions(identity, session.tenant),
        by,
        credential: Credential::Session(session.id),
        methods: session.methods.iter().map(|method| method.as_str()).collect(),
        proved_at: Some(session.stepped_up_at.unwrap_or(session.authenticated_at)),
        signing: None,
        admission: None,
        only_of: None,
    })
}

/// Roles first: whether the caller has the permission at all, and by which one they are let in.
fn demand(edge: &Edge, caller: &mut Caller, access: Access) -> Result<Option<Permission>, Problem> {
    match access {
        Access::Open(_) | Access::Known => Ok(None),
        Access::Themself { fresh } => {
            if caller.by.principal_id().is_none() {
                let detail = "this is for users, agents and service accounts: the API key belongs to none";
                return Err(Problem::new(Code::PermissionMissing, detail));
            }
            // What a client was let in for is in its scopes; who somebody is and what they prove it with is in none.
            if let Credential::Token(_) = caller.credential {
                let detail = "this is for the person themself: an access token is not enough";
                return Err(Problem::new(Code::PermissionMissing, detail));
            }
            check_fresh(edge, caller, fresh)?;
            Ok(None)
        }
        Access::Needs(demand) => {
            let lacks = edge
                .directory()
                .read(|directory| lacks_second_factor(directory.identity(), caller));
            if lacks {
                let detail =
                    "the organisation asks for a second factor: set one up at /account, or sign in with it";
                return Err(Problem::new(Code::SecondFactorMissing, detail));
            }
            let own = demand.own.filter(|&own| caller.permissions.contains(own));
            let used = match (own, caller.by.principal_id()) {
                _ if caller.permissions.contains(demand.permission) => demand.permission,
                (Some(own), Some(id)) => {
                    caller.only_of = Some(id);
                    own
                }
                _ => return Err(permission_missing(Permissions::of(&[demand.permission]))),
            };
            check_fresh(edge, caller, demand.fresh)?;
            Ok(Some(used))
        }
    }
}

/// Whether a session has to come by a second factor before it is good for anything but setting one up. Who signs in at an outside
/// provider has proved there what that asks for.
pub(crate) fn lacks_second_factor(identity: &State, caller: &Caller) -> bool {
    let Credential::Session(id) = caller.credential else {
        return false;
    };
    identity
        .session
        .session(id)
        .is_none_or(|session| session_lacks_second_factor(identity, session))
}

/// The same about a session itself.
pub(crate) fn session_lacks_second_factor(identity: &State, session: &Session) -> bool {
    let tenant = identity.tenancy.tenant(session.tenant.id());
    let is_required = tenant.is_some_and(|tenant| tenant.settings.sign_in.second_factor_required);
    let at_provider =
        session.methods.contains(Method::Outside) && !session.methods.contains(Method::Password);
    is_required && !session.methods.is_multi_factor() && !at_provider
}

/// Someone who has signed in must have proved themselves a moment ago. Keys prove themselves with each request.
fn check_fresh(edge: &Edge, caller: &Caller, wanted: bool) -> Result<(), Problem> {
    match caller.proved_at {
        Some(at) if wanted && edge.now() >= at.after(FRESH_FOR) => Err(Problem::new(
            Code::StepUpRequired,
            "prove once more who you are: POST /api/v1/me/step-up",
        )),
        _ => Ok(()),
    }
}

fn not_followed() -> Problem {
    let detail = "the node has stopped following its log, and does not know who may still come in";
    Problem::new(Code::EngineStopped, detail).retry_after(std::time::Duration::from_secs(1))
}

fn permission_missing(wanted: Permissions) -> Problem {
    let words: Vec<&str> = wanted.iter().map(|one| one.as_str()).collect();
    let detail = format!("this needs the permission '{}'", words.join("', '"));
    Problem::new(Code::PermissionMissing, detail)
}

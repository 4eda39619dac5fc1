//! Signing in: by password and a second factor, or by a passkey; for the API and for the pages.

use axum::http::HeaderMap;
use bezant_core::system_tenant;
use bezant_credentials::password::Password;
use bezant_credentials::seal::Lookup;
use bezant_identity::access::PrincipalKind;
use bezant_identity::session::{Method, Methods, Session};
use bezant_identity::{Authority, LookupHash};
use bezant_kernel::{PrincipalId, Tenant};
use serde_json::Value;
use zeroize::Zeroizing;

use super::pending::Half;
use super::proof::{self, Kept, Typed};
use super::start::start_session;
use super::throttle::Counter;
use super::visit::Visit;
use crate::edge::Edge;
use crate::outside::{DirectoryRefusal, directory_password};
use crate::problem::{Code, Problem};

/// How far somebody has come.
pub(super) enum Entered {
    /// They have signed in; the cookies go into the answer.
    SignedIn(Box<Session>, HeaderMap),
    /// Their password was right, and they prove themselves by one of these too.
    SecondFactor(Vec<Method>, Zeroizing<String>),
}

/// The same for whatever was wrong.
pub(super) fn failed() -> Problem {
    let detail = "the organisation, the e-mail address, the password or the code is wrong";
    metrics::counter!("sign_ins_total", "outcome" => "failed").increment(1);
    Problem::new(Code::SignInFailed, detail)
}

struct Named {
    tenant: Option<Tenant>,
    email: LookupHash,
    principal: Option<PrincipalId>,
    kept: Option<Kept>,
    is_known_device: bool,
}

/// The tenant that somebody has named, by name or by id.
pub(super) fn tenant_named(edge: &Edge, text: &str) -> Option<Tenant> {
    let text = text.trim();
    edge.directory().read(|directory| {
        let tenancy = &directory.identity().tenancy;
        let id = text
            .parse()
            .ok()
            .or_else(|| tenancy.tenant_named(text).map(|tenant| tenant.id))?;
        let tenant = Tenant::new(id);
        tenancy.is_open(tenant).then_some(tenant)
    })
}

/// A user of the tenant who may sign in.
pub(super) fn user_by_email(edge: &Edge, tenant: Tenant, email: &LookupHash) -> Option<PrincipalId> {
    edge.directory().read(|directory| {
        let found = directory.identity().access.principal_by_email(tenant, email)?;
        (found.is_active() && found.kind == PrincipalKind::User).then_some(found.id)
    })
}

/// What an address is looked up by; the same work where there is no such organisation.
pub(super) fn email_hash(edge: &Edge, tenant: Option<Tenant>, email: &str) -> LookupHash {
    let tenant = tenant.unwrap_or_else(system_tenant);
    edge.identity().sealer.lookup_hash(tenant, Lookup::Email, email)
}

fn named(edge: &Edge, visit: &Visit, tenant: &str, email: &str) -> Named {
    let tenant = tenant_named(edge, tenant);
    let email = email_hash(edge, tenant, email);
    let principal = tenant.and_then(|tenant| user_by_email(edge, tenant, &email));
    let fingerprint = visit.visitor().fingerprint(edge);
    let mut named = Named {
        tenant,
        email,
        principal,
        kept: None,
        is_known_device: false,
    };
    if let (Some(tenant), Some(principal)) = (tenant, principal) {
        edge.directory().read(|directory| {
            let identity = directory.identity();
            let device = fingerprint.and_then(|one| identity.session.device_of(tenant, principal, &one));
            named.is_known_device = device.is_some();
            let takes_passwords = identity
                .tenancy
                .tenant(tenant.id())
                .is_some_and(|record| record.settings.sign_in.password_sign_in);
            let own = identity
                .credential
                .of(tenant, principal)
                .filter(|_| takes_passwords);
            named.kept = own.and_then(|own| own.password.as_ref()).map(|password| Kept {
                owner: (tenant, principal),
                hash: password.hash.clone(),
            });
        });
    }
    named
}

/// By password.
pub(super) async fn by_password(
    edge: &Edge,
    visit: &Visit,
    tenant: &str,
    email: &str,
    password: String,
) -> Result<Entered, Problem> {
    edge.settled().await;
    let named = named(edge, visit, tenant, email);
    let counters = match (named.tenant, named.principal, visit.visitor().fingerprint(edge)) {
        (Some(tenant), Some(principal), Some(device)) if named.is_known_device => {
            vec![Counter::Device(tenant, principal, device)]
        }
        (tenant, ..) => {
            let account = Counter::Account(tenant.unwrap_or_else(system_tenant), named.email);
            vec![visit.place(), account]
        }
    };
    proof::begin(edge, &counters)?;
    let known_outside = match named.tenant {
        Some(tenant) => directory_password(edge, tenant, email, &password).await,
        None => None,
    };
    let (principal, method) = match known_outside {
        Some(Ok(principal)) => (Some(principal), Method::Outside),
        Some(Err(DirectoryRefusal::Later(after))) => {
            edge.sign_ins().throttle.undo(&counters, edge.now());
            let detail = "the account can't be opened right now: try again in a moment";
            return Err(Problem::new(Code::Overloaded, detail).retry_after(after));
        }
        // Where a directory was asked there is nothing here to compare with. It is compared all the same, so that neither the
        // answer nor the work behind it says which addresses have a password here.
        asked @ (None | Some(Err(DirectoryRefusal::Wrong))) => {
            let kept = named.kept.filter(|_| asked.is_none());
            let password = Password::new(password);
            if !proof::password(edge, &counters, password, kept, &visit.correlation).await? {
                return Err(failed());
            }
            (named.principal, Method::Password)
        }
    };
    let (Some(tenant), Some(principal)) = (named.tenant, principal) else {
        return Err(failed());
    };
    proof::succeeded(edge, &counters);
    let half = Half {
        tenant,
        principal,
        // A directory's password was typed here: one factor, wherever it was checked.
        methods: match method {
            Method::Outside => Methods::of(&[Method::Outside, Method::Password]),
            one => Methods::of(&[one]),
        },
    };
    let factors = factors(edge, half);
    if factors.is_empty() {
        return enter(edge, visit, half).await;
    }
    let token = edge.sign_ins().pending.add(half, edge.now());
    Ok(Entered::SecondFactor(factors, token))
}

/// What they can prove themselves with beside the password.
fn factors(edge: &Edge, half: Half) -> Vec<Method> {
    let found = proof::credentials(edge, half.tenant, half.principal, |own| {
        let mut found = Vec::new();
        if own.totp.is_some() {
            found.push(Method::Totp);
        }
        if !own.passkeys.is_empty() {
            found.push(Method::Passkey);
        }
        // They stand in for a second factor, and are none themselves.
        if !found.is_empty() && !own.recovery_codes.is_empty() {
            found.push(Method::RecoveryCode);
        }
        found
    });
    found.unwrap_or_default()
}

fn expired() -> Problem {
    let detail = "the sign-in took too long, or too many codes were wrong: begin again with the password";
    Problem::new(Code::SignInExpired, detail)
}

/// By a code, after the password.
pub(super) async fn by_code(
    edge: &Edge,
    visit: &Visit,
    token: &str,
    typed: Typed<'_>,
) -> Result<Entered, Problem> {
    edge.settled().await;
    let half = edge
        .sign_ins()
        .pending
        .guess(token, edge.now())
        .ok_or_else(expired)?;
    let known = visit.visitor().fingerprint(edge).filter(|device| {
        edge.directory().read(|directory| {
            let sessions = &directory.identity().session;
            sessions.device_of(half.tenant, half.principal, device).is_some()
        })
    });
    let counter = match known {
        Some(device) => Counter::Device(half.tenant, half.principal, device),
        None => Counter::Factor(half.tenant, half.principal),
    };
    proof::begin(edge, &[counter])?;
    let owner = (half.tenant, half.principal);
    let method = proof::typed(edge, owner, typed, Authority::Anyone, visit.correlation.clone()).await?;
    let method = method.ok_or_else(failed)?;
    proof::succeeded(edge, &[counter]);
    edge.sign_ins().pending.remove(token);
    enter(edge, visit, half.with(method)).await
}

/// By a passkey: alone, or after the password.
pub(super) async fn by_passkey(
    edge: &Edge,
    visit: &Visit,
    token: Option<&str>,
    challenge: &str,
    answer: &Value,
) -> Result<Entered, Problem> {
    edge.settled().await;
    let half = match token {
        Some(token) => Some(
            edge.sign_ins()
                .pending
                .guess(token, edge.now())
                .ok_or_else(expired)?,
        ),
        None => None,
    };
    let owner = half.map(|half| half.principal);
    let (tenant, principal) =
        proof::passkey(edge, challenge, answer, owner, None, visit.correlation.clone()).await?;
    if let Some(token) = token {
        edge.sign_ins().pending.remove(token);
    }
    let half = half.unwrap_or(Half {
        tenant,
        principal,
        methods: Methods::NONE,
    });
    enter(edge, visit, half.with(Method::Passkey)).await
}

/// Who a sign-in under way is of, to ask their passkeys only.
pub(super) fn owner_of(edge: &Edge, token: &str) -> Result<PrincipalId, Problem> {
    let half = edge.sign_ins().pending.guess(token, edge.now());
    half.map(|half| half.principal).ok_or_else(expired)
}

async fn enter(edge: &Edge, visit: &Visit, half: Half) -> Result<Entered, Problem> {
    let (session, cookies) =
        start_session(edge, half.tenant, half.principal, half.methods, visit.visitor()).await?;
    metrics::counter!("sign_ins_total", "outcome" => "signed_in").increment(1);
    Ok(Entered::SignedIn(Box::new(session), cookies))
}

impl Half {
    fn with(self, method: Method) -> Half {
        Half {
            methods: self.methods.union(Methods::of(&[method])),
            ..self
        }
    }
}

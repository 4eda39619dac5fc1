//! What people prove themselves with, checked against what the machine keeps of them. The machine uses up what works only once.

use bezant_core::Directory;
use bezant_credentials::passkey::{ChallengeId, PasskeyError};
use bezant_credentials::password::{HasherError, NewPasswordError, Password, PasswordRefused, Verified};
use bezant_credentials::recovery::RecoveryCode;
use bezant_credentials::seal::{Purpose, Subject};
use bezant_credentials::totp::Seed;
use bezant_engine::Correlation;
use bezant_identity::credential::{self, PasswordHash};
use bezant_identity::session::Method;
use bezant_identity::{Action, Authority, Sealed};
use bezant_kernel::{Milliseconds, PrincipalId, Tenant};
use serde_json::Value;
use std::time::Duration;

use super::throttle::Counter;
use crate::degradation::elsewhere;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::profile;

const WRITES_PHC: &str = "the hasher writes argon2id in PHC form";
const BUSY: Duration = Duration::from_secs(2);

/// A one-time code or a recovery code, as it was typed.
pub(super) enum Typed<'a> {
    Code(&'a str),
    RecoveryCode(&'a str),
}

/// Lets a guess through, or says when the next may come.
pub(super) fn begin(edge: &Edge, counters: &[Counter]) -> Result<(), Problem> {
    let throttle = &edge.sign_ins().throttle;
    throttle.begin(counters, edge.now()).map_err(throttled)
}

/// The next guess has to wait so long.
pub(super) fn throttled(Milliseconds(wait): Milliseconds) -> Problem {
    let detail = "too many have failed: wait before the next one";
    Problem::new(Code::SignInThrottled, detail).retry_after(Duration::from_millis(wait))
}

/// The guess was right.
pub(super) fn succeeded(edge: &Edge, counters: &[Counter]) {
    edge.sign_ins().throttle.succeeded(counters, edge.now());
}

/// A password of somebody's, as far as there is one.
pub(super) struct Kept {
    pub(super) owner: (Tenant, PrincipalId),
    pub(super) hash: PasswordHash,
}

/// Whether the password is right. It takes as long where there is none to compare with. A hash that was made for less than is
/// asked for by now is replaced behind the answer.
pub(super) async fn password(
    edge: &Edge,
    counters: &[Counter],
    password: Password,
    kept: Option<Kept>,
    correlation: &Correlation,
) -> Result<bool, Problem> {
    let phc = kept.as_ref().map(|kept| kept.hash.as_str().to_owned());
    match elsewhere(edge.identity().hasher.verify(password, phc)).await {
        Ok(Verified::Right { rehashed }) => {
            if let (Some(kept), Some(phc)) = (kept, rehashed) {
                tokio::spawn(rehash(edge.clone(), kept, phc, correlation.clone()));
            }
            Ok(true)
        }
        Ok(Verified::Wrong) => Ok(false),
        Err(HasherError::StrangeHash) => {
            tracing::error!("a stored password hash is not one of argon2id");
            Ok(false)
        }
        Err(HasherError::Busy) => {
            edge.sign_ins().throttle.undo(counters, edge.now());
            Err(busy())
        }
    }
}

async fn rehash(edge: Edge, kept: Kept, phc: String, correlation: Correlation) {
    let (tenant, principal) = kept.owner;
    let command = credential::Command::RehashPassword {
        principal,
        former: kept.hash,
        hash: PasswordHash::parse(&phc).expect(WRITES_PHC),
    };
    let action = Action::Credential(command);
    if let Err(problem) = edge.command(tenant, Authority::Anyone, action, correlation).await {
        tracing::info!(code = problem.code(), %principal, "a password's hash was not replaced");
    }
}

fn busy() -> Problem {
    let detail = "more passwords are being checked than this node takes on at once";
    Problem::new(Code::Overloaded, detail).retry_after(BUSY)
}

/// The hash of a new password, if the policy takes it.
pub(super) async fn new_password(
    edge: &Edge,
    text: String,
    email: Option<String>,
) -> Result<PasswordHash, Problem> {
    let parts = edge.identity();
    let policy = parts.password_policy.clone();
    let made = elsewhere(parts.hasher.accept(policy, Password::new(text), email)).await;
    let phc = made.map_err(|error| match error {
        NewPasswordError::Refused(PasswordRefused::ListUnreadable(error)) => {
            tracing::error!(%error, "the list of breached passwords can't be read");
            busy()
        }
        NewPasswordError::Refused(refused) => {
            Problem::new(Code::PasswordRefused, refused.to_string()).at("password")
        }
        NewPasswordError::Hasher(_) => busy(),
    })?;
    Ok(PasswordHash::parse(&phc).expect(WRITES_PHC))
}

/// Whether a typed code is right; it can't be used again.
pub(super) async fn typed(
    edge: &Edge,
    (tenant, principal): (Tenant, PrincipalId),
    typed: Typed<'_>,
    by: Authority,
    correlation: Correlation,
) -> Result<Option<Method>, Problem> {
    let (method, command) = match typed {
        Typed::Code(code) => {
            let kept = credentials(edge, tenant, principal, |own| {
                own.totp.as_ref().map(|totp| (totp.seed.clone(), totp.last_step))
            });
            let Some((seed, last_step)) = kept.flatten() else {
                return Ok(None);
            };
            let step = open_seed(edge, principal, seed).await?.verify(code, edge.now());
            let Some(step) = step.filter(|&step| step > last_step) else {
                return Ok(None);
            };
            (
                Method::Totp,
                credential::Command::RecordTotpUse { principal, step },
            )
        }
        Typed::RecoveryCode(text) => {
            let Some(code) = RecoveryCode::parse(text).map(|code| code.hash(principal)) else {
                return Ok(None);
            };
            let kept = credentials(edge, tenant, principal, |own| own.recovery_codes.contains(&code));
            if kept != Some(true) {
                return Ok(None);
            }
            (
                Method::RecoveryCode,
                credential::Command::UseRecoveryCode { principal, code },
            )
        }
    };
    let done = edge
        .command(tenant, by, Action::Credential(command), correlation)
        .await;
    used(done).map(|is_used| is_used.then_some(method))
}

/// Whether the machine has used it up for us, and not for another request at the same time.
fn used(done: Result<(), Problem>) -> Result<bool, Problem> {
    match done {
        Ok(()) => Ok(true),
        Err(problem) if problem.status().is_client_error() => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// The seed of a generator, opened.
pub(super) async fn open_seed(edge: &Edge, principal: PrincipalId, sealed: Sealed) -> Result<Seed, Problem> {
    let opened = profile::in_background(&edge.identity().sealer, move |sealer| {
        sealer.open_sealed(Subject::Principal(principal), Purpose::TotpSeed, &sealed)
    });
    let opened = opened.await?;
    Seed::from_bytes(&opened)
        .ok_or_else(|| Problem::new(Code::Overloaded, "the generator's seed can't be read"))
}

/// Who proves themself by the answer of an authenticator; only `owner`, where one is given.
pub(super) async fn passkey(
    edge: &Edge,
    challenge: &str,
    answer: &Value,
    owner: Option<PrincipalId>,
    by: Option<Authority>,
    correlation: Correlation,
) -> Result<(Tenant, PrincipalId), Problem> {
    let passkeys = &edge.identity().passkeys;
    let answer = serde_json::to_vec(answer).expect("a value of JSON is written to memory");
    let challenge: ChallengeId = challenge
        .parse()
        .map_err(|_| refused("the challenge is not one of this node"))?;
    let claimed = passkeys.claimed(&answer).map_err(|error| refused_by(&error))?;
    let kept = edge.directory().read(|directory| {
        let identity = directory.identity();
        let tenant = identity.access.home(claimed.owner)?;
        let (principal, passkey) = identity.credential.passkey(tenant, &claimed.credential_id)?;
        let is_live = identity.access.is_active(tenant, principal) && identity.tenancy.is_open(tenant);
        let is_right = principal == claimed.owner && owner.is_none_or(|owner| owner == principal);
        (is_live && is_right).then(|| (tenant, passkey.clone()))
    });
    let (tenant, kept) =
        kept.ok_or_else(|| refused("there is no such passkey, or it belongs to somebody else"))?;
    let principal = claimed.owner;
    let used_now = passkeys
        .finish_authentication(
            challenge,
            &answer,
            principal,
            &kept.credential,
            kept.counter,
            edge.now(),
        )
        .map_err(|error| refused_by(&error))?;
    let command = credential::Command::RecordPasskeyUse {
        principal,
        id: kept.id,
        counter: used_now.counter,
        backed_up: used_now.backed_up,
        credential: None,
    };
    let action = Action::Credential(command);
    let done = edge
        .command(tenant, by.unwrap_or(Authority::Anyone), action, correlation)
        .await;
    if used(done)? {
        Ok((tenant, principal))
    } else {
        Err(refused("the passkey was removed, or seems to have been copied"))
    }
}

fn refused(detail: &'static str) -> Problem {
    Problem::new(Code::PasskeyRefused, detail)
}

pub(super) fn refused_by(error: &PasskeyError) -> Problem {
    if matches!(error, PasskeyError::Cloned) {
        tracing::warn!("a passkey counts backwards: it has been copied");
    }
    Problem::new(Code::PasskeyRefused, error.to_string())
}

/// Looks at somebody's credentials.
pub(super) fn credentials<T>(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    look: impl FnOnce(&credential::Credentials) -> T,
) -> Option<T> {
    edge.directory()
        .read(|directory: &Directory| directory.identity().credential.of(tenant, principal).map(look))
}

//! What one proves oneself with: once more for what is dangerous, and changed.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use bezant_credentials::password::Password;
use bezant_credentials::recovery::RecoveryCode;
use bezant_credentials::seal::{Purpose, Subject};
use bezant_credentials::totp::Seed;
use bezant_identity::Action;
use bezant_identity::credential::{self, Passkey};
use bezant_identity::oauth;
use bezant_identity::session::{self, Method, Methods};
use bezant_kernel::{PasskeyId, PrincipalId, Tenant};

use super::api::{give, one_of, own_session, private};
use super::dto::{
    NewPasskeyDto, PasskeyDto, PasskeyOptions, PasswordChange, RecoveryCodes, SessionDto, StatusDto, StepUp,
    TotpCode, TotpSeed,
};
use super::me::{principal, replace_token};
use super::proof::{self, Kept};
use super::start::current;
use super::throttle::Counter;
use crate::dto::Page;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::profile;
use crate::request::{Change, PathId, Reader, parse};

const ISSUER: &str = "Bezant";

/// Prove once more who one is
///
/// By the password, a code, a recovery code or a passkey; it counts for five minutes.
#[utoipa::path(
    post, path = "/api/v1/me/step-up", tag = "account", request_body = StepUp,
    responses((status = 200, description = "The session.", body = SessionDto))
)]
pub(crate) async fn step_up(
    State(edge): State<Edge>,
    headers: HeaderMap,
    change: Change,
) -> Result<Response, Problem> {
    let body: StepUp = parse(&change.body)?;
    let (id, owner) = (own_session(&change.caller)?, principal(&change.caller)?);
    let counters = [Counter::Session(id)];
    proof::begin(&edge, &counters)?;
    let method = match (body.password, body.passkey) {
        (Some(text), None) if body.code.is_none() && body.recovery_code.is_none() => {
            let is_right = own_password(&edge, &counters, &change, Some(text)).await?;
            is_right.then_some(Method::Password)
        }
        (None, Some(answer)) if body.code.is_none() && body.recovery_code.is_none() => {
            let by = Some(change.caller.by.clone());
            let correlation = change.correlation_id();
            proof::passkey(
                &edge,
                &answer.challenge,
                &answer.credential,
                Some(owner),
                by,
                correlation,
            )
            .await?;
            Some(Method::Passkey)
        }
        (None, None) => {
            let typed = one_of(body.code.as_deref(), body.recovery_code.as_deref())?;
            let by = change.caller.by.clone();
            proof::typed(&edge, (change.tenant, owner), typed, by, change.correlation_id()).await?
        }
        _ => {
            let message = "exactly one of password, code, recovery_code and passkey is needed";
            return Err(Problem::mistake("", Code::FieldInvalid, message));
        }
    };
    let method = method.ok_or_else(wrong)?;
    proof::succeeded(&edge, &counters);
    stepped_up(&edge, &change, method).await?;
    let session = current(&edge, id).await?;
    let body = SessionDto::of(&session, Some(id));
    Ok(with_another_token(&edge, &change, &headers, private(&body)).await)
}

fn wrong() -> Problem {
    Problem::new(Code::StepUpFailed, "the password or the code is wrong")
}

async fn stepped_up(edge: &Edge, change: &Change, method: Method) -> Result<(), Problem> {
    let id = own_session(&change.caller)?;
    let methods = Methods::of(&[method]);
    give(
        edge,
        change,
        Action::Session(session::Command::StepUp { id, methods }),
    )
    .await
}

/// The session is worth more than before, or its owner has just taken it back: the answer has another token, so that a copy of
/// the one before dies with it.
async fn with_another_token(
    edge: &Edge,
    change: &Change,
    headers: &HeaderMap,
    mut response: Response,
) -> Response {
    let Ok(id) = own_session(&change.caller) else {
        return response;
    };
    match replace_token(edge, id, change.tenant, headers).await {
        Ok(Some(cookie)) => {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        Ok(None) => {}
        // What was asked for is done: saying otherwise would have it done again.
        Err(problem) => {
            tracing::warn!(code = problem.code(), session = %id, "a session's token was not replaced")
        }
    }
    response
}

async fn own_password(
    edge: &Edge,
    counters: &[Counter],
    change: &Change,
    text: Option<String>,
) -> Result<bool, Problem> {
    let (tenant, owner) = (change.tenant, principal(&change.caller)?);
    let kept = proof::credentials(edge, tenant, owner, |own| own.password.clone()).flatten();
    let kept = kept.map(|kept| Kept {
        owner: (tenant, owner),
        hash: kept.hash,
    });
    let password = Password::new(text.unwrap_or_default());
    proof::password(edge, counters, password, kept, &change.correlation_id()).await
}

/// Ask for a passkey's challenge to prove once more who one is
#[utoipa::path(
    post, path = "/api/v1/me/step-up/options", tag = "account",
    responses((status = 200, description = "For `navigator.credentials.get`.", body = PasskeyOptions))
)]
pub(crate) async fn step_up_options(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let owner = principal(&change.caller)?;
    let asked = edge
        .identity()
        .passkeys
        .start_authentication(Some(owner), edge.now());
    Ok(private(&PasskeyOptions {
        challenge: asked.challenge.to_string(),
        options: asked.options,
    }))
}

/// Change one's password
///
/// One's other sessions end.
#[utoipa::path(
    post, path = "/api/v1/me/password", tag = "account", request_body = PasswordChange,
    responses((status = 200, description = "Changed.", body = StatusDto))
)]
pub(crate) async fn change_password(
    State(edge): State<Edge>,
    headers: HeaderMap,
    change: Change,
) -> Result<Response, Problem> {
    let body: PasswordChange = parse(&change.body)?;
    let (id, owner) = (own_session(&change.caller)?, principal(&change.caller)?);
    let has_one = proof::credentials(&edge, change.tenant, owner, |own| own.password.is_some());
    if has_one == Some(true) {
        let counters = [Counter::Session(id)];
        proof::begin(&edge, &counters)?;
        if !own_password(&edge, &counters, &change, body.current).await? {
            return Err(wrong());
        }
        proof::succeeded(&edge, &counters);
    }
    let person = profile::of_principal(&edge, change.tenant, owner).await?;
    let email = person.and_then(|person| person.email);
    let hash = proof::new_password(&edge, body.password, email).await?;
    let command = credential::Command::SetPassword {
        principal: owner,
        hash,
    };
    give(&edge, &change, Action::Credential(command)).await?;
    let others = session::Command::RevokeAll {
        principal: owner,
        except: Some(id),
    };
    give(&edge, &change, Action::Session(others)).await?;
    let grants = oauth::Command::RevokeGrants {
        principal: owner,
        client: None,
    };
    give(&edge, &change, Action::OAuth(grants)).await?;
    let response = private(&StatusDto { status: "changed" });
    Ok(with_another_token(&edge, &change, &headers, response).await)
}

/// Begin to use an authenticator app
///
/// The seed is shown here only. It counts once a code of it has been confirmed.
#[utoipa::path(
    post, path = "/api/v1/me/totp", tag = "account",
    responses((status = 200, description = "The seed.", body = TotpSeed))
)]
pub(crate) async fn enrol_totp(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let owner = principal(&change.caller)?;
    let seed = Seed::random();
    let person = profile::of_principal(&edge, change.tenant, owner).await?;
    let account = person
        .and_then(|person| person.email)
        .unwrap_or_else(|| owner.to_string());
    let body = TotpSeed {
        secret: seed.base32().to_string(),
        uri: seed.uri(ISSUER, &account).to_string(),
    };
    let sealed = profile::in_background(&edge.identity().sealer, move |sealer| {
        sealer.seal(Subject::Principal(owner), Purpose::TotpSeed, seed.as_bytes())
    });
    let command = credential::Command::EnrolTotp {
        principal: owner,
        seed: sealed.await?,
    };
    give(&edge, &change, Action::Credential(command)).await?;
    Ok(private(&body))
}

/// Confirm an authenticator app by its first code
#[utoipa::path(
    post, path = "/api/v1/me/totp/confirm", tag = "account", request_body = TotpCode,
    responses((status = 200, description = "It counts.", body = StatusDto))
)]
pub(crate) async fn confirm_totp(
    State(edge): State<Edge>,
    headers: HeaderMap,
    change: Change,
) -> Result<Response, Problem> {
    let body: TotpCode = parse(&change.body)?;
    let (id, owner) = (own_session(&change.caller)?, principal(&change.caller)?);
    let counters = [Counter::Session(id)];
    proof::begin(&edge, &counters)?;
    let sealed = proof::credentials(&edge, change.tenant, owner, |own| own.enrolling.clone()).flatten();
    let missing = || {
        Problem::from(bezant_core::Rejection::Identity(
            credential::Rejection::TotpMissing.into(),
        ))
    };
    let seed = proof::open_seed(&edge, owner, sealed.ok_or_else(missing)?).await?;
    let step = seed.verify(&body.code, edge.now()).ok_or_else(wrong)?;
    proof::succeeded(&edge, &counters);
    let command = credential::Command::ConfirmTotp {
        principal: owner,
        step,
    };
    give(&edge, &change, Action::Credential(command)).await?;
    stepped_up(&edge, &change, Method::Totp).await?;
    let response = private(&StatusDto { status: "confirmed" });
    Ok(with_another_token(&edge, &change, &headers, response).await)
}

/// Use the authenticator app no more
#[utoipa::path(
    delete, path = "/api/v1/me/totp", tag = "account",
    responses((status = 200, description = "Removed.", body = StatusDto))
)]
pub(crate) async fn remove_totp(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let command = credential::Command::RemoveTotp {
        principal: principal(&change.caller)?,
        required: is_required(&edge, change.tenant),
    };
    give(&edge, &change, Action::Credential(command)).await?;
    Ok(private(&StatusDto { status: "removed" }))
}

fn is_required(edge: &Edge, tenant: Tenant) -> bool {
    edge.directory().read(|directory| {
        let record = directory.identity().tenancy.tenant(tenant.id());
        record.is_some_and(|record| record.settings.sign_in.second_factor_required)
    })
}

/// Get new recovery codes
///
/// They are shown here only; those from before are worth nothing any more.
#[utoipa::path(
    post, path = "/api/v1/me/recovery-codes", tag = "account",
    responses((status = 200, description = "Ten codes, each for one time.", body = RecoveryCodes))
)]
pub(crate) async fn recovery_codes(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let owner = principal(&change.caller)?;
    let codes = RecoveryCode::random_set();
    let command = credential::Command::ReplaceRecoveryCodes {
        principal: owner,
        codes: codes.iter().map(|code| code.hash(owner)).collect(),
    };
    give(&edge, &change, Action::Credential(command)).await?;
    Ok(private(&RecoveryCodes {
        codes: codes.iter().map(|code| code.text().to_string()).collect(),
    }))
}

/// List one's passkeys
#[utoipa::path(
    get, path = "/api/v1/me/passkeys", tag = "account",
    responses((status = 200, description = "All of them.", body = Page<PasskeyDto>))
)]
pub(crate) async fn passkeys(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let owner = principal(&reader.caller)?;
    Ok(private(&Page::whole(passkeys_of(&edge, reader.tenant, owner))))
}

pub(super) fn passkeys_of(edge: &Edge, tenant: Tenant, owner: PrincipalId) -> Vec<PasskeyDto> {
    let all = proof::credentials(edge, tenant, owner, |own| {
        own.passkeys.values().map(dto).collect()
    });
    all.unwrap_or_default()
}

fn dto(passkey: &Passkey) -> PasskeyDto {
    PasskeyDto {
        id: passkey.id,
        object: "passkey",
        name: passkey.name.clone(),
        backed_up: passkey.backed_up,
        created_at: passkey.created_at,
        last_used_at: passkey.last_used_at,
    }
}

/// Ask for the challenge of a new passkey
#[utoipa::path(
    post, path = "/api/v1/me/passkeys/options", tag = "account",
    responses((status = 200, description = "For `navigator.credentials.create`.", body = PasskeyOptions))
)]
pub(crate) async fn new_passkey_options(
    State(edge): State<Edge>,
    change: Change,
) -> Result<Response, Problem> {
    let owner = principal(&change.caller)?;
    let person = profile::of_principal(&edge, change.tenant, owner).await?;
    let name = person.and_then(|person| person.email).unwrap_or_default();
    let known = proof::credentials(&edge, change.tenant, owner, |own| {
        own.passkeys
            .values()
            .map(|one| one.credential_id.clone())
            .collect::<Vec<_>>()
    });
    let known = known.unwrap_or_default();
    let asked = edge
        .identity()
        .passkeys
        .start_registration(owner, &name, &known, edge.now());
    Ok(private(&PasskeyOptions {
        challenge: asked.challenge.to_string(),
        options: asked.options,
    }))
}

/// Register a passkey
#[utoipa::path(
    post, path = "/api/v1/me/passkeys", tag = "account", request_body = NewPasskeyDto,
    responses((status = 200, description = "Registered.", body = PasskeyDto))
)]
pub(crate) async fn add_passkey(
    State(edge): State<Edge>,
    headers: HeaderMap,
    change: Change,
) -> Result<Response, Problem> {
    let body: NewPasskeyDto = parse(&change.body)?;
    let owner = principal(&change.caller)?;
    let unknown = |_| Problem::new(Code::PasskeyRefused, "the challenge is not one of this node");
    let challenge = body.challenge.parse().map_err(unknown)?;
    let answer = serde_json::to_vec(&body.credential).expect("a value of JSON is written to memory");
    let passkeys = &edge.identity().passkeys;
    let made = passkeys
        .finish_registration(owner, challenge, &answer, edge.now())
        .map_err(|error| proof::refused_by(&error))?;
    let passkey = Passkey {
        id: edge.new_id(),
        credential_id: made.credential_id,
        credential: made.credential,
        name: body.name,
        counter: made.counter,
        backup_eligible: made.backup_eligible,
        backed_up: made.backed_up,
        created_at: edge.now(),
        last_used_at: None,
    };
    let body = dto(&passkey);
    let command = credential::Command::AddPasskey {
        principal: owner,
        passkey,
    };
    give(&edge, &change, Action::Credential(command)).await?;
    stepped_up(&edge, &change, Method::Passkey).await?;
    Ok(with_another_token(&edge, &change, &headers, private(&body)).await)
}

/// Remove a passkey
#[utoipa::path(
    delete, path = "/api/v1/me/passkeys/{id}", tag = "account",
    params(("id" = String, Path, description = "The passkey.")),
    responses((status = 200, description = "Removed.", body = StatusDto))
)]
pub(crate) async fn remove_passkey(
    State(edge): State<Edge>,
    PathId(id): PathId<PasskeyId>,
    change: Change,
) -> Result<Response, Problem> {
    let command = credential::Command::RemovePasskey {
        principal: principal(&change.caller)?,
        id,
        required: is_required(&edge, change.tenant),
    };
    give(&edge, &change, Action::Credential(command)).await?;
    Ok(private(&StatusDto { status: "removed" }))
}

//! What is done by a link in a letter: a forgotten password is set anew, an invitation is accepted. Who holds the token of a link
//! holds the proof; nothing here tells whether there is an account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::seal::Subject;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::{Action, Authority, State as Identity, access, credential};
use bezant_kernel::{Milliseconds, PrincipalId, Tenant};

use super::api::private;
use super::dto::{Accepted, InvitationAccept, RecoveryFinish, RecoveryRequest, StatusDto};
use super::email;
use super::enter::{email_hash, tenant_named, user_by_email};
use super::letters;
use super::proof;
use super::throttle::Counter;
use super::visit::Visit;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::profile;
use crate::request::parse;
use crate::respond;

const RECOVERY_LASTS: Milliseconds = Milliseconds(60 * 60_000);

/// Ask for a link to set a new password
///
/// The answer is the same whether there is such an account or not.
#[utoipa::path(
    post, path = "/api/v1/sign-in/recovery", tag = "signing in", request_body = RecoveryRequest,
    responses((status = 202, description = "A letter is sent, if there is such an account.", body = StatusDto))
)]
pub(crate) async fn recover(State(edge): State<Edge>, visit: Visit) -> Result<Response, Problem> {
    let body: RecoveryRequest = parse(&visit.body)?;
    ask(&edge, &visit, &body.tenant, &body.email).await?;
    Ok(respond::json(
        StatusCode::ACCEPTED,
        &StatusDto { status: "accepted" },
    ))
}

pub(super) async fn ask(edge: &Edge, visit: &Visit, tenant: &str, email: &str) -> Result<(), Problem> {
    proof::begin(edge, &[visit.place()])?;
    edge.settled().await;
    let tenant = tenant_named(edge, tenant);
    let email = email_hash(edge, tenant, email);
    let Some(tenant) = tenant else { return Ok(()) };
    let Some(principal) = user_by_email(edge, tenant, &email) else {
        return Ok(());
    };
    // Not even that an account gets too many letters is told.
    if proof::begin(edge, &[Counter::Letters(tenant, email)]).is_err() {
        return Ok(());
    }
    let Ok(place) = edge.sign_ins().letter_place() else {
        return Ok(());
    };
    let (edge, correlation) = (edge.clone(), visit.correlation.clone());
    // Behind the answer, which must not take longer where there is an account.
    tokio::spawn(async move {
        let _place = place;
        let token = Token::random(TokenKind::PasswordReset);
        let command = credential::Command::StartRecovery {
            principal,
            token: token.hash(),
            address: Some(email),
            expires_at: edge.now().after(RECOVERY_LASTS),
        };
        match edge
            .command(
                tenant,
                Authority::Anyone,
                Action::Credential(command),
                correlation,
            )
            .await
        {
            Ok(()) => letters::recovery(&edge, tenant, principal, email, &token.text()),
            Err(problem) => tracing::info!(code = problem.code(), %principal, "a recovery was not started"),
        }
    });
    Ok(())
}

/// Set a new password by a link
///
/// All sessions and grants end. Then sign in, with the second factor if there is one.
#[utoipa::path(
    post, path = "/api/v1/sign-in/recovery/finish", tag = "signing in", request_body = RecoveryFinish,
    responses((status = 200, description = "The password is set.", body = StatusDto))
)]
pub(crate) async fn finish_recovery(State(edge): State<Edge>, visit: Visit) -> Result<Response, Problem> {
    let body: RecoveryFinish = parse(&visit.body)?;
    finish(&edge, &visit, &body.token, body.password).await?;
    Ok(private(&StatusDto {
        status: "password_set",
    }))
}

pub(super) async fn finish(edge: &Edge, visit: &Visit, text: &str, password: String) -> Result<(), Problem> {
    let place = [visit.place()];
    proof::begin(edge, &place)?;
    edge.settled().await;
    let unknown = || refused(credential::Rejection::RecoveryTokenUnknown.into());
    let token = Token::parse(TokenKind::PasswordReset, text)
        .ok_or_else(unknown)?
        .hash();
    let now = edge.now();
    let found = by_token(edge, |identity, tenant| {
        identity.credential.recovery(tenant, &token, now)
    });
    let (tenant, principal) = found.ok_or_else(unknown)?;
    let person = profile::of_principal(edge, tenant, principal).await?;
    let email = person.and_then(|person| person.email);
    let hash = proof::new_password(edge, password, email).await?;
    let command = credential::Command::FinishRecovery { token, hash };
    let action = Action::Credential(command);
    edge.command(tenant, Authority::Anyone, action, visit.correlation.clone())
        .await?;
    proof::succeeded(edge, &place);
    edge.settled().await;
    Ok(())
}

/// Accept an invitation
///
/// Makes the account, with this password. Then sign in.
#[utoipa::path(
    post, path = "/api/v1/invitations/accept", tag = "signing in", request_body = InvitationAccept,
    responses((status = 200, description = "The account is there.", body = Accepted))
)]
pub(crate) async fn accept_invitation(State(edge): State<Edge>, visit: Visit) -> Result<Response, Problem> {
    let body: InvitationAccept = parse(&visit.body)?;
    let accepted = accept(&edge, &visit, &body.token, body.password, body.name.as_deref()).await?;
    Ok(private(&accepted))
}

pub(super) async fn accept(
    edge: &Edge,
    visit: &Visit,
    text: &str,
    password: String,
    name: Option<&str>,
) -> Result<Accepted, Problem> {
    let place = [visit.place()];
    proof::begin(edge, &place)?;
    edge.settled().await;
    let unknown = || refused(access::Rejection::InvitationUnknown.into());
    let token = Token::parse(TokenKind::Invitation, text)
        .ok_or_else(unknown)?
        .hash();
    let now = edge.now();
    let found = by_token(edge, |identity, tenant| {
        let invitation = identity.access.invitation_by_token(tenant, &token, now)?;
        let name = identity.tenancy.tenant(tenant.id())?.name.clone();
        Some((name, invitation.new.clone()))
    });
    let (tenant, (tenant_name, invited)) = found.ok_or_else(unknown)?;
    let principal: PrincipalId = edge.new_id();
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > 200 || name.chars().any(char::is_control)) {
        let message = "a name is at most 200 characters, without control characters";
        return Err(Problem::mistake("name", Code::FieldInvalid, message));
    }
    let sealer = &edge.identity().sealer;
    let person = profile::open(sealer, Subject::Invitation(invited.id), &invited.profile).await?;
    let email = person.as_ref().and_then(|person| person.email.clone());
    // All that can be refused is looked at before anything is made.
    let hash = proof::new_password(edge, password, email).await?;
    let profile = match person {
        Some(person) => {
            let subject = Subject::Principal(principal);
            Some(profile::seal(sealer, subject, &person.of_invited(name)).await?)
        }
        None => None,
    };
    let become_user = access::Command::AcceptInvitation {
        token,
        principal,
        profile,
    };
    let correlation = || visit.correlation.clone();
    edge.command(
        tenant,
        Authority::Anyone,
        Action::Access(become_user),
        correlation(),
    )
    .await?;
    let set = credential::Command::SetPassword { principal, hash };
    edge.command(
        tenant,
        Authority::principal(principal),
        Action::Credential(set),
        correlation(),
    )
    .await?;
    // They have the letter, so they have the address.
    if let Err(problem) = email::prove(edge, tenant, principal, invited.email, correlation()).await {
        tracing::warn!(
            code = problem.code(),
            "the address of an accepted invitation was not taken for confirmed"
        );
    }
    if let Err(problem) = profile::erase(sealer, Subject::Invitation(invited.id)).await {
        tracing::warn!(
            code = problem.code(),
            "the key of an accepted invitation was not destroyed"
        );
    }
    proof::succeeded(edge, &place);
    edge.settled().await;
    Ok(Accepted {
        status: "accepted",
        principal,
        tenant_name,
    })
}

/// What an open tenant has by a token. The token does not say whose it is, and there are not many tenants.
pub(super) fn by_token<T>(edge: &Edge, look: impl Fn(&Identity, Tenant) -> Option<T>) -> Option<(Tenant, T)> {
    edge.directory().read(|directory| {
        let identity = directory.identity();
        let tenants = identity.tenancy.tenants().map(|record| Tenant::new(record.id));
        let mut open = tenants.filter(|tenant| identity.tenancy.is_open(*tenant));
        open.find_map(|tenant| Some((tenant, look(identity, tenant)?)))
    })
}

pub(super) fn refused(rejection: bezant_identity::Rejection) -> Problem {
    bezant_core::Rejection::from(rejection).into()
}

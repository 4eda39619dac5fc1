//! Showing that an e-mail address is one's own: by a link that is mailed to it and to no other. An address that has changed is
//! unproved again, and what was mailed to the former one proves nothing.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::token::{Token, TokenKind};
use bezant_engine::Correlation;
use bezant_identity::credential::{Command, Rejection};
use bezant_identity::{Action, Authority, LookupHash};
use bezant_kernel::{Milliseconds, PrincipalId, Tenant};

use super::api::{give, private};
use super::dto::{EmailProof, StatusDto};
use super::links::{by_token, refused};
use super::me::principal;
use super::throttle::Counter;
use super::visit::Visit;
use super::{letters, proof};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, parse};
use crate::respond;

const LASTS: Milliseconds = Milliseconds(24 * 60 * 60_000);

/// The command by which a principal is asked to show that they read what is sent to this address.
fn started(edge: &Edge, principal: PrincipalId, address: LookupHash, token: &Token) -> Command {
    Command::StartEmailVerification {
        principal,
        token: token.hash(),
        address,
        expires_at: edge.now().after(LASTS),
    }
}

/// The principal has shown already that the address is theirs: they came by a link that was mailed to it.
pub(super) async fn prove(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    address: LookupHash,
    correlation: Correlation,
) -> Result<(), Problem> {
    let token = Token::random(TokenKind::EmailProof);
    let finish = Command::VerifyEmail { token: token.hash() };
    for command in [started(edge, principal, address, &token), finish] {
        let action = Action::Credential(command);
        edge.command(tenant, Authority::Anyone, action, correlation.clone())
            .await?;
    }
    Ok(())
}

/// Ask for a link to confirm one's e-mail address
///
/// It is mailed to the address that one has now. The first two go at once; then one has to wait.
#[utoipa::path(
    post, path = "/api/v1/me/email/verification", tag = "account",
    responses(
        (status = 200, description = "The address is confirmed already.", body = StatusDto),
        (status = 202, description = "A letter is sent.", body = StatusDto)
    )
)]
pub(crate) async fn ask(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let (tenant, owner) = (change.tenant, principal(&change.caller)?);
    let (address, is_verified) = edge.directory().read(|directory| {
        let identity = directory.identity();
        let address = identity
            .access
            .principal(tenant, owner)
            .and_then(|known| known.email);
        let verified = |address| identity.credential.has_verified(tenant, owner, &address);
        (address, address.is_some_and(verified))
    });
    let Some(address) = address else {
        let message = "there is no e-mail address to confirm";
        return Err(Problem::mistake("email", Code::FieldMissing, message));
    };
    if is_verified {
        return Ok(private(&StatusDto { status: "verified" }));
    }
    proof::begin(&edge, &[Counter::EmailProofs(tenant, owner)])?;
    let token = Token::random(TokenKind::EmailProof);
    let start = started(&edge, owner, address, &token);
    give(&edge, &change, Action::Credential(start)).await?;
    letters::email_proof(&edge, tenant, owner, address, &token.text());
    Ok(respond::json(
        StatusCode::ACCEPTED,
        &StatusDto { status: "accepted" },
    ))
}

/// Confirm an e-mail address by a link
#[utoipa::path(
    post, path = "/api/v1/email-verifications/finish", tag = "signing in", request_body = EmailProof,
    responses((status = 200, description = "The address is confirmed.", body = StatusDto))
)]
pub(crate) async fn finish(State(edge): State<Edge>, visit: Visit) -> Result<Response, Problem> {
    let body: EmailProof = parse(&visit.body)?;
    confirm(&edge, &visit, &body.token).await?;
    Ok(private(&StatusDto { status: "verified" }))
}

pub(super) async fn confirm(edge: &Edge, visit: &Visit, text: &str) -> Result<(), Problem> {
    let place = [visit.place()];
    proof::begin(edge, &place)?;
    edge.settled().await;
    let unknown = || refused(Rejection::EmailTokenUnknown.into());
    let token = Token::parse(TokenKind::EmailProof, text)
        .ok_or_else(unknown)?
        .hash();
    let now = edge.now();
    let found = by_token(edge, |identity, tenant| {
        identity.credential.email_verification(tenant, &token, now)
    });
    let (tenant, _) = found.ok_or_else(unknown)?;
    let action = Action::Credential(Command::VerifyEmail { token });
    edge.command(tenant, Authority::Anyone, action, visit.correlation.clone())
        .await?;
    proof::succeeded(edge, &place);
    edge.settled().await;
    Ok(())
}

//! What one agreed to oneself.

use axum::extract::State;
use axum::response::Response;
use bezant_identity::consent::{NewConsent, Subject};
use bezant_kernel::{ConsentId, PrincipalId};

use super::consents::{recorded, withdrawn, word};
use crate::auth::Caller;
use crate::dto::Page;
use crate::dto::identity::consent::{ConsentDto, OwnConsentBody};
use crate::dto::payment_request::NoDetails;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, PathId, Reader, parse};
use crate::respond;

fn myself(caller: &Caller) -> Result<PrincipalId, Problem> {
    let id = caller.by.principal_id();
    id.ok_or_else(|| {
        Problem::new(
            Code::PermissionMissing,
            "this is for users, agents and service accounts",
        )
    })
}

/// Give consent myself
#[utoipa::path(
    post, path = "/api/v1/me/consents", tag = "consent", request_body = OwnConsentBody,
    responses((status = 201, description = "Recorded.", body = ConsentDto))
)]
pub(crate) async fn give_mine(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let body: OwnConsentBody = parse(&change.body)?;
    let new = NewConsent {
        id: change.new_id(&edge),
        subject: Subject::Principal(myself(&change.caller)?),
        purpose: word("purpose", &body.purpose)?,
        version: body.version,
        channel: word("channel", "account")?,
        evidence: None,
    };
    recorded(&edge, &change, new).await
}

/// List my consents
///
/// Withdrawn ones too, the oldest first: at most 1000.
#[utoipa::path(
    get, path = "/api/v1/me/consents", tag = "consent",
    responses((status = 200, description = "All of them.", body = Page<ConsentDto>))
)]
pub(crate) async fn list(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let me = Subject::Principal(myself(&reader.caller)?);
    let all = edge.directory().read(|directory| {
        let own = directory.identity().consent.of_subject(reader.tenant, me);
        own.map(ConsentDto::from).collect()
    });
    Ok(respond::ok(&Page::whole(all)))
}

/// Withdraw my consent
#[utoipa::path(
    post, path = "/api/v1/me/consents/{id}/withdraw", tag = "consent", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The consent.")),
    responses((status = 200, description = "Withdrawn.", body = ConsentDto))
)]
pub(crate) async fn withdraw(
    State(edge): State<Edge>,
    PathId(id): PathId<ConsentId>,
    change: Change,
) -> Result<Response, Problem> {
    myself(&change.caller)?;
    withdrawn(&edge, &change, id).await
}

//! Commands in the caller's name, and what becomes of those that may take a second person.

use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::Command;
use bezant_engine::Wait;
use bezant_identity::{Action, access};
use bezant_kernel::{ApprovalId, Tenant};

use crate::dto::identity::approval::ApprovalDto;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::Change;
use crate::respond;

/// Gives a command. Afterwards the directory has what came of it. Answers whether it is a repetition.
pub(super) async fn give(edge: &Edge, change: &Change, action: Action) -> Result<bool, Problem> {
    let done = change
        .submit(edge, command(change, action), Wait::Committed)
        .await?;
    edge.settled().await;
    Ok(done.replayed)
}

/// The same with the nth of several commands.
pub(super) async fn give_part(
    edge: &Edge,
    change: &Change,
    nth: usize,
    action: Action,
) -> Result<bool, Problem> {
    let done = change.submit_part(edge, nth, command(change, action)).await?;
    edge.settled().await;
    Ok(done.replayed)
}

fn command(change: &Change, action: Action) -> Command {
    Command::Identity(bezant_identity::Command {
        by: change.caller.by.clone(),
        action,
    })
}

/// What became of a request.
pub(super) struct Asked {
    /// What waits for a second person, if it takes one.
    pub(super) waits: Option<ApprovalDto>,
    pub(super) replayed: bool,
}

/// Asks for what may take a second person.
pub(super) async fn ask(edge: &Edge, change: &Change, request: access::Request) -> Result<Asked, Problem> {
    let approval: ApprovalId = change.new_id(edge);
    let action = Action::Access(access::Command::Ask {
        request,
        approval,
        seen_version: change.expected_version,
    });
    let replayed = give(edge, change, action).await?;
    Ok(Asked {
        waits: waiting(edge, change.tenant, approval),
        replayed,
    })
}

fn waiting(edge: &Edge, tenant: Tenant, id: ApprovalId) -> Option<ApprovalDto> {
    let now = edge.now();
    edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let found = access
            .approval(tenant, id)
            .filter(|approval| approval.is_open(now));
        found.map(|approval| ApprovalDto::of(access, tenant, approval))
    })
}

/// The answer to what waits for a second person.
pub(super) fn accepted(waits: &ApprovalDto, replayed: bool) -> Response {
    let mut response = respond::json(StatusCode::ACCEPTED, waits);
    respond::set_location(&mut response, &format!("/api/v1/approvals/{}", waits.id));
    respond::mark_replayed(&mut response, replayed);
    response
}

/// A refusal of the machine that the edge says itself: about something that there is not.
pub(crate) fn refused(rejection: impl Into<bezant_identity::Rejection>) -> Problem {
    let rejection: bezant_identity::Rejection = rejection.into();
    bezant_core::Rejection::from(rejection).into()
}

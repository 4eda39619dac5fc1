//! Schedules: transfers that are made at a later time.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Command, Query, Reply};
use bezant_engine::Wait;
use bezant_kernel::{ScheduleId, TransferId};
use bezant_ledger::{AccountPaths, CallerTransfer, Rejection};

use crate::dto::Page;
use crate::dto::monitor::Removed;
use crate::dto::payment_request::PageParams;
use crate::dto::schedule::{NewSchedule, ScheduleDto};
use crate::dto::transfer_request::NewTransfer;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Names, Params, PathId, Reader, cursor_from, page_limit, parse};
use crate::respond;

/// Schedule transfers
///
/// They are made at the given time as one chain, all or none; if they can't be made then, an event says why.
#[utoipa::path(
    post, path = "/api/v1/ledger/schedules", tag = "ledger", request_body = NewSchedule,
    responses((status = 201, description = "Scheduled.", body = ScheduleDto))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewSchedule = parse(&change.body)?;
    let id = new.id.unwrap_or_else(|| edge.new_id());
    let (transfers, paths) = chain(&edge, &change, id, new.transfers.clone()).await?;
    let command = Command::Ledger(bezant_ledger::Command::Schedule {
        id,
        at: new.at,
        transfers,
    });
    let done = change
        .submit(&edge, command, Wait::Committed)
        .await
        .map_err(|problem| problem.in_list("transfers").in_words_of(&paths))?;
    let Reply::Schedule(id) = done.reply else {
        unreachable!("a schedule is answered with its id");
    };
    // Made of the request and the id, and so the same for a replay, even if the time has come meanwhile.
    let (transfers, _) = chain(&edge, &change, id, new.transfers).await?;
    let made = ScheduleDto::made(id, new.at, &transfers);
    let mut response = respond::json(StatusCode::CREATED, &made);
    respond::set_location(&mut response, &format!("/api/v1/ledger/schedules/{id}"));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// What is asked for, and the paths by which it names accounts. The ids that the caller leaves out follow from the schedule's.
async fn chain(
    edge: &Edge,
    change: &Change,
    schedule: ScheduleId,
    transfers: Vec<NewTransfer>,
) -> Result<(Vec<CallerTransfer>, AccountPaths), Problem> {
    let mut names = Names::of(change.tenant);
    let items = transfers.into_iter().enumerate();
    let mut chain = items
        .map(|(index, transfer)| {
            let derived = || {
                let nth = (index as u64).to_le_bytes();
                TransferId::derive(&[b"schedule", &schedule.as_u128().to_le_bytes(), &nth])
            };
            transfer.into_command(&mut names, &format!("transfers[{index}]."), derived)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let paths = names.paths().clone();
    names.settle(edge, &mut chain).await?;
    Ok((chain, paths))
}

/// List schedules
///
/// Those whose time has not come.
#[utoipa::path(
    get, path = "/api/v1/ledger/schedules", tag = "ledger", params(PageParams),
    responses((status = 200, description = "A page.", body = Page<ScheduleDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let query = Query::Schedules {
        after: cursor_from(params.cursor.as_deref())?,
        limit: limit + 1,
    };
    let Answer::Schedules(schedules) = edge.query(reader.tenant, query).await? else {
        unreachable!("a question for schedules is answered with them");
    };
    let page = Page::with_more(&schedules, limit, |one| one.id.to_string(), ScheduleDto::from);
    Ok(respond::ok(&page))
}

/// Read a schedule
#[utoipa::path(
    get, path = "/api/v1/ledger/schedules/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The schedule.")),
    responses((status = 200, description = "The schedule.", body = ScheduleDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<ScheduleId>,
) -> Result<Response, Problem> {
    let Answer::Schedule(schedule) = edge.query(reader.tenant, Query::Schedule(id)).await? else {
        unreachable!("a question for a schedule is answered with one");
    };
    let schedule = schedule.ok_or_else(|| {
        let rejection = Rejection::ScheduleNotFound { schedule: id };
        bezant_core::Rejection::from(rejection)
    })?;
    Ok(respond::ok(&ScheduleDto::from(&*schedule)))
}

/// Cancel a schedule
#[utoipa::path(
    delete, path = "/api/v1/ledger/schedules/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The schedule.")),
    responses((status = 200, description = "Cancelled.", body = Removed))
)]
pub(crate) async fn cancel(
    State(edge): State<Edge>,
    PathId(id): PathId<ScheduleId>,
    change: Change,
) -> Result<Response, Problem> {
    let command = Command::Ledger(bezant_ledger::Command::CancelSchedule { id });
    change.submit(&edge, command, Wait::Committed).await?;
    Ok(respond::ok(&Removed {
        id: id.to_string(),
        object: "schedule",
        deleted: true,
    }))
}

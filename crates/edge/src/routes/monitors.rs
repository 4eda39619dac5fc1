//! Balance monitors: conditions on balances, with an event whenever one becomes true or false.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Command, Query, Reply};
use bezant_engine::Wait;
use bezant_kernel::{AccountId, Currency, MonitorId, Tenant};
use bezant_ledger::{Monitor, Rejection};

use super::accounts::named;
use crate::dto::Page;
use crate::dto::monitor::{MonitorDto, MonitorParams, NewMonitor, Removed};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Params, PathId, Reader, cursor_from, page_limit, parse};
use crate::respond;

/// Set a monitor
///
/// Watches a balance, or changes what is watched for. The event `ledger.monitor_crossed` tells when the condition becomes true
/// or false.
#[utoipa::path(
    post, path = "/api/v1/ledger/monitors", tag = "ledger", request_body = NewMonitor,
    responses((status = 201, description = "Set.", body = MonitorDto))
)]
pub(crate) async fn set(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewMonitor = parse(&change.body)?;
    let account = named(&edge, change.tenant, "account", &new.account, new.currency).await?;
    let command = Command::Ledger(bezant_ledger::Command::SetMonitor {
        id: new.id.unwrap_or_else(|| edge.new_id()),
        account: account.id,
        condition: new.condition(),
    });
    let done = change.submit(&edge, command, Wait::Committed).await?;
    let Reply::Monitor(id) = done.reply else {
        unreachable!("a monitor is answered with its id");
    };
    let (account, currency, monitor) = current(&edge, change.tenant, id).await?;
    let shown = MonitorDto::of(account, currency, &monitor);
    let mut response = respond::json(StatusCode::CREATED, &shown);
    respond::set_location(&mut response, &format!("/api/v1/ledger/monitors/{id}"));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

async fn current(
    edge: &Edge,
    tenant: Tenant,
    id: MonitorId,
) -> Result<(AccountId, Currency, Monitor), Problem> {
    let Answer::Monitor(monitor) = edge.query(tenant, Query::Monitor(id)).await? else {
        unreachable!("a question for a monitor is answered with one");
    };
    monitor.ok_or_else(|| bezant_core::Rejection::from(Rejection::MonitorNotFound { monitor: id }).into())
}

/// List monitors
#[utoipa::path(
    get, path = "/api/v1/ledger/monitors", tag = "ledger", params(MonitorParams),
    responses((status = 200, description = "A page.", body = Page<MonitorDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<MonitorParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let query = Query::Monitors {
        account: params.account,
        after: cursor_from(params.cursor.as_deref())?,
        limit: limit + 1,
    };
    let Answer::Monitors(monitors) = edge.query(reader.tenant, query).await? else {
        unreachable!("a question for monitors is answered with them");
    };
    let page = Page::with_more(
        &monitors,
        limit,
        |(_, _, monitor)| monitor.id.to_string(),
        |(account, currency, monitor)| MonitorDto::of(*account, *currency, monitor),
    );
    Ok(respond::ok(&page))
}

/// Read a monitor
#[utoipa::path(
    get, path = "/api/v1/ledger/monitors/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The monitor.")),
    responses((status = 200, description = "The monitor.", body = MonitorDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<MonitorId>,
) -> Result<Response, Problem> {
    let (account, currency, monitor) = current(&edge, reader.tenant, id).await?;
    Ok(respond::ok(&MonitorDto::of(account, currency, &monitor)))
}

/// Remove a monitor
#[utoipa::path(
    delete, path = "/api/v1/ledger/monitors/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The monitor.")),
    responses((status = 200, description = "Removed.", body = Removed))
)]
pub(crate) async fn remove(
    State(edge): State<Edge>,
    PathId(id): PathId<MonitorId>,
    change: Change,
) -> Result<Response, Problem> {
    let command = Command::Ledger(bezant_ledger::Command::RemoveMonitor { id });
    change.submit(&edge, command, Wait::Committed).await?;
    Ok(respond::ok(&Removed {
        id: id.to_string(),
        object: "monitor",
        deleted: true,
    }))
}

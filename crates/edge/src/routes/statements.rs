//! What an account's history says: its statement for a period, its balance at an instant.

use axum::extract::State;
use axum::response::Response;
use bezant_kernel::AccountId;

use super::accounts::current;
use crate::books::{export, paths, read};
use crate::dto::reading::{AsOfParams, FormatWord, PeriodParams, statement_place_from, statement_place_text};
use crate::dto::report::{BalanceAtDto, StatementDto, StatementLineDto};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Params, PathId, Reader, page_limit};
use crate::respond;

/// Read an account's statement
///
/// Its postings in a period, the earliest first, with the balance before, after each, and at the end. Holds move no money and are
/// not on it.
#[utoipa::path(
    get, path = "/api/v1/ledger/accounts/{id}/statement", tag = "ledger",
    params(("id" = String, Path, description = "The account."), PeriodParams),
    responses((status = 200, description = "A page, or by `format` the whole as a file.", content(
        (StatementDto = "application/json"), (String = "text/csv"), (String = "application/vnd.apache.parquet")
    )))
)]
pub(crate) async fn statement(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<AccountId>,
    Params(params): Params<PeriodParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let cursor = statement_place_from(params.cursor.as_deref())?;
    let (asked, period, axis) = (params.asked(), params.period(), params.axis());
    let tenant = reader.tenant;
    // The instant first: what is committed afterwards does not count, though the account may show it.
    let instant = read(edge.books(), move |books| Ok(books.instant(asked)?)).await?;
    let account = current(&edge, tenant, id).await?;
    if let Some(format) = params.format.export() {
        return export(&edge, tenant, format, "statement", move |books, target| {
            books.export_statement(&account, period, axis, &instant, target)
        })
        .await;
    }
    let page = read(edge.books(), move |books| {
        Ok(books.statement(&account, period, axis, &instant, cursor, limit)?)
    })
    .await?;
    let paths = paths(&edge, tenant, page.lines.iter().map(|line| &line.transfer)).await?;
    let line = |line| StatementLineDto::of(id, line, &paths);
    Ok(respond::ok(&StatementDto {
        opening: page.opening,
        data: page.lines.iter().map(line).collect(),
        closing: page.closing,
        next_cursor: page.next.map(statement_place_text),
        position: instant.position().0,
    }))
}

/// Read an account's balance
///
/// Now or as of any time: as it was known then, as it counts as of then, or both.
#[utoipa::path(
    get, path = "/api/v1/ledger/accounts/{id}/balance", tag = "ledger",
    params(("id" = String, Path, description = "The account."), AsOfParams),
    responses((status = 200, description = "The balance.", body = BalanceAtDto))
)]
pub(crate) async fn balance(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<AccountId>,
    Params(params): Params<AsOfParams>,
) -> Result<Response, Problem> {
    if params.format != FormatWord::Json {
        let message = "a balance is answered as json only";
        return Err(Problem::mistake("format", Code::ParameterInvalid, message));
    }
    let asked = params.asked();
    let instant = read(edge.books(), move |books| Ok(books.instant(asked)?)).await?;
    let account = current(&edge, reader.tenant, id).await?;
    let shown = read(edge.books(), move |books| {
        let balance = books.balance_at(&account, &instant)?;
        Ok(BalanceAtDto::of(&account, &balance, instant.position().0))
    })
    .await?;
    Ok(respond::ok(&shown))
}

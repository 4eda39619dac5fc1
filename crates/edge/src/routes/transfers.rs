//! Ledger transfers: make, read, list.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_books::{As, Format, Found, Paging};
use bezant_core::Reply;
use bezant_engine::Wait;
use bezant_kernel::{Tenant, TransferId};
use bezant_ledger::{CallerTransfer, Transfer};
use memchr::memmem;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::accounts;
use crate::books::{export, paths, read as read_books, sides};
use crate::dto::Page;
use crate::dto::reading::{TransferParams, place_from, place_text};
use crate::dto::transfer::{MadeTransfers, TransferDetailDto, TransferDto};
use crate::dto::transfer_request::{NewChain, NewTransfer, NewTransfers};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Names, Params, PathId, Reader, page_limit, parse};
use crate::respond;

/// Make transfers
///
/// One transfer, answered with it; or a chain of up to 256 that are made all or none, answered with a list.
#[utoipa::path(
    post, path = "/api/v1/ledger/transfers", tag = "ledger", request_body = NewTransfers,
    responses((status = 201, description = "Made: the transfer, or `data` with all of a chain.", body = MadeTransfers))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let is_chain = is_chain(&change.body);
    let mut names = Names::of(change.tenant);
    let transfers = asked(&edge, &mut names, &change.body, is_chain)?;
    let command = names.in_command(bezant_ledger::Command::Transfers(transfers));
    let done = change
        .submit(&edge, command, Wait::Committed)
        .await
        .map_err(|problem| {
            let problem = match is_chain {
                true => problem.in_list("transfers"),
                false => problem,
            };
            // The names went with the command; what is refused may be read twice.
            let mut names = Names::of(change.tenant);
            match asked(&edge, &mut names, &change.body, is_chain) {
                Ok(_) => problem.in_words_of(names.paths()),
                Err(_) => problem,
            }
        })?;
    let Reply::Transfers { made: Some(made), .. } = &done.reply else {
        unreachable!("a chain that is not refused is answered with what was made");
    };
    let mut response = if is_chain {
        let data = made.iter().map(|one| TransferDto::of(&one, None)).collect();
        respond::json(StatusCode::CREATED, &Page::whole(data))
    } else {
        // Behind the transfer there is more only where a whole chain of holds was ended.
        let one = made.iter().next().expect("something was made");
        let mut response = respond::json(StatusCode::CREATED, &TransferDto::of(&one, None));
        respond::set_location(&mut response, &format!("/api/v1/ledger/transfers/{}", one.id));
        response
    };
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// Most bodies hold the field's name nowhere. Where one does, it may be a caller's word in metadata too.
fn is_chain(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Shape {
        transfers: Option<IgnoredAny>,
    }
    memmem::find(body, b"\"transfers\"").is_some()
        && serde_json::from_slice::<Shape>(body).map_or(true, |shape| shape.transfers.is_some())
}

fn asked(
    edge: &Edge,
    names: &mut Names,
    body: &[u8],
    is_chain: bool,
) -> Result<Vec<CallerTransfer>, Problem> {
    if is_chain {
        return chain(edge, names, body);
    }
    let transfer: NewTransfer = parse(body)?;
    Ok(vec![transfer.into_command(names, "", || edge.new_id())?])
}

fn chain(edge: &Edge, names: &mut Names, body: &[u8]) -> Result<Vec<CallerTransfer>, Problem> {
    let chain: NewChain = parse(body)?;
    if chain.transfers.is_empty() {
        let rejection = bezant_ledger::Rejection::ChainEmpty;
        return Err(bezant_core::Rejection::from(rejection).into());
    }
    chain
        .transfers
        .into_iter()
        .enumerate()
        .map(|(index, transfer)| {
            let prefix = format!("transfers[{index}].");
            transfer.into_command(names, &prefix, || edge.new_id())
        })
        .collect()
}

/// Read a transfer
///
/// With what became of it and what was attached to it.
#[utoipa::path(
    get, path = "/api/v1/ledger/transfers/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The transfer.")),
    responses((status = 200, description = "The transfer.", body = TransferDetailDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<TransferId>,
) -> Result<Response, Problem> {
    let tenant = reader.tenant;
    let found = read_books(edge.books(), move |books| {
        let now = books.instant(As::default())?;
        Ok(books.transfer(tenant, id, &now)?)
    })
    .await?;
    let found = found.ok_or_else(|| unknown(id))?;
    let paths = paths(&edge, tenant, std::iter::once(&found.transfer)).await?;
    let sides = sides(&paths, &found.transfer);
    Ok(respond::ok(&TransferDetailDto::of(&found, sides)))
}

/// There is no such transfer of the tenant.
pub(crate) fn unknown(id: TransferId) -> Problem {
    Problem::new(Code::TransferNotFound, format!("there is no transfer {id}"))
}

/// These transfers as the books have them at one instant, as far as there are any, in one look-up.
pub(crate) async fn these(
    edge: &Edge,
    tenant: Tenant,
    ids: Vec<TransferId>,
) -> Result<BTreeMap<TransferId, TransferDetailDto>, Problem> {
    let found = read_books(edge.books(), move |books| {
        let now = books.instant(As::default())?;
        let found = ids.into_iter().map(|id| Ok(books.transfer(tenant, id, &now)?));
        found
            .filter_map(Result::transpose)
            .collect::<Result<Vec<Found>, Problem>>()
    })
    .await?;
    let paths = paths(edge, tenant, found.iter().map(|one| &one.transfer)).await?;
    let shown = |one: &Found| {
        let sides = sides(&paths, &one.transfer);
        (one.transfer.id, TransferDetailDto::of(one, sides))
    };
    Ok(found.iter().map(shown).collect())
}

/// List transfers
///
/// Those of an account through filters or those with a reference, the newest first; or all, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/ledger/transfers", tag = "ledger", params(TransferParams),
    responses((status = 200, description = "A page, or by `format` the whole as a file.", content(
        (Page<TransferDto> = "application/json"), (String = "text/csv"), (String = "application/vnd.apache.parquet")
    )))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<TransferParams>,
) -> Result<Response, Problem> {
    let tenant = reader.tenant;
    let limit = page_limit(params.limit)? as usize;
    let paging = Paging {
        order: params.order(),
        cursor: place_from(params.cursor.as_deref())?,
        limit,
    };
    let (reference, period) = (params.reference()?, params.period());
    if params.account.is_none() {
        params.without_filters(reference.is_none())?;
    }
    if let Some(format) = params.format.export() {
        return exported(&edge, tenant, &params, format).await;
    }
    let (account, filter) = (params.account, params.filter()?);
    let (transfers, next, position) = read_books(edge.books(), move |books| {
        let now = books.instant(As::default())?;
        let page = match (account, reference) {
            (Some(account), _) => books.account_transfers(tenant, account, &filter, &now, paging)?,
            (None, Some(reference)) => books.by_reference(tenant, reference, &now, paging)?,
            (None, None) => {
                let page = books.general_journal(tenant, period, &now, paging.cursor, limit)?;
                let transfers: Vec<Transfer> = page.lines.iter().map(|line| line.transfer).collect();
                return Ok((transfers, page.next, now.position()));
            }
        };
        let transfers = page.transfers.iter().map(|one| one.transfer).collect();
        Ok((transfers, page.next, now.position()))
    })
    .await?;
    let paths = paths(&edge, tenant, transfers.iter()).await?;
    let row = |one| TransferDto::of(one, sides(&paths, one));
    Ok(respond::ok(&Page {
        data: transfers.iter().map(row).collect(),
        next_cursor: next.map(place_text),
        position: Some(position.0),
    }))
}

/// An account's transfers, or all, as a table.
async fn exported(
    edge: &Edge,
    tenant: Tenant,
    params: &TransferParams,
    format: Format,
) -> Result<Response, Problem> {
    let (filter, period) = (params.filter()?, params.period());
    match (params.account, filter.reference) {
        (None, Some(_)) => {
            let message = "transfers with a reference are answered as json only";
            Err(Problem::mistake("format", Code::ParameterInvalid, message))
        }
        (Some(account), _) => {
            let account = accounts::current(edge, tenant, account).await?;
            export(edge, tenant, format, "transfers", move |books, target| {
                let now = books.instant(As::default())?;
                books.export_account_transfers(&account, &filter, &now, target)
            })
            .await
        }
        (None, None) => {
            export(edge, tenant, format, "transfers", move |books, target| {
                let now = books.instant(As::default())?;
                books.export_general_journal(tenant, period, &now, target)
            })
            .await
        }
    }
}

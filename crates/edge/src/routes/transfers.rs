//! Ledger transfers: make, read, list.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Command, Query, Reply};
use bezant_engine::Wait;
use bezant_kernel::{Tenant, TransferId};
use bezant_ledger::CallerTransfer;

use super::accounts;
use crate::dto::Page;
use crate::dto::transfer::{TransferDto, reference_from};
use crate::dto::transfer_request::{NewChain, NewTransfer, NewTransfers, TransferParams};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Params, PathId, Reader, page_limit, parse};
use crate::respond;

/// Make transfers
///
/// One transfer, answered with it; or a chain of up to 256 that are made all or none, answered with a list.
#[utoipa::path(
    post, path = "/api/v1/ledger/transfers", tag = "ledger", request_body = NewTransfers,
    responses((status = 201, description = "Made: the transfer, or `data` with all of a chain.", body = TransferDto))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let is_chain = is_chain(&change.body);
    let transfers = if is_chain {
        chain(&edge, change.tenant, &change.body)?
    } else {
        let transfer: NewTransfer = parse(&change.body)?;
        vec![transfer.into_command(change.tenant, "", || edge.new_id())?]
    };
    let done = change
        .submit(&edge, Command::Transfer(transfers), Wait::Committed)
        .await?;
    let Reply::Transfers(made) = &done.reply else {
        unreachable!("transfers are answered with what was made");
    };
    let mut response = match &made[..] {
        [one] if !is_chain => {
            let mut response = respond::json(StatusCode::CREATED, &TransferDto::of(one, None));
            respond::set_location(&mut response, &format!("/api/v1/ledger/transfers/{}", one.id));
            response
        }
        all => {
            let data = all.iter().map(|one| TransferDto::of(one, None)).collect();
            respond::json(StatusCode::CREATED, &Page::whole(data))
        }
    };
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// No field of a transfer can hold this text, so it is enough to look for it.
fn is_chain(body: &[u8]) -> bool {
    const FIELD: &[u8] = b"\"transfers\"";
    body.windows(FIELD.len()).any(|window| window == FIELD)
}

fn chain(edge: &Edge, tenant: Tenant, body: &[u8]) -> Result<Vec<CallerTransfer>, Problem> {
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
            transfer.into_command(tenant, &prefix, || edge.new_id())
        })
        .collect()
}

/// Read a transfer
#[utoipa::path(
    get, path = "/api/v1/ledger/transfers/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The transfer.")),
    responses((status = 200, description = "The transfer.", body = TransferDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<TransferId>,
) -> Result<Response, Problem> {
    let tenant = reader.tenant;
    let Answer::Transfer(found) = edge.query(tenant, Query::Transfer(id)).await? else {
        unreachable!("a question for a transfer is answered with one");
    };
    if let Some(transfer) = found {
        let debit = accounts::current(&edge, tenant, transfer.debit).await?;
        let credit = accounts::current(&edge, tenant, transfer.credit).await?;
        let paths = (debit.path().to_string(), credit.path().to_string());
        return Ok(respond::ok(&TransferDto::of(&transfer, Some(paths))));
    }
    // What payments posted and is finished is in the views only.
    match edge.views().transfer(tenant, id).await? {
        (Some(row), _) => Ok(respond::ok(&TransferDto::from(row))),
        (None, _) => Err(Problem::new(
            Code::TransferNotFound,
            format!("there is no transfer {id}"),
        )),
    }
}

/// List transfers
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/v1/ledger/transfers", tag = "ledger", params(TransferParams),
    responses((status = 200, description = "A page.", body = Page<TransferDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<TransferParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)?;
    let reference = match params.reference.as_deref() {
        None => None,
        Some(text) => Some(reference_from(text).ok_or_else(|| {
            let message = "it must be a payment's id or up to 32 hexadecimal digits, not all zero";
            Problem::mistake("reference", Code::ParameterInvalid, message)
        })?),
    };
    let page = edge
        .views()
        .transfers(reader.tenant, params.account, reference, params.cursor, limit)
        .await?;
    Ok(respond::ok(&Page::of_views(page, TransferDto::from)))
}

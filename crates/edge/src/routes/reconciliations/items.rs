//! Items: the lines that wait for an end, and what people do about them.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use bezant_core::{Command, ReconciliationAnswer, ReconciliationQuery};
use bezant_engine::Wait;
use bezant_kernel::Tenant;
use bezant_reconciliation::{Actor, Command as Asked, Item, ItemId, ReconciliationId, Rejection, Resolution};

use super::actor;
use crate::dto::Page;
use crate::dto::reconciliation::{AssignItem, ItemDto, ItemParams, Noted, ResolutionWord, Resolve, cursor};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::reconciling::{ask, current, difference};
use crate::request::{Change, Params, PathId, PathIds, Reader, page_limit, parse, parse_or_default};
use crate::respond;

/// List open items
///
/// The items that are not closed, by booking day. A page may be short and have a next one.
#[utoipa::path(
    get, path = "/api/v1/ledger/reconciliations/{id}/items", tag = "reconciliation",
    params(("id" = String, Path, description = "The reconciliation."), ItemParams),
    responses((status = 200, description = "A page.", body = Page<ItemDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<ReconciliationId>,
    Params(params): Params<ItemParams>,
) -> Result<Response, Problem> {
    current(&edge, reader.tenant, id).await?;
    let query = ReconciliationQuery::OpenItems {
        reconciliation: id,
        status: params.status.map(Into::into),
        after: params.after()?,
        limit: page_limit(params.limit)? as usize,
    };
    let ReconciliationAnswer::OpenItems(page) = ask(&edge, reader.tenant, query).await? else {
        unreachable!("a question for open items is answered with them");
    };
    Ok(respond::ok(&Page {
        data: page.items.iter().map(ItemDto::from).collect(),
        next_cursor: page.next.map(cursor),
        position: None,
    }))
}

/// The items with these ids, which must all be of this reconciliation.
pub(super) async fn items(
    edge: &Edge,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    ids: &[ItemId],
) -> Result<Vec<Item>, Problem> {
    let query = ReconciliationQuery::Items(ids.to_vec());
    let ReconciliationAnswer::Items(found) = ask(edge, tenant, query).await? else {
        unreachable!("a question for items is answered with them");
    };
    let own = found.iter().filter(|item| item.reconciliation == reconciliation);
    let there: BTreeSet<ItemId> = own.map(|item| item.id).collect();
    match ids.iter().find(|id| !there.contains(id)) {
        Some(missing) => Err(Rejection::ItemUnknown(*missing).into()),
        None => Ok(found),
    }
}

async fn item(
    edge: &Edge,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    id: ItemId,
) -> Result<Item, Problem> {
    let mut found = items(edge, tenant, reconciliation, &[id]).await?;
    Ok(found.pop().expect("one is answered for one"))
}

/// Read an item
#[utoipa::path(
    get, path = "/api/v1/ledger/reconciliations/{id}/items/{item_id}", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("item_id" = String, Path, description = "The item, open or closed."),
    ),
    responses((status = 200, description = "The item.", body = ItemDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathIds(id, one): PathIds<ReconciliationId, ItemId>,
) -> Result<Response, Problem> {
    let item = item(&edge, reader.tenant, id, one).await?;
    Ok(respond::ok(&ItemDto::from(&item)))
}

async fn act(
    edge: &Edge,
    change: &Change,
    reconciliation: ReconciliationId,
    id: ItemId,
    asked: Asked,
) -> Result<Response, Problem> {
    item(edge, change.tenant, reconciliation, id).await?;
    let command = Command::Reconciliation(asked);
    let done = change.submit(edge, command, Wait::Committed).await?;
    let item = item(edge, change.tenant, reconciliation, id).await?;
    let mut response = respond::ok(&ItemDto::from(&item));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// Assign an item
///
/// Gives an open item to someone to look into, or back.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/items/{item_id}/assign", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("item_id" = String, Path, description = "The item."),
    ),
    request_body = AssignItem,
    responses((status = 200, description = "The item as it stands.", body = ItemDto))
)]
pub(crate) async fn assign(
    State(edge): State<Edge>,
    PathIds(id, item): PathIds<ReconciliationId, ItemId>,
    change: Change,
) -> Result<Response, Problem> {
    let AssignItem { assignee, note } = parse(&change.body)?;
    let named = assignee.as_deref().map(Actor::new).transpose();
    let assignee =
        named.map_err(|error| Problem::mistake("assignee", Code::FieldInvalid, error.to_string()))?;
    let asked = Asked::Assign {
        item,
        assignee,
        by: actor(&change),
        note,
    };
    act(&edge, &change, id, item, asked).await
}

/// Write a note
///
/// Something to remember about an item that is not closed.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/items/{item_id}/notes", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("item_id" = String, Path, description = "The item."),
    ),
    request_body = Noted,
    responses((status = 200, description = "The item as it stands.", body = ItemDto))
)]
pub(crate) async fn note(
    State(edge): State<Edge>,
    PathIds(id, item): PathIds<ReconciliationId, ItemId>,
    change: Change,
) -> Result<Response, Problem> {
    let Noted { note } = parse(&change.body)?;
    let by = actor(&change);
    act(&edge, &change, id, item, Asked::Note { item, by, note }).await
}

/// Resolve an item
///
/// Ends it by hand: with the transfers that it belongs to, as written off, ignored, or left to the bank to correct.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/items/{item_id}/resolve", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("item_id" = String, Path, description = "The item."),
    ),
    request_body = Resolve,
    responses((status = 200, description = "The item as it stands.", body = ItemDto))
)]
pub(crate) async fn resolve(
    State(edge): State<Edge>,
    PathIds(id, one): PathIds<ReconciliationId, ItemId>,
    change: Change,
) -> Result<Response, Problem> {
    let wanted: Resolve = parse(&change.body)?;
    let is_by_hand = wanted.resolution == ResolutionWord::MatchedByHand;
    if !is_by_hand && !wanted.transfers.is_empty() {
        let message = "transfers are given with matched_by_hand only";
        return Err(Problem::mistake("transfers", Code::FieldInvalid, message));
    }
    let resolution = match wanted.resolution {
        ResolutionWord::MatchedByHand => {
            let (known, _) = current(&edge, change.tenant, id).await?;
            let line = [item(&edge, change.tenant, id, one).await?];
            Resolution::MatchedByHand {
                difference: difference(&edge, change.tenant, &known, &line, &wanted.transfers).await?,
                transfers: wanted.transfers,
            }
        }
        ResolutionWord::WrittenOff => Resolution::WrittenOff,
        ResolutionWord::Ignored => Resolution::Ignored,
        ResolutionWord::ToBeCorrectedAtBank => Resolution::ToBeCorrectedAtBank,
    };
    let asked = Asked::Resolve {
        item: one,
        resolution,
        by: actor(&change),
        note: wanted.note,
    };
    act(&edge, &change, id, one, asked).await
}

/// Open an item again
///
/// A closed item is open again. Its match is dissolved: the other items of it are open too, and its transfers free.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/items/{item_id}/reopen", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("item_id" = String, Path, description = "The item."),
    ),
    request_body = Noted,
    responses((status = 200, description = "The item as it stands.", body = ItemDto))
)]
pub(crate) async fn reopen(
    State(edge): State<Edge>,
    PathIds(id, item): PathIds<ReconciliationId, ItemId>,
    change: Change,
) -> Result<Response, Problem> {
    let Noted { note } = parse_or_default(&change.body)?;
    let by = actor(&change);
    act(&edge, &change, id, item, Asked::Reopen { item, by, note }).await
}

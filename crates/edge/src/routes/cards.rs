//! Cards in the vault. Their numbers come in here, and leave only by `reveal`.

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bezant_engine::Correlation;
use bezant_identity::Permission;
use bezant_kernel::CardId;
use bezant_log::Position;
use bezant_vault::{Caller, CustomerReference, Listing, MOST_LISTED, Outcome, Purpose, Purposes, Token};

use crate::dto::Page;
use crate::dto::card::{
    AccessDto, AccessParams, CardDto, CardParams, CustomerParams, ErasedCards, NewCardDto, Reveal, Revealed,
};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Params, PathId, Reader, cursor_from, page_limit, parse};
use crate::{respond, tending};

/// Who asks, with the purposes that their permissions let them name.
pub(crate) fn caller(caller: &crate::auth::Caller, correlation: Correlation) -> Caller {
    let purposes = if caller.permissions.contains(Permission::CardsReveal) {
        Purposes::of(&[Purpose::MerchantExport, Purpose::Dispute, Purpose::SupportReveal])
    } else {
        Purposes::NONE
    };
    Caller {
        name: caller.actor(),
        purposes,
        correlation,
    }
}

/// How many rows a page has: the vault lists one more, which tells that there is a next page.
fn limit(wanted: Option<u32>) -> Result<usize, Problem> {
    let limit = page_limit(wanted)? as usize;
    if limit >= MOST_LISTED {
        let message = format!("it must be from 1 to {}", MOST_LISTED - 1);
        return Err(Problem::mistake("limit", Code::ParameterInvalid, message));
    }
    Ok(limit)
}

pub(super) fn customer(text: &str) -> Result<CustomerReference, Problem> {
    Ok(CustomerReference::parse(text)?)
}

/// Keep a card
///
/// Checks the number and keeps it in the vault. The answer's id stands for it. A number that is there already has the same id, so that
/// asking again is safe without an idempotency key: 200 instead of 201.
#[utoipa::path(
    post, path = "/api/v1/cards", tag = "cards", request_body = NewCardDto,
    responses(
        (status = 201, description = "Kept.", body = CardDto),
        (status = 200, description = "It was there.", body = CardDto),
    )
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let vault = edge.vault()?;
    let new = NewCardDto::read(&change.body)?;
    let by = caller(&change.caller, change.correlation_id());
    let made = vault
        .tokenize(change.tenant, &by, new.card()?, new.format_preserving)
        .await?;
    let status = match made.outcome {
        Outcome::Added => StatusCode::CREATED,
        Outcome::Updated | Outcome::Unchanged => StatusCode::OK,
    };
    let mut response = respond::json(status, &CardDto::from(&made));
    if made.outcome == Outcome::Added {
        respond::set_location(&mut response, &format!("/api/v1/cards/{}", made.card.id));
    }
    Ok(response)
}

/// List cards
#[utoipa::path(
    get, path = "/api/v1/cards", tag = "cards", params(CardParams),
    responses((status = 200, description = "A page.", body = Page<CardDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<CardParams>,
) -> Result<Response, Problem> {
    let vault = edge.vault()?;
    let limit = limit(params.limit)?;
    let listing = Listing {
        customer: params.customer.as_deref().map(customer).transpose()?,
        after: cursor_from::<CardId>(params.cursor.as_deref())?,
        limit: limit + 1,
    };
    let cards = vault.cards(reader.tenant, &listing).await?;
    let page = Page::with_more(&cards, limit, |card| card.id.to_string(), CardDto::from);
    Ok(respond::ok(&page))
}

/// Delete a customer's cards
///
/// Shreds the keys of all cards of a customer: no copy can be read any more. Deleting again is no error.
#[utoipa::path(
    delete, path = "/api/v1/cards", tag = "cards", params(CustomerParams),
    responses((status = 200, description = "They are gone.", body = ErasedCards))
)]
pub(crate) async fn erase_customer(
    State(edge): State<Edge>,
    Params(params): Params<CustomerParams>,
    change: Change,
) -> Result<Response, Problem> {
    let vault = edge.vault()?;
    let by = caller(&change.caller, change.correlation_id());
    let customer = customer(&params.customer)?;
    tending::refuse_held(&edge, change.tenant)?;
    let deleted = vault.erase_customer(change.tenant, &by, &customer).await?;
    Ok(respond::ok(&ErasedCards {
        object: "erased_cards",
        deleted,
    }))
}

/// Read a card
#[utoipa::path(
    get, path = "/api/v1/cards/{id}", tag = "cards",
    params(("id" = String, Path, description = "The card.")),
    responses((status = 200, description = "What may be shown of it.", body = CardDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<CardId>,
) -> Result<Response, Problem> {
    let card = edge.vault()?.describe(reader.tenant, id).await?;
    Ok(respond::ok(&CardDto::from(&card)))
}

/// Delete a card
///
/// Shreds the card's key: its number can't be read any more, from backups neither. Deleting again is no error.
#[utoipa::path(
    delete, path = "/api/v1/cards/{id}", tag = "cards",
    params(("id" = String, Path, description = "The card.")),
    responses((status = 200, description = "It is gone.", body = CardDto))
)]
pub(crate) async fn delete(
    State(edge): State<Edge>,
    PathId(id): PathId<CardId>,
    change: Change,
) -> Result<Response, Problem> {
    let vault = edge.vault()?;
    let by = caller(&change.caller, change.correlation_id());
    tending::refuse_held(&edge, change.tenant)?;
    let card = vault.delete(change.tenant, &by, id).await?;
    Ok(respond::ok(&CardDto::from(&card)))
}

/// Read a card's record
///
/// What was done with the card, newest first: who had its number and what for, and who asked in vain.
#[utoipa::path(
    get, path = "/api/v1/cards/{id}/accesses", tag = "cards",
    params(("id" = String, Path, description = "The card."), AccessParams),
    responses((status = 200, description = "A page.", body = Page<AccessDto>))
)]
pub(crate) async fn accesses(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<CardId>,
    Params(params): Params<AccessParams>,
) -> Result<Response, Problem> {
    let vault = edge.vault()?;
    let limit = limit(params.limit)?;
    let before = cursor_from::<u64>(params.cursor.as_deref())?.map(Position);
    let lines = vault.accesses(reader.tenant, id, before, limit + 1).await?;
    let page = Page::with_more(&lines, limit, |line| line.position.0.to_string(), AccessDto::from);
    Ok(respond::ok(&page))
}

/// See a card's number
///
/// Answers the whole number, after the record of who saw it and what for is durable. Takes a permission of its own (`cards.reveal`), and a
/// signed-in user proves themself again.
#[utoipa::path(
    post, path = "/api/v1/cards/{id}/reveal", tag = "cards", request_body = Reveal,
    params(("id" = String, Path, description = "The card.")),
    responses((status = 200, description = "The number.", body = Revealed<'static>))
)]
pub(crate) async fn reveal(
    State(edge): State<Edge>,
    PathId(id): PathId<CardId>,
    change: Change,
) -> Result<Response, Problem> {
    let vault = edge.vault()?;
    let Reveal { purpose } = parse(&change.body)?;
    let by = caller(&change.caller, change.correlation_id());
    let card = vault
        .detokenize(change.tenant, &by, &Token::Card(id), purpose.into())
        .await?;
    let mut response = respond::ok(&Revealed::of(id, &card));
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

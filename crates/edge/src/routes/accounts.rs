//! Ledger accounts: open, read, list, statements, the trial balance.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Command, Query, Reply};
use bezant_engine::Wait;
use bezant_kernel::{AccountId, Tenant};
use bezant_ledger::Account;

use crate::dto::Page;
use crate::dto::account::{AccountDto, OpenAccount, OpenedAccount, StatementLine, TrialBalanceDto};
use crate::dto::payment_request::PageParams;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Params, PathId, Reader, page_limit, parse};
use crate::respond;

/// Open an account
#[utoipa::path(
    post, path = "/api/v1/ledger/accounts", tag = "ledger", request_body = OpenAccount,
    responses((status = 201, description = "Opened.", body = OpenedAccount<'_>))
)]
pub(crate) async fn open(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let OpenAccount {
        path,
        currency,
        allows_overdraft,
    } = parse(&change.body)?;
    let command = Command::OpenAccount {
        path: path.clone(),
        currency,
        allows_overdraft,
    };
    let done = change.submit(&edge, command, Wait::Committed).await?;
    let Reply::Account(id) = done.reply else {
        unreachable!("an opened account is answered with its id");
    };
    // Made of the request and the id, and so the same for a replay.
    let opened = OpenedAccount {
        id,
        object: "account",
        path: path.as_str(),
        currency,
        debit_normal: path.account_type().is_debit_normal(),
        allows_overdraft,
    };
    let mut response = respond::json(StatusCode::CREATED, &opened);
    respond::set_location(&mut response, &format!("/api/v1/ledger/accounts/{id}"));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// An account as it stands.
pub(crate) async fn current(edge: &Edge, tenant: Tenant, id: AccountId) -> Result<Box<Account>, Problem> {
    let Answer::Account(account) = edge.query(tenant, Query::Account(id)).await? else {
        unreachable!("a question for an account is answered with one");
    };
    account.ok_or_else(|| {
        bezant_core::Rejection::from(bezant_ledger::Rejection::AccountNotFound { account: id }).into()
    })
}

/// Read an account
///
/// With its balance at this moment.
#[utoipa::path(
    get, path = "/api/v1/ledger/accounts/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The account.")),
    responses((status = 200, description = "The account.", body = AccountDto<'_>))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<AccountId>,
) -> Result<Response, Problem> {
    let account = current(&edge, reader.tenant, id).await?;
    Ok(respond::ok(&AccountDto::from(&*account)))
}

/// List accounts
///
/// In the order in which they were opened, with their balances at this moment.
#[utoipa::path(
    get, path = "/api/v1/ledger/accounts", tag = "ledger", params(PageParams),
    responses((status = 200, description = "A page.", body = Page<AccountDto<'_>>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    page(&edge, reader.tenant, &params).await
}

/// Read balances
///
/// The accounts with their balances at this moment, all of one page from the same state.
#[utoipa::path(
    get, path = "/api/v1/ledger/balances", tag = "ledger", params(PageParams),
    responses((status = 200, description = "A page.", body = Page<AccountDto<'_>>))
)]
pub(crate) async fn balances(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    page(&edge, reader.tenant, &params).await
}

/// Accounts are never closed and stay in their order, so the number of those before is a cursor.
async fn page(edge: &Edge, tenant: Tenant, params: &PageParams) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let skip = match params.cursor.as_deref() {
        None => 0,
        Some(text) => text.parse::<u32>().map_err(|_| {
            Problem::new(
                Code::CursorInvalid,
                "the cursor is not one that this list gave out",
            )
        })? as usize,
    };
    // One more than wanted tells whether there is a next page.
    let query = Query::Accounts {
        skip,
        limit: limit + 1,
    };
    let Answer::Accounts(accounts) = edge.query(tenant, query).await? else {
        unreachable!("a question for accounts is answered with them");
    };
    let next_cursor = (accounts.len() > limit).then(|| (skip + limit).to_string());
    Ok(respond::ok(&Page {
        data: accounts.iter().take(limit).map(AccountDto::from).collect(),
        next_cursor,
        position: None,
    }))
}

/// Read an account's statement
///
/// Its posted movements, the newest first, with the balance after each.
#[utoipa::path(
    get, path = "/api/v1/ledger/accounts/{id}/statement", tag = "ledger",
    params(("id" = String, Path, description = "The account."), PageParams),
    responses((status = 200, description = "A page.", body = Page<StatementLine>))
)]
pub(crate) async fn statement(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<AccountId>,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)?;
    current(&edge, reader.tenant, id).await?;
    let page = edge
        .views()
        .statement(reader.tenant, id, params.cursor, limit)
        .await?;
    Ok(respond::ok(&Page::of_views(page, StatementLine::from)))
}

/// Read the trial balance
///
/// All that was ever posted, per account and per currency.
#[utoipa::path(
    get, path = "/api/v1/ledger/trial-balance", tag = "ledger",
    responses((status = 200, description = "The trial balance.", body = TrialBalanceDto))
)]
pub(crate) async fn trial_balance(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let (rows, position) = edge.views().trial_balance(reader.tenant).await?;
    Ok(respond::ok(&TrialBalanceDto::of(rows, position)))
}

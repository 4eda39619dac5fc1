//! Ledger accounts: open, change, read, list.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Answer, Command, Query};
use bezant_engine::Wait;
use bezant_kernel::{AccountId, Currency, Tenant};
use bezant_ledger::{Account, AccountPaths};

use crate::dto::Page;
use crate::dto::account::{AccountDto, ChangeAccount, OpenAccount, OpenedAccount};
use crate::dto::balance::{BalancesDto, BranchParams, RolledUpDto};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{
    AccountName, Change, LARGEST_PAGE, Params, PathId, Reader, cursor_from, page_limit, parse,
};
use crate::respond;

/// Open an account
#[utoipa::path(
    post, path = "/api/v1/ledger/accounts", tag = "ledger", request_body = OpenAccount,
    responses((status = 201, description = "Opened.", body = OpenedAccount<'_>))
)]
pub(crate) async fn open(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let request: OpenAccount = parse(&change.body)?;
    let (open, path, id) = request.into_command(change.tenant)?;
    let (currency, guard) = (open.currency, open.guard);
    let command = Command::Ledger(bezant_ledger::Command::OpenAccount(open));
    let done = change.submit(&edge, command, Wait::Committed).await?;
    // Made of the request, and so the same for a replay.
    let opened = OpenedAccount {
        id,
        object: "account",
        path: path.as_str(),
        currency,
        debit_normal: path.account_type().is_debit_normal(),
        allows_overdraft: guard == bezant_ledger::Guard::None,
    };
    let mut response = respond::json(StatusCode::CREATED, &opened);
    respond::set_location(&mut response, &format!("/api/v1/ledger/accounts/{id}"));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// Change an account
///
/// Limits, freezing, closing, and words and numbers of your own.
#[utoipa::path(
    patch, path = "/api/v1/ledger/accounts/{id}", tag = "ledger",
    params(("id" = String, Path, description = "The account.")), request_body = ChangeAccount,
    responses((status = 200, description = "The account as it stands.", body = AccountDto<'_>))
)]
pub(crate) async fn change(
    State(edge): State<Edge>,
    PathId(account): PathId<AccountId>,
    change: Change,
) -> Result<Response, Problem> {
    let wanted: ChangeAccount = parse(&change.body)?;
    let wanted = wanted.into_change()?;
    let tenant = change.tenant;
    let command = Command::Ledger(bezant_ledger::Command::ChangeAccount {
        account,
        change: wanted,
    });
    let done = change.submit(&edge, command, Wait::Committed).await?;
    let account = current(&edge, tenant, account).await?;
    let mut response = respond::ok(&AccountDto::from(&*account));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// An account as it stands.
pub(crate) async fn current(edge: &Edge, tenant: Tenant, id: AccountId) -> Result<Box<Account>, Problem> {
    let Answer::Account(account) = edge.query(tenant, Query::Account(id)).await? else {
        unreachable!("a question for an account is answered with one");
    };
    account.ok_or_else(|| unknown(id))
}

/// There is no such account of the tenant.
pub(crate) fn unknown(account: AccountId) -> Problem {
    bezant_core::Rejection::from(bezant_ledger::Rejection::AccountNotFound { account }).into()
}

/// These accounts as they stand, as far as there are any, in one look-up.
pub(crate) async fn these(
    edge: &Edge,
    tenant: Tenant,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, Account>, Problem> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(LARGEST_PAGE as usize) {
        let Answer::Accounts(accounts) = edge.query(tenant, Query::TheseAccounts(ids.to_vec())).await? else {
            unreachable!("a question for accounts is answered with them");
        };
        found.extend(accounts.into_iter().map(|account| (account.id, account)));
    }
    Ok(found)
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

/// An account by the name that a request has for it.
pub(crate) async fn named(
    edge: &Edge,
    tenant: Tenant,
    field: &str,
    name: &AccountName,
    currency: Option<Currency>,
) -> Result<Box<Account>, Problem> {
    let path = match name {
        AccountName::Id(id) => return current(edge, tenant, *id).await,
        AccountName::Path(path) => path.clone(),
    };
    let Some(currency) = currency else {
        let message = "an account that is named by its path needs it";
        return Err(Problem::mistake("currency", Code::FieldMissing, message));
    };
    let mut paths = AccountPaths::default();
    let derived = paths.name(tenant, path.clone(), currency);
    let query = Query::AccountAt { path, currency };
    let Answer::Account(account) = edge.query(tenant, query).await? else {
        unreachable!("a question for an account is answered with one");
    };
    account.ok_or_else(|| {
        let rejection = bezant_ledger::Rejection::AccountNotFound { account: derived };
        let problem = Problem::from(bezant_core::Rejection::from(rejection));
        problem.in_words_of(&paths).at(field)
    })
}

/// List accounts
///
/// In the order in which they were opened, or by path with `prefix`; with their balances at this moment.
#[utoipa::path(
    get, path = "/api/v1/ledger/accounts", tag = "ledger", params(BranchParams),
    responses((status = 200, description = "A page.", body = Page<AccountDto<'_>>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<BranchParams>,
) -> Result<Response, Problem> {
    match &params.prefix {
        None => page(&edge, reader.tenant, &params).await,
        Some(prefix) => branch(&edge, reader.tenant, prefix, &params).await,
    }
}

/// Read balances
///
/// The accounts with their balances at this moment, all of one page from the same state. With `prefix`: the sums of all accounts
/// at and below that path, by currency.
#[utoipa::path(
    get, path = "/api/v1/ledger/balances", tag = "ledger", params(BranchParams),
    responses((status = 200, description = "A page.", body = BalancesDto<'_>))
)]
pub(crate) async fn balances(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<BranchParams>,
) -> Result<Response, Problem> {
    let Some(prefix) = params.prefix.clone() else {
        return page(&edge, reader.tenant, &params).await;
    };
    let query = Query::RolledUp {
        prefix: prefix.clone(),
    };
    let Answer::RolledUp(sums) = edge.query(reader.tenant, query).await? else {
        unreachable!("a question for sums is answered with them");
    };
    let rows = sums.iter().map(|one| RolledUpDto::of(&prefix, one)).collect();
    Ok(respond::ok(&Page::whole(rows)))
}

/// Accounts at and below a path.
async fn branch(
    edge: &Edge,
    tenant: Tenant,
    prefix: &str,
    params: &BranchParams,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let query = Query::AccountsUnder {
        prefix: prefix.to_owned(),
        after: cursor_from(params.cursor.as_deref())?,
        limit: limit + 1,
    };
    let Answer::Accounts(accounts) = edge.query(tenant, query).await? else {
        unreachable!("a question for accounts is answered with them");
    };
    let page = Page::with_more(&accounts, limit, |one| one.id.to_string(), AccountDto::from);
    Ok(respond::ok(&page))
}

/// All accounts. They stay in their order for ever, so the number of those before is a cursor.
async fn page(edge: &Edge, tenant: Tenant, params: &BranchParams) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let skip = cursor_from::<u32>(params.cursor.as_deref())?.unwrap_or(0) as usize;
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

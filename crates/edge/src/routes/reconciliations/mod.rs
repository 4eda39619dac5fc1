//! Reconciliations: ledger accounts compared with statements from outside.

pub(crate) mod items;
pub(crate) mod matches;
pub(crate) mod statements;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Command, ReconciliationAnswer, ReconciliationQuery, Reply};
use bezant_engine::Wait;
use bezant_kernel::{Currency, Tenant};
use bezant_reconciliation::{Actor, Definition, ReconciliationId, Rule};

use super::accounts::named;
use crate::dto::Page;
use crate::dto::payment_request::PageParams;
use crate::dto::reconciliation::{NewReconciliation, NewRule, ReconciliationDto};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::reconciling::{ask, current, known};
use crate::request::{Change, Params, PathId, Reader, cursor_from, page_limit, parse};
use crate::respond;

/// Define a reconciliation
///
/// Says which account outside a ledger account is compared with, and by which rules; or changes it. Accounts and currency stay
/// once a statement is imported.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations", tag = "reconciliation", request_body = NewReconciliation,
    responses((status = 201, description = "Defined.", body = ReconciliationDto))
)]
pub(crate) async fn define(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewReconciliation = parse(&change.body)?;
    let tenant = change.tenant;
    let account = named(&edge, tenant, "account", &new.account, new.currency).await?;
    let currency = account.currency();
    if new.currency.is_some_and(|wanted| wanted != currency) {
        let message = format!("the account is in {currency}");
        return Err(Problem::mistake("currency", Code::FieldInvalid, message));
    }
    let id = new.id.unwrap_or_else(|| edge.new_id());
    let rules = match new.rules {
        Some(rules) => known_accounts(&edge, tenant, currency, rules).await?,
        None => match known(&edge, tenant, id).await? {
            Some((known, _)) => known.definition.rules,
            None => Rule::usual(),
        },
    };
    let command = Command::Reconciliation(bezant_reconciliation::Command::DefineReconciliation {
        id,
        definition: Definition {
            name: new.name,
            account: account.id,
            outside_account: new.outside_account,
            currency,
            rules,
        },
        by: actor(&change),
    });
    let done = change.submit(&edge, command, Wait::Committed).await?;
    let Reply::Reconciliation(id) = done.reply else {
        unreachable!("a definition is answered with its id");
    };
    let (defined, open) = current(&edge, tenant, id).await?;
    let mut response = respond::json(StatusCode::CREATED, &ReconciliationDto::of(&defined, open));
    respond::set_location(&mut response, &format!("/api/v1/ledger/reconciliations/{id}"));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

/// Who asks: the key, since that is what is checked.
fn actor(change: &Change) -> Actor {
    change.caller.actor()
}

async fn known_accounts(
    edge: &Edge,
    tenant: Tenant,
    currency: Currency,
    rules: Vec<NewRule>,
) -> Result<Vec<Rule>, Problem> {
    let mut known = Vec::with_capacity(rules.len());
    for (position, rule) in rules.into_iter().enumerate() {
        let account = match &rule.difference_account {
            Some(name) => {
                let field = format!("rules[{position}].difference_account");
                let account = named(edge, tenant, &field, name, Some(currency)).await?;
                Some(account.id)
            }
            None => None,
        };
        known.push(rule.into_rule(position, account)?);
    }
    Ok(known)
}

/// List reconciliations
#[utoipa::path(
    get, path = "/api/v1/ledger/reconciliations", tag = "reconciliation", params(PageParams),
    responses((status = 200, description = "A page.", body = Page<ReconciliationDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PageParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let query = ReconciliationQuery::Reconciliations {
        after: cursor_from(params.cursor.as_deref())?,
        limit: limit + 1,
    };
    let ReconciliationAnswer::Reconciliations(found) = ask(&edge, reader.tenant, query).await? else {
        unreachable!("a question for reconciliations is answered with them");
    };
    let page = Page::with_more(
        &found,
        limit,
        |(one, _)| one.id.to_string(),
        |(one, open)| ReconciliationDto::of(one, *open),
    );
    Ok(respond::ok(&page))
}

/// Read a reconciliation
#[utoipa::path(
    get, path = "/api/v1/ledger/reconciliations/{id}", tag = "reconciliation",
    params(("id" = String, Path, description = "The reconciliation.")),
    responses((status = 200, description = "The reconciliation.", body = ReconciliationDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<ReconciliationId>,
) -> Result<Response, Problem> {
    let (found, open) = current(&edge, reader.tenant, id).await?;
    Ok(respond::ok(&ReconciliationDto::of(&found, open)))
}

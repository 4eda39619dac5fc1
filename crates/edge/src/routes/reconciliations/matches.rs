//! Matches: found by the rules, made by hand, accepted and rejected.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Command, ReconciliationAnswer, ReconciliationQuery, Reply};
use bezant_engine::{SubmitError, Wait};
use bezant_kernel::Tenant;
use bezant_reconciliation::{
    Acceptance, Command as Asked, InvalidMatch, Match, MatchId, MatchRecord, ReconciliationId, Rejection,
};

use super::actor;
use super::items::items;
use crate::dto::reconciliation::{MatchDto, NewMatch, Noted, Run, RunDto};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::reconciling::{Found, ask, current, difference, find};
use crate::request::{Change, Done, PathId, PathIds, Reader, parse, parse_or_default};
use crate::respond;

/// Matches in one question to the engine.
const CHUNK: usize = 500;

/// Match by the rules
///
/// Looks for matches between open lines and transfers of the ledger account that no match has, and records them: as the rule says
/// they hold at once, or wait for being accepted. A search takes in at most 20,000 lines and 50,000 transfers near them, and one
/// request records at most 4,000 lines and transfers; `has_more` tells that there is more to record.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/run", tag = "reconciliation",
    params(("id" = String, Path, description = "The reconciliation.")), request_body = Run,
    responses((status = 200, description = "What was found.", body = RunDto))
)]
pub(crate) async fn run(
    State(edge): State<Edge>,
    PathId(id): PathId<ReconciliationId>,
    change: Change,
) -> Result<Response, Problem> {
    let wanted: Run = parse_or_default(&change.body)?;
    let (known, _) = current(&edge, change.tenant, id).await?;
    let Found {
        matches,
        has_more,
        is_complete,
    } = find(&edge, change.tenant, &known, wanted.from, wanted.to).await?;
    let mut answer = RunDto {
        object: "reconciliation_run",
        dry_run: wanted.dry_run,
        data: Vec::new(),
        has_more,
        is_complete,
    };
    if wanted.dry_run {
        answer.data = matches.iter().map(|one| MatchDto::found(id, one)).collect();
        return Ok(respond::ok(&answer));
    }
    let command = Command::Reconciliation(Asked::RecordMatches {
        reconciliation: id,
        matches,
        by: actor(&change),
    });
    // Asked also if nothing is found: the first answer under an idempotency key may still tell of something.
    let done = match change.submit_part(&edge, 0, command).await {
        Ok(done) => done,
        Err(SubmitError::Rejected(bezant_core::Rejection::Reconciliation(Rejection::MatchInvalid {
            reason: InvalidMatch::None,
            ..
        }))) => return Ok(respond::ok(&answer)),
        Err(error) => return Err(error.into()),
    };
    let recorded = records(&edge, change.tenant, matches_of(&done)).await?;
    answer.data = recorded.iter().map(MatchDto::from).collect();
    let mut response = respond::ok(&answer);
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

fn matches_of(done: &Done) -> &[MatchId] {
    let Reply::Matches(ids) = &done.reply else {
        unreachable!("a command about matches is answered with them");
    };
    ids
}

async fn records(edge: &Edge, tenant: Tenant, ids: &[MatchId]) -> Result<Vec<MatchRecord>, Problem> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(CHUNK) {
        let query = ReconciliationQuery::Matches(some.to_vec());
        let ReconciliationAnswer::Matches(records) = ask(edge, tenant, query).await? else {
            unreachable!("a question for matches is answered with them");
        };
        found.extend(records);
    }
    Ok(found)
}

/// Match by hand
///
/// Says that lines and transfers belong together, whatever the rules say. Someone has to accept it, with a difference or
/// without. To end a single item at once, resolve it.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/matches", tag = "reconciliation",
    params(("id" = String, Path, description = "The reconciliation.")), request_body = NewMatch,
    responses((status = 201, description = "Proposed.", body = MatchDto))
)]
pub(crate) async fn create(
    State(edge): State<Edge>,
    PathId(id): PathId<ReconciliationId>,
    change: Change,
) -> Result<Response, Problem> {
    let new: NewMatch = parse(&change.body)?;
    let tenant = change.tenant;
    let (known, _) = current(&edge, tenant, id).await?;
    let lines = items(&edge, tenant, id, &new.items).await?;
    let difference = difference(&edge, tenant, &known, &lines, &new.transfers).await?;
    let command = Command::Reconciliation(Asked::RecordMatches {
        reconciliation: id,
        matches: vec![Match {
            rule: None,
            items: new.items,
            transfers: new.transfers,
            difference,
            days: 0,
            reference: String::new(),
            acceptance: Acceptance::Proposed,
            difference_account: None,
        }],
        by: actor(&change),
    });
    let done = change.submit(&edge, command, Wait::Committed).await?;
    let [made] = matches_of(&done) else {
        unreachable!("one match is answered with its id");
    };
    let record = known_match(&edge, tenant, id, *made).await?;
    let mut response = respond::json(StatusCode::CREATED, &MatchDto::from(&record));
    let path = format!("/api/v1/ledger/reconciliations/{id}/matches/{made}");
    respond::set_location(&mut response, &path);
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

async fn known_match(
    edge: &Edge,
    tenant: Tenant,
    reconciliation: ReconciliationId,
    id: MatchId,
) -> Result<MatchRecord, Problem> {
    let found = records(edge, tenant, &[id]).await?;
    let mut own = found
        .into_iter()
        .filter(|record| record.reconciliation == reconciliation);
    own.next().ok_or_else(|| Rejection::MatchUnknown(id).into())
}

/// Read a match
#[utoipa::path(
    get, path = "/api/v1/ledger/reconciliations/{id}/matches/{match_id}", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("match_id" = String, Path, description = "The match."),
    ),
    responses((status = 200, description = "The match.", body = MatchDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathIds(id, one): PathIds<ReconciliationId, MatchId>,
) -> Result<Response, Problem> {
    let record = known_match(&edge, reader.tenant, id, one).await?;
    Ok(respond::ok(&MatchDto::from(&record)))
}

/// Accept a match
///
/// Its lines are matched and closed.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/accept", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("match_id" = String, Path, description = "The match."),
    ),
    request_body = Noted,
    responses((status = 200, description = "The match as it stands.", body = MatchDto))
)]
pub(crate) async fn accept(
    State(edge): State<Edge>,
    PathIds(id, one): PathIds<ReconciliationId, MatchId>,
    change: Change,
) -> Result<Response, Problem> {
    let Noted { note } = parse_or_default(&change.body)?;
    let by = actor(&change);
    judge(&edge, &change, id, one, Asked::AcceptMatch { id: one, by, note }).await
}

/// Reject a match
///
/// Its lines are open again and its transfers free, and no rule proposes it any more.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/matches/{match_id}/reject", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("match_id" = String, Path, description = "The match."),
    ),
    request_body = Noted,
    responses((status = 200, description = "The match as it stands.", body = MatchDto))
)]
pub(crate) async fn reject(
    State(edge): State<Edge>,
    PathIds(id, one): PathIds<ReconciliationId, MatchId>,
    change: Change,
) -> Result<Response, Problem> {
    let Noted { note } = parse_or_default(&change.body)?;
    let by = actor(&change);
    judge(&edge, &change, id, one, Asked::RejectMatch { id: one, by, note }).await
}

async fn judge(
    edge: &Edge,
    change: &Change,
    reconciliation: ReconciliationId,
    id: MatchId,
    asked: Asked,
) -> Result<Response, Problem> {
    known_match(edge, change.tenant, reconciliation, id).await?;
    let command = Command::Reconciliation(asked);
    let done = change.submit(edge, command, Wait::Committed).await?;
    let record = known_match(edge, change.tenant, reconciliation, id).await?;
    let mut response = respond::ok(&MatchDto::from(&record));
    respond::mark_replayed(&mut response, done.replayed);
    Ok(response)
}

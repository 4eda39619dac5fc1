//! Statements of accounts outside: taken in from files.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::{Command, ReconciliationAnswer, ReconciliationQuery, Rejection, Reply};
use bezant_engine::SubmitError;
use bezant_kernel::Tenant;
use bezant_reconciliation::{
    Event, ImportedStatement, MAXIMUM_LINES_PER_IMPORT, ReconciliationId, Rejection as Refusal, Statement,
    StatementId,
};
use tokio::task::spawn_blocking;

use super::actor;
use crate::dto::reconciliation::{FileFormat, ImportDto, ImportParams, Outcome, StatementRowDto};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::reconciling::{ask, current};
use crate::request::{Change, Params, PathId, PathIds, Reader, Upload};
use crate::respond;

/// Import a statement
///
/// The body is the file: CSV, camt.053 or MT940, of at most 16 MiB and 100,000 lines. It is checked as a whole before anything is
/// taken in. Lines that an earlier statement brought are passed over; a file of which everything is there already is refused.
/// A long statement is taken in in parts: if the request ends early, send the file again, and the rest follows.
#[utoipa::path(
    post, path = "/api/v1/ledger/reconciliations/{id}/statements", tag = "reconciliation",
    params(("id" = String, Path, description = "The reconciliation."), ImportParams),
    request_body(content(
        (String = "text/csv"), (String = "application/xml"), (String = "application/octet-stream")
    ), description = "The file."),
    responses(
        (status = 200, description = "What would be taken in.", body = ImportDto),
        (status = 201, description = "Taken in.", body = ImportDto),
    )
)]
pub(crate) async fn import(
    State(edge): State<Edge>,
    PathId(id): PathId<ReconciliationId>,
    Params(params): Params<ImportParams>,
    upload: Upload,
) -> Result<Response, Problem> {
    let change = &upload.change;
    let (known, _) = current(&edge, change.tenant, id).await?;
    let format = params.file_format(upload.content_type.as_deref(), &known.definition)?;
    let statements = statements(change, format).await?;
    for statement in &statements {
        known.definition.check(statement.header())?;
    }
    let parts: Vec<Statement> = statements
        .into_iter()
        .flat_map(|statement| statement.into_parts(MAXIMUM_LINES_PER_IMPORT))
        .collect();
    let (rows, replayed) = if params.dry_run {
        (plan(&edge, change, id, parts).await?, false)
    } else {
        take_in(&edge, change, id, parts).await?
    };
    let sum = |lines: fn(&StatementRowDto) -> u32| rows.iter().map(|row| u64::from(lines(row))).sum();
    let is_new = |row: &StatementRowDto| row.outcome != Outcome::Known;
    let answer = ImportDto {
        object: "statement_import",
        dry_run: params.dry_run,
        new_items: sum(|row| row.new_items),
        known_lines: sum(|row| row.known_lines),
        data: rows,
    };
    if !answer.data.iter().any(is_new) {
        return Err(Refusal::StatementImported.into());
    }
    let status = if params.dry_run {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let mut response = respond::json(status, &answer);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

async fn statements(change: &Change, format: FileFormat) -> Result<Vec<Statement>, Problem> {
    let file = change.body.clone();
    let read = spawn_blocking(move || format.read(&file));
    Ok(read.await.expect("no file makes a parser panic")?)
}

/// A part of which everything is there: its lines are known, and nothing is new.
fn known_row(id: StatementId, reconciliation: ReconciliationId, part: &Statement) -> StatementRowDto {
    let mut row = StatementRowDto::planned(id, reconciliation, part.header());
    row.outcome = Outcome::Known;
    row.known_lines = u32::try_from(part.lines().len()).expect("a part has at most 200 lines");
    row
}

/// What taking the parts in would do. A part is looked at as if it were alone, so only the first can tell of a gap.
async fn plan(
    edge: &Edge,
    change: &Change,
    reconciliation: ReconciliationId,
    parts: Vec<Statement>,
) -> Result<Vec<StatementRowDto>, Problem> {
    let mut rows = Vec::with_capacity(parts.len());
    for part in parts {
        let command = bezant_reconciliation::Command::ImportStatement {
            reconciliation,
            statement: part.clone(),
            by: actor(change),
        };
        let query = ReconciliationQuery::Plan(Box::new(command));
        let ReconciliationAnswer::Plan(planned) = ask(edge, change.tenant, query).await? else {
            unreachable!("a question for a plan is answered with one");
        };
        let id = part.id(change.tenant, reconciliation);
        let row = match planned {
            Err(Rejection::Reconciliation(Refusal::StatementImported)) => {
                known_row(id, reconciliation, &part)
            }
            Err(rejection) => return Err(rejection.into()),
            Ok(events) => {
                let mut row = StatementRowDto::planned(id, reconciliation, part.header());
                for event in events {
                    if let Event::StatementImported {
                        items,
                        known_lines,
                        gap,
                        ..
                    } = event
                    {
                        row.plan(items.len(), known_lines, gap.filter(|_| rows.is_empty()));
                    }
                }
                row
            }
        };
        rows.push(row);
    }
    Ok(rows)
}

async fn take_in(
    edge: &Edge,
    change: &Change,
    reconciliation: ReconciliationId,
    parts: Vec<Statement>,
) -> Result<(Vec<StatementRowDto>, bool), Problem> {
    let (mut rows, mut replayed) = (Vec::with_capacity(parts.len()), false);
    for (nth, part) in parts.into_iter().enumerate() {
        let known = known_row(part.id(change.tenant, reconciliation), reconciliation, &part);
        let command = Command::Reconciliation(bezant_reconciliation::Command::ImportStatement {
            reconciliation,
            statement: part,
            by: actor(change),
        });
        let row = match change.submit_part(edge, nth, command).await {
            Ok(done) => {
                let Reply::Statement(id) = done.reply else {
                    unreachable!("a statement is answered with its id");
                };
                replayed |= done.replayed;
                let imported = imported(edge, change.tenant, id).await?;
                StatementRowDto::of(&imported, Outcome::Imported)
            }
            Err(SubmitError::Rejected(Rejection::Reconciliation(Refusal::StatementImported))) => known,
            Err(error) => return Err(error.into()),
        };
        rows.push(row);
    }
    Ok((rows, replayed))
}

async fn imported(edge: &Edge, tenant: Tenant, id: StatementId) -> Result<Box<ImportedStatement>, Problem> {
    let query = ReconciliationQuery::Statement(id);
    let ReconciliationAnswer::Statement(found) = ask(edge, tenant, query).await? else {
        unreachable!("a question for a statement is answered with one");
    };
    found.ok_or_else(|| {
        let detail = format!("there is no statement {id}");
        Problem::new(crate::problem::Code::StatementUnknown, detail)
    })
}

/// Read a statement
#[utoipa::path(
    get, path = "/api/v1/ledger/reconciliations/{id}/statements/{statement_id}", tag = "reconciliation",
    params(
        ("id" = String, Path, description = "The reconciliation."),
        ("statement_id" = String, Path, description = "The statement."),
    ),
    responses((status = 200, description = "The statement.", body = StatementRowDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathIds(id, statement): PathIds<ReconciliationId, StatementId>,
) -> Result<Response, Problem> {
    current(&edge, reader.tenant, id).await?;
    let found = imported(&edge, reader.tenant, statement).await?;
    if found.reconciliation != id {
        let detail = format!("there is no statement {statement} in {id}");
        return Err(Problem::new(crate::problem::Code::StatementUnknown, detail));
    }
    Ok(respond::ok(&StatementRowDto::of(&found, Outcome::Imported)))
}

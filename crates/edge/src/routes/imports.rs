//! Imports: a journal from elsewhere in one request, tried or made.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;

use axum::extract::State;
use axum::response::Response;
use bezant_books::{As, ImportBatch, ImportRow, InvalidJournal, Journal, pack_rows, read_journal};
use bezant_core::{Command, Core, Reply};
use bezant_engine::Submitted;
use bezant_kernel::TransferId;
use bezant_ledger::{Preview, RequestBatch, Results};
use futures::future::{MaybeDone, maybe_done};

use crate::books::read;
use crate::dto::import::{ImportDto, ImportParams, LineDto, Missing};
use crate::edge::Edge;
use crate::problem::{Code, Mistake, Problem};
use crate::request::{Change, CsvUpload, Params, preview};
use crate::respond;

/// Batches of one import that are with the engine at once: one is decided, one is written, and the others are on their way.
const AHEAD: usize = 4;
/// More mistakes than these help nobody.
const MISTAKES: usize = 100;

/// Import a journal
///
/// A CSV file with the columns `debit`, `credit`, `amount`, `currency` and, if you like, `effective_at`, `code`, `reference`,
/// `external_reference`, `id` and `kind`. Every row is a transfer by itself: what can be made is made, and the answer says what
/// became of each line. A row without an id gets one that follows from its content and from how often the same came before it in
/// the file, so the same import again makes nothing twice: its lines are answered with `exists`. A file with a line that can't be
/// read is refused as a whole. Nothing needs an `Idempotency-Key` here, and none is looked at.
///
/// With `dry_run=true` every line is decided in turn as the ledger would now, on a copy of the accounts that the file names: balances,
/// limits, closed and frozen accounts, ids that exist. Nothing changes, and lines that can't be read stand among the refused.
///
/// A file may have up to 16 MiB and 65,520 rows.
#[utoipa::path(
    post, path = "/api/v1/ledger/imports", tag = "ledger", params(ImportParams),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "What became of each line.", body = ImportDto))
)]
pub(crate) async fn create(
    State(edge): State<Edge>,
    Params(params): Params<ImportParams>,
    CsvUpload(upload): CsvUpload,
) -> Result<Response, Problem> {
    let change = &upload.change;
    let (tenant, file) = (change.tenant, change.body.clone());
    let journal = read(edge.books(), move |_| {
        read_journal(tenant, &file).map_err(|error| match error {
            InvalidJournal::Header(error) => {
                Problem::mistake("header", Code::FieldInvalid, error.to_string())
            }
            InvalidJournal::TooLong => Problem::new(Code::BodyTooLarge, error.to_string()),
        })
    })
    .await?;
    let preview = preview(&edge, tenant, journal.touched()).await?;
    let lines = if params.dry_run {
        tried(&edge, change, journal, preview).await?
    } else {
        made(&edge, change, journal, preview).await?
    };
    Ok(respond::ok(&ImportDto::new(params.dry_run, lines)))
}

/// What would become of each line.
async fn tried(
    edge: &Edge,
    change: &Change,
    mut journal: Journal,
    mut preview: Preview,
) -> Result<Vec<LineDto>, Problem> {
    let (tenant, now) = (change.tenant, edge.now());
    read(edge.books(), move |books| {
        let ids: Vec<TransferId> = journal.rows.iter().map(|row| row.transfer.id).collect();
        // Of a moment behind that of the copy: what was made between the two exists for both.
        let instant = books.instant(As::default())?;
        for known in books.all_transfers(tenant, &ids, &instant)? {
            preview.recall(known);
        }
        let mut lines: Vec<LineDto> = journal.mistakes.iter().map(LineDto::unreadable).collect();
        for row in &mut journal.rows {
            preview.name_accounts(&mut row.transfer);
        }
        let missing = Missing::of(&journal.rows, &preview, &journal.paths);
        for row in &journal.rows {
            lines.push(match preview.make(now, row.transfer.clone()) {
                Ok(()) => LineDto::made(row),
                Err(rejection) => LineDto::refused(row, &rejection, &missing),
            });
        }
        Ok(lines)
    })
    .await
}

/// Makes what can be made, and says what became of each line.
async fn made(
    edge: &Edge,
    change: &Change,
    mut journal: Journal,
    preview: Preview,
) -> Result<Vec<LineDto>, Problem> {
    if !journal.mistakes.is_empty() {
        return Err(unreadable(&journal));
    }
    for row in &mut journal.rows {
        preview.name_accounts(&mut row.transfer);
    }
    let missing = Missing::of(&journal.rows, &preview, &journal.paths);
    drop(preview);
    let submit = |request: RequestBatch| {
        let command = bezant_ledger::Command::Batch(request);
        change.submit_one_of(edge, Command::Ledger(command))
    };
    let mut lines = Vec::with_capacity(journal.rows.len());
    let mut under_way = VecDeque::new();
    for ImportBatch { request, rows } in pack_rows(&journal.rows) {
        let submitted = handed_in(submit(request)).await;
        under_way.push_back((rows, submitted));
        if under_way.len() == AHEAD {
            let (rows, submitted) = under_way.pop_front().expect("some are under way");
            outcomes(
                &journal.rows[rows],
                &missing,
                answered(submitted).await,
                &mut lines,
            )?;
        }
    }
    for (rows, submitted) in under_way {
        outcomes(
            &journal.rows[rows],
            &missing,
            answered(submitted).await,
            &mut lines,
        )?;
    }
    Ok(lines)
}

type UnderWay<F> = Pin<Box<MaybeDone<F>>>;

/// A command that stands in the engine's queue, behind those that were handed in before: rows may need what earlier ones bring.
async fn handed_in<F: Future<Output = Submitted<Core>>>(submitting: F) -> UnderWay<F> {
    let mut submitting = Box::pin(maybe_done(submitting));
    // Handing in takes no waiting, so the first look does it.
    let _ = futures::poll!(submitting.as_mut());
    submitting
}

async fn answered<F: Future<Output = Submitted<Core>>>(mut submitting: UnderWay<F>) -> Submitted<Core> {
    submitting.as_mut().await;
    submitting.as_mut().take_output().expect("it was just waited for")
}

fn outcomes(
    rows: &[ImportRow],
    missing: &Missing<'_>,
    answer: Submitted<Core>,
    lines: &mut Vec<LineDto>,
) -> Result<(), Problem> {
    let Reply::Transfers { refused, .. } = answer?.reply else {
        unreachable!("a batch is answered with what was made and refused");
    };
    let mut refused = refused.iter().flat_map(Results::iter).peekable();
    for (index, row) in rows.iter().enumerate() {
        lines.push(match refused.next_if(|one| one.index as usize == index) {
            Some(result) => LineDto::numbered(row, result.code, result.field, missing),
            None => LineDto::made(row),
        });
    }
    Ok(())
}

fn unreadable(journal: &Journal) -> Problem {
    let mistakes = journal.mistakes.iter().take(MISTAKES).map(|mistake| {
        let path = mistake.column.unwrap_or("");
        let code = Code::FieldInvalid.as_str();
        Mistake {
            line: usize::try_from(mistake.line).ok(),
            ..Mistake::new(path, code, mistake.problem.to_string())
        }
    });
    Problem::mistakes(mistakes.collect())
}

//! Reports over all accounts, at any instant or for any period: trial balance, balance sheet, income statement, general journal.

use axum::extract::State;
use axum::response::Response;
use bezant_books::{As, Instant};
use bezant_kernel::Tenant;
use bezant_ledger::Account;

use crate::books::{all_accounts, export, paths, read, sides};
use crate::dto::Page;
use crate::dto::reading::{AsOfParams, FormatWord, PeriodParams, place_from, place_text};
use crate::dto::report::{BalanceSheetDto, IncomeStatementDto, TrialBalanceDto};
use crate::dto::transfer::JournalLineDto;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Params, Reader, page_limit};
use crate::respond;

/// The instant, and then the accounts: those that are opened later do not count.
async fn at(edge: &Edge, tenant: Tenant, asked: As) -> Result<(Instant, Vec<Account>), Problem> {
    let instant = read(edge.books(), move |books| Ok(books.instant(asked)?)).await?;
    Ok((instant, all_accounts(edge, tenant).await?))
}

fn only_json(format: FormatWord) -> Result<(), Problem> {
    match format {
        FormatWord::Json => Ok(()),
        FormatWord::Csv | FormatWord::Parquet => {
            let message = "this report is answered as json only";
            Err(Problem::mistake("format", Code::ParameterInvalid, message))
        }
    }
}

/// Read the trial balance
///
/// All that was ever posted, per account and per currency, now or as of any time.
#[utoipa::path(
    get, path = "/api/v1/ledger/trial-balance", tag = "ledger", params(AsOfParams),
    responses((status = 200, description = "The trial balance.", content(
        (TrialBalanceDto = "application/json"), (String = "text/csv"), (String = "application/vnd.apache.parquet")
    )))
)]
pub(crate) async fn trial_balance(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<AsOfParams>,
) -> Result<Response, Problem> {
    let (instant, accounts) = at(&edge, reader.tenant, params.asked()).await?;
    // The accounts carry the sums of this moment already, and of one state.
    let is_now = params.is_now();
    let balance = read(edge.books(), move |books| {
        Ok(books.trial_balance(&accounts, (!is_now).then_some(&instant))?)
    })
    .await?;
    match params.format.export() {
        None => Ok(respond::ok(&TrialBalanceDto::of(&balance, instant.position().0))),
        Some(format) => {
            export(&edge, reader.tenant, format, "trial-balance", move |_, target| {
                balance.export(format, target.out)
            })
            .await
        }
    }
}

/// Read the balance sheet
///
/// What is owned, what is owed and what is left, with subtotals by path, now or as of any time.
#[utoipa::path(
    get, path = "/api/v1/ledger/balance-sheet", tag = "ledger", params(AsOfParams),
    responses((status = 200, description = "The balance sheet.", body = BalanceSheetDto))
)]
pub(crate) async fn balance_sheet(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<AsOfParams>,
) -> Result<Response, Problem> {
    only_json(params.format)?;
    let (instant, accounts) = at(&edge, reader.tenant, params.asked()).await?;
    let is_now = params.is_now();
    let sheet = read(edge.books(), move |books| {
        Ok(books.balance_sheet(&accounts, (!is_now).then_some(&instant))?)
    })
    .await?;
    Ok(respond::ok(&BalanceSheetDto::of(&sheet, instant.position().0)))
}

/// Read the income statement
///
/// What was earned and spent in a period, with subtotals by path.
#[utoipa::path(
    get, path = "/api/v1/ledger/income-statement", tag = "ledger", params(PeriodParams),
    responses((status = 200, description = "The income statement.", body = IncomeStatementDto))
)]
pub(crate) async fn income_statement(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PeriodParams>,
) -> Result<Response, Problem> {
    only_json(params.format)?;
    let (instant, accounts) = at(&edge, reader.tenant, params.asked()).await?;
    let statement = read(edge.books(), move |books| {
        Ok(books.income_statement(&accounts, params.period(), params.axis(), &instant)?)
    })
    .await?;
    Ok(respond::ok(&IncomeStatementDto::of(
        &statement,
        instant.position().0,
    )))
}

/// Read the general journal
///
/// All transfers that were committed in a period, the oldest first, with what was attached to them.
#[utoipa::path(
    get, path = "/api/v1/ledger/journal", tag = "ledger", params(PeriodParams),
    responses((status = 200, description = "A page, or by `format` the whole as a file.", content(
        (Page<JournalLineDto> = "application/json"), (String = "text/csv"), (String = "application/vnd.apache.parquet")
    )))
)]
pub(crate) async fn journal(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<PeriodParams>,
) -> Result<Response, Problem> {
    let tenant = reader.tenant;
    let (asked, period) = (params.asked(), params.period());
    if params.axis() != bezant_books::Axis::Commit {
        let message = "the journal is in the order of commits";
        return Err(Problem::mistake("by", Code::ParameterInvalid, message));
    }
    if let Some(format) = params.format.export() {
        return export(&edge, tenant, format, "journal", move |books, target| {
            let instant = books.instant(asked)?;
            books.export_general_journal(tenant, period, &instant, target)
        })
        .await;
    }
    let limit = page_limit(params.limit)? as usize;
    let cursor = place_from(params.cursor.as_deref())?;
    let (page, instant) = read(edge.books(), move |books| {
        let instant = books.instant(asked)?;
        Ok((
            books.general_journal(tenant, period, &instant, cursor, limit)?,
            instant,
        ))
    })
    .await?;
    let paths = paths(&edge, tenant, page.lines.iter().map(|line| &line.transfer)).await?;
    let line = |line| JournalLineDto::of(line, |transfer| sides(&paths, transfer));
    Ok(respond::ok(&Page {
        data: page.lines.iter().map(line).collect(),
        next_cursor: page.next.map(place_text),
        position: Some(instant.position().0),
    }))
}

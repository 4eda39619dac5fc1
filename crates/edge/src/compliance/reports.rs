//! Reports as they are asked for and answered: over the trail, over the state, in one of three forms.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bezant_audit::Trail;
use bezant_compliance::{ComplianceError, LogRecords, Reading, Report, Scope, Span, csv, pdf};
use bezant_kernel::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::respond;

/// What was answered before a report is asked for is in it: its record is durable after some milliseconds.
const DURABLE_WITHIN: Duration = Duration::from_secs(5);

/// In which form a report is answered.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportFormat {
    /// All of it.
    #[default]
    Json,
    /// One of its tables, with a header.
    Csv,
    /// All of it, to be read and printed.
    Pdf,
}

/// Which part of a report, and in which form.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportParams {
    /// Not before.
    #[param(value_type = Option<String>)]
    pub(crate) from: Option<Timestamp>,
    /// Before.
    #[param(value_type = Option<String>)]
    pub(crate) to: Option<Timestamp>,
    /// Its form; `json` if left out.
    #[serde(default)]
    #[param(inline)]
    pub(crate) format: ReportFormat,
    /// Which table goes into the CSV; the first if left out, `figures` for the totals.
    pub(crate) table: Option<String>,
}

/// How a report is wanted.
pub(crate) struct Asked {
    pub(crate) span: Span,
    format: ReportFormat,
    table: Option<String>,
}

impl ReportParams {
    pub(crate) fn asked(self) -> Result<Asked, Problem> {
        if self.table.is_some() && self.format != ReportFormat::Csv {
            let message = "only the csv is of one table";
            return Err(Problem::mistake("table", Code::ParameterInvalid, message));
        }
        Ok(Asked {
            span: Span {
                from: self.from,
                to: self.to,
            },
            format: self.format,
            table: self.table,
        })
    }
}

/// A report of what the trail holds now, made where nobody else waits for the thread.
pub(crate) async fn of_trail(
    edge: &Edge,
    scope: Scope,
    span: Span,
    make: impl FnOnce(&Reading<'_>, Timestamp) -> Result<Report, ComplianceError> + Send + 'static,
) -> Result<Report, Problem> {
    let off = || Problem::new(Code::AuditUnavailable, "this node keeps no audit trail");
    let auditing = Arc::clone(edge.audit().ok_or_else(off)?);
    let _permit = edge.heavy_permit()?;
    let now = edge.now();
    let made = tokio::task::spawn_blocking(move || {
        let trail: &Trail = &auditing.trail;
        if !trail.flush(DURABLE_WITHIN) {
            return Err(unreadable());
        }
        let seen = trail.checkpoint(now).map_err(|error| {
            tracing::error!(%error, "the audit trail can't be read");
            unreadable()
        })?;
        let (checkpoint, signed) = seen.ok_or_else(|| {
            let detail = "there is nothing in the audit trail yet";
            Problem::new(Code::AuditUnavailable, detail)
        })?;
        let reader = trail.reader();
        let reading = Reading {
            records: &LogRecords(&*reader),
            checkpoint,
            signed,
            scope,
            span,
        };
        make(&reading, now).map_err(refused)
    });
    made.await.map_err(|_| unreadable())?
}

fn unreadable() -> Problem {
    Problem::new(Code::AuditUnavailable, "the audit trail can't be read right now")
}

fn refused(error: ComplianceError) -> Problem {
    match error {
        ComplianceError::TooManyRows(_) => Problem::new(Code::ExportTooLarge, error.to_string()),
        ComplianceError::NoSuchTable(names) => {
            let message = format!("the report has: {names}");
            Problem::mistake("table", Code::ParameterInvalid, message)
        }
        ComplianceError::Log(_) | ComplianceError::Record(_) => {
            tracing::error!(%error, "a report can't be made");
            unreadable()
        }
    }
}

/// The report in the form that was asked for. A file is made where nobody else waits for the thread.
pub(crate) async fn answer<T: Serialize>(
    report: Report,
    asked: &Asked,
    shown: impl FnOnce(&Report) -> T,
) -> Result<Response, Problem> {
    let (format, table) = (asked.format, asked.table.clone());
    let (kind, ending) = match format {
        ReportFormat::Json => return Ok(respond::ok(&shown(&report))),
        ReportFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        ReportFormat::Pdf => ("application/pdf", "pdf"),
    };
    let name = report.kind.as_str();
    let written = tokio::task::spawn_blocking(move || match format {
        ReportFormat::Pdf => Ok(pdf(&report)),
        ReportFormat::Csv | ReportFormat::Json => csv(&report, table.as_deref()),
    });
    let bytes = written.await.map_err(|_| unreadable())?.map_err(refused)?;
    let mut response = Response::new(Body::from(bytes));
    respond::set_file(&mut response, kind, &format!("{name}.{ending}"));
    Ok(response)
}

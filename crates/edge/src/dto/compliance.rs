//! Reports as the API shows them.

use bezant_compliance::Report;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

/// A report for auditors. What a row or a figure stands on is named by positions, which `GET /api/v1/audit/{position}` proves.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ComplianceReport {
    /// Always `compliance_report`.
    object: String,
    /// Which form it has.
    format: String,
    /// Which report it is.
    kind: String,
    /// Its heading.
    title: String,
    /// Whose; none where it is about the whole node.
    tenant: Option<String>,
    /// Not before.
    from: Option<String>,
    /// Before.
    to: Option<String>,
    /// When it was made.
    made_at: String,
    /// What it was made from: what the audit trail held, signed, and how far the log was read.
    source: ReportSource,
    /// What its reader has to know.
    remarks: Vec<String>,
    /// Its totals.
    figures: Vec<ReportFigure>,
    /// Its tables.
    tables: Vec<ReportTable>,
}

/// What a report was made from.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ReportSource {
    /// The last position of the audit trail, the root of its tree up to there in hexadecimal digits, and the signed checkpoint.
    #[schema(value_type = Option<Object>)]
    trail: Option<Value>,
    /// The last position of the main log that it knows of.
    log_position: Option<u64>,
}

/// A total of a report.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ReportFigure {
    /// What programs call it.
    name: String,
    /// What people call it.
    heading: String,
    /// How much.
    value: u64,
    /// Positions of the audit trail that it stands on: ranges of the first and the last.
    trail_positions: Vec<Vec<u64>>,
    /// The same of the main log.
    log_positions: Vec<Vec<u64>>,
}

/// A table of a report.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct ReportTable {
    /// What programs call it.
    name: String,
    /// What people call it.
    heading: String,
    /// Its rows: a field for each column, and the positions that the row stands on.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Value>,
}

impl From<&Report> for ComplianceReport {
    fn from(report: &Report) -> Self {
        serde_json::from_value(json!(report)).expect("a report has the fields that its form says")
    }
}

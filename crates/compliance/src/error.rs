//! Why there is no report, by what can be done about it.

use bezant_log::LogError;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ComplianceError {
    /// The trail can't be read: look at its disk.
    #[error("the audit trail can't be read: {0}")]
    Log(#[from] LogError),
    /// What stands there is no record: check the trail.
    #[error("position {0} of the audit trail is no record: check it with `bezant audit verify`")]
    Record(u64),
    /// More rows than a report has: ask for a shorter span.
    #[error("the report would have more than {0} rows: ask for a shorter span")]
    TooManyRows(usize),
    /// There is no such table in this report.
    #[error("the report has no such table; it has: {0}")]
    NoSuchTable(String),
}

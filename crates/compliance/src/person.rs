//! What is known of a person: what the state has of them, as who can open it hands it in, and what the trail has by and about them. GDPR,
//! articles 15 and 20: complete, and in a form that programs read.

use bezant_audit::{Kind, Record};
use bezant_kernel::Timestamp;

use crate::error::ComplianceError;
use crate::reading::{MOST_ROWS, Reading};
use crate::report::{Cell, Column, Figure, Report, ReportKind, Row, StandsOn, Table, column};

const RECORDS: &[Column] = &[
    column("at", "When", 14),
    column("relation", "Record", 8),
    column("kind", "Kind", 7),
    column("action", "What", 22),
    column("by", "By", 15),
    column("address", "From", 10),
    column("outcome", "Outcome", 7),
    column("correlation_id", "Correlation", 0),
];

/// What the state has of a person.
pub struct Known {
    /// Their ids: the principal's own, and those of their keys and sessions, by which records name them too.
    pub ids: Vec<String>,
    /// The position of the main log that the state follows from.
    pub log_position: u64,
    /// What it has, in tables.
    pub tables: Vec<Table>,
}

/// The report.
///
/// # Errors
/// `Log`, `Record`, `TooManyRows`.
pub fn person(reading: &Reading<'_>, made_at: Timestamp, known: Known) -> Result<Report, ComplianceError> {
    let mut by = Figure::new("records_by", "Records of what they did");
    let mut about = Figure::new("records_about", "Records of what was done to what is theirs");
    let mut rows = Vec::new();
    let is_theirs = |id: &str| known.ids.iter().any(|own| own == id);
    reading.each(&mut |position, record| {
        let stands_on = stands_on(position, record);
        let relation = match (is_theirs(record.principal()), is_about(record, &is_theirs)) {
            (true, _) => "by",
            (false, true) => "about",
            (false, false) => return Ok(()),
        };
        if !reading.span.has(record.at()) {
            return Ok(());
        }
        if rows.len() == MOST_ROWS {
            return Err(ComplianceError::TooManyRows(MOST_ROWS));
        }
        let figure = if relation == "by" { &mut by } else { &mut about };
        figure.count(1, &stands_on);
        let address = match &record.kind {
            Some(Kind::Request(request)) => Cell::text(&request.address),
            Some(Kind::Change(_) | Kind::Alert(_) | Kind::Custody(_)) | None => Cell::Nothing,
        };
        rows.push(Row {
            cells: vec![
                record.at().into(),
                Cell::text(relation),
                Cell::text(record.kind_word()),
                Cell::text(record.actions().join(" ")),
                Cell::text(record.principal()),
                address,
                Cell::text(record.outcome()),
                Cell::text(&record.correlation),
            ],
            stands_on,
        });
        Ok(())
    })?;
    let mut source = reading.source();
    source.log_position = Some(known.log_position);
    let mut tables = known.tables;
    tables.push(Table {
        name: "records",
        heading: "The audit trail",
        columns: RECORDS,
        rows,
    });
    Ok(Report {
        kind: ReportKind::Person,
        title: "What is known of a person".to_owned(),
        scope: reading.scope,
        span: reading.span,
        made_at,
        source,
        remarks: vec![
            "Secrets are not here: of passwords, codes, passkeys and keys it says that there are some, and since when.".to_owned(),
            "Payments have no person but by the tenant's own references, which the tenant looks up.".to_owned(),
        ],
        figures: vec![by, about],
        tables,
    })
}

fn stands_on(position: u64, record: &Record) -> StandsOn {
    let mut stands_on = StandsOn::trail(position);
    if let Some(Kind::Change(change)) = &record.kind {
        stands_on.log.add(change.position);
    }
    stands_on
}

/// Whether a record names them: as what it is about, or among the fields of that.
fn is_about(record: &Record, is_theirs: &dyn Fn(&str) -> bool) -> bool {
    if record.things().into_iter().any(is_theirs) {
        return true;
    }
    let Some(Kind::Change(change)) = &record.kind else {
        return false;
    };
    let fields = change.events.iter().flat_map(|event| &event.fields);
    let values = fields.flat_map(|field| field.old.iter().chain(&field.new));
    values.into_iter().any(|value| value.split(' ').any(is_theirs))
}

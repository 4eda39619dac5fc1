//! Who agreed to which text when, and who took it back: what GDPR, article 7, asks to be shown.

use std::collections::BTreeMap;

use bezant_audit::{Change, Changed, Kind, Record};
use bezant_kernel::Timestamp;

use crate::error::ComplianceError;
use crate::reading::{MOST_ROWS, Reading};
use crate::report::{Cell, Column, Figure, Report, ReportKind, Row, StandsOn, Table, column};

const CONSENTS: &[Column] = &[
    column("at", "When", 14),
    column("action", "What", 8),
    column("consent", "Consent", 15),
    column("principal", "Who", 15),
    column("purpose", "For", 12),
    column("version", "Text", 5),
    column("channel", "By way of", 9),
    column("recorded_by", "Recorded by", 15),
    column("correlation_id", "Correlation", 0),
];

const TEXTS: &[Column] = &[
    column("at", "Published", 14),
    column("purpose", "For", 20),
    column("version", "Version", 6),
    column("language", "Language", 6),
    column("published_by", "By", 15),
];

/// What was said when a consent was given: a withdrawal names the consent alone.
#[derive(Clone, Default)]
struct Given {
    cells: [Cell; 4],
    stands_on: StandsOn,
}

/// The report of a span.
///
/// # Errors
/// `Log`, `Record`, `TooManyRows`.
pub fn consents(reading: &Reading<'_>, made_at: Timestamp) -> Result<Report, ComplianceError> {
    let mut making = Making {
        known: BTreeMap::new(),
        consents: Vec::new(),
        texts: Vec::new(),
        given: Figure::new("given", "Consents that were given"),
        withdrawn: Figure::new("withdrawn", "Consents that were withdrawn"),
    };
    reading.each(&mut |position, record| match &record.kind {
        Some(Kind::Change(change)) => making.take_in(reading, position, record, change),
        _ => Ok(()),
    })?;
    Ok(Report {
        kind: ReportKind::Consents,
        title: "Consents".to_owned(),
        scope: reading.scope,
        span: reading.span,
        made_at,
        source: reading.source(),
        remarks: vec![
            "Who is no principal is known by a keyed hash of what the tenant calls them, and stands here by the consent alone.".to_owned(),
        ],
        figures: vec![making.given, making.withdrawn],
        tables: vec![
            Table {
                name: "consents",
                heading: "Consents",
                columns: CONSENTS,
                rows: making.consents,
            },
            Table {
                name: "texts",
                heading: "Texts that were published",
                columns: TEXTS,
                rows: making.texts,
            },
        ],
    })
}

struct Making {
    known: BTreeMap<String, Given>,
    consents: Vec<Row>,
    texts: Vec<Row>,
    given: Figure,
    withdrawn: Figure,
}

impl Making {
    fn take_in(
        &mut self,
        reading: &Reading<'_>,
        position: u64,
        record: &Record,
        change: &Change,
    ) -> Result<(), ComplianceError> {
        let mut stands_on = StandsOn::trail(position);
        stands_on.log.add(change.position);
        let is_in_span = reading.span.has(record.at());
        for event in &change.events {
            let (action, figure) = match &*event.event {
                "consent.given" => ("given", &mut self.given),
                "consent.withdrawn" => ("withdrawn", &mut self.withdrawn),
                "consent.text_published" if is_in_span => {
                    self.texts
                        .push(text_row(record, change, event, stands_on.clone()));
                    continue;
                }
                _ => continue,
            };
            if action == "given" {
                let given = Given {
                    cells: ["principal", "purpose", "version", "channel"].map(|name| value(event, name)),
                    stands_on: stands_on.clone(),
                };
                self.known.insert(event.id.clone(), given);
            }
            if !is_in_span {
                continue;
            }
            if self.consents.len() == MOST_ROWS {
                return Err(ComplianceError::TooManyRows(MOST_ROWS));
            }
            figure.count(1, &stands_on);
            let given = self.known.get(&event.id).cloned().unwrap_or_default();
            let mut cells = vec![record.at().into(), Cell::text(action), Cell::text(&event.id)];
            cells.extend(given.cells);
            cells.push(Cell::text(&change.by));
            cells.push(Cell::text(&record.correlation));
            let mut both = stands_on.clone();
            both.add(&given.stands_on);
            self.consents.push(Row {
                cells,
                stands_on: both,
            });
        }
        Ok(())
    }
}

fn text_row(record: &Record, change: &Change, event: &Changed, stands_on: StandsOn) -> Row {
    Row {
        cells: vec![
            record.at().into(),
            value(event, "purpose"),
            value(event, "version"),
            value(event, "language"),
            Cell::text(&change.by),
        ],
        stands_on,
    }
}

fn value(event: &Changed, field: &str) -> Cell {
    let found = event.fields.iter().find(|difference| difference.field == field);
    Cell::text(
        found
            .and_then(|difference| difference.new.clone())
            .unwrap_or_default(),
    )
}

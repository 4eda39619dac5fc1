//! What was changed of how money moves, by whom, from what to what, and who stands behind it as a second person: for SOX, sections 302
//! and 404, whose controls over changes an auditor tests.
//!
//! The whole trail is read, since an approval or a key's permissions can lie before the span; rows are those of the span.

mod kinds;
mod second;

use std::collections::BTreeMap;

use bezant_audit::{Change, Changed, Difference, Kind, Record};
use bezant_kernel::Timestamp;

pub use self::kinds::ChangeKind;
use self::kinds::moves_money;
pub use self::second::FourEyes;
use self::second::Seconds;
use crate::error::ComplianceError;
use crate::reading::{MOST_ROWS, Reading};
use crate::report::{Cell, Column, Figure, Report, ReportKind, Row, StandsOn, Table, column};

/// The column that says who.
const BY: usize = 2;

const CHANGES: &[Column] = &[
    column("at", "When", 12),
    column("kind", "Kind", 10),
    column("by", "Who", 19),
    column("event", "Event", 14),
    column("thing", "Thing", 0),
    column("id", "Which", 19),
    column("field", "Field", 10),
    column("old", "Old", 12),
    column("new", "New", 12),
    column("four_eyes", "Four eyes", 8),
    column("approved_by", "Approved by", 19),
    column("approved_at_position", "at", 4),
    column("asked_by", "Asked by", 0),
    column("asked_at_position", "Asked at", 0),
    column("correlation_id", "Correlation", 0),
];

const KINDS: &[Column] = &[
    column("kind", "Kind", 20),
    column("changes", "Changes", 8),
    column("approved", "Approved by a second person", 8),
    column("without", "Without, where one is possible", 8),
    column("not_required", "None required", 8),
];

/// Changes by who stands behind them.
struct Totals {
    changes: Figure,
    approved: Figure,
    without: Figure,
    not_required: Figure,
}

impl Default for Totals {
    fn default() -> Totals {
        Totals {
            changes: Figure::new("changes", "Changes"),
            approved: Figure::new("approved", "Approved by a second person"),
            without: Figure::new("without", "Without a second person, where one is possible"),
            not_required: Figure::new("not_required", "Of a kind that requires none"),
        }
    }
}

impl Totals {
    fn count(&mut self, second: &FourEyes, stands_on: &StandsOn) {
        self.changes.count(1, stands_on);
        let counted = match second {
            FourEyes::Approved { .. } => &mut self.approved,
            FourEyes::Without => &mut self.without,
            FourEyes::NotRequired => &mut self.not_required,
        };
        counted.count(1, stands_on);
    }

    fn row(self, kind: ChangeKind) -> Row {
        let figures = [&self.changes, &self.approved, &self.without, &self.not_required];
        let numbers = figures.into_iter().map(|figure| Cell::Number(figure.value));
        Row {
            cells: std::iter::once(Cell::text(kind.as_str()))
                .chain(numbers)
                .collect(),
            stands_on: self.changes.stands_on,
        }
    }
}

/// The report of a span.
///
/// # Errors
/// `Log`, `Record`, `TooManyRows`.
pub fn changes(reading: &Reading<'_>, made_at: Timestamp) -> Result<Report, ComplianceError> {
    let mut making = Making::default();
    reading.each(&mut |position, record| match &record.kind {
        Some(Kind::Change(change)) => making.take_in(reading, position, record, change),
        _ => Ok(()),
    })?;
    making.name_by_requests(reading)?;
    Ok(making.report(reading, made_at))
}

#[derive(Default)]
struct Making {
    seconds: Seconds,
    /// Whether keys and clients move money, by tenant and id.
    keys: BTreeMap<(String, String), bool>,
    rows: Vec<Row>,
    /// Rows that no event says the author of, by tenant and correlation id.
    unnamed: BTreeMap<(String, String), Vec<usize>>,
    all: Totals,
    kinds: BTreeMap<ChangeKind, Totals>,
    shortened: StandsOn,
    log_position: Option<u64>,
}

impl Making {
    fn take_in(
        &mut self,
        reading: &Reading<'_>,
        position: u64,
        record: &Record,
        change: &Change,
    ) -> Result<(), ComplianceError> {
        self.log_position = self.log_position.max(Some(change.position));
        let mut stands_on = StandsOn::trail(position);
        stands_on.log.add(change.position);
        let is_in_span = reading.span.has(record.at());
        if change.more > 0 && is_in_span {
            self.shortened.add(&stands_on);
        }
        for event in &change.events {
            self.seconds.take_in(position, change, event);
            let Some(kind) = ChangeKind::of(event) else {
                continue;
            };
            if (kind == ChangeKind::Credentials && !self.is_about_money(record, event)) || !is_in_span {
                continue;
            }
            let second = self.seconds.behind(position, change, event, kind);
            self.all.count(&second, &stands_on);
            self.kinds.entry(kind).or_default().count(&second, &stands_on);
            self.add_rows(record, change, event, (kind, &second), &stands_on)?;
        }
        Ok(())
    }

    /// A key is what it was made as: later events do not say again what it may do.
    fn is_about_money(&mut self, record: &Record, event: &Changed) -> bool {
        let place = (record.tenant.clone(), event.id.clone());
        let mut said = event
            .fields
            .iter()
            .filter(|difference| matches!(&*difference.field, "scopes" | "permissions"))
            .filter_map(|difference| difference.new.as_deref())
            .peekable();
        if said.peek().is_some() {
            let moves = said.any(moves_money);
            self.keys.insert(place, moves);
            return moves;
        }
        // One whose beginning the trail does not have might.
        self.keys.get(&place).copied().unwrap_or(true)
    }

    /// A row for each field that is different; one for an event that names none.
    fn add_rows(
        &mut self,
        record: &Record,
        change: &Change,
        event: &Changed,
        (kind, second): (ChangeKind, &FourEyes),
        stands_on: &StandsOn,
    ) -> Result<(), ComplianceError> {
        let mut stands_on = stands_on.clone();
        let (mut approved, mut asked) = ([Cell::Nothing, Cell::Nothing], [Cell::Nothing, Cell::Nothing]);
        if let FourEyes::Approved {
            by,
            position,
            asked: request,
        } = second
        {
            approved = [Cell::text(by), Cell::Number(*position)];
            stands_on.trail.add(*position);
            if let Some((who, position)) = request {
                asked = [Cell::text(who), Cell::Number(*position)];
                stands_on.trail.add(*position);
            }
        }
        let nothing = Difference::default();
        let fields = match event.fields.is_empty() {
            true => std::slice::from_ref(&nothing),
            false => &event.fields,
        };
        for difference in fields {
            if self.rows.len() == MOST_ROWS {
                return Err(ComplianceError::TooManyRows(MOST_ROWS));
            }
            let mut cells = vec![
                record.at().into(),
                Cell::text(kind.as_str()),
                Cell::text(&change.by),
                Cell::text(&event.event),
                Cell::text(&event.thing),
                Cell::text(&event.id),
                Cell::text(&difference.field),
                Cell::text(difference.old.clone().unwrap_or_default()),
                Cell::text(difference.new.clone().unwrap_or_default()),
                Cell::text(second.as_str()),
            ];
            cells.extend(approved.iter().chain(&asked).cloned());
            cells.push(Cell::text(&record.correlation));
            if change.by.is_empty() && !record.correlation.is_empty() {
                let place = (record.tenant.clone(), record.correlation.clone());
                self.unnamed.entry(place).or_default().push(self.rows.len());
            }
            self.rows.push(Row {
                cells,
                stands_on: stands_on.clone(),
            });
        }
        Ok(())
    }

    /// Some events do not say by whom they are. The request under the same correlation id does, if it was done and nobody else asked
    /// under that id.
    fn name_by_requests(&mut self, reading: &Reading<'_>) -> Result<(), ComplianceError> {
        if self.unnamed.is_empty() {
            return Ok(());
        }
        let mut found: BTreeMap<(String, String), Option<(String, u64)>> = BTreeMap::new();
        reading.each(&mut |position, record| {
            let Some(Kind::Request(request)) = &record.kind else {
                return Ok(());
            };
            let place = (record.tenant.clone(), record.correlation.clone());
            let is_change = request.method != "GET" && record.outcome() == "done";
            if is_change && self.unnamed.contains_key(&place) {
                let said = found.entry(place);
                let said = said.or_insert_with(|| Some((request.principal.clone(), position)));
                if said.as_ref().is_some_and(|(who, _)| *who != request.principal) {
                    *said = None;
                }
            }
            Ok(())
        })?;
        for (place, said) in found {
            let Some((who, position)) = said else {
                continue;
            };
            for &index in &self.unnamed[&place] {
                self.rows[index].cells[BY] = Cell::text(&who);
                self.rows[index].stands_on.trail.add(position);
            }
        }
        Ok(())
    }

    fn report(self, reading: &Reading<'_>, made_at: Timestamp) -> Report {
        let mut remarks = vec![
            "Old and new values are as the audit trail keeps them: *** stands where it keeps none.".to_owned(),
            "Where an event does not say who, the request under the same correlation id does.".to_owned(),
            "Four eyes: 'approved' by another than who asked; 'without' where a second person is possible and there was none, as \
             when the administrator of the machine acts; 'not_required' for what takes none."
                .to_owned(),
        ];
        if !self.shortened.trail.is_empty() {
            remarks.push(format!(
                "Positions {} of the trail name only the first events of a large batch; the log has all at the position beside each.",
                self.shortened.trail
            ));
        }
        let mut source = reading.source();
        source.log_position = self.log_position;
        Report {
            kind: ReportKind::Changes,
            title: "Changes of how money moves".to_owned(),
            scope: reading.scope,
            span: reading.span,
            made_at,
            source,
            remarks,
            figures: vec![
                self.all.changes,
                self.all.approved,
                self.all.without,
                self.all.not_required,
            ],
            tables: vec![
                Table {
                    name: "changes",
                    heading: "Changes",
                    columns: CHANGES,
                    rows: self.rows,
                },
                Table {
                    name: "kinds",
                    heading: "By kind",
                    columns: KINDS,
                    rows: self
                        .kinds
                        .into_iter()
                        .map(|(kind, totals)| totals.row(kind))
                        .collect(),
                },
            ],
        }
    }
}

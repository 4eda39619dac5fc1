//! Who reached health data: every request for what a tenant has declared to be about health, let in or not, and per principal totals.
//! 45 CFR 164.312(b) asks for the record, 164.308(a)(1)(ii)(D) for its review.

use std::collections::BTreeMap;

use bezant_audit::{DataClass, Kind, Record, Request};
use bezant_kernel::Timestamp;

use crate::error::ComplianceError;
use crate::reading::{MOST_ROWS, Reading};
use crate::report::{Cell, Column, Figure, Report, ReportKind, Row, StandsOn, Table, column};

const ACCESSES: &[Column] = &[
    column("at", "When", 13),
    column("principal", "Who", 20),
    column("credential_kind", "By", 7),
    column("credential", "Credential", 0),
    column("address", "From", 9),
    column("country", "Country", 0),
    column("method", "How", 5),
    column("route", "What", 17),
    column("resources", "Which", 16),
    column("rows", "Rows", 4),
    column("permission", "Permission", 10),
    column("policy_version", "Policy", 5),
    column("outcome", "Outcome", 6),
    column("reasons", "Reasons", 0),
    column("status", "Status", 0),
    column("correlation_id", "Correlation", 0),
];

const PRINCIPALS: &[Column] = &[
    column("principal", "Who", 20),
    column("allowed", "Allowed", 6),
    column("refused", "Refused", 6),
    column("rows", "Rows read", 6),
    column("first_at", "First", 15),
    column("last_at", "Last", 15),
];

#[derive(Default)]
struct Totals {
    allowed: u64,
    refused: u64,
    rows: u64,
    first: Timestamp,
    last: Timestamp,
    stands_on: StandsOn,
}

/// The report of a span.
///
/// # Errors
/// `Log`, `Record`, `TooManyRows`.
pub fn accesses(reading: &Reading<'_>, made_at: Timestamp) -> Result<Report, ComplianceError> {
    let mut rows = Vec::new();
    let mut allowed = Figure::new("allowed", "Accesses that were allowed");
    let mut refused = Figure::new("refused", "Accesses that were refused");
    let mut read = Figure::new("rows_read", "Rows that were read");
    let mut principals: BTreeMap<String, Totals> = BTreeMap::new();
    reading.each(&mut |position, record| {
        let Some(request) = access_of(record) else {
            return Ok(());
        };
        if !reading.span.has(record.at()) {
            return Ok(());
        }
        if rows.len() == MOST_ROWS {
            return Err(ComplianceError::TooManyRows(MOST_ROWS));
        }
        let stands_on = StandsOn::trail(position);
        let is_refused = record.outcome() == "denied";
        let looked_at = request.rows.unwrap_or(0);
        let counted = if is_refused { &mut refused } else { &mut allowed };
        counted.count(1, &stands_on);
        if looked_at > 0 {
            read.count(looked_at, &stands_on);
        }
        let totals = principals
            .entry(request.principal.clone())
            .or_insert_with(|| Totals {
                first: record.at(),
                last: record.at(),
                ..Totals::default()
            });
        totals.allowed += u64::from(!is_refused);
        totals.refused += u64::from(is_refused);
        totals.rows = totals.rows.saturating_add(looked_at);
        totals.first = totals.first.min(record.at());
        totals.last = totals.last.max(record.at());
        totals.stands_on.add(&stands_on);
        rows.push(Row {
            cells: cells(record, request),
            stands_on,
        });
        Ok(())
    })?;
    let mut people = Figure::new("principals", "Principals who asked");
    for totals in principals.values() {
        people.count(1, &totals.stands_on);
    }
    Ok(Report {
        kind: ReportKind::HealthAccess,
        title: "Access to health data".to_owned(),
        scope: reading.scope,
        span: reading.span,
        made_at,
        source: reading.source(),
        remarks: vec![
            "Health data is what a tenant has declared to be about health: its payments and refunds."
                .to_owned(),
            "People stand here by their ids. Policy 0 is the one that Bezant brings.".to_owned(),
        ],
        figures: vec![allowed, refused, people, read],
        tables: vec![
            Table {
                name: "accesses",
                heading: "Accesses",
                columns: ACCESSES,
                rows,
            },
            Table {
                name: "principals",
                heading: "By principal",
                columns: PRINCIPALS,
                rows: principals
                    .into_iter()
                    .map(|(who, totals)| totals.row(who))
                    .collect(),
            },
        ],
    })
}

impl Totals {
    fn row(self, who: String) -> Row {
        Row {
            cells: vec![
                Cell::text(who),
                Cell::Number(self.allowed),
                Cell::Number(self.refused),
                Cell::Number(self.rows),
                self.first.into(),
                self.last.into(),
            ],
            stands_on: self.stands_on,
        }
    }
}

fn access_of(record: &Record) -> Option<&Request> {
    match &record.kind {
        Some(Kind::Request(request)) if record.data_class() == DataClass::Health => Some(request),
        _ => None,
    }
}

fn cells(record: &Record, request: &Request) -> Vec<Cell> {
    let resources: Vec<String> = request
        .resources
        .iter()
        .map(|fact| format!("{}={}", fact.name, fact.value))
        .collect();
    // Without a reason the policy was not asked: the permission was missing before.
    let policy = match request.reasons.is_empty() {
        true => Cell::Nothing,
        false => Cell::Number(u64::from(request.policy_version)),
    };
    vec![
        record.at().into(),
        Cell::text(&request.principal),
        Cell::text(&request.credential_kind),
        Cell::text(&request.credential),
        Cell::text(&request.address),
        Cell::text(&request.country),
        Cell::text(&request.method),
        Cell::text(&request.route),
        Cell::text(resources.join(" ")),
        request.rows.map_or(Cell::Nothing, Cell::Number),
        Cell::text(&request.permission),
        policy,
        Cell::text(record.outcome()),
        Cell::text(request.reasons.join(" ")),
        Cell::Number(u64::from(request.status)),
        Cell::text(&record.correlation),
    ]
}

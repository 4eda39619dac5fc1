//! All that was gathered, on paper: what each finding says, and what stands for which requirement.

use super::{Bundle, Item, Status};
use crate::controls::CONTROLS;
use crate::positions::Positions;
use crate::reading::{Scope, Span};
use crate::report::{Cell, Column, Figure, Report, ReportKind, Row, Source, StandsOn, Table, column};

const ITEMS: &[Column] = &[
    column("kind", "What", 12),
    column("status", "Status", 9),
    column("reason", "Why", 30),
    column("requirements", "Requirements", 12),
    column("at", "Looked at", 14),
    column("command", "Again by", 22),
];

const REQUIREMENTS: &[Column] = &[
    column("requirement", "Requirement", 7),
    column("about", "About", 16),
    column("bezant", "What Bezant does", 32),
    column("operator", "What the operator does", 28),
    column("evidence", "Evidence", 16),
];

pub(super) fn summary(bundle: &Bundle) -> Report {
    let mut figures = [
        (Status::Met, Figure::new("met", "Met")),
        (Status::NotMet, Figure::new("not_met", "Not met")),
        (
            Status::NotBezantsToSay,
            Figure::new("not_bezants_to_say", "Not Bezant's to say"),
        ),
    ];
    let mut rows = Vec::new();
    for item in &bundle.items {
        let stands_on = stands_on(item);
        for (status, figure) in &mut figures {
            if *status == item.status {
                figure.count(1, &stands_on);
            }
        }
        rows.push(Row {
            cells: vec![
                Cell::text(item.finding.kind.as_str()),
                Cell::text(item.status.as_str()),
                Cell::text(&item.reason),
                Cell::text(item.requirements.join(" ")),
                item.finding.at.into(),
                Cell::text(&item.finding.command),
            ],
            stands_on,
        });
    }
    let checkpoint = bundle.checkpoint.as_ref();
    let mut source = checkpoint.map_or_else(Source::default, |(seen, signed)| {
        Source::of_trail(seen, signed.clone())
    });
    source.log_position = bundle
        .items
        .iter()
        .filter_map(|item| item.finding.log_position)
        .max();
    Report {
        kind: ReportKind::Evidence,
        title: "Evidence for PCI DSS 4.0".to_owned(),
        scope: Scope::Node,
        span: Span {
            from: None,
            to: Some(bundle.made_at),
        },
        made_at: bundle.made_at,
        source,
        remarks: vec![
            "Each finding is a file beside this one, with what was seen. The manifest signs all of them: bezant compliance check."
                .to_owned(),
            "A status is about what was looked at, at that time, on this node. Whether a requirement is fulfilled is for an assessor."
                .to_owned(),
        ],
        figures: figures.into_iter().map(|(_, figure)| figure).collect(),
        tables: vec![
            Table {
                name: "findings",
                heading: "Findings",
                columns: ITEMS,
                rows,
            },
            Table {
                name: "requirements",
                heading: "Requirements",
                columns: REQUIREMENTS,
                rows: CONTROLS.iter().map(|control| control.row()).collect(),
            },
        ],
    }
}

fn stands_on(item: &Item) -> StandsOn {
    let records = item
        .finding
        .seen
        .get("records")
        .and_then(serde_json::Value::as_u64);
    let log = item.finding.log_position;
    StandsOn {
        trail: records
            .filter(|last| *last > 0)
            .map_or_else(Positions::default, |last| Positions::range(1, last)),
        log: log.map_or_else(Positions::default, Positions::one),
    }
}

//! The forms of a report: the same bytes for the same report, and what they hold.

use bezant_kernel::Timestamp;

use super::{ANN, at, checkpoint, tenant};
use crate::reading::{Scope, Span};
use crate::report::{Cell, Column, Figure, Report, ReportKind, Row, Source, StandsOn, Table, column};
use crate::{csv, pdf};

const COLUMNS: &[Column] = &[
    column("who", "Who", 10),
    column("what", "What", 20),
    column("hidden", "Hidden", 0),
];

fn report(rows: u64) -> Report {
    let (seen, signed) = checkpoint(rows);
    let mut figure = Figure::new("all", "All of them");
    let rows = (1..=rows).map(|position| {
        let stands_on = StandsOn::trail(position);
        figure.count(1, &stands_on);
        Row {
            cells: vec![Cell::text(ANN), Cell::text("=1+1 日本"), Cell::Number(position)],
            stands_on,
        }
    });
    let rows = rows.collect();
    Report {
        kind: ReportKind::Changes,
        title: "A report".to_owned(),
        scope: Scope::Tenant(tenant(1)),
        span: Span {
            from: Some(at(0)),
            to: None,
        },
        made_at: Timestamp::from_microseconds(1_700_000_000_000_000),
        source: Source::of_trail(&seen, signed),
        remarks: vec!["A remark.".to_owned()],
        figures: vec![figure],
        tables: vec![Table {
            name: "things",
            heading: "Things",
            columns: COLUMNS,
            rows,
        }],
    }
}

#[test]
fn json_says_what_each_row_stands_on() {
    insta::assert_snapshot!(String::from_utf8(report(2).json()).unwrap());
}

#[test]
fn a_table_is_a_csv_that_calculates_nothing() {
    insta::assert_snapshot!(String::from_utf8(csv(&report(2), None).unwrap()).unwrap());
    let figures = String::from_utf8(csv(&report(2), Some("figures")).unwrap()).unwrap();
    assert!(figures.contains("\"all\",\"2\",\"1-2\""), "{figures}");
    let refused = csv(&report(2), Some("nothing")).unwrap_err().to_string();
    assert!(refused.contains("things, figures"), "{refused}");
}

#[test]
fn pages_are_numbered_and_headings_come_again() {
    let bytes = pdf(&report(200));
    assert_eq!(bytes, pdf(&report(200)), "the same report has the same bytes");
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let pages: Vec<&str> = text
        .split("endstream")
        .filter(|part| part.contains("Tj"))
        .collect();
    assert!(pages.len() > 3, "{} pages", pages.len());
    let count = pages.len();
    for (index, page) in pages.iter().enumerate() {
        assert!(
            page.contains(&format!("(Page {} of {count})", index + 1)),
            "page {index}"
        );
        assert!(page.contains("(Stands on)"), "page {index} has no heading");
    }
    // Each row is there once, and what the face has no sign for is written by its code point.
    assert_eq!(text.matches("<U+65E5><U+672C>").count(), 200);
    assert!(!text.contains("Hidden"));
}

#[test]
fn a_row_that_is_longer_than_a_page_goes_on_behind_the_heading() {
    let mut report = report(1);
    let words: Vec<String> = (0..2_000).map(|number| format!("word{number}")).collect();
    report.tables[0].rows[0].cells[1] = Cell::text(words.join(" "));
    let bytes = pdf(&report);
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    for word in [0, 999, 1_999] {
        assert!(text.contains(&format!("word{word}")), "{word}");
    }
    assert!(text.matches("(Stands on)").count() >= 3);
}

#[test]
fn nothing_is_said_of_an_empty_table() {
    let bytes = pdf(&report(0));
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    assert!(text.contains("There is nothing of this."));
}

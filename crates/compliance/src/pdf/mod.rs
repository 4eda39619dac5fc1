//! A report as PDF: text that can be selected and searched, pages that are numbered, tables whose headings come again on each page.
//!
//! In comes a [`Report`]; out come bytes, the same for the same report. The faces are those that every reader has, so that nothing is
//! embedded; what they have no sign for is written by its code point ([`face`]).

mod face;
mod lines;
mod points;
mod sheets;

use self::face::{Face, encoded};
use self::lines::lines;
use self::points::Length;
use self::sheets::{Ink, Sheets};
use crate::report::{Column, Report, StandsOn, Table};

const TITLE: Length = Length::points(18);
const HEADING: Length = Length::points(11);
const TEXT: Length = Length::thousandths(8_500);
const CELL: Length = Length::thousandths(7_000);
const LEADING: Length = Length::points(9);
/// Between the edge of a cell and what stands in it.
const PADDING: Length = Length::points(3);
/// Less than this is not begun at the foot of a page: a heading with two rows.
const SMALLEST_BEGINNING: Length = Length::points(60);
/// A row that is no taller stands on one page.
const TALLEST_WHOLE: Length = Length::points(300);
/// Longer lists of positions are cut: the other forms have them whole.
const MOST_RANGES: usize = 12;
/// What the column of positions takes of the width, beside the shares of a table's own columns.
const POSITIONS: u16 = 10;

/// The report as PDF.
#[must_use]
pub fn pdf(report: &Report) -> Vec<u8> {
    let mut sheets = Sheets::new();
    head(&mut sheets, report);
    if !report.figures.is_empty() {
        figures(&mut sheets, report);
    }
    for table in &report.tables {
        write_table(&mut sheets, table);
    }
    sheets.document(&report.title)
}

fn head(sheets: &mut Sheets, report: &Report) {
    sheets.go_down(TITLE);
    sheets.text(
        Length::default(),
        Length::default(),
        &encoded(&report.title),
        Face::Bold,
        TITLE,
        Ink::TEXT,
    );
    sheets.go_down(Length::points(8));
    let span = match (report.span.from, report.span.to) {
        (None, None) => "all time".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("before {to}"),
        (Some(from), Some(to)) => format!("from {from}, before {to}"),
    };
    for (name, value) in [
        ("Of", report.whose()),
        ("Time", span),
        ("Made at", report.made_at.to_string()),
        ("Made from", report.source.line()),
    ] {
        let wide = Length::points(60);
        let width = sheets.width() - wide;
        for (index, line) in lines(&encoded(&value), Face::Plain, TEXT, width)
            .iter()
            .enumerate()
        {
            let down = Length::points(11);
            if index == 0 {
                sheets.text(
                    Length::default(),
                    down,
                    &encoded(name),
                    Face::Plain,
                    TEXT,
                    Ink::QUIET,
                );
            }
            sheets.text(wide, down, line, Face::Plain, TEXT, Ink::TEXT);
            sheets.go_down(down);
        }
    }
    sheets.go_down(Length::points(4));
    for remark in &report.remarks {
        for line in lines(&encoded(remark), Face::Plain, TEXT, sheets.width()) {
            turn_unless(sheets, Length::points(11));
            sheets.text(
                Length::default(),
                Length::points(11),
                &line,
                Face::Plain,
                TEXT,
                Ink::QUIET,
            );
            sheets.go_down(Length::points(11));
        }
    }
}

fn turn_unless(sheets: &mut Sheets, fits: Length) {
    if sheets.room() < fits {
        sheets.turn();
    }
}

/// The totals, as a table of their own.
fn figures(sheets: &mut Sheets, report: &Report) {
    const COLUMNS: &[Column] = &[
        Column {
            name: "heading",
            heading: "What",
            share: 40,
        },
        Column {
            name: "value",
            heading: "How many",
            share: 12,
        },
    ];
    let rows = report.figures.iter();
    let rows = rows.map(|figure| {
        let cells = vec![figure.heading.to_owned(), figure.value.to_string()];
        (cells, &figure.stands_on)
    });
    write_rows(sheets, "Totals", COLUMNS, 30, rows.collect());
}

fn write_table(sheets: &mut Sheets, table: &Table) {
    let rows = table.rows.iter();
    let rows = rows.map(|row| {
        let cells = table.columns.iter().zip(&row.cells);
        let printed = cells.filter(|(column, _)| column.share > 0);
        (printed.map(|(_, cell)| cell.printed()).collect(), &row.stands_on)
    });
    let columns: Vec<Column> = table
        .columns
        .iter()
        .copied()
        .filter(|column| column.share > 0)
        .collect();
    write_rows(sheets, table.heading, &columns, POSITIONS, rows.collect());
}

fn write_rows(
    sheets: &mut Sheets,
    heading: &str,
    columns: &[Column],
    positions: u16,
    rows: Vec<(Vec<String>, &StandsOn)>,
) {
    turn_unless(sheets, SMALLEST_BEGINNING);
    let above = match sheets.is_fresh() {
        true => Length::points(10),
        false => Length::points(26),
    };
    sheets.text(
        Length::default(),
        above,
        &encoded(heading),
        Face::Bold,
        HEADING,
        Ink::TEXT,
    );
    sheets.go_down(above + Length::points(6));
    if rows.is_empty() {
        let none = encoded("There is nothing of this.");
        sheets.text(
            Length::default(),
            Length::points(11),
            &none,
            Face::Plain,
            TEXT,
            Ink::QUIET,
        );
        sheets.go_down(Length::points(11));
        return;
    }
    // A table of which no row stands on a position has no column for them.
    let has_positions = rows
        .iter()
        .any(|(_, stands_on)| **stands_on != StandsOn::default());
    let shares = columns.iter().map(|column| column.share);
    let shares = shares.chain(has_positions.then_some(positions));
    let all: u64 = shares.clone().map(u64::from).sum();
    let widths: Vec<Length> = shares
        .map(|share| sheets.width().part(u64::from(share), all))
        .collect();
    let names = columns.iter().map(|column| column.heading.to_owned());
    let names = names.chain(["Stands on".to_owned()]);
    let names = broken(&widths, names, Face::Bold);
    heading_row(sheets, &widths, &names);
    for (cells, stands_on) in rows {
        let cells = cells.into_iter().chain([positions_of(stands_on)]);
        let cells = broken(&widths, cells, Face::Plain);
        body_row(sheets, &widths, &names, &cells);
    }
}

/// Those of the trail, and those of the log.
fn positions_of(stands_on: &StandsOn) -> String {
    let shown = |name: &str, positions: &crate::Positions| {
        let few: Vec<String> = positions
            .ranges()
            .iter()
            .take(MOST_RANGES)
            .map(|(first, last)| match first == last {
                true => first.to_string(),
                false => format!("{first}-{last}"),
            })
            .collect();
        let more = match positions.ranges().len() > MOST_RANGES {
            true => format!(" … {} in all", positions.count()),
            false => String::new(),
        };
        (!positions.is_empty()).then(|| format!("{name} {}{more}", few.join(" ")))
    };
    let both = [shown("trail", &stands_on.trail), shown("log", &stands_on.log)];
    let both: Vec<String> = both.into_iter().flatten().collect();
    both.join(", ")
}

type Cells = Vec<Vec<Vec<u8>>>;

fn broken(widths: &[Length], cells: impl Iterator<Item = String>, face: Face) -> Cells {
    let inner = widths.iter().map(|width| *width - PADDING - PADDING);
    let cells = cells.zip(inner);
    cells
        .map(|(text, width)| lines(&encoded(&text), face, CELL, width))
        .collect()
}

fn height(lines: usize) -> Length {
    LEADING.times(lines) + PADDING + PADDING
}

fn most_lines(cells: &Cells) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(1)
}

fn heading_row(sheets: &mut Sheets, widths: &[Length], names: &Cells) {
    let high = height(most_lines(names));
    sheets.shade(sheets.width(), high, Ink::SHADE);
    write_lines(sheets, widths, names, 0, most_lines(names), Face::Bold);
    sheets.go_down(high);
    sheets.rule(Ink::RULE);
}

/// A row; one that is longer than what is left goes on behind the headings of the next page.
fn body_row(sheets: &mut Sheets, widths: &[Length], names: &Cells, cells: &Cells) {
    let all = most_lines(cells);
    let (mut done, mut is_turned) = (0, false);
    while done < all {
        let room = (sheets.room() - PADDING - PADDING).holds(LEADING);
        // What fits a page is not torn.
        let is_torn = done == 0 && all > room && height(all) < TALLEST_WHOLE;
        if (room == 0 || is_torn) && !is_turned {
            sheets.turn();
            heading_row(sheets, widths, names);
            is_turned = true;
            continue;
        }
        let now = room.clamp(1, all - done);
        write_lines(sheets, widths, cells, done, now, Face::Plain);
        sheets.go_down(height(now));
        sheets.rule(Ink::SHADE);
        done += now;
        is_turned = false;
    }
}

fn write_lines(sheets: &mut Sheets, widths: &[Length], cells: &Cells, from: usize, count: usize, face: Face) {
    let mut right = Length::default();
    for (cell, width) in cells.iter().zip(widths) {
        for (index, line) in cell.iter().skip(from).take(count).enumerate() {
            let down = PADDING + LEADING.times(index) + CELL;
            sheets.text(right + PADDING, down, line, face, CELL, Ink::TEXT);
        }
        right = right + *width;
    }
}

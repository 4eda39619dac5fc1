//! A table of a report as CSV (RFC 4180), for spreadsheets: nothing in it is a formula to them.

use crate::error::ComplianceError;
use crate::report::{Cell, Report};

/// What makes a spreadsheet calculate, where a cell begins with it; the wide forms too.
const FORMULA_BEGINNINGS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Behind the columns of a table: what a row stands on, and the checkpoint that covers it.
const BEHIND: [&str; 3] = ["trail_positions", "log_positions", "trail_checkpoint"];

/// One table of a report, the first if none is named; `figures` are its totals.
///
/// # Errors
/// `NoSuchTable`.
pub fn csv(report: &Report, table: Option<&str>) -> Result<Vec<u8>, ComplianceError> {
    let checkpoint = report.source.trail.as_ref();
    let checkpoint =
        checkpoint.map_or_else(String::new, |trail| format!("{}:{}", trail.position, trail.root));
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let mut write = |cells: Vec<String>| {
        writer
            .write_record(&cells)
            .expect("memory takes all, and rows are of one length");
    };
    if table == Some("figures") {
        write(
            ["name", "value"]
                .into_iter()
                .chain(BEHIND)
                .map(str::to_owned)
                .collect(),
        );
        for figure in &report.figures {
            write(vec![
                figure.name.to_owned(),
                figure.value.to_string(),
                figure.stands_on.trail.to_string(),
                figure.stands_on.log.to_string(),
                checkpoint.clone(),
            ]);
        }
    } else {
        let wanted = match table {
            None => report.tables.first(),
            Some(name) => report.tables.iter().find(|one| one.name == name),
        };
        let wanted = wanted.ok_or_else(|| {
            let names: Vec<&str> = report
                .tables
                .iter()
                .map(|one| one.name)
                .chain(["figures"])
                .collect();
            ComplianceError::NoSuchTable(names.join(", "))
        })?;
        let names = wanted.columns.iter().map(|column| column.name).chain(BEHIND);
        write(names.map(str::to_owned).collect());
        for row in &wanted.rows {
            let cells = row.cells.iter().map(|cell| match cell {
                Cell::Text(text) => harmless(text),
                Cell::Nothing | Cell::Number(_) | Cell::Time(_) => cell.written(),
            });
            let behind = [
                row.stands_on.trail.to_string(),
                row.stands_on.log.to_string(),
                checkpoint.clone(),
            ];
            write(cells.chain(behind).collect());
        }
    }
    Ok(writer.into_inner().expect("memory takes all"))
}

/// With an apostrophe before it, a spreadsheet takes a cell for text. Whole numbers are left as they are.
fn harmless(text: &str) -> String {
    let is_number = text
        .strip_prefix('-')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    match text.starts_with(FORMULA_BEGINNINGS) && !is_number {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for formula in [
            "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "-", "-a",
        ] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for plain in ["", "a=1", "-250000", "payments.read", "'=1"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}

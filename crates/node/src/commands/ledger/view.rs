//! The API's answers as tables for people. Amounts are shown in the units of their currency.

use bezant_kernel::Currency;
use serde_json::{Map, Value};

use super::amount;
use crate::output;

/// A column: its title, and where its value stands in a row; the first place with a value counts.
pub(crate) struct Column {
    title: &'static str,
    places: &'static [&'static str],
}

/// A column of a table.
pub(crate) const fn column(title: &'static str, places: &'static [&'static str]) -> Column {
    Column { title, places }
}

/// Fields that hold minor units of the currency beside or around them.
const AMOUNTS: &[&str] = &[
    "amount",
    "amount_captured",
    "amount_refunded",
    "assets",
    "available",
    "balance",
    "balance_after",
    "closing",
    "closing_balance",
    "credit_limit",
    "credits",
    "credits_pending",
    "credits_posted",
    "debits",
    "debits_pending",
    "debits_posted",
    "difference",
    "earnings",
    "equity",
    "expenses",
    "fee",
    "gap",
    "liabilities",
    "net_income",
    "opening",
    "opening_balance",
    "result",
    "revenue",
    "threshold",
    "total",
];

/// Rows with these columns. A column without any value is left out.
pub(crate) fn table(rows: &[Value], columns: &[Column]) -> String {
    let titles: Vec<String> = columns.iter().map(|column| column.title.to_owned()).collect();
    let cells = rows
        .iter()
        .map(|row| columns.iter().map(|column| text_of(row, column)).collect());
    let cells: Vec<Vec<String>> = cells.collect();
    let text = aligned(&titles, &cells, "nothing\n");
    match output::columns() {
        Some(room) if text.lines().any(|line| console::measure_text_width(line) > room) => {
            blocks(&titles, &cells)
        }
        _ => text,
    }
}

/// Chosen fields of one thing, a line each. A field without a value is left out.
pub(crate) fn fields(value: &Value, columns: &[Column]) -> String {
    let cells = columns.iter().map(|column| text_of(value, column)).collect();
    let titles: Vec<String> = columns.iter().map(|column| column.title.to_owned()).collect();
    blocks(&titles, &[cells])
}

fn text_of(row: &Value, column: &Column) -> String {
    let currency = currency_of(row, None);
    let found = column.places.iter().find_map(|place| {
        let value = row.pointer(place).filter(|value| !value.is_null())?;
        let name = place.rsplit('/').next().unwrap_or(place);
        Some(cell(name, value, currency))
    });
    found.unwrap_or_default()
}

/// Rows that are too wide for the terminal: nothing is cut, each cell gets a line.
fn blocks(titles: &[String], rows: &[Vec<String>]) -> String {
    let width = titles
        .iter()
        .map(|title| title.chars().count())
        .max()
        .unwrap_or(0);
    let block = |row: &Vec<String>| {
        let told = titles.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        let lines = told.map(|(title, cell)| {
            let cell = output::coloured(cell, cell.clone());
            format!("{title:width$}  {cell}\n")
        });
        lines.collect::<String>()
    };
    rows.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// Any answer: its fields line by line, its lists as tables.
pub(crate) fn any(value: &Value) -> String {
    let mut text = String::new();
    write_any(value, None, 0, &mut text);
    text
}

fn write_any(value: &Value, around: Option<Currency>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    let Value::Object(fields) = value else {
        text.push_str(&format!("{indent}{}\n", cell("", value, around)));
        return;
    };
    let currency = currency_of(value, around);
    let shown = |(name, value): &(&String, &Value)| !value.is_null() && *name != "object";
    let (scalars, parts): (Vec<_>, Vec<_>) = fields
        .iter()
        .filter(shown)
        .partition(|(_, value)| !value.is_array() && !value.is_object());
    let width = scalars.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in scalars {
        text.push_str(&format!(
            "{indent}{name:width$}  {}\n",
            cell(name, value, currency)
        ));
    }
    for (name, part) in parts {
        match part {
            Value::Array(rows) if rows.is_empty() => {}
            Value::Array(rows) => {
                text.push_str(&format!("{indent}{name}:\n"));
                write_rows(rows, currency, depth + 1, text);
            }
            Value::Object(fields) if fields.is_empty() => {}
            _ => {
                text.push_str(&format!("{indent}{name}:\n"));
                write_any(part, currency, depth + 1, text);
            }
        }
    }
}

/// Flat rows are a table; rows with lists inside are shown one by one.
fn write_rows(rows: &[Value], around: Option<Currency>, depth: usize, text: &mut String) {
    if !rows.iter().all(|row| row.is_object() && is_flat(row)) {
        for row in rows {
            write_any(row, around, depth, text);
        }
        return;
    }
    let mut titles: Vec<String> = Vec::new();
    let flat: Vec<Map<String, Value>> = rows.iter().map(flattened).collect();
    for name in flat.iter().flat_map(Map::keys) {
        if name != "object" && !titles.contains(name) {
            titles.push(name.clone());
        }
    }
    let cells = rows.iter().zip(&flat).map(|(row, fields)| {
        let currency = currency_of(row, around);
        let cell = |title: &String| {
            let last = title.rsplit('.').next().unwrap_or(title);
            fields
                .get(title)
                .map_or(String::new(), |value| cell(last, value, currency))
        };
        titles.iter().map(cell).collect()
    });
    let indent = "  ".repeat(depth);
    let cells: Vec<Vec<String>> = cells.collect();
    for line in aligned(&titles, &cells, "").lines() {
        text.push_str(&format!("{indent}{line}\n"));
    }
}

/// Whether there is no list inside, at any depth.
fn is_flat(value: &Value) -> bool {
    match value {
        Value::Array(_) => false,
        Value::Object(fields) => fields.values().all(is_flat),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// `{"debit": {"id": 1}}` as `{"debit.id": 1}`.
fn flattened(row: &Value) -> Map<String, Value> {
    fn add(prefix: &str, value: &Value, flat: &mut Map<String, Value>) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let name = format!("{prefix}{name}");
            match value {
                Value::Object(_) => add(&format!("{name}."), value, flat),
                Value::Null => {}
                _ => {
                    flat.insert(name, value.clone());
                }
            }
        }
    }
    let mut flat = Map::new();
    add("", row, &mut flat);
    flat
}

fn currency_of(row: &Value, around: Option<Currency>) -> Option<Currency> {
    ["/currency", "/transfer/currency"]
        .iter()
        .find_map(|place| row.pointer(place)?.as_str()?.parse().ok())
        .or(around)
}

fn cell(name: &str, value: &Value, currency: Option<Currency>) -> String {
    let as_amount = currency
        .filter(|_| AMOUNTS.contains(&name))
        .and_then(|currency| amount::shown(value, currency));
    match (as_amount, value) {
        (Some(amount), _) => amount,
        (None, Value::Null) => String::new(),
        // What a tenant named must not steer the terminal.
        (None, Value::String(text)) => text
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c })
            .collect(),
        (None, other) => other.to_string(),
    }
}

/// Columns as wide as their widest cell, amounts and numbers to the right.
fn aligned(titles: &[String], rows: &[Vec<String>], if_empty: &str) -> String {
    if rows.is_empty() {
        return if_empty.to_owned();
    }
    let kept: Vec<usize> = (0..titles.len())
        .filter(|&at| rows.iter().any(|row| !row[at].is_empty()))
        .collect();
    let is_number = |cell: &str| {
        cell.is_empty() || cell.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && !cell.contains(':')
    };
    let mut text = String::new();
    let columns: Vec<(usize, usize, bool)> = kept
        .into_iter()
        .map(|at| {
            let cells = rows.iter().map(|row| row[at].chars().count());
            let width = cells.max().unwrap_or(0).max(titles[at].chars().count());
            (at, width, rows.iter().all(|row| is_number(&row[at])))
        })
        .collect();
    let rows = rows.iter().map(|row| (row.as_slice(), true));
    for (row, has_states) in std::iter::once((titles, false)).chain(rows) {
        let cells = columns.iter().map(|&(at, width, is_right)| {
            let cell = &row[at];
            let padded = match is_right {
                true => format!("{cell:>width$}"),
                false => format!("{cell:width$}"),
            };
            match has_states {
                true => output::coloured(cell, padded),
                false => padded,
            }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tables_show_money_in_its_own_units() {
        let rows = [
            json!({ "path": "assets:bank", "currency": "EUR", "balance": 123_456, "frozen": null }),
            json!({ "path": "assets:\u{1b}[2J", "currency": "JPY", "balance": -5 }),
        ];
        let columns = [
            column("path", &["/path"]),
            column("balance", &["/balance"]),
            column("frozen", &["/frozen"]),
        ];
        assert_eq!(
            table(&rows, &columns),
            "path             balance\nassets:bank  1234.56 EUR\nassets:\u{fffd}[2J       -5 JPY\n"
        );
        assert_eq!(table(&[], &columns), "nothing\n");
    }

    #[test]
    fn what_is_too_wide_for_a_table_stands_whole_in_lines() {
        let titles = ["id", "status"].map(str::to_owned);
        let rows = [
            vec!["pay_1".to_owned(), "FAILED".to_owned()],
            vec!["pay_2".to_owned(), String::new()],
        ];
        assert_eq!(
            blocks(&titles, &rows),
            "id      pay_1\nstatus  FAILED\n\nid      pay_2\n"
        );
    }

    #[test]
    fn answers_of_any_shape_are_shown() {
        let answer = json!({
            "object": "sheet", "as_of": "2026-01-01T00:00:00Z",
            "currencies": [
                { "currency": "EUR", "total": 100, "rows": [{ "account": { "path": "assets:x" }, "balance": 100 }] },
            ],
        });
        let nested = json!({ "currencies": [{ "currency": "EUR", "assets": { "total": 5, "rows": [{ "amount": 5 }] } }] });
        let shown = any(&nested);
        assert!(shown.contains("0.05 EUR") && !shown.contains('{'), "{shown}");
        assert_eq!(
            any(&answer),
            "as_of  2026-01-01T00:00:00Z\ncurrencies:\n  currency  EUR\n  total     1.00 EUR\n  rows:\n    \
             account.path   balance\n    assets:x      1.00 EUR\n"
        );
    }
}

//! `bezant ledger import`: a journal from elsewhere, which the node reads, tries and makes.
//!
//! A row's id follows from its content unless it brings one, so a file that was imported half can be imported again: what is there
//! already stays as it is. A file that is too large for one request goes in parts, each row with the id that it has in the whole.

use std::path::Path;

use bezant_books::{MAX_IMPORT_ROWS, RowError, cut_journal, parse_journal_csv};
use bezant_edge::Limits;
use reqwest::Method;
use serde_json::{Value, json};

use super::Query;
use super::remote::{Body, Remote};
use crate::Failure;
use crate::progress::Progress;

/// More lines than these help nobody.
const SHOWN: usize = 20;

pub(super) async fn run(remote: &Remote, file: &Path, dry_run: bool) -> Result<(), Failure> {
    let bytes = std::fs::read(file).map_err(|error| format!("can't read {}: {error}", file.display()))?;
    let max_bytes = Limits::default().max_import_body_bytes;
    let rows = parse_journal_csv(&bytes[..])?.count();
    let is_small = bytes.len() <= max_bytes && rows <= MAX_IMPORT_ROWS;
    let imported = if is_small {
        send(remote, &bytes, dry_run).await?
    } else if dry_run {
        let bound = max_bytes >> 20;
        let detail =
            format!("a dry run takes up to {MAX_IMPORT_ROWS} rows and {bound} MiB: try parts of the file");
        return Err(detail.into());
    } else {
        in_parts(remote, &bytes, rows, max_bytes).await?
    };
    remote.print_own(&imported, || {
        let (made, existing) = (&imported["made"], &imported["existing"]);
        if dry_run {
            format!("{made} transfers would be made, {existing} are there already")
        } else {
            format!("{made} transfers made, {existing} were there already")
        }
    });
    let refused: Vec<&Value> = lines(&imported)
        .iter()
        .filter(|line| line["status"] == "refused")
        .collect();
    if refused.is_empty() {
        return Ok(());
    }
    let verb = if dry_run { "would refuse" } else { "refuses" };
    let text = format!(
        "the ledger {verb} {}:{}",
        counted(refused.len()),
        listed(refused.into_iter().map(shown))
    );
    Err(text.into())
}

async fn send(remote: &Remote, file: &[u8], dry_run: bool) -> Result<Value, Failure> {
    let query = Query::from([("dry_run", dry_run.to_string())]);
    let file = Body::File {
        content_type: "text/csv",
        bytes: file.to_vec(),
    };
    let answer = remote.ask(Method::POST, "imports", &query, file, None).await?;
    Ok(answer.value)
}

/// Sends the parts of a file one after the other, and puts together what became of its lines.
async fn in_parts(remote: &Remote, file: &[u8], rows: usize, max_bytes: usize) -> Result<Value, Failure> {
    let mistakes: Vec<RowError> = parse_journal_csv(file)?.filter_map(Result::err).collect();
    if !mistakes.is_empty() {
        let text = format!(
            "{} can't be read, nothing was made:{}",
            counted(mistakes.len()),
            listed(mistakes.iter().map(RowError::to_string))
        );
        return Err(text.into());
    }
    let mut progress = Progress::new("importing", "rows");
    let (mut all, mut counts) = (Vec::new(), [0; 3]);
    for part in cut_journal(file, max_bytes)? {
        let part = part?;
        let mut answer = send(remote, &part.file, false).await?;
        if lines(&answer).len() != part.lines.len() {
            return Err("the node's answer does not speak of every row".into());
        }
        for (count, name) in counts.iter_mut().zip(COUNTS) {
            *count += answer[name].as_u64().unwrap_or_default();
        }
        if let Value::Array(rows) = answer["lines"].take() {
            all.extend(rows.into_iter().zip(part.lines).map(|(mut row, line)| {
                row["line"] = line.into();
                row
            }));
        }
        progress.set(all.len() as u64, rows as u64);
    }
    progress.finish();
    let mut whole = json!({ "object": "import", "dry_run": false, "lines": all });
    for (count, name) in counts.into_iter().zip(COUNTS) {
        whole[name] = count.into();
    }
    Ok(whole)
}

const COUNTS: [&str; 3] = ["made", "existing", "refused"];

fn lines(imported: &Value) -> &[Value] {
    imported["lines"].as_array().map_or(&[], Vec::as_slice)
}

/// A line that is refused.
fn shown(line: &Value) -> String {
    let mut text = format!("line {}", line["line"]);
    if let Some(field) = line["field"].as_str() {
        text.push_str(&format!(", column '{field}'"));
    }
    if let Some(message) = line["message"].as_str() {
        text.push_str(&format!(": {message}"));
    }
    text.push_str(&format!(" [{}]", line["code"].as_str().unwrap_or_default()));
    text
}

fn counted(rows: usize) -> String {
    match rows {
        1 => "1 row".to_owned(),
        _ => format!("{rows} rows"),
    }
}

fn listed(lines: impl ExactSizeIterator<Item = String>) -> String {
    let more = lines.len().saturating_sub(SHOWN);
    let mut text: String = lines.take(SHOWN).map(|line| format!("\n  {line}")).collect();
    if more > 0 {
        text.push_str(&format!("\n  and {more} more"));
    }
    text
}

//! `bezant ledger reconcile …`: ledger accounts compared with statements from outside, until nothing is left open.
//!
//! In come statement files and decisions of people; the node parses, matches and keeps, here is only shown what it says.

use std::path::{Path, PathBuf};

use bezant_edge::Limits;
use bezant_kernel::Currency;
use clap::{Args, Subcommand, ValueEnum};
use reqwest::Method;
use serde_json::{Value, json};

use super::remote::{Answer, Body, Remote, rows_of};
use super::view::{self, Column, column, table};
use super::{Query, query};
use crate::Failure;

#[derive(Subcommand)]
pub(crate) enum ReconcileCommand {
    /// Say which account outside a ledger account is compared with, and by which rules; or change it
    Define {
        /// Its name for people
        name: String,
        /// The ledger account, by id or path
        #[arg(long)]
        account: String,
        /// The account's currency, where it is named by path
        #[arg(long)]
        currency: Option<Currency>,
        /// The account outside as its statements name it, such as an IBAN
        #[arg(long, value_name = "ACCOUNT")]
        outside: String,
        /// An id of your choice; that of a reconciliation that there is changes it
        #[arg(long)]
        id: Option<String>,
        /// A JSON file with the list of rules [default: three that most accounts need]
        #[arg(long, value_name = "FILE")]
        rules: Option<PathBuf>,
    },
    /// List reconciliations
    List,
    /// Show a reconciliation with its rules
    Show {
        /// Its id
        reconciliation: String,
    },
    /// Import a statement file, and match it by the rules
    Import(NewImport),
    /// Match open items by the rules
    Match {
        /// The reconciliation's id
        reconciliation: String,
        /// Only lines with a value date from this day on, such as 2026-01-31
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Only lines with a value date up to this day
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
        /// Only show what is found
        #[arg(long)]
        dry_run: bool,
    },
    /// List items that are not closed
    Items {
        /// The reconciliation's id
        reconciliation: String,
        /// Those that stand there only
        #[arg(long, value_enum)]
        status: Option<OpenStatus>,
        /// At most so many
        #[arg(long, default_value_t = 1_000)]
        limit: usize,
    },
    /// Show an item with its history
    Item(ItemName),
    /// Propose that items and transfers belong together
    Pair {
        /// The reconciliation's id
        reconciliation: String,
        /// An item; may be given several times
        #[arg(long = "item", value_name = "ITEM", required = true)]
        items: Vec<String>,
        /// A transfer; may be given several times
        #[arg(long = "transfer", value_name = "TRANSFER", required = true)]
        transfers: Vec<String>,
    },
    /// Accept a proposed match
    Accept(MatchName),
    /// Reject a proposed match: its items are open again
    Reject(MatchName),
    /// Give an open item to someone to look into
    Assign {
        #[command(flatten)]
        item: ItemName,
        /// To whom; nobody takes it back if left out
        #[arg(long)]
        to: Option<String>,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Write a note about an item
    Note {
        #[command(flatten)]
        item: ItemName,
        /// What
        note: String,
    },
    /// End an item by hand
    Resolve {
        #[command(flatten)]
        item: ItemName,
        /// How
        #[arg(value_enum)]
        resolution: Resolution,
        /// A transfer that it belongs to, if it is matched by hand; may be given several times
        #[arg(long = "transfer", value_name = "TRANSFER")]
        transfers: Vec<String>,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Open a closed item again; its match is dissolved
    Reopen {
        #[command(flatten)]
        item: ItemName,
        /// Why
        #[arg(long, default_value = "")]
        note: String,
    },
}

/// A file to import.
#[derive(Args)]
pub(crate) struct NewImport {
    /// The reconciliation's id
    reconciliation: String,
    /// The file
    file: PathBuf,
    /// Which kind it is [default: .csv is CSV, .xml camt.053, .sta and .940 MT940]
    #[arg(long, value_enum)]
    format: Option<FileFormat>,
    /// How CSV is to be read, such as date_format=%d.%m.%Y or amount=Betrag; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    csv: Vec<String>,
    /// Only say what would be taken in
    #[arg(long)]
    dry_run: bool,
    /// Do not match afterwards
    #[arg(long)]
    no_match: bool,
}

/// An item.
#[derive(Args)]
pub(crate) struct ItemName {
    /// The reconciliation's id
    reconciliation: String,
    /// The item's id
    item: String,
}

/// A match, and what is said about it.
#[derive(Args)]
pub(crate) struct MatchName {
    /// The reconciliation's id
    reconciliation: String,
    /// The match's id
    id: String,
    /// Why
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(Copy, Clone, ValueEnum)]
pub(crate) enum OpenStatus {
    Open,
    Proposed,
    UnderInvestigation,
}

#[derive(Copy, Clone, ValueEnum)]
pub(crate) enum Resolution {
    MatchedByHand,
    WrittenOff,
    Ignored,
    ToBeCorrectedAtBank,
}

#[derive(Copy, Clone, ValueEnum)]
enum FileFormat {
    Csv,
    Camt053,
    Mt940,
}

/// The words of the API.
fn word(value: impl ValueEnum) -> String {
    let named = value.to_possible_value().expect("no value is hidden");
    named.get_name().replace('-', "_")
}

/// What can be said about CSV, as the API names it.
const CSV_OPTIONS: &[&str] = &[
    "amount",
    "balance",
    "booked_column",
    "booked_on",
    "booked_word",
    "counterparty",
    "credit",
    "credit_word",
    "currency_column",
    "date_format",
    "debit",
    "debit_word",
    "decimal",
    "delimiter",
    "encoding",
    "indicator",
    "references",
    "skip_lines",
    "text",
    "thousands",
    "value_on",
];

const RECONCILIATIONS: &[Column] = &[
    column("id", &["/id"]),
    column("name", &["/name"]),
    column("account", &["/account"]),
    column("outside", &["/outside_account"]),
    column("open items", &["/open_items"]),
    column("closing day", &["/closing_on"]),
    column("closing balance", &["/closing_balance"]),
];

const STATEMENTS: &[Column] = &[
    column("statement", &["/number"]),
    column("part", &["/part"]),
    column("from", &["/from"]),
    column("to", &["/to"]),
    column("opening", &["/opening"]),
    column("closing", &["/closing"]),
    column("new", &["/new_items"]),
    column("known", &["/known_lines"]),
    column("gap", &["/gap"]),
    column("outcome", &["/outcome"]),
];

const ITEMS: &[Column] = &[
    column("id", &["/id"]),
    column("booked", &["/booked_on"]),
    column("amount", &["/amount"]),
    column("status", &["/status"]),
    column("counterparty", &["/counterparty"]),
    column("reference", &["/references/0"]),
    column("text", &["/text"]),
    column("assignee", &["/assignee"]),
    column("match", &["/match"]),
];

const MATCHES: &[Column] = &[
    column("id", &["/id"]),
    column("status", &["/status"]),
    column("difference", &["/difference"]),
    column("why", &["/explanation"]),
];

/// More reconciliations than a tenant can have.
const MOST: usize = 10_000;

pub(super) async fn run(remote: &Remote, command: ReconcileCommand) -> Result<(), Failure> {
    match command {
        ReconcileCommand::Define {
            name,
            account,
            currency,
            outside,
            id,
            rules,
        } => {
            let mut body = json!({ "name": name, "account": account, "outside_account": outside });
            if let Some(currency) = currency {
                body["currency"] = currency.code().into();
            }
            if let Some(id) = id {
                body["id"] = id.into();
            }
            if let Some(file) = rules {
                let text = String::from_utf8(content(&file)?)?;
                body["rules"] = serde_json::from_str(&text)
                    .map_err(|error| format!("{} is not JSON: {error}", file.display()))?;
            }
            let answer = remote.post("reconciliations", &body).await?;
            remote.print(&answer, view::any);
            Ok(())
        }
        ReconcileCommand::List => {
            let show = |list: &super::remote::List| table(&list.rows, RECONCILIATIONS);
            remote
                .print_list("reconciliations", &Query::new(), MOST, show)
                .await
        }
        ReconcileCommand::Show { reconciliation } => show(remote, &path(&reconciliation)?).await,
        ReconcileCommand::Import(new) => import(remote, &new).await,
        ReconcileCommand::Match {
            reconciliation,
            from,
            to,
            dry_run,
        } => match_all(remote, &path(&reconciliation)?, from, to, dry_run).await,
        ReconcileCommand::Items {
            reconciliation,
            status,
            limit,
        } => {
            let query = query([("status", status.map(word))]);
            let path = format!("{}/items", path(&reconciliation)?);
            let show = |list: &super::remote::List| table(&list.rows, ITEMS);
            remote.print_list(&path, &query, limit, show).await
        }
        ReconcileCommand::Item(name) => show(remote, &name.path("")?).await,
        ReconcileCommand::Pair {
            reconciliation,
            items,
            transfers,
        } => {
            let body = json!({ "items": items, "transfers": transfers });
            act(remote, &format!("{}/matches", path(&reconciliation)?), &body).await
        }
        ReconcileCommand::Accept(name) => judge(remote, &name, "accept").await,
        ReconcileCommand::Reject(name) => judge(remote, &name, "reject").await,
        ReconcileCommand::Assign { item, to, note } => {
            let body = json!({ "assignee": to, "note": note });
            act(remote, &item.path("/assign")?, &body).await
        }
        ReconcileCommand::Note { item, note } => {
            act(remote, &item.path("/notes")?, &json!({ "note": note })).await
        }
        ReconcileCommand::Resolve {
            item,
            resolution,
            transfers,
            note,
        } => {
            let body = json!({ "resolution": word(resolution), "transfers": transfers, "note": note });
            act(remote, &item.path("/resolve")?, &body).await
        }
        ReconcileCommand::Reopen { item, note } => {
            act(remote, &item.path("/reopen")?, &json!({ "note": note })).await
        }
    }
}

async fn judge(remote: &Remote, name: &MatchName, action: &str) -> Result<(), Failure> {
    let (reconciliation, id) = (path(&name.reconciliation)?, plain(&name.id)?);
    let path = format!("{reconciliation}/matches/{id}/{action}");
    act(remote, &path, &json!({ "note": name.note })).await
}

async fn act(remote: &Remote, path: &str, body: &Value) -> Result<(), Failure> {
    let answer = remote.post(path, body).await?;
    remote.print(&answer, view::any);
    Ok(())
}

async fn show(remote: &Remote, path: &str) -> Result<(), Failure> {
    let answer = remote.get(path, &Query::new()).await?;
    remote.print(&answer, view::any);
    Ok(())
}

impl ItemName {
    fn path(&self, action: &str) -> Result<String, Failure> {
        let (reconciliation, item) = (path(&self.reconciliation)?, plain(&self.item)?);
        Ok(format!("{reconciliation}/items/{item}{action}"))
    }
}

fn path(reconciliation: &str) -> Result<String, Failure> {
    Ok(format!("reconciliations/{}", plain(reconciliation)?))
}

/// An id that becomes a part of a request's path; the node says what else is wrong with it.
fn plain(id: &str) -> Result<&str, Failure> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if !id.is_empty() && id.bytes().all(is_plain) {
        Ok(id)
    } else {
        Err(format!("{id} is no id").into())
    }
}

fn content(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| format!("can't read {}: {error}", file.display()).into())
}

async fn import(remote: &Remote, new: &NewImport) -> Result<(), Failure> {
    let format = match new.format {
        Some(format) => format,
        None => guessed(&new.file)?,
    };
    let mut query = query([("format", Some(word(format)))]);
    if new.dry_run {
        query.push(("dry_run", "true".to_owned()));
    }
    for option in &new.csv {
        query.push(csv_option(option)?);
    }
    let reconciliation = path(&new.reconciliation)?;
    let statements = format!("{reconciliation}/statements");
    let bytes = content(&new.file)?;
    // The node does not read a larger one to its end, so what it says of it may be lost.
    let max_bytes = Limits::default().max_import_body_bytes;
    if bytes.len() > max_bytes {
        let (name, bound) = (new.file.display(), max_bytes >> 20);
        return Err(
            format!("{name} is too large: a file has at most {bound} MiB, import it in parts").into(),
        );
    }
    let file = Body::File {
        content_type: "application/octet-stream",
        bytes,
    };
    let answer = remote.ask(Method::POST, &statements, &query, file, None).await?;
    remote.print(&answer, |answer| {
        let verb = if new.dry_run { "would be" } else { "are" };
        format!(
            "{}{} lines {verb} new, {} are there already\n",
            table(rows_of(answer), STATEMENTS),
            answer["new_items"],
            answer["known_lines"]
        )
    });
    if new.dry_run || new.no_match {
        return Ok(());
    }
    match_all(remote, &reconciliation, None, None, false).await
}

fn guessed(file: &Path) -> Result<FileFormat, Failure> {
    let ending = file.extension().and_then(|ending| ending.to_str());
    match ending.unwrap_or_default().to_ascii_lowercase().as_str() {
        "csv" => Ok(FileFormat::Csv),
        "xml" => Ok(FileFormat::Camt053),
        "sta" | "940" | "mt940" => Ok(FileFormat::Mt940),
        _ => Err(format!("{} can be any kind of file: say --format", file.display()).into()),
    }
}

fn csv_option(text: &str) -> Result<(&'static str, String), Failure> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("--csv is given as NAME=VALUE, not as {text}"))?;
    let known = CSV_OPTIONS.iter().find(|known| **known == name);
    let known = known.ok_or_else(|| format!("--csv knows no {name}, but {}", CSV_OPTIONS.join(", ")))?;
    Ok((known, value.to_owned()))
}

/// Runs the rules until they find nothing more.
async fn match_all(
    remote: &Remote,
    reconciliation: &str,
    from: Option<String>,
    to: Option<String>,
    dry_run: bool,
) -> Result<(), Failure> {
    let body = json!({ "from": from, "to": to, "dry_run": dry_run });
    loop {
        let answer = remote.post(&format!("{reconciliation}/run"), &body).await?;
        remote.print(&answer, shown_run);
        let has_found = !rows_of(&answer.value).is_empty();
        if dry_run || !has_found || answer.value["has_more"] != true {
            break;
        }
    }
    if !dry_run && !remote.is_json() {
        let left: Answer = remote.get(reconciliation, &Query::new()).await?;
        remote.print(&left, |left| {
            format!("{} items are not closed", left["open_items"])
        });
    }
    Ok(())
}

fn shown_run(answer: &Value) -> String {
    let mut text = match rows_of(answer) {
        [] => "nothing more is matched by the rules\n".to_owned(),
        matches => table(matches, MATCHES),
    };
    if answer["is_complete"] != true {
        text.push_str("the search was stopped: a rule is too wide for so many lines and transfers\n");
    }
    text
}

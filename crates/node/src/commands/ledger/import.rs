//! `bezant ledger import`: a journal from elsewhere, checked as a whole before the first row is sent.
//!
//! A row's id follows from its content unless it brings one, so a file that was imported half can be imported again: what is there
//! already stays as it is.

use std::collections::BTreeMap;
use std::path::Path;

use bezant_books::{AccountName as Name, ImportItem, JournalRow, Packing, RowError, parse_journal_csv};
use bezant_kernel::{AccountId, Currency, Tenant, TenantId, Timestamp, TransferId};
use bezant_ledger::{ExternalReference, RECORD_BYTES};
use bezant_proto::PackedTransfer;
use serde_json::{Value, json};

use super::AccountName;
use super::reading::{at_path, id};
use super::remote::Remote;
use crate::Failure;
use crate::progress::Progress;

/// More mistakes than these help nobody.
const SHOWN: usize = 20;

/// What a row's id is derived with beside its content, in which the accounts' ids stand already for their tenant.
const ANY_TENANT: TenantId = TenantId::from_u128(1);

type Accounts = BTreeMap<(Name, Currency), AccountId>;

/// What became of the rows.
#[derive(Default)]
struct Imported {
    made: usize,
    existing: usize,
    refused: Vec<(u64, String)>,
}

pub(super) async fn run(remote: &Remote, file: &Path, dry_run: bool) -> Result<(), Failure> {
    let bytes = std::fs::read(file).map_err(|error| format!("can't read {}: {error}", file.display()))?;
    let rows = || parse_journal_csv(&bytes[..]);
    let accounts = accounts(remote, rows()?.filter_map(Result::ok)).await?;
    let resolve = |name: &Name, currency| accounts.get(&(name.clone(), currency)).copied();
    let (mut items, mut mistakes) = (Vec::new(), Vec::new());
    for item in Packing::new(Tenant::new(ANY_TENANT), rows()?, resolve) {
        match item {
            Ok(item) => items.push(item),
            Err(error) => mistakes.push(error),
        }
    }
    if !mistakes.is_empty() {
        return Err(wrong(file, &mistakes).into());
    }
    let count = items.iter().map(rows_in).sum();
    if dry_run {
        let found = json!({ "dry_run": true, "rows": count, "accounts": accounts.len() });
        remote.print_own(&found, || {
            format!(
                "{count} rows can be sent; their {} accounts are there",
                accounts.len()
            )
        });
        return Ok(());
    }
    let imported = send(remote, &items, count).await?;
    let refused: Vec<Value> = imported
        .refused
        .iter()
        .map(|(line, code)| json!({ "line": line, "code": code }))
        .collect();
    let Imported { made, existing, .. } = imported;
    let found = json!({ "dry_run": false, "made": made, "existing": existing, "refused": refused });
    remote.print_own(&found, || {
        format!("{made} transfers made, {existing} were there already")
    });
    if imported.refused.is_empty() {
        return Ok(());
    }
    let lines = imported
        .refused
        .iter()
        .map(|(line, code)| format!("line {line}: {code}"));
    Err(format!(
        "the ledger refuses {}:{}",
        counted(imported.refused.len()),
        listed(lines)
    )
    .into())
}

fn wrong(file: &Path, mistakes: &[RowError]) -> String {
    format!(
        "{} in {} can't be imported, nothing was sent:{}",
        counted(mistakes.len()),
        file.display(),
        listed(mistakes.iter().map(RowError::to_string))
    )
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

/// The accounts that the rows name, as far as there are such.
async fn accounts(remote: &Remote, rows: impl Iterator<Item = JournalRow>) -> Result<Accounts, Failure> {
    let mut wanted = std::collections::BTreeSet::new();
    for row in rows {
        let currency = row.amount.currency();
        wanted.insert((row.debit, currency));
        wanted.insert((row.credit, currency));
    }
    let mut found = Accounts::new();
    for (name, currency) in wanted {
        let account = match &name {
            // Whether there is such an account the ledger says itself.
            Name::Id(id) => Some(*id),
            Name::Path(path) => {
                let name = AccountName {
                    account: path.to_string(),
                    currency: Some(currency),
                };
                match at_path(remote, &name).await? {
                    Some(account) => Some(id(&account).parse()?),
                    None => None,
                }
            }
        };
        found.extend(account.map(|account| ((name, currency), account)));
    }
    Ok(found)
}

fn rows_in(item: &ImportItem) -> usize {
    match item {
        ImportItem::Batch { lines, .. } => lines.len(),
        ImportItem::Single { .. } => 1,
    }
}

async fn send(remote: &Remote, items: &[ImportItem], count: usize) -> Result<Imported, Failure> {
    let mut imported = Imported::default();
    let mut progress = Progress::new("importing", "rows");
    let mut done = 0;
    for item in items {
        match item {
            ImportItem::Batch { request, lines } => {
                let transfers: Vec<Value> = request
                    .as_bytes()
                    .as_chunks::<RECORD_BYTES>()
                    .0
                    .iter()
                    .map(|packed| body(packed, None))
                    .collect();
                let body = json!({ "transfers": transfers });
                let answer = remote.post("batches", &body).await?;
                let results = answer.value["results"].as_array().map_or(&[][..], Vec::as_slice);
                if results.len() != lines.len() {
                    return Err("the node's answer does not speak of every row".into());
                }
                for (line, result) in lines.iter().zip(results) {
                    let is_made = result["status"] == "made";
                    imported.note(*line, is_made, result["code"].as_str().unwrap_or_default());
                }
            }
            ImportItem::Single { transfer, line } => {
                let packed = transfer
                    .pack()
                    .map_err(|rejection| format!("line {line}: {rejection}"))?;
                let body = body(&packed, transfer.external_reference.as_ref());
                match remote.try_post("transfers", &body).await? {
                    Ok(_) => imported.note(*line, true, ""),
                    Err(code) => imported.note(*line, false, &code),
                }
            }
        }
        done += rows_in(item);
        progress.set(done as u64, count as u64);
    }
    progress.finish();
    Ok(imported)
}

impl Imported {
    fn note(&mut self, line: u64, is_made: bool, code: &str) {
        match code {
            _ if is_made => self.made += 1,
            "transfer_exists" => self.existing += 1,
            _ => self.refused.push((line, code.to_owned())),
        }
    }
}

/// A packed transfer as the REST API takes it.
fn body(packed: &[u8; RECORD_BYTES], external_reference: Option<&ExternalReference>) -> Value {
    let packed = PackedTransfer::from_bytes(packed);
    let currency = Currency::from_number(packed.currency).expect("a row's currency was read");
    let mut body = json!({
        "id": TransferId::from_u128(packed.id),
        "debit": AccountId::from_u128(packed.debit),
        "credit": AccountId::from_u128(packed.credit),
        "currency": currency,
        "code": packed.code,
    });
    body["amount"] = match u64::try_from(packed.amount) {
        Ok(amount) => amount.into(),
        // The API takes no more than 64 bits, and says so.
        Err(_) => packed.amount.to_string().into(),
    };
    if packed.reference != 0 {
        body["reference"] = format!("{:x}", packed.reference).into();
    }
    if packed.effective_at_microseconds != 0 {
        let time = Timestamp::from_microseconds(packed.effective_at_microseconds);
        body["effective_at"] = time.to_string().into();
    }
    if let Some(text) = external_reference {
        body["external_reference"] = text.as_str().into();
    }
    body
}

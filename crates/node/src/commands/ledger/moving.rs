//! What changes the ledger: opening accounts, moving money, carrying out flows, importing.

use std::path::Path;

use bezant_kernel::{Currency, Timestamp};
use clap::{Args, ValueEnum};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::amount::minor_units;
use super::reading::TRANSFERS;
use super::remote::{Body, Language, Remote, Source};
use super::{Query, view};
use crate::Failure;

/// A new account.
pub(crate) struct NewAccount {
    pub(crate) path: String,
    pub(crate) currency: Currency,
    pub(crate) id: Option<String>,
    pub(crate) allows_overdraft: bool,
    pub(crate) credit_limit: Option<String>,
}

/// A new transfer.
#[derive(Args)]
pub(crate) struct NewTransfer {
    /// What it does
    #[arg(long, value_enum, default_value = "transfer")]
    kind: Kind,
    /// The account to debit, by id or path
    #[arg(long, required_if_eq_any([("kind", "transfer"), ("kind", "hold")]))]
    debit: Option<String>,
    /// The account to credit, by id or path
    #[arg(long, required_if_eq_any([("kind", "transfer"), ("kind", "hold")]))]
    credit: Option<String>,
    /// How much, such as 10.99; of a post all of the hold if left out
    #[arg(long, requires = "currency")]
    amount: Option<String>,
    /// The currency of the accounts
    #[arg(long, required_if_eq_any([("kind", "transfer"), ("kind", "hold")]))]
    currency: Option<Currency>,
    /// An id of your choice: the same transfer is never made twice under it
    #[arg(long)]
    id: Option<String>,
    /// The hold that a post or void ends
    #[arg(long, required_if_eq_any([("kind", "post"), ("kind", "void")]))]
    hold: Option<String>,
    /// The transfer that a reversal takes back
    #[arg(long, required_if_eq("kind", "reversal"))]
    original: Option<String>,
    /// After so many seconds a hold ends by itself
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u32>,
    /// As of when it counts in the books, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    effective_at: Option<Timestamp>,
    /// Your own name for it
    #[arg(long)]
    external_reference: Option<String>,
    /// What to find it by: a payment's id, or up to 32 hexadecimal digits
    #[arg(long)]
    reference: Option<String>,
    /// Why money moves, a number of your own
    #[arg(long)]
    code: Option<u16>,
}

#[derive(Copy, Clone, ValueEnum)]
enum Kind {
    Transfer,
    Hold,
    Post,
    Void,
    Reversal,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Transfer => "transfer",
            Kind::Hold => "hold",
            Kind::Post => "post",
            Kind::Void => "void",
            Kind::Reversal => "reversal",
        }
    }
}

/// A flow to carry out.
pub(crate) struct Flow<'a> {
    pub(crate) file: &'a Path,
    pub(crate) variables: &'a [String],
    pub(crate) id: Option<&'a str>,
    pub(crate) dry_run: bool,
}

pub(super) async fn open(remote: &Remote, new: &NewAccount) -> Result<(), Failure> {
    let limit = new
        .credit_limit
        .as_deref()
        .map(|text| minor_units(text, new.currency));
    let mut body = json!({
        "path": new.path,
        "currency": new.currency,
        "allows_overdraft": new.allows_overdraft,
    });
    if let Some(limit) = limit.transpose()? {
        body["credit_limit"] = limit.into();
    }
    if let Some(id) = &new.id {
        body["id"] = id.as_str().into();
    }
    let answer = remote.post("accounts", &body).await?;
    remote.print(&answer, view::any);
    Ok(())
}

pub(super) async fn transfer(remote: &Remote, new: &NewTransfer) -> Result<(), Failure> {
    let amount = match (&new.amount, new.currency) {
        (Some(text), Some(currency)) => Some(minor_units(text, currency)?),
        _ => None,
    };
    // A post knows its currency from the hold; here it only says how the amount is written.
    let is_of_accounts = matches!(new.kind, Kind::Transfer | Kind::Hold);
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let fields = [
        ("kind", Some(new.kind.word().into())),
        ("id", text(&new.id)),
        ("debit", text(&new.debit)),
        ("credit", text(&new.credit)),
        ("amount", amount.map(Value::from)),
        (
            "currency",
            new.currency
                .filter(|_| is_of_accounts)
                .map(|currency| currency.code().into()),
        ),
        ("hold", text(&new.hold)),
        ("original", text(&new.original)),
        ("timeout_seconds", new.timeout.map(Value::from)),
        (
            "effective_at",
            new.effective_at.map(|time| time.to_string().into()),
        ),
        ("external_reference", text(&new.external_reference)),
        ("reference", text(&new.reference)),
        ("code", new.code.map(Value::from)),
    ];
    let body: Map<String, Value> = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    let answer = remote.post("transfers", &body.into()).await?;
    remote.print(&answer, |made| view::table(std::slice::from_ref(made), TRANSFERS));
    Ok(())
}

pub(super) async fn run(remote: &Remote, flow: &Flow<'_>) -> Result<(), Failure> {
    let name = flow.file.display().to_string();
    let text = std::fs::read_to_string(flow.file).map_err(|error| format!("can't read {name}: {error}"))?;
    let mut variables = Map::new();
    for variable in flow.variables {
        let (variable, value) = variable
            .split_once('=')
            .ok_or_else(|| format!("a variable is given as NAME=VALUE, not as {variable}"))?;
        if variables.insert(variable.to_owned(), value.into()).is_some() {
            return Err(format!("the variable {variable} is given twice").into());
        }
    }
    let mut body = json!({ "source": text, "variables": variables, "dry_run": flow.dry_run });
    if let Some(id) = flow.id {
        body["id"] = id.into();
    }
    let source = Source {
        name: &name,
        text: &text,
        language: Language::Own,
    };
    let answer = remote
        .ask(
            Method::POST,
            "flows",
            &Query::new(),
            Body::Json(&body),
            Some(source),
        )
        .await?;
    remote.print(&answer, |answer| {
        let what = if flow.dry_run { "would move" } else { "moved" };
        format!("{what}:\n{}", view::table(&moved(answer), TRANSFERS))
    });
    Ok(())
}

/// The transfers of a flow, each with its line where the node says it.
fn moved(answer: &Value) -> Vec<Value> {
    let lines = answer["lines"].as_array().map_or(&[][..], Vec::as_slice);
    let transfers = answer["transfers"].as_array().into_iter().flatten();
    transfers
        .enumerate()
        .map(|(index, transfer)| {
            let mut row = transfer.clone();
            if let (Some(line), Some(fields)) = (lines.get(index), row.as_object_mut()) {
                fields.insert("line".to_owned(), line.clone());
            }
            row
        })
        .collect()
}

//! What the ledger says: accounts, transfers, statements, balances, reports.

use std::path::Path;

use serde_json::Value;

use super::amount::shown;
use super::remote::{List, Remote, rows_of};
use super::view::{self, Column, column, table};
use super::{AccountName, Instant, Period, Query, query};
use crate::Failure;
use crate::output::line;

const ACCOUNTS: &[Column] = &[
    column("id", &["/id"]),
    column("path", &["/path"]),
    column("balance", &["/balance"]),
    column("available", &["/available"]),
    column("guard", &["/guard"]),
    column("transfers", &["/transfers"]),
];

pub(super) const TRANSFERS: &[Column] = &[
    column("line", &["/line"]),
    column("id", &["/id"]),
    column("kind", &["/kind"]),
    column("debit", &["/debit/path", "/debit/id", "/debit"]),
    column("credit", &["/credit/path", "/credit/id", "/credit"]),
    column("amount", &["/amount"]),
    column("effective", &["/effective_at"]),
    column("outcome", &["/outcome"]),
    column("reference", &["/external_reference", "/reference"]),
];

const STATEMENT: &[Column] = &[
    column("effective", &["/transfer/effective_at", "/effective_at"]),
    column("transfer", &["/transfer/id", "/id"]),
    column("kind", &["/transfer/kind", "/kind"]),
    column("debit", &["/debit"]),
    column("credit", &["/credit"]),
    column("amount", &["/amount", "/transfer/amount"]),
    column("balance", &["/balance_after", "/balance"]),
    column(
        "reference",
        &["/transfer/external_reference", "/transfer/reference"],
    ),
];

const MONITORS: &[Column] = &[
    column("id", &["/id"]),
    column("account", &["/account"]),
    column("measure", &["/measure"]),
    column("comparison", &["/comparison"]),
    column("threshold", &["/threshold"]),
    column("holds", &["/holds"]),
];

const SCHEDULED: &[Column] = &[
    column("schedule", &["/schedule"]),
    column("at", &["/at"]),
    column("transfer", &["/id"]),
    column("kind", &["/kind"]),
    column("debit", &["/debit"]),
    column("credit", &["/credit"]),
    column("amount", &["/amount"]),
];

/// More monitors and schedules than these are not for people to read.
const MOST: usize = 10_000;

pub(super) async fn accounts(remote: &Remote, prefix: Option<&str>, limit: usize) -> Result<(), Failure> {
    let query = query([("prefix", prefix.map(str::to_owned))]);
    remote
        .print_list("accounts", &query, limit, |list| table(&list.rows, ACCOUNTS))
        .await
}

pub(super) async fn transfer(remote: &Remote, id: &str) -> Result<(), Failure> {
    let path = format!("transfers/{}", plain_id("trf_", id)?);
    let answer = remote.get(&path, &Query::new()).await?;
    remote.print(&answer, view::any);
    Ok(())
}

pub(super) async fn account(remote: &Remote, name: &AccountName) -> Result<(), Failure> {
    let id = id_of(remote, name).await?;
    let answer = remote.get(&format!("accounts/{id}"), &Query::new()).await?;
    remote.print(&answer, view::any);
    Ok(())
}

pub(super) async fn transfers(
    remote: &Remote,
    account: Option<&AccountName>,
    reference: Option<&str>,
    limit: usize,
) -> Result<(), Failure> {
    let account = match account {
        Some(name) => Some(id_of(remote, name).await?),
        None => None,
    };
    let query = query([("account", account), ("reference", reference.map(str::to_owned))]);
    remote
        .print_list("transfers", &query, limit, |list| table(&list.rows, TRANSFERS))
        .await
}

pub(super) async fn statement(
    remote: &Remote,
    account: &AccountName,
    query: &Query,
    limit: usize,
) -> Result<(), Failure> {
    let account = found(remote, account).await?;
    let path = format!("accounts/{}/statement", id(&account));
    let currency = account["currency"].as_str().and_then(|code| code.parse().ok());
    let amount = |value: &Value| {
        currency
            .and_then(|currency| shown(value, currency))
            .unwrap_or_else(|| value.to_string())
    };
    let show = |list: &List| {
        let lines = match &list.rows[..] {
            [] => String::new(),
            rows => table(rows, STATEMENT),
        };
        format!(
            "opening balance  {}\n{lines}closing balance  {}\n",
            amount(&list.first["opening"]),
            amount(&list.last["closing"])
        )
    };
    remote.print_list(&path, query, limit, show).await
}

pub(super) async fn balance(
    remote: &Remote,
    account: &AccountName,
    instant: &Instant,
) -> Result<(), Failure> {
    let path = format!("accounts/{}/balance", id_of(remote, account).await?);
    let answer = remote.get(&path, &instant.query()).await?;
    remote.print(&answer, view::any);
    Ok(())
}

pub(super) async fn report(remote: &Remote, path: &str, query: Query) -> Result<(), Failure> {
    let answer = remote.get(path, &query).await?;
    remote.print(&answer, view::any);
    Ok(())
}

pub(super) async fn journal(
    remote: &Remote,
    period: &Period,
    format: &str,
    out: &Path,
) -> Result<(), Failure> {
    let mut query = period.query();
    query.push(("format", format.to_owned()));
    let bytes = match format {
        "json" => remote.write_rows("journal", &query, out).await?,
        _ => remote.download("journal", &query, out).await?,
    };
    line(&format!("{bytes} bytes in {}", out.display()));
    Ok(())
}

pub(super) async fn monitors(remote: &Remote) -> Result<(), Failure> {
    remote
        .print_list("monitors", &Query::new(), MOST, |list| {
            table(&list.rows, MONITORS)
        })
        .await
}

/// A row for each transfer that waits.
pub(super) async fn schedules(remote: &Remote) -> Result<(), Failure> {
    let show = |list: &List| {
        let rows = list.rows.iter().flat_map(|schedule| {
            let transfers = schedule["transfers"].as_array().into_iter().flatten();
            transfers.map(|transfer| {
                let mut row = transfer.clone();
                row["schedule"] = schedule["id"].clone();
                row["at"] = schedule["at"].clone();
                row
            })
        });
        table(&rows.collect::<Vec<_>>(), SCHEDULED)
    };
    remote.print_list("schedules", &Query::new(), MOST, show).await
}

/// The id of an account that is named by id or path.
async fn id_of(remote: &Remote, name: &AccountName) -> Result<String, Failure> {
    if is_id(&name.account)? {
        return Ok(name.account.clone());
    }
    Ok(id(&existing(remote, name).await?).to_owned())
}

/// An account that is named by id or path.
pub(super) async fn found(remote: &Remote, name: &AccountName) -> Result<Value, Failure> {
    if is_id(&name.account)? {
        let answer = remote
            .get(&format!("accounts/{}", name.account), &Query::new())
            .await?;
        return Ok(answer.value);
    }
    existing(remote, name).await
}

async fn existing(remote: &Remote, name: &AccountName) -> Result<Value, Failure> {
    let found = at_path(remote, name).await?;
    found.ok_or_else(|| format!("there is no account {}", name.account).into())
}

/// The id of an account that the node told of.
fn id(account: &Value) -> &str {
    account["id"].as_str().unwrap_or_default()
}

/// A thing's id, checked for nothing but that it can be a part of a request's path.
pub(crate) fn plain_id<'a>(prefix: &str, text: &'a str) -> Result<&'a str, Failure> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_plain && text.starts_with(prefix) {
        Ok(text)
    } else {
        Err(format!("{text} is no such id: it begins with {prefix}").into())
    }
}

/// Whether the name is an id. It becomes a part of a request's path; the node says what else is wrong with it.
fn is_id(name: &str) -> Result<bool, Failure> {
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match (name.starts_with("acc_"), is_plain) {
        (true, false) => Err(format!("{name} is no account's id").into()),
        (is_id, _) => Ok(is_id),
    }
}

/// The account at a path, if there is one.
async fn at_path(remote: &Remote, name: &AccountName) -> Result<Option<Value>, Failure> {
    let AccountName { account, currency } = name;
    // Accounts at this very path are few: one in each currency. The order by path puts them first.
    let query = query([
        ("prefix", Some(account.clone())),
        ("limit", Some("200".to_owned())),
    ]);
    let page = remote.get("accounts", &query).await?;
    let mut found = rows_of(&page.value)
        .iter()
        .filter(|row| row["path"] == account.as_str())
        .filter(|row| currency.is_none_or(|currency| row["currency"] == currency.code()))
        .collect::<Vec<_>>();
    match (found.pop(), &found[..]) {
        (None, _) => Ok(None),
        (Some(row), []) => Ok(Some(row.clone())),
        (Some(last), others) => {
            let all = others.iter().copied().chain([last]);
            let currencies: Vec<&str> = all.filter_map(|row| row["currency"].as_str()).collect();
            Err(format!(
                "{account} is there in {}: say which with --currency",
                currencies.join(", ")
            )
            .into())
        }
    }
}

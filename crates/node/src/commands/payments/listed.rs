//! Lists: payments by what is wanted of them, and what happened to one.

use bezant_kernel::{Currency, Timestamp};
use clap::Args;

use super::{path, shown};
use crate::Failure;
use crate::commands::events;
use crate::commands::ledger::query;
use crate::commands::ledger::remote::Remote;
use crate::commands::ledger::view::table;

/// Which payments.
#[derive(Args)]
pub(super) struct Wanted {
    /// In this state, such as COMPLETED, FAILED or AUTHORIZED
    #[arg(long)]
    status: Option<String>,
    /// In this currency
    #[arg(long)]
    currency: Option<Currency>,
    /// That this gateway has, or was asked for last
    #[arg(long)]
    gateway: Option<String>,
    /// Of this customer, by your own name
    #[arg(long)]
    customer: Option<String>,
    /// With this reference, whole
    #[arg(long)]
    reference: Option<String>,
    /// Whose id, reference, customer or description begins so
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Created at this time or later, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
    /// Created before this time
    #[arg(long, value_name = "TIME")]
    until: Option<Timestamp>,
    /// That a person should look at
    #[arg(long, conflicts_with_all = ["status", "currency", "gateway", "customer", "reference", "search", "since", "until"])]
    needs_attention: bool,
    /// At most so many
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

/// A payment has fewer events than these.
const MOST_EVENTS: usize = 10_000;

pub(super) async fn run(remote: &Remote, wanted: &Wanted) -> Result<(), Failure> {
    let query = query([
        ("status", wanted.status.as_deref().map(str::to_uppercase)),
        ("currency", wanted.currency.map(|currency| currency.to_string())),
        ("gateway", wanted.gateway.clone()),
        ("customer", wanted.customer.clone()),
        ("reference", wanted.reference.clone()),
        ("search", wanted.search.clone()),
        ("created_after", wanted.since.map(|time| time.to_string())),
        ("created_before", wanted.until.map(|time| time.to_string())),
        (
            "needs_attention",
            wanted.needs_attention.then(|| "true".to_owned()),
        ),
    ]);
    let show = |list: &crate::commands::ledger::remote::List| table(&list.rows, shown::ROWS);
    remote.print_list("payments", &query, wanted.limit, show).await
}

pub(super) async fn events(remote: &Remote, id: &str) -> Result<(), Failure> {
    let path = path(id, "/events")?;
    remote
        .print_list(&path, &Vec::new(), MOST_EVENTS, |list| {
            events::shown::history(&list.rows)
        })
        .await
}

//! The JSON of the API: requests as they are read, answers as they are written from what the engine and the views say.

pub(crate) mod account;
pub(crate) mod analytics;
pub(crate) mod balance;
pub(crate) mod batch;
pub(crate) mod billing;
pub(crate) mod bulk_payment;
pub(crate) mod card;
pub(crate) mod compliance;
pub(crate) mod dispute;
pub(crate) mod endpoint;
pub(crate) mod event;
pub(crate) mod exchange;
pub(crate) mod flow;
pub(crate) mod gateway;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod monitor;
pub(crate) mod payment;
pub(crate) mod payment_list;
pub(crate) mod payment_request;
pub(crate) mod reading;
pub(crate) mod reconciliation;
pub(crate) mod refund;
pub(crate) mod report;
pub(crate) mod routing;
pub(crate) mod schedule;
pub(crate) mod transfer;
pub(crate) mod transfer_request;

use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The rows.
    pub(crate) data: Vec<T>,
    /// Pass it as `cursor` for the next page; null at the end of the list.
    pub(crate) next_cursor: Option<String>,
    /// The position of the log that the page reflects; null where it is the newest.
    pub(crate) position: Option<u64>,
}

/// What is wrong with metadata that has this key twice.
fn twice(key: &str) -> String {
    format!("the key '{key}' is there twice")
}

impl<T> Page<T> {
    /// A whole list, as of now.
    pub(crate) fn whole(data: Vec<T>) -> Self {
        Page {
            data,
            next_cursor: None,
            position: None,
        }
    }

    /// The first `limit` of these rows as of now. One row more than that tells that there is a next page.
    pub(crate) fn with_more<'r, R>(
        rows: &'r [R],
        limit: usize,
        cursor: impl Fn(&R) -> String,
        row: impl Fn(&'r R) -> T,
    ) -> Self {
        let shown = &rows[..rows.len().min(limit)];
        let is_last = shown.len() == rows.len();
        Page {
            data: shown.iter().map(row).collect(),
            next_cursor: shown.last().filter(|_| !is_last).map(cursor),
            position: None,
        }
    }

    /// A page of the views.
    pub(crate) fn of_views<R>(page: bezant_views::Page<R>, row: impl Fn(R) -> T) -> Self {
        Page {
            data: page.items.into_iter().map(row).collect(),
            next_cursor: page.next_cursor,
            position: Some(page.position),
        }
    }
}

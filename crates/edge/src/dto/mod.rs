//! The JSON of the API: requests as they are read, answers as they are written from what the engine and the views say.

pub(crate) mod account;
pub(crate) mod endpoint;
pub(crate) mod event;
pub(crate) mod gateway;
pub(crate) mod payment;
pub(crate) mod payment_list;
pub(crate) mod payment_request;
pub(crate) mod refund;
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

impl<T> Page<T> {
    /// A whole list, as of now.
    pub(crate) fn whole(data: Vec<T>) -> Self {
        Page {
            data,
            next_cursor: None,
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

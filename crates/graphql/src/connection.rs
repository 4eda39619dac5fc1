//! Pages of lists as Relay has them, with the cursors that REST hands out.

use std::sync::Arc;

use async_graphql::{Object, OutputType, SimpleObject};
use serde::Deserialize;

use crate::money::BigInt;
use crate::schema::account::Account;
use crate::schema::identity::Principal;
use crate::schema::payment::Payment;
use crate::schema::statement::StatementLine;
use crate::schema::transfer::Transfer;
use crate::schema::webhook::WebhookDelivery;

/// A page as REST writes it.
#[derive(Deserialize)]
pub(crate) struct RestPage<T> {
    pub(crate) data: Vec<T>,
    #[serde(default)]
    pub(crate) next_cursor: Option<String>,
    #[serde(default)]
    pub(crate) position: Option<BigInt>,
}

/// A page of a list.
pub(crate) struct Connection<T> {
    rows: Vec<Arc<T>>,
    next_cursor: Option<String>,
    position: Option<BigInt>,
}

impl<T> From<RestPage<T>> for Connection<T> {
    fn from(page: RestPage<T>) -> Self {
        Connection {
            rows: page.data.into_iter().map(Arc::new).collect(),
            next_cursor: page.next_cursor,
            position: page.position,
        }
    }
}

/// A page of a list.
#[Object(
    concrete(name = "AccountConnection", params(Account)),
    concrete(name = "PaymentConnection", params(Payment)),
    concrete(name = "PrincipalConnection", params(Principal)),
    concrete(name = "StatementLineConnection", params(StatementLine)),
    concrete(name = "TransferConnection", params(Transfer)),
    concrete(name = "WebhookDeliveryConnection", params(WebhookDelivery))
)]
impl<T: OutputType> Connection<T>
where
    Edge<T>: OutputType,
{
    /// The rows.
    async fn nodes(&self) -> &[Arc<T>] {
        &self.rows
    }

    /// The rows with their cursors.
    async fn edges(&self) -> Vec<Edge<T>> {
        let last = self.rows.len();
        let edge = |(place, row): (usize, &Arc<T>)| Edge {
            node: Arc::clone(row),
            cursor: self.next_cursor.clone().filter(|_| place + 1 == last),
        };
        self.rows.iter().enumerate().map(edge).collect()
    }

    /// Where the page stands in its list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.next_cursor.is_some(),
            has_previous_page: false,
            start_cursor: None,
            end_cursor: self.next_cursor.clone(),
        }
    }

    /// The position of the log that the page reflects; null where it is the newest.
    async fn position(&self) -> Option<BigInt> {
        self.position
    }
}

/// A row of a page.
#[derive(SimpleObject)]
#[graphql(
    concrete(name = "AccountEdge", params(Account)),
    concrete(name = "PaymentEdge", params(Payment)),
    concrete(name = "PrincipalEdge", params(Principal)),
    concrete(name = "StatementLineEdge", params(StatementLine)),
    concrete(name = "TransferEdge", params(Transfer)),
    concrete(name = "WebhookDeliveryEdge", params(WebhookDelivery))
)]
pub(crate) struct Edge<T: OutputType> {
    /// The row itself.
    node: Arc<T>,
    /// Pass it as `after` to go on behind this row. A page hands out that of its last row only, and none at the end of the list.
    cursor: Option<String>,
}

/// Where a page stands. Lists are read forward.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether there is more behind it.
    has_next_page: bool,
    /// Always false: lists are read forward.
    has_previous_page: bool,
    /// Always null: lists are read forward.
    start_cursor: Option<String>,
    /// Pass it as `after` for the next page; null at the end of the list.
    end_cursor: Option<String>,
}

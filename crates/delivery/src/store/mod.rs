//! Delivery's own file: what is to be sent, what became of it, and how far the log has been followed.
//!
//! In come changes read from the log, which move the cursor in the same transaction, and the results of attempts; out
//! go deliveries that are due. Everything is synced before it is answered: what is lost here would have to be sent
//! again. It holds message bodies but no secret, and it never hands out two messages of one payment to one endpoint.

mod attempts;
mod enqueue;
mod listing;
mod schema;

use std::path::Path;

use bezant_kernel::wire::{id_bytes, id_from};
use bezant_kernel::{Id, IdKind, MessageId, PaymentId, Tenant, Timestamp, WebhookEndpointId};
use bezant_log::Position;
use bezant_webhooks::EventFilter;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{ColumnIndex, Row};

use crate::Error;

pub(crate) use attempts::{AttemptRecord, Due, Verdict};
pub(crate) use enqueue::{Change, NewMessage};
pub use listing::{DeliveryState, Message};

/// Reads of the dispatcher and of callers beside each other.
const READERS: u32 = 2;

/// An endpoint of a tenant.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EndpointKey {
    pub(crate) tenant: Tenant,
    pub(crate) id: WebhookEndpointId,
}

/// The short name of an endpoint within the store. Given once, never to another.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct EndpointNumber(pub(crate) i64);

/// What an endpoint wants, as of the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) number: EndpointNumber,
    pub(crate) key: EndpointKey,
    pub(crate) filters: Vec<EventFilter>,
    pub(crate) enabled: bool,
}

/// The open store. Clones share it.
#[derive(Clone)]
pub(crate) struct Store {
    /// One connection: writes queue up in front of it instead of failing for each other.
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Store {
    /// Opens the file, or makes it.
    pub(crate) async fn open(path: &Path) -> Result<Self, Error> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let writer = pool(1).connect_with(options.clone()).await?;
        schema::prepare(&writer).await?;
        let readers = pool(READERS).connect_with(options).await?;
        Ok(Store { writer, readers })
    }

    /// The last position whose entries are reflected.
    pub(crate) async fn cursor(&self) -> Result<Position, Error> {
        let row = sqlx::query("SELECT position FROM cursor")
            .fetch_one(&self.readers)
            .await?;
        let position: i64 = row.try_get(0)?;
        u64::try_from(position)
            .map(Position)
            .map_err(|_| Error::Damaged("a position below zero"))
    }

    /// All endpoints as of the cursor, and the highest number ever given.
    pub(crate) async fn subscriptions(&self) -> Result<(Vec<Subscription>, EndpointNumber), Error> {
        let rows = sqlx::query("SELECT number, tenant, id, filters, enabled, deleted FROM endpoint")
            .fetch_all(&self.readers)
            .await?;
        let mut subscriptions = Vec::with_capacity(rows.len());
        let mut highest = EndpointNumber(0);
        for row in rows {
            let number = EndpointNumber(row.try_get(0)?);
            highest = highest.max(number);
            if row.try_get::<bool, _>(5)? {
                continue;
            }
            let filters = row
                .try_get::<&str, _>(3)?
                .split_whitespace()
                .map(EventFilter::parse)
                .collect::<Result<_, _>>()
                .map_err(|_| Error::Damaged("a filter that is none"))?;
            subscriptions.push(Subscription {
                number,
                key: EndpointKey {
                    tenant: Tenant::new(id_at(&row, 1)?),
                    id: id_at(&row, 2)?,
                },
                filters,
                enabled: row.try_get(4)?,
            });
        }
        Ok((subscriptions, highest))
    }

    /// Closes the file, after what is under way.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn pool(connections: u32) -> SqlitePoolOptions {
    // A local file never goes stale: connections live as long as the pool and are not tested before use.
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

fn id_at<K: IdKind, I: ColumnIndex<SqliteRow>>(row: &SqliteRow, column: I) -> Result<Id<K>, Error> {
    id_from(row.try_get::<&[u8], _>(column)?).map_err(|_| Error::Damaged("an id that is none"))
}

fn payment_at<I: ColumnIndex<SqliteRow>>(row: &SqliteRow, column: I) -> Result<Option<PaymentId>, Error> {
    row.try_get::<Option<&[u8]>, _>(column)?
        .map(id_from)
        .transpose()
        .map_err(|_| Error::Damaged("an id that is none"))
}

fn microseconds(at: Timestamp) -> i64 {
    i64::try_from(at.as_microseconds()).unwrap_or(i64::MAX)
}

fn timestamp(stored: i64) -> Timestamp {
    Timestamp::from_microseconds(u64::try_from(stored).unwrap_or(0))
}

fn message_bytes(id: MessageId) -> Vec<u8> {
    id_bytes(id)
}

//! What is due, and what became of it.

use std::collections::BTreeMap;

use bezant_kernel::wire::id_bytes;
use bezant_kernel::{MessageId, PaymentId, Timestamp, TraceContext, TraceState};
use sqlx::Sqlite;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Transaction};

use super::{EndpointNumber, Store, id_at, microseconds, payment_at, timestamp};
use crate::Error;

/// Messages that one round of clearing out takes, so that writes in between never wait long.
const PRUNE_ROUND: i64 = 500;

/// A delivery to attempt now.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    /// The message within the store.
    pub(crate) number: i64,
    pub(crate) message: MessageId,
    pub(crate) payment: Option<PaymentId>,
    /// Attempts before this one.
    pub(crate) attempts: u32,
    pub(crate) body: Vec<u8>,
    pub(crate) trace: Option<TraceContext>,
}

/// What an attempt means for the delivery.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Delivered,
    RetryAt(Timestamp),
    Failed,
    Abandoned,
}

impl Verdict {
    /// Whether the next message of the payment may go.
    pub(crate) fn is_final(self) -> bool {
        match self {
            Verdict::Delivered | Verdict::Failed | Verdict::Abandoned => true,
            Verdict::RetryAt(_) => false,
        }
    }
}

/// An attempt that was made.
#[derive(Clone, Debug)]
pub(crate) struct AttemptRecord {
    pub(crate) endpoint: EndpointNumber,
    /// The message within the store.
    pub(crate) number: i64,
    pub(crate) payment: Option<PaymentId>,
    /// Attempts with this one.
    pub(crate) attempts: u32,
    pub(crate) verdict: Verdict,
    pub(crate) status: Option<u16>,
    pub(crate) error: Option<String>,
}

/// The trace of a message that is due.
fn trace_at(row: &SqliteRow) -> Result<Option<TraceContext>, Error> {
    let parent = row.try_get::<Option<&str>, _>(5)?;
    let state = TraceState::parse(row.try_get::<Option<&str>, _>(6)?);
    Ok(parent
        .and_then(TraceContext::parse)
        .map(|trace| trace.with_state(state)))
}

impl Store {
    /// Up to `limit` deliveries to the endpoint that are due, the longest due first; of each payment the earliest only.
    pub(crate) async fn due(
        &self,
        endpoint: EndpointNumber,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Due>, Error> {
        let rows = sqlx::query(
            "SELECT d.message, m.id, d.payment, d.attempts, m.body, m.trace_parent, m.trace_state
             FROM delivery d JOIN message m ON m.number = d.message
             WHERE d.endpoint = ? AND d.state = 0 AND d.next_attempt_at <= ?
             ORDER BY d.next_attempt_at, d.message LIMIT ?",
        )
        .bind(endpoint.0)
        .bind(microseconds(now))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Due {
                    number: row.try_get(0)?,
                    message: id_at(row, 1)?,
                    payment: payment_at(row, 2)?,
                    attempts: row.try_get(3)?,
                    body: row.try_get(4)?,
                    trace: trace_at(row)?,
                })
            })
            .collect()
    }

    /// When the next delivery to the endpoint after `now` is due.
    pub(crate) async fn next_due(
        &self,
        endpoint: EndpointNumber,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Error> {
        let row = sqlx::query(
            "SELECT MIN(next_attempt_at) FROM delivery WHERE endpoint = ? AND state = 0 AND next_attempt_at > ?",
        )
        .bind(endpoint.0)
        .bind(microseconds(now))
        .fetch_one(&self.readers)
        .await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.map(timestamp))
    }

    /// Writes down attempts, all or none, and lets the next message of each finished one's payment go. Answers since
    /// when those endpoints fail that had no success among them.
    pub(crate) async fn record(
        &self,
        records: &[AttemptRecord],
        now: Timestamp,
    ) -> Result<Vec<(EndpointNumber, Timestamp)>, Error> {
        let mut transaction = self.writer.begin().await?;
        let mut delivered_to: BTreeMap<EndpointNumber, bool> = BTreeMap::new();
        for record in records {
            write(&mut transaction, record, now).await?;
            if let Some(payment) = record.payment.filter(|_| record.verdict.is_final()) {
                release_next(&mut transaction, record.endpoint, payment, now).await?;
            }
            *delivered_to.entry(record.endpoint).or_default() |= record.verdict == Verdict::Delivered;
        }
        let mut failing = Vec::new();
        for (endpoint, delivered) in delivered_to {
            if delivered {
                sqlx::query(
                    "UPDATE endpoint SET failing_since = NULL WHERE number = ? AND failing_since IS NOT NULL",
                )
                .bind(endpoint.0)
                .execute(&mut *transaction)
                .await?;
            } else {
                let row = sqlx::query(
                    "UPDATE endpoint SET failing_since = COALESCE(failing_since, ?2) WHERE number = ?1
                     RETURNING failing_since",
                )
                .bind(endpoint.0)
                .bind(microseconds(now))
                .fetch_one(&mut *transaction)
                .await?;
                failing.push((endpoint, timestamp(row.try_get(0)?)));
            }
        }
        transaction.commit().await?;
        Ok(failing)
    }

    /// Forgets some messages made before `before` that are over for all endpoints; `true` if there may be more.
    pub(crate) async fn prune(&self, before: Timestamp) -> Result<bool, Error> {
        let mut transaction = self.writer.begin().await?;
        let old = sqlx::query(
            "SELECT number FROM (SELECT number, created_at FROM message ORDER BY number LIMIT ?2) oldest
             WHERE created_at < ?1
                 AND NOT EXISTS (SELECT 1 FROM delivery WHERE message = oldest.number AND state = 0)",
        )
        .bind(microseconds(before))
        .bind(PRUNE_ROUND)
        .fetch_all(&mut *transaction)
        .await?;
        for row in &old {
            let number: i64 = row.try_get(0)?;
            for statement in [
                "DELETE FROM delivery WHERE message = ?",
                "DELETE FROM message WHERE number = ?",
            ] {
                sqlx::query(statement)
                    .bind(number)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        transaction.commit().await?;
        Ok(!old.is_empty())
    }
}

async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    record: &AttemptRecord,
    now: Timestamp,
) -> Result<(), Error> {
    let (state, next_attempt_at) = match record.verdict {
        Verdict::RetryAt(at) => (0, Some(microseconds(at))),
        Verdict::Delivered => (1, None),
        Verdict::Failed => (2, None),
        Verdict::Abandoned => (3, None),
    };
    // What was abandoned during the attempt is not tried again, but an end that was reached counts.
    sqlx::query(
        "UPDATE delivery SET state = ?3, attempts = ?4, next_attempt_at = ?5, last_status = ?6, last_error = ?7,
             updated_at = ?8
         WHERE message = ?1 AND endpoint = ?2 AND (state = 0 OR ?3 <> 0)",
    )
    .bind(record.number)
    .bind(record.endpoint.0)
    .bind(state)
    .bind(record.attempts)
    .bind(next_attempt_at)
    .bind(record.status)
    .bind(record.error.as_deref())
    .bind(microseconds(now))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn release_next(
    transaction: &mut Transaction<'_, Sqlite>,
    endpoint: EndpointNumber,
    payment: PaymentId,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE delivery SET next_attempt_at = ?3
         WHERE endpoint = ?1 AND next_attempt_at IS NULL AND state = 0 AND message =
             (SELECT MIN(message) FROM delivery WHERE endpoint = ?1 AND payment = ?2 AND state = 0)",
    )
    .bind(endpoint.0)
    .bind(id_bytes(payment))
    .bind(microseconds(now))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

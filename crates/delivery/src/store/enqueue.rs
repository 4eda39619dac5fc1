//! What the log brings: new messages, and endpoints that come, change and go.

use bezant_kernel::wire::id_bytes;
use bezant_kernel::{MessageId, PaymentId, Tenant, Timestamp, TraceContext};
use bezant_log::Position;
use sqlx::Sqlite;
use sqlx::Transaction;

use super::{EndpointNumber, Store, Subscription, message_bytes, microseconds};
use crate::Error;

/// Something that an entry of the log means for the store.
#[derive(Debug)]
pub(crate) enum Change {
    /// A message for these endpoints.
    Enqueue(NewMessage),
    /// How an endpoint stands now.
    Register(Subscription),
    /// Nothing that is pending for the endpoint is sent any more.
    Abandon(EndpointNumber),
    /// The endpoint is gone.
    Delete(EndpointNumber),
}

/// A message to send.
#[derive(Debug)]
pub(crate) struct NewMessage {
    pub(crate) id: MessageId,
    pub(crate) tenant: Tenant,
    pub(crate) event: &'static str,
    pub(crate) payment: Option<PaymentId>,
    pub(crate) body: Vec<u8>,
    pub(crate) trace: Option<TraceContext>,
    pub(crate) endpoints: Vec<EndpointNumber>,
}

impl Store {
    /// Carries out the changes in order and moves the cursor, all or nothing. A message that is known already stays as
    /// it is.
    pub(crate) async fn advance(
        &self,
        changes: &[Change],
        position: Position,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut transaction = self.writer.begin().await?;
        for change in changes {
            match change {
                Change::Enqueue(message) => enqueue(&mut transaction, message, now).await?,
                Change::Register(subscription) => register(&mut transaction, subscription).await?,
                Change::Abandon(number) => abandon(&mut transaction, *number, now).await?,
                Change::Delete(number) => {
                    abandon(&mut transaction, *number, now).await?;
                    sqlx::query("UPDATE endpoint SET deleted = 1, enabled = 0 WHERE number = ?")
                        .bind(number.0)
                        .execute(&mut *transaction)
                        .await?;
                }
            }
        }
        let position = i64::try_from(position.0).map_err(|_| Error::Damaged("a position beyond all logs"))?;
        let moved = sqlx::query("UPDATE cursor SET position = ?1 WHERE position <= ?1")
            .bind(position)
            .execute(&mut *transaction)
            .await?;
        if moved.rows_affected() != 1 {
            return Err(Error::Damaged("someone else moves the cursor"));
        }
        transaction.commit().await?;
        Ok(())
    }
}

async fn enqueue(
    transaction: &mut Transaction<'_, Sqlite>,
    message: &NewMessage,
    now: Timestamp,
) -> Result<(), Error> {
    let payment = message.payment.map(id_bytes);
    let inserted = sqlx::query(
        "INSERT INTO message (id, event, payment, created_at, body, trace_parent, trace_state)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    )
    .bind(message_bytes(message.id))
    .bind(message.event)
    .bind(payment.as_deref())
    .bind(microseconds(now))
    .bind(message.body.as_slice())
    .bind(message.trace.as_ref().map(TraceContext::to_parent))
    .bind(message.trace.as_ref().map(TraceContext::state))
    .execute(&mut **transaction)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(());
    }
    for endpoint in &message.endpoints {
        sqlx::query(
            "INSERT INTO delivery (message, endpoint, payment, state, attempts, next_attempt_at, updated_at)
             VALUES (?1, ?2, ?3, 0, 0,
                 CASE WHEN EXISTS (SELECT 1 FROM delivery WHERE endpoint = ?2 AND payment = ?3 AND state = 0)
                 THEN NULL ELSE ?4 END,
                 ?4)",
        )
        .bind(inserted.last_insert_rowid())
        .bind(endpoint.0)
        .bind(payment.as_deref())
        .bind(microseconds(now))
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

async fn register(
    transaction: &mut Transaction<'_, Sqlite>,
    subscription: &Subscription,
) -> Result<(), Error> {
    let filters: Vec<_> = subscription
        .filters
        .iter()
        .map(|filter| filter.as_str())
        .collect();
    // What was disabled starts anew: old failures don't count any more.
    sqlx::query(
        "INSERT INTO endpoint (number, tenant, id, filters, enabled) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (number) DO UPDATE SET
             failing_since = CASE WHEN enabled = 0 THEN NULL ELSE failing_since END,
             filters = excluded.filters, enabled = excluded.enabled",
    )
    .bind(subscription.number.0)
    .bind(id_bytes(subscription.key.tenant.id()))
    .bind(id_bytes(subscription.key.id))
    .bind(filters.join(" "))
    .bind(subscription.enabled)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn abandon(
    transaction: &mut Transaction<'_, Sqlite>,
    number: EndpointNumber,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE delivery SET state = 3, next_attempt_at = NULL, updated_at = ?2 WHERE endpoint = ?1 AND state = 0",
    )
    .bind(number.0)
    .bind(microseconds(now))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

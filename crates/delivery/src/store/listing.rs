//! What callers see of it, and sending again by hand.

use bezant_kernel::wire::id_bytes;
use bezant_kernel::{MessageId, PaymentId, Tenant, Timestamp, WebhookEndpointId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{EndpointNumber, Store, id_at, message_bytes, microseconds, payment_at, timestamp};
use crate::Error;

/// A message and what became of it at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id, the same in every attempt and at every endpoint.
    pub id: MessageId,
    /// The event's name.
    pub event: String,
    /// The endpoint.
    pub endpoint: WebhookEndpointId,
    /// The payment that it is about, if it is about one.
    pub payment: Option<PaymentId>,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was sent.
    pub attempts: u32,
    /// When it is sent next; none if it waits for an earlier one of its payment or is over.
    pub next_attempt_at: Option<Timestamp>,
    /// What the receiver answered last, if it did.
    pub last_status: Option<u16>,
    /// Why the last attempt failed, in words.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last tried or changed.
    pub updated_at: Timestamp,
}

/// How far a delivery is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// It is or will be sent.
    Pending,
    /// The receiver has it.
    Delivered,
    /// The last attempt failed.
    Failed,
    /// The endpoint was disabled or deleted before.
    Abandoned,
}

impl DeliveryState {
    /// All of them, by their stored number.
    pub const ALL: [DeliveryState; 4] = [
        DeliveryState::Pending,
        DeliveryState::Delivered,
        DeliveryState::Failed,
        DeliveryState::Abandoned,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            DeliveryState::Pending => "pending",
            DeliveryState::Delivered => "delivered",
            DeliveryState::Failed => "failed",
            DeliveryState::Abandoned => "abandoned",
        }
    }
}

/// What [`message_from`] reads, in its order.
macro_rules! messages {
    ($from:literal) => {
        concat!(
            "SELECT m.id, m.event, d.payment, d.state, d.attempts, d.next_attempt_at, d.last_status,
                d.last_error, m.created_at, d.updated_at, e.id ",
            $from
        )
    };
}

const OF_ENDPOINT: &str = messages!(
    "FROM endpoint e
     JOIN delivery d ON d.endpoint = e.number
     JOIN message m ON m.number = d.message
     WHERE e.tenant = ?1 AND e.id = ?2
         AND d.message <= CASE WHEN ?3 IS NULL THEN 9223372036854775807
             ELSE COALESCE((SELECT number FROM message WHERE id < ?3 ORDER BY id DESC LIMIT 1), -1) END
     ORDER BY d.message DESC LIMIT ?4"
);
const OF_PAYMENT: &str = messages!(
    "FROM message m
     JOIN delivery d ON d.message = m.number
     JOIN endpoint e ON e.number = d.endpoint
     WHERE m.payment = ?2 AND e.tenant = ?1
         AND (?3 IS NULL OR m.id < ?3 OR (m.id = ?3 AND e.id > ?4))
     ORDER BY m.number DESC, e.id LIMIT ?5"
);

impl Store {
    /// The messages about a payment, the newest first, each once for every endpoint that it goes to; those behind `after` only.
    pub(crate) async fn list_of_payment(
        &self,
        tenant: Tenant,
        payment: PaymentId,
        after: Option<(MessageId, WebhookEndpointId)>,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        let rows = sqlx::query(OF_PAYMENT)
            .bind(id_bytes(tenant.id()))
            .bind(id_bytes(payment))
            .bind(after.map(|(message, _)| message_bytes(message)))
            .bind(after.map(|(_, endpoint)| id_bytes(endpoint)))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(message_from).collect()
    }

    /// The messages for an endpoint, the newest first, those before `before` only.
    pub(crate) async fn list(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        let rows = sqlx::query(OF_ENDPOINT)
            .bind(id_bytes(tenant.id()))
            .bind(id_bytes(endpoint))
            .bind(before.map(message_bytes))
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(message_from).collect()
    }

    /// Makes a delivery pending anew, with all its attempts before it. It is sent now, or after what is pending of its
    /// payment.
    pub(crate) async fn replay(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        message: MessageId,
        now: Timestamp,
    ) -> Result<EndpointNumber, Error> {
        let mut transaction = self.writer.begin().await?;
        let row = sqlx::query(
            "SELECT e.number, e.enabled, d.message FROM endpoint e
             JOIN delivery d ON d.endpoint = e.number
             JOIN message m ON m.number = d.message
             WHERE e.tenant = ? AND e.id = ? AND m.id = ?",
        )
        .bind(id_bytes(tenant.id()))
        .bind(id_bytes(endpoint))
        .bind(message_bytes(message))
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(Error::MessageUnknown(message))?;
        let number = EndpointNumber(row.try_get(0)?);
        if !row.try_get::<bool, _>(1)? {
            return Err(Error::EndpointDisabled(endpoint));
        }
        // Of what is pending of a payment exactly one has its time; that one keeps its turn.
        sqlx::query(
            "UPDATE delivery SET state = 0, attempts = 0, updated_at = ?3,
                 next_attempt_at = CASE
                     WHEN state = 0 AND next_attempt_at IS NOT NULL THEN ?3
                     WHEN EXISTS (SELECT 1 FROM delivery other WHERE other.endpoint = ?2
                         AND other.payment = delivery.payment AND other.state = 0 AND other.message <> ?1)
                     THEN NULL ELSE ?3 END
             WHERE message = ?1 AND endpoint = ?2",
        )
        .bind(row.try_get::<i64, _>(2)?)
        .bind(number.0)
        .bind(microseconds(now))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(number)
    }
}

fn message_from(row: &SqliteRow) -> Result<Message, Error> {
    let state = usize::try_from(row.try_get::<i64, _>(3)?)
        .ok()
        .and_then(|number| DeliveryState::ALL.get(number))
        .ok_or(Error::Damaged("a delivery in an unknown state"))?;
    Ok(Message {
        id: id_at(row, 0)?,
        event: row.try_get(1)?,
        payment: payment_at(row, 2)?,
        state: *state,
        attempts: row.try_get(4)?,
        next_attempt_at: row.try_get::<Option<i64>, _>(5)?.map(timestamp),
        last_status: row.try_get(6)?,
        last_error: row.try_get(7)?,
        created_at: timestamp(row.try_get(8)?),
        updated_at: timestamp(row.try_get(9)?),
        endpoint: id_at(row, 10)?,
    })
}

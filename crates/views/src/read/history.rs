//! A payment's events, oldest first.

use bezant_core::Event;
use bezant_engine::{Correlation, Entry, event_id};
use bezant_kernel::{PaymentId, Tenant};
use bezant_log::Position;
use sqlx::Row;

use super::payments::time;
use super::{bounded, no_rows, page};
use crate::cursor::{List, Place};
use crate::event_json::event_json;
use crate::key::{position_of, row_key, tenant_of};
use crate::rows::{EventRow, Page};
use crate::{Views, ViewsError};

/// A payment's rows of history are a chain, from the newest back. Only what comes after the cursor is walked.
const CHAIN: &str = "
WITH RECURSIVE chain (key, previous) AS (
    SELECT key, previous FROM history WHERE key = (
        SELECT last FROM payments WHERE id = ?1 AND key >= ?2 AND key < ?3
    )
    UNION ALL
    SELECT history.key, history.previous FROM chain JOIN history ON history.key = chain.previous
    WHERE chain.previous >= ?4
)
SELECT history.key, history.at, history.events FROM history
WHERE history.key IN (SELECT key FROM chain WHERE key >= ?4) ORDER BY history.key LIMIT ?5";

impl Views {
    /// What happened to a payment, oldest first; nothing for a payment that the tenant does not have.
    pub async fn payment_history(
        &self,
        tenant: Tenant,
        payment: PaymentId,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<Page<EventRow>, ViewsError> {
        let after = Place::from_cursor(List::History, cursor.as_deref())?;
        let limit = bounded(limit);
        let mut snapshot = self.snapshot(tenant).await?;
        let Some(keys) = snapshot.keys else {
            return Ok(no_rows(snapshot.position));
        };
        let from = after.map_or(keys.0, |place| row_key(tenant_of(keys.0), place.position));
        let entries = sqlx::query(CHAIN)
            .bind(payment.as_u128().to_be_bytes().to_vec())
            .bind(keys.0)
            .bind(keys.1)
            .bind(from)
            // Each entry has an event; that of the cursor may have none left.
            .bind(limit as i64 + 2)
            .fetch_all(&mut *snapshot.transaction)
            .await?;
        let mut rows = Vec::new();
        for row in entries {
            let entry = Entry {
                position: Position(position_of(row.try_get(0)?)),
                committed_at: time(&row, 1)?,
                tenant,
                correlation: Correlation::new("").expect("an empty text is short enough"),
                events: Vec::new(),
            };
            events(entry, row.try_get(2)?, after, &mut rows)?;
        }
        Ok(page(rows, limit, List::History, snapshot.position))
    }
}

/// Adds the events of an entry that come after the cursor. See `stored_event` in `write` for the form.
fn events(
    mut entry: Entry<()>,
    mut stored: &[u8],
    after: Option<Place>,
    rows: &mut Vec<(Place, EventRow)>,
) -> Result<(), ViewsError> {
    let damaged = ViewsError::Damaged("a row of history does not decode");
    while !stored.is_empty() {
        let Some((head, rest)) = stored.split_first_chunk::<8>() else {
            return Err(damaged);
        };
        let [i0, i1, i2, i3, l0, l1, l2, l3] = *head;
        let index = u32::from_le_bytes([i0, i1, i2, i3]);
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        let Some((bytes, rest)) = rest.split_at_checked(length) else {
            return Err(damaged);
        };
        stored = rest;
        let place = Place {
            position: entry.position.0,
            index,
        };
        if after.is_some_and(|after| place <= after) {
            continue;
        }
        // An event's id depends on its place only.
        entry.events.resize(index as usize + 1, ());
        let id = event_id(&entry, index as usize);
        let event = bezant_payments::decode_event(bytes)?;
        let payment = Some(event.payment);
        let name = event.name().to_owned();
        let data = event_json(&Event::Payment(event)).expect("payments' events are public");
        rows.push((
            place,
            EventRow {
                id,
                position: place.position,
                index,
                name,
                at: entry.committed_at,
                payment,
                data,
            },
        ));
    }
    Ok(())
}

//! What the writer remembers of what is stored: tenants' numbers, and the payments that changed lately.

use std::sync::Arc;

use bezant_core::Event;
use bezant_engine::Entry;
use bezant_kernel::{GatewayName, PaymentId, TenantId};
use bezant_payments::{EventKind, Status};
use futures::TryStreamExt;
use rustc_hash::{FxHashMap, FxHashSet};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{QueryBuilder, Row, Sqlite};

use super::rows::id_bytes;
use crate::ViewsError;
use crate::analytics::{Course, Facts, Segments, load_segments};

/// Payments remembered, twice at most: those that are under way change a few times within seconds.
const RECENT_PAYMENTS: usize = 16_384;

/// Ids in one look-up.
const IDS_PER_QUERY: usize = 64;

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) position: u64,
    /// The generation of lookups that is being filled, and its rows.
    pub(crate) generation: i64,
    pub(crate) generation_rows: i64,
    pub(crate) tenants: FxHashMap<TenantId, i64>,
    pub(crate) segments: Segments,
    recent: FxHashMap<PaymentId, Standing>,
    older: FxHashMap<PaymentId, Standing>,
}

/// Where a payment stands: the columns that change.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) key: i64,
    pub(crate) status: Status,
    pub(crate) captured: i64,
    pub(crate) refunded: i64,
    pub(crate) gateway: Option<GatewayName>,
    pub(crate) failure_code: Option<String>,
    pub(crate) version: i64,
    /// The key of its newest row of history.
    pub(crate) last: i64,
    pub(crate) updated_at: i64,
    /// For the sums.
    pub(crate) facts: Facts,
    pub(crate) course: Course,
    /// Whether the batch at hand changed it.
    pub(crate) changed: bool,
}

impl Memory {
    pub(crate) async fn load(connection: &mut SqliteConnection) -> Result<Memory, ViewsError> {
        let meta = "SELECT position, generation, generation_rows FROM meta";
        let (position, generation, generation_rows): (i64, i64, i64) =
            sqlx::query_as(meta).fetch_one(&mut *connection).await?;
        let mut memory = Memory {
            position: position.cast_unsigned(),
            generation,
            generation_rows,
            ..Memory::default()
        };
        let mut rows = sqlx::query("SELECT number, id FROM tenants").fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            memory
                .tenants
                .insert(TenantId::from_u128(number(&row, 1)?), row.try_get(0)?);
        }
        drop(rows);
        memory.segments = load_segments(connection).await?;
        Ok(memory)
    }

    /// Where a payment stands, if it is remembered.
    pub(crate) fn payment(&mut self, id: PaymentId) -> Option<&mut Standing> {
        if let Some(standing) = self.older.remove(&id) {
            self.recent.insert(id, standing);
        }
        self.recent.get_mut(&id)
    }

    pub(crate) fn insert_payment(&mut self, id: PaymentId, standing: Standing) -> Option<Standing> {
        self.recent.insert(id, standing)
    }

    /// Remembers every payment that `entries` change and do not create.
    pub(crate) async fn recall_payments(
        &mut self,
        connection: &mut SqliteConnection,
        entries: &[Arc<Entry<Event>>],
    ) -> Result<(), ViewsError> {
        let mut created = FxHashSet::default();
        let mut missing = FxHashSet::default();
        for event in entries.iter().flat_map(|entry| &entry.events) {
            let Event::Payment(event) = event else { continue };
            let id = event.payment;
            if matches!(event.kind, EventKind::Created(_)) {
                created.insert(id);
            } else if !created.contains(&id)
                && !self.recent.contains_key(&id)
                && !self.older.contains_key(&id)
            {
                missing.insert(id);
            }
        }
        let missing: Vec<PaymentId> = missing.into_iter().collect();
        for ids in missing.chunks(IDS_PER_QUERY) {
            self.load_payments(connection, ids).await?;
        }
        Ok(())
    }

    async fn load_payments(
        &mut self,
        connection: &mut SqliteConnection,
        ids: &[PaymentId],
    ) -> Result<(), ViewsError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT key, id, status, captured, refunded, gateway, failure_code, version, last, updated_at, \
            facts, course \
            FROM payments WHERE id IN (",
        );
        let mut list = query.separated(", ");
        // Always as many, so that it is always the same statement.
        for id in ids.iter().chain(std::iter::repeat(&ids[0])).take(IDS_PER_QUERY) {
            list.push_bind(id_bytes(id.as_u128()));
        }
        query.push(")");
        for row in query.build().fetch_all(connection).await? {
            self.recent
                .insert(PaymentId::from_u128(number(&row, 1)?), standing(&row)?);
        }
        Ok(())
    }

    /// Bounds the memory; to be called between batches.
    pub(crate) fn forget_old_payments(&mut self) {
        if self.recent.len() > RECENT_PAYMENTS {
            self.older = std::mem::take(&mut self.recent);
        }
    }
}

fn standing(row: &SqliteRow) -> Result<Standing, ViewsError> {
    let status = Status::from_number(row.try_get(2)?).ok_or(ViewsError::Damaged("a status is unknown"))?;
    let gateway = row
        .try_get::<Option<&str>, _>(5)?
        .map(str::parse)
        .transpose()
        .map_err(|_| ViewsError::Damaged("a gateway's name is not one"))?;
    Ok(Standing {
        key: row.try_get(0)?,
        status,
        captured: row.try_get(3)?,
        refunded: row.try_get(4)?,
        gateway,
        failure_code: row.try_get(6)?,
        version: row.try_get(7)?,
        last: row.try_get(8)?,
        updated_at: row.try_get(9)?,
        facts: Facts(row.try_get(10)?),
        course: Course::from_stored(row.try_get(11)?),
        changed: false,
    })
}

/// The 128-bit number in a column.
pub(crate) fn number(row: &SqliteRow, column: usize) -> Result<u128, ViewsError> {
    let bytes: &[u8] = row.try_get(column)?;
    let bytes = bytes
        .try_into()
        .map_err(|_| ViewsError::Damaged("an id is 16 bytes"))?;
    Ok(u128::from_be_bytes(bytes))
}

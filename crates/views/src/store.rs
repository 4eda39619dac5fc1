//! The handle on the views: one writer, a few readers, and the position that both speak of.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bezant_core::Event;
use bezant_engine::Entry;
use bezant_kernel::{Milliseconds, Tenant, Timestamp};
use sqlx::Transaction;
use sqlx::sqlite::{Sqlite, SqlitePool};
use tokio::sync::Mutex;

use crate::ViewsError;
use crate::key::keys_of;
use crate::schema;
use crate::write::{Writer, shows};

/// A transaction's entries at most. The more, the more payments are written once for all that happened to them; beyond
/// 2,048 little is left to gain (about a tenth). Only who is behind has as many, and readers see them a moment later.
pub(crate) const MAX_ENTRIES: usize = 8_192;

/// The read models. A handle: clones share everything.
#[derive(Clone)]
pub struct Views {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    readers: SqlitePool,
    /// Nothing after a failure, until the next write opens it again from what is stored.
    writer: Mutex<Option<Writer>>,
    /// What readers are told: everything up to here that has rows is stored.
    position: AtomicU64,
    /// The stored position, for the writer that comes after a failure.
    kept: AtomicU64,
    /// When the oldest entry was committed that is waiting to be taken in, in microseconds; zero if none is.
    waiting_from: AtomicU64,
}

/// What one reader sees: everything up to a position, and nothing of any other tenant.
pub(crate) struct Snapshot {
    pub(crate) transaction: Transaction<'static, Sqlite>,
    pub(crate) position: u64,
    pub(crate) generation: i64,
    /// The keys of the tenant's rows; nothing for a tenant without rows.
    pub(crate) keys: Option<(i64, i64)>,
}

impl Views {
    /// Opens the views in this file. Makes it if there is none; views of another version, or damaged ones, are begun
    /// anew at position 0. One process at a time.
    pub async fn open(path: &Path) -> Result<Views, ViewsError> {
        let writer = Writer::open(path).await?;
        let position = AtomicU64::new(writer.position());
        Ok(Views {
            shared: Arc::new(Shared {
                path: path.to_owned(),
                readers: schema::readers(path),
                kept: AtomicU64::new(writer.kept()),
                waiting_from: AtomicU64::new(0),
                writer: Mutex::new(Some(writer)),
                position,
            }),
        })
    }

    /// The position of the log that the views reflect.
    pub fn position(&self) -> u64 {
        self.shared.position.load(Ordering::Acquire)
    }

    /// How far the views are behind, in time: how long ago was committed what is not taken in yet. Zero where nothing waits,
    /// but for what the follower has not heard of yet.
    pub fn stale_by(&self, now: Timestamp) -> Milliseconds {
        match self.shared.waiting_from.load(Ordering::Acquire) {
            0 => Milliseconds(0),
            from => now.since(Timestamp::from_microseconds(from)),
        }
    }

    /// Takes note of the oldest entry that waits.
    pub(crate) fn set_waiting_from(&self, oldest: Option<Timestamp>) {
        let from = oldest.map_or(0, Timestamp::as_microseconds);
        self.shared.waiting_from.store(from, Ordering::Release);
    }

    /// Whether the position is stored.
    pub(crate) fn is_kept(&self) -> bool {
        self.shared.kept.load(Ordering::Acquire) == self.position()
    }

    /// Takes in the next entries of the log, in order, and stores the position; those at or below it are skipped.
    pub async fn apply(&self, entries: &[Arc<Entry<Event>>]) -> Result<(), ViewsError> {
        let reached = entries.last().map_or(0, |entry| entry.position.0);
        self.advance(entries, reached).await?;
        self.keep_position().await
    }

    /// Takes in the next entries, where up to `reached` the log has nothing else for the views. Without rows it costs no
    /// transaction: the position is then not stored until [`Views::keep_position`] or the next rows.
    pub(crate) async fn advance(
        &self,
        entries: &[Arc<Entry<Event>>],
        reached: u64,
    ) -> Result<(), ViewsError> {
        let mut slot = self.shared.writer.lock().await;
        // Taken out while it works: after a failure, or if this future is dropped, what it remembers may be wrong.
        let mut writer = self.writer(slot.take()).await?;
        let mut skip = entries.partition_point(|entry| entry.position.0 <= writer.position());
        while skip < entries.len() {
            let turn = &entries[skip..entries.len().min(skip + MAX_ENTRIES)];
            skip += turn.len();
            let to = if skip == entries.len() {
                reached
            } else {
                turn[turn.len() - 1].position.0
            };
            if turn.iter().any(|entry| shows(entry)) {
                writer = writer.apply(turn, to).await?;
            } else {
                writer.pass(to);
            }
            self.tell(&writer);
        }
        if writer.position() < reached {
            writer.pass(reached);
        }
        self.tell(&writer);
        *slot = Some(writer);
        Ok(())
    }

    /// Stores the position, if it has moved without rows.
    pub(crate) async fn keep_position(&self) -> Result<(), ViewsError> {
        let mut slot = self.shared.writer.lock().await;
        let writer = self.writer(slot.take()).await?.keep().await?;
        self.tell(&writer);
        *slot = Some(writer);
        Ok(())
    }

    /// Forgets everything: the next entries are those from the start of the log.
    pub async fn reset(&self) -> Result<(), ViewsError> {
        let mut slot = self.shared.writer.lock().await;
        let writer = self.writer(slot.take()).await?;
        // Before, so that whoever opens the file again asks nothing of it.
        self.shared.kept.store(0, Ordering::Release);
        self.shared.position.store(0, Ordering::Release);
        let writer = writer.clear().await?;
        *slot = Some(writer);
        Ok(())
    }

    async fn writer(&self, last: Option<Writer>) -> Result<Writer, ViewsError> {
        match last {
            Some(writer) => Ok(writer),
            None => {
                let kept = self.shared.kept.load(Ordering::Acquire);
                Writer::reopen(&self.shared.path, kept, self.position()).await
            }
        }
    }

    fn tell(&self, writer: &Writer) {
        self.shared.kept.store(writer.kept(), Ordering::Release);
        self.shared.position.store(writer.position(), Ordering::Release);
    }

    pub(crate) async fn snapshot(&self, tenant: Tenant) -> Result<Snapshot, ViewsError> {
        // The transaction sees what was stored before, and between the two positions there is nothing to see.
        let passed = self.position();
        let mut transaction = self.shared.readers.begin().await?;
        let header = "SELECT position, generation, (SELECT number FROM tenants WHERE id = ?) FROM meta";
        let (position, generation, number): (i64, i64, Option<i64>) = sqlx::query_as(header)
            .bind(tenant.id().as_u128().to_be_bytes().to_vec())
            .fetch_one(&mut *transaction)
            .await?;
        Ok(Snapshot {
            transaction,
            position: passed.max(position.cast_unsigned()),
            generation,
            keys: number.map(keys_of),
        })
    }

    #[cfg(test)]
    pub(crate) async fn with_writer(&self, sql: &'static str) {
        let mut slot = self.shared.writer.lock().await;
        let writer = slot.as_mut().expect("a test asks between two batches");
        sqlx::raw_sql(sql)
            .execute(&mut writer.connection)
            .await
            .expect("the test's SQL is sound");
    }

    #[cfg(test)]
    pub(crate) async fn plan(&self, sql: &'static str) -> String {
        let explain = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain)
            .fetch_all(&self.shared.readers)
            .await
            .expect("the test's SQL is sound");
        rows.into_iter().map(|row| row.3).collect::<Vec<_>>().join("; ")
    }
}

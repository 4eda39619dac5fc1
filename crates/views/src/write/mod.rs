//! The one writer: entries come in, are folded into rows in memory, and go out as one transaction with the position.

mod fold;
mod insert;
mod memory;
mod payments;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bezant_core::Event;
use bezant_engine::Entry;
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use crate::{ViewsError, analytics, schema};
pub(crate) use fold::shows;
use fold::{Batch, fold};
use insert::write_rows;
pub(crate) use insert::{Row, Values};
use memory::Memory;
pub(crate) use memory::{Standing, number};
pub(crate) use payments::minor;
pub(crate) use rows::id_bytes;

/// Rows of a generation of lookups: half a MiB of pages, so many at most does a batch write for what is new. Larger ones
/// would make writing dearer, smaller ones reading.
pub(crate) const GENERATION_ROWS: i64 = if cfg!(test) { 50 } else { 16_384 };

/// SQLite writes its WAL back by itself, unless readers are never all gone at once. From this size on they are waited
/// for.
const WAL_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// The connection that writes, and what it remembers of what is stored.
pub(crate) struct Writer {
    pub(crate) connection: SqliteConnection,
    memory: Memory,
    /// The position that is stored. Behind that of the memory where nothing came that has rows.
    kept: u64,
    path: PathBuf,
}

impl Writer {
    /// Opens the file for the first time. What can't be used is begun anew.
    pub(crate) async fn open(path: &Path) -> Result<Writer, ViewsError> {
        let connection = schema::open(path).await?;
        Writer::load(path, connection).await
    }

    /// Opens the file again, which held everything up to `kept` before: followers are past that. From there to `passed`
    /// the log has nothing for the views.
    pub(crate) async fn reopen(path: &Path, kept: u64, passed: u64) -> Result<Writer, ViewsError> {
        let connection = schema::reopen(path).await?;
        let mut writer = Writer::load(path, connection).await?;
        if writer.kept < kept {
            return Err(ViewsError::Damaged("the file has lost what it held"));
        }
        writer.memory.position = passed.max(writer.kept);
        Ok(writer)
    }

    async fn load(path: &Path, mut connection: SqliteConnection) -> Result<Writer, ViewsError> {
        let memory = Memory::load(&mut connection).await?;
        Ok(Writer {
            connection,
            kept: memory.position,
            memory,
            path: path.to_owned(),
        })
    }

    pub(crate) fn position(&self) -> u64 {
        self.memory.position
    }

    pub(crate) fn kept(&self) -> u64 {
        self.kept
    }

    /// Goes on to `reached`, where nothing up to there has rows.
    pub(crate) fn pass(&mut self, reached: u64) {
        assert!(reached >= self.memory.position, "the views go forward");
        self.memory.position = reached;
    }

    /// Stores the position.
    pub(crate) async fn keep(mut self) -> Result<Writer, ViewsError> {
        if self.kept < self.memory.position {
            write(&mut self.connection, &self.memory, Batch::default()).await?;
            self.kept = self.memory.position;
            self.bound_wal().await?;
        }
        Ok(self)
    }

    /// Takes in `entries`, all of them after the position, as one transaction that ends at `reached`. A writer that
    /// failed is gone; the next one starts from what is stored.
    pub(crate) async fn apply(
        mut self,
        entries: &[Arc<Entry<Event>>],
        reached: u64,
    ) -> Result<Writer, ViewsError> {
        self.memory.recall_payments(&mut self.connection, entries).await?;
        // Folding a large batch takes milliseconds, and this thread has requests to serve.
        let (mut memory, entries) = (self.memory, entries.to_vec());
        let folded = tokio::task::spawn_blocking(move || {
            let batch = fold(&mut memory, &entries)?;
            Ok::<_, ViewsError>((memory, batch))
        });
        let (mut memory, batch) = match folded.await {
            Ok(folded) => folded?,
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => return Err(ViewsError::Storage(sqlx::Error::WorkerCrashed)),
            },
        };
        memory.position = reached;
        write(&mut self.connection, &memory, batch).await?;
        memory.forget_old_payments();
        let mut writer = Writer {
            memory,
            kept: reached,
            ..self
        };
        writer.bound_wal().await?;
        Ok(writer)
    }

    /// Empties the tables.
    pub(crate) async fn clear(mut self) -> Result<Writer, ViewsError> {
        let mut transaction = self.connection.begin().await?;
        sqlx::raw_sql(schema::CLEAR).execute(&mut *transaction).await?;
        transaction.commit().await?;
        let mut writer = Writer {
            memory: Memory::default(),
            kept: 0,
            ..self
        };
        sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&mut writer.connection)
            .await?;
        Ok(writer)
    }

    async fn bound_wal(&mut self) -> Result<(), ViewsError> {
        let size = std::fs::metadata(schema::wal_of(&self.path)).map_or(0, |file| file.len());
        if size > WAL_LIMIT_BYTES {
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(&mut self.connection)
                .await?;
        }
        Ok(())
    }
}

async fn write(connection: &mut SqliteConnection, memory: &Memory, batch: Batch) -> Result<(), ViewsError> {
    let mut transaction = connection.begin().await?;
    write_rows(&mut transaction, batch.tenants).await?;
    write_rows(&mut transaction, batch.payments_created).await?;
    write_rows(&mut transaction, batch.payments_changed).await?;
    write_rows(&mut transaction, batch.history).await?;
    write_rows(&mut transaction, batch.lookups).await?;
    write_rows(&mut transaction, batch.sums.segments).await?;
    write_rows(&mut transaction, batch.sums.counters).await?;
    analytics::prune(&mut transaction, batch.sums.prune).await?;
    sqlx::query("UPDATE meta SET position = ?, generation = ?, generation_rows = ?")
        .bind(memory.position.cast_signed())
        .bind(memory.generation)
        .bind(memory.generation_rows)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

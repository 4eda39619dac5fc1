//! The tables, and the opening of the file that holds them.
//!
//! | Table | A row is | Found by |
//! |---|---|---|
//! | `meta` | the place in the log (one row) | – |
//! | `tenants` | a tenant's number in row keys | its id |
//! | `payments` | a payment, under the key of its first entry | key, id, status, creator |
//! | `history` | the payment's events of one entry, as they stand in the log; `previous` leads to the entry before | key |
//! | `lookups` | where something with a given hash is | generation and hash |
//! | `segments` | what payments are told apart by in sums | its number |
//! | `analytics` | a sum over a tenant's payments, see [`crate::analytics`] | tenant, resolution, time, segment, counter |
//!
//! The follower must keep up with the engine, so there is one row per entry, not per event, and rows go to the end of
//! their table. What has random keys goes through `lookups`: its rows are sorted within generations of
//! [`crate::write::GENERATION_ROWS`], so that a batch touches the pages of one generation, not of the whole table; a
//! reader looks into each generation.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use crate::ViewsError;

/// Changes with every change of a table's meaning: views of another version are made anew.
const VERSION: i64 = 5;

/// Connections for readers: lists are for people, payments come first.
const READERS: u32 = 4;

const TABLES: &str = "
CREATE TABLE meta (
    position INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    generation_rows INTEGER NOT NULL
) STRICT;
INSERT INTO meta VALUES (0, 0, 0);
CREATE TABLE tenants (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE payments (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    status INTEGER NOT NULL,
    currency INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    captured INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    method INTEGER NOT NULL,
    version INTEGER NOT NULL,
    last INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    gateway TEXT,
    failure_code TEXT,
    facts INTEGER NOT NULL,
    course INTEGER NOT NULL,
    customer TEXT,
    reference TEXT,
    description TEXT,
    created_by BLOB,
    billed BLOB
) STRICT;
CREATE INDEX payments_by_id ON payments (id);
CREATE INDEX payments_by_status ON payments (status);
CREATE INDEX payments_by_creator ON payments (created_by) WHERE created_by IS NOT NULL;
CREATE TABLE history (
    key INTEGER PRIMARY KEY,
    previous INTEGER,
    at INTEGER NOT NULL,
    events BLOB NOT NULL
) STRICT;
CREATE TABLE lookups (
    generation INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (generation, hash, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE segments (
    number INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    gateway TEXT,
    facts INTEGER NOT NULL
) STRICT;
CREATE INDEX segments_by_tenant ON segments (tenant);
CREATE TABLE analytics (
    tenant INTEGER NOT NULL,
    resolution INTEGER NOT NULL,
    at INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (tenant, resolution, at, segment, counter)
) STRICT, WITHOUT ROWID;
";

/// Empties every table; the schema stays.
pub(crate) const CLEAR: &str = "
DELETE FROM tenants;
DELETE FROM payments;
DELETE FROM history;
DELETE FROM lookups;
DELETE FROM segments;
DELETE FROM analytics;
UPDATE meta SET position = 0, generation = 0, generation_rows = 0;
";

/// Opens the one connection that writes, again after a failure.
pub(crate) async fn reopen(path: &Path) -> Result<SqliteConnection, ViewsError> {
    prepare(path)
        .await?
        .ok_or(ViewsError::Damaged("the file is of another version"))
}

/// Opens the one connection that writes. Makes the file if there is none, and makes it anew if it is of another version
/// or damaged: the log has everything that it held.
pub(crate) async fn open(path: &Path) -> Result<SqliteConnection, ViewsError> {
    let reason = match prepare(path).await {
        Ok(Some(connection)) => return Ok(connection),
        Ok(None) => "they are of another version".to_owned(),
        Err(error) if is_damage(&error) => error.to_string(),
        Err(error) => return Err(error.into()),
    };
    tracing::warn!(path = %path.display(), reason, "the views are made anew from the log");
    discard(path)?;
    reopen(path).await
}

/// The writer's connection to a file of this version, which is made if there is none; nothing for another version.
async fn prepare(path: &Path) -> Result<Option<SqliteConnection>, sqlx::Error> {
    let mut connection = writer_options(path).connect().await?;
    let version: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut connection)
        .await?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut connection)
        .await?;
    if (version, tables) == (0, 0) {
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql(TABLES).execute(&mut *transaction).await?;
        let set_version = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {VERSION}"));
        sqlx::raw_sql(set_version).execute(&mut *transaction).await?;
        transaction.commit().await?;
    } else if version != VERSION {
        connection.close().await?;
        return Ok(None);
    }
    Ok(Some(connection))
}

fn is_damage(error: &sqlx::Error) -> bool {
    const CORRUPT: u32 = 11;
    const NOT_A_DATABASE: u32 = 26;
    // The low byte of an extended code is the primary one.
    let code = error
        .as_database_error()
        .and_then(|error| error.code())
        .and_then(|code| code.parse::<u32>().ok())
        .map(|code| code & 0xff);
    matches!(code, Some(CORRUPT | NOT_A_DATABASE))
}

fn discard(path: &Path) -> Result<(), ViewsError> {
    for file in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm")] {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(sqlx::Error::Io(error).into());
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// The file with the changes that are not in the database file yet.
pub(crate) fn wal_of(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn writer_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A power cut may undo the newest batches, never tear them; the log has them still.
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(false)
        .statement_cache_capacity(128)
        .pragma("cache_size", "-16384")
        .pragma("temp_store", "MEMORY")
        // 32 MiB: seldom enough that pages are written back once for many batches.
        .pragma("wal_autocheckpoint", "8192")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging()
}

/// The connections that only read.
pub(crate) fn readers(path: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("cache_size", "-4096")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(options)
}

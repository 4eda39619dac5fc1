//! The tables, and how a file gets them.

use sqlx::Row;
use sqlx::sqlite::SqlitePool;

use crate::Error;

/// Raised with each change of the tables, which then comes with a step from the format before.
const FORMAT: i64 = 1;

// `delivery.state`: 0 pending, 1 delivered, 2 failed, 3 abandoned. The literal 0 in the queries lets them use the
// partial indexes. `delivery.next_attempt_at` of a pending one is NULL while an earlier message of its payment is
// pending for the endpoint.
const TABLES: &str = "
CREATE TABLE cursor (
    position INTEGER NOT NULL
);
INSERT INTO cursor (position) VALUES (0);

CREATE TABLE endpoint (
    number INTEGER PRIMARY KEY,
    tenant BLOB NOT NULL,
    id BLOB NOT NULL,
    filters TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER
);
CREATE UNIQUE INDEX endpoint_id ON endpoint (tenant, id) WHERE deleted = 0;
CREATE INDEX endpoint_history ON endpoint (tenant, id);

CREATE TABLE message (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    event TEXT NOT NULL,
    payment BLOB,
    created_at INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE delivery (
    message INTEGER NOT NULL,
    endpoint INTEGER NOT NULL,
    payment BLOB,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER,
    last_status INTEGER,
    last_error TEXT,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (message, endpoint)
) WITHOUT ROWID;

CREATE INDEX delivery_due ON delivery (endpoint, next_attempt_at, message)
    WHERE state = 0 AND next_attempt_at IS NOT NULL;
CREATE INDEX delivery_payment ON delivery (endpoint, payment, message)
    WHERE state = 0 AND payment IS NOT NULL;
CREATE INDEX delivery_list ON delivery (endpoint, message);
";

pub(super) async fn prepare(writer: &SqlitePool) -> Result<(), Error> {
    let mut transaction = writer.begin().await?;
    let row = sqlx::query("PRAGMA user_version")
        .fetch_one(&mut *transaction)
        .await?;
    let found: i64 = row.try_get(0)?;
    match found {
        FORMAT => return Ok(()),
        0 => {}
        _ => {
            return Err(Error::StoreTooNew { found, known: FORMAT });
        }
    }
    sqlx::raw_sql(TABLES).execute(&mut *transaction).await?;
    sqlx::raw_sql("PRAGMA user_version = 1")
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

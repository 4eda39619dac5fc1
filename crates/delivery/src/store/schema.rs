//! The tables, and how a file gets them.

use sqlx::Row;
use sqlx::sqlite::SqlitePool;

use crate::Error;

/// Raised with each change of the tables, which then comes with a step from the format before.
const FORMAT: i64 = 3;

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

/// What each format adds to the one before; the first is made on an empty file.
const STEPS: [&str; 3] = [
    TABLES,
    // As in `traceparent` and `tracestate`, where the request that led to the message was within a trace.
    "ALTER TABLE message ADD COLUMN trace_parent TEXT;
     ALTER TABLE message ADD COLUMN trace_state TEXT;",
    // What was sent about a payment.
    "CREATE INDEX message_payment ON message (payment, number) WHERE payment IS NOT NULL;",
];

pub(super) async fn prepare(writer: &SqlitePool) -> Result<(), Error> {
    let mut transaction = writer.begin().await?;
    let row = sqlx::query("PRAGMA user_version")
        .fetch_one(&mut *transaction)
        .await?;
    let found: i64 = row.try_get(0)?;
    let missing = usize::try_from(found).ok().and_then(|found| STEPS.get(found..));
    let Some(missing) = missing else {
        return Err(Error::StoreTooNew { found, known: FORMAT });
    };
    if missing.is_empty() {
        return Ok(());
    }
    for step in missing {
        sqlx::raw_sql(*step).execute(&mut *transaction).await?;
    }
    sqlx::raw_sql("PRAGMA user_version = 3")
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::SqlitePoolOptions;

    #[tokio::test]
    async fn a_file_of_the_first_format_is_taken_further_and_a_later_one_refused() {
        let memory = SqlitePoolOptions::new().max_connections(1);
        let writer = memory.connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql(TABLES).execute(&writer).await.unwrap();
        sqlx::raw_sql("PRAGMA user_version = 1")
            .execute(&writer)
            .await
            .unwrap();
        for _ in 0..2 {
            prepare(&writer).await.unwrap();
        }
        sqlx::raw_sql("INSERT INTO message VALUES (1, x'00', 'e', NULL, 0, x'', 'parent', NULL)")
            .execute(&writer)
            .await
            .unwrap();
        sqlx::raw_sql("PRAGMA user_version = 4")
            .execute(&writer)
            .await
            .unwrap();
        assert!(matches!(
            prepare(&writer).await,
            Err(Error::StoreTooNew {
                found: 4,
                known: FORMAT
            })
        ));
    }
}

//! The tables and the statements that touch them.
//!
//! ```text
//!   head      one row: which log it is, the epoch that may write, the last frame, the last position, the chain hash
//!   frame     one row for each append and each opening for writing (without records): what the chain hash is made of
//!   record    one row for each record, with a checksum over position and payload
//!   snapshot, snapshot_part   a snapshot with its hash, and its bytes in parts
//!   reserve   filler, made by the writer when it first asks for room
//! ```

use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Transaction};

use super::chain::FrameFacts;
use super::connect::{full_or_failed, wait};
use super::options::invalid;
use crate::embedded::ChainHash;
use crate::{Epoch, LogError, LogId, Position, merkle};

/// Grows when older software would misread the tables.
const FORMAT: i32 = 1;
/// PostgreSQL cuts longer names off.
const MAX_NAME_BYTES: usize = 63;

/// The schema's name, known to be harmless inside a statement.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    name: String,
}

/// The one row of `head`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeadRow {
    pub(crate) log: LogId,
    pub(crate) epoch: Epoch,
    pub(crate) frame: i64,
    pub(crate) position: Position,
    pub(crate) hash: ChainHash,
}

/// One row of `frame`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameRow {
    pub(crate) number: i64,
    pub(crate) facts: FrameFacts,
    pub(crate) hash: ChainHash,
}

impl Schema {
    pub(crate) fn new(name: &str) -> Result<Self, LogError> {
        let begins_well = name.starts_with(|first: char| first.is_ascii_lowercase());
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !begins_well
            || !name.chars().all(is_plain)
            || name.len() > MAX_NAME_BYTES
            || name.starts_with("pg_")
        {
            return Err(invalid(
                "the schema's name is not a small letter followed by small letters, digits and '_'",
            ));
        }
        Ok(Self {
            name: name.to_owned(),
        })
    }

    /// Name of a table as a statement needs it.
    pub(crate) fn table(&self, table: &str) -> String {
        format!("\"{}\".{table}", self.name)
    }

    /// `{table}` in the statement becomes the table's full name.
    pub(crate) fn statement(&self, text: &str) -> String {
        let mut statement = text.to_owned();
        for table in ["head", "frame", "record", "snapshot", "snapshot_part", "reserve"] {
            statement = statement.replace(&format!("{{{table}}}"), &self.table(table));
        }
        statement
    }

    /// Key of the lock that lets openings of this schema go one by one.
    pub(crate) fn opening_key(&self) -> i64 {
        i64::from_le_bytes(*self.key_bytes().first_chunk().expect("a hash has 32 bytes"))
    }

    /// First half of the key of the lock that a living writer holds; the second half is its epoch.
    pub(crate) fn writer_key(&self) -> i32 {
        i32::from_le_bytes(*self.key_bytes().last_chunk().expect("a hash has 32 bytes"))
    }

    fn key_bytes(&self) -> [u8; 32] {
        *blake3::hash(format!("bezant log in schema {}", self.name).as_bytes()).as_bytes()
    }

    /// Makes what is missing, after waiting for others that do the same. The lock ends with the transaction.
    pub(crate) fn create_missing(&self, transaction: &Transaction<'_>) -> Result<(), LogError> {
        let failed = |error| full_or_failed("creating the log's tables", &error);
        wait(transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&self.opening_key()]))
            .map_err(failed)?;
        if !self.is_there(transaction)? {
            let text = format!(
                "CREATE SCHEMA IF NOT EXISTS \"{}\";{}",
                self.name,
                self.statement(TABLES)
            );
            wait(transaction.batch_execute(&text)).map_err(failed)?;
            let log = new_log_id()?;
            let begin = self.statement("INSERT INTO {head} VALUES (true, $1, $2, 0, 0, 0, $3)");
            let values: [&(dyn ToSql + Sync); 3] = [&FORMAT, &&log.0[..], &&merkle::genesis(&log.0)[..]];
            wait(transaction.execute(&begin, &values)).map_err(failed)?;
        }
        Ok(())
    }

    fn is_there(&self, transaction: &Transaction<'_>) -> Result<bool, LogError> {
        let row = wait(transaction.query_one("SELECT to_regclass($1) IS NOT NULL", &[&self.table("head")]));
        Ok(row
            .map_err(|error| full_or_failed("looking for the log's tables", &error))?
            .get(0))
    }

    /// The head with its row locked until the transaction ends: no append is under way then.
    pub(crate) fn locked_head(&self, transaction: &Transaction<'_>) -> Result<HeadRow, LogError> {
        let text = self.statement("SELECT format, log, epoch, frame, position, hash FROM {head} FOR UPDATE");
        self.head_of(wait(transaction.query_opt(&text, &[])))
    }

    /// The head as committed.
    pub(crate) fn head(&self, client: &Client) -> Result<HeadRow, LogError> {
        let text = self.statement("SELECT format, log, epoch, frame, position, hash FROM {head}");
        self.head_of(wait(client.query_opt(&text, &[])))
    }

    fn head_of(&self, found: Result<Option<Row>, tokio_postgres::Error>) -> Result<HeadRow, LogError> {
        let found = found.map_err(|error| full_or_failed("reading the log's head", &error))?;
        let Some(row) = found else {
            return Err(self.damaged("head", Position(1), "the row is gone"));
        };
        let format: i32 = row.get("format");
        if format != FORMAT {
            return Err(LogError::Unsupported {
                file: self.table("head"),
                version: u8::try_from(format).unwrap_or(u8::MAX),
            });
        }
        let position = position(row.get("position"));
        let wrong = || {
            self.damaged(
                "head",
                position.unwrap_or(Position(1)),
                "it holds what was never written",
            )
        };
        Ok(HeadRow {
            log: LogId(row.get::<_, &[u8]>("log").try_into().map_err(|_| wrong())?),
            epoch: Epoch(u64::try_from(row.get::<_, i64>("epoch")).map_err(|_| wrong())?),
            frame: row.get("frame"),
            position: position.ok_or_else(wrong)?,
            hash: row.get::<_, &[u8]>("hash").try_into().map_err(|_| wrong())?,
        })
    }

    /// Frames with numbers above `after` and up to `until` in order, a page of them.
    pub(crate) fn frames(&self, client: &Client, after: i64, until: i64) -> Result<Vec<FrameRow>, LogError> {
        let text = self.statement(
            "SELECT number, first, records, bytes, epoch, hash FROM {frame} WHERE number > $1 AND number <= $2 \
             ORDER BY number LIMIT 1000",
        );
        let rows = wait(client.query(&text, &[&after, &until]));
        let rows = rows.map_err(|error| full_or_failed("reading frames", &error))?;
        rows.iter().map(|row| self.frame_of(row)).collect()
    }

    fn frame_of(&self, row: &Row) -> Result<FrameRow, LogError> {
        let first = position(row.get("first"));
        let wrong = || {
            self.damaged(
                "frame",
                first.unwrap_or(Position(1)),
                "it holds what was never written",
            )
        };
        Ok(FrameRow {
            number: row.get("number"),
            facts: FrameFacts {
                first: first.ok_or_else(wrong)?,
                epoch: Epoch(u64::try_from(row.get::<_, i64>("epoch")).map_err(|_| wrong())?),
                records: u32::try_from(row.get::<_, i32>("records")).map_err(|_| wrong())?,
                bytes: u32::try_from(row.get::<_, i32>("bytes")).map_err(|_| wrong())?,
            },
            hash: row.get::<_, &[u8]>("hash").try_into().map_err(|_| wrong())?,
        })
    }

    /// The error for rows that are not as they were written. Rows have no place in bytes.
    pub(crate) fn damaged(&self, table: &str, position: Position, what: impl Into<String>) -> LogError {
        LogError::Damaged {
            segment: self.table(table),
            offset: 0,
            position,
            what: what.into(),
        }
    }
}

fn new_log_id() -> Result<LogId, LogError> {
    let mut log = LogId::default();
    let flags = rustix::rand::GetRandomFlags::empty();
    let drawn = rustix::rand::getrandom(&mut log.0, flags)
        .map_err(|error| LogError::failed("drawing the id of a new log", error.into()))?;
    assert_eq!(drawn, log.0.len(), "so few random bytes come at once");
    Ok(log)
}

/// As the tables hold it. Positions beyond what they can hold are beyond every record.
pub(crate) fn column(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

fn position(column: i64) -> Option<Position> {
    u64::try_from(column).ok().map(Position)
}

/// Payloads are stored as they are: compressing them costs more than it saves, and a part of one can be read alone.
const TABLES: &str = "
CREATE TABLE {head} (
    singleton boolean PRIMARY KEY CHECK (singleton),
    format integer NOT NULL,
    log bytea NOT NULL,
    epoch bigint NOT NULL,
    frame bigint NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE {frame} (
    number bigint PRIMARY KEY,
    first bigint NOT NULL,
    records integer NOT NULL,
    bytes integer NOT NULL,
    epoch bigint NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE {record} (
    position bigint PRIMARY KEY,
    crc integer NOT NULL,
    payload bytea NOT NULL
);
ALTER TABLE {record} ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE TABLE {snapshot} (
    position bigint PRIMARY KEY,
    bytes bigint NOT NULL,
    hash bytea NOT NULL
);
CREATE TABLE {snapshot_part} (
    position bigint NOT NULL,
    part integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (position, part)
);
ALTER TABLE {snapshot_part} ALTER COLUMN bytes SET STORAGE EXTERNAL;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_be_more_than_a_name_is_refused() {
        for name in [
            "",
            "Bezant",
            "9a",
            "a\"b",
            "a b",
            "a;b",
            "pg_a",
            "ä",
            &"a".repeat(64),
        ] {
            assert!(Schema::new(name).is_err(), "{name}");
        }
        let schema = Schema::new("bezant_2").unwrap();
        assert_eq!(schema.statement("SELECT {head}"), "SELECT \"bezant_2\".head");
        assert_ne!(schema.opening_key(), Schema::new("bezant").unwrap().opening_key());
    }
}

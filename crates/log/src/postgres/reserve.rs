//! Room that is taken ahead on the server's disk and given back when that is full.
//!
//! A server cannot be asked for room. So the log keeps a table of filler in the tablespace of its records. The server undoes an
//! append that finds the disk full; the filler then goes and the append is made again in its place. Until the filler is back as a
//! whole, the log says that it has no room.
//!
//! It must never: count on room that others of the same disk were quicker to take, or on a disk that keeps filler in less
//! space than it fills (one that compresses). The append says `StorageFull` there, as one without a reserve does.

use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::connect::{failed, full_or_failed, is_undone, wait};
use super::schema::Schema;
use crate::LogError;

/// Each time that filler is not to be had it fills the disk for a moment, so this is seldom tried.
const BETWEEN_TRIES: Duration = Duration::from_secs(2);

/// The same where others have the filler in use: a dump of the database does, for as long as it runs.
const BETWEEN_ASKS: Duration = Duration::from_secs(60);

/// Nothing else is appended meanwhile. A vacuum gives way within it.
const LOCKING: &str = "SET LOCAL lock_timeout = '3s'; ";

/// What one row takes: two are a page of the server's.
const ROW_BYTES: u64 = 4096;

pub(super) struct Reserve {
    schema: Schema,
    bytes: u64,
    state: State,
}

#[derive(Copy, Clone)]
enum State {
    /// An earlier writer may have left it.
    Unknown,
    Held,
    /// Given back, or not to be had, at that time.
    Gone(Instant),
    /// Not whole, but in use by others, at that time.
    InUse(Instant),
    /// Not wanted, or this role may not make it.
    Without,
}

impl Reserve {
    pub(super) fn new(schema: Schema, bytes: u64) -> Self {
        let state = match bytes {
            0 => State::Without,
            _ => State::Unknown,
        };
        Self { schema, bytes, state }
    }

    /// Takes what is missing.
    ///
    /// # Errors
    /// `StorageFull` if there is no room for it; `Failed` if the connection is lost.
    pub(super) fn ensure(&mut self, client: &Client) -> Result<(), LogError> {
        match self.state {
            State::Held | State::Without => return Ok(()),
            State::Gone(since) if since.elapsed() < BETWEEN_TRIES => return Err(LogError::StorageFull),
            State::InUse(since) if since.elapsed() < BETWEEN_ASKS => return Ok(()),
            State::Gone(_) | State::InUse(_) => {}
            State::Unknown if self.is_whole(client)? => {
                self.state = State::Held;
                return Ok(());
            }
            State::Unknown => {}
        }
        match self.take(client) {
            Ok(()) => {
                self.state = State::Held;
                Ok(())
            }
            Err(error) if is_undone(&error) && error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                tracing::warn!(
                    "others use the table of room kept ahead: for now a full disk will show at an append"
                );
                self.state = State::InUse(Instant::now());
                Ok(())
            }
            Err(error) => match full_or_failed("reserving room", &error) {
                LogError::StorageFull => {
                    self.state = State::Gone(Instant::now());
                    Err(LogError::StorageFull)
                }
                refused if is_undone(&error) => {
                    tracing::warn!(error = %refused, "no room is kept ahead: a full disk will show at an append");
                    self.state = State::Without;
                    Ok(())
                }
                lost => Err(lost),
            },
        }
    }

    /// Gives the room back, and says whether there was any. What could not be given back may be tried again.
    ///
    /// # Errors
    /// `Failed` if the connection is lost.
    pub(super) fn give_back(&mut self, client: &Client) -> Result<bool, LogError> {
        match self.state {
            State::Unknown | State::Held | State::InUse(_) => {}
            State::Gone(_) | State::Without => return Ok(false),
        }
        // This changes rows in place, so that it needs no room itself.
        let text = format!("{LOCKING}DROP TABLE IF EXISTS {{reserve}}");
        match wait(client.batch_execute(&self.schema.statement(&text))) {
            Ok(()) => {
                self.state = State::Gone(Instant::now());
                tracing::warn!("the server's disk is full: the room kept for this is used");
                Ok(true)
            }
            Err(error) if is_undone(&error) => {
                tracing::warn!(%error, "the room kept ahead could not be given back");
                Ok(false)
            }
            Err(error) => Err(failed("giving room back", &error)),
        }
    }

    /// A server that crashed has emptied it.
    fn is_whole(&self, client: &Client) -> Result<bool, LogError> {
        let text = "SELECT coalesce(pg_relation_size(to_regclass($1)), 0)";
        let size = wait(client.query_one(text, &[&self.schema.table("reserve")]));
        let size = size.map_err(|error| full_or_failed("looking for reserved room", &error))?;
        Ok(size.get::<_, i64>(0).unsigned_abs() >= self.bytes)
    }

    /// All or nothing: what a transaction that fails has made is gone with it, also from the disk.
    fn take(&self, client: &Client) -> Result<(), tokio_postgres::Error> {
        let where_records_are = "SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = (SELECT \
             coalesce(nullif(reltablespace, 0), dattablespace) FROM pg_class, pg_database \
             WHERE pg_class.oid = to_regclass($1) AND datname = current_database())";
        let row = wait(client.query_one(where_records_are, &[&self.schema.table("record")]))?;
        let tablespace: &str = row.get(0);
        // Unlogged: it costs the server's own log and its standbys nothing.
        let text = format!(
            "{LOCKING}DROP TABLE IF EXISTS {{reserve}}; \
             CREATE UNLOGGED TABLE {{reserve}} (filler bytea NOT NULL) TABLESPACE {tablespace}; \
             ALTER TABLE {{reserve}} ALTER COLUMN filler SET STORAGE PLAIN; \
             INSERT INTO {{reserve}} SELECT decode(repeat('5a', 4000), 'hex') FROM generate_series(1, {rows})",
            rows = self.bytes.div_ceil(ROW_BYTES)
        );
        wait(client.batch_execute(&self.schema.statement(&text)))
    }
}

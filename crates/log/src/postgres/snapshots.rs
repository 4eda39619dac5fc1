//! Snapshots beside the log's tables, in parts that a server takes and gives without trouble.
//!
//! A snapshot is saved in one transaction. The hash covers position and content.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_postgres::{Client, Row};

use super::connect::{Connector, Purpose, failed, full_or_failed, wait};
use super::options::PostgresOptions;
use super::schema::{Schema, column};
use crate::{LogError, Position, SnapshotStore};

/// Bounds the memory that one statement takes here and on the server.
const PART_BYTES: usize = 4 << 20;

/// A [`SnapshotStore`] in the schema of the log.
pub struct PostgresSnapshots {
    connector: Arc<Connector>,
    schema: Schema,
    keep: i64,
    /// One use at a time: they share the connection.
    client: Mutex<Option<Client>>,
}

impl PostgresSnapshots {
    /// The snapshots in the schema, which is made if there is none.
    ///
    /// # Errors
    /// `Failed` if the server cannot be reached or refuses, `StorageFull` if it has no room for the tables.
    pub fn open(options: &PostgresOptions) -> Result<Self, LogError> {
        let snapshots = Self {
            connector: Connector::new(options)?,
            schema: Schema::new(&options.schema)?,
            keep: i64::try_from(options.keep_snapshots.max(1)).unwrap_or(i64::MAX),
            client: Mutex::new(None),
        };
        let (mut client, _one_at_a_time) = snapshots.take()?;
        let opening = |error| failed("opening the snapshots", &error);
        let transaction = wait(client.transaction()).map_err(opening)?;
        snapshots.schema.create_missing(&transaction)?;
        wait(transaction.commit()).map_err(opening)?;
        drop(_one_at_a_time);
        Ok(snapshots)
    }

    /// A connection out of its place; put back after an error it would be one of unknown state.
    fn take(&self) -> Result<(Client, MutexGuard<'_, Option<Client>>), LogError> {
        let mut place = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        let client = match place.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => self.connector.connect(Purpose::Snapshots)?,
        };
        Ok((client, place))
    }

    fn load(&self, client: &Client, row: &Row) -> Result<Vec<u8>, io::Error> {
        let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let position: i64 = row.get(0);
        let expected = usize::try_from(row.get::<_, i64>(1)).map_err(|_| broken("its length is negative"))?;
        let read = self
            .schema
            .statement("SELECT bytes FROM {snapshot_part} WHERE position = $1 AND part = $2");
        let read = wait(client.prepare(&read)).map_err(io::Error::other)?;
        let mut bytes = Vec::new();
        for part in 0_i32.. {
            if bytes.len() >= expected {
                break;
            }
            let found = wait(client.query_opt(&read, &[&position, &part])).map_err(io::Error::other)?;
            let found = found.ok_or_else(|| broken("a part is missing"))?;
            let part: &[u8] = found.get(0);
            if part.is_empty() {
                return Err(broken("a part is empty"));
            }
            bytes.extend_from_slice(part);
        }
        if bytes.len() != expected || hash(position, &bytes) != row.get::<_, &[u8]>(2) {
            return Err(broken("the hash does not fit"));
        }
        Ok(bytes)
    }
}

fn hash(position: i64, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&position.to_le_bytes());
    hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
    *hasher.finalize().as_bytes()
}

impl SnapshotStore for PostgresSnapshots {
    fn save(&self, at: Position, bytes: &[u8]) -> Result<(), LogError> {
        let failed = |error| full_or_failed("saving a snapshot", &error);
        let (mut client, mut place) = self.take()?;
        let position = column(at);
        let transaction = wait(client.transaction()).map_err(failed)?;
        let execute = |text: &str, values: &[&(dyn tokio_postgres::types::ToSql + Sync)]| {
            wait(transaction.execute(&self.schema.statement(text), values)).map_err(failed)
        };
        execute("DELETE FROM {snapshot} WHERE position = $1", &[&position])?;
        execute("DELETE FROM {snapshot_part} WHERE position = $1", &[&position])?;
        for (part, bytes) in (0_i32..).zip(bytes.chunks(PART_BYTES)) {
            execute(
                "INSERT INTO {snapshot_part} VALUES ($1, $2, $3)",
                &[&position, &part, &bytes],
            )?;
        }
        let length = i64::try_from(bytes.len()).expect("memory is smaller than that");
        let hash = hash(position, bytes);
        execute(
            "INSERT INTO {snapshot} VALUES ($1, $2, $3)",
            &[&position, &length, &&hash[..]],
        )?;
        execute(
            "DELETE FROM {snapshot} WHERE position NOT IN \
             (SELECT position FROM {snapshot} ORDER BY position DESC LIMIT $1)",
            &[&self.keep],
        )?;
        execute(
            "DELETE FROM {snapshot_part} WHERE position NOT IN (SELECT position FROM {snapshot})",
            &[],
        )?;
        wait(transaction.commit()).map_err(failed)?;
        *place = Some(client);
        Ok(())
    }

    fn latest(&self) -> Result<Option<(Position, Vec<u8>)>, LogError> {
        let (client, mut place) = self.take()?;
        let list = self
            .schema
            .statement("SELECT position, bytes, hash FROM {snapshot} ORDER BY position DESC");
        let rows = wait(client.query(&list, &[])).map_err(|error| failed("listing snapshots", &error))?;
        for row in &rows {
            let position: i64 = row.get(0);
            match self.load(&client, row) {
                Ok(bytes) => {
                    *place = Some(client);
                    let position = u64::try_from(position).expect("its hash was right");
                    return Ok(Some((Position(position), bytes)));
                }
                Err(error) => {
                    tracing::warn!(position, %error, "a snapshot cannot be used, going back to the one before");
                }
            }
        }
        *place = Some(client);
        Ok(None)
    }

    fn remove_all(&self) -> Result<(), LogError> {
        let (client, mut place) = self.take()?;
        let remove = self.schema.statement("TRUNCATE {snapshot}, {snapshot_part}");
        wait(client.batch_execute(&remove)).map_err(|error| failed("removing snapshots", &error))?;
        *place = Some(client);
        Ok(())
    }
}

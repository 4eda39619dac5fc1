//! The reading side: pages of records by position, over a few connections that come and go.
//!
//! Reads are tried again on a new connection if theirs is lost. Every record is checked before it is handed out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use tokio_postgres::{Client, Row, Statement};

use super::chain::checksum;
use super::connect::{Connector, Purpose, failed, is_undone, wait};
use super::options::PostgresOptions;
use super::schema::{Schema, column};
use crate::{LogError, LogReader, Position, Record};

/// Most records of one page. Bounds what the server looks through to find where the page ends.
const MAX_PAGE_RECORDS: usize = 8192;
const MIN_PAGE_RECORDS: usize = 16;
/// Guess for the size of a page in records from its size in bytes.
const SMALL_RECORD_BYTES: usize = 64;
/// A connection may have been lost while it was idle, as may all the others; so a read is tried on new ones.
const TRIES: u32 = 3;

const PAGE: &str = "SELECT position, crc, payload FROM ( \
     SELECT position, crc, payload, \
         sum(octet_length(payload)) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) AS bytes_so_far \
     FROM {record} WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3) AS page \
     WHERE bytes_so_far <= $4 OR position = $1 + 1 ORDER BY position";

const SLICE: &str = "SELECT substring(payload FROM $2 FOR $3) FROM {record} WHERE position = $1";

/// Reads a log in PostgreSQL. Made by a writer it shows what that writer has committed; [`PostgresReader::open`] makes
/// one that stands alone, for a process that only looks.
pub struct PostgresReader {
    pool: Pool,
    schema: Schema,
    /// Position of the last record known to be durable.
    known: Arc<AtomicU64>,
    stands_alone: bool,
}

impl PostgresReader {
    /// A reader of a log that another process may be writing.
    ///
    /// # Errors
    /// `Failed` if the server cannot be reached or the schema holds no log, `Unsupported` if it is of a newer version.
    pub fn open(options: &PostgresOptions) -> Result<Self, LogError> {
        let reader = Self {
            pool: Pool::new(Connector::new(options)?, options.reader_connections),
            schema: Schema::new(&options.schema)?,
            known: Arc::new(AtomicU64::new(0)),
            stands_alone: true,
        };
        reader.look()?;
        Ok(reader)
    }

    /// For a writer, which says in `known` how far it has come.
    pub(crate) fn of_writer(
        connector: Arc<Connector>,
        schema: Schema,
        connections: usize,
        known: Arc<AtomicU64>,
    ) -> Self {
        Self {
            pool: Pool::new(connector, connections),
            schema,
            known,
            stands_alone: false,
        }
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Runs `ask` on a connection of the pool.
    pub(crate) fn with_client<T>(
        &self,
        ask: impl FnOnce(&Client) -> Result<T, LogError>,
    ) -> Result<T, LogError> {
        let mut place = self.pool.take();
        let session = place.session(&self.schema)?;
        let answer = ask(&session.client);
        if answer.is_err() {
            place.forget();
        }
        answer
    }

    fn look(&self) -> Result<Position, LogError> {
        let head = self.with_client(|client| self.schema.head(client))?.position;
        self.known.fetch_max(head.0, Ordering::AcqRel);
        Ok(head)
    }

    fn query<T>(
        &self,
        what: &str,
        ask: impl Fn(&Session) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, LogError> {
        let mut tries = 1;
        let mut place = self.pool.take();
        loop {
            match ask(place.session(&self.schema)?) {
                Ok(answer) => return Ok(answer),
                Err(error) if is_undone(&error) || tries == TRIES => {
                    place.forget();
                    return Err(failed(what, &error));
                }
                Err(error) => {
                    tracing::debug!(%error, what, "a connection was lost, trying again on a new one");
                    place.forget();
                    tries += 1;
                }
            }
        }
    }

    /// The records as they were written; an error at the first that is not the one after the last.
    fn checked(&self, after: Position, rows: &[Row]) -> Result<Vec<Record>, LogError> {
        let total: usize = rows.iter().map(|row| row.get::<_, &[u8]>(2).len()).sum();
        let mut payloads = BytesMut::with_capacity(total);
        let mut records = Vec::with_capacity(rows.len());
        let mut position = after;
        for row in rows {
            position = position.next();
            let found: i64 = row.get(0);
            if found != column(position) {
                let what = format!("the record is missing, the next one there is {found}");
                return Err(self.schema.damaged("record", position, what));
            }
            let payload: &[u8] = row.get(2);
            if checksum(position, payload) != row.get::<_, i32>(1) {
                return Err(self
                    .schema
                    .damaged("record", position, "the checksum does not fit"));
            }
            payloads.extend_from_slice(payload);
            let payload = payloads.split().freeze();
            records.push(Record { position, payload });
        }
        Ok(records)
    }
}

impl LogReader for PostgresReader {
    /// A reader that stands alone asks the server; if that fails it stays with what it knew.
    fn head(&self) -> Position {
        if self.stands_alone
            && let Err(error) = self.look()
        {
            tracing::warn!(%error, "the head of the log could not be read");
        }
        Position(self.known.load(Ordering::Acquire))
    }

    fn read_after(&self, after: Position, max_bytes: usize) -> Result<Vec<Record>, LogError> {
        let head = self.head();
        if after >= head {
            return Ok(Vec::new());
        }
        let most = (max_bytes / SMALL_RECORD_BYTES).clamp(MIN_PAGE_RECORDS, MAX_PAGE_RECORDS) as i64;
        let bytes = i64::try_from(max_bytes).unwrap_or(i64::MAX);
        let rows = self.query("reading records", |session| {
            wait(
                session
                    .client
                    .query(&session.page, &[&column(after), &column(head), &most, &bytes]),
            )
        })?;
        if rows.is_empty() {
            let what = format!("the record is missing, and all up to the head at {head}");
            return Err(self.schema.damaged("record", after.next(), what));
        }
        self.checked(after, &rows)
    }

    /// The checksum of the record is not looked at.
    fn read_slice(&self, position: Position, offset: usize, length: usize) -> Result<Bytes, LogError> {
        let head = Position(self.known.load(Ordering::Acquire));
        if position == Position::NONE || position > head && position > self.head() {
            return Ok(Bytes::new());
        }
        // The first byte is number 1. No payload is larger than what these can name.
        let from = i32::try_from(offset.saturating_add(1)).unwrap_or(i32::MAX);
        let length = i32::try_from(length).unwrap_or(i32::MAX);
        let row = self.query("reading part of a record", |session| {
            wait(
                session
                    .client
                    .query_opt(&session.slice, &[&column(position), &from, &length]),
            )
        })?;
        let Some(row) = row else {
            return Err(self.schema.damaged("record", position, "the record is missing"));
        };
        Ok(Bytes::copy_from_slice(row.get(0)))
    }
}

/// A connection with its statements.
struct Session {
    client: Client,
    page: Statement,
    slice: Statement,
}

impl Session {
    fn begin(connector: &Connector, schema: &Schema) -> Result<Self, LogError> {
        let client = connector.connect(Purpose::Reader)?;
        let prepare = |text| {
            wait(client.prepare(&schema.statement(text)))
                .map_err(|error| failed("looking for the log's tables", &error))
        };
        let (page, slice) = (prepare(PAGE)?, prepare(SLICE)?);
        Ok(Self { client, page, slice })
    }
}

/// A bounded number of places for connections; a caller waits for a free one.
struct Pool {
    connector: Arc<Connector>,
    free: Mutex<Vec<Option<Session>>>,
    freed: Condvar,
}

/// A place in the pool, taken until it is dropped.
struct Place<'pool> {
    pool: &'pool Pool,
    session: Option<Session>,
}

impl Pool {
    fn new(connector: Arc<Connector>, places: usize) -> Self {
        Self {
            connector,
            free: Mutex::new((0..places.max(1)).map(|_| None).collect()),
            freed: Condvar::new(),
        }
    }

    /// The place used last comes first, so that idle connections stay few.
    fn take(&self) -> Place<'_> {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match free.pop() {
                Some(session) => return Place { pool: self, session },
                None => free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Place<'_> {
    fn session(&mut self, schema: &Schema) -> Result<&Session, LogError> {
        let usable = self.session.take().filter(|session| !session.client.is_closed());
        let session = match usable {
            Some(session) => session,
            None => Session::begin(&self.pool.connector, schema)?,
        };
        Ok(self.session.insert(session))
    }

    fn forget(&mut self) {
        self.session = None;
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let session = self.session.take();
        self.pool
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(session);
        self.pool.freed.notify_one();
    }
}

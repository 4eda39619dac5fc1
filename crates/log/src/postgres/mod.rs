//! An engine that keeps the log in a PostgreSQL database, for those who have one that is well looked after.
//!
//! ```text
//!   append = one statement, which is its own transaction
//!     UPDATE head  … WHERE epoch = mine AND position = expected AND hash = known     0 rows: nothing happens at all
//!     INSERT frame …    INSERT record … FROM unnest(payloads)
//! ```
//!
//! In come batches, out come records, as with any engine. On opening, the next epoch is committed in the row that every
//! append moves, so an older writer can append nothing more, wherever it runs and whatever it believes. What it must never
//! do: answer before PostgreSQL says that the commit is durable, or go on after a connection was lost with an append on
//! its way, since nobody knows then whether it happened.
//!
//! It needs a session of its own on the server: a pooler that hands a session's transactions to different ones undoes its
//! settings and locks. It checks that the server syncs at all; that its disk and its standbys keep what they say is the
//! operator's business. The server cannot be asked for room, so some is taken ahead (`reserve`). An append that finds none
//! all the same is undone by the server and may be made again.

mod chain;
mod connect;
mod options;
mod reader;
mod reserve;
mod schema;
mod snapshots;
mod tls;
mod verify;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio_postgres::{Client, Statement, Transaction};

pub use options::{PostgresOptions, PostgresUrl};
pub use reader::PostgresReader;
pub use snapshots::PostgresSnapshots;
pub use verify::{Verified, verify};

use self::chain::{FrameFacts, checksum};
use self::connect::{Connector, Purpose, failed, full_or_failed, wait};
use self::reserve::Reserve;
use self::schema::{HeadRow, Schema, column};
use crate::embedded::ChainHash;
use crate::log::check_turn;
use crate::{Batch, Epoch, Log, LogError, LogId, LogReader, Position};

/// The whole of an append. That `unnest` gives its rows in order is what `WITH ORDINALITY` numbers.
const APPEND: &str = "WITH moved AS ( \
     UPDATE {head} SET frame = frame + 1, position = $2 + $5::integer, hash = $4 \
     WHERE epoch = $1 AND position = $2 AND hash = $3 RETURNING frame \
 ), framed AS ( \
     INSERT INTO {frame} (number, first, records, bytes, epoch, hash) SELECT frame, $2 + 1, $5, $6, $1, $4 FROM moved \
 ) \
 INSERT INTO {record} (position, crc, payload) SELECT $2 + number, crc, payload \
 FROM moved, unnest($7::integer[], $8::bytea[]) WITH ORDINALITY AS pushed (crc, payload, number)";

/// A [`Log`] in a PostgreSQL schema.
pub struct PostgresLog {
    /// Gone once the log is poisoned.
    session: Option<Session>,
    schema: Schema,
    log: LogId,
    head: Position,
    epoch: Epoch,
    chain: ChainHash,
    /// What readers see of the head.
    known: Arc<AtomicU64>,
    reader: Arc<PostgresReader>,
    reserve: Reserve,
    poisoned: Option<String>,
}

struct Session {
    client: Client,
    append: Statement,
}

impl PostgresLog {
    /// Opens the log in the schema for writing, creating it if there is none, and takes the next epoch.
    ///
    /// # Errors
    /// `Locked` if another writer lives and is not to be taken over from, `Damaged` if durable rows have changed,
    /// `Unsupported` if a newer version made the tables, `StorageFull`, `Failed` if the server cannot be reached, refuses,
    /// or is set up in a way that loses data.
    pub fn open(options: &PostgresOptions) -> Result<Self, LogError> {
        let schema = Schema::new(&options.schema)?;
        let connector = Connector::new(options)?;
        let known = Arc::new(AtomicU64::new(0));
        let reader = Arc::new(PostgresReader::of_writer(
            connector.clone(),
            schema.clone(),
            options.reader_connections,
            known.clone(),
        ));
        let mut client = connector.connect(Purpose::Writer)?;
        check_server(&client)?;
        let mut reserve = Reserve::new(schema.clone(), options.reserve_bytes);
        let head = match take_epoch(&mut client, options, &reader, &known) {
            Err(LogError::StorageFull) if reserve.give_back(&client)? => {
                take_epoch(&mut client, options, &reader, &known)
            }
            taken => taken,
        }?;
        let append = wait(client.prepare(&schema.statement(APPEND)))
            .map_err(|error| failed("preparing appends", &error))?;
        tracing::info!(
            head = head.position.0,
            epoch = head.epoch.0,
            schema = options.schema,
            "log opened"
        );
        Ok(Self {
            session: Some(Session { client, append }),
            schema,
            log: head.log,
            head: head.position,
            epoch: head.epoch,
            chain: head.hash,
            known,
            reader,
            reserve,
            poisoned: None,
        })
    }

    /// Which log it is.
    #[must_use]
    pub fn id(&self) -> LogId {
        self.log
    }

    fn write_frame(&mut self, batch: &Batch) -> Result<(), LogError> {
        let session = self
            .session
            .as_ref()
            .expect("a log that is not poisoned has a session");
        let facts = FrameFacts::of(batch, self.head.next(), self.epoch);
        let hash = facts.hash(&self.chain, batch);
        let payloads: Vec<&[u8]> = batch.payloads().collect();
        let mut position = self.head;
        let checksums: Vec<i32> = payloads
            .iter()
            .map(|payload| {
                position = position.next();
                checksum(position, payload)
            })
            .collect();
        let (records, bytes) = (facts.records.cast_signed(), facts.bytes.cast_signed());
        let written = wait(session.client.execute(
            &session.append,
            &[
                &self.epoch.0.cast_signed(),
                &column(self.head),
                &&self.chain[..],
                &&hash[..],
                &records,
                &bytes,
                &checksums,
                &payloads,
            ],
        ));
        match written {
            Ok(0) => Err(self.look_why()),
            Ok(count) => {
                assert_eq!(count, u64::from(facts.records), "a batch is stored as a whole");
                self.head = position;
                self.chain = hash;
                self.known.store(position.0, Ordering::Release);
                Ok(())
            }
            Err(error) => match full_or_failed("appending to the log", &error) {
                LogError::StorageFull => Err(LogError::StorageFull),
                other => Err(self.poison(other)),
            },
        }
    }

    /// Makes room for an append that found none, and says whether it did.
    fn give_back_reserve(&mut self) -> Result<bool, LogError> {
        let session = self
            .session
            .as_ref()
            .expect("an append that found no room does not poison");
        self.reserve
            .give_back(&session.client)
            .map_err(|error| self.poison(error))
    }

    /// Why the head did not move. Nothing was written.
    fn look_why(&mut self) -> LogError {
        let session = self
            .session
            .as_ref()
            .expect("a log that is not poisoned has a session");
        match self.schema.head(&session.client) {
            Ok(found) if found.epoch != self.epoch => LogError::Fenced {
                given: self.epoch,
                current: found.epoch,
            },
            Ok(found) if found.position != self.head => LogError::Conflict {
                expected: self.head,
                head: found.position,
            },
            Ok(_) => self
                .schema
                .damaged("head", self.head.next(), "the chain hash is not the one written"),
            Err(error) => self.poison(error),
        }
    }

    fn poison(&mut self, error: LogError) -> LogError {
        tracing::error!(%error, "the log failed and takes no more writes; the process must stop");
        self.poisoned = Some(error.to_string());
        self.session = None;
        match error {
            LogError::Failed { .. } => error,
            other => LogError::failed("appending to the log", io::Error::other(other)),
        }
    }

    fn check_alive(&self) -> Result<(), LogError> {
        match &self.poisoned {
            None => Ok(()),
            Some(reason) => Err(LogError::failed(
                "writing to a log that failed before",
                io::Error::other(reason.clone()),
            )),
        }
    }

    fn check_size(&self, bytes: usize) -> Result<(), LogError> {
        let limit = self.max_batch_bytes();
        if bytes > limit {
            return Err(LogError::TooLarge { bytes, limit });
        }
        Ok(())
    }
}

impl Log for PostgresLog {
    fn head(&self) -> Position {
        self.head
    }

    fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// There is room while the reserve is whole.
    fn ensure_room(&mut self, bytes: usize) -> Result<(), LogError> {
        self.check_alive()?;
        self.check_size(bytes)?;
        let session = self
            .session
            .as_ref()
            .expect("a log that is not poisoned has a session");
        match self.reserve.ensure(&session.client) {
            Ok(()) => Ok(()),
            Err(LogError::StorageFull) => Err(LogError::StorageFull),
            Err(lost) => Err(self.poison(lost)),
        }
    }

    fn append(&mut self, expected: Position, epoch: Epoch, batch: &Batch) -> Result<Position, LogError> {
        self.check_alive()?;
        check_turn((expected, self.head), (epoch, self.epoch))?;
        if !batch.is_empty() {
            self.check_size(batch.bytes())?;
            match self.write_frame(batch) {
                Err(LogError::StorageFull) if self.give_back_reserve()? => self.write_frame(batch)?,
                written => written?,
            }
        }
        Ok(self.head)
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        self.reader.clone()
    }
}

impl Drop for PostgresLog {
    /// Whoever opens the log next should not find the lock of a session that is only just ending.
    fn drop(&mut self) {
        if let Some(session) = &self.session
            && let Err(error) = wait(session.client.execute("SELECT pg_advisory_unlock_all()", &[]))
        {
            tracing::debug!(%error, "the lock goes with the session");
        }
    }
}

/// Refuses a server that would say "durable" without writing anything.
fn check_server(client: &Client) -> Result<(), LogError> {
    let settings = wait(client.query_one(
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')",
        &[],
    ));
    let settings = settings.map_err(|error| failed("reading the server's settings", &error))?;
    let (fsync, commit, pages): (&str, &str, &str) = (settings.get(0), settings.get(1), settings.get(2));
    if fsync != "on" || !matches!(commit, "on" | "remote_apply") {
        return Err(LogError::failed(
            "opening the log",
            io::Error::other(format!(
                "the server loses commits with fsync = {fsync} and synchronous_commit = {commit}"
            )),
        ));
    }
    if pages != "on" {
        tracing::warn!(
            "the server runs with full_page_writes = off: be sure that its disk never tears a page"
        );
    }
    Ok(())
}

/// Shuts out all writers before this one, in one transaction, after checking that the end of the log is as it was written.
fn take_epoch(
    client: &mut Client,
    options: &PostgresOptions,
    reader: &PostgresReader,
    known: &AtomicU64,
) -> Result<HeadRow, LogError> {
    let schema = reader.schema();
    let opening = |error| full_or_failed("opening the log", &error);
    let transaction = wait(client.transaction()).map_err(opening)?;
    schema.create_missing(&transaction)?;
    let before = schema.locked_head(&transaction)?;
    let epoch = Epoch(
        before
            .epoch
            .0
            .checked_add(1)
            .expect("2^64 openings are more than any log sees"),
    );
    lock(&transaction, schema, before.epoch, epoch, options.take_over)?;
    known.store(before.position.0, Ordering::Release);
    check_end(&transaction, reader, &before, options.check_on_open_bytes)?;

    let opening_frame = Batch::new();
    let facts = FrameFacts::of(&opening_frame, before.position.next(), epoch);
    let after = HeadRow {
        log: before.log,
        epoch,
        frame: before.frame + 1,
        position: before.position,
        hash: facts.hash(&before.hash, &opening_frame),
    };
    let (number, hash) = (epoch.0.cast_signed(), &after.hash[..]);
    let frame = schema.statement("INSERT INTO {frame} VALUES ($1, $2, 0, 0, $3, $4)");
    wait(transaction.execute(&frame, &[&after.frame, &column(facts.first), &number, &hash]))
        .map_err(opening)?;
    let head = schema.statement("UPDATE {head} SET epoch = $1, frame = $2, hash = $3");
    let moved = wait(transaction.execute(&head, &[&number, &after.frame, &hash])).map_err(opening)?;
    assert_eq!(moved, 1, "the head is one row");
    wait(transaction.commit()).map_err(opening)?;
    Ok(after)
}

/// A living writer holds the lock of its epoch. All this happens under the lock of the head's row.
fn lock(
    transaction: &Transaction<'_>,
    schema: &Schema,
    before: Epoch,
    epoch: Epoch,
    take_over: bool,
) -> Result<(), LogError> {
    // The lower half of the epoch: nobody takes 2^32 turns while one writer lives.
    let key = |epoch: Epoch| epoch.0.cast_signed() as i32;
    let ask = |text: &str, epoch| {
        let row = wait(transaction.query_one(text, &[&schema.writer_key(), &key(epoch)]));
        row.map(|row| row.get::<_, bool>(0))
            .map_err(|error| failed("locking the log", &error))
    };
    if !take_over {
        if !ask("SELECT pg_try_advisory_lock($1, $2)", before)? {
            return Err(LogError::Locked);
        }
        ask("SELECT pg_advisory_unlock($1, $2)", before)?;
    }
    if ask("SELECT pg_try_advisory_lock($1, $2)", epoch)? {
        Ok(())
    } else {
        Err(LogError::Locked)
    }
}

/// Checks the newest frames and that nothing lies behind them.
fn check_end(
    transaction: &Transaction<'_>,
    reader: &PostgresReader,
    head: &HeadRow,
    bytes: u64,
) -> Result<(), LogError> {
    let schema = reader.schema();
    let reading = |error| failed("checking the end of the log", &error);
    let behind = schema.statement(
        "SELECT EXISTS (SELECT FROM {record} WHERE position > $1) OR EXISTS (SELECT FROM {frame} WHERE number > $2)",
    );
    let behind =
        wait(transaction.query_one(&behind, &[&column(head.position), &head.frame])).map_err(reading)?;
    if behind.get(0) {
        return Err(schema.damaged("head", head.position.next(), "there are rows behind the head"));
    }
    if head.frame == 0 {
        // The tables may be so new that no other session sees them.
        return Ok(());
    }
    // How many frames there may be is bounded too: those without records take no bytes.
    let first = schema.statement(
        "SELECT min(number) FROM (SELECT number, sum(bytes) OVER (ORDER BY number DESC) AS bytes_so_far FROM \
         (SELECT number, bytes FROM {frame} ORDER BY number DESC LIMIT 10000) AS newest) AS summed \
         WHERE bytes_so_far <= $1 OR number = $2",
    );
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let first = wait(transaction.query_one(&first, &[&bytes, &head.frame])).map_err(reading)?;
    let first: i64 = first.get::<_, Option<i64>>(0).unwrap_or(head.frame);
    verify::check(reader, head, first - 1, &mut |_, _| ())
}

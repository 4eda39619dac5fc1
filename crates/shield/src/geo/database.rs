//! A database of countries, and its replacement while it is in use.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use maxminddb::{MaxMindDbError, PathElement, Reader};

use super::Country;

/// City databases have some 60 MB; more than this is something else.
const MAX_BYTES: usize = 512 << 20;

/// A database in memory.
pub struct Database {
    reader: Reader<Vec<u8>>,
}

/// Why this is no database of countries.
#[derive(Debug, thiserror::Error)]
pub enum InvalidDatabase {
    /// Too large to be one.
    #[error("a database has at most 512 MiB")]
    TooLarge,
    /// Not in the format, or damaged.
    #[error("not a readable database in MaxMind's format: {0}")]
    Format(#[from] MaxMindDbError),
}

impl Database {
    /// From the bytes of a file. The whole of it is checked, so that what is taken into use answers; for a large one that takes
    /// seconds, so it is nothing for a thread that serves requests.
    ///
    /// # Errors
    /// Where the bytes are no database.
    pub fn read(bytes: Vec<u8>) -> Result<Database, InvalidDatabase> {
        if bytes.len() > MAX_BYTES {
            return Err(InvalidDatabase::TooLarge);
        }
        let reader = Reader::from_source(bytes)?;
        reader.verify()?;
        Ok(Database { reader })
    }

    /// The country of an address: where it is, or else where it is registered. None where the database has neither.
    pub fn country(&self, address: IpAddr) -> Option<Country> {
        // A record that can't be read has no country: what was checked as a whole can only be of another shape.
        let record = self.reader.lookup(address.to_canonical()).ok()?;
        let code = |kind| {
            let path = [PathElement::Key(kind), PathElement::Key("iso_code")];
            record.decode_path::<&str>(&path).ok().flatten()
        };
        let code = code("country").or_else(|| code("registered_country"))?;
        Country::parse(code).ok()
    }

    /// What it calls itself, such as `GeoLite2-Country`.
    pub fn kind(&self) -> &str {
        &self.reader.metadata().database_type
    }

    /// When it was made, in seconds since 1970: an old one is worth a warning.
    pub fn made_at_seconds(&self) -> u64 {
        self.reader.metadata().build_epoch
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Database({}, {})", self.kind(), self.made_at_seconds())
    }
}

/// The database in use.
#[derive(Debug)]
pub struct Geo {
    database: RwLock<Arc<Database>>,
}

impl Geo {
    /// With this one.
    pub fn new(database: Database) -> Geo {
        Geo {
            database: RwLock::new(Arc::new(database)),
        }
    }

    /// The country of an address by the database that is in use now.
    pub fn country(&self, address: IpAddr) -> Option<Country> {
        self.current().country(address)
    }

    /// The database in use.
    pub fn current(&self) -> Arc<Database> {
        Arc::clone(&self.database.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another one from now on. Whoever can't read a new file keeps the old one by not calling this.
    pub fn replace(&self, database: Database) {
        let mut current = self.database.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, Arc::new(database));
        drop(current);
        // Freed without the lock: it is many megabytes.
        drop(old);
    }
}

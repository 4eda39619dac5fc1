//! Where the log is and how it is treated.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::LogError;

/// How a log in PostgreSQL is opened.
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    /// The server and the database.
    pub url: PostgresUrl,
    /// The schema that holds the log's tables: a small letter, then small letters, digits and `_`. One schema is one log.
    pub schema: String,
    /// A PEM file with the certificates that the server's is checked against; the system's own ones without it.
    pub root_certificates: Option<PathBuf>,
    /// Open the log even while another writer lives, which shuts that one out. Without it the opening is locked out.
    pub take_over: bool,
    /// How many connections the readers of one log share at most.
    pub reader_connections: usize,
    /// How long to go on trying while the server takes no connections, because it starts or is away.
    pub wait_for_server: Duration,
    /// How many snapshots [`super::PostgresSnapshots`] keeps.
    pub keep_snapshots: usize,
    /// Room that is taken ahead beside the records, so that a full disk refuses writes ahead of time. Twice what is asked of
    /// [`crate::Log::ensure_room`] leaves enough for what the server adds to records; zero takes none.
    pub reserve_bytes: u64,
    /// How much of the log is read and checked on opening, newest first. [`super::verify`] checks all of it.
    pub check_on_open_bytes: u64,
}

impl PostgresOptions {
    /// The usual options.
    #[must_use]
    pub fn new(url: PostgresUrl) -> Self {
        Self {
            url,
            schema: "bezant".to_owned(),
            root_certificates: None,
            take_over: false,
            reader_connections: 4,
            wait_for_server: Duration::from_secs(10),
            keep_snapshots: 2,
            reserve_bytes: 64 << 20,
            check_on_open_bytes: 64 << 20,
        }
    }
}

/// Address of a database with the password in it: `postgresql://user:password@host:5432/database?sslmode=require`, or
/// `host=… user=…`. It cannot be printed; `Debug` shows where it points, never the password.
///
/// Connections are in the clear to the same machine (a socket's folder, `localhost`, a loopback address) and by TLS with a
/// checked certificate to any other, unless `sslmode=disable` or `sslmode=require` says otherwise.
#[derive(Clone)]
pub struct PostgresUrl {
    config: Config,
}

impl FromStr for PostgresUrl {
    type Err = LogError;

    fn from_str(text: &str) -> Result<Self, LogError> {
        // What the parser complains of could be part of a password, so it is not passed on.
        let mut config: Config = text.parse().map_err(|_| {
            invalid("not an address of a PostgreSQL database: postgresql://user:password@host:5432/database")
        })?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(invalid("the address of the PostgreSQL database names no host"));
        }
        if config.get_ssl_mode() == SslMode::Prefer {
            let local = config.get_hosts().iter().all(is_local)
                && config.get_hostaddrs().iter().all(std::net::IpAddr::is_loopback);
            config.ssl_mode(if local { SslMode::Disable } else { SslMode::Require });
        }
        Ok(Self { config })
    }
}

impl PostgresUrl {
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn needs_tls(&self) -> bool {
        self.config.get_ssl_mode() != SslMode::Disable
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresUrl")
            .field("hosts", &self.config.get_hosts())
            .field("database", &self.config.get_dbname())
            .finish_non_exhaustive()
    }
}

fn is_local(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
    }
}

pub(crate) fn invalid(what: &str) -> LogError {
    LogError::failed(
        "reading the options of the log",
        io::Error::new(io::ErrorKind::InvalidInput, what.to_owned()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let url: PostgresUrl = "postgresql://bezant:s3cret@db.example.com/ledger"
            .parse()
            .unwrap();
        let shown = format!("{:?}", PostgresOptions::new(url));
        assert!(shown.contains("db.example.com") && shown.contains("ledger") && !shown.contains("s3cret"));
        for wrong in [
            "postgresql://bezant:s3cret@/ledger",
            "host=db s3cret",
            "postgresql://a:s3cret@b:port/c",
        ] {
            let error = wrong.parse::<PostgresUrl>().unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }

    #[test]
    fn only_the_same_machine_is_spoken_to_in_the_clear() {
        for (url, tls) in [
            ("postgresql://a@localhost/b", false),
            ("postgresql://a@127.0.0.1/b", false),
            ("postgresql://a@%2Frun%2Fpostgresql/b", false),
            ("postgresql://a@10.0.0.7/b", true),
            ("postgresql://a@localhost,db.example.com/b", true),
            ("postgresql://a@db.example.com/b?sslmode=disable", false),
            ("postgresql://a@localhost/b?sslmode=require", true),
        ] {
            assert_eq!(url.parse::<PostgresUrl>().unwrap().needs_tls(), tls, "{url}");
        }
    }
}

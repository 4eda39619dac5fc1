//! Connections to the server: a thread that moves their bytes, callers that wait for answers, and what errors mean.
//!
//! Callers block as they do on a disk, from whatever thread, also from one that belongs to an async runtime.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::{Client, Config, NoTls};

use super::options::PostgresOptions;
use super::tls::Tls;
use crate::LogError;

const BETWEEN_TRIES: Duration = Duration::from_millis(50);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// After so long without a sign of life from the other side a connection counts as lost, here and on the server.
const SILENCE_SECONDS: u64 = 30;

/// What sessions are set to whatever the role or the database says. Settings that a server does not know are left out.
///
/// `remote_apply` promises more than `on` and stays. No timeout may end a statement half way, and the search path
/// must not let other people's functions in. An append's payloads should fit in the working memory.
const SETTINGS: &str = "SELECT set_config(name, value, false) FROM (VALUES \
     ('synchronous_commit', 'on'), ('default_transaction_isolation', 'read committed'), \
     ('lock_timeout', '0'), ('idle_in_transaction_session_timeout', '0'), ('idle_session_timeout', '0'), \
     ('transaction_timeout', '0'), ('search_path', 'pg_catalog'), ('jit', 'off'), ('work_mem', '64MB'), \
     ('tcp_keepalives_idle', '20'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '2'), \
     ('tcp_user_timeout', '30000')) AS wanted (name, value) JOIN pg_catalog.pg_settings USING (name) \
     WHERE NOT (name = 'synchronous_commit' AND setting = 'remote_apply')";

/// What a connection is for; the server shows it to its operator.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Writer,
    Reader,
    Snapshots,
}

impl Purpose {
    fn application_name(self) -> &'static str {
        match self {
            Self::Writer => "bezant log writer",
            Self::Reader => "bezant log reader",
            Self::Snapshots => "bezant log snapshots",
        }
    }
}

/// Opens connections and moves their bytes on a thread of its own.
pub(crate) struct Connector {
    /// `None` only while it is dropped.
    runtime: Option<Runtime>,
    config: Config,
    tls: Option<Tls>,
    wait_for_server: Duration,
}

impl Connector {
    pub(crate) fn new(options: &PostgresOptions) -> Result<Arc<Self>, LogError> {
        let tls = options
            .url
            .needs_tls()
            .then(|| Tls::new(options.root_certificates.as_deref()));
        let tls = tls
            .transpose()
            .map_err(|error| LogError::failed("loading the root certificates", error))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("log-postgres")
            .enable_all()
            .build()
            .map_err(|error| LogError::failed("starting the thread of the connections", error))?;
        let mut config = options.url.config().clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(Duration::from_secs(SILENCE_SECONDS));
        }
        config
            .keepalives_idle(Duration::from_secs(SILENCE_SECONDS / 2))
            .keepalives_interval(Duration::from_secs(SILENCE_SECONDS / 6));
        Ok(Arc::new(Self {
            runtime: Some(runtime),
            config,
            tls,
            wait_for_server: options.wait_for_server,
        }))
    }

    /// A new session with its settings. Waits a while for a server that takes no connections.
    pub(crate) fn connect(&self, purpose: Purpose) -> Result<Client, LogError> {
        let began = Instant::now();
        loop {
            match self.try_connect(purpose) {
                Err(error) if is_away(&error) && began.elapsed() < self.wait_for_server => {
                    thread::sleep(BETWEEN_TRIES);
                }
                end => return end.map_err(|error| failed("connecting to PostgreSQL", &error)),
            }
        }
    }

    fn try_connect(&self, purpose: Purpose) -> Result<Client, tokio_postgres::Error> {
        let (mut config, tls) = (self.config.clone(), self.tls.clone());
        config.application_name(purpose.application_name());
        // The first statement must not run into a timeout before it has taken it away.
        let options = format!(
            "{} -c statement_timeout=0",
            config.get_options().unwrap_or_default()
        );
        config.options(options);
        let runtime = self.runtime.as_ref().expect("the runtime lives as long as we");
        let connecting = runtime.spawn(async move {
            let client = match tls {
                Some(tls) => {
                    let (client, connection) = config.connect(tls).await?;
                    tokio::spawn(connection);
                    client
                }
                None => {
                    let (client, connection) = config.connect(NoTls).await?;
                    tokio::spawn(connection);
                    client
                }
            };
            client.batch_execute(SETTINGS).await?;
            Ok(client)
        });
        wait(connecting).expect("connecting neither panics nor is it cancelled")
    }
}

impl Drop for Connector {
    /// Without waiting, which an async caller may not do.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Blocks this thread until the future has its answer. Needs no runtime here: the connector's thread does the work.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// The server refused the statement and undid it, and the session goes on. Anything else leaves open what has happened.
pub(crate) fn is_undone(error: &tokio_postgres::Error) -> bool {
    error
        .as_db_error()
        .is_some_and(|refusal| refusal.parsed_severity() == Some(Severity::Error))
}

/// For work that is known to be undone: a full disk is not a failure there.
pub(crate) fn full_or_failed(what: &str, error: &tokio_postgres::Error) -> LogError {
    if is_undone(error) && error.code() == Some(&SqlState::DISK_FULL) {
        LogError::StorageFull
    } else {
        failed(what, error)
    }
}

/// The server's message without its detail, which may hold data.
pub(crate) fn failed(what: &str, error: &tokio_postgres::Error) -> LogError {
    let source = match error.as_db_error() {
        Some(refusal) => io::Error::other(format!(
            "{} (SQLSTATE {})",
            refusal.message(),
            refusal.code().code()
        )),
        None => match std::error::Error::source(error) {
            Some(cause) => io::Error::other(format!("{error}: {cause}")),
            None => io::Error::other(error.to_string()),
        },
    };
    LogError::failed(what, source)
}

/// No server listens, or it is only just starting or stopping: it may be back soon.
fn is_away(error: &tokio_postgres::Error) -> bool {
    if let Some(code) = error.code() {
        return *code == SqlState::CANNOT_CONNECT_NOW || *code == SqlState::ADMIN_SHUTDOWN;
    }
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    error.is_closed()
        || cause.is_some_and(|cause| {
            matches!(
                cause.kind(),
                io::ErrorKind::ConnectionRefused
                    | io::ErrorKind::ConnectionReset
                    | io::ErrorKind::NotFound
                    | io::ErrorKind::UnexpectedEof
            )
        })
}

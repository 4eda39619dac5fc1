//! How the node's listeners are set up: their certificates, and what connections may cost.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bezant_edge::{Surface, Version};
use bezant_kernel::Timestamp;
use bezant_transport::{
    ClientCertificates, Counters, Cut, Protocols, Refused, Tls, TlsError, TlsSettings, Transport,
};
use serde::Deserialize;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use crate::access_log::AccessLogPlace;
use crate::config::ConfigError;

/// How often certificate files are looked at for a renewal.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The public API's listener, and what one request may take.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HttpConfig {
    /// The address of the public API.
    pub listen: SocketAddr,
    /// Requests that may be under way at once; more are answered 503.
    pub max_concurrent_requests: usize,
    /// The largest body.
    pub max_body_bytes: usize,
    /// The version of the API that is spoken with callers who name none; the newest if left out.
    pub default_version: Option<String>,
    /// Whether a proxy on this machine ends TLS before this node, and says so with `X-Forwarded-Proto`.
    pub behind_tls_proxy: bool,
    /// The certificates, where this node ends TLS itself.
    pub tls: Option<TlsConfig>,
    /// Connections at a time.
    pub max_connections: Option<usize>,
    /// Connections at a time of one IPv4 address or one IPv6 network of 64 bits.
    pub max_connections_per_address: Option<usize>,
    /// Where each request is noted: `off`, `stdout`, or a file.
    pub access_log: AccessLogPlace,
}

/// The listener of the ledger over gRPC.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GrpcConfig {
    /// Whether the ledger is served over gRPC.
    pub enabled: bool,
    /// The address of the ledger over gRPC.
    pub listen: SocketAddr,
    /// The certificates, where this node ends TLS itself.
    pub tls: Option<TlsConfig>,
}

impl Default for GrpcConfig {
    fn default() -> Self {
        GrpcConfig {
            enabled: true,
            listen: SocketAddr::from(([127, 0, 0, 1], 8641)),
            tls: None,
        }
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        HttpConfig {
            listen: SocketAddr::from(([127, 0, 0, 1], 8640)),
            max_concurrent_requests: 4_096,
            max_body_bytes: 64 * 1024,
            default_version: None,
            behind_tls_proxy: false,
            tls: None,
            max_connections: None,
            max_connections_per_address: None,
            access_log: AccessLogPlace::Off,
        }
    }
}

impl HttpConfig {
    /// The version of the API that is spoken with callers who name none.
    pub(crate) fn version(&self) -> Result<Version, ConfigError> {
        let date = self.default_version.as_deref().map(Version::of_date);
        let problem = "must be a date that is a version of the API (docs/http.md)";
        date.unwrap_or(Ok(Version::NEWEST))
            .map_err(|_| ConfigError::Value {
                key: "http.default_version",
                problem,
            })
    }

    /// That its values make sense.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, problem| Err(ConfigError::Value { key, problem });
        if self.max_concurrent_requests == 0 {
            return wrong("http.max_concurrent_requests", "must be at least 1");
        }
        if !(1_024..=16 * 1024 * 1024).contains(&self.max_body_bytes) {
            return wrong("http.max_body_bytes", "must be 1 KiB to 16 MiB");
        }
        for (key, value) in [
            ("http.max_connections", self.max_connections),
            (
                "http.max_connections_per_address",
                self.max_connections_per_address,
            ),
        ] {
            if value == Some(0) {
                return wrong(key, "must be at least 1");
            }
        }
        self.version()?;
        if let Some(tls) = &self.tls {
            tls.check("http.tls.client_authorities")?;
            if self.behind_tls_proxy {
                return wrong(
                    "http.behind_tls_proxy",
                    "is for nodes that do not end TLS themselves: [http.tls] is set",
                );
            }
        }
        Ok(())
    }
}

impl GrpcConfig {
    /// That its values make sense.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        match &self.tls {
            Some(tls) => tls.check("grpc.tls.client_authorities"),
            None => Ok(()),
        }
    }
}

/// The certificates of a listener.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TlsConfig {
    /// The chain that callers are shown, as PEM, the own certificate first.
    pub certificates: PathBuf,
    /// Its key, as PEM.
    pub key: PathBuf,
    /// Whether callers show a certificate of their own.
    #[serde(default)]
    pub clients: ClientsConfig,
    /// The authorities that sign callers' certificates, as PEM.
    pub client_authorities: Option<PathBuf>,
    /// Whether TLS 1.2 is spoken beside 1.3.
    #[serde(default)]
    pub allow_tls12: bool,
}

/// What callers show of themselves.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientsConfig {
    /// No certificate is asked for.
    #[default]
    None,
    /// Whoever shows one must have it signed by the authorities.
    Optional,
    /// Whoever shows none is refused.
    Required,
}

impl TlsConfig {
    /// That what belongs together is there.
    pub(crate) fn check(&self, key: &'static str) -> Result<(), ConfigError> {
        let problem = match (self.clients, &self.client_authorities) {
            (ClientsConfig::None, Some(_)) => "is for clients = \"optional\" or \"required\" only",
            (ClientsConfig::Optional | ClientsConfig::Required, None) => {
                "must name the authorities that sign callers' certificates"
            }
            (ClientsConfig::None, None) | (ClientsConfig::Optional | ClientsConfig::Required, Some(_)) => {
                return Ok(());
            }
        };
        Err(ConfigError::Value { key, problem })
    }

    /// Until when the certificate in the files is good.
    pub(crate) fn expires_at(&self) -> Result<Timestamp, TlsError> {
        let ends = self.load(Protocols::Both)?.expires_at_unix_seconds();
        let ends = u64::try_from(ends).unwrap_or(0);
        Ok(Timestamp::from_microseconds(ends.saturating_mul(1_000_000)))
    }

    /// Whether the files can be used now.
    pub(crate) fn try_files(&self) -> Result<(), TlsError> {
        self.load(Protocols::Both).map(drop)
    }

    /// Reads the files.
    fn load(&self, protocols: Protocols) -> Result<Tls, TlsError> {
        let authorities = self.client_authorities.clone();
        Tls::load(TlsSettings {
            certificates: self.certificates.clone(),
            key: self.key.clone(),
            clients: match (self.clients, authorities) {
                (ClientsConfig::Optional, Some(file)) => ClientCertificates::Optional(file),
                (ClientsConfig::Required, Some(file)) => ClientCertificates::Required(file),
                (ClientsConfig::None, _) | (_, None) => ClientCertificates::None,
            },
            allow_tls12: self.allow_tls12,
            protocols,
        })
    }
}

/// A listener's connections, and what follows its certificate files as long as it is kept.
pub(crate) struct Prepared {
    pub transport: Transport,
    pub following: Following,
}

/// Ends with what it is kept for.
pub(crate) struct Following(Option<JoinHandle<()>>);

impl Following {
    /// Follows the files of these certificates.
    pub(crate) fn of(tls: Tls) -> Following {
        Following(Some(tokio::spawn(async {
            tokio::join!(tls.clone().follow_files(LOOK_EVERY), reload_at_hangup(tls));
        })))
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

impl Prepared {
    /// The public API's. Waits for the disk.
    pub(crate) fn public(config: &HttpConfig) -> Result<Prepared, TlsError> {
        Prepared::new(
            config.tls.as_ref(),
            config.max_connections,
            config.max_connections_per_address,
        )
    }

    /// One for HTTP, with so many connections at a time, in all and of one address. Waits for the disk.
    pub(crate) fn new(
        tls: Option<&TlsConfig>,
        connections: Option<usize>,
        connections_per_address: Option<usize>,
    ) -> Result<Prepared, TlsError> {
        let mut prepared = Prepared::speaking(tls, Protocols::Both)?;
        let limits = &mut prepared.transport.limits;
        limits.connections = connections.unwrap_or(limits.connections);
        limits.connections_per_address = connections_per_address.unwrap_or(limits.connections_per_address);
        Ok(prepared)
    }

    /// That of the ledger over gRPC. Waits for the disk.
    pub(crate) fn ledger(config: &GrpcConfig) -> Result<Prepared, TlsError> {
        Prepared::speaking(config.tls.as_ref(), Protocols::Http2)
    }

    fn speaking(tls: Option<&TlsConfig>, protocols: Protocols) -> Result<Prepared, TlsError> {
        let tls = tls.map(|tls| tls.load(protocols)).transpose()?;
        let following = tls.clone().map_or(Following(None), Following::of);
        let transport = Transport {
            protocols,
            tls,
            ..Transport::default()
        };
        Ok(Prepared { transport, following })
    }
}

/// Takes new files at once when somebody says so (`SIGHUP`), and says what came of it.
async fn reload_at_hangup(tls: Tls) {
    let mut hangup = match signal(SignalKind::hangup()) {
        Ok(hangup) => hangup,
        Err(error) => return tracing::warn!(%error, "SIGHUP can't be waited for"),
    };
    while hangup.recv().await.is_some() {
        let tls = tls.clone();
        match tokio::task::spawn_blocking(move || tls.reload()).await {
            Ok(Ok(reloaded)) => tracing::info!(?reloaded, "certificates were looked at"),
            Ok(Err(error)) => {
                tracing::warn!(%error, "new certificates can't be used; the old ones stay in use");
            }
            Err(error) => tracing::error!(%error, "certificates could not be looked at"),
        }
    }
}

/// What is shown of a listener when somebody asks for the metrics.
#[derive(Clone)]
pub(crate) struct Shown {
    listener: &'static str,
    counters: Arc<Counters>,
    tls: Option<Tls>,
}

impl Shown {
    pub(crate) fn of(surface: Surface, transport: &Transport) -> Shown {
        Shown {
            listener: surface.as_str(),
            counters: Arc::clone(&transport.counters),
            tls: transport.tls.clone(),
        }
    }

    /// Writes its counts to the metrics.
    pub(crate) fn show(&self) {
        let (counters, listener) = (&self.counters, self.listener);
        metrics::gauge!("bezant_connections_open", "listener" => listener).set(counters.open() as f64);
        metrics::counter!("bezant_connections_total", "listener" => listener).absolute(counters.accepted());
        for reason in Cut::ALL {
            metrics::counter!("bezant_connections_cut_total", "reason" => reason.code(), "listener" => listener)
                .absolute(counters.cut(*reason));
        }
        for reason in Refused::ALL {
            metrics::counter!("bezant_connections_refused_total", "reason" => reason.code(), "listener" => listener)
                .absolute(counters.refused(*reason));
        }
        if let Some(tls) = &self.tls {
            metrics::gauge!("bezant_tls_certificate_expires_seconds", "listener" => listener)
                .set(tls.expires_at_unix_seconds() as f64);
        }
    }
}

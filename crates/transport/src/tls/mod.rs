//! TLS: certificates from files, which can be taken anew while connections go on.
//!
//! In: the places of files, and who may call without a certificate of their own. Out: what a handshake needs, and when the
//! certificate expires. This must never serve with a half-read pair of files, or fall back to no check of callers.

mod files;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use ::aws_lc_rs::digest::{SHA256, digest};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::WebPkiClientVerifier;
use tokio_rustls::TlsAcceptor;

use crate::serve::Protocols;
use files::Files;

const LOCK: &str = "no code panics while it holds the lock of the certificates";

/// Where certificates are, and who has to have one.
#[derive(Clone, Debug)]
pub struct TlsSettings {
    /// The chain that is shown to callers, as PEM, the own certificate first.
    pub certificates: PathBuf,
    /// Its key, as PEM.
    pub key: PathBuf,
    /// What callers have to show.
    pub clients: ClientCertificates,
    /// Whether TLS 1.2 is spoken beside 1.3.
    pub allow_tls12: bool,
    /// What is agreed on.
    pub protocols: Protocols,
}

/// What callers show of themselves. Authorities are a file of PEM certificates.
#[derive(Clone, Debug, Default)]
pub enum ClientCertificates {
    /// Nothing is asked for.
    #[default]
    None,
    /// A certificate is asked for; who shows one that the authorities have not signed is refused, and who shows none is not.
    Optional(PathBuf),
    /// Who shows no certificate signed by the authorities is refused.
    Required(PathBuf),
}

/// Why certificates can't be used. The operator has to look at the files.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read.
    #[error("{file} can't be read: {error}", file = file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{file} does not hold {wanted}", file = file.display())]
    Unusable {
        /// The file.
        file: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// The files do not go together, such as a key that is not the certificate's.
    #[error("the certificate and its key can't be used: {0}")]
    Mismatch(rustls::Error),
    /// The authorities for callers can't be used.
    #[error("the authorities for callers can't be used: {0}")]
    Authorities(rustls::server::VerifierBuilderError),
    /// What would be taken anew is no longer valid, and what is in use may be.
    #[error("the new certificate has expired")]
    Expired,
}

/// What [`Tls::reload`] did.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Reloaded {
    /// New handshakes take the new files.
    Changed,
    /// The files are the same.
    Unchanged,
}

struct Current {
    config: Arc<ServerConfig>,
    expires_at_unix_seconds: i64,
    hash: [u8; 32],
}

/// The certificates of a listener. Clones share them.
#[derive(Clone)]
pub struct Tls {
    settings: Arc<TlsSettings>,
    current: Arc<RwLock<Current>>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files. It waits for the disk.
    pub fn load(settings: TlsSettings) -> Result<Tls, TlsError> {
        let current = settings.read()?;
        Ok(Tls {
            settings: Arc::new(settings),
            current: Arc::new(RwLock::new(current)),
        })
    }

    /// Reads the files again. Connections keep what they agreed on; new handshakes take the new files. When these can't be used,
    /// nothing changes. It waits for the disk.
    pub fn reload(&self) -> Result<Reloaded, TlsError> {
        let new = self.settings.read()?;
        let mut current = self.current.write().expect(LOCK);
        if new.hash == current.hash {
            return Ok(Reloaded::Unchanged);
        }
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let is_expired =
            now.is_ok_and(|now| i128::from(new.expires_at_unix_seconds) < i128::from(now.as_secs()));
        if is_expired {
            return Err(TlsError::Expired);
        }
        *current = new;
        Ok(Reloaded::Changed)
    }

    /// Takes new files as they come, looking at them now and then: a renewal needs nobody. It runs until it is dropped.
    pub async fn follow_files(self, every: Duration) {
        let mut looks = tokio::time::interval(every);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let tls = self.clone();
            match tokio::task::spawn_blocking(move || tls.reload()).await {
                Ok(Ok(Reloaded::Unchanged)) => {}
                Ok(Ok(Reloaded::Changed)) => {
                    let expires_at_unix_seconds = self.expires_at_unix_seconds();
                    tracing::info!(expires_at_unix_seconds, "new certificates are in use");
                }
                // Files are seldom written at one moment: the next look may find them whole.
                Ok(Err(error)) => {
                    tracing::warn!(%error, "new certificates can't be used; the old ones stay in use");
                }
                Err(error) => tracing::error!(%error, "certificates could not be looked at"),
            }
        }
    }

    /// When the certificate in use expires, in seconds since 1970.
    pub fn expires_at_unix_seconds(&self) -> i64 {
        self.current.read().expect(LOCK).expires_at_unix_seconds
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        Arc::clone(&self.current.read().expect(LOCK).config).into()
    }
}

impl TlsSettings {
    fn read(&self) -> Result<Current, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let files = Files::read(self)?;
        let versions: &[_] = if self.allow_tls12 {
            &[&rustls::version::TLS13, &rustls::version::TLS12]
        } else {
            &[&rustls::version::TLS13]
        };
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(versions)
            .map_err(TlsError::Mismatch)?;
        let builder = match files.authorities {
            None => builder.with_no_client_auth(),
            Some(authorities) => {
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), provider);
                let verifier = match &self.clients {
                    ClientCertificates::Required(_) => verifier,
                    ClientCertificates::None | ClientCertificates::Optional(_) => {
                        verifier.allow_unauthenticated()
                    }
                };
                builder.with_client_cert_verifier(verifier.build().map_err(TlsError::Authorities)?)
            }
        };
        let mut config = builder
            .with_single_cert(files.chain, files.key)
            .map_err(TlsError::Mismatch)?;
        config.alpn_protocols = self.protocols.names();
        Ok(Current {
            config: Arc::new(config),
            expires_at_unix_seconds: files.expires_at_unix_seconds,
            hash: files.hash,
        })
    }
}

fn hash_of(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

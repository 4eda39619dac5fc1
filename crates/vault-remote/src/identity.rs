//! What a client shows of itself and believes of a server: files that may be renewed, and the HTTP client that follows from them.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;
use zeroize::Zeroizing;

use crate::chain;

const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// From the beginning of a call to its answer. A vault answers within milliseconds; a payment waits for it.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// After so long without anything heard the server is asked whether it is there, so that a call does not find out.
const PING_AFTER: Duration = Duration::from_secs(15);
const PONG_WITHIN: Duration = Duration::from_secs(5);

/// A server that does not like a certificate says so within a round trip.
const ALERT_WITHIN: Duration = Duration::from_secs(1);

/// The files of a client, as PEM. They are read again when a call fails, so that a renewal needs nobody.
#[derive(Clone, Debug)]
pub struct Files {
    /// The chain that the server is shown, the own certificate first.
    pub certificates: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// The authorities that sign the server's certificate; no others are believed.
    pub authorities: PathBuf,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// Card numbers go over TLS only.
    #[error("the address of a vault begins with https://")]
    NotHttps,
    /// A file can't be read.
    #[error("{}: {error}", .file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{} does not hold {wanted}", .file.display())]
    Unusable {
        /// Which.
        file: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// The files do not go together.
    #[error("the certificate and its key can't be used: {0}")]
    Mismatch(rustls::Error),
    /// There is no HTTP client with them.
    #[error("the vault can't be asked: {0}")]
    Client(String),
}

/// What is in the files.
#[derive(PartialEq, Eq)]
struct Read {
    certificates: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
    authorities: Vec<u8>,
}

impl Files {
    fn read(&self) -> Result<Read, RemoteError> {
        let read = |file: &PathBuf| {
            std::fs::read(file).map_err(|error| RemoteError::File {
                file: file.clone(),
                error,
            })
        };
        Ok(Read {
            certificates: read(&self.certificates)?,
            key: Zeroizing::new(read(&self.key)?),
            authorities: read(&self.authorities)?,
        })
    }

    fn tls(&self, read: &Read) -> Result<ClientConfig, RemoteError> {
        let unusable = |file: &PathBuf, wanted| RemoteError::Unusable {
            file: file.clone(),
            wanted,
        };
        let certificates =
            |file: &PathBuf, pem: &[u8]| -> Result<Vec<CertificateDer<'static>>, RemoteError> {
                let all = CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>();
                let all = all.ok().filter(|all| !all.is_empty());
                all.ok_or_else(|| unusable(file, "certificates in PEM"))
            };
        let mut roots = RootCertStore::empty();
        for authority in certificates(&self.authorities, &read.authorities)? {
            let added = roots.add(authority);
            added.map_err(|_| unusable(&self.authorities, "certificates of authorities"))?;
        }
        let key = PrivateKeyDer::from_pem_slice(&read.key);
        let key = key.map_err(|_| unusable(&self.key, "a private key in PEM"))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(RemoteError::Mismatch)?
            .with_root_certificates(roots)
            .with_client_auth_cert(certificates(&self.certificates, &read.certificates)?, key)
            .map_err(RemoteError::Mismatch)?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(config)
    }
}

fn client(tls: ClientConfig) -> Result<reqwest::Client, RemoteError> {
    // It is there already unless this is the first TLS of the process.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
        .https_only(true)
        .tls_backend_preconfigured(tls)
        .http2_prior_knowledge()
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(CONNECT_WITHIN)
        .timeout(ANSWER_WITHIN)
        .http2_keep_alive_interval(PING_AFTER)
        .http2_keep_alive_timeout(PONG_WITHIN)
        .build()
        .map_err(|error| RemoteError::Client(chain(&error)))
}

/// What is in use.
struct Current {
    read: Read,
    tls: Arc<ClientConfig>,
    client: reqwest::Client,
}

/// The files, and what was in them.
pub(crate) struct Identity {
    files: Files,
    current: RwLock<Current>,
}

impl Identity {
    /// Reads the files.
    pub(crate) fn read(files: Files) -> Result<Identity, RemoteError> {
        let read = files.read()?;
        let current = RwLock::new(Current::of(&files, read)?);
        Ok(Identity { files, current })
    }

    pub(crate) fn client(&self) -> reqwest::Client {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.client.clone()
    }

    /// Takes files that were renewed since. Waits for the disk.
    pub(crate) fn refresh(&self) {
        let renewed = self.files.read().and_then(|read| {
            let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
            let is_new = current.read != read;
            drop(current);
            is_new.then(|| Current::of(&self.files, read)).transpose()
        });
        match renewed {
            Ok(Some(renewed)) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = renewed;
                tracing::info!("new certificates are shown to the card vault");
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the certificates for the card vault can't be read again"),
        }
    }

    /// What the server dislikes about the handshake, if it does. With TLS 1.3 a client has ended its part when the server looks at its
    /// certificate, and HTTP/2 says no more of the alert than that the connection is gone.
    pub(crate) async fn objection(&self, url: &Url) -> Option<String> {
        let tls = {
            let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(&current.tls)
        };
        let (host, port) = (url.host_str()?, url.port_or_known_default()?);
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).ok()?;
        let heard = async {
            let stream = TcpStream::connect((host, port)).await.ok()?;
            let stream = TlsConnector::from(tls).connect(name, stream).await;
            let heard = match stream {
                Ok(mut stream) => stream.read_u8().await.map(drop),
                Err(error) => Err(error),
            };
            heard.err().map(|error| error.to_string())
        };
        tokio::time::timeout(ALERT_WITHIN, heard).await.ok().flatten()
    }
}

impl Current {
    fn of(files: &Files, read: Read) -> Result<Current, RemoteError> {
        let tls = files.tls(&read)?;
        Ok(Current {
            read,
            client: client(tls.clone())?,
            tls: Arc::new(tls),
        })
    }
}

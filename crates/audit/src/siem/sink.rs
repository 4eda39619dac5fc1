//! The other side: a collector over HTTP, or a syslog server over TLS.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Certificate, Client, Url};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Format, Target};
use crate::record::Record;

/// How long the other side may take for a portion.
const WITHIN: Duration = Duration::from_secs(30);
/// The port of syslog over TLS.
const SYSLOG_PORT: u16 = 6514;

/// Why nothing can be sent there, or was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// It never will be: the target makes no sense.
    #[error("{0}")]
    Target(&'static str),
    /// A file that the target names can't be used.
    #[error("{file}: {error}")]
    File {
        /// Which.
        file: String,
        /// Why.
        error: String,
    },
    /// The other side said no.
    #[error("the other side answered {0}")]
    Refused(u16),
    /// It could not be reached, or fell silent.
    #[error("{0}")]
    Unreachable(String),
}

/// A target that can be sent to.
pub struct Sink {
    format: Format,
    way: Way,
}

enum Way {
    Http {
        client: Client,
        url: Url,
        authorization: Option<HeaderValue>,
    },
    Syslog {
        connector: TlsConnector,
        server: ServerName<'static>,
        address: String,
    },
}

impl Sink {
    /// Makes a target ready; nothing is sent yet.
    ///
    /// # Errors
    /// `Target` and `File`.
    pub fn new(target: &Target) -> Result<Sink, SinkError> {
        let host = target
            .to
            .host_str()
            .ok_or(SinkError::Target("to: there is no host"))?;
        let is_own = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let way = match target.to.scheme() {
            "https" => Way::http(target)?,
            "http" if is_own => Way::http(target)?,
            "http" => {
                return Err(SinkError::Target(
                    "to: http:// is for this machine only, use https://",
                ));
            }
            "syslog+tls" => Way::syslog(target, host)?,
            _ => return Err(SinkError::Target("to: it begins with https:// or syslog+tls://")),
        };
        let format = target.format;
        match (&way, format) {
            (Way::Syslog { .. }, Format::Otlp) => Err(SinkError::Target("format: syslog takes cef or json")),
            _ => Ok(Sink { format, way }),
        }
    }

    /// Sends a portion; it was taken when this ends well.
    pub(crate) async fn send(&self, records: &[(u64, Record)]) -> Result<(), SinkError> {
        let sending = async {
            match &self.way {
                Way::Http {
                    client,
                    url,
                    authorization,
                } => {
                    let (kind, body) = self.format.body(records);
                    let mut request = client.post(url.clone()).header(CONTENT_TYPE, kind).body(body);
                    if let Some(value) = authorization {
                        request = request.header(AUTHORIZATION, value.clone());
                    }
                    let answer = request.send().await;
                    let status = answer.map_err(unreachable)?.status();
                    match status.is_success() {
                        true => Ok(()),
                        false => Err(SinkError::Refused(status.as_u16())),
                    }
                }
                Way::Syslog {
                    connector,
                    server,
                    address,
                } => {
                    let messages = self.format.syslog(records);
                    let sent = over_tls(connector, server, address, &messages).await;
                    sent.map_err(|error| SinkError::Unreachable(error.to_string()))
                }
            }
        };
        let late = |_| SinkError::Unreachable("it takes too long".to_owned());
        tokio::time::timeout(WITHIN, sending).await.map_err(late)?
    }
}

/// A connection for a portion: its orderly end on the other side says that all of it was read.
async fn over_tls(
    connector: &TlsConnector,
    server: &ServerName<'static>,
    address: &str,
    messages: &[u8],
) -> io::Result<()> {
    let stream = TcpStream::connect(address).await?;
    let mut stream = connector.connect(server.clone(), stream).await?;
    stream.write_all(messages).await?;
    stream.shutdown().await?;
    let mut rest = [0; 64];
    loop {
        match stream.read(&mut rest).await {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            // Servers often close without a word of TLS, once they have read everything.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

fn unreachable(error: reqwest::Error) -> SinkError {
    // Without the address, which may have a key in it.
    SinkError::Unreachable(error.without_url().to_string())
}

impl Way {
    fn http(target: &Target) -> Result<Way, SinkError> {
        let mut builder = Client::builder()
            .user_agent(concat!("bezant/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .timeout(WITHIN);
        if let Some(file) = &target.root_certificates {
            let wrong = |error: String| wrong_file(file, error);
            let bytes = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
            let roots = Certificate::from_pem_bundle(&bytes).map_err(|error| wrong(error.to_string()))?;
            builder = builder.tls_certs_only(roots);
        }
        let client = builder
            .build()
            .map_err(|_| SinkError::Target("to: no client can be made for this"))?;
        let authorization = target.authorization_file.as_ref().map(|file| {
            let text = std::fs::read_to_string(file).map_err(|error| wrong_file(file, error.to_string()))?;
            let mut value = HeaderValue::from_str(text.trim())
                .map_err(|_| wrong_file(file, "it is no value of a header".to_owned()))?;
            value.set_sensitive(true);
            Ok(value)
        });
        Ok(Way::Http {
            client,
            url: target.to.clone(),
            authorization: authorization.transpose()?,
        })
    }

    fn syslog(target: &Target, host: &str) -> Result<Way, SinkError> {
        let mut roots = RootCertStore::empty();
        match &target.root_certificates {
            Some(file) => {
                let wrong = |error: String| wrong_file(file, error);
                let found = CertificateDer::pem_file_iter(file).map_err(|error| wrong(error.to_string()))?;
                for certificate in found {
                    let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
                    roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
                }
            }
            // Some of a system's certificates are often too odd to be used; the rest will do.
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| SinkError::Target("to: there is no TLS to be had"))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let server = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|_| SinkError::Target("to: this is no host's name"))?;
        let port = target.to.port().unwrap_or(SYSLOG_PORT);
        Ok(Way::Syslog {
            connector: Arc::new(config).into(),
            server,
            address: format!("{host}:{port}"),
        })
    }
}

fn wrong_file(file: &std::path::Path, error: String) -> SinkError {
    SinkError::File {
        file: file.display().to_string(),
        error,
    }
}

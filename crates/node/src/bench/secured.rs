//! TLS for benchmarks: an authority that lives as long as they run, a certificate for a node, and clients that trust it.

use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::Failure;

const NAME: &str = "localhost";

/// The authority.
pub(super) struct Secured {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// How connections to its nodes are made.
#[derive(Clone)]
pub(super) struct Trusting {
    connector: TlsConnector,
}

impl Secured {
    pub(super) fn new() -> Result<Secured, Failure> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Secured { issuer })
    }

    /// Writes a certificate and its key into a folder, and gives back the settings that name them.
    pub(super) fn settings(&self, folder: &Path) -> Result<String, Failure> {
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(vec![NAME.to_owned()])?.signed_by(&key, &self.issuer)?;
        let (chain, secret) = (folder.join("node.pem"), folder.join("node.key"));
        std::fs::write(&chain, certificate.pem())?;
        std::fs::write(&secret, key.serialize_pem())?;
        Ok(format!(
            "[http.tls]\ncertificates = {chain:?}\nkey = {secret:?}\n"
        ))
    }

    /// For connections of HTTP/1.1.
    pub(super) fn trusting(&self) -> Result<Trusting, Failure> {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone())?;
        let mut config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Trusting {
            connector: TlsConnector::from(Arc::new(config)),
        })
    }

    /// For what is asked once.
    pub(super) fn client(&self) -> Result<reqwest::Client, Failure> {
        let root = reqwest::Certificate::from_pem(self.issuer.pem().as_bytes())?;
        Ok(reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([root])
            .build()?)
    }
}

impl Trusting {
    /// Makes a connection secure.
    pub(super) async fn over(&self, stream: TcpStream) -> Result<TlsStream<TcpStream>, Failure> {
        let name = ServerName::try_from(NAME)?;
        Ok(self.connector.connect(name, stream).await?)
    }
}

//! Who is at the other end: what the network and the handshake say, as extensions of each request.

use std::net::SocketAddr;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

/// Where a request came from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum PeerAddress {
    /// An address of the network.
    Internet(SocketAddr),
    /// A socket on this machine: the permissions of its file say who can use it.
    Local,
}

/// The certificate that a caller proved to have the key of. It was signed by an authority that the listener trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerCertificate(Arc<Read>);

#[derive(Debug, PartialEq, Eq)]
struct Read {
    fingerprint: [u8; 32],
    subject: String,
    uris: Vec<String>,
    dns_names: Vec<String>,
    expires_at_unix_seconds: i64,
}

impl PeerCertificate {
    /// Reads what concerns an identity. The handshake has checked the rest; what can't be read is no identity.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        if !rest.is_empty() {
            return None;
        }
        let (mut uris, mut dns_names) = (Vec::new(), Vec::new());
        if let Some(names) = certificate.subject_alternative_name().ok()? {
            for name in &names.value.general_names {
                match name {
                    GeneralName::URI(uri) => uris.push((*uri).to_owned()),
                    GeneralName::DNSName(name) => dns_names.push((*name).to_owned()),
                    _ => {}
                }
            }
        }
        let fingerprint = digest(&SHA256, der).as_ref().try_into().ok()?;
        Some(PeerCertificate(Arc::new(Read {
            fingerprint,
            subject: certificate.subject().to_string(),
            uris,
            dns_names,
            expires_at_unix_seconds: certificate.validity().not_after.timestamp(),
        })))
    }

    /// The one certificate in this PEM, as an operator has it in a file: nobody has proved to have its key.
    pub fn from_pem(pem: &[u8]) -> Option<Self> {
        let mut all = CertificateDer::pem_slice_iter(pem);
        let only = all.next()?.ok()?;
        all.next().is_none().then(|| PeerCertificate::read(&only))?
    }

    /// SHA-256 over the certificate as it is sent: what an operator pins.
    pub fn fingerprint(&self) -> &[u8; 32] {
        &self.0.fingerprint
    }

    /// The subject, in the notation of RFC 4514 as far as the parser keeps to it: to be shown, not compared.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The URIs among its alternative names, such as a SPIFFE identity.
    pub fn uris(&self) -> &[String] {
        &self.0.uris
    }

    /// The host names among its alternative names.
    pub fn dns_names(&self) -> &[String] {
        &self.0.dns_names
    }

    /// When it expires, in seconds since 1970.
    pub fn expires_at_unix_seconds(&self) -> i64 {
        self.0.expires_at_unix_seconds
    }
}

//! Who may ask a vault, and for what. Nobody who is not listed gets in, whoever has signed their certificate.

use bezant_kernel::Timestamp;
use bezant_transport::PeerCertificate;
use bezant_vault::Purposes;

/// What a client is known by. The handshake has checked that it has the key, and that an authority signed the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownBy {
    /// SHA-256 over its certificate, which changes with every renewal.
    Fingerprint([u8; 32]),
    /// A host name among its alternative names.
    DnsName(String),
    /// A URI among its alternative names, such as a SPIFFE identity.
    Uri(String),
}

impl KnownBy {
    fn fits(&self, certificate: &PeerCertificate) -> bool {
        match self {
            KnownBy::Fingerprint(fingerprint) => certificate.fingerprint() == fingerprint,
            KnownBy::DnsName(name) => certificate.dns_names().contains(name),
            KnownBy::Uri(uri) => certificate.uris().contains(uri),
        }
    }
}

/// A client of a vault.
#[derive(Clone, Debug)]
pub struct Client {
    /// What it is called in the server's log.
    pub name: String,
    /// What it is known by.
    pub known_by: KnownBy,
    /// What it may have numbers for. Every client may keep cards and look at what may be shown of them.
    pub purposes: Purposes,
    /// Whether it may delete cards.
    pub may_delete: bool,
    /// Whether it may have all cards sealed under new keys.
    pub may_rotate: bool,
}

/// Why somebody is not let in. Every one of them can be told to whoever has a certificate of our authority.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefusedClient {
    /// No certificate came along.
    #[error("a certificate is needed")]
    NoCertificate,
    /// It has expired since the connection was made.
    #[error("the certificate has expired")]
    Expired,
    /// The configuration does not name it.
    #[error("the vault's configuration does not name this certificate")]
    Unknown,
}

/// The clients of a vault.
#[derive(Clone, Debug, Default)]
pub struct Admission {
    clients: Vec<Client>,
}

impl Admission {
    /// These clients and nobody else.
    pub fn of(clients: Vec<Client>) -> Admission {
        Admission { clients }
    }

    pub(crate) fn admit(
        &self,
        certificate: Option<&PeerCertificate>,
        now: Timestamp,
    ) -> Result<&Client, RefusedClient> {
        let certificate = certificate.ok_or(RefusedClient::NoCertificate)?;
        let now_seconds = i128::from(now.as_microseconds() / 1_000_000);
        if i128::from(certificate.expires_at_unix_seconds()) < now_seconds {
            return Err(RefusedClient::Expired);
        }
        let known = self
            .clients
            .iter()
            .find(|client| client.known_by.fits(certificate));
        known.ok_or(RefusedClient::Unknown)
    }
}

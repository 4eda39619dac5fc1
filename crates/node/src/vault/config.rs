//! The settings: of a node, where its vault is; of a vault apart, where it listens and whom it lets in.

use std::net::SocketAddr;
use std::path::PathBuf;

use bezant_log::proof::Hex;
use bezant_transport::{ClientCertificates, Protocols, Tls, TlsError, TlsSettings};
use bezant_vault::{Purpose, Purposes};
use bezant_vault_remote::{Admission, Client, Files, KnownBy};
use serde::Deserialize;
use url::Url;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct VaultConfig {
    /// Whether the node keeps cards.
    pub enabled: bool,
    /// Cards whose sealed form stays in memory, about 400 bytes each.
    pub hot_cards: usize,
    /// The address of a vault on another machine, in place of the node's own.
    pub at: Option<Url>,
    /// What is shown to that vault, and believed of it.
    pub client: Option<ClientFilesConfig>,
    /// How this machine is a vault for others: `bezant vault serve`.
    pub serve: Option<ServeConfig>,
}

impl Default for VaultConfig {
    fn default() -> Self {
        VaultConfig {
            enabled: true,
            hot_cards: 100_000,
            at: None,
            client: None,
            serve: None,
        }
    }
}

/// The files of a node that asks a vault apart, as PEM.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientFilesConfig {
    /// The chain that the vault is shown, the own certificate first.
    pub certificates: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// The authorities that sign the vault's certificate.
    pub authorities: PathBuf,
}

/// A vault apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServeConfig {
    /// Where nodes ask.
    pub listen: SocketAddr,
    /// The chain that they are shown, as PEM, the own certificate first.
    pub certificates: PathBuf,
    /// Its key, as PEM.
    pub key: PathBuf,
    /// The authorities that sign the nodes' certificates, as PEM.
    pub client_authorities: PathBuf,
    /// Who is let in. Nobody else is.
    pub clients: Vec<VaultClientConfig>,
}

/// A client of a vault apart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VaultClientConfig {
    /// What it is called in the log.
    pub name: String,
    /// SHA-256 over its certificate.
    pub fingerprint: Option<Hex<32>>,
    /// A host name among its alternative names.
    pub dns_name: Option<String>,
    /// A URI among its alternative names.
    pub uri: Option<String>,
    /// What it may have numbers for.
    #[serde(default)]
    pub purposes: Vec<PurposeConfig>,
    /// Whether it may delete cards.
    #[serde(default)]
    pub may_delete: bool,
    /// Whether it may have all cards sealed under new keys.
    #[serde(default)]
    pub may_rotate: bool,
}

/// A purpose by its word.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct PurposeConfig(Purpose);

impl TryFrom<String> for PurposeConfig {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Purpose::from_word(&word).map(PurposeConfig).ok_or_else(|| {
            let words: Vec<_> = Purpose::ALL.iter().map(|purpose| purpose.as_str()).collect();
            format!("there is no purpose '{word}': {}", words.join(", "))
        })
    }
}

/// What is wrong with `[vault]`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VaultConfigError {
    #[error("vault.at: card numbers go over TLS only, so that it begins with https://")]
    NotHttps,
    #[error("vault.client: a vault at another machine is shown a certificate")]
    NoClient,
    #[error("vault.client: is for vault.at only")]
    NoAddress,
    #[error("vault.at: a process that serves a vault has its own")]
    Both,
    #[error("vault.serve.clients: the client '{0}' is known by one of fingerprint, dns_name and uri")]
    KnownBy(String),
    #[error("vault.serve.clients: nobody could ask")]
    NoClients,
}

impl VaultConfig {
    pub(crate) fn check(&self) -> Result<(), VaultConfigError> {
        match (&self.at, &self.client) {
            (Some(address), _) if address.scheme() != "https" => return Err(VaultConfigError::NotHttps),
            (Some(_), None) => return Err(VaultConfigError::NoClient),
            (None, Some(_)) => return Err(VaultConfigError::NoAddress),
            (Some(_), Some(_)) | (None, None) => {}
        }
        let Some(serve) = &self.serve else {
            return Ok(());
        };
        if self.at.is_some() {
            return Err(VaultConfigError::Both);
        }
        if serve.clients.is_empty() {
            return Err(VaultConfigError::NoClients);
        }
        serve
            .clients
            .iter()
            .try_for_each(|client| match client.known_by() {
                Some(_) => Ok(()),
                None => Err(VaultConfigError::KnownBy(client.name.clone())),
            })
    }

    /// Where the vault apart is, and with what it is asked.
    pub(crate) fn remote(&self) -> Option<(&Url, Files)> {
        let files = self.client.as_ref()?;
        let files = Files {
            certificates: files.certificates.clone(),
            key: files.key.clone(),
            authorities: files.authorities.clone(),
        };
        Some((self.at.as_ref()?, files))
    }
}

impl VaultClientConfig {
    fn known_by(&self) -> Option<KnownBy> {
        match (&self.fingerprint, &self.dns_name, &self.uri) {
            (Some(fingerprint), None, None) => Some(KnownBy::Fingerprint(fingerprint.0)),
            (None, Some(name), None) => Some(KnownBy::DnsName(name.clone())),
            (None, None, Some(uri)) => Some(KnownBy::Uri(uri.clone())),
            _ => None,
        }
    }
}

impl ServeConfig {
    /// Whom the vault lets in.
    pub(super) fn admission(&self) -> Admission {
        let clients = self.clients.iter().filter_map(|client| {
            let purposes: Vec<Purpose> = client.purposes.iter().map(|purpose| purpose.0).collect();
            Some(Client {
                name: client.name.clone(),
                known_by: client.known_by()?,
                purposes: Purposes::of(&purposes),
                may_delete: client.may_delete,
                may_rotate: client.may_rotate,
            })
        });
        Admission::of(clients.collect())
    }

    /// Reads its files. Waits for the disk.
    pub(crate) fn tls(&self) -> Result<Tls, TlsError> {
        Tls::load(TlsSettings {
            certificates: self.certificates.clone(),
            key: self.key.clone(),
            clients: ClientCertificates::Required(self.client_authorities.clone()),
            allow_tls12: false,
            protocols: Protocols::Http2,
        })
    }
}

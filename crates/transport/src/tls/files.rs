//! The files behind TLS, read and understood as a whole.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::{ClientCertificates, TlsError, TlsSettings, hash_of};

/// No chain and no list of authorities is longer; a wrong path to a huge file must not fill memory.
const LARGEST_FILE_BYTES: u64 = 16 << 20;

pub(super) struct Files {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    pub(super) authorities: Option<RootCertStore>,
    pub(super) expires_at_unix_seconds: i64,
    /// Over all files.
    pub(super) hash: [u8; 32],
}

impl Files {
    pub(super) fn read(settings: &TlsSettings) -> Result<Files, TlsError> {
        let mut hashes = Vec::new();
        let mut read = |file: &Path| {
            let bytes = bytes(file)?;
            hashes.extend(hash_of(&bytes));
            Ok::<_, TlsError>(bytes)
        };
        let no_certificate = |file: &Path| TlsError::Unusable {
            file: file.to_owned(),
            wanted: "certificates in PEM",
        };
        let file = &settings.certificates;
        let chain = certificates(&read(file)?).ok_or_else(|| no_certificate(file))?;
        let leaf = X509Certificate::from_der(&chain[0])
            .map_err(|_| no_certificate(file))?
            .1;
        let expires_at_unix_seconds = leaf.validity().not_after.timestamp();
        let key = PrivateKeyDer::from_pem_slice(&read(&settings.key)?).map_err(|_| TlsError::Unusable {
            file: settings.key.clone(),
            wanted: "a private key in PEM",
        })?;
        let authorities = match &settings.clients {
            ClientCertificates::None => None,
            ClientCertificates::Optional(file) | ClientCertificates::Required(file) => {
                let mut store = RootCertStore::empty();
                for certificate in certificates(&read(file)?).ok_or_else(|| no_certificate(file))? {
                    store.add(certificate).map_err(|_| no_certificate(file))?;
                }
                Some(store)
            }
        };
        Ok(Files {
            chain,
            key,
            authorities,
            expires_at_unix_seconds,
            hash: hash_of(&hashes),
        })
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, TlsError> {
    let unreadable = |error| TlsError::Unreadable {
        file: file.to_owned(),
        error,
    };
    let size = std::fs::metadata(file).map_err(unreadable)?.len();
    if size > LARGEST_FILE_BYTES {
        return Err(TlsError::Unusable {
            file: file.to_owned(),
            wanted: "certificates: it is too large",
        });
    }
    std::fs::read(file).map_err(unreadable)
}

/// At least one, and all of them sound.
fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .ok()?;
    (!all.is_empty()).then_some(all)
}

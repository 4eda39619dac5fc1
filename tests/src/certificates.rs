//! Authorities, certificates and clients for tests of whoever comes over TLS.

use std::net::IpAddr;
use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType};
use reqwest::{Certificate, Client, Identity};

use crate::api::with_provider;

const MADE: &str = "certificates of tests are well-formed";

/// Who signs certificates.
pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// An authority of this name. Each needs its own: what has its issuer's name is taken for signed by itself.
///
/// # Panics
/// If the certificate can't be made.
pub fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect(MADE);
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect(MADE)).expect(MADE)
}

/// A certificate and its key, as PEM.
#[derive(Clone)]
pub struct Issued {
    /// The certificate.
    pub certificate: String,
    /// Its key.
    pub key: String,
}

impl Issued {
    /// For this name, and this URI if there is one.
    ///
    /// # Panics
    /// If the certificate can't be made.
    pub fn by(authority: &Authority, name: &str, uri: Option<&str>) -> Issued {
        let key = KeyPair::generate().expect(MADE);
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect(MADE);
        let uri = uri.map(|uri| SanType::URI(uri.try_into().expect(MADE)));
        params.subject_alt_names.extend(uri);
        Issued {
            certificate: params.signed_by(&key, authority).expect(MADE).pem(),
            key: key.serialize_pem(),
        }
    }

    /// Into `<stem>.pem` and `<stem>.key` of this folder.
    ///
    /// # Panics
    /// If they can't be written.
    pub fn write(&self, folder: &Path, stem: &str) {
        for (ending, text) in [("pem", &self.certificate), ("key", &self.key)] {
            std::fs::write(folder.join(format!("{stem}.{ending}")), text)
                .expect("the folder can be written to");
        }
    }
}

/// A client that trusts this authority alone, with a certificate of its own or without, at this address of the machine's own.
///
/// # Panics
/// If the client can't be made.
pub fn client(trusts: &Authority, own: Option<&Issued>, from: Option<IpAddr>) -> Client {
    let root = Certificate::from_pem(trusts.pem().as_bytes()).expect(MADE);
    let mut client = Client::builder()
        .no_proxy()
        .tls_certs_only([root])
        .local_address(from);
    if let Some(own) = own {
        let both = format!("{}{}", own.certificate, own.key);
        client = client.identity(Identity::from_pem(both.as_bytes()).expect(MADE));
    }
    with_provider(client)
}

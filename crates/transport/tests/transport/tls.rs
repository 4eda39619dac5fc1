//! TLS: versions, protocols, identities of callers, and certificates that change under way.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bezant_transport::{
    ClientCertificates, Cut, Limits, Protocols, Refused, Reloaded, Tls, TlsError, TlsSettings, Transport,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType, SerialNumber, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, version};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::server::{Server, one_answer, rest_of, until};

const PEER: &[u8] = b"GET /peer HTTP/1.1\r\nHost: x\r\n\r\n";

/// An authority and the files of a server whose certificate it signed.
struct World {
    folder: TempDir,
    authority: CertifiedIssuer<'static, KeyPair>,
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

impl World {
    fn new() -> World {
        let world = World {
            folder: tempfile::tempdir().unwrap(),
            authority: authority(),
        };
        std::fs::write(world.file("ca.pem"), world.authority.pem()).unwrap();
        world.renew(1, 2099);
        world
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A new certificate for the server.
    fn renew(&self, serial: u64, expires_in: i32) {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.serial_number = Some(SerialNumber::from(serial));
        params.not_after = date_time_ymd(expires_in, 1, 1);
        let (certificate, key) = issued(params, &self.authority);
        std::fs::write(self.file("server.pem"), certificate).unwrap();
        std::fs::write(self.file("server.key"), key).unwrap();
    }

    fn settings(&self, clients: ClientCertificates) -> TlsSettings {
        TlsSettings {
            certificates: self.file("server.pem"),
            key: self.file("server.key"),
            clients,
            allow_tls12: false,
            protocols: Protocols::Both,
        }
    }

    async fn server(&self, settings: TlsSettings) -> (Server, Tls) {
        let tls = Tls::load(settings).unwrap();
        let transport = Transport {
            tls: Some(tls.clone()),
            limits: Limits {
                handshake_within: Duration::from_millis(500),
                ..Limits::default()
            },
            ..Transport::default()
        };
        (Server::start(transport).await, tls)
    }

    fn client(&self) -> ClientConfig {
        self.client_of(&[&version::TLS13, &version::TLS12], None)
    }

    fn client_of(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        own: Option<(String, String)>,
    ) -> ClientConfig {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.der().clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots);
        match own {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => builder
                .with_client_auth_cert(
                    vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()],
                    PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
                )
                .unwrap(),
        }
    }
}

fn issued(params: CertificateParams, authority: &CertifiedIssuer<'static, KeyPair>) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    (certificate.pem(), key.serialize_pem())
}

/// A certificate of a service.
fn service(authority: &CertifiedIssuer<'static, KeyPair>) -> (String, String) {
    let mut params = CertificateParams::new(vec!["books.internal".to_owned()]).unwrap();
    let uri = "spiffe://bezant.example/books".try_into().unwrap();
    params.subject_alt_names.push(SanType::URI(uri));
    issued(params, authority)
}

async fn connect(server: &Server, config: ClientConfig) -> std::io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, server.connect().await)
        .await
}

/// What `/peer` says, and nothing when the connection is refused: with TLS 1.3 a client may learn so only when it reads.
async fn peer(server: &Server, config: ClientConfig) -> String {
    let Ok(mut stream) = connect(server, config).await else {
        return String::new();
    };
    let request = b"GET /peer HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    if stream.write_all(request).await.is_err() {
        return String::new();
    }
    let answer = rest_of(&mut stream).await;
    answer.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned()
}

fn serial(stream: &TlsStream<TcpStream>) -> Vec<u8> {
    let der = &stream.get_ref().1.peer_certificates().unwrap()[0];
    let (_, certificate) = x509_parser::parse_x509_certificate(der).unwrap();
    certificate.raw_serial().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_and_protocols_are_agreed_on() {
    let world = World::new();
    let (server, tls) = world.server(world.settings(ClientCertificates::None)).await;
    assert!(tls.expires_at_unix_seconds() > 4_000_000_000);
    let old = world.client_of(&[&version::TLS12], None);
    assert!(connect(&server, old.clone()).await.is_err(), "1.2 is by choice");
    // The caller hears of it before it is counted.
    until(|| server.counters.refused(Refused::Handshake) == 1).await;
    for (offered, agreed) in [("h2", "h2"), ("http/1.1", "http/1.1")] {
        let mut config = world.client();
        config.alpn_protocols = vec![offered.into()];
        let mut stream = connect(&server, config).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(agreed.as_bytes()));
        if agreed == "h2" {
            stream
                .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
                .await
                .unwrap();
            let mut header = [0; 9];
            tokio::io::AsyncReadExt::read_exact(&mut stream, &mut header)
                .await
                .unwrap();
            assert_eq!(header[3], 4, "settings come first");
        } else {
            stream.write_all(PEER).await.unwrap();
            assert!(one_answer(&mut stream).await.ends_with("false None"));
        }
    }
    let mut settings = world.settings(ClientCertificates::None);
    settings.allow_tls12 = true;
    let (server, _) = world.server(settings).await;
    let stream = connect(&server, old).await.unwrap();
    let agreed = stream.get_ref().1.protocol_version();
    assert_eq!(agreed, Some(rustls::ProtocolVersion::TLSv1_2));
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_are_known_by_their_certificates() {
    let world = World::new();
    let own = Some(service(&world.authority));
    let strange = Some(service(&authority()));
    let with = |own| world.client_of(&[&version::TLS13], own);
    let known = "false Some(([\"spiffe://bezant.example/books\"], [\"books.internal\"]))";

    let authorities = world.file("ca.pem");
    let (required, _) = world
        .server(world.settings(ClientCertificates::Required(authorities.clone())))
        .await;
    assert_eq!(peer(&required, with(own.clone())).await, known);
    assert_eq!(peer(&required, with(strange.clone())).await, "");
    assert_eq!(peer(&required, with(None)).await, "");
    assert_eq!(required.counters.requests(), 1);

    let (optional, _) = world
        .server(world.settings(ClientCertificates::Optional(authorities)))
        .await;
    assert_eq!(peer(&optional, with(own.clone())).await, known);
    assert_eq!(
        peer(&optional, with(strange)).await,
        "",
        "who shows one is not believed without a check"
    );
    assert_eq!(peer(&optional, with(None)).await, "false None");

    let (none, _) = world.server(world.settings(ClientCertificates::None)).await;
    assert_eq!(peer(&none, with(own)).await, "false None", "nobody asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_change_without_a_connection_lost() {
    let world = World::new();
    let (server, tls) = world.server(world.settings(ClientCertificates::None)).await;
    let mut first = connect(&server, world.client()).await.unwrap();
    assert_eq!(serial(&first), [1]);
    assert_eq!(tls.reload().unwrap(), Reloaded::Unchanged);
    let expires = tls.expires_at_unix_seconds();

    world.renew(2, 2098);
    assert_eq!(tls.reload().unwrap(), Reloaded::Changed);
    assert!(tls.expires_at_unix_seconds() < expires);
    let second = connect(&server, world.client()).await.unwrap();
    assert_eq!(serial(&second), [2]);
    first.write_all(PEER).await.unwrap();
    assert!(
        one_answer(&mut first).await.ends_with("false None"),
        "the old one goes on"
    );

    world.renew(3, 1999);
    assert!(matches!(tls.reload(), Err(TlsError::Expired)));
    let key = std::fs::read(world.file("server.key")).unwrap();
    world.renew(4, 2099);
    std::fs::write(world.file("server.key"), key).unwrap();
    assert!(matches!(tls.reload(), Err(TlsError::Mismatch(_))));
    std::fs::write(world.file("server.key"), "half a f").unwrap();
    assert!(matches!(tls.reload(), Err(TlsError::Unusable { .. })));
    std::fs::remove_file(world.file("server.pem")).unwrap();
    let error = tls.reload().unwrap_err();
    assert!(matches!(error, TlsError::Unreadable { .. }) && error.to_string().contains("server.pem"));
    let third = connect(&server, world.client()).await.unwrap();
    assert_eq!(serial(&third), [2], "what can't be used changes nothing");
    assert!(Tls::load(world.settings(ClientCertificates::Required(Path::new("/nowhere").into()))).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn renewed_files_are_taken_without_anybody_asking() {
    let world = World::new();
    let (server, tls) = world.server(world.settings(ClientCertificates::None)).await;
    let following = tokio::spawn(tls.clone().follow_files(Duration::from_millis(2)));
    let expires = tls.expires_at_unix_seconds();
    // A certificate without its key, for a while.
    let key = std::fs::read(world.file("server.key")).unwrap();
    world.renew(2, 2098);
    let new_key = std::fs::read(world.file("server.key")).unwrap();
    std::fs::write(world.file("server.key"), key).unwrap();
    assert!(connect(&server, world.client()).await.is_ok());
    std::fs::write(world.file("server.key"), new_key).unwrap();
    until(|| tls.expires_at_unix_seconds() < expires).await;
    assert_eq!(serial(&connect(&server, world.client()).await.unwrap()), [2]);
    following.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn handshakes_have_their_time_and_stop_with_the_listener() {
    let world = World::new();
    let (server, _) = world.server(world.settings(ClientCertificates::None)).await;
    assert_eq!(server.talk(b"\x16\x03\x01").await, "");
    assert_eq!(server.counters.cut(Cut::HandshakeTime), 1);
    let mut idle = connect(&server, world.client()).await.unwrap();
    idle.write_all(PEER).await.unwrap();
    one_answer(&mut idle).await;
    let counters = server.counters.clone();
    let mut silent = server.connect().await;
    until(|| counters.open() == 2).await;
    let stopped = server.stop();
    assert_eq!(rest_of(&mut silent).await, "");
    assert_eq!(rest_of(&mut idle).await, "");
    assert_eq!(stopped.await.unwrap().connections_cut, 0);
}

/// For the measurement of memory.
pub(crate) async fn held(count: usize) -> (Server, Vec<TcpStream>) {
    let world = World::new();
    let (server, _) = world.server(world.settings(ClientCertificates::None)).await;
    let mut streams = Vec::new();
    for _ in 0..count {
        let stream = connect(&server, world.client()).await.unwrap();
        streams.push(stream.into_inner().0);
    }
    (server, streams)
}

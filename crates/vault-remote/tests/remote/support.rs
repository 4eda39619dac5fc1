//! A vault behind its server, and clients with certificates.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bezant_engine::{SteadyClock, SystemClock};
use bezant_keyring::{DataKeys, Local, Ring, Secret};
use bezant_transport::{ClientCertificates, Protocols, Tls, TlsSettings};
use bezant_vault::{LocalVault, Options, Purpose, Purposes, Vault};
use bezant_vault_remote::{Admission, Client, Files, KnownBy, RemoteVault, Settings};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) authority: Authority,
    pub(crate) vault: LocalVault,
    pub(crate) url: Url,
    server: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

/// An authority of this name. Each needs its own: what has its issuer's name is taken for signed by itself.
pub(crate) fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Certificate and key for this name, into `<name>.pem` and `<name>.key`.
pub(crate) fn issue(folder: &Path, authority: &Authority, name: &str, until_year: i32) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until_year, 1, 1);
    let certificate = params.signed_by(&key, authority).unwrap();
    std::fs::write(folder.join(format!("{name}.pem")), certificate.pem()).unwrap();
    std::fs::write(folder.join(format!("{name}.key")), key.serialize_pem()).unwrap();
}

fn known(name: &str, purposes: &[Purpose], may_change: bool) -> Client {
    Client {
        name: name.to_owned(),
        known_by: KnownBy::DnsName(name.to_owned()),
        purposes: Purposes::of(purposes),
        may_delete: may_change,
        may_rotate: may_change,
    }
}

impl World {
    pub(crate) async fn start() -> World {
        let folder = tempfile::tempdir().unwrap();
        let backend = Arc::new(Local::new(&Secret::from_bytes([7; 32]), "a test"));
        let ring = Ring::open(&folder.path().join("keyring.json"), backend, None).unwrap();
        let keys = DataKeys::open(&folder.path().join("keys"), Arc::new(ring)).unwrap();
        let options = Options::in_folder(folder.path().join("vault"));
        let clock = Arc::new(SteadyClock::default());
        let vault = LocalVault::open(options, Arc::new(keys), clock).await.unwrap();
        let authority = authority("nodes");
        std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
        for name in ["localhost", "node", "till", "stranger"] {
            issue(folder.path(), &authority, name, 2099);
        }
        let mut world = World {
            folder,
            authority,
            vault,
            url: "https://localhost:1/".parse().unwrap(),
            server: None,
        };
        world.serve(0).await;
        world
    }

    /// Serves on this port, or on any.
    pub(crate) async fn serve(&mut self, port: u16) {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        self.url = format!("https://localhost:{}/", address.port()).parse().unwrap();
        let tls = Tls::load(TlsSettings {
            certificates: self.file("localhost.pem"),
            key: self.file("localhost.key"),
            clients: ClientCertificates::Required(self.file("ca.pem")),
            allow_tls12: false,
            protocols: Protocols::Http2,
        });
        let settings = Settings {
            tls: tls.unwrap(),
            admission: Admission::of(vec![
                known("node", Purpose::ALL, true),
                known("till", &[Purpose::Authorization], false),
            ]),
            clock: Arc::new(SystemClock),
        };
        let (stop, stopped) = oneshot::channel();
        let vault = Arc::new(self.vault.clone()) as Arc<dyn Vault>;
        let task = tokio::spawn(async move {
            let until = async {
                // Dropped is a stop too.
                let _ = stopped.await;
            };
            bezant_vault_remote::serve(listener, vault, settings, until).await;
        });
        self.server = Some((stop, task));
    }

    /// Ends the server, in an orderly way.
    pub(crate) async fn stop(&mut self) {
        let (stop, task) = self.server.take().unwrap();
        stop.send(()).unwrap();
        task.await.unwrap();
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn files(&self, name: &str) -> Files {
        Files {
            certificates: self.file(&format!("{name}.pem")),
            key: self.file(&format!("{name}.key")),
            authorities: self.file("ca.pem"),
        }
    }

    pub(crate) fn client(&self, name: &str) -> RemoteVault {
        RemoteVault::new(&self.url, self.files(name)).unwrap()
    }
}

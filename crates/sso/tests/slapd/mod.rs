//! A directory of its own for a test: Debian's slapd on loopback, with TLS by an authority that it makes, gone when dropped.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

pub(crate) struct Slapd {
    folder: tempfile::TempDir,
    process: Child,
    pub(crate) plain_port: u16,
    pub(crate) tls_port: u16,
}

impl Slapd {
    /// Starts one with these entries.
    pub(crate) fn start(entries: &str) -> Slapd {
        assert!(
            Path::new("/usr/sbin/slapd").exists(),
            "slapd is missing: `./x test` installs it, or `apt-get install slapd`"
        );
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        fs::create_dir(at("data")).unwrap();
        let key = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ];
        run(Command::new("openssl")
            .args(["req", "-x509", "-subj", "/CN=Test authority"])
            .args(key)
            .args(["-keyout", &at("ca.key"), "-out", &at("ca.pem")]));
        run(Command::new("openssl")
            .args(["req", "-x509", "-subj", "/CN=localhost"])
            .args(key)
            .args([
                "-CA",
                &at("ca.pem"),
                "-CAkey",
                &at("ca.key"),
                "-keyout",
                &at("server.key"),
                "-out",
                &at("server.pem"),
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
            ]));
        let config = format!(
            "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\n\
             include /etc/ldap/schema/inetorgperson.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\n\
             pidfile {}\nTLSCACertificateFile {}\nTLSCertificateFile {}\nTLSCertificateKeyFile {}\n\
             database mdb\nsuffix \"dc=example,dc=test\"\ndirectory {}\n\
             access to attrs=userPassword by anonymous auth by * none\n\
             access to * by dn.exact=\"cn=service,dc=example,dc=test\" read by anonymous auth by * none\n",
            at("pid"),
            at("ca.pem"),
            at("server.pem"),
            at("server.key"),
            at("data"),
        );
        fs::write(at("slapd.conf"), config).unwrap();
        fs::write(at("entries.ldif"), entries).unwrap();
        run(Command::new("/usr/sbin/slapadd").args([
            "-q",
            "-f",
            &at("slapd.conf"),
            "-l",
            &at("entries.ldif"),
        ]));
        let (plain_port, tls_port) = free_ports();
        let log = fs::File::create(at("log")).unwrap();
        // setpriv sees to it that the server does not outlive a test that is killed.
        let process = Command::new("setpriv")
            .args([
                "--pdeathsig=KILL",
                "/usr/sbin/slapd",
                "-d",
                "0",
                "-f",
                &at("slapd.conf"),
                "-h",
            ])
            .arg(format!(
                "ldap://127.0.0.1:{plain_port} ldaps://127.0.0.1:{tls_port}"
            ))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .expect("setpriv of util-linux runs");
        let mut slapd = Slapd {
            folder,
            process,
            plain_port,
            tls_port,
        };
        let began = Instant::now();
        while [plain_port, tls_port]
            .iter()
            .any(|&port| TcpStream::connect(("127.0.0.1", port)).is_err())
        {
            let ended = slapd.process.try_wait().unwrap();
            let log = || fs::read_to_string(slapd.folder.path().join("log")).unwrap_or_default();
            assert!(
                ended.is_none() && began.elapsed() < PATIENCE,
                "slapd did not start: {}",
                log()
            );
            thread::sleep(BETWEEN_LOOKS);
        }
        slapd
    }

    /// The authority that signed its certificate, in PEM.
    pub(crate) fn authority(&self) -> String {
        fs::read_to_string(self.folder.path().join("ca.pem")).unwrap()
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        let _ended_already = self.process.kill();
        let _status = self.process.wait();
    }
}

fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Two that were free a moment ago: slapd can't be told to choose.
fn free_ports() -> (u16, u16) {
    let bound = || TcpListener::bind("127.0.0.1:0").unwrap();
    let (first, second) = (bound(), bound());
    (
        first.local_addr().unwrap().port(),
        second.local_addr().unwrap().port(),
    )
}

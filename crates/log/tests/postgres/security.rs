//! The way to the server: by TLS with a certificate that is checked, and with a password that is never shown.

use std::path::Path;
use std::process::Command;

use bezant_log::postgres::{PostgresLog, PostgresOptions};
use bezant_log::{Log, LogError, Position};

use super::server::PostgresServer;
use super::{append, read_all};

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments)
        .output();
    let output = output.expect("openssl is there, as PostgreSQL's packages need it");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A certificate authority with a key, and a certificate for `localhost` from it.
fn certificates(folder: &Path) {
    for authority in ["right", "wrong"] {
        let (key, certificate) = (format!("{authority}.key"), format!("{authority}.pem"));
        openssl(
            folder,
            &[
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=authority",
                "-keyout",
                &key,
                "-out",
                &certificate,
            ],
        );
    }
    openssl(
        folder,
        &[
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=localhost",
            "-keyout",
            "server.key",
            "-out",
            "server.csr",
        ],
    );
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost").unwrap();
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            "right.pem",
            "-CAkey",
            "right.key",
            "-CAcreateserial",
            "-days",
            "30",
            "-extfile",
            "names",
            "-out",
            "server.pem",
        ],
    );
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn a_server_is_believed_only_with_the_right_certificate_and_password() {
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path());
    let mut server = PostgresServer::start();
    let give = |name: &str| server.give(name, &std::fs::read(folder.path().join(name)).unwrap());
    let (certificate, key) = (give("server.pem"), give("server.key"));
    let rules = server.give(
        "rules",
        b"local all all trust\nhostssl all all all scram-sha-256\n",
    );
    server.sql(
        "CREATE ROLE teller LOGIN PASSWORD 'c0rrect horse'; GRANT CREATE ON DATABASE postgres TO teller",
    );
    let port = free_port();
    server.restart_with(&[
        "listen_addresses=127.0.0.1",
        &format!("port={port}"),
        "ssl=on",
        &format!("ssl_cert_file={}", certificate.display()),
        &format!("ssl_key_file={}", key.display()),
        &format!("hba_file={}", rules.display()),
    ]);

    let options = |password: &str, mode: &str, authority: &str| {
        let url = format!("postgresql://teller:{password}@localhost:{port}/postgres?sslmode={mode}");
        let mut options = PostgresOptions::new(url.parse().unwrap());
        options.root_certificates = Some(folder.path().join(authority));
        options
    };
    let right = options("c0rrect%20horse", "require", "right.pem");
    let mut log = PostgresLog::open(&right).unwrap();
    append(&mut log, &[vec![7; 100_000], b"one".to_vec()]).unwrap();
    assert_eq!(read_all(&*log.reader()).unwrap().len(), 2);
    assert_eq!(log.head(), Position(2));
    drop(log);
    for wrong in [
        options("c0rrect%20horse", "require", "wrong.pem"),
        options("c0rrect%20horse", "disable", "right.pem"),
        options("wr0ng", "require", "right.pem"),
        options("wr0ng", "require", "nowhere.pem"),
    ] {
        let error = PostgresLog::open(&wrong).map(|log| log.epoch()).unwrap_err();
        let shown = format!("{error} {error:?} {wrong:?}");
        assert!(matches!(error, LogError::Failed { .. }), "{error:?}");
        assert!(!shown.contains("wr0ng") && !shown.contains("c0rrect"), "{shown}");
    }
}

//! The trail handed on to fake receivers over sockets: whole, in order, at least once.

use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::siem::{Format, Sink, Target, follow};

type Bodies = Arc<Mutex<Vec<Vec<u8>>>>;

fn target(format: Format, to: &str) -> Target {
    Target {
        name: "siem".to_owned(),
        format,
        to: to.parse().unwrap(),
        root_certificates: None,
        authorization_file: None,
    }
}

/// Takes requests with these answers in turn, and 200 from then on; keeps the bodies that it took.
async fn collector(mut answers: Vec<u16>) -> (String, Bodies, Bodies) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1/logs", listener.local_addr().unwrap());
    let (taken, heads) = (Bodies::default(), Bodies::default());
    let (kept, kept_heads) = (Arc::clone(&taken), Arc::clone(&heads));
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let end = loop {
                if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
                    break end + 4;
                }
                stream.read_buf(&mut bytes).await.unwrap();
            };
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .unwrap();
            let length: usize = length.parse().unwrap();
            while bytes.len() < end + length {
                stream.read_buf(&mut bytes).await.unwrap();
            }
            let status = if answers.is_empty() {
                200
            } else {
                answers.remove(0)
            };
            if status == 200 {
                kept.lock().unwrap().push(bytes[end..].to_vec());
                kept_heads.lock().unwrap().push(head.into_bytes());
            }
            let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, taken, heads)
}

async fn wait(mut is_so: impl FnMut() -> bool) {
    let began = std::time::Instant::now();
    while !is_so() {
        assert!(began.elapsed() < SOON, "it takes too long");
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

fn filled(folder: &std::path::Path, count: u64) -> Trail {
    let trail = trail(folder);
    for number in 0..count {
        trail.note(&request(number, tenant(1)));
    }
    trail.note(&change(count, tenant(1)));
    assert!(trail.flush(SOON));
    trail
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_refuses_gets_everything_in_the_end_and_once_after_a_restart() {
    provider();
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path(), 1_200);
    let (url, taken, heads) = collector(vec![503, 429, 200, 500]).await;
    let secret = folder.path().join("authorization");
    std::fs::write(&secret, "Bearer collector-key\n").unwrap();
    let sink = Arc::new(
        Sink::new(&Target {
            authorization_file: Some(secret),
            ..target(Format::Json, &url)
        })
        .unwrap(),
    );
    let positions = |taken: &Bodies| -> Vec<u64> {
        let taken = taken.lock().unwrap();
        let lines = taken.iter().flat_map(|body| body.split(|byte| *byte == b'\n'));
        let records = lines.filter(|line| !line.is_empty()).map(|line| {
            let record: Value = serde_json::from_slice(line).unwrap();
            record["position"].as_u64().unwrap()
        });
        records.collect()
    };
    for more in [0, 1] {
        if more == 1 {
            trail.note(&request(9, tenant(1)));
            assert!(trail.flush(SOON));
        }
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let running = tokio::spawn(follow(
            trail.clone(),
            "siem".to_owned(),
            Arc::clone(&sink),
            shutdown,
        ));
        wait(|| positions(&taken).len() as u64 == 1_201 + more).await;
        // The cursor is kept after the answer.
        let cursor = folder.path().join("exports/siem.cursor");
        wait(|| {
            let kept = std::fs::read_to_string(&cursor).unwrap_or_default();
            kept.trim() == (1_201 + more).to_string()
        })
        .await;
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
    }
    assert_eq!(
        positions(&taken),
        (1..=1_202).collect::<Vec<_>>(),
        "in order, none left out"
    );
    assert!(taken.lock().unwrap().len() > 2, "in portions");
    let head = String::from_utf8(heads.lock().unwrap()[0].clone()).unwrap();
    assert!(head.contains("authorization: bearer collector-key") && head.contains("application/x-ndjson"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn otlp_and_cef_are_what_collectors_read() {
    provider();
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path(), 1);
    for format in [Format::Otlp, Format::Cef] {
        let (url, taken, _) = collector(Vec::new()).await;
        let sink = Arc::new(Sink::new(&target(format, &url)).unwrap());
        let name = format!("{format:?}").to_lowercase();
        let running = tokio::spawn(follow(trail.clone(), name, sink, std::future::pending()));
        wait(|| !taken.lock().unwrap().is_empty()).await;
        running.abort();
        let body = String::from_utf8(taken.lock().unwrap()[0].clone()).unwrap();
        if format == Format::Cef {
            let lines: Vec<&str> = body.lines().collect();
            assert!(lines[0].starts_with(&format!(
                "CEF:0|Bezant|bezant|{}|request|/api/v1/payments/{{id}}|3|rt=1700000000000 externalId=1 outcome=done",
                env!("CARGO_PKG_VERSION")
            )));
            assert!(lines[1].contains("|change|role.changed|"), "{body}");
        } else {
            let body: Value = serde_json::from_str(&body).unwrap();
            let records = &body["resourceLogs"][0]["scopeLogs"][0]["logRecords"];
            assert_eq!(records[0]["timeUnixNano"], "1700000000000000000");
            assert_eq!(
                (&records[0]["severityNumber"], &records[1]["eventName"]),
                (&9.into(), &"role.changed".into())
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn syslog_over_tls_counts_octets_and_trusts_no_stranger() {
    provider();
    let folder = tempfile::tempdir().unwrap();
    let trail = filled(folder.path(), 3);
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let secret = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken = Bodies::default();
    let kept = Arc::clone(&taken);
    tokio::spawn(async move {
        let mut is_first = true;
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            if std::mem::take(&mut is_first) {
                // A server that goes away in the middle has taken nothing.
                drop(stream);
                continue;
            }
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap();
            kept.lock().unwrap().push(bytes);
        }
    });
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, issuer.pem()).unwrap();
    let to = format!("syslog+tls://localhost:{port}");
    let stranger = Sink::new(&target(Format::Json, &to)).unwrap();
    assert!(stranger.send(&[(1, request(1, tenant(1)))]).await.is_err());
    let sink = Sink::new(&Target {
        root_certificates: Some(roots),
        ..target(Format::Json, &to)
    });
    let running = tokio::spawn(follow(
        trail.clone(),
        "siem".to_owned(),
        Arc::new(sink.unwrap()),
        std::future::pending(),
    ));
    wait(|| taken.lock().unwrap().iter().any(|bytes| !bytes.is_empty())).await;
    running.abort();
    let bytes = taken
        .lock()
        .unwrap()
        .iter()
        .find(|bytes| !bytes.is_empty())
        .unwrap()
        .clone();
    let (mut rest, mut messages) = (&bytes[..], Vec::new());
    while !rest.is_empty() {
        let space = rest.iter().position(|byte| *byte == b' ').unwrap();
        let length: usize = std::str::from_utf8(&rest[..space]).unwrap().parse().unwrap();
        messages.push(std::str::from_utf8(&rest[space + 1..space + 1 + length]).unwrap());
        rest = &rest[space + 1 + length..];
    }
    assert_eq!(messages.len(), 4);
    let start = "<110>1 2023-11-14T22:13:20.000000Z - bezant - request [bezant@32473 position=\"1\"] {";
    assert!(messages[0].starts_with(start), "{}", messages[0]);
    assert!(messages[3].contains("- change [bezant@32473 position=\"4\"]"));
}

#[test]
fn what_nobody_encrypts_is_not_sent_over_a_network() {
    provider();
    for to in [
        "http://collector.example/",
        "syslog://localhost:514",
        "ftp://localhost/",
    ] {
        assert!(Sink::new(&target(Format::Json, to)).is_err(), "{to}");
    }
    assert!(Sink::new(&target(Format::Otlp, "syslog+tls://localhost")).is_err());
}

pub(super) fn provider() {
    // Another test of this process may have been faster.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

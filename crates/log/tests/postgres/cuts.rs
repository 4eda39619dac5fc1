//! Connections that are cut at every part of an append's conversation: before the server has all of it, and after it has
//! committed but before its answer is through.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bezant_log::LogError;
use bezant_log::postgres::{PostgresLog, verify};

use super::crashes::{check, open, payloads};
use super::server::PostgresServer;
use super::{append, options};

const SOCKET: &str = ".s.PGSQL.5432";
const NEVER: i64 = i64::MAX;

/// Passes bytes on in both directions, and cuts the connection after as many in one direction as it was told.
struct Proxy {
    to_server: AtomicI64,
    to_client: AtomicI64,
}

impl Proxy {
    /// Listens in `folder` for as long as the process lives.
    fn start(folder: &Path, server: PathBuf) -> Arc<Self> {
        let proxy = Arc::new(Self {
            to_server: AtomicI64::new(NEVER),
            to_client: AtomicI64::new(NEVER),
        });
        let listener = UnixListener::bind(folder.join(SOCKET)).unwrap();
        let accepting = proxy.clone();
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), UnixStream::connect(&server).unwrap());
                let (client_again, server_again) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let (there, back) = (accepting.clone(), accepting.clone());
                std::thread::spawn(move || pass_on(client, server, &there.to_server));
                std::thread::spawn(move || pass_on(server_again, client_again, &back.to_client));
            }
        });
        proxy
    }
}

fn pass_on(mut from: UnixStream, mut to: UnixStream, left: &AtomicI64) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let allowed = match left.load(Ordering::Acquire) {
            NEVER => read,
            _ => (left.fetch_sub(read as i64, Ordering::AcqRel).max(0) as usize).min(read),
        };
        if to.write_all(&buffer[..allowed]).is_err() || allowed < read {
            break;
        }
    }
    // Either side may be closed already.
    let _closed = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

#[test]
fn a_conversation_that_is_cut_leaves_a_whole_batch_or_none() {
    let server = PostgresServer::start();
    let folder = tempfile::tempdir().unwrap();
    let proxy = Proxy::start(folder.path(), server.folder().join(SOCKET));
    let direct = options(&server);
    let mut through = direct.clone();
    let host = folder.path().to_str().unwrap().replace('/', "%2F");
    through.url = format!("postgresql://postgres@{host}/postgres").parse().unwrap();
    // The other side may take a moment to see that a writer has gone.
    through.take_over = true;

    let cuts = (0..2000).step_by(97).map(|bytes| (&proxy.to_server, bytes));
    let cuts = cuts.chain((0..60).step_by(3).map(|bytes| (&proxy.to_client, bytes)));
    let (mut batches, mut lost, mut kept) = (0, 0, 0);
    for (direction, bytes) in cuts {
        let mut log = PostgresLog::open(&through).unwrap();
        direction.store(bytes, Ordering::Release);
        let answered = loop {
            match append(&mut log, &payloads(batches)) {
                Ok(_) => batches += 1,
                Err(LogError::Failed { .. }) => break batches,
                Err(other) => panic!("expected a failure after {bytes} bytes, got {other:?}"),
            }
        };
        direction.store(NEVER, Ordering::Release);
        drop(log);
        batches = check(&open(&direct), answered);
        if batches == answered {
            lost += 1;
        } else {
            kept += 1;
        }
    }
    assert!(
        lost >= 10 && kept >= 5,
        "both ends were met: {lost} lost, {kept} kept"
    );
    verify(&direct, &mut |_, _| ()).unwrap();
}

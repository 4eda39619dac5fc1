//! The ceiling of watchers: a server that writes to sockets and does nothing else.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use super::watcher::now_microseconds;
use super::{EVENTS_PER_SECOND, PER_TENANT};
use crate::Failure;

/// Its name among the ceilings' servers.
pub(in crate::bench) const BARE: &str = "bare-watchers";
/// About as long as an event with its frame.
pub(super) const MESSAGE_BYTES: usize = 512;

/// Takes connections, and writes a message with the time to some of them in turn.
pub(in crate::bench) fn serve_bare(address: SocketAddr) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await?;
        let connections = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(write(Arc::clone(&connections)));
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let stream = Arc::new(tokio::sync::Mutex::new(stream));
            connections
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(stream);
        }
    })
}

type Connections = Arc<Mutex<Vec<Arc<tokio::sync::Mutex<TcpStream>>>>>;

async fn write(connections: Connections) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / EVENTS_PER_SECOND);
    let mut turn = 0;
    loop {
        ticks.tick().await;
        let group: Vec<_> = {
            let all = connections.lock().unwrap_or_else(PoisonError::into_inner);
            let groups = (all.len() / PER_TENANT).max(1);
            turn = (turn + 1) % groups;
            let group = all.iter().skip(turn * PER_TENANT).take(PER_TENANT);
            group.cloned().collect()
        };
        let mut message = [0; MESSAGE_BYTES];
        message[..8].copy_from_slice(&now_microseconds().to_be_bytes());
        for connection in group {
            tokio::spawn(async move {
                // Who has gone away needs no message.
                let _ = connection.lock().await.write_all(&message).await;
            });
        }
    }
}

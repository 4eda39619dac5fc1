//! A way to the node that fails as told: it refuses, answers 503, or loses the answer to what the node has done.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is closed before anything is read.
    Refuse,
    /// The request is read and answered by 503.
    Unavailable,
    /// The node gets the request, and its answer is thrown away.
    LoseAnswer,
}

impl Fault {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "refuse" => Some(Fault::Refuse),
            "503" => Some(Fault::Unavailable),
            "lose_answer" => Some(Fault::LoseAnswer),
            _ => None,
        }
    }
}

/// Carries connections to one address.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    url: String,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    to: String,
    faults: Mutex<VecDeque<Fault>>,
    open: Mutex<Vec<AbortHandle>>,
}

impl Way {
    /// A way to the node at a URL.
    pub(crate) async fn to(node: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let to = node.trim_start_matches("http://").to_owned();
        let shared = Arc::new(Shared {
            to,
            ..Shared::default()
        });
        let accepting = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                let fault = locked(&accepting.faults).pop_front();
                let carried = tokio::spawn(carry(caller, accepting.to.clone(), fault));
                locked(&accepting.open).push(carried.abort_handle());
            }
        });
        Way { url, shared }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Cuts every connection.
    pub(crate) fn cut(&self) {
        for connection in locked(&self.shared.open).drain(..) {
            connection.abort();
        }
    }

    /// What happens to the next connections; those that there are end.
    pub(crate) fn fail(&self, faults: Vec<Fault>) {
        *locked(&self.shared.faults) = faults.into();
        self.cut();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What goes wrong on the way is for the caller to see.
async fn carry(mut caller: TcpStream, to: String, fault: Option<Fault>) -> std::io::Result<()> {
    match fault {
        Some(Fault::Refuse) => {}
        Some(Fault::Unavailable) => {
            request(&mut caller).await?;
            let answer = "HTTP/1.1 503 Service Unavailable\r\nretry-after: 0\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            caller.write_all(answer.as_bytes()).await?;
        }
        Some(Fault::LoseAnswer) => {
            let asked = request(&mut caller).await?;
            let mut node = TcpStream::connect(to).await?;
            node.write_all(&asked).await?;
            // The first byte of an answer comes after the commit.
            node.read_u8().await?;
        }
        None => {
            let mut node = TcpStream::connect(to).await?;
            tokio::io::copy_bidirectional(&mut caller, &mut node).await?;
        }
    }
    Ok(())
}

/// One whole request: its head, and as much of a body as the head says.
async fn request(caller: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut read = Vec::new();
    let head = loop {
        if let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break end + 4;
        }
        read.push(caller.read_u8().await?);
    };
    let text = String::from_utf8_lossy(&read[..head]).to_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
    let mut body = vec![0; length];
    caller.read_exact(&mut body).await?;
    read.extend(body);
    Ok(read)
}

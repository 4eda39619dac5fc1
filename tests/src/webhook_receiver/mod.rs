//! The receiving side of webhooks: an HTTP server on loopback that writes down what comes and answers as told, and the
//! checks that a receiver makes.
//!
//! In come any requests, out go the statuses that the test lined up, 200 when they are used up. It knows nothing of
//! Bezant's code: signatures are checked by the libraries that receivers use, so that both sides can't share a mistake.

mod verify;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use verify::{Unverified, verify, verify_in_python};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// The path of the URL.
    pub path: String,
    /// The headers, names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// What was answered.
    pub status: u16,
}

impl Request {
    /// A header's value, empty if it did not come.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The message's id.
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }
}

/// A running receiver; it stops when dropped.
pub struct WebhookReceiver {
    url: String,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

struct Shared {
    noted: Mutex<Noted>,
    count: watch::Sender<usize>,
}

#[derive(Default)]
struct Noted {
    requests: Vec<Request>,
    statuses: VecDeque<u16>,
}

impl Shared {
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WebhookReceiver {
    /// Starts on a free port of this machine, within the current runtime.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let shared = Arc::new(Shared {
            noted: Mutex::default(),
            count: watch::Sender::new(0),
        });
        let router = Router::new().fallback(receive).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move {
            // It ends with the receiver.
            let _ = axum::serve(listener, router).await;
        });
        WebhookReceiver {
            url: format!("http://{address}/"),
            shared,
            serving,
        }
    }

    /// Where to send.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Lines up the statuses of the next answers.
    pub fn answer(&self, statuses: impl IntoIterator<Item = u16>) {
        self.shared.noted().statuses.extend(statuses);
    }

    /// Everything that came, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.noted().requests.clone()
    }

    /// Everything that came, once it is `count` requests or more; `None` if it is fewer by then.
    pub async fn wait_for(&self, count: usize, within: Duration) -> Option<Vec<Request>> {
        let mut seen = self.shared.count.subscribe();
        let enough = seen.wait_for(|&seen| seen >= count);
        tokio::time::timeout(within, enough).await.ok()?.ok()?;
        Some(self.requests())
    }
}

impl Drop for WebhookReceiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn receive(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let headers = headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect();
    let mut noted = shared.noted();
    let status = noted.statuses.pop_front().unwrap_or(200);
    noted.requests.push(Request {
        path: uri.path().to_owned(),
        headers,
        body: body.to_vec(),
        status,
    });
    let count = noted.requests.len();
    drop(noted);
    shared.count.send_replace(count);
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn it_answers_as_told_and_writes_down_what_came() {
        let receiver = WebhookReceiver::start().await;
        receiver.answer([503]);
        let address = receiver
            .url()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        let asking = tokio::task::spawn_blocking(move || {
            let ask = |body: &str| {
                let mut stream = TcpStream::connect(&address).unwrap();
                let length = body.len();
                write!(
                    stream,
                    "POST /hook HTTP/1.1\r\nhost: test\r\nWebhook-Id: msg_1\r\nconnection: close\r\n\
                     content-length: {length}\r\n\r\n{body}"
                )
                .unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                answer
            };
            [ask("first"), ask("second")]
        });
        let [first, second] = asking.await.unwrap();
        assert!(first.starts_with("HTTP/1.1 503 ") && second.starts_with("HTTP/1.1 200 "));
        let requests = receiver.wait_for(2, Duration::from_secs(10)).await.unwrap();
        let came: Vec<_> = requests
            .iter()
            .map(|one| (one.id(), &*one.body, one.status))
            .collect();
        assert_eq!(came, [("msg_1", &b"first"[..], 503), ("msg_1", b"second", 200)]);
        assert_eq!(requests[0].path, "/hook");
        assert!(receiver.wait_for(3, Duration::ZERO).await.is_none());
    }
}

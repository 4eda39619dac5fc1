//! The receiving side: an HTTP server on loopback that writes down what comes and answers as told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bezant_kernel::MessageId;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What was answered, or will be.
    pub(crate) status: u16,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn id(&self) -> MessageId {
        self.header("webhook-id").parse().unwrap()
    }
}

/// Decides the status from the request and how often that message came before.
type Rule = Box<dyn Fn(&Received, usize) -> u16 + Send>;

struct Shared {
    received: Vec<Received>,
    script: VecDeque<(u16, Option<&'static str>)>,
    rule: Option<Rule>,
    held_path: Option<String>,
    under_way: usize,
    most_under_way: usize,
}

pub(crate) struct Receiver {
    url: String,
    shared: Arc<Mutex<Shared>>,
    count: watch::Receiver<usize>,
    held: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Serving {
    shared: Arc<Mutex<Shared>>,
    count: watch::Sender<usize>,
    held: watch::Receiver<bool>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Mutex::new(Shared {
            received: Vec::new(),
            script: VecDeque::new(),
            rule: None,
            held_path: None,
            under_way: 0,
            most_under_way: 0,
        }));
        let (count_sender, count) = watch::channel(0);
        let (held, held_receiver) = watch::channel(false);
        let serving = Serving {
            shared: Arc::clone(&shared),
            count: count_sender,
            held: held_receiver,
        };
        let router = Router::new().fallback(answer).with_state(serving);
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Receiver {
            url,
            shared,
            count,
            held,
            serving,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The next answers; 200 when they are used up.
    pub(crate) fn script(&self, answers: impl IntoIterator<Item = (u16, Option<&'static str>)>) {
        self.shared.lock().unwrap().script.extend(answers);
    }

    pub(crate) fn rule(&self, rule: impl Fn(&Received, usize) -> u16 + Send + 'static) {
        self.shared.lock().unwrap().rule = Some(Box::new(rule));
    }

    /// Leaves requests to this path without an answer until [`Receiver::let_go`].
    pub(crate) fn hold(&self, path: &str) {
        self.shared.lock().unwrap().held_path = Some(path.to_owned());
        self.held.send_replace(true);
    }

    pub(crate) fn let_go(&self) {
        self.shared.lock().unwrap().held_path = None;
        self.held.send_replace(false);
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.lock().unwrap().received.clone()
    }

    pub(crate) fn most_held_at_once(&self) -> usize {
        self.shared.lock().unwrap().most_under_way
    }

    /// Waits until so many requests have come.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        let mut seen = self.count.clone();
        let waiting = seen.wait_for(|&seen| seen >= count);
        tokio::time::timeout(super::PATIENCE, waiting)
            .await
            .expect("requests come in time")
            .unwrap();
        self.received()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(serving): State<Serving>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (status, retry_after, is_held) = {
        let mut shared = serving.shared.lock().unwrap();
        let mut received = Received {
            path: uri.path().to_owned(),
            headers,
            body,
            status: 200,
        };
        let is_same = |other: &&Received| other.id() == received.id() && other.path == received.path;
        let before = shared.received.iter().filter(is_same).count();
        let (status, retry_after) = match (shared.script.pop_front(), &shared.rule) {
            (Some(scripted), _) => scripted,
            (None, Some(rule)) => (rule(&received, before), None),
            (None, None) => (200, None),
        };
        received.status = status;
        let is_held = shared.held_path.as_deref() == Some(uri.path());
        shared.received.push(received);
        let count = shared.received.len();
        if is_held {
            shared.under_way += 1;
            shared.most_under_way = shared.most_under_way.max(shared.under_way);
        }
        serving.count.send_replace(count);
        (status, retry_after, is_held)
    };
    if is_held {
        let _ = serving.held.clone().wait_for(|&held| !held).await;
        serving.shared.lock().unwrap().under_way -= 1;
    }
    let mut response = StatusCode::from_u16(status).unwrap().into_response();
    if let Some(retry_after) = retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, retry_after.parse().unwrap());
    }
    response
}

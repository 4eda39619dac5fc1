//! What the fake gateways share: faults, answers, and an HTTP server on loopback whose answers may never leave.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response};
use hmac::{Hmac, KeyInit, Mac};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tower::ServiceExt;

/// Something that goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// The connection closes without an answer, and nothing was done.
    DropBefore,
    /// It is done, and the connection closes without an answer.
    DropAfter,
    /// It is done, and the answer takes this long; until then the idempotency key is in use.
    Delay(Duration),
    /// It is done, and the answer is a 500, which the idempotency key keeps.
    ServerErrorAfter,
    /// Nothing is done, and the answer is a 500.
    ServerErrorBefore,
    /// Nothing is done, and the answer is a 429.
    RateLimited,
    /// It is done, and the answer is a success with something that is not JSON.
    Garbage,
    /// It is done, and the answer is the right one, but far too long.
    Oversized,
}

/// A notification as a gateway would send it.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// HMAC-SHA256.
pub(crate) fn hmac(key: &[u8], content: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(content);
    mac.finalize().into_bytes().to_vec()
}

/// A running server; it stops when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    listening: JoinHandle<()>,
}

impl Server {
    /// Serves on a free port of this machine, within the current runtime.
    pub(crate) async fn start(router: Router) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let listening = tokio::spawn(async move {
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, router.clone()));
                }
            }
        });
        Server { address, listening }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// Marks an answer that never leaves: the connection closes instead.
#[derive(Copy, Clone, Debug)]
struct HangUp;

impl std::fmt::Display for HangUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("scripted to hang up")
    }
}

impl std::error::Error for HangUp {}

pub(crate) fn hang_up() -> Response<Body> {
    let mut response = respond(200, Body::empty());
    response.extensions_mut().insert(HangUp);
    response
}

pub(crate) fn garbage() -> Response<Body> {
    respond(200, Body::from("<html>"))
}

/// A good answer behind more room than any answer that makes sense has.
pub(crate) fn oversized(status: u16, answer: &str) -> Response<Body> {
    let room = " ".repeat(8 * 1024 * 1024);
    respond(status, Body::from(room + answer))
}

pub(crate) fn respond(status: u16, body: Body) -> Response<Body> {
    let built = Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "application/json")
        .body(body);
    built.expect("status and header are valid")
}

async fn serve(stream: TcpStream, router: Router) {
    let service = service_fn(move |request| {
        // A client that hangs up doesn't stop a gateway from doing what it was asked.
        let handling = tokio::spawn(router.clone().oneshot(request));
        async move {
            let response = match handling.await {
                Ok(Ok(response)) => response,
                Ok(Err(never)) => match never {},
                Err(_) => return Err(HangUp),
            };
            if response.extensions().get::<HangUp>().is_some() {
                Err(HangUp)
            } else {
                Ok(response)
            }
        }
    });
    // It ends with an error where it was told to hang up.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

//! A server with a service that does whatever a test needs, and the simplest of clients.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bezant_transport::{
    BodyError, Counters, Drained, Limits, Listener, PeerAddress, PeerCertificate, RequestBody, Transport,
    serve,
};
use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// Longer than anything takes, so that what hangs is told from what is slow.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) counters: Arc<Counters>,
    /// Lets go of the requests to `/hold`.
    pub(crate) release: watch::Sender<bool>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Drained>,
}

impl Server {
    pub(crate) async fn start(transport: Transport) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Server::start_at(listener, address, transport)
    }

    pub(crate) fn start_at(
        listener: impl Into<Listener>,
        address: SocketAddr,
        transport: Transport,
    ) -> Server {
        let counters = Arc::clone(&transport.counters);
        let (release, released) = watch::channel(false);
        let (stop, stopped) = oneshot::channel();
        let service = tower::service_fn(move |request| answer(request, released.clone()));
        let task = tokio::spawn(serve(listener.into(), service, transport, async {
            let _ = stopped.await;
        }));
        Server {
            address,
            counters,
            release,
            stop,
            task,
        }
    }

    pub(crate) async fn with(limits: Limits) -> Server {
        Server::start(Transport {
            limits,
            ..Transport::default()
        })
        .await
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// All that is answered to some bytes until the server ends the connection.
    pub(crate) async fn talk(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        rest_of(&mut stream).await
    }

    pub(crate) fn stop(self) -> JoinHandle<Drained> {
        self.stop.send(()).unwrap();
        self.task
    }
}

/// What comes until the end.
pub(crate) async fn rest_of(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    // A reset is an end as well.
    let _ = read.unwrap_or_else(|_| panic!("the server does not end the connection after {answer:?}"));
    answer
}

/// One answer with a length, and the connection goes on.
pub(crate) async fn one_answer(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut answer = String::new();
    while !answer.ends_with("\r\n\r\n") {
        answer.push(char::from(soon(stream.read_u8()).await.unwrap()));
    }
    let length = answer
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    soon(stream.read_exact(&mut body)).await.unwrap();
    answer + &String::from_utf8(body).unwrap()
}

pub(crate) async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it does not hang")
}

pub(crate) async fn until(is_so: impl Fn() -> bool) {
    soon(async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

type Answer = Response<BoxBody<Bytes, Infallible>>;

fn text(status: StatusCode, text: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text)).boxed());
    *answer.status_mut() = status;
    answer
}

async fn answer(
    mut request: Request<RequestBody>,
    mut released: watch::Receiver<bool>,
) -> Result<Answer, Infallible> {
    let path = request.uri().path().to_owned();
    Ok(match path.as_str() {
        "/hold" => {
            let _ = released.wait_for(|&released| released).await;
            text(StatusCode::OK, "held".to_owned())
        }
        "/endless" => Response::new(Endless.boxed()),
        "/unread" => text(StatusCode::OK, "not read".to_owned()),
        "/switch" => {
            let switch = hyper::upgrade::on(&mut request);
            tokio::spawn(async move {
                let mut switched = TokioIo::new(switch.await.unwrap());
                let mut bytes = [0; 4];
                while switched.read_exact(&mut bytes).await.is_ok() {
                    switched.write_all(&bytes).await.unwrap();
                }
            });
            let mut answer = text(StatusCode::SWITCHING_PROTOCOLS, String::new());
            let headers = answer.headers_mut();
            headers.insert("upgrade", "echo".parse().unwrap());
            headers.insert("connection", "upgrade".parse().unwrap());
            answer
        }
        "/peer" => {
            let extensions = request.extensions();
            let is_local = extensions.get::<PeerAddress>() == Some(&PeerAddress::Local);
            let certificate = extensions.get::<PeerCertificate>();
            let certificate = certificate.map(|certificate| (certificate.uris(), certificate.dns_names()));
            text(StatusCode::OK, format!("{is_local} {certificate:?}"))
        }
        _ => {
            let method = request.method().clone();
            match request.into_body().collect().await {
                Ok(body) => text(
                    StatusCode::OK,
                    format!("{method} {path} {}", body.to_bytes().len()),
                ),
                Err(BodyError::TooSlow) => text(StatusCode::REQUEST_TIMEOUT, String::new()),
                Err(BodyError::Broken(_)) => text(StatusCode::BAD_REQUEST, String::new()),
            }
        }
    })
}

struct Endless;

impl Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        static PIECE: [u8; 65_536] = [7; 65_536];
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&PIECE)))))
    }
}

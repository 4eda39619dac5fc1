//! A router of axum is such a service.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::routing::post;
use axum::{Extension, Router};
use bezant_transport::{Drained, PeerAddress, Transport, serve};
use bytes::Bytes;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::http2::{Client, END_HEADERS, END_STREAM, HEADERS, frame, request};
use crate::server::{one_answer, soon};

/// Where the caller is, as the application knows it.
#[derive(Clone)]
struct From(SocketAddr);

async fn with_address(mut request: Request, next: Next) -> axum::response::Response {
    if let Some(PeerAddress::Internet(address)) = request.extensions().get().copied() {
        request.extensions_mut().insert(From(address));
    }
    next.run(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_router_is_served_over_both_protocols() {
    let echo =
        async |Extension(From(address)): Extension<From>, body: Bytes| format!("{address} {}", body.len());
    let router = Router::new().route("/a", post(echo)).layer(from_fn(with_address));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, router, Transport::default(), async {
        let _ = stopped.await;
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let own = stream.local_addr().unwrap();
    let post = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    stream.write_all(post).await.unwrap();
    assert!(one_answer(&mut stream).await.ends_with(&format!("{own} 5")));
    let mut client = Client::connect(address).await;
    let block = request("POST", "/a", &[]);
    client
        .send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block))
        .await;
    assert_eq!(client.answer(1).await.0, "200");
    stop.send(()).unwrap();
    let nothing_cut = Drained {
        connections_cut: 0,
        requests_cut: 0,
    };
    assert_eq!(soon(server).await.unwrap(), nothing_cut);
}

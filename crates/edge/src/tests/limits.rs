//! Bounds: on how much is under way, on slow callers, on storage.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::world::{Call, PATIENCE, World, order, until};
use crate::{Limits, serve};

#[tokio::test(flavor = "multi_thread")]
async fn more_than_can_be_under_way_is_refused_at_once() {
    let limits = Limits {
        max_concurrent_requests: 1,
        ..Limits::default()
    };
    let world = World::idle(limits).await;
    let key = world.full_key("shop").await;
    let waiting = world.post(&key, "/api/v1/payments", order(1_000, "tok_approved"));
    let meanwhile = async {
        until(|| world.engine.stats().parked == 1).await;
        let refused = world.get(&key, "/api/v1/gateways").await;
        let alive = world.get("", "/health").await;
        world.let_gateways_work();
        (refused, alive)
    };
    let (first, (refused, alive)) = tokio::join!(waiting, meanwhile);
    assert_eq!(refused.problem(), (503, "overloaded"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(alive.status, 200, "health answers under any load");
    assert_eq!(first.status, 201);
    assert_eq!(
        world.get(&key, "/api/v1/gateways").await.status,
        200,
        "the place is free again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_engine_is_said_so() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    assert_eq!(world.get("", "/ready").await.text("status"), "ready");
    world.engine.shutdown().await;
    let refused = world
        .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    assert_eq!(refused.problem(), (503, "engine_stopped"));
    assert!(refused.header("retry-after").is_some());
    let ready = world.get("", "/ready").await;
    assert_eq!(
        (ready.status.as_u16(), ready.text("engine")),
        (503, "not_answering")
    );
    assert_eq!(world.get("", "/health").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_requests_are_kept_or_made() {
    let world = World::new().await;
    let call = |id| Call {
        method: axum::http::Method::GET,
        path: "/api/v1/gateways",
        headers: vec![("x-request-id", id)],
        body: Vec::new(),
    };
    let kept = world.send(call("order-77")).await;
    assert_eq!(
        (kept.header("x-request-id"), kept.text("correlation_id")),
        (Some("order-77"), "order-77")
    );
    let made = world.send(call("a b")).await;
    assert_eq!(made.header("x-request-id").unwrap().len(), 32);
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_callers_are_let_go_and_a_stop_is_orderly() {
    let limits = Limits {
        head_within: Duration::from_millis(50),
        body_within: Duration::from_millis(50),
        ..Limits::default()
    };
    let world = World::idle(limits).await;
    let key = world.full_key("shop").await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(world.edge.clone(), listener, Default::default(), async {
        let _ = stopped.await;
    }));
    let talk = async |request: String| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer))
            .await
            .expect("the server ends the connection")
            .unwrap();
        answer
    };
    let head = format!("POST /api/v1/payments HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n");
    assert_eq!(talk(head.clone()).await, "", "half a head gets nothing");
    let slow = talk(format!(
        "{head}content-length: 100\r\nconnection: close\r\n\r\n{{"
    ))
    .await;
    assert!(
        slow.starts_with("HTTP/1.1 408 ") && slow.contains("request_timeout"),
        "{slow}"
    );
    let whole = talk("GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned()).await;
    assert!(
        whole.starts_with("HTTP/1.1 200 ") && whole.contains("\"alive\""),
        "{whole}"
    );

    // A stream without end must not keep the node from ending.
    let mut stream = TcpStream::connect(address).await.unwrap();
    let watch = format!("GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\r\n");
    stream.write_all(watch.as_bytes()).await.unwrap();
    let mut start = [0; 15];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 200 OK");
    stop.send(()).unwrap();
    tokio::time::timeout(PATIENCE, server)
        .await
        .expect("it ends")
        .unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
